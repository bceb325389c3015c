package dev.kagemusha.audit;

import dev.kagemusha.time.EmulatorClock;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;

/**
 * Where closed records go: a bounded ring of the latest, and subscribers (the access log is one). A subscriber runs on the
 * calling thread and must be quick.
 */
public final class AuditLog {
    private static final int KEPT = 1_024; // a power of two

    private final EmulatorClock clock;
    private final AtomicReferenceArray<AuditRecord> ring = new AtomicReferenceArray<>(KEPT);
    private final AtomicLong count = new AtomicLong();
    private final List<Consumer<AuditRecord>> subscribers = new CopyOnWriteArrayList<>();

    public AuditLog(EmulatorClock clock) {
        this.clock = clock;
    }

    public void subscribe(Consumer<AuditRecord> subscriber) {
        subscribers.add(subscriber);
    }

    /** Closes the record and hands it on. */
    public void close(AuditRecord record, int status, @Nullable String errorCode) {
        record.close(status, errorCode, clock.ticks());
        ring.set((int) (count.getAndIncrement() & (KEPT - 1)), record);
        for (Consumer<AuditRecord> subscriber : subscribers) {
            subscriber.accept(record);
        }
    }

    /** The latest records, newest first. */
    public List<AuditRecord> latest(int limit) {
        List<AuditRecord> records = new ArrayList<>();
        long next = count.get();
        for (long i = next - 1; i >= 0 && i > next - KEPT && records.size() < limit; i--) {
            AuditRecord record = ring.get((int) (i & (KEPT - 1)));
            if (record != null) {
                records.add(record);
            }
        }
        return records;
    }

    /** Calls answered since the start. */
    public long calls() {
        return count.get();
    }
}
