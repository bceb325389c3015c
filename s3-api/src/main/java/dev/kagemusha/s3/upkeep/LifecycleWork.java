package dev.kagemusha.s3.upkeep;

import dev.kagemusha.s3.bucket.Home;
import dev.kagemusha.s3.bucket.Homes;
import dev.kagemusha.s3.bucket.ObjectKey;
import dev.kagemusha.s3.configuration.Configurations;
import dev.kagemusha.s3.configuration.Kind;
import dev.kagemusha.s3.configuration.Settings;
import dev.kagemusha.s3.event.Follower;
import dev.kagemusha.s3.event.Happening;
import dev.kagemusha.s3.event.Journal;
import dev.kagemusha.s3.event.ObjectEvent;
import dev.kagemusha.s3.event.Origin;
import dev.kagemusha.s3.event.Site;
import dev.kagemusha.s3.lifecycle.Days;
import dev.kagemusha.s3.lifecycle.Fate;
import dev.kagemusha.s3.lifecycle.Lifecycle;
import dev.kagemusha.s3.lifecycle.LifecycleIndex;
import dev.kagemusha.s3.lifecycle.Subject;
import dev.kagemusha.s3.logging.AccessLogs;
import dev.kagemusha.s3.multipart.Unfinished;
import dev.kagemusha.s3.object.Entry;
import dev.kagemusha.s3.object.ObjectTables;
import dev.kagemusha.s3.object.Shelf;
import dev.kagemusha.s3.object.StorageClasses;
import dev.kagemusha.s3.object.StoredObject;
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
import dev.kagemusha.time.Ids;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Carries lifecycles out: at midnight of emulated time it walks through a bucket that has one, a slice at a time, and does what the rules say.
 *
 * <p>While it walks it notes when the next object will have its turn; new ones have theirs no sooner than the rules' shortest time from
 * now. So it sleeps until the earlier of the two, and a year without anything due costs nothing. What can give an old object
 * its turn at once (tags put on it, versions taken from under it) wakes it for the next midnight; it follows such buckets.
 */
public final class LifecycleWork implements Follower {
    private static final String KIND = "s3.lifecycle";
    private static final int ROWS = 1_000;
    private static final int ACTS = 200;
    private static final int UPLOADS = 500;
    private static final int GIVEN_UP = 10;
    private static final Ids IDS = Ids.secure();

    private final StateStore store;
    private final EmulatorClock clock;
    private final Jobs jobs;
    private final Homes homes;
    private final Configurations configurations;
    private final LifecycleIndex lifecycles;
    private final Journal journal;
    private final AccessLogs logs;

    private LifecycleWork(
            Environment environment,
            Homes homes,
            Configurations configurations,
            LifecycleIndex lifecycles,
            Journal journal,
            AccessLogs logs) {
        this.store = environment.store();
        this.clock = environment.clock();
        this.jobs = environment.jobs();
        this.homes = homes;
        this.configurations = configurations;
        this.lifecycles = lifecycles;
        this.journal = journal;
        this.logs = logs;
    }

    /** Registers the job, and follows the buckets and configurations that concern it. */
    public static void register(
            Environment environment,
            Homes homes,
            Configurations configurations,
            LifecycleIndex lifecycles,
            Journal journal,
            AccessLogs logs) {
        LifecycleWork work = new LifecycleWork(environment, homes, configurations, lifecycles, journal, logs);
        work.jobs.handle(KIND, work::run);
        configurations.watch(work::configured);
        journal.add(work);
    }

    // ---- when to run

    private void configured(Transaction tx, int scope, long bucket, @Nullable Kind<?> kind, String name) {
        if (kind == null || kind.equals(Kind.LIFECYCLE) || kind.equals(Kind.LIFECYCLE_MINIMUM_SIZE)) {
            boolean any = kind != null && configurations.of(tx, scope, bucket).get(Kind.LIFECYCLE) != null;
            if (any) {
                jobs.schedule(tx, KIND, scope, Long.toString(bucket), midnight());
            } else {
                jobs.cancel(tx, KIND, scope, Long.toString(bucket));
            }
        }
    }

    private Instant midnight() {
        return Instant.ofEpochMilli(Days.next(clock.millis()));
    }

    /** It reads no log. */
    @Override
    public String name() {
        return "";
    }

