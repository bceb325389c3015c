package dev.kagemusha.s3.lifecycle;

import java.time.Instant;

/**
 * Lifecycle's arithmetic of time: a number of days after a moment, and from there to the next midnight UTC. An object made on the
 * 15th at 10:30 with a rule of 3 days has its turn on the 19th at 00:00.
 */
public final class Days {
    static final long MILLIS = 86_400_000L;

    private Days() {}

    /** When something is due that is to happen so many days after a moment; all in epoch milliseconds. */
    static long after(long moment, int days) {
        return midnight(moment) + (days + 1) * MILLIS;
    }

    /** The midnight that a day began with. */
    static long midnight(long moment) {
        return Math.floorDiv(moment, MILLIS) * MILLIS;
    }

    /** The midnight that ends a day. */
    public static long next(long moment) {
        return midnight(moment) + MILLIS;
    }

    static long of(Instant date) {
        return date.toEpochMilli();
    }
}
