package dev.kagemusha.dynamodb.table;

import dev.kagemusha.state.KeyCodec;
import dev.kagemusha.state.KeyReader;
import dev.kagemusha.state.KeyWriter;
import dev.kagemusha.state.Table;
import dev.kagemusha.state.ValueCodec;

import java.nio.ByteBuffer;

/** The tables of the store that DynamoDB uses. Their numbers are frozen. */
final class Rows {
    private static final KeyCodec<byte[]> RAW_KEY = new KeyCodec<>() {
        @Override
        public void write(byte[] key, KeyWriter out) {
            out.tail(key);
        }

        @Override
        public byte[] read(KeyReader in) {
            return in.tail();
        }
    };

    private static final KeyCodec<String> NAME_KEY = new KeyCodec<>() {
        @Override
        public void write(String key, KeyWriter out) {
            out.tail(key);
        }

        @Override
        public String read(KeyReader in) {
            return in.tailText();
        }
    };

    private static final KeyCodec<Integer> ID_KEY = new KeyCodec<>() {
        @Override
        public void write(Integer key, KeyWriter out) {
            out.u32(key);
        }

        @Override
        public Integer read(KeyReader in) {
            return in.u32();
        }
    };

    private static final ValueCodec<byte[]> RAW = new ValueCodec<>() {
        @Override
        public byte[] encode(byte[] value) {
            return value;
        }

        @Override
        public byte[] decode(byte[] bytes) {
            return bytes;
        }
    };

    private static final ValueCodec<Integer> NUMBER = new ValueCodec<>() {
        @Override
        public byte[] encode(Integer value) {
            return ByteBuffer.allocate(4).putInt(value).array();
        }

        @Override
        public Integer decode(byte[] bytes) {
            return ByteBuffer.wrap(bytes).getInt();
        }
    };

    private static final ValueCodec<Long> BYTES = new ValueCodec<>() {
        @Override
        public byte[] encode(Long value) {
            return ByteBuffer.allocate(8).putLong(value).array();
        }

        @Override
        public Long decode(byte[] bytes) {
            return ByteBuffer.wrap(bytes).getLong();
        }
    };

    private static final ValueCodec<Count> COUNT = new ValueCodec<>() {
        @Override
        public byte[] encode(Count value) {
            return ByteBuffer.allocate(16)
                    .putLong(value.items())
                    .putLong(value.bytes())
                    .array();
        }

        @Override
        public Count decode(byte[] bytes) {
            ByteBuffer in = ByteBuffer.wrap(bytes);
            return new Count(in.getLong(), in.getLong());
        }
    };

    /** table name → definition */
    static final Table<String, TableInfo> TABLES = new Table<>(100, "dynamodb.tables", NAME_KEY, new TableCodec());

    /** key made by {@link RowKey} → {@link Row} */
    static final Table<byte[], byte[]> ITEMS = new Table<>(101, "dynamodb.items", RAW_KEY, RAW);

    /** key made by {@link RowKey} → {@link Row} */
    static final Table<byte[], byte[]> INDEXES = new Table<>(102, "dynamodb.indexes", RAW_KEY, RAW);

    /** table or index id → how many items and bytes it has */
    static final Table<Integer, Count> COUNTS = new Table<>(103, "dynamodb.counts", ID_KEY, COUNT);

    /** 0 → the last id given to a table or index */
    static final Table<Integer, Integer> IDS = new Table<>(104, "dynamodb.ids", ID_KEY, NUMBER);

    /** table id, partition key as in {@link RowKey} → bytes of the items with it and of their entries in local indexes */
    static final Table<byte[], Long> COLLECTIONS = new Table<>(132, "dynamodb.collections", RAW_KEY, BYTES);

    private Rows() {}
}
