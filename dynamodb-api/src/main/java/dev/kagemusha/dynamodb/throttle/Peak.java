package dev.kagemusha.dynamodb.throttle;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.DoubleAdder;

/**
 * How far a table on demand has grown: it serves at once up to double its previous peak, and a peak counts as previous half an
 * hour after it was reached ("throttling can occur if you exceed double your previous peak within 30 minutes"). A peak is the
 * mean of a minute.
 */
final class Peak {
    private static final int MINUTES = 30;
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

    private final DoubleAdder running = new DoubleAdder();
    private final double[] recent = new double[MINUTES];
    private volatile long minute;
    private volatile double previous;

    Peak(long now) {
        minute = now / MINUTE;
    }

    void used(double units, long now) {
        if (now / MINUTE != minute) {
            roll(now);
        }
        running.add(units);
    }

    /** The highest mean of a minute, in units per second, that lies at least half an hour back. */
    double previous(long now) {
        if (now / MINUTE != minute) {
            roll(now);
        }
        return previous;
    }

    private synchronized void roll(long now) {
        long current = now / MINUTE;
        long ended = minute;
        if (current <= ended) {
            return;
        }
        put(ended, running.sumThenReset() / 60);
        long empty = Math.min(current, ended + MINUTES + 1);
        for (long passed = ended + 1; passed < empty; passed++) {
            put(passed, 0);
        }
        minute = current;
    }

    /** A minute takes the place of that half an hour before it, which thereby is old enough. */
    private void put(long which, double mean) {
        int at = (int) (which % MINUTES);
        previous = Math.max(previous, recent[at]);
        recent[at] = mean;
    }
}
