package dev.kagemusha.dynamodb.table;

import org.jspecify.annotations.Nullable;

/**
 * Provisioned read and write capacity units per second, both zero on demand, and when they were last changed.
 *
 * @param increasedMillis when a unit was last added, or null
 * @param decreasedMillis when a unit was last taken away, or null
 * @param decreases how many times units were taken away on the UTC day of {@code decreasedMillis}
 */
public record Throughput(
        long readUnits,
        long writeUnits,
        @Nullable Long increasedMillis,
        @Nullable Long decreasedMillis,
        int decreases) {
    private static final long DAY = 86_400_000;

    /** What a table on demand answers. */
    public static final Throughput ON_DEMAND = of(0, 0);

    /** Units that were never changed. */
    public static Throughput of(long readUnits, long writeUnits) {
        return new Throughput(readUnits, writeUnits, null, null, 0);
    }

    /** Other units from that time on. One change may be both an increase and a decrease. */
    public Throughput changed(long reads, long writes, long nowMillis) {
        boolean up = reads > readUnits || writes > writeUnits;
        boolean down = reads < readUnits || writes < writeUnits;
        return new Throughput(
                reads,
                writes,
                up ? Long.valueOf(nowMillis) : increasedMillis,
                down ? Long.valueOf(nowMillis) : decreasedMillis,
                down ? decreasesOn(nowMillis) + 1 : decreases);
    }

    /** How many times units were taken away on the UTC day of that time. */
    public int decreasesOn(long nowMillis) {
        return decreasedMillis != null && decreasedMillis / DAY == nowMillis / DAY ? decreases : 0;
    }

    /** Whether the units are these. */
    public boolean is(long reads, long writes) {
        return readUnits == reads && writeUnits == writes;
    }
}
