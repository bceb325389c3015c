package dev.kagemusha.dynamodb.capacity;

/**
 * Counts what a read costs.
 *
 * @param usage is told
 * @param consistent whether the read is strongly consistent, which costs double
 */
public record Meter(Usage usage, boolean consistent) {
    /** Counts items of the table, rounded up together; answers the units. */
    public double items(long bytes) {
        return usage.read(bytes, consistent);
    }

    /** Counts entries of an index, rounded up together; answers the units. */
    public double entries(String index, boolean global, long bytes) {
        return usage.readEntries(index, global, bytes, consistent);
    }
}
