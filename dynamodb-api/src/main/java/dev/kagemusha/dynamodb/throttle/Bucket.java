package dev.kagemusha.dynamodb.throttle;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A token bucket: so many units come in per second, and unused ones are kept for so many seconds.
 *
 * <p>All it knows is one instant, that at which it would have been empty: the units in it are those that came in since. So
 * taking some is moving that instant on, one compare-and-swap and no lock.
 *
 * <p>A request is let in while anything is left, and may leave a debt that has to come in first: one that is larger than the
 * bucket could otherwise never run. On average no more is taken than comes in.
 */
final class Bucket {
    private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

    private final AtomicLong empty;
    private volatile Rate rate;

    private record Rate(double unitsPerSecond, long depthNanos) {
        long nanos(double units) {
            return (long) (units * NANOS / unitsPerSecond);
        }
    }

    /**
     * A full one.
     *
     * @param unitsPerSecond more than zero
     * @param depthSeconds for how long unused units are kept
     * @param now in nanoseconds of the emulated clock
     */
    Bucket(double unitsPerSecond, long depthSeconds, long now) {
        rate = new Rate(unitsPerSecond, TimeUnit.SECONDS.toNanos(depthSeconds));
        empty = new AtomicLong(now - rate.depthNanos());
    }

    /** Takes units if any are left; whether it did. */
    boolean take(double units, long now) {
        Rate current = rate;
        long cost = current.nanos(units);
        while (true) {
            long seen = empty.get();
            long from = Math.max(seen, now - current.depthNanos());
            if (from >= now) {
                return false;
            }
            // A read is only let in here, and charged later: nothing to write, where all readers would meet.
            if (cost == 0 || empty.compareAndSet(seen, from + cost)) {
                return true;
            }
        }
    }

    /** Takes units that have been used already, into debt if need be. */
    void charge(double units, long now) {
        Rate current = rate;
        long cost = current.nanos(units);
        empty.updateAndGet(seen -> Math.max(seen, now - current.depthNanos()) + cost);
    }

    /** Puts back what a request took that was refused elsewhere. */
    void giveBack(double units) {
        empty.addAndGet(-rate.nanos(units));
    }

    /** Units left; below zero it is a debt. */
    double left(long now) {
        Rate current = rate;
        long since = Math.min(current.depthNanos(), now - empty.get());
        return since * current.unitsPerSecond() / NANOS;
    }

    double unitsPerSecond() {
        return rate.unitsPerSecond();
    }

    /** Another rate from now on; what is left stays, as far as the new depth holds it. */
    synchronized void change(double unitsPerSecond, long depthSeconds, long now) {
        Rate before = rate;
        Rate after = new Rate(unitsPerSecond, TimeUnit.SECONDS.toNanos(depthSeconds));
        if (before.equals(after)) {
            return;
        }
        double left = left(now);
        rate = after;
        empty.set(now - Math.min(after.depthNanos(), after.nanos(left)));
    }
}
