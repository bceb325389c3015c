package dev.kagemusha.s3.multipart;

import dev.kagemusha.s3.bucket.BucketTables;
import dev.kagemusha.s3.bucket.Home;
import dev.kagemusha.state.Blobs;
import dev.kagemusha.state.Cursor;
import dev.kagemusha.state.KeyRange;
import dev.kagemusha.state.KeyWriter;
import dev.kagemusha.state.Locks;
import dev.kagemusha.state.ReadView;
import dev.kagemusha.state.Transaction;

import java.util.ArrayList;
import java.util.List;

/** Uploads in progress, for deferred work that gives them up. */
public final class Unfinished {
    private Unfinished() {}

    /**
     * An upload.
     *
     * @param place where it is in its bucket: the next ones come after it
     * @param initiated epoch milliseconds
     */
    public record One(byte[] place, String key, String uploadId, long initiated) {}

    /** Uploads of a bucket in order, from a place on; from its beginning if that is empty. */
    public static List<One> after(ReadView view, Home home, byte[] place, int count) {
        byte[] all = new KeyWriter().u64(home.bucket().id()).toBytes();
        byte[] from =
                place.length == 0 ? all : new KeyWriter().tail(place).u8(0).toBytes();
        List<One> found = new ArrayList<>();
        try (Cursor<UploadKey, Upload> rows =
                view.range(UploadTables.UPLOADS, home.scope(), KeyRange.between(from, KeyRange.after(all)))) {
            while (found.size() < count && rows.next()) {
                UploadKey key = rows.key();
                found.add(new One(
                        rows.rawKey(), key.key(), key.uploadId(), rows.value().initiated()));
            }
        }
        return found;
    }

    /**
     * What is stored of an upload.
     *
     * @param storageClass of the object it would become
     */
    public record Stored(int storageClass, int parts, long bytes) {}

    /** What is stored of an upload; nothing when it is over. */
    public static Stored stored(ReadView view, Home home, One one) {
        Upload upload = view.get(UploadTables.UPLOADS, home.scope(), UploadKey.of(home, one.key(), one.uploadId()));
        int parts = 0;
        long bytes = 0;
        try (Cursor<PartKey, UploadedPart> rows =
                view.range(UploadTables.PARTS, home.scope(), PartKey.of(one.uploadId(), 0))) {
            while (upload != null && rows.next()) {
                parts++;
                bytes += rows.value().size();
            }
        }
        return new Stored(upload == null ? 0 : upload.storageClass(), parts, bytes);
    }

    /** What {@link #giveUp} locks. */
    public static Locks locks(Home home, List<One> uploads) {
        Locks locks = Locks.NONE.andShared(BucketTables.BUCKETS, home.scope(), home.name());
        for (One one : uploads) {
            locks = locks.and(UploadTables.UPLOADS, home.scope(), UploadKey.of(home, one.key(), one.uploadId()));
        }
        return locks;
    }

    /** Removes an upload with its parts, if it is still there. */
    public static void giveUp(Transaction tx, Blobs blobs, Home home, One upload) {
        UploadKey key = UploadKey.of(home, upload.key(), upload.uploadId());
        if (tx.get(UploadTables.UPLOADS, home.scope(), key) != null) {
            Uploads.abort(tx, blobs, home, key);
        }
    }
}
