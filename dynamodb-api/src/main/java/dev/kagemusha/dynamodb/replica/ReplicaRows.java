package dev.kagemusha.dynamodb.replica;

import dev.kagemusha.state.KeyCodec;
import dev.kagemusha.state.KeyReader;
import dev.kagemusha.state.KeyWriter;
import dev.kagemusha.state.Table;
import dev.kagemusha.state.ValueCodec;

/** The tables of the store that replication uses. Their numbers are frozen. */
final class ReplicaRows {
    /** table id, place of the item → stamp */
    static final Table<byte[], Stamp> STAMPS = new Table<>(150, "dynamodb.replica-stamps", new RawKey(), new Stamps());

    /** table id → first number of its log that was not sent on yet */
    static final Table<Integer, Long> REACH = new Table<>(151, "dynamodb.replica-reach", new IdKey(), new Numbers());

    private ReplicaRows() {}

    /** Where the stamp of an item is. */
    static byte[] key(int table, byte[] place) {
        return new KeyWriter().u32(table).tail(place).toBytes();
    }

    /** What the keys of a table's stamps begin with. */
    static byte[] ofTable(int table) {
        return new KeyWriter().u32(table).toBytes();
    }

    private static final class RawKey implements KeyCodec<byte[]> {
        @Override
        public void write(byte[] key, KeyWriter out) {
            out.tail(key);
        }

        @Override
        public byte[] read(KeyReader in) {
            return in.tail();
        }
    }

    private static final class IdKey implements KeyCodec<Integer> {
        @Override
        public void write(Integer key, KeyWriter out) {
            out.u32(key);
        }

        @Override
        public Integer read(KeyReader in) {
            return in.u32();
        }
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

    private static final class Numbers implements ValueCodec<Long> {
        @Override
        public byte[] encode(Long value) {
            return new KeyWriter().u64(value).toBytes();
        }

        @Override
        public Long decode(byte[] bytes) {
            return new KeyReader(bytes).u64();
        }
    }
}
