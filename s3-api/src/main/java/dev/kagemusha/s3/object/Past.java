package dev.kagemusha.s3.object;

import dev.kagemusha.s3.bucket.Home;
import dev.kagemusha.state.Cursor;
import dev.kagemusha.state.KeyRange;
import dev.kagemusha.state.KeyReader;
import dev.kagemusha.state.KeyWriter;
import dev.kagemusha.state.ReadView;
import dev.kagemusha.state.Transaction;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Versions that are not current objects, for deferred work that ends or moves them. */
public final class Past {
    private static final VersionKey.Codec KEYS = new VersionKey.Codec();

    private Past() {}

    /**
     * A version.
     *
     * @param resume where a walk goes on after it
     * @param modified epoch milliseconds
     * @param since when its successor was made: when it ceased to be current
     * @param newer how many noncurrent versions of its key are newer; −1 for the newest of all, which is a delete marker then
     */
    public record One(
            byte[] resume,
            String key,
            long order,
            boolean marker,
            long modified,
            long size,
            int storageClass,
            long since,
            int newer) {}

    /** Versions of a bucket by key and then the newest first, on from where a walk was; from its beginning if that is empty. */
    public static List<One> after(ReadView view, Home home, byte[] from, int count) {
        byte[] all = new KeyWriter().u64(home.bucket().id()).toBytes();
        byte[] start = all;
        String key = null;
        long since = 0;
        int newer = 0;
        if (from.length > 0) {
            KeyReader in = new KeyReader(from);
            since = in.u64();
            newer = in.u32();
            byte[] place = in.tail();
            key = KEYS.read(new KeyReader(place)).key();
            start = new KeyWriter().tail(place).u8(0).toBytes();
        }
        List<One> found = new ArrayList<>();
        try (Cursor<VersionKey, Noncurrent> rows =
                view.range(ObjectTables.VERSIONS, home.scope(), KeyRange.between(start, KeyRange.after(all)))) {
            while (found.size() < count && rows.next()) {
                VersionKey at = rows.key();
                Noncurrent row = rows.value();
                if (at.key().equals(key)) {
                    newer++;
                } else {
                    key = at.key();
                    Entry current = Shelf.entry(view, home, key);
                    newer = current == null ? -1 : 0;
                    since = current == null ? row.modified() : current.modified();
                }
                Entry entry = row.entry();
                found.add(new One(
                        new KeyWriter()
                                .u64(row.modified())
                                .u32(newer)
                                .tail(rows.rawKey())
                                .toBytes(),
                        at.key(),
                        at.order(),
                        entry == null,
                        row.modified(),
                        entry == null ? 0 : entry.size(),
                        entry == null ? 0 : entry.storageClass(),
                        since,
                        newer));
                since = row.modified();
            }
        }
        return found;
    }

    /** The version, if it is still aside. */
    public static @Nullable Versioned find(ReadView view, Home home, One one) {
        return Shelf.aside(view, home, one.key(), one.order());
    }

    /** Whether nothing is left of a key but a delete marker. */
    public static boolean onlyMarker(ReadView view, Home home, String key) {
        if (Shelf.entry(view, home, key) != null) {
            return false;
        }
        try (Cursor<VersionKey, Noncurrent> rows =
                view.range(ObjectTables.VERSIONS, home.scope(), VersionKey.all(home, key))) {
            return rows.next() && rows.value().marker() && !rows.next();
        }
    }

    /** Tags of a version. */
    public static Map<String, String> tags(ReadView view, Home home, One one) {
        Versioned version = find(view, home, one);
        return version == null || version.object() == null
                ? Map.of()
                : version.object().description().tags();
    }

    /** Moves a version to another storage class. */
    public static void move(Transaction tx, Versioned version, int storageClass) {
        StoredObject object = version.stored();
        Shelf.replace(tx, version, object.withEntry(object.entry().withStorageClass(storageClass)));
    }
}
