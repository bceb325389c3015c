package dev.kagemusha.dynamodb.throttle;

import java.util.Arrays;
import java.util.concurrent.atomic.DoubleAdder;

/**
 * The partitions of a table or index: ranges of hashes, each with its own ceiling. They are split, never joined: a table that
 * has grown keeps them.
 *
 * <p>A partition that is held back for {@link #PATIENCE_NANOS} on end is split between the hashes that were refused, so that
 * each half gets some of the load and a whole ceiling. A single hot key cannot be split, and stays where it is.
 */
final class Partitions {
    /**
     * The seconds over which a rate is measured where AWS names no burst. It must be some: a transaction of 4 MB, 8,000 units, passes on a
     * new table, which serves 4,000 a second. The number is ours.
     */
    static final long MEASURED_SECONDS = 10;
    /** For how long a partition is hot before it is split. AWS gives no figure: "in minutes". */
    private static final long PATIENCE_NANOS = 300_000_000_000L;
    /** A pause in which nothing is refused ends a hot spell. */
    private static final long PAUSE_NANOS = 10_000_000_000L;

    private static final int MOST = 10_000;

    private final int ceiling;
    private volatile Partition[] all;

    /** One partition, of hashes from its own to that of the next. */
    static final class Partition {
        final long from;
        final Bucket bucket;
        /** Units since it was made. */
        final DoubleAdder consumed = new DoubleAdder();

        private long refusals;
        private long hotSince;
        private long lastRefusal;
        private long lowest;
        private long highest;

        Partition(long from, int ceiling, long now) {
            this.from = from;
            this.bucket = new Bucket(ceiling, MEASURED_SECONDS, now);
        }

        /** Requests refused since it was made. */
        synchronized long throttled() {
            return refusals;
        }

        /** Notes a refusal; where to split, or -1. */
        private synchronized long refused(long hash, long now) {
            if (hotSince == 0 || now - lastRefusal > PAUSE_NANOS) {
                hotSince = now;
                lowest = hash;
                highest = hash;
            }
            lastRefusal = now;
            refusals++;
            lowest = Math.min(lowest, hash);
            highest = Math.max(highest, hash);
            return now - hotSince >= PATIENCE_NANOS && lowest < highest ? (lowest + highest + 1) / 2 : -1;
        }
    }

    /** @param ceiling units per second of each */
    Partitions(int ceiling, int count, long now) {
        this.ceiling = ceiling;
        this.all = new Partition[] {new Partition(0, ceiling, now)};
        atLeast(count, now);
    }

    Partition of(int hash) {
        Partition[] current = all;
        long unsigned = Integer.toUnsignedLong(hash);
        int low = 0;
        int high = current.length - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (current[middle].from <= unsigned) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return current[low];
    }

    /** Splits the widest ones until there are so many. */
    synchronized void atLeast(int count, long now) {
        while (all.length < Math.min(count, MOST)) {
            Partition[] current = all;
            int widest = 0;
            for (int i = 1; i < current.length; i++) {
                if (width(current, i) > width(current, widest)) {
                    widest = i;
                }
            }
            insert(current[widest].from + width(current, widest) / 2, now);
        }
    }

    private static long width(Partition[] all, int i) {
        return (i + 1 < all.length ? all[i + 1].from : 1L << 32) - all[i].from;
    }

    /** Notes that a request was refused by a partition. */
    void refused(Partition partition, int hash, long now) {
        long split = partition.refused(Integer.toUnsignedLong(hash), now);
        if (split > 0) {
            synchronized (this) {
                insert(split, now);
            }
        }
    }

    private void insert(long from, long now) {
        Partition[] current = all;
        int at = 0;
        while (at < current.length && current[at].from < from) {
            at++;
        }
        if (current.length >= MOST || (at < current.length && current[at].from == from)) {
            return;
        }
        Partition[] more = Arrays.copyOf(current, current.length + 1);
        System.arraycopy(current, at, more, at + 1, current.length - at);
        // The lower half is a new partition too: what it was refused before does not count any more.
        more[at] = new Partition(from, ceiling, now);
        if (at > 0) {
            more[at - 1] = new Partition(current[at - 1].from, ceiling, now);
        }
        all = more;
    }

    /** Those there are, in the order of their hashes. */
    Partition[] all() {
        return all.clone();
    }

    int count() {
        return all.length;
    }
}
