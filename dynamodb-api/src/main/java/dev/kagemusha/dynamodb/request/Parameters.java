package dev.kagemusha.dynamodb.request;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import dev.kagemusha.dynamodb.expression.ExpressionAttributes;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Which of an operation's expression parameters, and of the older parameters they replace, a request has. AWS takes one kind
 * or the other.
 */
public final class Parameters {
    private @Nullable List<String> expressions;
    private @Nullable List<String> legacy;

    /** Notes an expression parameter, in the order in which AWS lists them. */
    public Parameters expression(String name, @Nullable String text) {
        if (text != null) {
            expressions = with(expressions, name);
        }
        return this;
    }

    /** Notes an older parameter. */
    public Parameters legacy(String name, boolean present) {
        if (present) {
            legacy = with(legacy, name);
        }
        return this;
    }

    private static List<String> with(@Nullable List<String> names, String name) {
        List<String> more = names == null ? new ArrayList<>(3) : names;
        more.add(name);
        return more;
    }

    /**
     * Checks that the two kinds are not mixed, and reads the names and values.
     *
     * @param givenNames as the request has them
     * @param givenValues as the request has them
     * @param valueParameters the operation's expression parameters that may use values
     */
    public ExpressionAttributes attributes(
            @Nullable Map<String, String> givenNames,
            @Nullable Map<String, AttributeValue> givenValues,
            List<String> valueParameters) {
        checkUnmixed();
        Map<String, String> names = given(givenNames);
        Map<String, AttributeValue> values = given(givenValues);
        if (names == null && values == null) {
            return ExpressionAttributes.none();
        }
        if (names != null && expressions == null) {
            throw DynamoDbErrors.namesWithoutExpressions();
        }
        if (values != null && (expressions == null || none(valueParameters, expressions))) {
            throw DynamoDbErrors.valuesWithoutExpressions(valueParameters);
        }
        return ExpressionAttributes.of(names, values);
    }

    /** A map of a request, or null if the request has none, which differs from an empty one. */
    static <V> @Nullable Map<String, V> given(@Nullable Map<String, V> map) {
        return map instanceof SdkAutoConstructMap ? null : map;
    }

    private static boolean none(List<String> some, List<String> of) {
        for (String name : some) {
            if (of.contains(name)) {
                return false;
            }
        }
        return true;
    }

    private void checkUnmixed() {
        if (legacy != null && expressions != null) {
            throw DynamoDbErrors.validation("Can not use both expression and non-expression parameters in the same"
                    + " request: Non-expression parameters: {" + String.join(", ", legacy)
                    + "} Expression parameters: {" + String.join(", ", expressions) + "}");
        }
    }
}
