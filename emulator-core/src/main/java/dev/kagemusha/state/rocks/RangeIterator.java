package dev.kagemusha.state.rocks;

import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.Snapshot;

import java.util.Arrays;

/**
 * Committed rows of a range, in one direction. Bounds are given to RocksDB, so that it does not wade through the
 * tombstones of neighbours.
 */
final class RangeIterator implements AutoCloseable {
    private final byte[] from;
    private final byte @Nullable [] to;
    private final boolean reverse;
    private final @Nullable Slice lower;
    private final @Nullable Slice upper;
    private final ReadOptions how;
    private final @Nullable RocksIterator rows;
    private boolean started;
    private byte @Nullable [] target;
    private boolean closed;

    RangeIterator(RocksDB db, @Nullable Snapshot snapshot, byte[] from, byte @Nullable [] to, boolean reverse) {
        this.from = from;
        this.to = to;
        this.reverse = reverse;
        how = new ReadOptions();
        if (snapshot != null) {
            how.setSnapshot(snapshot);
        }
        lower = reverse ? new Slice(from) : null;
        if (lower != null) {
            how.setIterateLowerBound(lower);
        }
        upper = to == null ? null : new Slice(to);
        if (upper != null) {
            how.setIterateUpperBound(upper);
        }
        // RocksDB asks for bounds in order.
        rows = to != null && Arrays.compareUnsigned(from, to) >= 0 ? null : db.newIterator(how);
    }

    boolean next() {
        RocksIterator it = rows;
        if (it == null) {
            return false;
        }
        byte[] goal = target;
        if (goal != null) {
            target = null;
            if (reverse) {
                it.seekForPrev(goal);
            } else {
                it.seek(goal);
            }
        } else if (!started) {
            if (reverse) {
                it.seekToLast();
            } else {
                it.seek(from);
            }
        } else if (it.isValid()) {
            if (reverse) {
                it.prev();
            } else {
                it.next();
            }
        }
        started = true;
        if (it.isValid()) {
            return true;
        }
        try {
            it.status();
        } catch (RocksDBException e) {
            throw Engine.failed(e);
        }
        return false;
    }

    /** The following {@link #next()} answers the first row at or after this key (in reverse: at or before). */
    void seek(byte[] key) {
        byte[] end = to;
        if (!reverse && Arrays.compareUnsigned(key, from) < 0) {
            target = from;
        } else if (reverse && end != null && Arrays.compareUnsigned(key, end) >= 0) {
            target = null;
            started = false;
        } else {
            target = key;
        }
    }

    byte[] key() {
        return valid().key();
    }

    byte[] value() {
        return valid().value();
    }

    private RocksIterator valid() {
        RocksIterator it = rows;
        if (it == null) {
            throw new IllegalStateException("not on a row");
        }
        return it;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (rows != null) {
            rows.close();
        }
        how.close();
        if (lower != null) {
            lower.close();
        }
        if (upper != null) {
            upper.close();
        }
    }
}
