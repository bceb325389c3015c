package dev.kagemusha.testkit.junit;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** A body on its way from the thread that writes it to the one that reads it, a few pieces at a time. */
final class Pipe extends OutputStream {
    private static final int PIECES = 8;
    private static final int PIECE = 64 << 10;

    /** What ends a body. */
    private static final byte[] END = new byte[0];

    private static final byte[] FAILURE = new byte[0];

    private final BlockingQueue<byte[]> pieces = new ArrayBlockingQueue<>(PIECES);
    private final Source source = new Source();
    private volatile boolean unread;

    /** The other end. */
    InputStream source() {
        return source;
    }

    @Override
    public void write(int value) throws IOException {
        put(new byte[] {(byte) value});
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        Objects.checkFromIndexSize(offset, count, bytes.length);
        for (int at = offset; at < offset + count; at += PIECE) {
            put(Arrays.copyOfRange(bytes, at, Math.min(at + PIECE, offset + count)));
        }
    }

    @Override
    public void close() throws IOException {
        put(END);
    }

    /** Ends the body where it is not at its end. */
    void fail() throws IOException {
        if (!unread) {
            put(FAILURE);
        }
    }

    private void put(byte[] piece) throws IOException {
        if (unread) {
            throw new IOException("the peer has gone");
        }
        try {
            pieces.put(piece);
        } catch (InterruptedException e) {
            throw new InterruptedIOException("stopped while a body was under way");
        }
    }

    private final class Source extends InputStream {
        private byte @Nullable [] current;
        private int at;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        @SuppressWarnings("ReferenceEquality") // the ends are these two and no other empty arrays
        public int read(byte[] target, int offset, int count) throws IOException {
            Objects.checkFromIndexSize(offset, count, target.length);
            if (count == 0) {
                return 0;
            }
            byte[] piece = current;
            if (piece == null) {
                piece = take();
                current = piece;
                at = 0;
            }
            if (piece == END) {
                return -1;
            }
            if (piece == FAILURE) {
                throw new IOException("the connection was closed before the end of the body");
            }
            int some = Math.min(count, piece.length - at);
            System.arraycopy(piece, at, target, offset, some);
            at += some;
            if (at == piece.length) {
                current = null;
            }
            return some;
        }

        private byte[] take() throws IOException {
            try {
                return pieces.take();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while reading a body");
            }
        }

        @Override
        public void close() {
            unread = true;
            pieces.clear(); // lets the writer find out
        }
    }
}
