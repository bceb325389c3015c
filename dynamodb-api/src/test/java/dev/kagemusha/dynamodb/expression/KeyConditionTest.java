package dev.kagemusha.dynamodb.expression;

import dev.kagemusha.dynamodb.item.AttributeValues;
import dev.kagemusha.dynamodb.item.KeyAttribute;
import dev.kagemusha.dynamodb.item.KeyCodec;
import dev.kagemusha.dynamodb.item.KeyOrder;
import dev.kagemusha.dynamodb.item.KeyShape;
import dev.kagemusha.dynamodb.item.RandomItems;
import dev.kagemusha.dynamodb.item.Value;
import dev.kagemusha.dynamodb.item.ValueType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

import static dev.kagemusha.dynamodb.expression.Given.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

final class KeyConditionTest {
    private final ExpressionParser parser = new ExpressionParser(10);

    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', delimiter = '|', textBlock = """
            h = :h                            | :h:'x'              |
            h = :h AND r = :v                 | :h:'x' :v:5         | 5
            :h = h and :v = r                 | :h:'x' :v:5         | 5
            r < :v AND h = :h                 | :h:'x' :v:5         | -1 4.9
            h = :h AND :v < r                 | :h:'x' :v:5         | 5.1 9
            h = :h AND r <= :v                | :h:'x' :v:5         | -1 4.9 5
            h = :h AND r > :v                 | :h:'x' :v:5         | 5.1 9
            h = :h AND r >= :v                | :h:'x' :v:5         | 5 5.1 9
            h = :h AnD r BeTwEeN :v aNd :w    | :h:'x' :v:0 :w:5    | 4.9 5
            ((h = :h) AND (r = :v))           | :h:'x' :v:5         | 5
            :h = #h AND #r = :v               | #h:h #r:r :h:'x' :v:9 | 9
            """)
    void selectsPartitionAndRange(String text, String placeholders, @Nullable String selected) {
        ExpressionAttributes attributes = Given.placeholders(placeholders);
        KeyCondition condition = parser.keyCondition(text).resolve(attributes);
        attributes.checkAllUsed();
        condition.check();
        KeyRange range = condition.bind(Given.keys("h", ValueType.S, "r", ValueType.N));
        assertThat(range.hash()).containsExactly(new Value.S("x"));
        SortCondition sort = range.sort();
        if (selected == null) {
            assertThat(sort).isNull();
            return;
        }
        Objects.requireNonNull(sort);
        List<String> keys = List.of("-1", "4.9", "5", "5.1", "9");
        assertThat(keys.stream().filter(key -> sort.test(new Value.N(key)))).containsExactly(selected.split(" "));
        assertThat(keys.stream().filter(key -> inRange(sort, new Value.N(key)))).containsExactly(selected.split(" "));
    }

    @RepeatedTest(3)
    void rangesOfEncodingsAgreeWithTheTest(RepetitionInfo repetition) {
        RandomItems random = new RandomItems(repetition.getCurrentRepetition());
        for (int i = 0; i < 3_000; i++) {
            Value one = random.key();
            Value key = random.key();
            Value other = random.key();
            if (one.type() != key.type() || one.type() != other.type()) {
                continue;
            }
            boolean ordered = KeyOrder.compare(one, other) <= 0;
            List<SortCondition> conditions = List.of(
                    new SortCondition.Equal(one),
                    new SortCondition.Below(one, true),
                    new SortCondition.Below(one, false),
                    new SortCondition.Above(one, true),
                    new SortCondition.Above(one, false),
                    new SortCondition.Between(ordered ? one : other, ordered ? other : one),
                    one.type() == ValueType.N ? new SortCondition.Equal(one) : new SortCondition.BeginsWith(one));
            for (SortCondition condition : conditions) {
                assertThat(inRange(condition, key))
                        .as("%s of %s", condition, key)
                        .isEqualTo(condition.test(key));
            }
        }
    }

    @Test
    void beginsWithSelectsPrefixes() {
        SortCondition sort = parser.keyCondition("h = :h AND begins_with(r, :p)")
                .resolve(Given.placeholders(":h:1 :p:'00'"))
                .bind(Given.keys("h", ValueType.N, "r", ValueType.S))
                .sort();
        assertThat(sort).isEqualTo(new SortCondition.BeginsWith(new Value.S("00")));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', delimiter = '|', textBlock = """
            h = :v OR r = :v               | Invalid operator used in KeyConditionExpression: OR
            NOT h = :v                     | Invalid operator used in KeyConditionExpression: NOT
            h = :v AND r IN (:v)           | Invalid operator used in KeyConditionExpression: IN
            h = :v AND r <> :v             | Invalid operator used in KeyConditionExpression: <>
            attribute_exists(h)            | Invalid operator used in KeyConditionExpression: attribute_exists
            attribute_not_exists(h)        | Invalid operator used in KeyConditionExpression: attribute_not_exists
            contains(h, :v)                | Invalid operator used in KeyConditionExpression: contains
            h = :v AND attribute_type(r, :t) | Invalid operator used in KeyConditionExpression: attribute_type
            size(h) = :v                   | KeyConditionExpressions cannot contain nested operations
            :v BETWEEN :v AND h            | Invalid condition in KeyConditionExpression: BETWEEN operator must have the key attribute as its first operand
            begins_with(:v, h)             | Invalid condition in KeyConditionExpression: begins_with operator must have the key attribute as its first operand
            h = r                          | Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition
            h BETWEEN :v AND r             | Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition
            :v = :v                        | Invalid condition in KeyConditionExpression: No key attribute specified
            h = :v AND r.x < :v            | KeyConditionExpressions cannot have conditions on nested attributes
            h = :v AND h = :v              | KeyConditionExpressions must only contain one condition per key
            h = :v AND r >= :v AND r <= :v | KeyConditionExpressions must only contain one condition per key
            """)
    void refusesWhatNoTableAllows(String text, String message) {
        KeyCondition condition = parser.keyCondition(text).resolve(Given.placeholders(":v:'x' :t:'S'"));
        assertRefused(condition::check, message);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', delimiter = '|', textBlock = """
            h = :s AND r = :n AND a = :s | Conditions can be of length 1 or 2 only
            r = :n             | Query condition missed key schema element: h
            h = :s AND a = :s  | Query condition missed key schema element: r
            h < :s             | Query key condition not supported
            begins_with(h, :s) | Query key condition not supported
            h = :n             | One or more parameter values were invalid: Condition parameter type does not match schema type
            h = :s AND r = :s  | One or more parameter values were invalid: Condition parameter type does not match schema type
            h = :s AND begins_with(r, :s) | One or more parameter values were invalid: Condition parameter type does not match schema type
            """)
    void refusesWhatTheKeysDoNotAllow(String text, String message) {
        KeyCondition condition = parser.keyCondition(text).resolve(Given.placeholders(":s:'x' :n:1"));
        assertRefused(() -> condition.bind(Given.keys("h", ValueType.S, "r", ValueType.N)), message);
    }

    @Test
    void withoutSortKeyOnlyThePartitionKeyCounts() {
        KeyCondition condition = parser.keyCondition("h = :s AND a = :s").resolve(Given.placeholders(":s:'x'"));
        assertRefused(
                () -> condition.bind(KeyShape.of(new KeyAttribute("h", ValueType.S), null)),
                "Query key condition not supported");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            h = :s AND r != :s             | Syntax error; token: "!", near: "r !="
            h                              | Syntax error; token: "<EOF>", near: "h"
            h = :s AND dog(r, :s)          | Invalid function name; function: dog
            h = :s AND BEGINS_WITH(r, :s)  | Invalid function name; function: BEGINS_WITH
            h = :s AND begins_with(r, :n)  | Incorrect operand type for operator or function; operator or function: begins_with, operand type: N
            ((h = :s) AND ((r = :s)))      | The expression has redundant parentheses;
            """)
    void hasTheSyntaxOfConditions(String text, String reason) {
        assertRefused(
                () -> parser.keyCondition(text).resolve(Given.placeholders(":s:'x' :n:1")),
                "Invalid KeyConditionExpression: " + reason);
    }

    private static boolean inRange(SortCondition condition, Value key) {
        byte[] encoded = KeyCodec.encode(key, AttributeValues.toValue(Given.attribute("'rest of the key'")));
        byte[] to = condition.to();
        return Arrays.compareUnsigned(condition.from(), encoded) <= 0
                && (to == null || Arrays.compareUnsigned(encoded, to) < 0);
    }
}
