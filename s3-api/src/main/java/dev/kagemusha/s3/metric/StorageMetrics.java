package dev.kagemusha.s3.metric;

import dev.kagemusha.metrics.Measured;
import dev.kagemusha.metrics.Metrics;
import dev.kagemusha.metrics.Samples;
import dev.kagemusha.s3.bucket.Home;
import dev.kagemusha.s3.bucket.Homes;
import dev.kagemusha.s3.bucket.ObjectKey;
import dev.kagemusha.s3.configuration.Configurations;
import dev.kagemusha.s3.event.Journal;
import dev.kagemusha.s3.event.Site;
import dev.kagemusha.s3.event.Stirring;
import dev.kagemusha.s3.multipart.Unfinished;
import dev.kagemusha.s3.object.Entry;
import dev.kagemusha.s3.object.ObjectTables;
import dev.kagemusha.s3.object.Past;
import dev.kagemusha.service.Environment;
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

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * Tells CloudWatch each midnight what is stored in buckets: {@code BucketSizeBytes} by type of storage, and {@code NumberOfObjects}, to
 * which noncurrent versions, delete markers and parts of unfinished uploads count. A bucket that was not written to since is not looked
 * at again: it has what it had. One that holds nothing is not told of.
 */
public final class StorageMetrics {
    private static final String KIND = "s3.storage";
    private static final int ROWS = 20_000;
    private static final int VERSIONS = 2_000;
    private static final int UPLOADS = 100;
    private static final byte[] NONE = {};

    private final StateStore store;
    private final EmulatorClock clock;
    private final Jobs jobs;
    private final Metrics metrics;
    private final Homes homes;
    private final Stirring stirring;

    private StorageMetrics(Environment environment, Homes homes, Journal journal) {
        this.store = environment.store();
        this.clock = environment.clock();
        this.jobs = environment.jobs();
        this.metrics = environment.metrics();
        this.homes = homes;
        this.stirring = journal.stirring();
    }

    /** Registers the job, which a bucket gets when something is first written into it. */
    public static void register(Environment environment, Homes homes, Configurations configurations, Journal journal) {
        StorageMetrics work = new StorageMetrics(environment, homes, journal);
        work.jobs.handle(KIND, work::run);
        work.stirring.listen(work::stirred);
        configurations.watch((tx, scope, bucket, kind, name) -> {
            if (kind == null) {
                work.jobs.cancel(tx, KIND, scope, Long.toString(bucket));
            }
        });
    }

    private void stirred(Transaction tx, int scope, long bucket) {
        String key = Long.toString(bucket);
        if (jobs.due(tx, KIND, scope, key) == null) {
            jobs.schedule(tx, KIND, scope, key, midnight(clock.instant()));
        }
    }

    private static Instant midnight(Instant before) {
        return before.truncatedTo(ChronoUnit.DAYS).plus(Duration.ofDays(1));
    }

    private void run(JobRun run) {
        long bucket = Long.parseLong(run.key());
        Home home = homes.find(run.scope(), bucket);
        if (home == null) {
            store.write(Locks.NONE, tx -> {
                run.done(tx);
                return true;
            });
            return;
        }
        Tally tally = run.cursor().length == 0 ? null : Tally.decode(run.cursor());
        boolean begins = tally == null || tally.phase() == Tally.RESTING;
        boolean quiet = begins && stirring.settle(run.scope(), bucket);
        Tally now = tally == null || (begins && !quiet) ? Tally.begin() : tally;
        if (now.phase() != Tally.RESTING) {
            store.read(view -> {
                slice(view, home, now);
                return true;
            });
        }
        boolean complete = now.phase() == Tally.RESTING;
        if (complete) {
            tell(homes.site(home), run.due().getEpochSecond(), now);
        }
        store.write(Locks.NONE, tx -> {
            if (complete) {
                Instant latest = clock.instant().isAfter(run.due()) ? clock.instant() : run.due();
                run.at(tx, midnight(latest), now.encode());
            } else {
                run.again(tx, now.encode());
            }
            return true;
        });
    }

    private static void slice(ReadView view, Home home, Tally tally) {
        tally.reached(
                switch (tally.phase()) {
                    case Tally.OBJECTS -> objects(view, home, tally);
                    case Tally.VERSIONS -> versions(view, home, tally);
                    default -> uploads(view, home, tally);
                });
    }

    private static byte[] objects(ReadView view, Home home, Tally tally) {
        byte[] all = new KeyWriter().u64(home.bucket().id()).toBytes();
        byte[] from = tally.after().length == 0
                ? all
                : new KeyWriter().tail(tally.after()).u8(0).toBytes();
        int seen = 0;
        try (Cursor<ObjectKey, Entry> rows =
                view.range(ObjectTables.ENTRIES, home.scope(), KeyRange.between(from, KeyRange.after(all)))) {
            while (rows.next()) {
                tally.object(rows.value().storageClass(), rows.value().size());
                if (++seen == ROWS) {
                    return rows.rawKey();
                }
            }
        }
        return NONE;
    }

    private static byte[] versions(ReadView view, Home home, Tally tally) {
        List<Past.One> seen = Past.after(view, home, tally.after(), VERSIONS);
        for (Past.One one : seen) {
            if (one.marker()) {
                tally.marker();
            } else {
                tally.object(one.storageClass(), one.size());
            }
        }
        return seen.size() == VERSIONS ? seen.getLast().resume() : NONE;
    }

    private static byte[] uploads(ReadView view, Home home, Tally tally) {
        List<Unfinished.One> seen = Unfinished.after(view, home, tally.after(), UPLOADS);
        for (Unfinished.One one : seen) {
            Unfinished.Stored stored = Unfinished.stored(view, home, one);
            tally.parts(stored.storageClass(), stored.parts(), stored.bytes());
        }
        return seen.size() == UPLOADS ? seen.getLast().place() : NONE;
    }

    private void tell(Site site, long second, Tally tally) {
        if (tally.count() == 0) {
            return;
        }
        List<Measured> all = new ArrayList<>();
        all.add(new Measured(
                Names.id("NumberOfObjects", "BucketName", site.name(), "StorageType", "AllStorageTypes"),
                "Count",
                second,
                Samples.of((double) tally.count()),
                false));
        tally.visit((type, bytes) -> all.add(new Measured(
                Names.id("BucketSizeBytes", "BucketName", site.name(), "StorageType", type),
                "Bytes",
                second,
                Samples.of((double) bytes),
                false)));
        metrics.record(store.scope(Names.scope(site)), all);
    }
}
