package dev.kagemusha.s3.listing;

import dev.kagemusha.s3.bucket.ObjectKey;
import dev.kagemusha.s3.object.Entry;
import dev.kagemusha.s3.object.Noncurrent;
import dev.kagemusha.s3.object.ObjectTables;
import dev.kagemusha.s3.object.Version;
import dev.kagemusha.s3.object.VersionKey;
import dev.kagemusha.state.Cursor;
import dev.kagemusha.state.KeyRange;
import dev.kagemusha.state.KeyWriter;
import dev.kagemusha.state.ReadView;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One page of a bucket's versions: by key, then the newest first. Current objects and what is aside are two ranges in the same order,
 * walked together; as in {@link KeyWalk} what a common prefix covers is leapt over.
 */
final class VersionWalk {
    /** Takes what the walk finds, in order. */
    interface Visitor {
        void version(String key, Version version, Entry entry, boolean latest);

        void marker(String key, Version version, Noncurrent marker, boolean latest);

        void commonPrefix(String prefix);
    }

    /**
     * Where a page begins: after a version, or after all of a key's when {@code order} is negative.
     *
     * @param order of the version
     */
    record Marker(String key, long order) {}

    /**
     * How a walk ended.
     *
     * @param lastKey the last key or common prefix given out, or null
     * @param lastVersion null for a common prefix
     */
    record End(
            boolean truncated,
            @Nullable String lastKey,
            @Nullable Version lastVersion) {}

    private final long bucket;
    private final byte[] prefix;
    private final RollUp rollUp;

    /** @param delimiter empty for none */
    VersionWalk(long bucket, String prefix, String delimiter) {
        this.bucket = bucket;
        this.prefix = prefix.getBytes(StandardCharsets.UTF_8);
        this.rollUp = new RollUp(this.prefix, delimiter.getBytes(StandardCharsets.UTF_8));
    }

    End walk(ReadView view, int scope, @Nullable Marker after, int max, Visitor visitor) {
        if (max == 0) {
            return new End(false, null, null);
        }
        try (Cursor<ObjectKey, Entry> objects =
                        view.range(ObjectTables.ENTRIES, scope, KeyRange.prefix(object(prefix)));
                Cursor<VersionKey, Noncurrent> versions =
                        view.range(ObjectTables.VERSIONS, scope, KeyRange.prefix(aside(prefix)))) {
            Current current = new Current(objects);
            Aside aside = new Aside(versions);
            byte[] resumed = begin(after, objects, versions);
            current.next();
            aside.next();
            return walk(current, aside, resumed, max, visitor);
        }
    }

    /** Positions the cursors; answers the key in whose versions the page begins, or null. */
    private byte @Nullable [] begin(
            @Nullable Marker after, Cursor<ObjectKey, Entry> objects, Cursor<VersionKey, Noncurrent> versions) {
        if (after == null) {
            return null;
        }
        byte[] key = after.key().getBytes(StandardCharsets.UTF_8);
        if (Arrays.compareUnsigned(key, prefix) < 0) {
            return null;
        }
        int cut = RollUp.startsWith(key, prefix) ? rollUp.end(key) : -1;
        if (cut >= 0) {
            byte[] common = Arrays.copyOf(key, cut);
            objects.seek(beyond(object(common)));
            versions.seek(beyond(aside(common)));
            return null;
        }
        objects.seek(object(Arrays.copyOf(key, key.length + 1)));
        KeyWriter whole = new KeyWriter().u64(bucket).escaped(key);
        if (after.order() < 0) {
            versions.seek(beyond(whole.toBytes()));
            return null;
        }
        versions.seek(whole.u64(~after.order()).u8(0).toBytes());
        return key;
    }

    private End walk(Current current, Aside aside, byte @Nullable [] resumed, int max, Visitor visitor) {
        byte[] seen = resumed;
        String lastKey = null;
        Version lastVersion = null;
        for (int given = 0; ; given++) {
            byte[] key = first(current.key, aside.key);
            if (key == null) {
                return new End(false, lastKey, lastVersion);
            }
            if (given == max) {
                return new End(true, lastKey, lastVersion);
            }
            int cut = rollUp.end(key);
            if (cut >= 0) {
                byte[] common = Arrays.copyOf(key, cut);
                lastKey = text(common);
                lastVersion = null;
                visitor.commonPrefix(lastKey);
                current.leap(common);
                aside.leap(common);
                continue;
            }
            lastKey = text(key);
            boolean latest = seen == null || !Arrays.equals(seen, key);
            seen = key;
            if (current.key != null && Arrays.equals(key, current.key)) {
                Entry entry = current.cursor.value();
                lastVersion = entry.version();
                visitor.version(lastKey, lastVersion, entry, true);
                current.next();
            } else {
                Noncurrent row = aside.cursor.value();
                lastVersion = new Version(aside.cursor.key().order(), row.named());
                if (row.entry() == null) {
                    visitor.marker(lastKey, lastVersion, row, latest);
                } else {
                    visitor.version(lastKey, lastVersion, row.entry(), latest);
                }
                aside.next();
            }
        }
    }

    private static byte @Nullable [] first(byte @Nullable [] one, byte @Nullable [] other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return Arrays.compareUnsigned(one, other) <= 0 ? one : other;
    }

    /** The range of current objects, at one of them. */
    private final class Current {
        private final Cursor<ObjectKey, Entry> cursor;
        private byte @Nullable [] key;

        Current(Cursor<ObjectKey, Entry> cursor) {
            this.cursor = cursor;
        }

        void next() {
            key = cursor.next()
                    ? Arrays.copyOfRange(cursor.rawKey(), ObjectKey.KEY_OFFSET, cursor.rawKey().length)
                    : null;
        }

        void leap(byte[] common) {
            if (key != null && RollUp.startsWith(key, common)) {
                cursor.seek(beyond(object(common)));
                next();
            }
        }
    }

    /** The range of what is aside, at one of them. */
    private final class Aside {
        private final Cursor<VersionKey, Noncurrent> cursor;
        private byte @Nullable [] key;

        Aside(Cursor<VersionKey, Noncurrent> cursor) {
            this.cursor = cursor;
        }

        void next() {
            key = cursor.next() ? cursor.key().key().getBytes(StandardCharsets.UTF_8) : null;
        }

        void leap(byte[] common) {
            if (key != null && RollUp.startsWith(key, common)) {
                cursor.seek(beyond(aside(common)));
                next();
            }
        }
    }

    /** A beginning of keys as it stands in the rows of current objects. */
    private byte[] object(byte[] beginning) {
        return new KeyWriter().u64(bucket).tail(beginning).toBytes();
    }

    /** The same in the rows of what is aside, without the field's end. */
    private byte[] aside(byte[] beginning) {
        byte[] whole = new KeyWriter().u64(bucket).escaped(beginning).toBytes();
        return Arrays.copyOf(whole, whole.length - 2);
    }

    private static byte[] beyond(byte[] raw) {
        byte[] after = KeyRange.after(raw);
        return after == null ? raw : after; // a bucket's id is never all ones
    }

    private static String text(byte[] key) {
        return new String(key, StandardCharsets.UTF_8);
    }
}
