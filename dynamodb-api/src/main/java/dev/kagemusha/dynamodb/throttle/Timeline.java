package dev.kagemusha.dynamodb.throttle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;

/**
 * What a lane has let in and refused, minute by minute for a day. Minutes in which nothing happened take no room.
 */
final class Timeline {
    /** Minutes that are kept. */
    static final int KEPT = 24 * 60;

    private static final int FIRST = 16;
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

    private final DoubleAdder units = new DoubleAdder();
    private final LongAdder refusals = new LongAdder();
    private volatile long minute;
    /** The limit in the running minute, units per second. */
    private volatile double limit;

    private long[] minutes = new long[FIRST];
    private double[] consumed = new double[FIRST];
    private long[] throttled = new long[FIRST];
    private double[] limits = new double[FIRST];
    /** How many have been written; the next one is at this modulo the length. */
    private long written;

    private double consumedBefore;
    private long throttledBefore;

    /**
     * A minute.
     *
     * @param minute since the epoch
     * @param limit units per second at its end
     * @param consumed units
     * @param throttled requests, a write once for each index that refuses it
     */
    record Minute(long minute, double limit, double consumed, long throttled) {}

    Timeline(double limit, long now) {
        this.limit = limit;
        this.minute = now / MINUTE;
    }

    /** Counts units. */
    void used(double amount, long now) {
        turn(now);
        units.add(amount);
    }

    void refused(long now) {
        turn(now);
        refusals.increment();
    }

    /** The limit is another one from now on. */
    void limit(double unitsPerSecond, long now) {
        turn(now);
        limit = unitsPerSecond;
    }

    private void turn(long now) {
        if (now / MINUTE > minute) {
            roll(now / MINUTE);
        }
    }

    private synchronized void roll(long current) {
        if (current <= minute) {
            return;
        }
        double used = units.sumThenReset();
        long refused = refusals.sumThenReset();
        consumedBefore += used;
        throttledBefore += refused;
        if (used != 0 || refused != 0) {
            put(new Minute(minute, limit, used, refused));
        }
        minute = current;
    }

    private void put(Minute ended) {
        if (written == minutes.length && minutes.length < KEPT) {
            int more = Math.min(KEPT, 2 * minutes.length);
            minutes = Arrays.copyOf(minutes, more);
            consumed = Arrays.copyOf(consumed, more);
            throttled = Arrays.copyOf(throttled, more);
            limits = Arrays.copyOf(limits, more);
        }
        int at = (int) (written++ % minutes.length);
        minutes[at] = ended.minute();
        consumed[at] = ended.consumed();
        throttled[at] = ended.throttled();
        limits[at] = ended.limit();
    }

    /** The minutes of the last day in which something happened, the running one last. */
    synchronized List<Minute> minutes(long now) {
        long oldest = now / MINUTE - KEPT;
        List<Minute> kept = new ArrayList<>();
        for (long i = Math.max(0, written - minutes.length); i < written; i++) {
            int at = (int) (i % minutes.length);
            if (minutes[at] > oldest) {
                kept.add(new Minute(minutes[at], limits[at], consumed[at], throttled[at]));
            }
        }
        double used = units.sum();
        long refused = refusals.sum();
        if (used != 0 || refused != 0) {
            kept.add(new Minute(minute, limit, used, refused));
        }
        return kept;
    }

    /** Units since the beginning. */
    synchronized double consumed() {
        return consumedBefore + units.sum();
    }

    /** Refusals since the beginning. */
    synchronized long throttled() {
        return throttledBefore + refusals.sum();
    }
}
