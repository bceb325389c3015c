package dev.kagemusha.dynamodb.table;

/** Provisioned read and write capacity units per second; both are zero on demand. */
public record Throughput(long readUnits, long writeUnits) {
    /** What a table on demand answers. */
    public static final Throughput ON_DEMAND = new Throughput(0, 0);
}
