package dev.kagemusha.s3.body;

import java.util.concurrent.Semaphore;

/**
 * A ring of buffers between a reader and a thread that hashes them in order. The reader may go on using a buffer it has
 * handed over, as long as it does not change it, until it asks for the next one.
 */
final class HashLine implements AutoCloseable {
    /** What is done with each buffer, on the line's thread. */
    @FunctionalInterface
    interface Work {
        void hash(byte[] buffer, int length);
    }

    private static final int BUFFERS = 4;
    private static final int SIZE = 128 * 1024;
    private static final int END = -1;

    private final Work work;
    private final byte[][] ring = new byte[BUFFERS][];
    private final int[] lengths = new int[BUFFERS];
    private final Semaphore free = new Semaphore(BUFFERS);
    private final Semaphore filled = new Semaphore(0);
    private final Thread thread;
    private int next;
    private boolean held;

    HashLine(Work work) {
        this.work = work;
        this.thread = Thread.ofVirtual().name("s3-hash").start(this::run);
    }

    /** The next buffer to fill; waits until it is hashed. */
    byte[] buffer() {
        free.acquireUninterruptibly();
        held = true;
        if (ring[next] == null) {
            ring[next] = new byte[SIZE];
        }
        return ring[next];
    }

    /** Hands over the buffer that {@link #buffer} gave. */
    void hash(int length) {
        lengths[next] = length;
        held = false;
        next = (next + 1) % BUFFERS;
        filled.release();
    }

    private void run() {
        for (int i = 0; ; i = (i + 1) % BUFFERS) {
            filled.acquireUninterruptibly();
            if (lengths[i] == END) {
                return;
            }
            work.hash(ring[i], lengths[i]);
            free.release();
        }
    }

    /** Waits until all that was handed over is hashed. */
    @Override
    public void close() {
        if (!held) { // after a read that failed the end goes into that buffer's place
            free.acquireUninterruptibly();
        }
        lengths[next] = END;
        filled.release();
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
