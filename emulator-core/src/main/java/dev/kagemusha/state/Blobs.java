package dev.kagemusha.state;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * Bodies beside the store. A blob is written aside, encrypted in authenticated frames, then referenced by a row's commit;
 * it is immutable from then on. Bodies of at most {@link #INLINE_LIMIT} bytes are kept inside the {@link BlobRef} itself.
 *
 * <pre>
 * try (Blobs.Writer writer = store.blobs().writer()) {
 *     writer.write(…);                       // hashes are the caller's business
 *     BlobRef ref = writer.finish();
 *     store.write(locks, tx -> {
 *         tx.upsert(OBJECTS, scope, key, …ref…);
 *         store.blobs().keep(tx, scope, ref);
 *         old.forEach(o -> store.blobs().drop(tx, scope, o));
 *     });
 * }                                          // closing a writer whose ref was not kept removes the file
 * </pre>
 */
public interface Blobs {
    /** Bodies up to this many bytes become part of the value that refers to them. */
    int INLINE_LIMIT = 64 * 1024;

    /** Starts a new blob. Nothing is created on disk until the inline limit is passed. */
    default Writer writer() {
        return writer(null);
    }

    /** The same for a blob that only this lock opens, if there is one. */
    Writer writer(@Nullable BlobLock lock);

    /**
     * Counts one more row that refers to this blob, in the same commit as the row (CopyObject, CompleteMultipartUpload).
     *
     * @param scope that of the row: a reset of the scope drops all that its rows had kept
     */
    void keep(Transaction tx, int scope, BlobRef ref);

    /** Counts one less; the file goes some time after the commit when no row, snapshot or reader refers to it. */
    void drop(Transaction tx, int scope, BlobRef ref);

    /**
     * The plain bytes of {@code length} from {@code offset} of the blobs one after another. {@link InputStream#transferTo}
     * is the fast way out. A frame that was altered on disk makes the read throw before any of its bytes is given out.
     *
     * @throws java.nio.file.NoSuchFileException when a blob was dropped since its reference was read: the row says what took
     *     its place. Never later than here; what has been opened can be read to its end
     */
    default InputStream read(List<BlobRef> parts, long offset, long length) throws IOException {
        return read(parts, null, offset, length);
    }

    /**
     * The same of blobs that were locked; all have the same lock.
     *
     * @throws StoreException for another lock than theirs
     */
    InputStream read(List<BlobRef> parts, @Nullable BlobLock lock, long offset, long length) throws IOException;

    /**
     * The same blob under another lock, with as many layers as before: its key is wrapped anew, its bytes stay as they are. The new
     * reference takes the place of the old one, so that nothing is kept or dropped for it.
     */
    BlobRef relock(BlobRef ref, @Nullable BlobLock from, @Nullable BlobLock to);

    /** Takes bytes in; not thread-safe. */
    interface Writer extends AutoCloseable {
        void write(byte[] bytes, int offset, int length) throws IOException;

        BlobRef finish() throws IOException;

        @Override
        void close();
    }
}
