package dev.kagemusha.s3.analytics;

import dev.kagemusha.rows.Text;
import dev.kagemusha.s3.bucket.Home;
import dev.kagemusha.s3.bucket.Homes;
import dev.kagemusha.s3.bucket.ObjectKey;
import dev.kagemusha.s3.bucket.S3Call;
import dev.kagemusha.s3.configuration.Configurations;
import dev.kagemusha.s3.configuration.Kind;
import dev.kagemusha.s3.object.Entry;
import dev.kagemusha.s3.object.ObjectTables;
import dev.kagemusha.s3.object.Shelf;
import dev.kagemusha.s3.object.StorageClasses;
import dev.kagemusha.s3.object.StoredObject;
import dev.kagemusha.service.Environment;
import dev.kagemusha.service.Errands;
import dev.kagemusha.state.Cursor;
import dev.kagemusha.state.KeyRange;
import dev.kagemusha.state.KeyWriter;
import dev.kagemusha.state.Locks;
import dev.kagemusha.state.ReadView;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.state.Table;
import dev.kagemusha.state.Transaction;
import dev.kagemusha.state.jobs.JobRun;
import dev.kagemusha.state.jobs.Jobs;
import dev.kagemusha.time.EmulatorClock;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.AnalyticsConfiguration;
import software.amazon.awssdk.services.s3.model.AnalyticsS3BucketDestination;
import software.amazon.awssdk.services.s3.model.StorageClassAnalysisDataExport;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Analyses at midnight what is stored and what was read the day before, and writes the report where the configuration exports it: one
 * file, to which each day adds its lines. It is done on behalf of {@code s3.amazonaws.com}, whom the destination's policy must
 * allow it; what it does not is in the file of the first day on which it does.
 */
public final class AnalyticsWork {
    /** bucket id, configuration, age, storage class, day → line */
    static final Table<LineKey, String> LINES = new Table<>(226, "s3.analysis", new LineKey.Codec(), new Text());

    private static final String KIND = "s3.analytics";
    private static final String BUCKET_ARN = ":s3:::";
    private static final int ROWS = 5_000;

    /** Days for which a transition's age stays the same before it is recommended. */
    private static final int STABLE = 7;

    private final StateStore store;
    private final EmulatorClock clock;
    private final Jobs jobs;
    private final Errands errands;
    private final Homes homes;
    private final Configurations configurations;

    private AnalyticsWork(Environment environment, Homes homes, Configurations configurations) {
        this.store = environment.store();
        this.clock = environment.clock();
        this.jobs = environment.jobs();
        this.errands = environment.errands();
        this.homes = homes;
        this.configurations = configurations;
    }

    /** Registers the job, and follows configurations. */
    public static void register(Environment environment, Homes homes, Configurations configurations) {
        AnalyticsWork work = new AnalyticsWork(environment, homes, configurations);
        work.jobs.handle(KIND, work::run);
        configurations.watch(work::configured);
    }

    private void configured(Transaction tx, int scope, long bucket, @Nullable Kind<?> kind, String name) {
        if (kind == null) {
            tx.deleteRange(Accesses.ROWS, scope, AccessKey.ofBucket(bucket)); // its jobs end themselves
            tx.deleteRange(LINES, scope, LineKey.ofBucket(bucket));
        } else if (kind.equals(Kind.ANALYTICS)) {
            String key = bucket + " " + name;
            if (configurations.of(tx, scope, bucket).get(Kind.ANALYTICS, name) == null) {
                jobs.cancel(tx, KIND, scope, key);
                tx.deleteRange(Accesses.ROWS, scope, AccessKey.between(bucket, name, 0, Integer.MAX_VALUE));
                tx.deleteRange(LINES, scope, LineKey.of(bucket, name));
            } else if (jobs.due(tx, KIND, scope, key) == null) {
                jobs.schedule(tx, KIND, scope, key, midnight(clock.instant()));
            }
        }
    }

    private static Instant midnight(Instant before) {
        return before.truncatedTo(ChronoUnit.DAYS).plus(Duration.ofDays(1));
    }

    private void run(JobRun run) {
        int space = run.key().indexOf(' ');
        long bucket = Long.parseLong(run.key().substring(0, space));
        String name = run.key().substring(space + 1);
        Home home = homes.find(run.scope(), bucket);
        AnalyticsConfiguration configuration =
                home == null ? null : configurations.of(run.scope(), bucket).get(Kind.ANALYTICS, name);
        if (home == null || configuration == null) {
            store.write(Locks.NONE, tx -> {
                run.done(tx);
                return true;
            });
            return;
        }
        Instant now = clock.instant().isAfter(run.due()) ? clock.instant() : run.due();
        Stock stock = run.cursor().length == 0
                ? new Stock(now.getEpochSecond() / Duration.ofDays(1).toSeconds())
                : Stock.decode(run.cursor());
        Filter filter = Filter.of(configuration.filter());
        boolean more = store.read(view -> slice(view, home, filter, stock));
        store.write(Homes.share(home), tx -> {
            if (more) {
                run.again(tx, stock.encode());
            } else {
                write(tx, home, name, filter, stock);
                run.at(tx, midnight(now), new byte[0]);
            }
            return true;
        });
        if (!more) {
            export(home, configuration);
        }
    }

