package dev.kagemusha.s3.logging;

import dev.kagemusha.audit.AuditRecord;
import dev.kagemusha.auth.Caller;
import dev.kagemusha.http.Headers;
import dev.kagemusha.http.RequestHead;
import dev.kagemusha.protocol.rest.RestXml;
import dev.kagemusha.rows.Text;
import dev.kagemusha.s3.bucket.Home;
import dev.kagemusha.s3.bucket.Homes;
import dev.kagemusha.s3.bucket.S3Call;
import dev.kagemusha.s3.configuration.Configurations;
import dev.kagemusha.s3.configuration.Kind;
import dev.kagemusha.s3.event.Site;
import dev.kagemusha.service.Environment;
import dev.kagemusha.service.Errands;
import dev.kagemusha.state.Cursor;
import dev.kagemusha.state.KeyRange;
import dev.kagemusha.state.Locks;
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
import software.amazon.awssdk.services.s3.model.LoggingEnabled;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Writes down requests to buckets whose access is logged, and delivers what was written every five minutes of emulated time, on
 * behalf of {@code logging.s3.amazonaws.com}, whom the target bucket's policy must allow it. What cannot be delivered is kept for a day. As on AWS it is done as well as it can be: the line of a request that is under way when the process is
 * killed may be missing.
 */
public final class AccessLogs {
    /** bucket id, milliseconds, counter → line */
    static final Table<LineKey, String> LINES = new Table<>(221, "s3.accessLogLines", new LineKey.Codec(), new Text());

    private static final String KIND = "s3.accessLog";
    private static final Duration BETWEEN = Duration.ofMinutes(5);
    private static final Duration KEPT = Duration.ofDays(1);
    private static final int MOST_LINES = 10_000;
    private static final int MOST_CHARS = 4 << 20;

    private final StateStore store;
    private final EmulatorClock clock;
    private final Jobs jobs;
    private final Errands errands;
    private final Homes homes;
    private final Configurations configurations;
    private final AtomicInteger counter = new AtomicInteger();

    private AccessLogs(Environment environment, Homes homes, Configurations configurations) {
        this.store = environment.store();
        this.clock = environment.clock();
        this.jobs = environment.jobs();
        this.errands = environment.errands();
        this.homes = homes;
        this.configurations = configurations;
    }

    /** Registers the job. */
    public static AccessLogs register(Environment environment, Homes homes, Configurations configurations) {
        AccessLogs logs = new AccessLogs(environment, homes, configurations);
        logs.jobs.handle(KIND, logs::deliver);
        configurations.watch((tx, scope, bucket, kind, name) -> {
            if (kind == null) {
                logs.jobs.cancel(tx, KIND, scope, Long.toString(bucket));
                tx.deleteRange(LINES, scope, LineKey.ofBucket(bucket));
            }
        });
        return logs;
    }

    // ---- writing

    /** Told of each call when it is over. */
    public void observe(AuditRecord record) {
        if (record.notes().isEmpty()) {
            return;
        }
        for (Object note : record.notes().values()) {
            if (note instanceof S3Call.Logged logged) {
                write(logged.site(), lines(record, logged));
            }
        }
    }

    private void write(Site site, List<String> lines) {
        long now = clock.millis();
        store.write(Locks.NONE, tx -> {
            for (String line : lines) {
                tx.upsert(LINES, site.scope(), new LineKey(site.bucket(), now, counter.incrementAndGet()), line);
            }
            String key = Long.toString(site.bucket());
            if (jobs.due(tx, KIND, site.scope(), key) == null) {
                jobs.schedule(
                        tx, KIND, site.scope(), key, Instant.ofEpochMilli(now).plus(BETWEEN));
            }
            return true;
        });
    }

    private static List<String> lines(AuditRecord record, S3Call.Logged logged) {
        Site site = logged.site();
        String objects = site.arn() + "/";
        List<String> keys = new ArrayList<>();
        for (String resource : record.resources()) {
            if (resource.startsWith(objects)) {
                keys.add(resource.substring(objects.length()));
            }
        }
        String operation = Operations.name(record.operation(), record.head().method());
        List<String> lines = new ArrayList<>();
        boolean batch = record.operation().equals("DeleteObjects");
        boolean source = logged.source();
        String name = source ? operation + "_GET" : operation;
        lines.add(line(record, logged, name, batch || keys.isEmpty() ? null : keys.getFirst()));
        if (batch) {
            for (String key : keys) {
                lines.add(line(record, logged, "BATCH.DELETE.OBJECT", key));
            }
        }
        return lines;
    }

