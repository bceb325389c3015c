package dev.kagemusha.dynamodb.table;

import dev.kagemusha.dynamodb.expression.KeyRange;
import dev.kagemusha.dynamodb.expression.SortCondition;
import dev.kagemusha.dynamodb.item.Item;
import dev.kagemusha.dynamodb.item.KeyCodec;
import dev.kagemusha.dynamodb.item.Value;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * A range of a table's or index's rows, in the order in which it is read.
 *
 * @param index null for the table itself
 * @param from the first row's key, inclusive
 * @param to the key behind the last row, or null for none
 * @param partitions how many partitions all rows are spread over, equal parts of the hashes; 1 where only one is read
 */
public record Reach(
        TableInfo table, @Nullable Index index, byte[] from, byte @Nullable [] to, boolean backwards, int partitions) {
    private static final long HASHES = 1L << 32;

    /** What a query reads. */
    public static Reach query(TableInfo table, @Nullable Index index, KeyRange range, boolean backwards) {
        byte[] partition = RowKey.ofPartition(id(table, index), range.hash());
        if (!range.equal().isEmpty()) {
            partition = join(partition, KeyCodec.encode(range.equal().toArray(Value[]::new)));
        }
        SortCondition sort = range.sort();
        byte[] low = sort == null ? null : sort.from();
        byte[] high = sort == null ? null : sort.to();
        return new Reach(
                table,
                index,
                low == null ? partition : join(partition, low),
                high == null ? dev.kagemusha.state.KeyRange.after(partition) : join(partition, high),
                backwards,
                1);
    }

    /**
     * What a scan reads: all, or one of {@code total} segments.
     *
     * @param bytes that the table, or the index if that is global, holds
     */
    public static Reach scan(TableInfo table, @Nullable Index index, int segment, int total, long bytes) {
        int id = id(table, index);
        long first = firstHash(segment, total);
        long next = firstHash(segment + 1, total);
        return new Reach(
                table,
                index,
                RowKey.ofHash(id, (int) first),
                next == HASHES ? dev.kagemusha.state.KeyRange.after(RowKey.ofId(id)) : RowKey.ofHash(id, (int) next),
                false,
                PartitionCount.of(table, index, bytes));
    }

    private static long firstHash(int segment, int total) {
        return (HASHES * segment + total - 1) / total;
    }

    private static int id(TableInfo table, @Nullable Index index) {
        return index == null ? table.id() : index.id();
    }

    private static byte[] join(byte[] prefix, byte[] rest) {
        byte[] joined = Arrays.copyOf(prefix, prefix.length + rest.length);
        System.arraycopy(rest, 0, joined, prefix.length, rest.length);
        return joined;
    }

    private byte[] row(Item item) {
        return index == null ? RowKey.ofItem(table, item) : RowKey.ofEntry(table, index, item);
    }

    /** Whether the row of an item with valid keys lies in this range. */
    public boolean contains(Item item) {
        byte[] row = row(item);
        return Arrays.compareUnsigned(from, row) <= 0 && (to == null || Arrays.compareUnsigned(row, to) < 0);
    }

    /** The part of this range that is read after the row of this item, which need not be there. */
    public Reach after(Item item) {
        byte[] row = row(item);
        if (backwards) {
            return new Reach(
                    table, index, from, to == null || Arrays.compareUnsigned(row, to) < 0 ? row : to, true, partitions);
        }
        byte[] behind = Arrays.copyOf(row, row.length + 1);
        return new Reach(table, index, Arrays.compareUnsigned(behind, from) > 0 ? behind : from, to, false, partitions);
    }

    /** The partition of a row. */
    int partition(byte[] row) {
        return (int) ((RowKey.hashIn(row) & 0xFFFF_FFFFL) * partitions / HASHES);
    }

    /** The first partition of this range. */
    int firstPartition() {
        return partitions == 1 ? 0 : partition(from);
    }

    /** The last partition of this range. */
    int lastPartition() {
        // Behind the last segment of all there is no hash.
        return partitions == 1 || to == null || to.length < 8
                ? partitions - 1
                : (int) (((RowKey.hashIn(to) & 0xFFFF_FFFFL) - 1) * partitions / HASHES);
    }

    dev.kagemusha.state.KeyRange rows() {
        return new dev.kagemusha.state.KeyRange(from, to, backwards);
    }
}
