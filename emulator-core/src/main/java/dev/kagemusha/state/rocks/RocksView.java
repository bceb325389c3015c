package dev.kagemusha.state.rocks;

import dev.kagemusha.state.Cursor;
import dev.kagemusha.state.KeyRange;
import dev.kagemusha.state.ReadView;
import dev.kagemusha.state.Table;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.Snapshot;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A consistent view that takes its snapshot late. The first get reads the newest row; at the second access a snapshot is
 * taken, and when the store has moved on in between and the first row with it, {@link Stale} makes the store run the work again
 * under a snapshot taken before.
 */
final class RocksView implements ReadView, AutoCloseable {
    /** The first row changed before the snapshot was taken. */
    static final class Stale extends RuntimeException {
        private static final long serialVersionUID = 1;

        Stale() {
            super("the view must be taken again", null, false, false);
        }
    }

    private final Engine engine;
    private @Nullable Snapshot snapshot;
    private @Nullable ReadOptions reads;
    private @Nullable List<RangeIterator> open;
    private byte @Nullable [] firstKey;
    private byte @Nullable [] firstValue;
    private long firstSequence;

    RocksView(Engine engine, boolean eager) {
        this.engine = engine;
        if (eager) {
            take();
        }
    }

    @Override
    public <K, V> @Nullable V get(Table<K, V> table, int scope, K key) {
        byte[] value = find(Keys.of(table, scope, key));
        return value == null ? null : table.values().decode(value);
    }

    @Override
    public <K, V> boolean contains(Table<K, V> table, int scope, K key) {
        byte[] full = Keys.of(table, scope, key);
        ReadOptions how = reads;
        if (how == null) {
            return find(full) != null;
        }
        return engine.contains(how, full);
    }

    private byte @Nullable [] find(byte[] key) {
        ReadOptions how = reads;
        if (how == null) {
            if (firstKey == null) {
                firstSequence = engine.sequence();
                firstKey = key;
                firstValue = engine.get(key);
                return firstValue;
            }
            how = settle();
        }
        return engine.get(how, key);
    }

    @Override
    public <K, V> Cursor<K, V> range(Table<K, V> table, int scope, KeyRange range) {
        if (reads == null) {
            settle();
        }
        byte[] prefix = Keys.prefix(scope, table.number());
        RangeIterator rows =
                engine.iterator(snapshot, Keys.from(prefix, range), Keys.to(prefix, range), range.reverse());
        if (open == null) {
            open = new ArrayList<>(2);
        }
        open.add(rows);
        return new TableCursor.Committed<>(table, prefix, rows);
    }

    private ReadOptions take() {
        Snapshot taken = engine.snapshot();
        snapshot = taken;
        ReadOptions how = new ReadOptions().setSnapshot(taken);
        reads = how;
        return how;
    }

    private ReadOptions settle() {
        ReadOptions how = take();
        byte[] first = firstKey;
        if (first != null
                && snapshot != null
                && snapshot.getSequenceNumber() != firstSequence
                && !Arrays.equals(firstValue, engine.get(how, first))) {
            throw new Stale();
        }
        return how;
    }

    @Override
    public void close() {
        if (open != null) {
            for (RangeIterator rows : open) {
                rows.close();
            }
        }
        if (reads != null) {
            reads.close();
        }
        if (snapshot != null) {
            engine.release(snapshot);
        }
    }
}
