package dev.kagemusha.dynamodb.table;

import dev.kagemusha.rows.Bytes;
import dev.kagemusha.rows.Id;
import dev.kagemusha.rows.Number;
import dev.kagemusha.rows.Text;
import dev.kagemusha.state.Table;
import dev.kagemusha.state.ValueCodec;

import java.nio.ByteBuffer;

/** The tables of the store that DynamoDB uses. Their numbers are frozen. */
final class Rows {
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
    static final Table<String, TableInfo> TABLES = new Table<>(100, "dynamodb.tables", new Text(), new TableCodec());

    /** key made by {@link RowKey} → {@link Row} */
    static final Table<byte[], byte[]> ITEMS = new Table<>(101, "dynamodb.items", new Bytes(), new Bytes());

    /** key made by {@link RowKey} → {@link Row} */
    static final Table<byte[], byte[]> INDEXES = new Table<>(102, "dynamodb.indexes", new Bytes(), new Bytes());

    /** table or index id → how many items and bytes it has */
    static final Table<Integer, Count> COUNTS = new Table<>(103, "dynamodb.counts", new Id(), COUNT);

    /** 0 → the last id given to a table or index */
    static final Table<Integer, Integer> IDS = new Table<>(104, "dynamodb.ids", new Id(), NUMBER);

    /** table id, partition key as in {@link RowKey} → bytes of the items with it and of their entries in local indexes */
    static final Table<byte[], Long> COLLECTIONS = new Table<>(132, "dynamodb.collections", new Bytes(), new Number());

    private Rows() {}
}
