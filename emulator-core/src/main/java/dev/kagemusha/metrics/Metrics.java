package dev.kagemusha.metrics;

import dev.kagemusha.metrics.MetricTables.Place;
import dev.kagemusha.state.Cursor;
import dev.kagemusha.state.KeyRange;
import dev.kagemusha.state.KeyWriter;
import dev.kagemusha.state.Locks;
import dev.kagemusha.state.ReadView;
import dev.kagemusha.state.Scope;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.state.Transaction;
import dev.kagemusha.state.jobs.JobRun;
import dev.kagemusha.state.jobs.Jobs;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/**
 * All measurements of the emulated cloud.
 *
 * <h2>Counting</h2>
 *
 * A service holds {@link Counter}s and adds to them. What is in them is written down ({@link #flush}) by a job at the end of each minute of
 * emulated time in which something was counted, before anybody reads, and when the server stops. So a read sees
 * everything, and a killed process loses the counts of its last minute at most. A reset drops what is pending for the scopes
 * that it forgets, a restore all of it.
 *
 * <h2>Keeping</h2>
 *
 * Measurements go into the points of each {@link Resolution} at once, where they join those that are there. Points that
 * are too old are not read, and a job removes them block by block; it sleeps until the next block is due.
 *
 * <p>It is long because who reads, flushes, resets and restores must agree on what is pending, which shows only side by side.
 */
public final class Metrics {
    /** The service whose scopes hold measurements. */
    public static final String SERVICE = "monitoring";

    /** Seconds between the points of a metric that is {@link #set}. */
    public static final int LEVEL_SECONDS = (int) Levels.STEP;

    private static final String FLUSH = "core.metrics.flush";
    private static final String TRIM = "core.metrics.trim";
    private static final int OWN = 0;
    private static final int MINUTE_MILLIS = 60_000;
    private static final int AT_ONCE = 100;
    private static final int SERIES_AT_ONCE = 500;
    private static final int MOST_CELLS = 8;
    /** No measurement is of a later time than so many seconds from now. */
    private static final long LATEST = 3 * 3600;
    /** What is measured until further notice was measured last at the end of time. */
    private static final long STILL = Long.MAX_VALUE;

    private final StateStore store;
    private final InstantSource clock;
    private final Jobs jobs;
    private final int width;
    private final Queue<Counter> pending = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean armed = new AtomicBoolean();
    private final ReentrantLock flushing = new ReentrantLock();
    // When the trimming of a scope is due at the latest, as far as this process knows.
    private final Map<Integer, Instant> trims = new ConcurrentHashMap<>();
    private final List<MetricListener> listeners = new CopyOnWriteArrayList<>();

    /** One for all metrics of a store. */
    public Metrics(StateStore store, InstantSource clock, Jobs jobs) {
        this.store = store;
        this.clock = clock;
        this.jobs = jobs;
        this.width =
                Math.min(MOST_CELLS, Integer.highestOneBit(Runtime.getRuntime().availableProcessors() * 2 - 1));
        jobs.handle(FLUSH, this::flushMinute);
        jobs.handle(TRIM, this::trim);
        store.onForget(gone -> {
            trims.clear();
            List<Cell.Taken> dropped = new ArrayList<>();
            pending.removeIf(counter -> {
                boolean forgotten = gone.test(counter.scope());
                if (forgotten) {
                    counter.drain(dropped);
                }
                return forgotten;
            });
            if (gone.test(new Scope("", "", "", ""))) {
                armed.set(false); // all is gone, the job too
            }
        });
    }

    /** Where the metrics of an account in a region are kept. */
    public static Scope scope(String partition, String account, String region) {
        return new Scope(partition, SERVICE, account, region);
    }

    /**
     * A counter of a metric.
     *
     * @param scope see {@link #scope}
     * @param unit as CloudWatch names it, for example {@code Count}
     * @param histogram whether percentiles will be asked for: costs 2.5 KB a cell
     */
    public Counter counter(Scope scope, MetricId id, String unit, boolean histogram) {
        Units.number(unit);
        return new Counter(this, scope, id, unit, histogram, width);
    }

