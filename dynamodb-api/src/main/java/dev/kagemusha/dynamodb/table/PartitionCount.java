package dev.kagemusha.dynamodb.table;

import org.jspecify.annotations.Nullable;

/**
 * How many partitions a table or global index is made of before any of them is split for its heat: enough for what it is ready
 * for, and for its size.
 *
 * <p>A partition serves 3,000 read and 1,000 write units a second. A table on demand is ready for 12,000 and 4,000 from its
 * start, which is four; that there are four shows in what scans of empty tables cost. For provisioned ones this is the rule
 * of thumb that AWS once gave, by which reads and writes add up.
 */
public final class PartitionCount {
    /** Units per second of one partition ("Partition throughput limits"). */
    public static final int READS = 3_000;

    public static final int WRITES = 1_000;

    /** What one partition holds. */
    private static final long BYTES = 10L << 30;

    private static final int MOST = 10_000;

    private PartitionCount() {}

    /** Of a table, or of its index if that is global: local indexes are where their table is. */
    static int of(TableInfo table, @Nullable Index index, long bytes) {
        return index == null || !index.global()
                ? of(table.onDemand(), table.throughput(), table.warm(), bytes)
                : of(table.onDemand(), index.throughput(), index.warm(), bytes);
    }

    /**
     * The same of settings.
     *
     * @param bytes that are stored
     */
    public static int of(boolean onDemand, Throughput units, WarmUnits warm, long bytes) {
        WarmUnits ready = ready(onDemand, units, warm);
        double reads = (double) ready.readUnits() / READS;
        double writes = (double) ready.writeUnits() / WRITES;
        double byUnits = Math.ceil(onDemand ? Math.max(reads, writes) : reads + writes);
        long bySize = Math.ceilDiv(bytes, BYTES);
        return Math.clamp(Math.max((long) byUnits, bySize), 1, MOST);
    }

    /** What a table or index is ready for at once. */
    public static WarmUnits ready(boolean onDemand, Throughput units, WarmUnits warm) {
        return onDemand
                ? warm.atLeast(WarmUnits.ON_DEMAND.readUnits(), WarmUnits.ON_DEMAND.writeUnits())
                : warm.atLeast(units);
    }
}
