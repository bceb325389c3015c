package dev.kagemusha.hooks;

import dev.kagemusha.protocol.json.JsonTree;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;
import software.amazon.awssdk.utils.builder.SdkBuilder;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Inputs and answers by the names of AWS's models, the same for every protocol, as the AWS CLI's {@code --cli-input-json} has them:
 * bytes are base64, timestamps ISO 8601 or seconds since 1970.
 */
final class Shapes {
    private Shapes() {}

    /**
     * Fills a builder.
     *
     * @param path of the builder, for messages
     */
    static void fill(SdkPojo builder, Map<?, ?> members, String path) throws HookFailed {
        for (Map.Entry<?, ?> entry : members.entrySet()) {
            String name = String.valueOf(entry.getKey());
            SdkField<?> field = field(builder, name);
            if (field == null) {
                throw new HookFailed(path + " has no member " + name + "; it has " + names(builder));
            }
            field.set(builder, value(field, entry.getValue(), path + "." + name));
        }
    }

    private static @Nullable SdkField<?> field(SdkPojo pojo, String name) {
        for (SdkField<?> field : pojo.sdkFields()) {
            if (name.equals(field.memberName())) {
                return field;
            }
        }
        for (SdkField<?> field : pojo.sdkFields()) { // the SDK calls DynamoDB's NULL something else
            if (name.equals(field.locationName())) {
                return field;
            }
        }
        return null;
    }

    private static String names(SdkPojo pojo) {
        return String.join(
                ", ",
                pojo.sdkFields().stream()
                        .map(SdkField::memberName)
                        .map(String::valueOf)
                        .sorted()
                        .toList());
    }

    private static Object value(SdkField<?> field, @Nullable Object tree, String path) throws HookFailed {
        try {
            return switch (field.marshallingType().getKnownType()) {
                case STRING -> text(tree, path);
                case BOOLEAN -> of(Boolean.class, tree, "true or false", path);
                case BYTE -> Byte.valueOf(digits(tree, path));
                case SHORT -> Short.valueOf(digits(tree, path));
                case INTEGER -> Integer.valueOf(digits(tree, path));
                case LONG -> Long.valueOf(digits(tree, path));
                case FLOAT -> Float.valueOf(digits(tree, path));
                case DOUBLE -> Double.valueOf(digits(tree, path));
                case BIG_DECIMAL -> new BigDecimal(digits(tree, path));
                case INSTANT -> instant(tree, path);
                case SDK_BYTES -> SdkBytes.fromByteArray(Base64.getDecoder().decode(text(tree, path)));
                case SDK_POJO -> {
                    SdkPojo builder = field.constructor().get();
                    fill(builder, of(Map.class, tree, "an object", path), path);
                    yield ((SdkBuilder<?, ?>) builder).build();
                }
                case LIST -> list(field, of(List.class, tree, "a list", path), path);
                case MAP -> map(field, of(Map.class, tree, "an object", path), path);
                case DOCUMENT, NULL -> throw new HookFailed(path + " cannot be seeded");
            };
        } catch (IllegalArgumentException e) { // numbers and base64
            throw new HookFailed(path + " cannot be " + tree);
        }
    }

    private static List<Object> list(SdkField<?> field, List<?> elements, String path) throws HookFailed {
        SdkField<?> member = field.getTrait(ListTrait.class).memberFieldInfo();
        List<Object> list = new ArrayList<>();
        for (Object element : elements) {
            list.add(value(member, element, path + "[" + list.size() + "]"));
        }
        return list;
    }

    private static Map<String, Object> map(SdkField<?> field, Map<?, ?> entries, String path) throws HookFailed {
        SdkField<?> member = field.getTrait(MapTrait.class).valueFieldInfo();
        Map<String, Object> map = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : entries.entrySet()) {
            map.put(String.valueOf(entry.getKey()), value(member, entry.getValue(), path + "." + entry.getKey()));
        }
        return map;
    }

    private static <T> T of(Class<T> type, @Nullable Object tree, String form, String path) throws HookFailed {
        if (type.isInstance(tree)) {
            return type.cast(tree);
        }
        throw new HookFailed(path + " is not " + form);
    }

    private static String text(@Nullable Object tree, String path) throws HookFailed {
        if (tree instanceof String text) {
            return text;
        }
        throw new HookFailed(path + " is not text" + (tree instanceof JsonTree.Digits ? ": quote it" : ""));
    }

    private static String digits(@Nullable Object tree, String path) throws HookFailed {
        return of(JsonTree.Digits.class, tree, "a number", path).text();
    }

    private static Instant instant(@Nullable Object tree, String path) throws HookFailed {
        try {
            if (tree instanceof JsonTree.Digits seconds) {
                return Instant.ofEpochMilli(
                        new BigDecimal(seconds.text()).movePointRight(3).longValue());
            }
            return OffsetDateTime.parse(text(tree, path)).toInstant();
        } catch (DateTimeException e) {
            throw new HookFailed(path + " is not a time: " + tree);
        }
    }

    /** What an answer holds, without what was not set. */
    static Map<String, Object> tree(SdkPojo pojo) {
        Map<String, Object> members = new LinkedHashMap<>();
        for (SdkField<?> field : pojo.sdkFields()) {
            Object value = field.getValueOrDefault(pojo);
            if (value != null && !(value instanceof SdkAutoConstructList) && !(value instanceof SdkAutoConstructMap)) {
                members.put(String.valueOf(field.memberName()), plain(value));
            }
        }
        return members;
    }

    private static Object plain(Object value) {
        return switch (value) {
            case SdkPojo pojo -> tree(pojo);
            case List<?> list -> list.stream().map(Shapes::plain).toList();
            case Map<?, ?> map -> {
                Map<String, Object> plain = new LinkedHashMap<>();
                map.forEach((key, each) -> plain.put(String.valueOf(key), plain(each)));
                yield plain;
            }
            case SdkBytes bytes -> Base64.getEncoder().encodeToString(bytes.asByteArrayUnsafe());
            case Boolean flag -> flag;
            case Number number -> new JsonTree.Digits(number.toString());
            default -> value.toString();
        };
    }
}