    /** Has a listener told of all measurements. */
    public void listen(MetricListener listener) {
        listeners.add(listener);
    }

    // ---- counting

    long minute() {
        return clock.millis() / MINUTE_MILLIS;
    }

    void pending(Counter counter) {
        pending.add(counter);
        if (!armed.get() && armed.compareAndSet(false, true)) {
            // The thread may be inside a transaction.
            jobs.soon(() -> store.write(Locks.NONE, tx -> {
                Instant end = Instant.ofEpochMilli((minute() + 1) * MINUTE_MILLIS);
                jobs.schedule(tx, FLUSH, OWN, "", end);
                return true;
            }));
        }
    }

    private void flushMinute(JobRun run) {
        armed.set(false); // what is counted from here on may miss this flush
        flush();
        store.write(Locks.NONE, tx -> {
            run.done(tx);
            return true;
        });
    }

    /** Writes down what was counted until now, so that a read sees it. Not to be called inside a transaction. */
    public void flush() {
        if (pending.isEmpty()) {
            return;
        }
        flushing.lock();
        try {
            List<Counter> counters = new ArrayList<>();
            Counter next = pending.poll();
            while (next != null) {
                counters.add(next);
                if (counters.size() == AT_ONCE) {
                    write(counters);
                    counters.clear();
                }
                next = pending.poll();
            }
            write(counters);
        } finally {
            flushing.unlock();
        }
    }

    private record Entry(int scope, Measured measured) {}

    private void write(List<Counter> counters) {
        List<Entry> entries = new ArrayList<>();
        List<Cell.Taken> taken = new ArrayList<>();
        for (Counter counter : counters) {
            taken.clear();
            counter.drain(taken);
            int scope = taken.isEmpty() ? OWN : store.scope(counter.scope());
            for (Cell.Taken each : taken) {
                long second = each.minute() * 60;
                entries.add(
                        new Entry(scope, new Measured(counter.id(), counter.unit(), second, each.samples(), false)));
            }
        }
        if (entries.isEmpty()) {
            return;
        }
        Locks locks = Locks.NONE;
        for (Entry entry : entries) {
            locks = locks.and(
                    MetricTables.SERIES, entry.scope(), entry.measured().id());
        }
        store.write(locks, tx -> {
            for (Entry entry : entries) {
                add(tx, entry.scope(), entry.measured());
            }
            return true;
        });
    }

    // ---- keeping

    /** Adds measurements, all or none. */
    public void record(int scope, List<Measured> all) {
        Locks locks = Locks.NONE;
        for (Measured each : all) {
            locks = locks.and(MetricTables.SERIES, scope, each.id());
        }
        store.write(locks, tx -> {
            for (Measured each : all) {
                add(tx, scope, each);
            }
            return true;
        });
    }

    /**
     * A metric is so much from now on, until it is set again: its points come by themselves, one each five minutes. To be called by
     * whoever guards what the metric is about.
     *
     * @param scope the number of one of {@link #scope}'s
     */
    public void set(Transaction tx, int scope, MetricId id, String unit, double value) {
        level(tx, scope, id, new MetricTables.Level(Units.number(unit), value), STILL);
    }

    /** A metric that was set is nothing from now on: what it was about is gone. */
    public void end(Transaction tx, int scope, MetricId id) {
        level(tx, scope, id, new MetricTables.Level(0, Double.NaN), clock.millis() / 1000);
    }

    /** All metrics of a namespace that were set are nothing from now on: what they were about was forgotten. */
    public void endAll(int scope, String namespace) {
        store.write(Locks.NONE, tx -> {
            List<MetricId> still = new ArrayList<>();
            visit(tx, scope, namespace, null, null, (id, place, newest) -> {
                if (newest == STILL) {
                    still.add(id);
                }
                return true;
            });
            still.forEach(id -> end(tx, scope, id));
            return still.size();
        });
    }

