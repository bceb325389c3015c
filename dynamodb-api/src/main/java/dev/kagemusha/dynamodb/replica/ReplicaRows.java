package dev.kagemusha.dynamodb.replica;

import dev.kagemusha.rows.Bytes;
import dev.kagemusha.rows.Id;
import dev.kagemusha.rows.Number;
import dev.kagemusha.state.KeyReader;
import dev.kagemusha.state.KeyWriter;
import dev.kagemusha.state.Table;
import dev.kagemusha.state.ValueCodec;

/** The tables of the store that replication uses. Their numbers are frozen. */
final class ReplicaRows {
    /** table id, place of the item → stamp */
    static final Table<byte[], Stamp> STAMPS = new Table<>(150, "dynamodb.replica-stamps", new Bytes(), new Stamps());

    /** table id → first number of its log that was not sent on yet */
    static final Table<Integer, Long> REACH = new Table<>(151, "dynamodb.replica-reach", new Id(), new Number());

    private ReplicaRows() {}

    /** Where the stamp of an item is. */
    static byte[] key(int table, byte[] place) {
        return new KeyWriter().u32(table).tail(place).toBytes();
    }

    /** What the keys of a table's stamps begin with. */
    static byte[] ofTable(int table) {
        return new KeyWriter().u32(table).toBytes();
    }

    private static final class Stamps implements ValueCodec<Stamp> {
        @Override
        public byte[] encode(Stamp value) {
            return new KeyWriter().u64(value.number()).tail(value.region()).toBytes();
        }

        @Override
        public Stamp decode(byte[] bytes) {
            KeyReader in = new KeyReader(bytes);
            return new Stamp(in.u64(), in.tailText());
        }
    }
}
