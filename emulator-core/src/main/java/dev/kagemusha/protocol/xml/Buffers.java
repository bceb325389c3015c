package dev.kagemusha.protocol.xml;

import java.util.concurrent.ArrayBlockingQueue;

/** Buffers used again and again, so that a long document does not grow one from nothing each time. */
public final class Buffers {
    private static final int FIRST = 1024;
    private static final int LARGEST = 1 << 20;

    private final ArrayBlockingQueue<byte[]> spare = new ArrayBlockingQueue<>(16);

    byte[] take() {
        byte[] buffer = spare.poll();
        return buffer == null ? new byte[FIRST] : buffer;
    }

    void giveBack(byte[] buffer) {
        if (buffer.length <= LARGEST) {
            boolean ignored = spare.offer(buffer); // a full queue lets it go
        }
    }
}
