package dev.kagemusha.dynamodb.table;

import dev.kagemusha.state.Transaction;

/**
 * Is told of each item written, inside the transaction that writes it, so that what it adds is committed with the item. It runs
 * in every write of every table: it must find out quickly that a table does not concern it.
 */
@FunctionalInterface
public interface ItemListener {
    /**
     * An item was put, replaced or deleted; not told when a delete found nothing.
     *
     * @param before what was there, perhaps nothing
     * @param after what is there now, perhaps nothing, perhaps equal to what was
     */
    void written(Transaction tx, Write write, Found before, Found after);
}
