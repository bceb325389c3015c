package dev.kagemusha.testing.wire;

import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.core.traits.RequiredTrait;
import software.amazon.awssdk.core.traits.TimestampFormatTrait;
import software.amazon.awssdk.core.traits.XmlAttributeTrait;
import software.amazon.awssdk.utils.builder.Buildable;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Fills the SDK's objects with random members. */
public final class Samples {
    private static final String[] TEXTS = {
        "plain",
        "two words",
        "<&>\"'",
        "ä€\uD83D\uDE00",
        "a+b%20c",
        "tab\there",
        "line\nfeed",
        "cr\rhere",
        "/a//b/",
        "1,2;3"
    };

    private final Random random;
    private final Map<String, String> fixed;

    /** @param fixed values by member name that may not be random, such as names the client checks; empty leaves it out */
    public Samples(Random random, Map<String, String> fixed) {
        this.random = random;
        this.fixed = fixed;
    }

    /** @param all whether members that are not required are filled too, each with an even chance */
    public SdkPojo fill(SdkPojo builder, boolean all) {
        fill(builder, all, 0);
        return (SdkPojo) ((Buildable) builder).build();
    }

    private void fill(SdkPojo builder, boolean all, int depth) {
        boolean outer = depth == 0;
        boolean empty = true;
        for (SdkField<?> field : builder.sdkFields()) {
            boolean path =
                    field.location() == MarshallLocation.PATH || field.location() == MarshallLocation.GREEDY_PATH;
            boolean needed = field.containsTrait(RequiredTrait.class) || path;
            if (needed || (all && (outer ? random.nextInt(4) != 0 : random.nextBoolean() && depth < 5))) {
                String text = fixed.get(field.memberName());
                if ("".equals(text)) {
                    continue;
                }
                field.set(
                        builder,
                        text != null && field.marshallingType() == MarshallingType.STRING
                                ? text
                                : value(field, field.location(), all, depth));
                empty = false;
            }
        }
        if (empty && !outer) { // an empty structure has no form on some wires
            for (SdkField<?> field : builder.sdkFields()) {
                if (field.marshallingType() != MarshallingType.SDK_POJO) {
                    field.set(builder, value(field, field.location(), all, depth));
                    return;
                }
            }
        }
    }

    private Object value(SdkField<?> field, MarshallLocation location, boolean all, int depth) {
        MarshallingType<?> type = field.marshallingType();
        if (type == MarshallingType.STRING) {
            String fix = fixed.get(String.valueOf(field.memberName()));
            // A reader makes a blank of an attribute's line feed, and the SDK writes it as it is.
            boolean attribute = field.containsTrait(XmlAttributeTrait.class);
            return fix != null && !fix.isEmpty() ? fix : attribute ? "attribute" : text(location);
        } else if (type == MarshallingType.INTEGER) {
            return location == MarshallLocation.STATUS_CODE ? 200 : random.nextInt(1_000_000);
        } else if (type == MarshallingType.LONG) {
            return random.nextLong() >>> 2;
        } else if (type == MarshallingType.BOOLEAN) {
            return random.nextBoolean();
        } else if (type == MarshallingType.DOUBLE) {
            return random.nextInt(3) == 0 ? (double) random.nextInt(100) : random.nextGaussian() * 1e6;
        } else if (type == MarshallingType.FLOAT) {
            return random.nextFloat() * 100;
        } else if (type == MarshallingType.SHORT) {
            return (short) random.nextInt(30_000);
        } else if (type == MarshallingType.BYTE) {
            return (byte) random.nextInt(100);
        } else if (type == MarshallingType.BIG_DECIMAL) {
            return new BigDecimal("12345.678");
        } else if (type == MarshallingType.INSTANT) {
            TimestampFormatTrait format = field.getTrait(TimestampFormatTrait.class);
            boolean seconds = format == null
                    ? location == MarshallLocation.HEADER
                    : format.format() == TimestampFormatTrait.Format.RFC_822;
            long second = 1_000_000_000L + random.nextInt(1_000_000_000);
            return Instant.ofEpochSecond(second, seconds ? 0 : random.nextInt(1000) * 1_000_000L);
        } else if (type == MarshallingType.SDK_BYTES) {
            byte[] bytes = new byte[random.nextInt(50)];
            random.nextBytes(bytes);
            return SdkBytes.fromByteArray(bytes);
        } else if (type == MarshallingType.SDK_POJO) {
            SdkPojo builder = field.constructor().get();
            fill(builder, all, depth + 1);
            return ((Buildable) builder).build();
        } else if (type == MarshallingType.LIST) {
            SdkField<?> element = field.getTrait(ListTrait.class).memberFieldInfo();
            List<Object> list = new ArrayList<>();
            for (int i = 1 + random.nextInt(3); i > 0; i--) {
                list.add(value(element, location, all, depth + 1));
            }
            return list;
        } else if (type == MarshallingType.MAP) {
            SdkField<?> element = field.getTrait(MapTrait.class).valueFieldInfo();
            Map<String, Object> map = new LinkedHashMap<>();
            for (int i = 1 + random.nextInt(3); i > 0; i--) {
                map.put("key-" + i, value(element, location, all, depth + 1));
            }
            return map;
        } else if (type == MarshallingType.DOCUMENT) {
            return Document.fromMap(Map.of("n", Document.fromNumber(1), "s", Document.fromString("x")));
        }
        throw new AssertionError(type);
    }

    private String text(MarshallLocation location) {
        return switch (location) {
            case HEADER -> "value-" + random.nextInt(1000);
            case PATH -> "label" + random.nextInt(1000);
            case GREEDY_PATH ->
                List.of("key", "a//b", "a/b/", "a%2Fb", "ü €", "a+b", "x?y#z&", "//", "...", "a=b;c")
                        .get(random.nextInt(10));
            default -> TEXTS[random.nextInt(TEXTS.length)];
        };
    }
}
