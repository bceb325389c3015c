package dev.kagemusha.dynamodb.table;

import dev.kagemusha.dynamodb.item.Item;
import dev.kagemusha.dynamodb.seal.TableKeys;
import dev.kagemusha.state.Cursor;
import dev.kagemusha.state.KeyRange;
import dev.kagemusha.state.ReadView;
import dev.kagemusha.state.Transaction;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Copies of tables' items. A copy is rows like a table's own under an id of its own, taken from the same sequence, still sealed with
 * the table's key, and known to no definition: so it is cheap to fill, to read and to drop, and the rows of a table that is gone can become a copy as they
 * are.
 */
public final class Images {
    private static final int ID_BYTES = 4;

    private Images() {}

    /**
     * A row.
     *
     * @param place its key without the id, the same in a table and in its copies
     * @param row the item as it is stored
     * @param scope where it was sealed
     */
    public record Line(byte[] place, byte[] row, TableKeys keys, int scope) {
        /** The item. */
        public Item item() {
            return Row.item(keys, scope, row);
        }

        /** The item's size by DynamoDB's count. */
        public int size() {
            return Row.size(row);
        }
    }

    /** Rows of a table or copy in order, behind {@code after} (empty for the first ones): fewer than asked for at the end only. */
    public static List<Line> read(
            ReadView view, TableKeys keys, int scope, int id, byte[] after, int count, long bytes) {
        byte[] prefix = RowKey.ofId(id);
        byte[] from = prefix;
        if (after.length > 0) {
            from = Arrays.copyOf(prefix, ID_BYTES + after.length + 1);
            System.arraycopy(after, 0, from, ID_BYTES, after.length);
        }
        List<Line> lines = new ArrayList<>();
        long left = bytes;
        try (Cursor<byte[], byte[]> rows =
                view.range(Rows.ITEMS, scope, KeyRange.between(from, KeyRange.after(prefix)))) {
            while (left > 0 && lines.size() < count && rows.next()) {
                byte[] key = rows.rawKey();
                byte[] row = rows.rawValue();
                left -= row.length;
                lines.add(new Line(Arrays.copyOfRange(key, ID_BYTES, key.length), row, keys, scope));
            }
        }
        return lines;
    }

    /** Where an item lies in its table and in copies of it; {@code item} has at least the key. */
    public static byte[] place(TableInfo table, Item item) {
        byte[] key = RowKey.ofItem(table, item);
        return Arrays.copyOfRange(key, ID_BYTES, key.length);
    }

    /** The row at a place, or nothing. */
    public static Found get(ReadView view, TableKeys keys, int scope, int id, byte[] place) {
        return Found.of(keys, scope, view.get(Rows.ITEMS, scope, key(id, place)));
    }

    /** Writes a row of a copy, or removes it. */
    public static void put(Transaction tx, int scope, int id, byte[] place, byte @Nullable [] row) {
        if (row == null) {
            tx.delete(Rows.ITEMS, scope, key(id, place));
        } else {
            tx.upsert(Rows.ITEMS, scope, key(id, place), row);
        }
    }

    private static byte[] key(int id, byte[] place) {
        byte[] key = Arrays.copyOf(RowKey.ofId(id), ID_BYTES + place.length);
        System.arraycopy(place, 0, key, ID_BYTES, place.length);
        return key;
    }

    /** Removes a copy. */
    public static void drop(Transaction tx, int scope, int id) {
        tx.deleteRange(Rows.ITEMS, scope, KeyRange.prefix(RowKey.ofId(id)));
    }

    /** A definition as it is stored. */
    public static byte[] encode(TableInfo table) {
        return Rows.TABLES.values().encode(table);
    }

    /** Reads what {@link #encode} made. */
    public static TableInfo decode(byte[] definition) {
        return Rows.TABLES.values().decode(definition);
    }
}
