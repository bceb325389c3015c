package dev.kagemusha.dynamodb.item;

import software.amazon.awssdk.core.SdkBytes;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Valid values and items of every type and shape, from a seed. */
public final class RandomItems {
    private final Random random;

    public RandomItems(long seed) {
        random = new Random(seed);
    }

    public Item item() {
        return Item.of(map(0));
    }

    public Value value(int depth) {
        return switch (random.nextInt(depth > 3 ? 8 : 10)) {
            case 0 -> new Value.S(text());
            case 1 -> new Value.N(NumbersTest.random(random));
            case 2 -> new Value.B(binary());
            case 3 -> Value.Bool.of(random.nextBoolean());
            case 4 -> Value.Null.NULL;
            case 5 -> new Value.SS(distinct(this::text));
            case 6 -> new Value.NS(distinct(() -> NumbersTest.random(random)));
            case 7 -> new Value.BS(distinct(this::binary));
            case 8 -> new Value.L(list(depth));
            default -> new Value.M(map(depth));
        };
    }

    /** An S, N or B. */
    public Value key() {
        return switch (random.nextInt(3)) {
            case 0 -> new Value.S(text());
            case 1 -> new Value.N(NumbersTest.random(random));
            default -> new Value.B(binary());
        };
    }

    public String text() {
        int[] codePoints = random.ints(random.nextInt(8), 0, 6)
                .map(kind -> switch (kind) {
                    case 0 -> 0;
                    case 1 -> 'a' + random.nextInt(3);
                    case 2 -> 0x80 + random.nextInt(0x700);
                    case 3 -> 0xE000 + random.nextInt(0x100);
                    case 4 -> 0x10000 + random.nextInt(0x100);
                    default -> 1 + random.nextInt(0x7F);
                })
                .toArray();
        return new String(codePoints, 0, codePoints.length);
    }

    public SdkBytes binary() {
        byte[] bytes = new byte[random.nextInt(6)];
        random.nextBytes(bytes);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = random.nextInt(3) == 0 ? (byte) -random.nextInt(2) : bytes[i];
        }
        return SdkBytes.fromByteArrayUnsafe(bytes);
    }

    private List<Value> list(int depth) {
        List<Value> values = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            values.add(value(depth + 1));
        }
        return values;
    }

    private Map<String, Value> map(int depth) {
        Map<String, Value> values = new LinkedHashMap<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            values.put(depth == 0 ? text() + "_" : text(), value(depth + 1));
        }
        return values;
    }

    private <T> List<T> distinct(java.util.function.Supplier<T> source) {
        Set<T> values = new LinkedHashSet<>();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            values.add(source.get());
        }
        return new ArrayList<>(values);
    }
}
