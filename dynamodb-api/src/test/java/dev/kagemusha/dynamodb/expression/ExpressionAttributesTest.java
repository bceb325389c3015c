package dev.kagemusha.dynamodb.expression;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import java.util.Map;

import static dev.kagemusha.dynamodb.expression.Given.assertRefused;
import static org.assertj.core.api.Assertions.assertThatCode;

final class ExpressionAttributesTest {
    private final ExpressionParser parser = new ExpressionParser(10);

    @Test
    void rejectsUnusedExpressionAttributeValues() {
        ExpressionAttributes attributes = Given.placeholders(":x:1 :y:2");
        parser.condition("a = :x").resolve(attributes);
        assertRefused(
                attributes::checkAllUsed,
                "Value provided in ExpressionAttributeValues unused in expressions: keys: {:y}");
    }

    @Test
    void rejectsUnusedExpressionAttributeNamesBeforeValues() {
        ExpressionAttributes attributes = Given.placeholders("#a:a #b:b #c:c :y:2");
        parser.projection("#b").resolve(attributes);
        assertRefused(
                attributes::checkAllUsed,
                "Value provided in ExpressionAttributeNames unused in expressions: keys: {#a, #c}");
    }

    @Test
    void severalExpressionsMayShareThem() {
        ExpressionAttributes attributes = Given.placeholders("#a:a #b:b :v:1");
        parser.update("SET #a = :v").resolve(attributes);
        parser.condition("#b = :v").resolve(attributes);
        assertThatCode(attributes::checkAllUsed).doesNotThrowAnyException();
    }

    @Test
    void rejectsEmptyMaps() {
        assertRefused(() -> ExpressionAttributes.of(Map.of(), null), "ExpressionAttributeNames must not be empty");
        assertRefused(() -> ExpressionAttributes.of(null, Map.of()), "ExpressionAttributeValues must not be empty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "#", "", "#a-b", ":a", "#ü"})
    void rejectsMalformedNames(String key) {
        assertRefused(
                () -> ExpressionAttributes.of(Map.of(key, "a"), null),
                "ExpressionAttributeNames contains invalid key: Syntax error; key: \"" + key + "\"");
    }

    @Test
    void rejectsEmptyNames() {
        assertRefused(
                () -> ExpressionAttributes.of(Map.of("#a", ""), null),
                "ExpressionAttributeNames contains invalid value: Empty attribute name for key #a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", ":", "#a", ":a b"})
    void rejectsMalformedValueKeys(String key) {
        assertRefused(
                () -> ExpressionAttributes.of(null, Map.of(key, AttributeValue.fromS("a"))),
                "ExpressionAttributeValues contains invalid key: Syntax error; key: \"" + key + "\"");
    }

    @Test
    void saysWhichValueIsInvalid() {
        assertRefused(
                () -> ExpressionAttributes.of(null, Map.of(":b", AttributeValue.fromN("x"))),
                "ExpressionAttributeValues contains invalid value: The parameter cannot be converted to a numeric value:"
                        + " x for key :b");
    }
}
