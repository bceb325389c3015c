package dev.kagemusha.http.netty;

import java.util.concurrent.atomic.AtomicLong;

/** Bytes that all gathered bodies may hold together. */
final class MemoryBudget {
    private final long limit;
    private final AtomicLong used = new AtomicLong();

    MemoryBudget(long limit) {
        this.limit = limit;
    }

    boolean reserve(long bytes) {
        if (used.addAndGet(bytes) <= limit) {
            return true;
        }
        used.addAndGet(-bytes);
        return false;
    }

    void free(long bytes) {
        used.addAndGet(-bytes);
    }

    long used() {
        return used.get();
    }
}