    private static String line(AuditRecord record, S3Call.Logged logged, String operation, @Nullable String key) {
        RequestHead head = record.head();
        Headers headers = head.headers();
        String authorization = headers.first("authorization");
        boolean query =
                head.query().contains("X-Amz-Signature=") || head.query().contains("Signature=");
        boolean old = authorization == null ? !head.query().contains("X-Amz-") : authorization.startsWith("AWS ");
        boolean signed = authorization != null || query;
        return new Line(
                        S3Call.canonicalUser(logged.site().account()),
                        logged.site().name(),
                        record.time().toEpochMilli(),
                        head.remote().getAddress() == null
                                ? "-"
                                : head.remote().getAddress().getHostAddress(),
                        requester(record.caller()),
                        record.requestId(),
                        operation,
                        key,
                        head.method() + " " + head.path() + query(head.query()) + " HTTP/1.1",
                        record.status(),
                        record.errorCode(),
                        logged.sent(),
                        logged.size(),
                        record.micros() / 1000,
                        headers.first("referer"),
                        headers.first("user-agent"),
                        null,
                        RestXml.hostId(record.requestId()),
                        signed ? old ? "SigV2" : "SigV4" : null,
                        null,
                        signed ? authorization == null ? "QueryString" : "AuthHeader" : null,
                        headers.first("host"),
                        null,
                        null)
                .text();
    }

    /** Without what would let a reader of the log make the request again. */
    private static String query(String query) {
        if (query.isEmpty()) {
            return "";
        }
        StringBuilder out = new StringBuilder("?");
        for (String part : query.split("&", -1)) {
            String name = part.substring(0, Math.max(0, part.indexOf('=') + 1));
            boolean secret = name.toLowerCase(Locale.ROOT).endsWith("signature=")
                    || name.equalsIgnoreCase("X-Amz-Security-Token=");
            out.append(out.length() > 1 ? "&" : "").append(secret ? name + "REDACTED" : part);
        }
        return out.toString();
    }

    private static @Nullable String requester(@Nullable Caller caller) {
        return switch (caller) {
            case null -> null;
            case Caller.Anonymous nobody -> null;
            case Caller.Root root -> S3Call.canonicalUser(root.account());
            case Caller.ServicePrincipal service -> "svc:" + service.name();
            default -> caller.arn();
        };
    }

    // ---- delivering

    /** Lines that go into one object. */
    private record Batch(List<LineKey> keys, String text) {}

    private void deliver(JobRun run) {
        long bucket = Long.parseLong(run.key());
        Home home = homes.find(run.scope(), bucket);
        LoggingEnabled target =
                home == null ? null : configurations.of(run.scope(), bucket).get(Kind.LOGGING);
        if (home == null || target == null) {
            store.write(Locks.NONE, tx -> {
                tx.deleteRange(LINES, run.scope(), LineKey.ofBucket(bucket));
                run.done(tx);
                return true;
            });
            return;
        }
        LogNames names = LogNames.of(target, home.account(), home.region(), home.name());
        Batch batch = batch(run.scope(), bucket, names.byEvent());
        if (batch.keys().isEmpty()) {
            store.write(Locks.NONE, tx -> {
                run.done(tx);
                return true;
            });
            return;
        }
        LineKey first = batch.keys().getFirst();
        boolean delivered = put(
                home, target.targetBucket(), names.key(first.millis(), run.due().toEpochMilli(), unique(first)), batch);
        boolean given = delivered || clock.millis() - first.millis() > KEPT.toMillis();
        store.write(Locks.NONE, tx -> {
            if (given) {
                remove(tx, run.scope(), batch);
                run.again(tx, new byte[0]);
            } else {
                run.at(tx, later(run), new byte[0]);
            }
            return true;
        });
    }

    private Instant later(JobRun run) {
        return Instant.ofEpochMilli(Math.max(clock.millis(), run.due().toEpochMilli()))
                .plus(BETWEEN);
    }

    private Batch batch(int scope, long bucket, boolean ofOneDay) {
        return store.read(view -> {
            List<LineKey> keys = new ArrayList<>();
            StringBuilder text = new StringBuilder();
            long day = -1;
            try (Cursor<LineKey, String> rows = view.range(LINES, scope, LineKey.ofBucket(bucket))) {
                while (keys.size() < MOST_LINES && text.length() < MOST_CHARS && rows.next()) {
                    long its = rows.key().millis() / Duration.ofDays(1).toMillis();
                    if (ofOneDay && day >= 0 && its != day) {
                        break;
                    }
                    day = its;
                    keys.add(rows.key());
                    text.append(rows.value());
                }
            }
            return new Batch(keys, text.toString());
        });
    }

    private static void remove(Transaction tx, int scope, Batch batch) {
        tx.deleteRange(
                LINES,
                scope,
                KeyRange.between(
                        batch.keys().getFirst().bytes(),
                        KeyRange.after(batch.keys().getLast().bytes())));
    }

    /** The same for the same lines, so that what a kill has let be delivered twice is one object. */
    private static String unique(LineKey first) {
        long mixed = (first.bucket() * 31 + first.millis()) * 0x9e3779b97f4a7c15L + first.counter();
        mixed = (mixed ^ mixed >>> 29) * 0xbf58476d1ce4e5b9L;
        return String.format(Locale.ROOT, "%016X", mixed);
    }

    private boolean put(Home home, String target, String key, Batch batch) {
        S3Client client = errands.client(
                S3Client.class, S3Call.SERVICE, homes.service("logging.s3.amazonaws.com", home), home.region());
        try {
            var ignored = client.putObject(
                    r -> r.bucket(target).key(key).contentType("text/plain"), RequestBody.fromString(batch.text()));
            return true;
        } catch (AwsServiceException refused) {
            return false;
        }
    }
}