    private void level(Transaction tx, int scope, MetricId id, MetricTables.Level level, long newest) {
        long now = clock.millis() / 1000;
        if (Levels.set(tx, scope, id.digest(), now, level)) {
            tx.upsert(MetricTables.SERIES, scope, id, newest);
            for (MetricListener listener : listeners) {
                listener.measured(tx, scope, id, now);
            }
        }
    }

    private void add(Transaction tx, int scope, Measured measured) {
        MetricId.Digest digest = measured.id().digest();
        int unit = Units.number(measured.unit());
        for (Resolution resolution : Resolution.values()) {
            if (resolution != Resolution.SECOND || measured.fine()) {
                Place place = new Place(resolution, digest, resolution.floor(measured.second()), unit);
                Samples known = tx.get(MetricTables.POINTS, scope, place);
                Samples all = known == null ? measured.samples() : known.with(measured.samples());
                tx.upsert(MetricTables.POINTS, scope, place, all);
            }
        }
        Long newest = tx.get(MetricTables.SERIES, scope, measured.id());
        if (newest == null || newest < measured.second()) {
            tx.upsert(MetricTables.SERIES, scope, measured.id(), measured.second());
        }
        Resolution shortest = measured.fine() ? Resolution.SECOND : Resolution.MINUTE;
        Instant due = expiry(shortest, measured.second());
        Instant planned = trims.get(scope);
        if (planned == null || planned.isAfter(due)) {
            // Not here: two transactions could both make the job.
            tx.afterCommit(() -> jobs.soon(() -> trimBy(scope, due)));
        }
        for (MetricListener listener : listeners) {
            listener.measured(tx, scope, measured.id(), measured.second());
        }
    }

    /** When the block of this second may go. */
    private static Instant expiry(Resolution resolution, long second) {
        return Instant.ofEpochSecond(resolution.blockEnds(resolution.block(second)) + resolution.retention());
    }

    private void trimBy(int scope, Instant due) {
        Instant planned = store.write(Locks.NONE, tx -> {
            Instant known = jobs.due(tx, TRIM, scope, "");
            if (known == null || known.isAfter(due)) {
                jobs.schedule(tx, TRIM, scope, "", due);
                return due;
            }
            return known;
        });
        trims.put(scope, planned);
    }

    private void trim(JobRun run) {
        trims.remove(run.scope());
        store.write(Locks.NONE, tx -> {
            byte[] cursor = run.cursor();
            Instant next = trimPoints(tx, run.scope());
            byte[] more = next == null || cursor.length > 0 ? trimSeries(tx, run.scope(), cursor) : null;
            if (more != null) {
                run.again(tx, more);
            } else if (next == null) {
                run.done(tx);
            } else {
                run.at(tx, next.isAfter(run.due()) ? next : run.due().plusSeconds(1), new byte[0]);
            }
            return true;
        });
    }

    /** Removes whole blocks; when the next one is due, or null when nothing is left. */
    private @Nullable Instant trimPoints(Transaction tx, int scope) {
        long now = clock.millis() / 1000;
        Instant next = null;
        for (Resolution resolution : Resolution.values()) {
            long gone = resolution.block(now - resolution.retention());
            byte[] first = new KeyWriter().u8(resolution.number()).toBytes();
            byte[] end = new KeyWriter().u8(resolution.number()).u32((int) gone).toBytes();
            try (Cursor<Place, Samples> rows = tx.range(MetricTables.POINTS, scope, KeyRange.between(first, end))) {
                if (rows.next()) {
                    tx.deleteRange(MetricTables.POINTS, scope, KeyRange.between(first, end));
                }
            }
            byte[] after = new KeyWriter().u8(resolution.number() + 1).toBytes();
            try (Cursor<Place, Samples> rows = tx.range(MetricTables.POINTS, scope, KeyRange.between(end, after))) {
                Instant due = rows.next() ? expiry(resolution, rows.key().second()) : null;
                next = due != null && (next == null || due.isBefore(next)) ? due : next;
            }
        }
        return next;
    }

