package dev.kagemusha.dynamodb.table;

import dev.kagemusha.dynamodb.item.Item;
import dev.kagemusha.dynamodb.item.KeyAttribute;
import dev.kagemusha.dynamodb.item.KeyCodec;
import dev.kagemusha.dynamodb.item.KeyShape;
import dev.kagemusha.dynamodb.item.Value;

import java.util.List;

/**
 * Keys of rows: id, hash of the partition key, partition key, sort key, and in an index the table's key behind them. Items
 * of one partition key lie together in the order of the sort key.
 */
final class RowKey {
    private static final byte[] NOTHING = {};

    private RowKey() {}

    /** The row of an item that has a valid key. */
    static byte[] ofItem(TableInfo table, Item item) {
        return of(table.id(), partition(table.keys(), item), sort(table.keys(), item), NOTHING, NOTHING);
    }

    /** The row of the entry of an item that has one. */
    static byte[] ofEntry(TableInfo table, Index index, Item item) {
        return of(
                index.id(),
                partition(index.keys(), item),
                sort(index.keys(), item),
                partition(table.keys(), item),
                sort(table.keys(), item));
    }

    /** What the rows of one partition begin with. */
    static byte[] ofPartition(int id, List<Value> partition) {
        return of(id, KeyCodec.encode(partition.toArray(Value[]::new)), NOTHING, NOTHING, NOTHING);
    }

    /** What all rows of a table or index begin with. */
    static byte[] ofId(int id) {
        return new byte[] {(byte) (id >>> 24), (byte) (id >>> 16), (byte) (id >>> 8), (byte) id};
    }

    /** The first key of those with this hash or a greater one. */
    static byte[] ofHash(int id, int hash) {
        byte[] key = new byte[8];
        put(key, 0, id);
        put(key, 4, hash);
        return key;
    }

    /** The hash in a key: unsigned. */
    static int hashIn(byte[] key) {
        return (key[4] & 0xFF) << 24 | (key[5] & 0xFF) << 16 | (key[6] & 0xFF) << 8 | (key[7] & 0xFF);
    }

    private static byte[] partition(KeyShape keys, Item item) {
        return encode(keys.hashes(), item);
    }

    private static byte[] sort(KeyShape keys, Item item) {
        return encode(keys.ranges(), item);
    }

    private static byte[] encode(List<KeyAttribute> attributes, Item item) {
        int count = attributes.size();
        if (count == 0) {
            return NOTHING;
        }
        if (count == 1) {
            return KeyCodec.encode(value(attributes.get(0), item));
        }
        Value[] values = new Value[count];
        for (int i = 0; i < count; i++) {
            values[i] = value(attributes.get(i), item);
        }
        return KeyCodec.encode(values);
    }

    private static Value value(KeyAttribute attribute, Item item) {
        Value value = item.get(attribute.name());
        if (value == null) {
            throw new IllegalStateException("no value of the key attribute " + attribute.name());
        }
        return value;
    }

    private static byte[] of(int id, byte[] partition, byte[] sort, byte[] tablePartition, byte[] tableSort) {
        byte[] key = new byte[8 + partition.length + sort.length + tablePartition.length + tableSort.length];
        put(key, 0, id);
        put(key, 4, hash(partition));
        int at = append(partition, key, 8);
        at = append(sort, key, at);
        at = append(tablePartition, key, at);
        append(tableSort, key, at);
        return key;
    }

    /** The order of a scan; stored, so it can never change. */
    private static int hash(byte[] partition) {
        long hash = 0xCBF29CE484222325L;
        for (byte b : partition) {
            hash = (hash ^ (b & 0xFF)) * 0x100000001B3L;
        }
        hash = (hash ^ hash >>> 33) * 0xFF51AFD7ED558CCDL;
        hash = (hash ^ hash >>> 33) * 0xC4CEB9FE1A85EC53L;
        return (int) (hash >>> 32);
    }

    private static int append(byte[] part, byte[] key, int at) {
        System.arraycopy(part, 0, key, at, part.length);
        return at + part.length;
    }

    private static void put(byte[] key, int at, int number) {
        key[at] = (byte) (number >>> 24);
        key[at + 1] = (byte) (number >>> 16);
        key[at + 2] = (byte) (number >>> 8);
        key[at + 3] = (byte) number;
    }
}
