package dev.kagemusha.s3.inventory;

import dev.kagemusha.protocol.json.JsonText;
import dev.kagemusha.s3.bucket.Home;
import dev.kagemusha.s3.bucket.Homes;
import dev.kagemusha.s3.bucket.ObjectKey;
import dev.kagemusha.s3.bucket.S3Call;
import dev.kagemusha.s3.configuration.Configurations;
import dev.kagemusha.s3.configuration.Kind;
import dev.kagemusha.s3.object.Entry;
import dev.kagemusha.s3.object.ObjectTables;
import dev.kagemusha.s3.object.Past;
import dev.kagemusha.s3.object.Versioned;
import dev.kagemusha.service.Environment;
import dev.kagemusha.service.Errands;
import dev.kagemusha.state.Cursor;
import dev.kagemusha.state.KeyRange;
import dev.kagemusha.state.KeyWriter;
import dev.kagemusha.state.Locks;
import dev.kagemusha.state.ReadView;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.state.Transaction;
import dev.kagemusha.state.jobs.JobRun;
import dev.kagemusha.state.jobs.Jobs;
import dev.kagemusha.time.EmulatorClock;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.InventoryConfiguration;
import software.amazon.awssdk.services.s3.model.InventoryFrequency;
import software.amazon.awssdk.services.s3.model.InventoryS3BucketDestination;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAdjusters;
import java.util.HexFormat;
import java.util.Locale;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;

/**
 * Writes inventories at midnight of emulated time, each day or on Sundays: files of lines, then the manifest that names them. A slice writes one
 * file and commits that it did; should it be killed in between, the same file is written again under the same name. It is all done on
 * behalf of {@code s3.amazonaws.com}, whom the destination's policy must allow it; a report that it does not is left out.
 */
public final class InventoryWork {
    private static final String KIND = "s3.inventory";
    private static final int FILE_LINES = 10_000;
    private static final byte[] NONE = {};
    private static final String VERSION = "2016-11-30";
    private static final String BUCKET_ARN = ":s3:::";
    private static final DateTimeFormatter FOLDER = formatter("yyyy-MM-dd'T'HH-mm'Z'");
    private static final DateTimeFormatter HIVE = formatter("yyyy-MM-dd-HH-mm");

    private final StateStore store;
    private final EmulatorClock clock;
    private final Jobs jobs;
    private final Errands errands;
    private final Homes homes;
    private final Configurations configurations;

    private InventoryWork(Environment environment, Homes homes, Configurations configurations) {
        this.store = environment.store();
        this.clock = environment.clock();
        this.jobs = environment.jobs();
        this.errands = environment.errands();
        this.homes = homes;
        this.configurations = configurations;
    }