    @Override
    public boolean follows(Settings settings) {
        Lifecycle lifecycle = lifecycles.of(settings);
        return lifecycle != null && lifecycle.sudden();
    }

    @Override
    public void told(Transaction tx, Site site, Settings settings, ObjectEvent event) {
        if (event.what().byLifecycle()) {
            return;
        }
        String key = Long.toString(site.bucket());
        Instant due = jobs.due(tx, KIND, site.scope(), key);
        Instant midnight = midnight();
        if (due == null || due.isAfter(midnight)) {
            jobs.schedule(tx, KIND, site.scope(), key, midnight);
        }
    }

    // ---- the walk

    private void run(JobRun run) {
        long bucket = Long.parseLong(run.key());
        Home home = homes.find(run.scope(), bucket);
        Lifecycle lifecycle = home == null ? null : lifecycles.of(run.scope(), bucket);
        if (home == null || lifecycle == null) {
            store.write(home == null ? Locks.NONE : Homes.share(home), tx -> {
                run.done(tx);
                return true;
            });
            return;
        }
        long now = Math.max(run.due().toEpochMilli(), clock.millis());
        Pass pass = run.cursor().length == 0 ? Pass.begin(lifecycle.earliest(now)) : Pass.decode(run.cursor());
        if (pass.phase() == Pass.OBJECTS && lifecycle.concernsObjects()) {
            objects(run, home, lifecycle, pass, now);
        } else if (pass.phase() == Pass.VERSIONS) {
            versions(run, home, lifecycle, pass, now);
        } else {
            uploads(run, home, lifecycle, pass, now);
        }
    }

    /**
     * A part of a bucket as it was read.
     *
     * @param due keys for which there is something to do
     * @param next when there will be something to do for the others
     * @param last the last row seen, or null when there are no more
     */
    private record Part(List<String> due, long next, byte @Nullable [] last) {}

    private void objects(JobRun run, Home home, Lifecycle lifecycle, Pass pass, long now) {
        Part part = store.read(view -> read(view, home, lifecycle, pass.after(), now));
        Journal.Pen pen = journal.pen(homes.site(home));
        Locks locks = Homes.share(home);
        for (String key : part.due()) {
            locks = locks.and(ObjectTables.OBJECTS, home.scope(), home.key(key));
        }
        store.write(locks, tx -> {
            stir(tx, home, part.due());
            long next = part.next();
            for (String key : part.due()) {
                next = Math.min(next, act(tx, home, lifecycle, key, now, pen));
            }
            Pass after = part.last() == null ? pass.to(Pass.VERSIONS, next) : pass.on(part.last(), next);
            run.again(tx, after.encode());
            return true;
        });
    }

    private void stir(Transaction tx, Home home, List<?> due) {
        if (!due.isEmpty()) {
            journal.stirring().stir(tx, home.scope(), home.bucket().id());
        }
    }

    private static Part read(ReadView view, Home home, Lifecycle lifecycle, byte[] after, long now) {
        byte[] all = new KeyWriter().u64(home.bucket().id()).toBytes();
        byte[] from =
                after.length == 0 ? all : new KeyWriter().tail(after).u8(0).toBytes();
        List<String> due = new ArrayList<>();
        long next = Fate.NEVER;
        byte[] last = null;
        int seen = 0;
        try (Cursor<ObjectKey, Entry> rows =
                view.range(ObjectTables.ENTRIES, home.scope(), KeyRange.between(from, KeyRange.after(all)))) {
            while (rows.next()) {
                String key = rows.key().key();
                Fate fate = fate(view, home, lifecycle, key, rows.value(), now);
                if (fate.act() == Fate.Act.STAY) {
                    next = Math.min(next, fate.next());
                } else {
                    due.add(key);
                }
                if (++seen == ROWS || due.size() == ACTS) {
                    last = rows.rawKey();
                    break;
                }
            }
        }
        return new Part(due, next, last);
    }

    private static Fate fate(ReadView view, Home home, Lifecycle lifecycle, String key, Entry entry, long now) {
        Subject subject =
                new Subject(key, entry.size(), StorageClasses.name(entry.storageClass()), () -> tags(view, home, key));
        return lifecycle.current(subject, entry.modified(), now);
    }

