package dev.kagemusha.dynamodb.table;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import dev.kagemusha.dynamodb.item.Item;
import dev.kagemusha.state.Locks;
import dev.kagemusha.state.ReadView;
import dev.kagemusha.state.Transaction;

import java.util.List;

/**
 * How many bytes each item collection has: the items of one partition key and their entries in local indexes, which only tables
 * with local indexes keep together, and limit.
 *
 * <p>The number is a row that changes in the same commit as the collection, so it is true and costs the same whatever the size.
 * Writes of one collection take turns for it. Source: "Item collections in Local Secondary Indexes" in the developer guide.
 */
final class CollectionSizes {
    static final long LIMIT = 10L << 30;

    private CollectionSizes() {}

    private static byte[] row(TableInfo table, Item item) {
        String name = table.keys().hash().name();
        return RowKey.ofPartition(table.id(), List.of(item.require(name)));
    }

    /** Adds the lock that a write of this item needs. */
    static Locks lock(Locks locks, int scope, TableInfo table, Item item) {
        return table.hasLocalIndexes() ? locks.and(Rows.COLLECTIONS, scope, row(table, item)) : locks;
    }

    /** The size of the collection that this item is in, or would be. */
    static long of(ReadView view, int scope, TableInfo table, Item item) {
        Long bytes = view.get(Rows.COLLECTIONS, scope, row(table, item));
        return bytes == null ? 0 : bytes;
    }

    /** Notes that the collection of this item changes by so many bytes; refuses what would make it too large. */
    static void change(Transaction tx, int scope, TableInfo table, Item item, long by) {
        if (by == 0) {
            return;
        }
        byte[] row = row(table, item);
        Long before = tx.get(Rows.COLLECTIONS, scope, row);
        long after = (before == null ? 0 : before) + by;
        if (by > 0 && after > LIMIT) {
            throw DynamoDbErrors.collectionTooLarge();
        }
        if (after > 0) {
            tx.upsert(Rows.COLLECTIONS, scope, row, after);
        } else {
            tx.delete(Rows.COLLECTIONS, scope, row);
        }
    }
}
