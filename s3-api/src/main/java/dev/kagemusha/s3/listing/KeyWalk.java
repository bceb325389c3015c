package dev.kagemusha.s3.listing;

import dev.kagemusha.s3.bucket.ObjectKey;
import dev.kagemusha.s3.object.Entry;
import dev.kagemusha.s3.object.ObjectTables;
import dev.kagemusha.state.Cursor;
import dev.kagemusha.state.KeyRange;
import dev.kagemusha.state.KeyWriter;
import dev.kagemusha.state.ReadView;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One page of a bucket's keys, with what lies between prefix and delimiter rolled up. Its cost is that of what it answers:
 * the keys under a common prefix are not visited but leapt over.
 */
final class KeyWalk {
    /** Keys of one common prefix that are passed one by one before a leap pays. */
    private static final int STEPS_BEFORE_LEAP = 4;

    /** Takes what the walk finds, in order. */
    interface Visitor {
        void key(String key, Entry entry);

        void commonPrefix(String prefix);
    }

    /**
     * How a walk ended.
     *
     * @param truncated whether there is more
     * @param last the last key or common prefix given out, or null
     */
    record End(boolean truncated, @Nullable String last) {}

    private final byte[] base;
    private final byte[] prefix;
    private final RollUp rollUp;

    /** @param delimiter empty for none */
    KeyWalk(long bucket, String prefix, String delimiter) {
        this.base = new KeyWriter().u64(bucket).toBytes();
        this.prefix = new KeyWriter().u64(bucket).tail(prefix).toBytes();
        this.rollUp = new RollUp(this.prefix, delimiter.getBytes(StandardCharsets.UTF_8));
    }

    /** @param after the name that the page begins after; what it is rolled up to is not given again */
    End walk(ReadView view, int scope, @Nullable String after, int max, Visitor visitor) {
        byte[] end = KeyRange.after(prefix);
        byte[] start = start(after);
        if (max == 0 || start == null || (end != null && Arrays.compareUnsigned(start, end) >= 0)) {
            return new End(false, null);
        }
        try (Cursor<ObjectKey, Entry> cursor = view.range(ObjectTables.ENTRIES, scope, KeyRange.between(start, end))) {
            return walk(cursor, max, visitor);
        }
    }

    private End walk(Cursor<ObjectKey, Entry> cursor, int max, Visitor visitor) {
        byte[] rolled = null;
        byte[] last = null;
        int lastLength = 0;
        int steps = 0;
        int given = 0;
        while (cursor.next()) {
            byte[] key = cursor.rawKey();
            if (rolled != null && RollUp.startsWith(key, rolled)) {
                if (++steps == STEPS_BEFORE_LEAP) {
                    byte[] beyond = KeyRange.after(rolled);
                    if (beyond == null) {
                        break;
                    }
                    cursor.seek(beyond);
                    steps = 0;
                }
                continue;
            }
            if (given == max) {
                return new End(true, last == null ? null : text(last, lastLength));
            }
            given++;
            int cut = rollUp.end(key);
            last = key;
            if (cut < 0) {
                lastLength = key.length;
                visitor.key(text(key, key.length), cursor.value());
            } else {
                rolled = Arrays.copyOf(key, cut);
                lastLength = cut;
                steps = 0;
                visitor.commonPrefix(text(key, cut));
            }
        }
        return new End(false, last == null ? null : text(last, lastLength));
    }

    /** The first encoded key that may belong to the page, or null when there is none. */
    private byte @Nullable [] start(@Nullable String after) {
        if (after == null || after.isEmpty()) {
            return prefix;
        }
        byte[] marker = new KeyWriter().tail(base).tail(after).toBytes();
        int cut = RollUp.startsWith(marker, prefix) ? rollUp.end(marker) : -1;
        byte[] start = cut < 0 ? Arrays.copyOf(marker, marker.length + 1) : KeyRange.after(Arrays.copyOf(marker, cut));
        return start == null || Arrays.compareUnsigned(start, prefix) >= 0 ? start : prefix;
    }

    private static String text(byte[] key, int length) {
        return new String(key, ObjectKey.KEY_OFFSET, length - ObjectKey.KEY_OFFSET, StandardCharsets.UTF_8);
    }
}