    private static Map<String, String> tags(ReadView view, Home home, String key) {
        StoredObject object = Shelf.object(view, home, key);
        return object == null ? Map.of() : object.description().tags();
    }

    /** Does what is to be done with an object as it is now; answers when there will be more to do. */
    private long act(Transaction tx, Home home, Lifecycle lifecycle, String key, long now, Journal.Pen pen) {
        Entry entry = Shelf.entry(tx, home, key);
        if (entry == null) {
            return Fate.NEVER;
        }
        Fate fate = fate(tx, home, lifecycle, key, entry, now);
        if (fate.act() != Fate.Act.STAY && entry.replication().awaited()) {
            return Days.next(now);
        }
        Shelf shelf = new Shelf(store.blobs());
        switch (fate.act()) {
            case EXPIRE -> {
                String marker = shelf.expire(tx, Homes.now(tx, home), key, entry, clock.millis());
                tell(tx, pen, marker == null ? Happening.EXPIRED : Happening.EXPIRED_BY_MARKER, key, marker, entry, "");
            }
            case MOVE -> {
                String storageClass = Objects.requireNonNull(fate.storageClass());
                shelf.move(tx, home, key, StorageClasses.number(storageClass));
                tell(tx, pen, Happening.MOVED, key, entry.version().told(key), entry, storageClass);
            }
            case STAY -> {}
        }
        return fate.next();
    }

    private static void tell(
            Transaction tx,
            Journal.Pen pen,
            Happening what,
            String key,
            @Nullable String versionId,
            Entry entry,
            String storageClass) {
        if (pen.writes()) {
            String etag = entry.etag();
            pen.write(
                    tx,
                    new ObjectEvent(
                            what,
                            key,
                            versionId,
                            entry.size(),
                            etag.substring(1, etag.length() - 1),
                            storageClass,
                            Origin.service(IDS.upperAlphanumeric(16))));
        }
    }

    private void versions(JobRun run, Home home, Lifecycle lifecycle, Pass pass, long now) {
        PastWork work = new PastWork(store, home, lifecycle, now);
        PastWork.Part part = work.read(pass.after());
        Journal.Pen pen = journal.pen(homes.site(home));
        store.write(work.locks(part), tx -> {
            stir(tx, home, part.due());
            long next = work.act(tx, part, pen);
            Pass after = part.last().length == 0 ? pass.to(Pass.UPLOADS, next) : pass.on(part.last(), next);
            run.again(tx, after.encode());
            return true;
        });
    }

    private void uploads(JobRun run, Home home, Lifecycle lifecycle, Pass pass, long now) {
        List<Unfinished.One> seen = new ArrayList<>();
        List<Unfinished.One> due = new ArrayList<>();
        long next = Fate.NEVER;
        if (lifecycle.aborts()) {
            byte[] after = pass.phase() == Pass.UPLOADS ? pass.after() : new byte[0];
            for (Unfinished.One one : store.read(view -> Unfinished.after(view, home, after, UPLOADS))) {
                seen.add(one);
                Fate fate = lifecycle.upload(one.key(), one.initiated(), now);
                if (fate.act() == Fate.Act.EXPIRE) {
                    due.add(one);
                } else {
                    next = Math.min(next, fate.next());
                }
                if (due.size() == GIVEN_UP) {
                    break;
                }
            }
        }
        long then = next;
        Site site = homes.site(home);
        store.write(Unfinished.locks(home, due), tx -> {
            stir(tx, home, due);
            for (Unfinished.One one : due) {
                Unfinished.giveUp(tx, store.blobs(), home, one);
                logs.gaveUp(tx, site, IDS.upperAlphanumeric(16), one.key());
            }
            if (seen.size() == UPLOADS || due.size() == GIVEN_UP) {
                Pass on = pass.phase() == Pass.UPLOADS ? pass : pass.to(Pass.UPLOADS, then);
                run.again(tx, on.on(seen.getLast().place(), then).encode());
            } else {
                settle(tx, run, Math.min(pass.next(), then));
            }
            return true;
        });
    }

    private static void settle(Transaction tx, JobRun run, long next) {
        if (next == Fate.NEVER) {
            run.done(tx);
        } else {
            run.at(tx, Instant.ofEpochMilli(next), new byte[0]);
        }
    }
}