    /** Adds the next objects; whether there are more. */
    private static boolean slice(ReadView view, Home home, Filter filter, Stock stock) {
        long now = Instant.EPOCH.plus(Duration.ofDays(stock.day())).toEpochMilli();
        byte[] all =
                new KeyWriter().u64(home.bucket().id()).tail(filter.prefix()).toBytes();
        byte[] from = stock.after().length == 0
                ? all
                : new KeyWriter().tail(stock.after()).u8(0).toBytes();
        int seen = 0;
        try (Cursor<ObjectKey, Entry> rows =
                view.range(ObjectTables.ENTRIES, home.scope(), KeyRange.between(from, KeyRange.after(all)))) {
            while (rows.next()) {
                Entry entry = rows.value();
                if (filter.tags().isEmpty() || tagged(view, home, rows.key().key(), filter)) {
                    stock.add(entry.storageClass(), Age.of(entry.modified(), now, entry.size()), entry.size());
                }
                if (++seen == ROWS) {
                    stock.reached(rows.rawKey());
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean tagged(ReadView view, Home home, String key, Filter filter) {
        StoredObject object = Shelf.object(view, home, key);
        return object != null && filter.hasTags(object.description().tags());
    }

    private static void write(Transaction tx, Home home, String name, Filter filter, Stock stock) {
        long bucket = home.bucket().id();
        int today = stock.day();
        Analysis analysis = new Analysis(name, filter.text(), stock);
        KeyRange month = AccessKey.between(bucket, name, Math.max(0, today - Analysis.OBSERVED), today);
        try (Cursor<AccessKey, Heat> rows = tx.range(Accesses.ROWS, home.scope(), month)) {
            while (rows.next()) {
                analysis.add(rows.key(), rows.value(), rows.key().day() == today - 1);
            }
        }
        tx.deleteRange(
                Accesses.ROWS,
                home.scope(),
                AccessKey.between(bucket, name, 0, Math.max(0, today - Analysis.OBSERVED)));
        int standard = StorageClasses.number(null);
        int observed = watchedFor(tx, home, name, today) < Analysis.OBSERVED ? -1 : analysis.transition();
        int recommended = observed;
        for (int before = 1; before < STABLE && recommended >= 0; before++) {
            String line = tx.get(LINES, home.scope(), new LineKey(bucket, name, Age.ALL, standard, today - before));
            String[] fields = line == null ? new String[0] : line.strip().split(",", -1);
            boolean same = fields.length > 1 && fields[fields.length - 2].equals(Integer.toString(observed));
            recommended = same ? recommended : -1;
        }
        for (int storageClass : stock.classes()) {
            for (int age = 0; age <= Age.ALL; age++) {
                tx.upsert(
                        LINES,
                        home.scope(),
                        new LineKey(bucket, name, age, storageClass, today),
                        analysis.line(storageClass, age, observed, recommended));
            }
        }
    }

    /** Days since the first line. */
    private static int watchedFor(ReadView view, Home home, String name, int today) {
        try (Cursor<LineKey, String> rows =
                view.range(LINES, home.scope(), LineKey.of(home.bucket().id(), name))) {
            return rows.next() ? today - rows.key().day() : 0;
        }
    }

    private void export(Home home, AnalyticsConfiguration configuration) {
        StorageClassAnalysisDataExport export = configuration.storageClassAnalysis() == null
                ? null
                : configuration.storageClassAnalysis().dataExport();
        if (export == null) {
            return;
        }
        AnalyticsS3BucketDestination destination = export.destination().s3BucketDestination();
        int at = destination.bucket().indexOf(BUCKET_ARN);
        String bucket = at < 0 ? destination.bucket() : destination.bucket().substring(at + BUCKET_ARN.length());
        String prefix = destination.prefix() == null || destination.prefix().isEmpty()
                ? ""
                : destination.prefix().endsWith("/") ? destination.prefix() : destination.prefix() + "/";
        String key = prefix + home.name() + "/" + configuration.id() + "/" + configuration.id() + ".csv";
        S3Client client =
                errands.client(S3Client.class, S3Call.SERVICE, homes.service("s3.amazonaws.com", home), home.region());
        try {
            var ignored = client.putObject(
                    r -> r.bucket(bucket).key(key).contentType("text/csv"),
                    RequestBody.fromString(text(home, configuration)));
        } catch (AwsServiceException refused) {
            // tomorrow's file has today's lines
        }
    }

    private String text(Home home, AnalyticsConfiguration configuration) {
        return store.read(view -> {
            StringBuilder text = new StringBuilder(Analysis.HEADER);
            try (Cursor<LineKey, String> rows =
                    view.range(LINES, home.scope(), LineKey.of(home.bucket().id(), configuration.id()))) {
                while (rows.next()) {
                    text.append(rows.value());
                }
            }
            return text.toString();
        });
    }
}
