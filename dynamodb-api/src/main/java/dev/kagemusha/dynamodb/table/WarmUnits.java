package dev.kagemusha.dynamodb.table;

/** Read and write units per second that a table or index is ready for at once. They never sink. */
public record WarmUnits(long readUnits, long writeUnits) {
    /** None, as of a local index, which shares its table's. */
    public static final WarmUnits NONE = new WarmUnits(0, 0);

    /** What every table and global index on demand begins with. */
    public static final WarmUnits ON_DEMAND = new WarmUnits(12_000, 4_000);

    /** The larger of each. */
    public WarmUnits atLeast(long reads, long writes) {
        return reads <= readUnits && writes <= writeUnits
                ? this
                : new WarmUnits(Math.max(readUnits, reads), Math.max(writeUnits, writes));
    }

    /** Ready for all that is provisioned. */
    public WarmUnits atLeast(Throughput provisioned) {
        return atLeast(provisioned.readUnits(), provisioned.writeUnits());
    }
}
