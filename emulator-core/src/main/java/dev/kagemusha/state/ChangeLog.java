package dev.kagemusha.state;

import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What happened to a table or bucket, in order: records appended in the very commit of the change they tell of, for readers that
 * keep a number of their own and go on from there. Records are opaque here. A log is known by its scope and the internal id of
 * what it is about; it exists as soon as something is appended.
 *
 * <h2>Numbers</h2>
 *
 * A record's number is the emulated time in milliseconds and a counter behind it, and always greater than the one before it. So a time is a
 * place in the log ({@link #at}), retention is one range deletion, and no counter has to be kept anywhere: after a restart or a
 * restore the last row and the clock tell where to go on.
 *
 * <h2>Who reads while others commit</h2>
 *
 * A transaction takes its numbers before it commits, and transactions overtake each other. A reader that went by what it sees would pass
 * over a smaller number that is committed after a greater one. So each log knows the numbers of transactions that still run, and
 * readers stop at the {@link #frontier}: below it everything is either committed and visible or will never be. Changes of
 * one key are made under its lock, one after another, so their numbers are in the order of the changes.
 */
public final class ChangeLog {
    private static final int COUNTER_BITS = 16;

    private static final Table<Place, byte[]> ROWS =
            new Table<>(20, "core.changes", new PlaceKey(), ValueCodec.bytes());

    private final StateStore store;
    private final InstantSource clock;
    private final Map<Name, Log> logs = new ConcurrentHashMap<>();

    /** One for all logs of a store. */
    public ChangeLog(StateStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
        store.onReset(logs::clear);
    }

    private record Name(int scope, long log) {}

    /** Where a record is. Table 20: log, number → record. */
    public record Place(long log, long number) {}

    /** A record and its number. */
    public record Entry(long number, byte[] record) {
        /** The emulated time of the change, in epoch milliseconds. */
        public long millis() {
            return ChangeLog.millis(number);
        }
    }

    /**
     * Part of a log.
     *
     * @param next where to go on: nothing between the asked {@code from} and it is missing from the entries
     */
    public record Slice(List<Entry> entries, long next) {}

    /** The least number that a change at this time, or later, can have. */
    public static long at(long epochMillis) {
        return Math.max(0, epochMillis) << COUNTER_BITS;
    }

    /** The time in a number, in epoch milliseconds. */
    public static long millis(long number) {
        return number >>> COUNTER_BITS;
    }

    /**
     * Appends a record in the commit of its change. The transaction holds a lock on what has changed.
     *
     * @return its number, which is used only if the transaction is committed
     */
    public long append(Transaction tx, int scope, long log, byte[] record) {
        Log state = state(scope, log);
        if (!state.loaded()) {
            state.load(last(tx, scope, log));
        }
        Running running = state.begin(clock);
        tx.whenOver(() -> state.end(running));
        tx.upsert(ROWS, scope, new Place(log, running.number), record);
        return running.number;
    }

    /** All changes with smaller numbers are committed, and no further one will get a smaller number. It never goes back. */
    public long frontier(int scope, long log) {
        Log state = state(scope, log);
        if (!state.loaded()) {
            // Not under the log's own lock: a store call may have to wait for a transaction that waits for that lock.
            state.load(store.read(view -> last(view, scope, log)));
        }
        return state.frontier(clock);
    }

    private Log state(int scope, long log) {
        Name name = new Name(scope, log);
        Log known = logs.get(name);
        return known != null ? known : logs.computeIfAbsent(name, missing -> new Log());
    }

    private static long last(ReadView view, int scope, long log) {
        try (Cursor<Place, byte[]> rows = range(view, scope, log, 0, Long.MAX_VALUE, true)) {
            return rows.next() ? rows.key().number() : -1;
        }
    }

    /**
     * Records in order, up to the frontier.
     *
     * @param from first number wanted
     * @param to first number not wanted
     * @param count how many at most
     * @param bytes how many bytes of records at most, but for a first one that is larger alone
     */
    public Slice read(int scope, long log, long from, long to, int count, long bytes) {
        long end = Math.min(to, frontier(scope, log));
        if (from >= end) {
            return new Slice(List.of(), from);
        }
        return store.read(view -> {
            List<Entry> entries = new ArrayList<>();
            long left = bytes;
            try (Cursor<Place, byte[]> rows = range(view, scope, log, from, end, false)) {
                while (rows.next()) {
                    byte[] record = rows.rawValue();
                    left -= record.length;
                    long number = rows.key().number();
                    if (entries.size() == count || (left < 0 && !entries.isEmpty())) {
                        return new Slice(entries, number);
                    }
                    entries.add(new Entry(number, record));
                }
            }
            return new Slice(entries, end);
        });
    }

    /**
     * Records from number {@code from} to before {@code to} as a view shows them, oldest or newest first. A view shows the log
     * and what it is about at the same commit, so that changes can be undone from it; what goes forward reads to the frontier.
     */
    public static Cursor<Place, byte[]> range(
            ReadView view, int scope, long log, long from, long to, boolean newestFirst) {
        KeyRange range = KeyRange.between(key(log, from), key(log, to));
        return view.range(ROWS, scope, newestFirst ? range.reversed() : range);
    }

    /** Removes the records before this number, which is not beyond the frontier. */
    public void trim(Transaction tx, int scope, long log, long before) {
        long end = Math.min(before, frontier(scope, log));
        boolean any;
        try (Cursor<Place, byte[]> rows = range(tx, scope, log, 0, end, false)) {
            any = rows.next();
        }
        if (any) {
            tx.deleteRange(ROWS, scope, KeyRange.between(key(log, 0), key(log, end)));
        }
    }

    /** Removes a whole log. Nothing is ever appended to it again. */
    public void drop(Transaction tx, int scope, long log) {
        tx.deleteRange(ROWS, scope, KeyRange.prefix(new KeyWriter().u64(log).toBytes()));
        tx.afterCommit(() -> logs.remove(new Name(scope, log)));
    }

    private static byte[] key(long log, long number) {
        return new KeyWriter().u64(log).u64(number).toBytes();
    }

    /** A number taken by a transaction. */
    private static final class Running {
        final long number;
        boolean over;

        Running(long number) {
            this.number = number;
        }
    }

    /** The numbers of one log. */
    private static final class Log {
        private final ReentrantLock lock = new ReentrantLock();
        // In the order of their numbers, since they are taken under the lock.
        private final ArrayDeque<Running> running = new ArrayDeque<>();
        private long next;
        private volatile boolean loaded;

        boolean loaded() {
            return loaded;
        }

        void load(long lastNumber) {
            lock.lock();
            try {
                next = Math.max(next, lastNumber + 1);
                loaded = true;
            } finally {
                lock.unlock();
            }
        }

        Running begin(InstantSource clock) {
            lock.lock();
            try {
                Running taken = new Running(Math.max(next, at(clock.millis())));
                next = taken.number + 1;
                running.add(taken);
                return taken;
            } finally {
                lock.unlock();
            }
        }

        void end(Running taken) {
            lock.lock();
            try {
                taken.over = true;
                Running first = running.peek();
                while (first != null && first.over) {
                    running.remove();
                    first = running.peek();
                }
            } finally {
                lock.unlock();
            }
        }

        long frontier(InstantSource clock) {
            lock.lock();
            try {
                // Whoever was told a frontier relies on it, so numbers go on from there even if the clock went back.
                next = Math.max(next, at(clock.millis()));
                Running first = running.peek();
                return first == null ? next : first.number;
            } finally {
                lock.unlock();
            }
        }
    }

    private static final class PlaceKey implements KeyCodec<Place> {
        @Override
        public void write(Place key, KeyWriter out) {
            out.u64(key.log()).u64(key.number());
        }

        @Override
        public Place read(KeyReader in) {
            return new Place(in.u64(), in.u64());
        }
    }
}