    /** Removes metrics of which no point is left; where to go on, or null. */
    private byte @Nullable [] trimSeries(Transaction tx, int scope, byte[] from) {
        long oldest = clock.millis() / 1000 - Resolution.HOUR.retention();
        int seen = 0;
        try (Cursor<MetricId, Long> rows =
                tx.range(MetricTables.SERIES, scope, KeyRange.between(from.length == 0 ? null : from, null))) {
            while (rows.next()) {
                if (seen++ == SERIES_AT_ONCE) {
                    return rows.rawKey();
                }
                if (rows.value() < oldest) {
                    tx.delete(MetricTables.SERIES, scope, rows.key());
                }
            }
        }
        return null;
    }

    // ---- reading

    /** Whether there ever was such a metric, as far as it is remembered. */
    public boolean known(ReadView view, int scope, MetricId id) {
        return view.contains(MetricTables.SERIES, scope, id);
    }

    /** The epoch second of a metric's newest measurement; before the epoch when there is none. */
    public long newest(ReadView view, int scope, MetricId id) {
        Long newest = view.get(MetricTables.SERIES, scope, id);
        return newest == null ? -1 : newest;
    }

    /** Whether a metric was {@link #set} before that epoch second and has not been since: so its points are all alike. */
    public boolean steady(ReadView view, int scope, MetricId id, long since) {
        return Levels.steady(view, scope, id.digest(), since);
    }

    /**
     * The points of a metric whose begin is in a stretch of time, in order; those too old to be kept are not among them.
     *
     * @param from epoch second, belongs to it
     * @param to epoch second, does not
     */
    public List<Point> points(ReadView view, int scope, MetricId id, Resolution resolution, long from, long to) {
        List<Point> points = new ArrayList<>();
        MetricId.Digest digest = id.digest();
        long now = clock.millis() / 1000;
        long first = Math.max(Math.max(0, from), now - resolution.retention());
        long end = Math.min(to, now + LATEST);
        if (first >= end) {
            return points;
        }
        long last = resolution.block(end - 1);
        for (long block = resolution.block(first); block <= last; block++) {
            KeyRange range = KeyRange.between(
                    MetricTables.from(resolution, block, digest, first).toBytes(),
                    MetricTables.from(resolution, block, digest, end).toBytes());
            try (Cursor<Place, Samples> rows = view.range(MetricTables.POINTS, scope, range)) {
                while (rows.next()) {
                    Place place = rows.key();
                    points.add(new Point(place.second(), Units.name(place.unit()), rows.value()));
                }
            }
        }
        if (points.isEmpty()) {
            Levels.points(view, scope, digest, first, end, now, points);
        }
        return points;
    }

    /** Takes metrics one after another. */
    @FunctionalInterface
    public interface MetricVisitor {
        /**
         * @param place where it is in the order of all metrics
         * @param newest epoch second of the newest measurement
         * @return whether to go on
         */
        boolean visit(MetricId id, byte[] place, long newest);
    }

    /**
     * All metrics in order of namespace, name and dimensions.
     *
     * @param namespace only its metrics, or null
     * @param name only those of this name of the namespace, or null
     * @param from a place to begin at, or null
     */
    public void visit(
            ReadView view,
            int scope,
            @Nullable String namespace,
            @Nullable String name,
            byte @Nullable [] from,
            MetricVisitor visitor) {
        KeyRange range = KeyRange.all();
        if (namespace != null) {
            KeyWriter prefix = new KeyWriter().text(namespace);
            range = KeyRange.prefix((name == null ? prefix : prefix.text(name)).toBytes());
        }
        byte[] least = range.from();
        if (from != null && (least == null || Arrays.compareUnsigned(from, least) > 0)) {
            range = KeyRange.between(from, range.to());
        }
        try (Cursor<MetricId, Long> rows = view.range(MetricTables.SERIES, scope, range)) {
            while (rows.next() && visitor.visit(rows.key(), rows.rawKey(), rows.value())) {
                // the visitor does it
            }
        }
    }
}
