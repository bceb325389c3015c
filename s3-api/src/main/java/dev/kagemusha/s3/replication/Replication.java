package dev.kagemusha.s3.replication;

import dev.kagemusha.s3.bucket.BucketRow;
import dev.kagemusha.s3.bucket.BucketTables;
import dev.kagemusha.s3.bucket.Home;
import dev.kagemusha.s3.bucket.Homes;
import dev.kagemusha.s3.bucket.S3Call;
import dev.kagemusha.s3.configuration.Configurations;
import dev.kagemusha.s3.configuration.Kind;
import dev.kagemusha.s3.configuration.Settings;
import dev.kagemusha.s3.event.Follower;
import dev.kagemusha.s3.event.Happening;
import dev.kagemusha.s3.event.Journal;
import dev.kagemusha.s3.event.ObjectEvent;
import dev.kagemusha.s3.event.Origin;
import dev.kagemusha.s3.event.Site;
import dev.kagemusha.s3.object.ReplicationState;
import dev.kagemusha.s3.object.Shelf;
import dev.kagemusha.s3.object.StorageClasses;
import dev.kagemusha.s3.object.StoredObject;
import dev.kagemusha.s3.object.Telling;
import dev.kagemusha.s3.object.Version;
import dev.kagemusha.s3.object.Versioned;
import dev.kagemusha.service.Call;
import dev.kagemusha.service.Environment;
import dev.kagemusha.service.ServiceFlag;
import dev.kagemusha.state.Cursor;
import dev.kagemusha.state.Locks;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.state.Transaction;
import dev.kagemusha.state.jobs.JobRun;
import dev.kagemusha.state.jobs.Jobs;
import dev.kagemusha.time.EmulatorClock;
import dev.kagemusha.time.Ids;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.ReplicationConfiguration;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Carries replication out. A change of a bucket that has rules leaves a task in its own commit, and the version says that it is
 * {@code PENDING}; a job takes the tasks in order of time, brings each to its destinations, and tells in one more commit how it
 * went. Should it be killed in between, the task is done again and finds what is there already.
 *
 * <p>Rules are those of the time at which a change was made; one that is not there any more when its task is due replicates nothing.
 */
public final class Replication implements Follower {
    private static final String DELAY = "s3-replication-delay";
    private static final String KIND = "s3.replicate";
    private static final int SLICE = 50;
    private static final long SLICE_NANOS = 50_000_000;
    private static final int KEPT = 1_000;
    private static final long MINUTE_MILLIS = 60_000;
    private static final Ids IDS = Ids.secure();

    /** What S3 Replication Time Control promises. */
    private static final long PROMISED_MILLIS = Duration.ofMinutes(15).toMillis();

    private final StateStore store;
    private final EmulatorClock clock;
    private final Jobs jobs;
    private final Homes homes;
    private final Configurations configurations;
    private final Journal journal;
    private final Replicas replicas;
    private final Measures measures;
    private final long delay;
    private final ConcurrentHashMap<Settings, Rules> known = new ConcurrentHashMap<>();

    private Replication(
            Environment environment,
            Homes homes,
            Configurations configurations,
            Journal journal,
            Function<Call, S3Call> calls) {
        this.store = environment.store();
        this.clock = environment.clock();
        this.jobs = environment.jobs();
        this.homes = homes;
        this.configurations = configurations;
        this.journal = journal;
        this.replicas = new Replicas(store, environment.errands(), calls);
        this.measures = new Measures(environment.metrics(), store, homes);
        this.delay = Duration.parse(environment.settings().get(DELAY, "PT0S")).toMillis();
    }

    /** The flag that says how long replication takes. */
    public static ServiceFlag flag() {
        return new ServiceFlag(DELAY, "DURATION", "PT0S", "how long replication takes, in emulated time", given -> {
            if (Duration.parse(given).isNegative()) {
                throw new IllegalArgumentException("a duration that is not negative");
            }
        });
    }

    /** Registers the job, and follows buckets that have rules. */
    public static void register(
            Environment environment,
            Homes homes,
            Configurations configurations,
            Journal journal,
            Function<Call, S3Call> calls) {
        Replication replication = new Replication(environment, homes, configurations, journal, calls);
        replication.jobs.handle(KIND, replication::run);
        configurations.watch((tx, scope, bucket, kind, name) -> {
            if (kind == null) {
                tx.deleteRange(Place.TASKS, scope, Place.ofBucket(bucket));
            }
        });
        journal.add(replication);
    }

    private @Nullable Rules rules(Settings settings) {
        ReplicationConfiguration configuration = settings.get(Kind.REPLICATION);
        if (configuration == null) {
            return null;
        }
        // Settings are equal if they are the same, and other ones with each change.
        Rules rules = known.get(settings);
        if (rules == null) {
            rules = Rules.of(configuration);
            if (known.size() >= KEPT) {
                known.clear();
            }
            known.put(settings, rules);
        }
        return rules;
    }

