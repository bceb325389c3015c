package dev.kagemusha.dynamodb.table;

import dev.kagemusha.dynamodb.capacity.Usage;
import dev.kagemusha.dynamodb.item.Item;
import dev.kagemusha.dynamodb.item.ItemSize;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Objects;

/**
 * What a write does to an item's entry in one index. A changed key is a removal and an addition, and costs both.
 *
 * @param removed the row that goes, or null
 * @param put the row that is written, or null
 * @param entry what is written there, or null
 * @param oldSize of the entry before, 0 if there was none
 * @param newSize of the entry after, 0 if there is none
 */
public record EntryChange(
        Index index,
        byte @Nullable [] removed,
        byte @Nullable [] put,
        @Nullable Item entry,
        int oldSize,
        int newSize) {

    /** From what the entry was to what it becomes; null if it stays as it is, which costs nothing. */
    static @Nullable EntryChange of(TableInfo table, Index index, @Nullable Item from, @Nullable Item to) {
        if (Objects.equals(from, to)) {
            return null;
        }
        byte[] oldKey = from == null ? null : RowKey.ofEntry(table, index, from);
        byte[] newKey = to == null ? null : RowKey.ofEntry(table, index, to);
        boolean stays = oldKey != null && newKey != null && Arrays.equals(oldKey, newKey);
        return new EntryChange(
                index,
                stays ? null : oldKey,
                newKey,
                to,
                from == null ? 0 : ItemSize.of(from),
                to == null ? 0 : ItemSize.of(to));
    }

    /** What the row that goes costs. */
    public double removedUnits(Usage usage) {
        return removed == null ? 0 : usage.writeUnits(oldSize);
    }

    /** What the row that is written costs: the larger of its sizes if it was there before. */
    public double putUnits(Usage usage) {
        return put == null ? 0 : usage.writeUnits(removed == null ? Math.max(oldSize, newSize) : newSize);
    }

    /** The hash of the partition key of the row that goes. */
    public int removedHash() {
        return removed == null ? 0 : RowKey.hashIn(removed);
    }

    /** The hash of the partition key of the row that is written. */
    public int putHash() {
        return put == null ? 0 : RowKey.hashIn(put);
    }

    void count(Usage usage) {
        if (removed != null) {
            usage.wroteEntry(index.name(), index.global(), oldSize);
        }
        if (put != null) {
            usage.wroteEntry(index.name(), index.global(), removed == null ? Math.max(oldSize, newSize) : newSize);
        }
    }
}