    private static DateTimeFormatter formatter(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneOffset.UTC);
    }

    /** Registers the job, and follows configurations. */
    public static void register(Environment environment, Homes homes, Configurations configurations) {
        InventoryWork work = new InventoryWork(environment, homes, configurations);
        work.jobs.handle(KIND, work::run);
        configurations.watch(work::configured);
    }

    private void configured(Transaction tx, int scope, long bucket, @Nullable Kind<?> kind, String name) {
        if (kind == null || !kind.equals(Kind.INVENTORY)) {
            return; // one whose bucket is gone ends itself
        }
        InventoryConfiguration configuration =
                configurations.of(tx, scope, bucket).get(Kind.INVENTORY, name);
        String key = bucket + " " + name;
        if (configuration == null || !Boolean.TRUE.equals(configuration.isEnabled())) {
            jobs.cancel(tx, KIND, scope, key);
        } else if (jobs.due(tx, KIND, scope, key) == null) {
            jobs.schedule(tx, KIND, scope, key, midnight(clock.instant(), 1));
        }
    }

    private static Instant midnight(Instant from, int days) {
        return LocalDate.ofInstant(from, ZoneOffset.UTC)
                .plusDays(days)
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant();
    }

    private static Instant next(InventoryConfiguration configuration, Instant now) {
        if (configuration.schedule().frequency() == InventoryFrequency.WEEKLY) {
            return LocalDate.ofInstant(now, ZoneOffset.UTC)
                    .with(TemporalAdjusters.next(DayOfWeek.SUNDAY))
                    .atStartOfDay(ZoneOffset.UTC)
                    .toInstant();
        }
        return midnight(now, 1);
    }

    private void run(JobRun run) {
        int space = run.key().indexOf(' ');
        long bucket = Long.parseLong(run.key().substring(0, space));
        Home home = homes.find(run.scope(), bucket);
        InventoryConfiguration configuration = home == null
                ? null
                : configurations
                        .of(run.scope(), bucket)
                        .get(Kind.INVENTORY, run.key().substring(space + 1));
        if (home == null || configuration == null) {
            store.write(Locks.NONE, tx -> {
                run.done(tx);
                return true;
            });
            return;
        }
        Instant now = Instant.ofEpochMilli(Math.max(clock.millis(), run.due().toEpochMilli()));
        Report report = run.cursor().length == 0 ? Report.begin(now.toEpochMilli()) : Report.decode(run.cursor());
        Report after;
        try {
            after = slice(run, home, configuration, report);
        } catch (AwsServiceException refused) {
            after = null;
        }
        Report rest = after;
        store.write(Homes.share(home), tx -> {
            if (rest == null) {
                run.at(tx, next(configuration, now), new byte[0]);
            } else {
                run.again(tx, rest.encode());
            }
            return true;
        });
    }

    /** Writes the next file, or at the end the manifest, and then answers null. */
    private @Nullable Report slice(JobRun run, Home home, InventoryConfiguration configuration, Report report) {
        Columns columns = Columns.of(configuration);
        String prefix = configuration.filter() == null || configuration.filter().prefix() == null
                ? ""
                : configuration.filter().prefix();
        Part part = store.read(view -> report.past()
                ? past(view, home, prefix, columns, report.after())
                : read(view, home, prefix, columns, report.after()));
        Depot depot = new Depot(home, configuration);
        if (part.last().length == 0 && columns.versions() && !report.past()) {
            return report.toPast();
        }
        if (part.lines() == 0 && part.last().length > 0) {
            return report.on(part.last());
        }
        if (part.lines() == 0 && !report.files().isEmpty()) {
            manifest(depot, home, configuration, columns, report);
            return null;
        }
        byte[] body = zip(part.text());
        String name = UUID.nameUUIDFromBytes((run.key() + " " + report.started() + " "
                                + report.files().size())
                        .getBytes(StandardCharsets.UTF_8))
                .toString();
        String key = depot.folder + "data/" + name + ".csv.gz";
        depot.put(key, body);
        return report.with(new Report.File(key, body.length, md5(body)), part.last());
    }

    private void manifest(
            Depot depot, Home home, InventoryConfiguration configuration, Columns columns, Report report) {
        Instant started = Instant.ofEpochMilli(report.started());
        JsonText json = new JsonText()
                .object()
                .text("sourceBucket", home.name())
                .text(
                        "destinationBucket",
                        configuration.destination().s3BucketDestination().bucket())
                .text("version", VERSION)
                .text("creationTimestamp", Long.toString(report.started()))
                .text("fileFormat", "CSV")
                .text("fileSchema", columns.schema())
                .array("files");
        StringBuilder links = new StringBuilder();
        for (Report.File file : report.files()) {
            json.object()
                    .text("key", file.key())
                    .number("size", file.size())
                    .text("MD5checksum", file.md5())
                    .end();
            links.append(links.isEmpty() ? "" : "\n")
                    .append("s3://")
                    .append(depot.bucket)
                    .append('/')
                    .append(file.key());
        }
        byte[] body = json.endArray().end().toString().getBytes(StandardCharsets.UTF_8);
        String folder = depot.folder + FOLDER.format(started) + "/";
        depot.put(depot.folder + "hive/dt=" + HIVE.format(started) + "/symlink.txt", bytes(links.toString()));
        depot.put(folder + "manifest.json", body);
        depot.put(folder + "manifest.checksum", bytes(md5(body)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Lines of a file, and the last row in it. */
    private record Part(String text, int lines, byte[] last) {}

    private static Part read(ReadView view, Home home, String prefix, Columns columns, byte[] after) {
        byte[] all = new KeyWriter().u64(home.bucket().id()).tail(prefix).toBytes();
        byte[] from =
                after.length == 0 ? all : new KeyWriter().tail(after).u8(0).toBytes();
        StringBuilder text = new StringBuilder();
        int lines = 0;
        byte[] last = NONE;
        try (Cursor<ObjectKey, Entry> rows =
                view.range(ObjectTables.ENTRIES, home.scope(), KeyRange.between(from, KeyRange.after(all)))) {
            while (lines < FILE_LINES && rows.next()) {
                String key = rows.key().key();
                Entry entry = rows.value();
                columns.line(text, Row.current(view, home, key, entry));
                last = rows.rawKey();
                lines++;
            }
        }
        return new Part(text.toString(), lines, last);
    }

    /** Noncurrent versions and delete markers. */
    private static Part past(ReadView view, Home home, String prefix, Columns columns, byte[] after) {
        StringBuilder text = new StringBuilder();
        int lines = 0;
        byte[] last = NONE;
        for (Past.One one : Past.after(view, home, after, FILE_LINES)) {
            last = one.resume();
            if (one.key().startsWith(prefix)) {
                Versioned version = Past.find(view, home, one);
                if (version != null) {
                    columns.line(text, Row.past(home, one, version));
                    lines++;
                }
            }
        }
        return new Part(text.toString(), lines, last);
    }

    private static byte[] zip(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(bytes(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static String md5(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java platform has it
        }
    }

    /** Where a report goes. */
    private final class Depot {
        private final String bucket;
        private final String folder;
        private final InventoryS3BucketDestination destination;
        private final S3Client client;

        Depot(Home home, InventoryConfiguration configuration) {
            destination = configuration.destination().s3BucketDestination();
            int name = destination.bucket().indexOf(BUCKET_ARN);
            bucket = name < 0 ? destination.bucket() : destination.bucket().substring(name + BUCKET_ARN.length());
            String prefix = destination.prefix();
            folder = (prefix == null || prefix.isEmpty() ? "" : prefix + "/") + home.name() + "/" + configuration.id()
                    + "/";
            client = errands.client(
                    S3Client.class, S3Call.SERVICE, homes.service("s3.amazonaws.com", home), home.region());
        }

        void put(String key, byte[] body) {
            PutObjectRequest.Builder request =
                    PutObjectRequest.builder().bucket(bucket).key(key);
            if (destination.encryption() != null && destination.encryption().ssekms() != null) {
                request.serverSideEncryption("aws:kms")
                        .ssekmsKeyId(destination.encryption().ssekms().keyId());
            } else if (destination.encryption() != null) {
                request.serverSideEncryption("AES256");
            }
            var ignored = client.putObject(request.build(), RequestBody.fromBytes(body));
        }
    }
}
