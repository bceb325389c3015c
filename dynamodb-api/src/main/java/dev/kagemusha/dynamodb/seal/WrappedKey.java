package dev.kagemusha.dynamodb.seal;

import dev.kagemusha.dynamodb.item.Item;
import dev.kagemusha.dynamodb.item.ItemCodec;
import dev.kagemusha.dynamodb.item.Value;
import dev.kagemusha.rows.Id;
import dev.kagemusha.rows.Number;
import dev.kagemusha.state.Table;
import dev.kagemusha.state.ValueCodec;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A table's key as it is stored.
 *
 * @param tableArn the table it was made for, which is the encryption context if KMS wraps it
 * @param kmsKeyArn the KMS key that wraps it, or null if the root key does
 * @param bytes a KMS ciphertext, or what the store sealed
 */
public record WrappedKey(String tableArn, @Nullable String kmsKeyArn, SdkBytes bytes) {
    private static final ValueCodec<WrappedKey> CODEC = new ValueCodec<>() {
        @Override
        public byte[] encode(WrappedKey key) {
            return ItemCodec.encode(Item.of(key.values()));
        }

        @Override
        public WrappedKey decode(byte[] bytes) {
            Item in = ItemCodec.decode(bytes);
            return new WrappedKey(
                    ((Value.S) in.require("table")).value(),
                    in.get("kms") instanceof Value.S arn ? arn.value() : null,
                    ((Value.B) in.require("key")).bytes());
        }
    };

    /** table id → its key */
    static final Table<Integer, WrappedKey> KEYS = new Table<>(105, "dynamodb.keys", new Id(), CODEC);

    /** table id → since when KMS does not unwrap its key, of the emulated clock; apart, since it is written beside the key */
    static final Table<Integer, Long> INACCESSIBLE = new Table<>(106, "dynamodb.inaccessible", new Id(), new Number());

    /** Of this table, with nothing in it yet. */
    static WrappedKey of(String tableArn) {
        return new WrappedKey(tableArn, null, SdkBytes.fromByteArrayUnsafe(new byte[0]));
    }

    /** As named values, which {@link #of(Map)} takes. */
    public Map<String, Value> values() {
        Map<String, Value> out = new LinkedHashMap<>();
        out.put("table", new Value.S(tableArn));
        out.put("key", new Value.B(bytes));
        if (kmsKeyArn != null) {
            out.put("kms", new Value.S(kmsKeyArn));
        }
        return out;
    }

    /** The key that {@link #values} wrote. */
    public static WrappedKey of(Map<String, Value> values) {
        if (!(values.get("table") instanceof Value.S table) || !(values.get("key") instanceof Value.B key)) {
            throw new IllegalStateException("a stored key without its bytes");
        }
        return new WrappedKey(
                table.value(), values.get("kms") instanceof Value.S arn ? arn.value() : null, key.bytes());
    }

    String region() {
        return tableArn.split(":", 6)[3];
    }

    String account() {
        return tableArn.split(":", 6)[4];
    }

    /** The table's name. */
    String tableName() {
        return tableArn.substring(tableArn.indexOf('/') + 1);
    }
}
