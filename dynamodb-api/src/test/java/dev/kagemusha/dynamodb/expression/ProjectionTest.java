package dev.kagemusha.dynamodb.expression;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static dev.kagemusha.dynamodb.expression.Given.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

final class ProjectionTest {
    private static final String ITEM = "p:'key' a:{b:[2 4 {x:'hi' y:'yo'}] c:5} b:'hello' a.b:'dotted'";

    private final ExpressionParser parser = new ExpressionParser(10);

    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', delimiter = '|', textBlock = """
            b                         |             | b:'hello'
            p , b                     |             | p:'key' b:'hello'
            x, #n                     | #n:b        | b:'hello'
            a                         |             | a:{b:[2 4 {x:'hi' y:'yo'}] c:5}
            a.b                       |             | a:{b:[2 4 {x:'hi' y:'yo'}]}
            x, #n                     | #n:a.b      | a.b:'dotted'
            a.b[0]                    |             | a:{b:[2]}
            a.b[2].y                  |             | a:{b:[{y:'yo'}]}
            a.b[2].y, a.b[0], a.c     |             | a:{b:[2 {y:'yo'}] c:5}
            a.b[1],a.b[0]             |             | a:{b:[2 4]}
            x                         |             |
            a.b[3]                    |             |
            a.x.y                     |             |
            a[0]                      |             |
            a.b.x                     |             |
            a.b[0][0]                 |             |
            a.x, a.b[0], x, a.b[3].x  |             | a:{b:[2]}
            a.b[999]                  |             |
            """)
    void keepsWhatLiesOnThePaths(String text, @Nullable String placeholders, @Nullable String expected) {
        ExpressionAttributes attributes = Given.placeholders(placeholders);
        Projection projection = parser.projection(text).resolve(attributes);
        attributes.checkAllUsed();
        assertThat(projection.of(Given.item(ITEM))).isEqualTo(Given.item(expected == null ? "" : expected));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            a,                 | Syntax error; token: "<EOF>", near: ","
            ,a                 | Syntax error; token: ",", near: ",a"
            a,,b               | Syntax error; token: ",", near: ",,b"
            !!!                | Syntax error; token: "!", near: "!!"
            l[a]               | Syntax error; token: "a", near: "[a]"
            a b                | Syntax error; token: "b", near: "a b"
            :v                 | Syntax error; token: ":v", near: ":v"
            a, data.x          | Attribute name is a reserved keyword; reserved keyword: data
            x.#a               | An expression attribute name used in the document path is not defined; attribute name: #a
            a[99999999999999]  | List index is not within the allowable range; index: [99999999999999]
            a, a               | Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a]
            a.b[0], a.b[0]     | Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a, b, [0]], path two: [a, b, [0]]
            a.b.d.e, c, a.b    | Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a, b, d, e], path two: [a, b]
            a.b, a[1]          | Two document paths conflict with each other; must remove or rewrite one of these paths; path one: [a, b], path two: [a, [1]]
            a.b[1], a.b.c      | Two document paths conflict with each other; must remove or rewrite one of these paths; path one: [a, b, [1]], path two: [a, b, c]
            """)
    void refusesWhatAwsRefuses(String text, String reason) {
        assertRefused(
                () -> parser.projection(text).resolve(ExpressionAttributes.none()),
                "Invalid ProjectionExpression: " + reason);
    }

    @Test
    void goesThirtyTwoLevelsDeep() {
        assertThat(parser.projection("a" + ".b".repeat(31))
                        .resolve(ExpressionAttributes.none())
                        .paths())
                .hasSize(1);
        assertRefused(
                () -> parser.projection("a" + ".b".repeat(32)),
                "Invalid ProjectionExpression: The document path has too many nesting levels; nesting levels: 33");
    }

    @Test
    void tellsWhichAttributesItNeeds() {
        Projection projection = parser.projection("a.b, c, #d[1]").resolve(Given.placeholders("#d:d"));
        assertThat(projection.attributes()).containsExactly("a", "c", "d");
        assertThat(projection.nestedAttributes()).containsExactly("a", "d");
    }
}
