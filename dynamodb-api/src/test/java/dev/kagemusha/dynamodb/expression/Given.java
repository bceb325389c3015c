package dev.kagemusha.dynamodb.expression;

import dev.kagemusha.dynamodb.item.AttributeValues;
import dev.kagemusha.dynamodb.item.Item;
import dev.kagemusha.dynamodb.item.KeyAttribute;
import dev.kagemusha.dynamodb.item.KeyShape;
import dev.kagemusha.dynamodb.item.ValueType;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Test data in a short notation: {@code 1} and {@code -0.5} are numbers, {@code 'x'} a string, {@code b'x'} binary,
 * {@code <'a' 'b'>} a set of what it holds, {@code [1 2]} a list, {@code {a:1 b:2}} a map, {@code true}, {@code false}
 * and {@code null}.
 */
final class Given {
    private final String text;
    private int at;

    private Given(String text) {
        this.text = text;
    }

    static AttributeValue attribute(String text) {
        return new Given(text).value();
    }

    /** An item from the inside of a map: {@code a:1 b:'x'}. */
    static Item item(String text) {
        return AttributeValues.toItem(attributes(text));
    }

    static Map<String, AttributeValue> attributes(String text) {
        return new Given("{" + text + "}").value().m();
    }

    /** Attributes from {@code #a:name :v:value} pairs; a null text stands for none. */
    static ExpressionAttributes placeholders(@Nullable String text) {
        Map<String, String> names = new LinkedHashMap<>();
        Map<String, AttributeValue> values = new LinkedHashMap<>();
        if (text != null) {
            Given given = new Given(text + " ");
            given.blanks();
            while (given.at < given.text.length()) {
                int colon = given.text.indexOf(':', given.at + 1);
                String key = given.text.substring(given.at, colon);
                given.at = colon + 1;
                if (key.startsWith("#")) {
                    int end = given.text.indexOf(' ', given.at);
                    names.put(key, given.text.substring(given.at, end));
                    given.at = end;
                } else {
                    values.put(key, given.value());
                }
                given.blanks();
            }
        }
        return ExpressionAttributes.of(names.isEmpty() ? null : names, values.isEmpty() ? null : values);
    }

    static void assertRefused(ThrowingCallable call, String message) {
        DynamoDbException refused = catchThrowableOfType(DynamoDbException.class, call);
        assertThat(refused).as("refused with: " + message).isNotNull();
        assertThat(refused.awsErrorDetails().errorMessage()).isEqualTo(message);
        assertThat(refused.awsErrorDetails().errorCode()).isEqualTo("ValidationException");
        assertThat(refused.statusCode()).isEqualTo(400);
    }

    private AttributeValue value() {
        blanks();
        char c = text.charAt(at);
        if (c == '\'') {
            return AttributeValue.fromS(quoted());
        }
        if (c == 'b' && text.charAt(at + 1) == '\'') {
            at++;
            return AttributeValue.fromB(SdkBytes.fromUtf8String(quoted()));
        }
        if (c == '{') {
            return AttributeValue.fromM(map());
        }
        if (c == '[') {
            return AttributeValue.fromL(list(']'));
        }
        if (c == '<') {
            return set(list('>'));
        }
        int start = at;
        while (at < text.length() && " ]}>".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        String word = text.substring(start, at);
        return switch (word) {
            case "true" -> AttributeValue.fromBool(true);
            case "false" -> AttributeValue.fromBool(false);
            case "null" -> AttributeValue.fromNul(true);
            default -> AttributeValue.fromN(word);
        };
    }

    private static AttributeValue set(List<AttributeValue> elements) {
        if (elements.getFirst().s() != null) {
            return AttributeValue.fromSs(
                    elements.stream().map(AttributeValue::s).toList());
        }
        if (elements.getFirst().n() != null) {
            return AttributeValue.fromNs(
                    elements.stream().map(AttributeValue::n).toList());
        }
        return AttributeValue.fromBs(elements.stream().map(AttributeValue::b).toList());
    }

    private List<AttributeValue> list(char close) {
        at++;
        List<AttributeValue> elements = new ArrayList<>();
        blanks();
        while (text.charAt(at) != close) {
            elements.add(value());
            blanks();
        }
        at++;
        return elements;
    }

    private Map<String, AttributeValue> map() {
        at++;
        Map<String, AttributeValue> entries = new LinkedHashMap<>();
        blanks();
        while (text.charAt(at) != '}') {
            int colon = text.indexOf(':', at);
            String name = text.substring(at, colon);
            at = colon + 1;
            entries.put(name, value());
            blanks();
        }
        at++;
        return entries;
    }

    private String quoted() {
        int end = text.indexOf('\'', at + 1);
        String quoted = text.substring(at + 1, end);
        at = end + 1;
        return quoted;
    }

    private void blanks() {
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
    }

    /** The key of a table with a sort key. */
    static KeyShape keys(String hash, ValueType hashType, String range, ValueType rangeType) {
        return KeyShape.of(new KeyAttribute(hash, hashType), new KeyAttribute(range, rangeType));
    }
}
