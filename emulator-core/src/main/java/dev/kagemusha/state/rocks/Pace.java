package dev.kagemusha.state.rocks;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Whether commits are as quick as usual. They are not while RocksDB holds writes back because its files are not merged as fast as
 * they come, or while the kernel makes writers wait for a slow disk; both last for some time, so that one slow commit tells of the
 * next.
 */
final class Pace {
    /** On few cores a commit loses some milliseconds to other threads now and then, which says nothing of the next. */
    private static final long SLOW = TimeUnit.MILLISECONDS.toNanos(20);

    private static final long LASTS = TimeUnit.SECONDS.toNanos(1);

    private final LongSupplier nanos;
    private volatile boolean slow;
    private volatile long until;

    Pace(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** A commit begins; what this answers is given to {@link #end}. */
    long begin() {
        return nanos.getAsLong();
    }

    void end(long began) {
        long now = nanos.getAsLong();
        if (now - began > SLOW) {
            until = now + LASTS;
            slow = true;
        } else if (slow && now - until > 0) {
            slow = false;
        }
    }

    /** Whether no commit of the last second was slow. */
    boolean steady() {
        return !slow || nanos.getAsLong() - until > 0;
    }
}
