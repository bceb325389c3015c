package dev.kagemusha.state.rocks;

import dev.kagemusha.state.KeyRange;
import dev.kagemusha.state.KeyWriter;
import dev.kagemusha.state.Table;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/** Full keys: scope, table, then the table's own encoding. */
final class Keys {
    private Keys() {}

    static byte[] prefix(int scope, int table) {
        return new byte[] {
            (byte) (scope >>> 24),
            (byte) (scope >>> 16),
            (byte) (scope >>> 8),
            (byte) scope,
            (byte) (table >>> 8),
            (byte) table
        };
    }

    static <K> byte[] of(Table<K, ?> table, int scope, K key) {
        KeyWriter out = new KeyWriter().u32(scope).u16(table.number());
        table.keys().write(key, out);
        return out.toBytes();
    }

    static byte[] join(byte[] prefix, byte[] rest) {
        byte[] joined = Arrays.copyOf(prefix, prefix.length + rest.length);
        System.arraycopy(rest, 0, joined, prefix.length, rest.length);
        return joined;
    }

    static byte[] from(byte[] prefix, KeyRange range) {
        byte[] from = range.from();
        return from == null ? prefix : join(prefix, from);
    }

    /** Null only past the last table of the last scope. */
    static byte @Nullable [] to(byte[] prefix, KeyRange range) {
        byte[] to = range.to();
        return to == null ? KeyRange.after(prefix) : join(prefix, to);
    }

    static byte[] scopeStart(int scope) {
        return new byte[] {(byte) (scope >>> 24), (byte) (scope >>> 16), (byte) (scope >>> 8), (byte) scope};
    }

    static int scope(byte[] key) {
        return (key[0] & 0xff) << 24 | (key[1] & 0xff) << 16 | (key[2] & 0xff) << 8 | (key[3] & 0xff);
    }
}
