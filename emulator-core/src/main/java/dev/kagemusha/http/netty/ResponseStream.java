package dev.kagemusha.http.netty;

import dev.kagemusha.http.Response;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The body of a response while it is written. Bytes are copied into direct buffers that go to the loop when they are full;
 * the writer waits while more than its share of memory has not reached the socket, until half of that is left.
 *
 * <p>The head goes out with the first buffer, so a writer that fails before it has filled one closes the connection without
 * any answer, and one that is done before it has filled one is sent with its length.
 */
final class ResponseStream extends OutputStream {
    private static final int BUFFER = 128 << 10;
    /** Room for a chunk's size line: seven hexadecimal digits and a line break. */
    private static final int BEFORE = 9;
    /** Room for a chunk's line break and the last chunk. */
    private static final int AFTER = 7;

    private static final byte[] LINE_BREAK = {'\r', '\n'};
    private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final Exchange exchange;
    private final ByteBufAllocator allocator;
    private final Shares shares;
    private final Response response;
    private final long length;
    private final boolean chunked;
    private long written;
    private boolean begun;
    private boolean finished;
    private @Nullable ByteBuf buffer;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition drained = lock.newCondition();
    private long inFlight; // guarded by lock
    private long wanted; // guarded by lock
    private boolean gone; // guarded by lock

    /** @param length of the whole body, or −1 */
    ResponseStream(
            Exchange exchange,
            Response response,
            ByteBufAllocator allocator,
            Shares shares,
            long length,
            boolean chunked) {
        this.exchange = exchange;
        this.response = response;
        this.allocator = allocator;
        this.shares = shares;
        this.length = length;
        this.chunked = chunked;
        shares.enter();
    }

    Response response() {
        return response;
    }

    @Override
    public void write(int value) throws IOException {
        ByteBuf target = room(1);
        target.writeByte(value);
        written++;
    }

    @Override
    public void write(byte[] source, int offset, int count) throws IOException {
        Objects.checkFromIndexSize(offset, count, source.length);
        int from = offset;
        int left = count;
        while (left > 0) {
            ByteBuf target = room(left);
            int some = Math.min(left, target.maxWritableBytes() - (chunked ? AFTER : 0));
            target.writeBytes(source, from, some);
            written += some;
            from += some;
            left -= some;
        }
    }

    /** Sends what is there. */
    @Override
    public void flush() throws IOException {
        if (buffer != null && !finished) {
            send(buffer, false);
        }
    }

    private ByteBuf room(int wanted) throws IOException {
        if (finished) {
            throw new IOException("the response is complete");
        }
        if (length >= 0 && written + wanted > length) {
            throw new IOException("the body is longer than the " + length + " bytes announced");
        }
        ByteBuf target = buffer;
        if (target != null && target.maxWritableBytes() > (chunked ? AFTER : 0)) {
            return target;
        }
        if (target != null) {
            send(target, false);
        }
        target = allocate();
        buffer = target;
        return target;
    }

    private ByteBuf allocate() throws IOException {
        lock.lock();
        try {
            int share = shares.bytes();
            if (inFlight >= share) {
                wanted = share / 2;
                while (inFlight > wanted && !gone) {
                    drained.await();
                }
            }
            if (gone) {
                throw new IOException("the peer has gone");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted while waiting for the peer").initCause(e);
        } finally {
            lock.unlock();
        }
        int most = Math.min(BUFFER, shares.bytes() / 2);
        int size = length < 0 ? most : (int) Math.min(most, length - written);
        if (!chunked) {
            return allocator.directBuffer(size, size);
        }
        return allocator
                .directBuffer(size + BEFORE + AFTER, size + BEFORE + AFTER)
                .setIndex(BEFORE, BEFORE);
    }

    /** Hands a buffer to the loop. */
    private void send(ByteBuf part, boolean last) {
        buffer = null;
        int size = part.readableBytes();
        long whole = last && !begun ? size : -1;
        if (chunked && whole < 0) {
            frame(part, last);
        }
        int bytes = part.readableBytes();
        lock.lock();
        try {
            inFlight += bytes;
        } finally {
            lock.unlock();
        }
        boolean first = !begun;
        begun = true;
        exchange.send(this, part, bytes, first, last, first && last ? size : length);
    }

    private static void frame(ByteBuf part, boolean last) {
        int size = part.readableBytes();
        if (size > 0) {
            int at = part.readerIndex();
            part.setByte(--at, '\n').setByte(--at, '\r');
            int rest = size;
            do {
                part.setByte(--at, HEX[rest & 15]);
                rest >>>= 4;
            } while (rest > 0);
            part.readerIndex(at);
            part.writeBytes(LINE_BREAK);
        }
        if (last) {
            part.writeBytes(LAST_CHUNK);
        }
    }

    /** The end of the body. */
    void finish() throws IOException {
        if (length >= 0 && written < length) {
            throw new IOException("the body ended after " + written + " of the " + length + " bytes announced");
        }
        ByteBuf part = buffer;
        if (part == null) {
            part = allocator.directBuffer(BEFORE + AFTER, BEFORE + AFTER).setIndex(BEFORE, BEFORE);
        }
        send(part, true);
        finished = true;
    }

    /** Frees what has not been sent; nothing more will be. */
    void discard() {
        finished = true;
        shares.leave();
        ByteBuf part = buffer;
        buffer = null;
        if (part != null) {
            part.release();
        }
    }

    // On the loop.

    void sent(int bytes, boolean success) {
        lock.lock();
        try {
            inFlight -= bytes;
            if (!success) {
                gone = true;
            }
            if (inFlight <= wanted || gone) {
                drained.signal();
            }
        } finally {
            lock.unlock();
        }
    }
}
