package dev.kagemusha.dynamodb.capacity;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.Capacity;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;

import java.util.Map;
import java.util.TreeMap;

/**
 * What one operation read and wrote of one table: bytes and units, of the table itself and of each index it touched.
 *
 * <p>A write unit is 1 KB written; a read unit is 4 KB read consistently, or twice as much eventually. Local indexes draw on
 * the table's capacity and global ones on their own, but {@code ConsumedCapacity} lists each by itself. Source: "DynamoDB read
 * and write operations" in the developer guide. Belongs to one request and one thread.
 */
public final class Usage {
    private static final int WRITE_UNIT = 1024;
    private static final int READ_UNIT = 4096;

    private final String tableName;
    private final Kind kind;
    private double table;
    private long bytesRead;
    private long bytesWritten;
    private boolean writes;
    private int returnedItems = -1;
    private @Nullable Map<String, Double> local;
    private @Nullable Map<String, Double> global;

    /** What the units are, which only transactions tell; they cost double, once to prepare and once to commit. */
    private enum Kind {
        PLAIN,
        TRANSACTION_READ,
        TRANSACTION_WRITE
    }

    private Usage(String tableName, Kind kind) {
        this.tableName = tableName;
        this.kind = kind;
    }

    /** @param tableName as the request wrote it, which is how the answer names it */
    public Usage(String tableName) {
        this(tableName, Kind.PLAIN);
    }

    /** That of a transaction that reads. */
    public static Usage ofTransactionRead(String tableName) {
        return new Usage(tableName, Kind.TRANSACTION_READ);
    }

    /** That of a transaction that writes. */
    public static Usage ofTransactionWrite(String tableName) {
        return new Usage(tableName, Kind.TRANSACTION_WRITE);
    }

    /** Wrote an item: the larger of its sizes before and after; nothing there counts one unit. */
    public void wrote(long bytes) {
        bytesWritten += bytes;
        writes = true;
        table += writeUnits(bytes);
    }

    /** Wrote or removed an index's entry. */
    public void wroteEntry(String index, boolean isGlobal, long bytes) {
        bytesWritten += bytes;
        writes = true;
        add(index, isGlobal, writeUnits(bytes));
    }

    /** Read items of the table: rounded up once, nothing at all counts one unit. Answers the units. */
    public double read(long bytes, boolean consistent) {
        double units = readUnits(bytes, consistent);
        bytesRead += bytes;
        table += units;
        return units;
    }

    /** Read entries of an index, rounded up once. Answers the units. */
    public double readEntries(String index, boolean isGlobal, long bytes, boolean consistent) {
        double units = readUnits(bytes, consistent);
        bytesRead += bytes;
        add(index, isGlobal, units);
        return units;
    }

    private void add(String index, boolean isGlobal, double units) {
        Map<String, Double> units0 = isGlobal ? global : local;
        if (units0 == null) {
            units0 = new TreeMap<>();
            if (isGlobal) {
                global = units0;
            } else {
                local = units0;
            }
        }
        units0.merge(index, units, Double::sum);
    }

    /** What writing so many bytes costs this kind of request. */
    public double writeUnits(long bytes) {
        double units = Math.max(1, (bytes + WRITE_UNIT - 1) / WRITE_UNIT);
        return kind == Kind.PLAIN ? units : 2 * units;
    }

    private double readUnits(long bytes, boolean consistent) {
        long blocks = Math.max(1, (bytes + READ_UNIT - 1) / READ_UNIT);
        return kind != Kind.PLAIN ? 2 * blocks : consistent ? blocks : blocks / 2.0;
    }

    /** Bytes read, by DynamoDB's count. */
    public long bytesRead() {
        return bytesRead;
    }

    /** Bytes written, by DynamoDB's count. */
    public long bytesWritten() {
        return bytesWritten;
    }

    /** How many items the answer brings, for an operation that answers with many. */
    public void returned(int items) {
        returnedItems = items;
    }

    /** How many items the answer brings; negative for an operation that answers with one at most. */
    public int returnedItems() {
        return returnedItems;
    }

    /** The table as the request named it: by its name or its ARN. */
    public String tableName() {
        return tableName;
    }

    /** Whether its units are write units; an operation has no units of both kinds. */
    public boolean writes() {
        return writes;
    }

    /** Units that draw on the table's own capacity: its own and those of local indexes. */
    public double ofTable() {
        return table + sum(local);
    }

    /** Units by global index; null when none was touched. */
    public @Nullable Map<String, Double> ofGlobalIndexes() {
        return global;
    }

    /** Units of the table and all indexes together. */
    public double total() {
        return table + sum(local) + sum(global);
    }

    private static double sum(@Nullable Map<String, Double> units) {
        double sum = 0;
        if (units != null) {
            for (double each : units.values()) {
                sum += each;
            }
        }
        return sum;
    }

    /** The answer's {@code ConsumedCapacity}, or null if the request does not ask for it. */
    public @Nullable ConsumedCapacity report(@Nullable ReturnConsumedCapacity asked) {
        if (asked != ReturnConsumedCapacity.TOTAL && asked != ReturnConsumedCapacity.INDEXES) {
            return null;
        }
        double total = total();
        ConsumedCapacity.Builder answer =
                ConsumedCapacity.builder().tableName(tableName).capacityUnits(total);
        switch (kind) {
            case TRANSACTION_READ -> answer.readCapacityUnits(total);
            case TRANSACTION_WRITE -> answer.writeCapacityUnits(total);
            case PLAIN -> {}
        }
        if (asked == ReturnConsumedCapacity.INDEXES) {
            answer.table(capacity(table));
            if (local != null) {
                answer.localSecondaryIndexes(capacities(local));
            }
            if (global != null) {
                answer.globalSecondaryIndexes(capacities(global));
            }
        }
        return answer.build();
    }

    private Map<String, Capacity> capacities(Map<String, Double> units) {
        Map<String, Capacity> capacities = new TreeMap<>();
        units.forEach((index, each) -> capacities.put(index, capacity(each)));
        return capacities;
    }

    private Capacity capacity(double units) {
        Capacity.Builder capacity = Capacity.builder().capacityUnits(units);
        switch (kind) {
            case TRANSACTION_READ -> capacity.readCapacityUnits(units);
            case TRANSACTION_WRITE -> capacity.writeCapacityUnits(units);
            case PLAIN -> {}
        }
        return capacity.build();
    }

    @Override
    public String toString() {
        return tableName + ": " + total() + " units";
    }
}
