package dev.kagemusha.dynamodb.expression;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import dev.kagemusha.dynamodb.item.AttributeValues;
import dev.kagemusha.dynamodb.item.Value;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * One request's {@code ExpressionAttributeNames} and {@code ExpressionAttributeValues}, shared by all its expressions.
 *
 * <p>Notes which of them the expressions use, since AWS refuses a request that defines more. Belongs to one request and
 * one thread.
 */
public final class ExpressionAttributes {
    private static final String NAMES = "ExpressionAttributeNames";
    private static final String VALUES = "ExpressionAttributeValues";

    private final Map<String, String> names;
    private final Map<String, Value> values;
    private final Set<String> used = new HashSet<>();

    private ExpressionAttributes(Map<String, String> names, Map<String, Value> values) {
        this.names = names;
        this.values = values;
    }

    /** Those of a request that has none. */
    public static ExpressionAttributes none() {
        return new ExpressionAttributes(Map.of(), Map.of());
    }

    /**
     * Those of a request; null where the request has no such parameter, which differs from an empty one.
     *
     * @throws DynamoDbException ValidationException for an empty map, a malformed key, an empty name or an invalid value
     */
    public static ExpressionAttributes of(
            @Nullable Map<String, String> names, @Nullable Map<String, AttributeValue> values) {
        if (names != null) {
            checkKeys(names.keySet(), NAMES, '#');
            for (Map.Entry<String, String> entry : names.entrySet()) {
                if (entry.getValue().isEmpty()) {
                    throw DynamoDbErrors.validation(
                            NAMES + " contains invalid value: Empty attribute name for key " + entry.getKey());
                }
            }
        }
        if (values == null) {
            return new ExpressionAttributes(names == null ? Map.of() : names, Map.of());
        }
        checkKeys(values.keySet(), VALUES, ':');
        Map<String, Value> read = HashMap.newHashMap(values.size());
        for (Map.Entry<String, AttributeValue> entry : values.entrySet()) {
            read.put(
                    entry.getKey(),
                    AttributeValues.toValue(
                            entry.getValue(),
                            reason -> DynamoDbErrors.validation(
                                    VALUES + " contains invalid value: " + reason + " for key " + entry.getKey())));
        }
        return new ExpressionAttributes(names == null ? Map.of() : names, read);
    }

    private static void checkKeys(Set<String> keys, String parameter, char sign) {
        if (keys.isEmpty()) {
            throw DynamoDbErrors.validation(parameter + " must not be empty");
        }
        for (String key : keys) {
            if (!isPlaceholder(key, sign)) {
                throw DynamoDbErrors.validation(
                        parameter + " contains invalid key: Syntax error; key: \"" + key + "\"");
            }
        }
    }

    private static boolean isPlaceholder(String key, char sign) {
        if (key.length() < 2 || key.charAt(0) != sign) {
            return false;
        }
        for (int i = 1; i < key.length(); i++) {
            if (!Lexer.isWordPart(key.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** The attribute name that {@code placeholder} stands for, or null if it is not defined. */
    @Nullable
    String name(String placeholder) {
        String name = names.get(placeholder);
        if (name != null) {
            used.add(placeholder);
        }
        return name;
    }

    /** The value that {@code placeholder} stands for, or null if it is not defined. */
    @Nullable
    Value value(String placeholder) {
        Value value = values.get(placeholder);
        if (value != null) {
            used.add(placeholder);
        }
        return value;
    }

    /**
     * Checks, once all expressions are resolved, that they used everything.
     *
     * @throws DynamoDbException ValidationException that lists what is not used, names before values
     */
    public void checkAllUsed() {
        if (used.size() == names.size() + values.size()) {
            return;
        }
        checkUsed(names.keySet(), NAMES);
        checkUsed(values.keySet(), VALUES);
    }

    private void checkUsed(Set<String> keys, String parameter) {
        StringBuilder unused = new StringBuilder();
        for (String key : keys) {
            if (!used.contains(key)) {
                unused.append(unused.isEmpty() ? "" : ", ").append(key);
            }
        }
        if (!unused.isEmpty()) {
            throw DynamoDbErrors.validation(
                    "Value provided in " + parameter + " unused in expressions: keys: {" + unused + "}");
        }
    }
}
