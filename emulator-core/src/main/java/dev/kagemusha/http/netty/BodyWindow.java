package dev.kagemusha.http.netty;

import dev.kagemusha.http.Body;
import dev.kagemusha.http.BodyException;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A body between the loop that receives it and the thread that reads it. When the bytes that wait pass the high mark the
 * connection stops reading from its peer; when they fall below the low mark it is asked to go on.
 *
 * <p>A part is counted with {@value #OVERHEAD} bytes for itself, or a peer that sends single bytes could make the window
 * hold a hundred times what it is meant to.
 */
final class BodyWindow extends Body {
    private static final int OVERHEAD = 256;

    private final Exchange exchange;
    private final long length;
    private final Shares shares;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<ByteBuf> parts = new ArrayDeque<>(); // guarded by lock, as all below
    private int waiting;
    private boolean full;
    private boolean ended;
    private boolean closed;
    private boolean asked;
    private @Nullable BodyException problem;
    // The reader's own.
    private @Nullable ByteBuf current;

    BodyWindow(Exchange exchange, long length, Shares shares) {
        this.exchange = exchange;
        this.length = length;
        this.shares = shares;
        shares.enter();
    }

    // On the loop.

    /** Takes a part over; true when the window is full now. */
    boolean offer(ByteBuf part) {
        lock.lock();
        try {
            if (closed || problem != null) {
                part.release();
                return false;
            }
            parts.add(part);
            waiting += part.readableBytes() + OVERHEAD;
            full = waiting >= shares.bytes();
            changed.signal();
            return full;
        } finally {
            lock.unlock();
        }
    }

    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** What has come can still be read; then reads throw. */
    void fail(BodyException.Reason reason, String message) {
        lock.lock();
        try {
            if (!ended && problem == null) {
                problem = new BodyException(reason, message);
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    // On the reader's thread.

    @Override
    public long length() {
        return length;
    }

    @Override
    public int read() throws IOException {
        ByteBuf part = next();
        if (part == null) {
            return -1;
        }
        int value = part.readUnsignedByte();
        drop(part);
        return value;
    }

    @Override
    public int read(byte[] target, int offset, int count) throws IOException {
        Objects.checkFromIndexSize(offset, count, target.length);
        if (count == 0) {
            return 0;
        }
        ByteBuf part = next();
        if (part == null) {
            return -1;
        }
        int some = Math.min(count, part.readableBytes());
        part.readBytes(target, offset, some);
        drop(part);
        return some;
    }

    @Override
    public int available() {
        ByteBuf part = current;
        return part == null ? 0 : part.readableBytes();
    }

    private void drop(ByteBuf part) {
        if (!part.isReadable()) {
            current = null;
            part.release();
        }
    }

    private @Nullable ByteBuf next() throws IOException {
        if (current != null) {
            return current;
        }
        boolean goOn = false;
        lock.lock();
        try {
            while (parts.isEmpty()) {
                if (closed) {
                    throw new IOException("the body is closed");
                }
                if (ended) {
                    return null;
                }
                if (problem != null) {
                    throw new BodyException(problem.reason(), String.valueOf(problem.getMessage()));
                }
                if (!asked) {
                    asked = true;
                    exchange.bodyWanted();
                }
                try {
                    changed.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw (IOException)
                            new InterruptedIOException("interrupted while waiting for the body").initCause(e);
                }
            }
            ByteBuf part = parts.remove();
            waiting -= part.readableBytes() + OVERHEAD;
            if (full && waiting < shares.bytes() / 4) {
                full = false;
                goOn = true;
            }
            current = part;
            return part;
        } finally {
            lock.unlock();
            if (goOn) {
                exchange.bodyTaken();
            }
        }
    }

    /** Drops what waits and what may still come. */
    @Override
    public void close() {
        ByteBuf part = current;
        current = null;
        if (part != null) {
            part.release();
        }
        boolean goOn;
        lock.lock();
        try {
            if (!closed) {
                closed = true;
                shares.leave();
            }
            parts.forEach(ByteBuf::release);
            parts.clear();
            waiting = 0;
            goOn = full;
            full = false;
        } finally {
            lock.unlock();
        }
        if (goOn) {
            exchange.bodyTaken();
        }
    }
}
