package dev.kagemusha.state.rocks;

import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntConsumer;

/**
 * What a transaction has written so far, sorted. Range deletions apply to committed rows only: rows of the overlay inside
 * the range leave it at once, and what is written into the range later wins.
 */
final class Overlay {
    /** Stands for a deleted row; told by identity. */
    private static final byte[] DELETED = new byte[0];

    private final TreeMap<byte[], byte[]> rows = new TreeMap<>(Arrays::compareUnsigned);
    private final List<byte[][]> deletedRanges = new ArrayList<>(0);

    boolean isEmpty() {
        return rows.isEmpty() && deletedRanges.isEmpty();
    }

    void put(byte[] key, byte[] value) {
        rows.put(key, value);
    }

    void delete(byte[] key) {
        rows.put(key, DELETED);
    }

    void deleteRange(byte[] from, byte[] to) {
        if (Arrays.compareUnsigned(from, to) < 0) {
            rows.subMap(from, true, to, false).clear();
            deletedRanges.add(new byte[][] {from, to});
        }
    }

    /** The value written, the mark of a {@link #deleted} row, or null when the overlay says nothing about this very key. */
    byte @Nullable [] find(byte[] key) {
        return rows.get(key);
    }

    @SuppressWarnings("ReferenceEquality")
    static boolean deleted(byte[] value) {
        return value == DELETED;
    }

    boolean rangeDeleted(byte[] key) {
        for (byte[][] range : deletedRanges) {
            if (Arrays.compareUnsigned(range[0], key) <= 0 && Arrays.compareUnsigned(key, range[1]) < 0) {
                return true;
            }
        }
        return false;
    }

    /** The nearest key of the overlay in [from, to) beyond {@code last} in the direction, or null. */
    byte @Nullable [] nearest(
            byte[] from, byte @Nullable [] to, boolean reverse, byte @Nullable [] last, boolean inclusive) {
        Map.Entry<byte[], byte[]> entry;
        if (reverse) {
            boolean inside = last != null && (to == null || Arrays.compareUnsigned(last, to) < 0);
            if (last != null && inside) {
                entry = inclusive ? rows.floorEntry(last) : rows.lowerEntry(last);
            } else {
                entry = to == null ? rows.lastEntry() : rows.lowerEntry(to);
            }
            return entry == null || Arrays.compareUnsigned(entry.getKey(), from) < 0 ? null : entry.getKey();
        }
        if (last != null && Arrays.compareUnsigned(last, from) >= 0) {
            entry = inclusive ? rows.ceilingEntry(last) : rows.higherEntry(last);
        } else {
            entry = rows.ceilingEntry(from);
        }
        return entry == null || (to != null && Arrays.compareUnsigned(entry.getKey(), to) >= 0) ? null : entry.getKey();
    }

    void writtenScopes(IntConsumer scopes) {
        for (Map.Entry<byte[], byte[]> row : rows.entrySet()) {
            if (!deleted(row.getValue())) {
                scopes.accept(Keys.scope(row.getKey()));
            }
        }
    }

    void commit(Engine engine) {
        if (rows.size() == 1 && deletedRanges.isEmpty()) {
            Map.Entry<byte[], byte[]> only = rows.firstEntry();
            if (deleted(only.getValue())) {
                engine.delete(only.getKey());
            } else {
                engine.put(only.getKey(), only.getValue());
            }
            return;
        }
        try (WriteBatch batch = new WriteBatch()) {
            for (byte[][] range : deletedRanges) {
                batch.deleteRange(range[0], range[1]);
            }
            for (Map.Entry<byte[], byte[]> row : rows.entrySet()) {
                if (deleted(row.getValue())) {
                    batch.delete(row.getKey());
                } else {
                    batch.put(row.getKey(), row.getValue());
                }
            }
            engine.write(batch);
        } catch (RocksDBException e) {
            throw Engine.failed(e);
        }
    }
}
