package dev.kagemusha.s3.multipart;

import dev.kagemusha.s3.S3Errors;
import dev.kagemusha.s3.body.GivenChecksum;
import dev.kagemusha.s3.bucket.BucketTables;
import dev.kagemusha.s3.bucket.Contents;
import dev.kagemusha.s3.bucket.Home;
import dev.kagemusha.s3.bucket.S3Call;
import dev.kagemusha.s3.checksum.Algorithm;
import dev.kagemusha.state.Blobs;
import dev.kagemusha.state.Cursor;
import dev.kagemusha.state.KeyRange;
import dev.kagemusha.state.KeyWriter;
import dev.kagemusha.state.Locks;
import dev.kagemusha.state.ReadView;
import dev.kagemusha.state.Transaction;
import org.jspecify.annotations.Nullable;

/** The verbs on multipart uploads and their parts. */
public final class Uploads {
    static final int MAX_PARTS = 10_000;

    private Uploads() {}

    static Upload find(ReadView view, Home home, String key, String uploadId) {
        Upload upload = view.get(UploadTables.UPLOADS, home.scope(), UploadKey.of(home, key, uploadId));
        if (upload == null) {
            throw S3Errors.noSuchUpload(uploadId);
        }
        return upload;
    }

    /** @param number null when the query has the parameter without a value */
    static void checkPartNumber(@Nullable Integer number) {
        if (number == null || number < 1 || number > MAX_PARTS) {
            throw S3Errors.partNumberOutOfRange(number == null ? "" : number.toString());
        }
    }

    /** Puts a part in place of an earlier one of its number; completing or aborting the upload waits for it. */
    static void put(S3Call call, Home home, String key, String uploadId, int number, UploadedPart part) {
        Blobs blobs = call.store().blobs();
        PartKey partKey = new PartKey(uploadId, number);
        Locks locks = Locks.of(UploadTables.PARTS, home.scope(), partKey)
                .andShared(UploadTables.UPLOADS, home.scope(), UploadKey.of(home, key, uploadId))
                .andShared(BucketTables.BUCKETS, home.scope(), home.name());
        call.store().write(locks, tx -> {
            call.confirm(tx, home);
            find(tx, home, key, uploadId);
            UploadedPart old = tx.get(UploadTables.PARTS, home.scope(), partKey);
            if (old != null) {
                blobs.drop(tx, home.scope(), old.blob());
            }
            blobs.keep(tx, home.scope(), part.blob());
            tx.upsert(UploadTables.PARTS, home.scope(), partKey, part);
            return null;
        });
    }

    /** What a part has to be summed with: by the upload's algorithm, and by the one the request gives a value of. */
    static Algorithm[] algorithms(Upload upload, GivenChecksum given) {
        Algorithm algorithm = given.algorithm();
        if (upload.algorithm() != null) {
            boolean needed = upload.composite();
            if (algorithm == null ? needed : algorithm != upload.algorithm()) {
                throw S3Errors.checksumTypeMismatch(
                        upload.algorithm().lowerName(), algorithm == null ? "null" : algorithm.lowerName());
            }
        }
        return algorithm == null || algorithm == upload.effective()
                ? new Algorithm[] {upload.effective()}
                : new Algorithm[] {upload.effective(), algorithm};
    }

    /** Removes an upload with all its parts, under its exclusive lock. */
    static void abort(Transaction tx, Blobs blobs, Home home, UploadKey key) {
        try (Cursor<PartKey, UploadedPart> parts =
                tx.range(UploadTables.PARTS, home.scope(), PartKey.of(key.uploadId(), 0))) {
            while (parts.next()) {
                blobs.drop(tx, home.scope(), parts.value().blob());
            }
        }
        tx.deleteRange(UploadTables.PARTS, home.scope(), PartKey.of(key.uploadId(), 0));
        tx.delete(UploadTables.UPLOADS, home.scope(), key);
    }

    /** Uploads do not keep a bucket from being deleted: they go with it. */
    public static Contents contents(Blobs blobs) {
        return new Contents() {
            @Override
            public void remove(Transaction tx, Home home) {
                KeyRange all =
                        KeyRange.prefix(new KeyWriter().u64(home.bucket().id()).toBytes());
                try (Cursor<UploadKey, Upload> uploads = tx.range(UploadTables.UPLOADS, home.scope(), all)) {
                    while (uploads.next()) {
                        abort(tx, blobs, home, uploads.key());
                    }
                }
            }
        };
    }
}
