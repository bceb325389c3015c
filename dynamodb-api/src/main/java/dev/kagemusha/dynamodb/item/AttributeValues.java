package dev.kagemusha.dynamodb.item;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Between the SDK's {@code AttributeValue} and {@link Value}: reading validates as AWS does, writing cannot fail.
 *
 * <p>AWS looks at each datatype that is set before it complains that there is more than one, so
 * {@code {"S": "a", "N": "b"}} is a bad number first.
 */
public final class AttributeValues {
    /** Levels of nesting, the top-level attribute's value being the first. */
    public static final int MAX_DEPTH = 32;

    private static final String EMPTY =
            "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes";
    private static final String INVALID = "One or more parameter values were invalid: ";

    private AttributeValues() {}

    /**
     * Reads an item.
     *
     * @throws DynamoDbException ValidationException naming the first fault found
     */
    public static Item toItem(Map<String, AttributeValue> attributes) {
        return toItem(attributes, DynamoDbErrors::validation);
    }

    /** Reads an item; {@code refusal} makes the error of a reason, where AWS puts words around it. */
    public static Item toItem(Map<String, AttributeValue> attributes, Function<String, DynamoDbException> refusal) {
        Map<String, Value> values = LinkedHashMap.newLinkedHashMap(attributes.size());
        for (Map.Entry<String, AttributeValue> attribute : attributes.entrySet()) {
            if (attribute.getKey().isEmpty()) {
                throw refusal.apply(INVALID + "Empty attribute name");
            }
            values.put(attribute.getKey(), read(attribute.getValue(), 1, refusal));
        }
        return Item.of(values);
    }

    /**
     * Reads one value.
     *
     * @throws DynamoDbException ValidationException naming the first fault found
     */
    public static Value toValue(AttributeValue attribute) {
        return read(attribute, 1, DynamoDbErrors::validation);
    }

    /** Reads one value; {@code refusal} makes the error of a reason. */
    public static Value toValue(AttributeValue attribute, Function<String, DynamoDbException> refusal) {
        return read(attribute, 1, refusal);
    }

    /** A JSON null within a list or map arrives here as no value; AWS takes it for an empty one. */
    private static Value read(
            @Nullable AttributeValue attribute, int depth, Function<String, DynamoDbException> refusal) {
        if (depth > MAX_DEPTH) {
            throw refusal.apply(DynamoDbErrors.TOO_DEEP);
        }
        if (attribute == null) {
            throw refusal.apply(EMPTY);
        }
        AttributeValue.Type type = attribute.type();
        if (type == null) {
            throw notExactlyOneType(attribute, depth, refusal);
        }
        return switch (type) {
            case S -> new Value.S(attribute.s());
            case N -> new Value.N(Numbers.parse(attribute.n(), refusal));
            case B -> new Value.B(attribute.b());
            case BOOL -> Value.Bool.of(attribute.bool());
            case NUL -> nullValue(attribute, refusal);
            case SS -> new Value.SS(strings(attribute.ss(), refusal));
            case NS -> new Value.NS(numbers(attribute.ns(), refusal));
            case BS -> new Value.BS(binaries(attribute.bs(), refusal));
            case L -> new Value.L(list(attribute.l(), depth, refusal));
            case M -> new Value.M(map(attribute.m(), depth, refusal));
            case UNKNOWN_TO_SDK_VERSION -> throw notExactlyOneType(attribute, depth, refusal);
        };
    }

    private static Value nullValue(AttributeValue attribute, Function<String, DynamoDbException> refusal) {
        if (!attribute.nul()) {
            throw refusal.apply(INVALID + "Null attribute value types must have the value of true");
        }
        return Value.Null.NULL;
    }

    private static List<String> strings(List<String> values, Function<String, DynamoDbException> refusal) {
        if (values.isEmpty()) {
            throw refusal.apply(INVALID + "An string set  may not be empty");
        }
        Set<String> distinct = new HashSet<>(values);
        if (distinct.contains(null)) {
            throw refusal.apply(INVALID + "An string set may not have a null string as a member");
        }
        if (distinct.size() != values.size()) {
            throw refusal.apply(INVALID + "Input collection " + values + " contains duplicates.");
        }
        return values;
    }

