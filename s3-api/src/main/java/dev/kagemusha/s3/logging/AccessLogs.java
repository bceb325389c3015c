package dev.kagemusha.s3.logging;

import dev.kagemusha.rows.Text;
import dev.kagemusha.s3.bucket.Home;
import dev.kagemusha.s3.bucket.Homes;
import dev.kagemusha.s3.bucket.S3Call;
import dev.kagemusha.s3.configuration.Configurations;
import dev.kagemusha.s3.configuration.Kind;
import dev.kagemusha.s3.configuration.Settings;
import dev.kagemusha.s3.event.Follower;
import dev.kagemusha.s3.event.Journal;
import dev.kagemusha.s3.event.ObjectEvent;
import dev.kagemusha.s3.event.Site;
import dev.kagemusha.s3.watch.Request;
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
public final class AccessLogs implements Follower {
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

    /** Registers the job, and follows buckets whose access is logged. */
    public static AccessLogs register(
            Environment environment, Homes homes, Configurations configurations, Journal journal) {
        AccessLogs logs = new AccessLogs(environment, homes, configurations);
        journal.add(logs);
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

    /** Writes down a request to a bucket whose access is logged. */
    public void observe(Request request) {
        if (request.watched().settings().get(Kind.LOGGING) != null) {
            write(request.watched().site(), Lines.of(request));
        }
    }

    @Override
    public String name() {
        return ""; // reads no log: what happens is written down when it does
    }

    @Override
    public boolean follows(Settings settings) {
        return settings.get(Kind.LOGGING) != null;
    }

    /** What lifecycle does is logged beside the requests. */
    @Override
    public void told(Transaction tx, Site site, Settings settings, ObjectEvent event) {
        String operation = Operations.ofLifecycle(event.what(), event.detail());
        if (operation != null) {
            long size = event.what().marker() ? -1 : event.size();
            add(
                    tx,
                    site,
                    List.of(Lines.ofLifecycle(
                            site,
                            clock.millis(),
                            event.origin().request(),
                            operation,
                            event.key(),
                            size,
                            event.versionId())));
        }
    }

    /** Lifecycle gave up an upload. */
    public void gaveUp(Transaction tx, Site site, String request, String key) {
        if (configurations.of(tx, site.scope(), site.bucket()).get(Kind.LOGGING) != null) {
            add(tx, site, List.of(Lines.ofLifecycle(site, clock.millis(), request, "S3.DELETE.UPLOAD", key, -1, null)));
        }
    }

    private void write(Site site, List<String> lines) {
        store.write(Locks.NONE, tx -> {
            add(tx, site, lines);
            return true;
        });
    }

    private void add(Transaction tx, Site site, List<String> lines) {
        long now = clock.millis();
        for (String line : lines) {
            tx.upsert(LINES, site.scope(), new LineKey(site.bucket(), now, counter.incrementAndGet()), line);
        }
        String key = Long.toString(site.bucket());
        if (jobs.due(tx, KIND, site.scope(), key) == null) {
            jobs.schedule(tx, KIND, site.scope(), key, Instant.ofEpochMilli(now).plus(BETWEEN));
        }
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
