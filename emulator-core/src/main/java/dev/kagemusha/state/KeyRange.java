package dev.kagemusha.state;

import org.jspecify.annotations.Nullable;

/**
 * A range of encoded keys (without scope and table).
 *
 * @param from first key that belongs to it, or null for the table's first
 * @param to first key that does not, or null for past the table's last
 * @param reverse from the end backwards
 */
public record KeyRange(byte @Nullable [] from, byte @Nullable [] to, boolean reverse) {
    private static final KeyRange ALL = new KeyRange(null, null, false);

    public static KeyRange all() {
        return ALL;
    }

    public static KeyRange between(byte @Nullable [] from, byte @Nullable [] to) {
        return new KeyRange(from, to, false);
    }

    /** All keys that begin with these bytes. */
    public static KeyRange prefix(byte[] prefix) {
        return new KeyRange(prefix, after(prefix), false);
    }

    public KeyRange reversed() {
        return new KeyRange(from, to, !reverse);
    }

    /** The first key after all that begin with {@code prefix}, or null when there is none. */
    public static byte @Nullable [] after(byte[] prefix) {
        int last = prefix.length - 1;
        while (last >= 0 && prefix[last] == (byte) 0xff) {
            last--;
        }
        if (last < 0) {
            return null;
        }
        byte[] next = java.util.Arrays.copyOf(prefix, last + 1);
        next[last]++;
        return next;
    }
}
