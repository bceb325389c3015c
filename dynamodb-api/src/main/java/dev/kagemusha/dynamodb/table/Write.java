package dev.kagemusha.dynamodb.table;

import dev.kagemusha.dynamodb.capacity.Usage;
import dev.kagemusha.dynamodb.item.Item;

import java.util.function.Function;

/**
 * A write of one item: put, update and delete are the same but for their decision.
 *
 * @param key at least the key attributes, valid
 * @param decide sees the item under its lock; must have no effect but its result
 * @param usage is told what the write costs
 * @param origin who writes
 */
public record Write(
        int scope, TableInfo table, Item key, Function<Found, Decision> decide, Usage usage, Origin origin) {

    /** A client's write. */
    public Write(int scope, TableInfo table, Item key, Function<Found, Decision> decide, Usage usage) {
        this(scope, table, key, decide, usage, Origin.CLIENT);
    }
}
