package dev.kagemusha.dynamodb.ttl;

import dev.kagemusha.dynamodb.item.Item;
import dev.kagemusha.dynamodb.item.ItemCodec;
import dev.kagemusha.dynamodb.item.KeyAttribute;
import dev.kagemusha.dynamodb.item.Value;
import dev.kagemusha.dynamodb.table.TableInfo;
import dev.kagemusha.state.KeyCodec;
import dev.kagemusha.state.KeyRange;
import dev.kagemusha.state.KeyReader;
import dev.kagemusha.state.KeyWriter;
import dev.kagemusha.state.Table;
import dev.kagemusha.state.ValueCodec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** The table of the store that has expiry times. Its number is frozen. */
final class ExpiryRows {
    /** table id, expiry, item key → item key, readable */
    static final Table<Entry, Item> EXPIRIES = new Table<>(121, "dynamodb.expiries", new EntryKey(), new KeyItem());

    private ExpiryRows() {}

    /** @param key what tells items apart, in bytes */
    record Entry(int table, long expiry, byte[] key) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Entry entry
                    && table == entry.table
                    && expiry == entry.expiry
                    && Arrays.equals(key, entry.key);
        }

        @Override
        public int hashCode() {
            return Objects.hash(table, expiry) * 31 + Arrays.hashCode(key);
        }

        @Override
        public String toString() {
            return "table " + table + ", an item at " + expiry;
        }
    }

    static Entry of(TableInfo table, long expiry, Item item) {
        List<Value> values = new ArrayList<>();
        for (KeyAttribute attribute : table.keys().all()) {
            values.add(Objects.requireNonNull(item.get(attribute.name()), attribute.name()));
        }
        return new Entry(table.id(), expiry, dev.kagemusha.dynamodb.item.KeyCodec.encode(values.toArray(Value[]::new)));
    }

    /** A table's rows up to this second, the earliest first. */
    static KeyRange until(int table, long expiry) {
        return KeyRange.between(
                new KeyWriter().u32(table).toBytes(),
                new KeyWriter().u32(table).u64(expiry + 1).toBytes());
    }

    static KeyRange all(int table) {
        return KeyRange.prefix(new KeyWriter().u32(table).toBytes());
    }

    private static final class EntryKey implements KeyCodec<Entry> {
        @Override
        public void write(Entry key, KeyWriter out) {
            out.u32(key.table()).u64(key.expiry()).tail(key.key());
        }

        @Override
        public Entry read(KeyReader in) {
            return new Entry(in.u32(), in.u64(), in.tail());
        }
    }

    private static final class KeyItem implements ValueCodec<Item> {
        @Override
        public byte[] encode(Item value) {
            return ItemCodec.encode(value);
        }

        @Override
        public Item decode(byte[] bytes) {
            return ItemCodec.decode(bytes);
        }
    }
}