    private static List<String> numbers(List<String> values, Function<String, DynamoDbException> refusal) {
        if (values.isEmpty()) {
            throw refusal.apply(INVALID + "An number set  may not be empty");
        }
        List<String> numbers = new ArrayList<>(values.size());
        for (String value : values) {
            numbers.add(Numbers.parse(value == null ? "" : value, refusal));
        }
        if (new HashSet<>(numbers).size() != numbers.size()) {
            throw refusal.apply("Input collection contains duplicates");
        }
        return numbers;
    }

    private static List<SdkBytes> binaries(List<SdkBytes> values, Function<String, DynamoDbException> refusal) {
        if (values.isEmpty()) {
            throw refusal.apply(INVALID + "Binary sets should not be empty");
        }
        Set<SdkBytes> distinct = new HashSet<>(values);
        if (distinct.contains(null)) {
            throw refusal.apply(INVALID + "Binary sets may not contain null values");
        }
        if (distinct.size() != values.size()) {
            List<String> shown = new ArrayList<>(values.size());
            for (SdkBytes value : values) {
                shown.add(Texts.base64(value));
            }
            throw refusal.apply(INVALID + "Input collection " + shown + "of type BS contains duplicates.");
        }
        return values;
    }

    private static List<Value> list(
            List<AttributeValue> values, int depth, Function<String, DynamoDbException> refusal) {
        List<Value> list = new ArrayList<>(values.size());
        for (AttributeValue value : values) {
            list.add(read(value, depth + 1, refusal));
        }
        return list;
    }

    private static Map<String, Value> map(
            Map<String, AttributeValue> values, int depth, Function<String, DynamoDbException> refusal) {
        Map<String, Value> map = LinkedHashMap.newLinkedHashMap(values.size());
        for (Map.Entry<String, AttributeValue> entry : values.entrySet()) {
            map.put(entry.getKey(), read(entry.getValue(), depth + 1, refusal));
        }
        return map;
    }

    private static DynamoDbException notExactlyOneType(
            AttributeValue attribute, int depth, Function<String, DynamoDbException> refusal) {
        boolean any = attribute.s() != null || attribute.b() != null || attribute.bool() != null;
        if (attribute.n() != null) {
            any = true;
            Numbers.parse(attribute.n(), refusal);
        }
        if (attribute.nul() != null) {
            any = true;
            nullValue(attribute, refusal);
        }
        if (attribute.hasSs()) {
            any = true;
            strings(attribute.ss(), refusal);
        }
        if (attribute.hasNs()) {
            any = true;
            numbers(attribute.ns(), refusal);
        }
        if (attribute.hasBs()) {
            any = true;
            binaries(attribute.bs(), refusal);
        }
        if (attribute.hasM()) {
            any = true;
            map(attribute.m(), depth, refusal);
        }
        if (attribute.hasL()) {
            any = true;
            list(attribute.l(), depth, refusal);
        }
        return refusal.apply(
                any
                        ? "Supplied AttributeValue has more than one datatypes set,"
                                + " must contain exactly one of the supported datatypes"
                        : EMPTY);
    }

    /** Writes an item for an answer. */
    public static Map<String, AttributeValue> from(Item item) {
        return from(item.attributes());
    }

    /** Writes one value for an answer. */
    public static AttributeValue from(Value value) {
        AttributeValue.Builder builder = AttributeValue.builder();
        switch (value) {
            case Value.S s -> builder.s(s.value());
            case Value.N n -> builder.n(n.text());
            case Value.B b -> builder.b(b.bytes());
            case Value.Bool bool -> builder.bool(bool.value());
            case Value.Null ignored -> builder.nul(true);
            case Value.SS set -> builder.ss(set.values());
            case Value.NS set -> builder.ns(set.values());
            case Value.BS set -> builder.bs(set.values());
            case Value.L list -> {
                List<AttributeValue> values = new ArrayList<>(list.values().size());
                for (Value element : list.values()) {
                    values.add(from(element));
                }
                builder.l(values);
            }
            case Value.M map -> builder.m(from(map.entries()));
        }
        return builder.build();
    }

    private static Map<String, AttributeValue> from(Map<String, Value> values) {
        Map<String, AttributeValue> written = LinkedHashMap.newLinkedHashMap(values.size());
        for (Map.Entry<String, Value> entry : values.entrySet()) {
            written.put(entry.getKey(), from(entry.getValue()));
        }
        return written;
    }
}