    // ---- what is to be replicated

    /** It reads no log. */
    @Override
    public String name() {
        return "";
    }

    @Override
    public boolean follows(Settings settings) {
        return settings.get(Kind.REPLICATION) != null;
    }

    @Override
    public void told(Transaction tx, Site site, Settings settings, ObjectEvent event) {
        Rules rules = rules(settings);
        String id = event.versionId();
        Change change = change(event.what());
        // replicas are not replicated on, and what replication changes was changed where it comes from
        if (rules == null || id == null || change == null || event.origin().byReplication()) {
            return;
        }
        long order = Version.order(event.key(), id);
        if (change == Change.MARKER) {
            List<Rules.Rule> found = rules.forMarker(event.key());
            if (!found.isEmpty()) {
                plan(tx, site, change, event.key(), order, Task.of(clock.millis(), 0, found));
            }
            return;
        }
        BucketRow row = tx.get(BucketTables.BUCKETS, site.scope(), site.name());
        if (row == null) {
            return;
        }
        Home home = new Home(site.name(), site.scope(), site.account(), site.region(), row);
        Versioned version = Versioned.find(tx, home, event.key(), id);
        if (version == null || version.object() == null) {
            return;
        }
        StoredObject object = version.stored();
        List<Rules.Rule> found = rules(rules, event.key(), object, change);
        if (!found.isEmpty()) {
            Shelf.replace(
                    tx,
                    version,
                    object.withReplication(object.entry().replication().begun()));
            long size = change == Change.OBJECT ? object.entry().size() : 0;
            plan(tx, site, change, event.key(), order, Task.of(clock.millis(), size, found));
        }
    }

    private static @Nullable Change change(Happening what) {
        return switch (what) {
            case CREATED_PUT, CREATED_POST, CREATED_COPY, CREATED_MULTIPART -> Change.OBJECT;
            case REMOVED_BY_MARKER -> Change.MARKER; // of markers that lifecycle made AWS says they are not replicated
            case TAGGED, UNTAGGED -> Change.TAGS;
            case ACL_PUT -> Change.ACL;
            case HELD -> Change.HOLD;
            default -> null;
        };
    }

    private static List<Rules.Rule> rules(Rules rules, String key, StoredObject object, Change change) {
        ReplicationState state = object.entry().replication();
        boolean kms = object.encryption().kind().byKms();
        if (state.replica()) {
            return rules.forReplica(key, object.description().tags(), kms);
        }
        boolean late = change != Change.OBJECT && state == ReplicationState.NONE;
        if (late || StorageClasses.archived(object.entry().storageClass())) {
            return List.of();
        }
        return rules.forObject(key, object.description().tags(), kms);
    }

    private void plan(Transaction tx, Site site, Change change, String key, long order, Task task) {
        long due = delay == 0 ? 0 : task.requested() + delay;
        put(tx, site, new Place(site.bucket(), due, key, order, change), task);
        // delete markers are none of those that are promised in time (user guide, "Replicating delete markers")
        if (task.timed() && change != Change.MARKER && delay > PROMISED_MILLIS) {
            long promised = task.requested() + PROMISED_MILLIS;
            put(tx, site, new Place(site.bucket(), promised, key, order, Change.THRESHOLD), task);
        }
    }

    private void put(Transaction tx, Site site, Place place, Task task) {
        tx.upsert(Place.TASKS, site.scope(), place, task);
        String key = Long.toString(site.bucket());
        // what waits is measured each minute
        Instant due = Instant.ofEpochMilli(
                task.measured() && delay > 0 ? Math.min(place.due(), nextMinute(task.requested())) : place.due());
        Instant planned = jobs.due(tx, KIND, site.scope(), key);
        if (planned == null || planned.isAfter(due)) {
            jobs.schedule(tx, KIND, site.scope(), key, due);
        }
    }

    private static long nextMinute(long millis) {
        return (millis / MINUTE_MILLIS + 1) * MINUTE_MILLIS;
    }

    // ---- replicating

