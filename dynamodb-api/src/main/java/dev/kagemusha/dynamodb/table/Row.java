package dev.kagemusha.dynamodb.table;

import dev.kagemusha.dynamodb.item.Item;
import dev.kagemusha.dynamodb.item.ItemCodec;

import java.util.Arrays;
import java.util.Set;

/**
 * The value of an item's or index entry's row: the item as {@link ItemCodec} writes it, then its size by DynamoDB's count in
 * four bytes, so that capacity is known without reading the item.
 */
final class Row {
    private Row() {}

    static byte[] encode(Item item, int size) {
        byte[] encoded = ItemCodec.encode(item);
        int length = encoded.length;
        byte[] row = Arrays.copyOf(encoded, length + 4);
        row[length] = (byte) (size >>> 24);
        row[length + 1] = (byte) (size >>> 16);
        row[length + 2] = (byte) (size >>> 8);
        row[length + 3] = (byte) size;
        return row;
    }

    static int size(byte[] row) {
        int at = row.length - 4;
        return (row[at] & 0xFF) << 24 | (row[at + 1] & 0xFF) << 16 | (row[at + 2] & 0xFF) << 8 | (row[at + 3] & 0xFF);
    }

    static Item item(byte[] row) {
        return ItemCodec.decode(row);
    }

    /** Only these top-level attributes. */
    static Item item(byte[] row, Set<String> names) {
        return ItemCodec.decode(row, names);
    }
}
