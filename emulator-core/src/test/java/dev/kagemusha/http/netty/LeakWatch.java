package dev.kagemusha.http.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import static org.assertj.core.api.Assertions.assertThat;

/** Fails a class after which Netty's leak detector, paranoid in tests, reports a buffer that was never released. */
final class LeakWatch extends Handler implements BeforeAllCallback, AfterAllCallback {
    private static final Logger DETECTOR = Logger.getLogger("io.netty.util.ResourceLeakDetector");

    private final Queue<String> leaks = new ConcurrentLinkedQueue<>();

    @Override
    public void beforeAll(ExtensionContext context) {
        DETECTOR.addHandler(this);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        for (int i = 0; i < 3; i++) {
            collect();
        }
        DETECTOR.removeHandler(this);
        assertThat(leaks).isEmpty();
    }

    /** The detector reports what the collector found when the next buffer is made. */
    void collect() {
        System.gc();
        for (int i = 0; i < 100; i++) {
            PooledByteBufAllocator.DEFAULT.directBuffer(16).release();
        }
    }

    Queue<String> leaks() {
        return leaks;
    }

    /** A buffer nobody will release. */
    static void leak() {
        ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(16);
        buffer.writeByte(1);
    }

    @Override
    public void publish(LogRecord entry) {
        leaks.add(entry.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
