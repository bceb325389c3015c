package dev.kagemusha.state.rocks;

import dev.kagemusha.state.BlobLock;
import dev.kagemusha.state.BlobRef;
import dev.kagemusha.state.Blobs;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.Objects;

/**
 * Takes a body in. Up to one frame is held back until it is known whether more follows, because the last frame is marked
 * as such; so a body of one frame never sees a file.
 */
final class BlobWriter implements Blobs.Writer {
    private static final int FIRST_ROOM = 4 * 1024;

    private final FileBlobs blobs;
    private final @Nullable BlobLock lock;
    private byte[] held = new byte[0];
    private int holds;
    private long length;
    private long frame;
    private long id;
    private @Nullable BlobKeys keys;
    private @Nullable BlobFolder folder;
    private @Nullable FileChannel file;
    private @Nullable BlobRef finished;
    private boolean closed;

    BlobWriter(FileBlobs blobs, @Nullable BlobLock lock) {
        this.blobs = blobs;
        this.lock = lock;
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        Objects.checkFromIndexSize(offset, count, bytes.length);
        if (closed || finished != null) {
            throw new IllegalStateException("the writer is finished");
        }
        length += count;
        int at = offset;
        int left = count;
        while (left > 0) {
            if (holds == Frames.PLAIN) {
                put(held, 0, Frames.PLAIN, false);
                holds = 0;
            }
            if (holds == 0 && left > Frames.PLAIN) {
                put(bytes, at, Frames.PLAIN, false);
                at += Frames.PLAIN;
                left -= Frames.PLAIN;
                continue;
            }
            int taken = Math.min(left, Frames.PLAIN - holds);
            room(taken);
            System.arraycopy(bytes, at, held, holds, taken);
            holds += taken;
            at += taken;
            left -= taken;
        }
    }

    private void room(int more) {
        if (holds + more > held.length) {
            int wanted = Math.max(Math.max(FIRST_ROOM, 2 * held.length), holds + more);
            held = Arrays.copyOf(held, Math.min(Frames.PLAIN, wanted));
        }
    }

    private void put(byte[] plain, int offset, int count, boolean last) throws IOException {
        FileChannel out = file;
        BlobKeys with = keys;
        if (out == null || with == null) {
            id = blobs.newId();
            with = blobs.newKeys(lock);
            keys = with;
            folder = blobs.folder();
            out = folder.create(id);
            file = out;
        }
        byte[] stored = blobs.frames().buffer();
        try {
            int size = blobs.frames().encrypt(with, frame++, last, plain, offset, count, stored, 0);
            ByteBuffer bytes = ByteBuffer.wrap(stored, 0, size);
            while (bytes.hasRemaining()) {
                int ignored = out.write(bytes);
            }
        } finally {
            blobs.frames().giveBack(stored);
        }
    }

    @Override
    public BlobRef finish() throws IOException {
        if (closed || finished != null) {
            throw new IllegalStateException("the writer is finished");
        }
        BlobRef ref;
        if (file == null) {
            ref = blobs.inline(held, holds, lock);
        } else {
            put(held, 0, holds, true);
            FileChannel out = Objects.requireNonNull(file);
            if (blobs.fsync()) {
                out.force(false);
            }
            out.close();
            blobs.publish(Objects.requireNonNull(folder), id);
            ref = blobs.file(id, length, Objects.requireNonNull(keys), lock);
        }
        held = new byte[0];
        finished = ref;
        return ref;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (file == null) {
            return;
        }
        if (finished != null) {
            // Does nothing when a row has kept it.
            blobs.remove(id);
            return;
        }
        try {
            file.close();
            if (folder != null) {
                folder.discard(id);
            }
        } catch (IOException e) {
            // The next start removes it.
            System.getLogger(BlobWriter.class.getName())
                    .log(System.Logger.Level.WARNING, "an unfinished body cannot be removed: " + e.getMessage());
        }
    }
}
