package dev.kagemusha.state.rocks;

import dev.kagemusha.state.BlobLock;
import dev.kagemusha.state.BlobRef;
import org.jspecify.annotations.Nullable;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Plain bytes of a range over several blobs, decrypted a frame at a time. Frames that the range does not touch are never
 * read. Its files are pinned until it is closed or read to its end.
 */
final class BlobStream extends InputStream {
    private final FileBlobs blobs;
    private final List<BlobRef> parts;
    private final @Nullable BlobLock lock;
    private final List<Long> pinned = new ArrayList<>(1);
    private int next;
    private @Nullable BlobRef part;
    private @Nullable BlobKeys keys;
    private @Nullable FileChannel file;
    // Where to go on inside the current part.
    private long position;
    private long remaining;
    private byte[] plain = new byte[0];
    private int at;
    private int end;
    private boolean released;

    BlobStream(FileBlobs blobs, List<BlobRef> parts, @Nullable BlobLock lock, long offset, long length) {
        this.blobs = blobs;
        this.parts = List.copyOf(parts);
        this.lock = lock;
        long total = 0;
        for (BlobRef ref : this.parts) {
            total += ref.length();
        }
        if (offset + length > total) {
            throw new IndexOutOfBoundsException("blobs of " + total + " bytes have no " + (offset + length));
        }
        position = offset;
        remaining = length;
    }

    /**
     * Pins the files of the range and opens the first, so that what is missing is known before anything is answered.
     *
     * @throws NoSuchFileException when a file is gone, with the row that referred to it
     */
    void open() throws IOException {
        try {
            pin();
            while (next < parts.size() && position >= parts.get(next).length()) {
                position -= parts.get(next).length();
                next++;
            }
            if (remaining > 0) {
                openPart();
            } else {
                release();
            }
        } catch (IOException | RuntimeException e) {
            release();
            throw e;
        }
    }

    private void pin() throws NoSuchFileException {
        long before = 0;
        for (BlobRef ref : parts) {
            boolean touched = before < position + remaining && before + ref.length() > position;
            if (touched && ref.id() != 0) {
                if (!blobs.pin(ref.id())) {
                    throw new NoSuchFileException("blob " + ref.id());
                }
                pinned.add(ref.id());
            }
            before += ref.length();
        }
    }

    private void openPart() throws IOException {
        closePart();
        BlobRef ref = parts.get(next++);
        part = ref;
        if (ref.id() != 0) {
            keys = blobs.keys(ref, lock);
            file = FileChannel.open(blobs.folder().file(ref.id()), StandardOpenOption.READ);
        }
    }

    private void closePart() throws IOException {
        if (file != null) {
            file.close();
            file = null;
        }
    }

    /** Decrypts the frame under the position; false at the end of the range. */
    private boolean fill() throws IOException {
        if (remaining == 0) {
            release();
            return false;
        }
        if (released) {
            throw new IOException("the stream is closed");
        }
        BlobRef ref = Objects.requireNonNull(part);
        while (position >= ref.length()) {
            position -= ref.length();
            openPart();
            ref = Objects.requireNonNull(part);
        }
        int have;
        if (ref.id() == 0) {
            plain = blobs.inline(ref, lock);
            at = (int) position;
            have = plain.length;
        } else {
            if (plain.length < Frames.PLAIN) {
                plain = new byte[Frames.PLAIN];
            }
            long frame = position / Frames.PLAIN;
            have = frame(ref, frame);
            at = (int) (position - frame * Frames.PLAIN);
        }
        end = (int) Math.min(have, at + remaining);
        position += end - at;
        remaining -= end - at;
        return true;
    }

    private int frame(BlobRef ref, long frame) throws IOException {
        long lastFrame = (ref.length() - 1) / Frames.PLAIN;
        boolean last = frame == lastFrame;
        BlobKeys with = Objects.requireNonNull(keys);
        int size = (last ? (int) (ref.length() - lastFrame * Frames.PLAIN) : Frames.PLAIN) + with.layers() * Frames.TAG;
        byte[] stored = blobs.frames().buffer();
        try {
            ByteBuffer buffer = ByteBuffer.wrap(stored, 0, size);
            long from = frame * with.stored();
            while (buffer.hasRemaining()) {
                int read = Objects.requireNonNull(file).read(buffer, from + buffer.position());
                if (read < 0) {
                    throw new EOFException("a stored body is damaged (it ends in frame " + frame + ")");
                }
            }
            return blobs.frames().decrypt(with, frame, last, stored, 0, size, plain);
        } finally {
            blobs.frames().giveBack(stored);
        }
    }

    @Override
    public int read() throws IOException {
        if (at == end && !fill()) {
            return -1;
        }
        return plain[at++] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (length == 0) {
            return 0;
        }
        if (at == end && !fill()) {
            return -1;
        }
        int count = Math.min(length, end - at);
        System.arraycopy(plain, at, bytes, offset, count);
        at += count;
        return count;
    }

    @Override
    public int available() {
        return end - at;
    }

    @Override
    public long skip(long count) throws IOException {
        if (count <= 0) {
            return 0;
        }
        int held = (int) Math.min(count, end - at);
        at += held;
        long jumped = Math.min(count - held, remaining);
        position += jumped;
        remaining -= jumped;
        return held + jumped;
    }

    @Override
    public long transferTo(OutputStream out) throws IOException {
        long sent = 0;
        while (at < end || fill()) {
            int count = end - at;
            out.write(plain, at, count);
            at = end;
            sent += count;
        }
        return sent;
    }

    private void release() throws IOException {
        if (released) {
            return;
        }
        released = true;
        try {
            closePart();
        } finally {
            pinned.forEach(blobs::unpin);
            pinned.clear();
        }
    }

    @Override
    public void close() throws IOException {
        remaining = 0;
        at = end;
        release();
    }
}
