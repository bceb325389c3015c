package dev.kagemusha.state.rocks;

import dev.kagemusha.state.Locks;

import java.util.Arrays;
import java.util.concurrent.locks.StampedLock;

/**
 * A fixed number of locks that all keys share by their hashes. A set of keys becomes a plan (the stripes in ascending order, each
 * once, exclusive if any of its keys is), and plans are taken from the lowest stripe up, so that no two wait for each other.
 */
final class Stripes {
    private static final int[] NOTHING = {};

    private final StampedLock[] locks;

    /** @param count a power of two */
    Stripes(int count) {
        locks = new StampedLock[count];
        Arrays.setAll(locks, i -> new StampedLock());
    }

    /** Each element is a stripe's number times two, plus one when it is exclusive. */
    int[] plan(Locks wanted) {
        int size = wanted.size();
        if (size == 0) {
            return NOTHING;
        }
        int[] plan = new int[size];
        for (int i = 0; i < size; i++) {
            plan[i] = (wanted.hash(i) & (locks.length - 1)) << 1 | (wanted.exclusive(i) ? 1 : 0);
        }
        return size == 1 ? plan : merged(plan);
    }

    /** The exclusive plan for numbers that are their own hashes. */
    int[] plan(long[] ids) {
        int[] plan = new int[ids.length];
        for (int i = 0; i < ids.length; i++) {
            plan[i] = ((int) ids[i] & (locks.length - 1)) << 1 | 1;
        }
        return merged(plan);
    }

    private static int[] merged(int[] plan) {
        Arrays.sort(plan);
        int kept = 0;
        for (int i = 0; i < plan.length; i++) {
            // Of equal stripes the exclusive one sorts last.
            if (i + 1 == plan.length || plan[i + 1] >>> 1 != plan[i] >>> 1) {
                plan[kept++] = plan[i];
            }
        }
        return kept == plan.length ? plan : Arrays.copyOf(plan, kept);
    }

    void lock(int[] plan) {
        for (int step : plan) {
            StampedLock lock = locks[step >>> 1];
            long ignored = (step & 1) != 0 ? lock.writeLock() : lock.readLock();
        }
    }

    void unlock(int[] plan) {
        for (int i = plan.length - 1; i >= 0; i--) {
            StampedLock lock = locks[plan[i] >>> 1];
            boolean held = (plan[i] & 1) != 0 ? lock.tryUnlockWrite() : lock.tryUnlockRead();
            if (!held) {
                throw new IllegalStateException("stripe not held");
            }
        }
    }
}