    private record Waiting(Place place, Task task) {}

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
        long now = Math.max(clock.millis(), run.due().toEpochMilli());
        Rules rules = rules(configurations.of(run.scope(), bucket));
        long started = clock.ticks();
        Set<Task.Target> touched = new HashSet<>();
        for (Waiting waiting : due(home, now)) {
            carryOut(home, rules, waiting.place(), waiting.task());
            for (Task.Target target : waiting.task().targets()) {
                if (target.measured()) {
                    touched.add(target);
                }
            }
            if (clock.ticks() - started > SLICE_NANOS) {
                break;
            }
        }
        boolean measured =
                (delay > 0 || !touched.isEmpty()) && measures.waiting(homes.site(home), touched, clock.millis());
        store.write(Homes.alone(home), tx -> {
            Place next = next(tx, home);
            if (next == null) {
                run.done(tx);
            } else if (next.due() <= now) {
                run.again(tx, new byte[0]);
            } else {
                long then = measured ? Math.min(next.due(), nextMinute(now)) : next.due();
                run.at(tx, Instant.ofEpochMilli(then), new byte[0]);
            }
            return true;
        });
    }

    private List<Waiting> due(Home home, long now) {
        return store.read(view -> {
            List<Waiting> found = new ArrayList<>();
            try (Cursor<Place, Task> rows = view.range(
                    Place.TASKS, home.scope(), Place.ofBucket(home.bucket().id()))) {
                while (found.size() < SLICE && rows.next() && rows.key().due() <= now) {
                    found.add(new Waiting(rows.key(), rows.value()));
                }
            }
            return found;
        });
    }

    private static @Nullable Place next(Transaction tx, Home home) {
        try (Cursor<Place, Task> rows =
                tx.range(Place.TASKS, home.scope(), Place.ofBucket(home.bucket().id()))) {
            return rows.next() ? rows.key() : null;
        }
    }

    private void carryOut(Home home, @Nullable Rules rules, Place place, Task task) {
        List<Outcome> outcomes = new ArrayList<>(task.targets().size());
        for (Task.Target target : task.targets()) {
            Rules.Rule rule = rules == null ? null : rules.find(target.rule(), target.bucket());
            if (place.change() == Change.THRESHOLD) {
                outcomes.add(Outcome.DONE);
            } else if (rules == null || rule == null) {
                outcomes.add(Outcome.UNRULED);
            } else {
                outcomes.add(replicas.replicate(home, rules, rule, place));
            }
        }
        Site site = homes.site(home);
        Journal.Pen pen = journal.pen(site);
        store.write(Shelf.locks(home, place.key()), tx -> {
            tx.delete(Place.TASKS, home.scope(), place);
            Versioned version = Versioned.find(tx, home, place.key(), place.versionId());
            if (version != null && version.object() != null && place.change() != Change.THRESHOLD) {
                boolean well = outcomes.stream().allMatch(outcome -> outcome.failure() == null);
                StoredObject object = version.stored();
                Shelf.replace(
                        tx,
                        version,
                        object.withReplication(object.entry().replication().ended(well)));
            }
            for (int i = 0; i < outcomes.size(); i++) {
                tell(tx, pen, site, place, task, task.targets().get(i), outcomes.get(i), version);
            }
            return true;
        });
        for (int i = 0; i < outcomes.size(); i++) {
            if (task.targets().get(i).measured() && outcomes.get(i).refused()) {
                measures.failed(site, task.targets().get(i), clock.millis());
            }
        }
    }

    // ---- telling of it

    private void tell(
            Transaction tx,
            Journal.Pen pen,
            Site site,
            Place place,
            Task task,
            Task.Target target,
            Outcome outcome,
            @Nullable Versioned version) {
        Happening what = what(place, task, target, outcome, version);
        if (what != null && pen.writes()) {
            StoredObject object = version == null ? null : version.object();
            String detail = String.join(
                    "\n",
                    target.rule(),
                    "arn:" + site.partition() + ":s3:::" + target.bucket(),
                    place.change().told(),
                    Instant.ofEpochMilli(task.requested()).toString(),
                    outcome.failure() == null ? "" : outcome.failure());
            pen.write(
                    tx,
                    new ObjectEvent(
                            what,
                            place.key(),
                            place.versionId(),
                            object == null ? 0 : object.entry().size(),
                            object == null ? "" : Telling.bare(object.entry()),
                            detail,
                            Origin.service(IDS.upperAlphanumeric(16))));
        }
    }

    /** The event that there is of an outcome, or null: rules without metrics have none. */
    private @Nullable Happening what(
            Place place, Task task, Task.Target target, Outcome outcome, @Nullable Versioned version) {
        if (place.change() == Change.THRESHOLD) {
            boolean pending = version != null
                    && version.object() != null
                    && version.object().entry().replication().awaited();
            return pending && target.timed() ? Happening.REPLICATION_MISSED : null;
        }
        if (outcome.refused()) {
            return target.measured() ? Happening.REPLICATION_FAILED : null;
        }
        if (outcome.gone()) {
            return target.measured() ? Happening.REPLICATION_UNTRACKED : null;
        }
        boolean late = clock.millis() - task.requested() > PROMISED_MILLIS && place.change() != Change.MARKER;
        return late && target.timed() ? Happening.REPLICATION_LATE : null;
    }
}
