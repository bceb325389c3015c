package dev.kagemusha.dynamodb.table;

import dev.kagemusha.dynamodb.item.Item;
import dev.kagemusha.dynamodb.item.ItemCodec;
import dev.kagemusha.dynamodb.seal.TableKeys;

/** The value of an item's or index entry's row: the item as {@link ItemCodec} writes it, sealed, with its size beside it. */
final class Row {
    private Row() {}

    /** @param table whose key seals it */
    static byte[] encode(TableKeys keys, int scope, TableInfo table, Item item, int size) {
        return keys.seal(scope, table.id(), ItemCodec.encode(item), size);
    }

    /** Known without opening the row. */
    static int size(byte[] row) {
        return TableKeys.size(row);
    }

    static Item item(TableKeys keys, int scope, byte[] row) {
        return ItemCodec.decode(keys.open(scope, row));
    }
}
