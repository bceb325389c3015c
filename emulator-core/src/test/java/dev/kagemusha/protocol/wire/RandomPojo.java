package dev.kagemusha.protocol.wire;

import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.core.traits.DefaultValueTrait;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.utils.builder.Buildable;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;

/** Fills structures of the SDK with values of their types, the same ones for the same seed. */
public final class RandomPojo {
    private static final String[] WORDS = {"", "a", "zwei", "été", "日本", "with \"quotes\" & <angles>\\", "🎎"};

    private final Random random;
    private final Predicate<SdkField<?>> wanted;

    /** @param wanted members to fill; each is filled three times in four */
    public RandomPojo(long seed, Predicate<SdkField<?>> wanted) {
        this.random = new Random(seed);
        this.wanted = wanted;
    }

    /** A structure made with this builder. */
    public SdkPojo fill(SdkPojo builder) {
        return fill(builder, 4);
    }

    private SdkPojo fill(SdkPojo builder, int depth) {
        for (SdkField<?> field : builder.sdkFields()) {
            // The SDK fills idempotency tokens by itself where they are missing.
            boolean always = field.containsTrait(DefaultValueTrait.class);
            if (wanted.test(field) && (always || random.nextInt(4) > 0) && depth > 0) {
                field.set(builder, value(field, depth - 1));
            }
        }
        return (SdkPojo) ((Buildable) builder).build();
    }

    private Object value(SdkField<?> field, int depth) {
        return switch (field.marshallingType().getKnownType()) {
            case STRING -> WORDS[1 + random.nextInt(WORDS.length - 1)] + random.nextInt(10);
            case INTEGER -> random.nextInt();
            case LONG -> random.nextLong();
            case SHORT -> (short) random.nextInt();
            case BYTE -> (byte) random.nextInt();
            case FLOAT -> random.nextFloat();
            case DOUBLE -> random.nextDouble();
            case BIG_DECIMAL -> BigDecimal.valueOf(random.nextLong(), 5);
            case BOOLEAN -> random.nextBoolean();
            case INSTANT -> Instant.ofEpochSecond(random.nextInt(2_000_000_000));
            case SDK_BYTES -> {
                byte[] bytes = new byte[random.nextInt(40)];
                random.nextBytes(bytes);
                yield SdkBytes.fromByteArray(bytes);
            }
            case LIST -> {
                List<Object> list = new ArrayList<>();
                SdkField<?> element = field.getTrait(ListTrait.class).memberFieldInfo();
                for (int i = random.nextInt(3); i >= 0; i--) {
                    list.add(value(element, depth));
                }
                yield list;
            }
            case MAP -> {
                Map<String, Object> map = new LinkedHashMap<>();
                SdkField<?> element = field.getTrait(MapTrait.class).valueFieldInfo();
                for (int i = random.nextInt(3); i >= 0; i--) {
                    map.put("key" + random.nextInt(100), value(element, depth));
                }
                yield map;
            }
            case SDK_POJO -> fill(field.constructor().get(), depth);
            case DOCUMENT -> Document.fromString(WORDS[random.nextInt(WORDS.length)]);
            case NULL -> throw new AssertionError(field.memberName());
        };
    }
}
