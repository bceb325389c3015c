package dev.kagemusha.dynamodb.item;

import software.amazon.awssdk.core.SdkBytes;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * The size of items in bytes, as DynamoDB counts it for its 400 KB limit and for capacity units: UTF-8 bytes of names
 * plus the size of values.
 *
 * <p>Source: "DynamoDB item sizes and formats" in the developer guide; AWS describes numbers only approximately, the rule
 * in {@link Numbers#size} is measured.
 */
public final class ItemSize {
    /** The largest item, names included. */
    public static final int LIMIT = 400 * 1024;

    private static final int CONTAINER = 3;

    private ItemSize() {}

    /** Bytes of a whole item. */
    public static int of(Item item) {
        long size = 0;
        for (Map.Entry<String, Value> attribute : item) {
            size += utf8Length(attribute.getKey()) + of(attribute.getValue());
        }
        return (int) Math.min(size, Integer.MAX_VALUE);
    }

    /** Bytes of one value, without the name it is stored under. */
    public static long of(Value value) {
        return switch (value) {
            case Value.S s -> utf8Length(s.value());
            case Value.N n -> Numbers.size(n.text());
            case Value.B b -> b.bytes().asByteArrayUnsafe().length;
            case Value.Bool ignored -> 1;
            case Value.Null ignored -> 1;
            case Value.SS set -> strings(set.values());
            case Value.NS set -> numbers(set.values());
            case Value.BS set -> binaries(set.values());
            case Value.L list -> list(list.values());
            case Value.M map -> map(map.entries());
        };
    }

    private static long strings(List<String> values) {
        long size = 0;
        for (String value : values) {
            size += utf8Length(value);
        }
        return size;
    }

    private static long numbers(List<String> values) {
        long size = 0;
        for (String value : values) {
            size += Numbers.size(value);
        }
        return size;
    }

    private static long binaries(List<SdkBytes> values) {
        long size = 0;
        for (SdkBytes value : values) {
            size += value.asByteArrayUnsafe().length;
        }
        return size;
    }

    private static long list(List<Value> values) {
        long size = CONTAINER;
        for (Value value : values) {
            size += of(value) + 1;
        }
        return size;
    }

    private static long map(Map<String, Value> entries) {
        long size = CONTAINER;
        for (Map.Entry<String, Value> entry : entries.entrySet()) {
            size += utf8Length(entry.getKey()) + of(entry.getValue()) + 1;
        }
        return size;
    }

    /** Bytes of {@code text} in UTF-8. Encoding it to count them is faster than looking at each character. */
    public static int utf8Length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
