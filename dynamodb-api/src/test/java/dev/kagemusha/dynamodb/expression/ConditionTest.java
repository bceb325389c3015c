package dev.kagemusha.dynamodb.expression;

import dev.kagemusha.dynamodb.item.Item;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.StringJoiner;
import java.util.concurrent.atomic.AtomicReference;

import static dev.kagemusha.dynamodb.expression.Given.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

final class ConditionTest {
    private static final String ITEM =
            "s:'hello' n:5 b:b'bytes' t:true nil:null ss:<'x' 'y'> ns:<1 2> l:[1 'two' <3 4>]"
                    + " m:{k:{d:[10 20]}} n2:5 five:5.0 blank:''";

    private final ExpressionParser parser = new ExpressionParser(10);

    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', delimiter = '|', textBlock = """
            n = :v                          | :v:5          | true
            n = :v                          | :v:5.00       | true
            n = :v                          | :v:'5'        | false
            n = n2                          |               | true
            n = five                        |               | true
            n <> n2                         |               | false
            n <> :v                         | :v:'5'        | true
            gone = :v                       | :v:1          | false
            gone <> :v                      | :v:1          | true
            gone = away                     |               | false
            gone <> away                    |               | true
            gone < away                     |               | false
            n < :v                          | :v:10         | true
            n < :v                          | :v:5          | false
            n <= :v                         | :v:5          | true
            n > :v                          | :v:-10        | true
            n >= :v                         | :v:5.1        | false
            n < :v                          | :v:'9'        | false
            :v < n                          | :v:1          | true
            s < :v                          | :v:'hello0'   | true
            s > :v                          | :v:'Hello'    | true
            b < :v                          | :v:b'c'       | true
            l < :v                          | :v:1          | false
            t = :v                          | :v:true       | true
            nil = :v                        | :v:null       | true
            ss = :v                         | :v:<'y' 'x'>  | true
            ss = :v                         | :v:<'y' 'z'>  | false
            ns = :v                         | :v:<2.0 1e0>  | true
            l = :v                          | :v:[1 'two' <4 3>] | true
            l = :v                          | :v:['two' 1 <4 3>] | false
            m.k = :v                        | :v:{d:[10 20]} | true
            n BETWEEN :a AND :b             | :a:1 :b:9     | true
            n between :a and :b             | :a:5 :b:5     | true
            n BETWEEN :a AND :b             | :a:6 :b:9     | false
            n BETWEEN :a AND n2             | :a:6          | false
            :a BETWEEN n AND :b             | :a:6 :b:7     | true
            gone BETWEEN :a AND :b          | :a:6 :b:9     | false
            (n)BETWEEN(:a)AND(n2)           | :a:1          | true
            n IN (:a)                       | :a:5          | true
            n IN (:a, :b)                   | :a:'x' :b:5   | true
            n in (:a, s)                    | :a:6          | false
            gone IN (:a)                    | :a:6          | false
            attribute_exists(s)             |               | true
            attribute_exists (gone)         |               | false
            attribute_exists(m.k.d[1])      |               | true
            attribute_exists(m.k.d[2])      |               | false
            attribute_exists(s.k)           |               | false
            attribute_exists(m[0])          |               | false
            attribute_not_exists(gone)      |               | true
            attribute_not_exists(s)         |               | false
            attribute_type(s, :t)           | :t:'S'        | true
            attribute_type(nil, :t)         | :t:'NULL'     | true
            attribute_type(t, :t)           | :t:'BOOL'     | true
            attribute_type(ns, :t)          | :t:'NS'       | true
            attribute_type(ns, :t)          | :t:'SS'       | false
            attribute_type(gone, :t)        | :t:'SS'       | false
            attribute_type(:v, :t)          | :t:'N' :v:1   | true
            begins_with(s, :p)              | :p:'hell'     | true
            begins_with(s, :p)              | :p:'ell'      | false
            begins_with(s, blank)           |               | true
            begins_with(b, :p)              | :p:b'by'      | true
            begins_with(s, :p)              | :p:b'h'       | false
            begins_with(n, :p)              | :p:'5'        | false
            begins_with(:p, s)              | :p:'hello!'   | true
            contains(s, :p)                 | :p:'ell'      | true
            contains(b, :p)                 | :p:b'te'      | true
            contains(b, :p)                 | :p:b'et'      | false
            contains(ss, :p)                | :p:'x'        | true
            contains(ss, :p)                | :p:1          | false
            contains(ns, :p)                | :p:2.0        | true
            contains(l, :p)                 | :p:<4 3>      | true
            contains(l, :p)                 | :p:'on'       | false
            contains(m, :p)                 | :p:'k'        | false
            contains(:p, s)                 | :p:['hello']  | true
            size(s) = n                     |               | true
            size(b) = :v                    | :v:5          | true
            size(ss) < :v                   | :v:3          | true
            size(l) > :v                    | :v:3          | false
            size(m) >= :v                   | :v:1          | true
            size(:p) = :v                   | :p:'abc' :v:3 | true
            size(n) = :v                    | :v:1          | false
            size(gone) < :v                 | :v:1          | false
            size(s) = :v                    | :v:'5'        | false
            (size(s)) > :v                  | :v:4          | true
            n = :v AND s = n                | :v:5          | false
            n = :v OR s = n                 | :v:5          | true
            NOT n = :v                      | :v:6          | true
            not not n = :v                  | :v:5          | true
            NOT NOT NOT n = :v              | :v:5          | false
            n = :v OR s = n AND s = l       | :v:5          | true
            (n = :v OR s = n) AND s = l     | :v:5          | false
            NOT n = :v AND s = n            | :v:5          | false
            NOT (n = :v AND s = n)          | :v:5          | true
            (attribute_exists(s)) and (n=:v) | :v:5         | true
            :v = #1                         | #1:n :v:5     | true
            m.#k.d[ 0 ] = :v                | #k:k :v:10    | true
            (m.k).d[1] = :v                 | :v:20         | true
            """)
    void evaluates(String text, @Nullable String placeholders, boolean expected) {
        ExpressionAttributes attributes = Given.placeholders(placeholders);
        Condition condition = parser.condition(text).resolve(attributes);
        attributes.checkAllUsed();
        assertThat(condition.matches(Given.item(ITEM))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            a x b                           | "x"     | "a x b"
            a                               | "<EOF>" | "a"
            NOT a                           | "<EOF>" | "a"
            (a)                             | "<EOF>" | ")"
            :v                              | "<EOF>" | ":v"
            a AND :v                        | "AND"   | "a AND :v"
            a = b AND                       | "<EOF>" | "AND"
            a = b OR NOT c                  | "<EOF>" | "c"
            = a                             | "="     | "= a"
            a = = b                         | "="     | "= = b"
            a == b                          | "="     | "== b"
            a != b                          | "!"     | "a !="
            a-b                             | "-"     | "a-b"
            a = 4                           | "4"     | "= 4"
            a > between                     | "between" | "> between"
            _a = b                          | "_"     | "_a"
            ü = b                           | "ü"     | "ü ="
            a = 'x'                         | "'"     | "= 'x"
            a = #                           | "#"     | "= #"
            a = :                           | ":"     | "= :"
            c = #a-b                        | "-"     | "#a-b"
            attribute_exists()              | ")"     | "()"
            attribute_exists(a              | "<EOF>" | "a"
            attribute_exists(a, )           | ")"     | ", )"
            attribute_exists(a..b)          | "."     | "..b"
            attribute_exists(a[b])          | "b"     | "[b]"
            attribute_exists(a[:b])         | ":b"    | "[:b]"
            attribute_exists(a[#b])         | "#b"    | "[#b]"
            attribute_exists(a[1.5])        | "."     | "1.5"
            a IN ()                         | ")"     | "()"
            a IN b                          | "b"     | "IN b"
            a IN (b, c,)                    | ")"     | ",)"
            a BETWEEN b, c                  | ","     | "b, c"
            (a = b) = c                     | "="     | ") = c"
            (a AND b = c)                   | "AND"   | "a AND b"
            a = (b = c)                     | "="     | "b = c"
            (a)between(b.(c.d))and(e)       | "("     | ".(c"
            size(a).b > c                   | "."     | ").b"
            (size(a))[0] > c                | "["     | ")[0"
            a = b)                          | ")"     | "b)"
            not(a)                          | "<EOF>" | ")"
            a > :things.stuff               | "."     | ":things.stuff"
            """)
    void quotesTheTokenAndItsNeighbours(String text, String token, String near) {
        assertRefused(
                () -> parser.condition(text),
                "Invalid ConditionExpression: Syntax error; token: " + token + ", near: " + near);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            a = b AND a > ((views))         |               | The expression has redundant parentheses;
            ((a = b))                       |               | The expression has redundant parentheses;
            (((b.c)).d) = a                 |               | The expression has redundant parentheses;
            a > whatever((:x), ((a)))       |               | The expression has redundant parentheses;
            a = b OR ((a = b OR (a = b)))   |               | The expression has redundant parentheses;
            dog(a) = b                      |               | Invalid function name; function: dog
            a = b AND Size(views) > :gone   |               | Invalid function name; function: Size
            attribute_exists(views) OR f(a) |               | Invalid function name; function: f
            if_not_exists(a, b) = c         |               | The function is not allowed in a condition expression; function: if_not_exists
            a = list_append(b, c)           |               | The function is not allowed in a condition expression; function: list_append
            size(a)                         |               | The function is not allowed to be used this way in an expression; function: size
            NOT (size(a))                   |               | The function is not allowed to be used this way in an expression; function: size
            a = b OR size(views)            |               | The function is not allowed to be used this way in an expression; function: size
            attribute_exists(views) < :a    |               | The function is not allowed to be used this way in an expression; function: attribute_exists
            size(contains(a, b)) > c        |               | The function is not allowed to be used this way in an expression; function: contains
            a BETWEEN b AND attribute_exists(c) |           | The function is not allowed to be used this way in an expression; function: attribute_exists
            a IN (b, begins_with(c, d))     |               | The function is not allowed to be used this way in an expression; function: begins_with
            a.#x = :y AND views = a         |               | Attribute name is a reserved keyword; reserved keyword: views
            a.abOrT < b                     |               | Attribute name is a reserved keyword; reserved keyword: abOrT
            a.#a = :v                       |               | An expression attribute name used in the document path is not defined; attribute name: #a
            b.#c = :v                       |               | An expression attribute name used in the document path is not defined; attribute name: #c
            :v = #a                         |               | An expression attribute value used in expression is not defined; attribute value: :v
            begins_with(:v, #a, #b)         |               | An expression attribute value used in expression is not defined; attribute value: :v
            a = b AND c = :v                |               | An expression attribute value used in expression is not defined; attribute value: :v
            attribute_exists(a, b)          |               | Incorrect number of operands for operator or function; operator or function: attribute_exists, number of operands: 2
            attribute_type(a)               |               | Incorrect number of operands for operator or function; operator or function: attribute_type, number of operands: 1
            begins_with(a, size(b), c)      |               | Incorrect number of operands for operator or function; operator or function: begins_with, number of operands: 3
            size(a, b) > c                  |               | Incorrect number of operands for operator or function; operator or function: size, number of operands: 2
            size(a, b) > c AND d = :gone    |               | Incorrect number of operands for operator or function; operator or function: size, number of operands: 2
            a = a                           |               | The first operand must be distinct from the remaining operands for this operator or function; operator: =, first operand: [a]
            a <> #a                         | #a:a          | The first operand must be distinct from the remaining operands for this operator or function; operator: <>, first operand: [a]
            contains(a.b[1].c, a.b[1].#c)   | #c:c          | The first operand must be distinct from the remaining operands for this operator or function; operator: contains, first operand: [a, b, [1], c]
            attribute_exists(:v)            | :v:'x'        | Operator or function requires a document path; operator or function: attribute_exists
            attribute_not_exists(size(:v))  | :v:'x'        | Operator or function requires a document path; operator or function: attribute_not_exists
            attribute_not_exists(size(:v))  | :v:1          | Incorrect operand type for operator or function; operator or function: size, operand type: N
            size(size(a)) > b               |               | Incorrect operand type for operator or function; operator or function: size, operand type: N
            size(:v) > b                    | :v:true       | Incorrect operand type for operator or function; operator or function: size, operand type: BOOL
            begins_with(a, :v)              | :v:2          | Incorrect operand type for operator or function; operator or function: begins_with, operand type: N
            begins_with(:v, a)              | :v:<'a'>      | Incorrect operand type for operator or function; operator or function: begins_with, operand type: SS
            begins_with(a, size(b))         |               | Incorrect operand type for operator or function; operator or function: begins_with, operand type: N
            attribute_type(a, :v)           | :v:[]         | Incorrect operand type for operator or function; operator or function: attribute_type, operand type: L
            attribute_type(a, :v)           | :v:'DOG'      | Invalid attribute type name found; type: DOG, valid types: {S,SS,N,NS,B,BS,BOOL,NULL,L,M}
            a < :v                          | :v:[1]        | Incorrect operand type for operator or function; operator or function: <, operand type: L
            :v >= a                         | :v:{}         | Incorrect operand type for operator or function; operator or function: >=, operand type: M
            a BETWEEN :v AND b              | :v:true       | Incorrect operand type for operator or function; operator or function: BETWEEN, operand type: BOOL
            a BETWEEN :v AND :w             | :v:2 :w:1     | The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {N:2}, upper bound operand: AttributeValue: {N:1}
            a BETWEEN :v AND :w             | :v:2 :w:'dog' | The BETWEEN operator requires same data type for lower and upper bounds; lower bound operand: AttributeValue: {N:2}, upper bound operand: AttributeValue: {S:dog}
            a BETWEEN :v AND :w             | :v:b'z' :w:b'a' | The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {B:eg==}, upper bound operand: AttributeValue: {B:YQ==}
            a[99999999999999] = b           |               | List index is not within the allowable range; index: [99999999999999]
            """)
    void namesTheFaultAwsNamesFirst(String text, @Nullable String placeholders, String reason) {
        assertRefused(
                () -> parser.condition(text).resolve(Given.placeholders(placeholders)),
                "Invalid ConditionExpression: " + reason);
    }

    @Test
    void sameValueOnBothSidesIsFine() {
        assertThat(resolve(":v = :v", ":v:1").matches(null)).isTrue();
    }

    @Test
    void anAbsentItemHasNoAttributes() {
        Condition condition = resolve("attribute_not_exists(a)", null);
        assertThat(condition.matches(null)).isTrue();
        assertThat(condition.matches(Item.empty())).isTrue();
        assertThat(condition.matches(Given.item("a:1"))).isFalse();
    }

    @Test
    void tellsWhichAttributesItReads() {
        Condition condition = resolve("a = b.c AND NOT size(#d[0]) > :v OR attribute_exists(e)", "#d:d :v:1");
        assertThat(condition.attributes()).containsExactly("a", "b", "d", "e");
        assertThat(condition.nestedAttributes()).containsExactly("b", "d");
    }

    @Test
    void errorsNameTheParameter() {
        assertRefused(
                () -> parser.filter("a"), "Invalid FilterExpression: Syntax error; token: \"<EOF>\", near: \"a\"");
        assertRefused(() -> parser.filter(""), "Invalid FilterExpression: The expression can not be empty;");
        assertRefused(() -> parser.filter(" "), "Invalid FilterExpression: Syntax error; token: \"<EOF>\", near: \"\"");
    }

    @Test
    void takesFourKilobytesAndNoMore() {
        String longest = "a = " + "b".repeat(4092);
        assertThat(resolve(longest, null).matches(null)).isFalse();
        assertRefused(
                () -> parser.condition(longest + "b"),
                "Invalid ConditionExpression: Expression size has exceeded the maximum allowed size; expression size:"
                        + " 4097");
    }

    @Test
    void takesThreeHundredOperatorsAndNoMore() {
        assertThat(resolve("a<b" + " or a<b".repeat(149), null).matches(null)).isFalse();
        String reason = "Invalid ConditionExpression: The expression contains too many operators; operator count: 301";
        assertRefused(() -> parser.condition("a<b" + " or a<b".repeat(150)), reason);
        assertRefused(() -> parser.condition("not ".repeat(1000) + "a<b"), reason);
        assertRefused(() -> parser.condition("a<b " + "or (a<b ".repeat(454) + ")".repeat(454)), reason);
    }

    @Test
    void takesNestedParenthesesThatAreNeeded() {
        assertThat(resolve("a<b " + "or (a<b ".repeat(149) + ")".repeat(149), null)
                        .matches(null))
                .isFalse();
    }

    @Test
    void refusesDeepNestingWithoutOverflow() {
        String redundant = "Invalid ConditionExpression: The expression has redundant parentheses;";
        assertRefused(() -> parser.condition("(".repeat(2046) + "a<b" + ")".repeat(2046)), redundant);
        assertRefused(() -> parser.condition("a<" + "(".repeat(2046) + "b" + ")".repeat(2046)), redundant);
        assertRefused(() -> parser.condition("(".repeat(4096)), redundant);
        assertRefused(
                () -> parser.condition("a < " + "f(".repeat(1355) + "b" + ")".repeat(1355)),
                "Invalid ConditionExpression: Invalid function name; function: f");
        assertRefused(
                () -> parser.condition("contains(".repeat(400) + "b" + ")".repeat(400)),
                "Invalid ConditionExpression: The function is not allowed to be used this way in an expression; function:"
                        + " contains");
        assertRefused(
                () -> resolve("a < " + "size(".repeat(680) + "b" + ")".repeat(680), null),
                "Invalid ConditionExpression: Incorrect operand type for operator or function; operator or function:"
                        + " size, operand type: N");
    }

    @Test
    void inTakesNinetyNineOptions() {
        StringJoiner options = new StringJoiner(",", "a IN (", ")");
        for (int i = 0; i < 99; i++) {
            options.add("b" + i);
        }
        assertThat(resolve(options.toString(), null).matches(null)).isFalse();
        options.add("b99");
        assertRefused(
                () -> resolve(options.toString(), null),
                "Invalid ConditionExpression: The IN operator is provided with too many operands; number of operands:"
                        + " 101");
    }

    private Condition resolve(String text, @Nullable String placeholders) {
        return parser.condition(text).resolve(Given.placeholders(placeholders));
    }

    @Test
    void nestsAsDeepAsAllowedOnASmallStack() throws InterruptedException {
        String deep = "a < b " + "or (a < b ".repeat(149) + ")".repeat(149);
        AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
        Runnable parse = () -> {
            assertThat(parser.condition(deep)
                            .resolve(ExpressionAttributes.none())
                            .matches(null))
                    .isFalse();
            assertRefused(
                    () -> parser.condition("(".repeat(4096)),
                    "Invalid ConditionExpression: The expression has redundant parentheses;");
        };
        Thread small = new Thread(null, parse, "small", 384 * 1024);
        small.setUncaughtExceptionHandler((thread, e) -> thrown.set(e));
        small.start();
        small.join();
        assertThat(thrown.get()).isNull();
    }
}
