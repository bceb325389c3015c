package dev.kagemusha.dynamodb.table;

import dev.kagemusha.state.Locks;
import dev.kagemusha.state.ReadView;
import dev.kagemusha.state.StateStore;
import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How many items and bytes each table and index has.
 *
 * <p>A row of counts in every write's batch would make writers wait for each other. So changes are added up in memory, where
 * writers do not meet, and go to the store a second after the first of them; what a killed process had not yet written is
 * missing from the counts, and from nothing else. AWS itself updates them about every six hours.
 */
final class Counts {
    private static final long DELAY_MILLIS = 1_000;

    private final StateStore store;
    private final Map<Key, Pending> pending = new ConcurrentHashMap<>();
    private final AtomicBoolean due = new AtomicBoolean();
    private final ScheduledThreadPoolExecutor writer;

    Counts(StateStore store) {
        this.store = store;
        writer = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, "dynamodb-counts");
            thread.setDaemon(true);
            return thread;
        });
        writer.setKeepAliveTime(2 * DELAY_MILLIS, TimeUnit.MILLISECONDS);
        writer.allowCoreThreadTimeOut(true);
        store.onReset(pending::clear);
    }

    private record Key(int scope, int id) {}

    private static final class Pending {
        /** Held while changes move from here to the store, so that nobody sees them twice or not at all. */
        final ReentrantLock moving = new ReentrantLock();

        final LongAdder items = new LongAdder();
        final LongAdder bytes = new LongAdder();
    }

    /** Notes a committed change. */
    void add(int scope, int id, int items, long bytes) {
        if (items == 0 && bytes == 0) {
            return;
        }
        Key key = new Key(scope, id);
        Pending changes = pending.get(key);
        if (changes == null) {
            changes = pending.computeIfAbsent(key, missing -> new Pending());
        }
        if (items != 0) {
            changes.items.add(items);
        }
        changes.bytes.add(bytes);
        if (!due.getPlain() && due.compareAndSet(false, true)) {
            Future<?> ignored = writer.schedule(this::writeAll, DELAY_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** The counts of now. */
    Count of(int scope, int id) {
        Pending changes = pending.get(new Key(scope, id));
        if (changes == null) {
            return store.read(view -> stored(view, scope, id));
        }
        changes.moving.lock();
        try {
            return store.read(view -> stored(view, scope, id)).plus(changes.items.sum(), changes.bytes.sum());
        } finally {
            changes.moving.unlock();
        }
    }

    private static Count stored(ReadView view, int scope, int id) {
        @Nullable Count count = view.get(Rows.COUNTS, scope, id);
        return count == null ? Count.NONE : count;
    }

    /** Forgets a table or index that is gone. */
    void forget(int scope, int id) {
        pending.remove(new Key(scope, id));
    }

    private void writeAll() {
        due.set(false);
        try {
            pending.forEach(this::write);
        } catch (IllegalStateException closed) {
            pending.clear();
        }
    }

    private void write(Key key, Pending changes) {
        if (!store.live(key.scope())) {
            pending.remove(key);
            return;
        }
        changes.moving.lock();
        try {
            long items = changes.items.sumThenReset();
            long bytes = changes.bytes.sumThenReset();
            if (items == 0 && bytes == 0) {
                return;
            }
            store.write(Locks.of(Rows.COUNTS, key.scope(), key.id()), tx -> {
                tx.upsert(
                        Rows.COUNTS,
                        key.scope(),
                        key.id(),
                        stored(tx, key.scope(), key.id()).plus(items, bytes));
                return true;
            });
        } finally {
            changes.moving.unlock();
        }
    }
}
