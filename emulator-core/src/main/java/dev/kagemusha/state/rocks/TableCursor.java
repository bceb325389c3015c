package dev.kagemusha.state.rocks;

import dev.kagemusha.state.Cursor;
import dev.kagemusha.state.KeyReader;
import dev.kagemusha.state.Table;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/** A cursor that turns bytes into a table's rows; where the bytes come from is its subclasses' part. */
abstract sealed class TableCursor<K, V> implements Cursor<K, V> {
    final Table<K, V> table;
    private final byte[] prefix;

    TableCursor(Table<K, V> table, byte[] prefix) {
        this.table = table;
        this.prefix = prefix;
    }

    abstract byte[] fullKey();

    abstract void seekFull(byte[] key);

    @Override
    public final K key() {
        return table.keys().read(new KeyReader(rawKey()));
    }

    @Override
    public final V value() {
        return table.values().decode(rawValue());
    }

    @Override
    public final byte[] rawKey() {
        byte[] full = fullKey();
        return Arrays.copyOfRange(full, prefix.length, full.length);
    }

    @Override
    public final void seek(byte[] rawKey) {
        seekFull(Keys.join(prefix, rawKey));
    }

    /** Rows as they are committed. */
    static final class Committed<K, V> extends TableCursor<K, V> {
        private final RangeIterator rows;

        Committed(Table<K, V> table, byte[] prefix, RangeIterator rows) {
            super(table, prefix);
            this.rows = rows;
        }

        @Override
        public boolean next() {
            return rows.next();
        }

        @Override
        byte[] fullKey() {
            return rows.key();
        }

        @Override
        public byte[] rawValue() {
            return rows.value();
        }

        @Override
        void seekFull(byte[] key) {
            rows.seek(key);
        }

        @Override
        public void close() {
            rows.close();
        }
    }

    /**
     * Committed rows with a transaction's own writes laid over them. The overlay is asked by key at each step, so it may change
     * while the cursor is open: what is written ahead of it is seen.
     */
    static final class Overlaid<K, V> extends TableCursor<K, V> {
        private final RangeIterator rows;
        private final Overlay overlay;
        private final byte[] from;
        private final byte @Nullable [] to;
        private final boolean reverse;
        private boolean begun;
        private boolean baseValid;
        private byte @Nullable [] baseKey;
        private byte @Nullable [] last;
        private boolean inclusive;
        private byte @Nullable [] key;
        private byte @Nullable [] value;

        Overlaid(
                Table<K, V> table,
                byte[] prefix,
                RangeIterator rows,
                Overlay overlay,
                byte[] from,
                byte @Nullable [] to,
                boolean reverse) {
            super(table, prefix);
            this.rows = rows;
            this.overlay = overlay;
            this.from = from;
            this.to = to;
            this.reverse = reverse;
        }

        @Override
        public boolean next() {
            if (!begun) {
                begun = true;
                stepBase();
            }
            while (true) {
                byte[] written = overlay.nearest(from, to, reverse, last, inclusive);
                byte[] committed = baseValid ? baseKey : null;
                if (written == null && committed == null) {
                    key = null;
                    return false;
                }
                int order = written == null ? 1 : committed == null ? -1 : compare(written, committed);
                byte[] chosen = order <= 0 ? written : committed;
                if (chosen == null) {
                    throw new IllegalStateException();
                }
                last = chosen;
                inclusive = false;
                if (order <= 0) {
                    byte[] own = overlay.find(chosen);
                    if (order == 0) {
                        stepBase();
                    }
                    if (own == null || Overlay.deleted(own)) {
                        continue;
                    }
                    value = own;
                } else {
                    boolean gone = overlay.rangeDeleted(chosen);
                    if (!gone) {
                        value = rows.value();
                    }
                    stepBase();
                    if (gone) {
                        continue;
                    }
                }
                key = chosen;
                return true;
            }
        }

        private int compare(byte[] a, byte[] b) {
            int order = Arrays.compareUnsigned(a, b);
            return reverse ? -order : order;
        }

        private void stepBase() {
            baseValid = rows.next();
            baseKey = baseValid ? rows.key() : null;
        }

        @Override
        byte[] fullKey() {
            return current(key);
        }

        @Override
        public byte[] rawValue() {
            return current(value);
        }

        private static byte[] current(byte @Nullable [] bytes) {
            if (bytes == null) {
                throw new IllegalStateException("not on a row");
            }
            return bytes;
        }

        @Override
        void seekFull(byte[] goal) {
            rows.seek(goal);
            begun = false;
            last = goal;
            inclusive = true;
        }

        @Override
        public void close() {
            rows.close();
        }
    }
}
