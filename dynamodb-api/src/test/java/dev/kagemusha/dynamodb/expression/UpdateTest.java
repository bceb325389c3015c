package dev.kagemusha.dynamodb.expression;

import dev.kagemusha.dynamodb.item.Item;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static dev.kagemusha.dynamodb.expression.Given.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

final class UpdateTest {
    private static final Item KEY = Given.item("k:'key'");

    private final ExpressionParser parser = new ExpressionParser(10);

    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', delimiter = '|', textBlock = """
            SET a = :v                            | :v:1              |                   | a:1
            set a = :v                            | :v:1              | a:'x' b:2         | a:1 b:2
            sEt  a=:v , b =:v                     | :v:1              |                   | a:1 b:1
            SET b = a                             |                   | a:1               | a:1 b:1
            SET a = b, b = a                      |                   | a:1 b:2           | a:2 b:1
            REMOVE a SET b = a                    |                   | a:1               | b:1
            SET a = a + :v                        | :v:0.5            | a:1               | a:1.5
            SET a = :v - b                        | :v:7              | b:2               | a:5 b:2
            SET a = b - b                         |                   | b:2               | a:0 b:2
            SET a = (b) + (:v)                    | :v:1              | b:2               | a:3 b:2
            SET a = ((b[1])+(c.d))                |                   | b:[1 2] c:{d:3}   | a:5 b:[1 2] c:{d:3}
            SET a = if_not_exists(a, :v)          | :v:1              |                   | a:1
            SET a = if_not_exists(a, :v)          | :v:1              | a:0               | a:0
            SET a = if_not_exists(a, :v) + :w     | :v:0 :w:3         |                   | a:3
            SET a = if_not_exists(b, if_not_exists(c, :v)) | :v:1     | c:9               | a:9 c:9
            SET a = list_append(:v, :w)           | :v:[1] :w:['x']   |                   | a:[1 'x']
            SET a = list_append(a, a)             |                   | a:[1]             | a:[1 1]
            SET a = list_append(if_not_exists(a, :v), :w) | :v:[] :w:[1] |                | a:[1]
            SET #a.#b = :v                        | #a:m #b:n.n :v:1  | m:{}              | m:{n.n:1}
            SET m.b = :v, m.c.d = :v REMOVE m.x   | :v:1              | m:{x:3 y:4 c:{}}  | m:{y:4 b:1 c:{d:1}}
            SET m.c = :v                          | :v:7              | m:{b:3 c:{o:1}}   | m:{b:3 c:7}
            SET l[1] = :v                         | :v:9              | l:[1 2 3]         | l:[1 9 3]
            SET l[1].a.b[0] = :v                  | :v:9              | l:[1 {a:{b:[5]}}] | l:[1 {a:{b:[9]}}]
            SET l[7] = :v                         | :v:9              | l:[1]             | l:[1 9]
            SET l[84] = :v, l[37] = :w, l[50] = :x | :v:1 :w:2 :x:3   | l:[0]             | l:[0 2 3 1]
            REMOVE l[1] SET l[3] = :v             | :v:9              | l:[0 1 2 3 4]     | l:[0 2 9 4]
            SET l[3] = :v REMOVE l[1]             | :v:9              | l:[0 1 2 3 4]     | l:[0 2 9 4]
            REMOVE l[0], l[2], l[17]              |                   | l:[0 1 2 3]       | l:[1 3]
            REMOVE l[0]                           |                   | l:[0]             | l:[]
            REMOVE m.a                            |                   | m:{a:1}           | m:{}
            REMOVE a, b                           |                   | a:1               | c:1
            ADD a :v                              | :v:1              |                   | a:1
            ADD a :v, b :v                        | :v:-1             | a:1               | a:0 b:-1
            ADD a :v                              | :v:<'x' 'y'>      | a:<'y' 'z'>       | a:<'x' 'y' 'z'>
            ADD a :v                              | :v:<1.0>          | a:<1>             | a:<1>
            ADD a :v                              | :v:<b'x'>         |                   | a:<b'x'>
            ADD m.a :v                            | :v:1              | m:{a:1}           | m:{a:2}
            ADD l[5] :v                           | :v:1              | l:[0]             | l:[0 1]
            DELETE a :v                           | :v:<'x' 'q'>      | a:<'x' 'y'>       | a:<'y'>
            DELETE a :v                           | :v:<'x'>          | a:<'x'>           | c:1
            DELETE a :v                           | :v:<'x'>          |                   | c:1
            DELETE a :v                           | :v:<2e1>          | a:<20 30>         | a:<30>
            DELETE l[0] :v                        | :v:<1>            | l:[<1> 2]         | l:[2]
            ADD e :e, d :d DELETE c :c REMOVE b SET f = :e | :e:1 :d:2 :c:<3> | b:1 c:<3 4> d:5 | c:<4> d:7 e:1 f:1
            """)
    void applies(String text, @Nullable String placeholders, @Nullable String before, String after) {
        ExpressionAttributes attributes = Given.placeholders(placeholders);
        Update update = parser.update(text).resolve(attributes);
        attributes.checkAllUsed();
        Item expected = Given.item("k:'key' " + after.replace("c:1", ""));
        assertThat(update.apply(Given.item("k:'key' " + (before == null ? "" : before)), KEY))
                .isEqualTo(expected);
        if (before == null && update.createsItem()) {
            assertThat(update.apply(null, KEY)).isEqualTo(expected);
        }
    }

    @Test
    void leavesTheItemItWasGivenAlone() {
        Item before = Given.item("k:'key' l:[1 {a:1}] m:{x:1} s:<1>");
        Update update =
                parser.update("SET l[1].a = :v ADD s :s REMOVE m.x, l[0]").resolve(Given.placeholders(":v:2 :s:<2>"));
        assertThat(update.apply(before, KEY)).isEqualTo(Given.item("k:'key' l:[{a:2}] m:{} s:<1 2>"));
        assertThat(before).isEqualTo(Given.item("k:'key' l:[1 {a:1}] m:{x:1} s:<1>"));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', delimiter = '|', textBlock = """
            SET a = b                       |             |              | The provided expression refers to an attribute that does not exist in the item
            SET b = :v, a = b               | :v:1        |              | The provided expression refers to an attribute that does not exist in the item
            SET a = a + :v                  | :v:1        |              | The provided expression refers to an attribute that does not exist in the item
            SET a = list_append(b, :v)      | :v:[]       |              | The provided expression refers to an attribute that does not exist in the item
            SET a = if_not_exists(b, c)     |             |              | The provided expression refers to an attribute that does not exist in the item
            SET a = a + :v                  | :v:1        | a:'x'        | An operand in the update expression has an incorrect data type
            SET a = list_append(a, :v)      | :v:[]       | a:<1>        | An operand in the update expression has an incorrect data type
            ADD a :v                        | :v:1        | a:'x'        | An operand in the update expression has an incorrect data type
            ADD a :v                        | :v:<1>      | a:<'x'>      | An operand in the update expression has an incorrect data type
            ADD a :v                        | :v:<1>      | a:[1]        | An operand in the update expression has an incorrect data type
            DELETE a :v                     | :v:<1>      | a:1          | An operand in the update expression has an incorrect data type
            SET a.b = :v                    | :v:1        |              | The document path provided in the update expression is invalid for update
            SET a.b = :v                    | :v:1        | a:'x'        | The document path provided in the update expression is invalid for update
            SET a.b = :v                    | :v:1        | a:[1]        | The document path provided in the update expression is invalid for update
            SET a[0] = :v                   | :v:1        | a:{b:1}      | The document path provided in the update expression is invalid for update
            SET a[9].b = :v                 | :v:1        | a:[1]        | The document path provided in the update expression is invalid for update
            REMOVE a.b                      |             | c:1          | The document path provided in the update expression is invalid for update
            REMOVE a[0]                     |             | a:1          | The document path provided in the update expression is invalid for update
            ADD a.b :v                      | :v:1        |              | The document path provided in the update expression is invalid for update
            SET a = :v + :w                 | :v:9e125 :w:9e125 |        | Number overflow. Attempting to store a number with magnitude larger than supported range
            SET a = :v - :w                 | :v:1e50 :w:1 |             | Number overflow. Attempting to store a number with magnitude larger than supported range
            ADD a :v                        | :v:1        | a:1e50       | Number overflow. Attempting to store a number with magnitude larger than supported range
            """)
    void refusesWhatTheItemDoesNotAllow(
            String text, @Nullable String placeholders, @Nullable String before, String message) {
        Update update = parser.update(text).resolve(Given.placeholders(placeholders));
        assertRefused(() -> update.apply(Given.item("k:'key' " + (before == null ? "" : before)), KEY), message);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            INVALID SYNTAX HERE           | "INVALID" | "INVALID SYNTAX"
            HELLO b = :v                  | "HELLO"   | "HELLO b"
            SET                           | "<EOF>"   | "SET"
            SET a                         | "<EOF>"   | "a"
            SET a =                       | "<EOF>"   | "="
            SET a = :v +                  | "<EOF>"   | "+"
            SET a = a * :v                | "*"       | "a * :v"
            SET a = :v + :w + :x          | "+"       | ":w + :x"
            SET a = f(b, :v + :w)         | "+"       | ":v + :w"
            SET a = b + (c + d)           | "+"       | "c + d"
            SET _123 = :v                 | "_"       | "SET _123"
            SET 123a = :v                 | "123"     | "SET 123a"
            SET hi-there = :v             | "-"       | "hi-there"
            SET hi$there = :v             | "$"       | "hi$there"
            SET #hi-there = :v            | "-"       | "#hi-there"
            SET :a = :b                   | ":a"      | "SET :a ="
            SET a = :v,                   | "<EOF>"   | ","
            SET a = :v, SET b = :v        | "SET"     | ", SET b"
            SET a = :v b = :w             | "b"       | ":v b ="
            SET a[:x] = :v                | ":x"      | "[:x]"
            SET a[#x] = :v                | "#x"      | "[#x]"
            SET a = _f(b)                 | "_"       | "= _f"
            ADD a                         | "<EOF>"   | "a"
            ADD a 1                       | "1"       | "a 1"
            ADD a = :v                    | "="       | "a = :v"
            DELETE a b                    | "b"       | "a b"
            REMOVE a b                    | "b"       | "a b"
            SET add = :v                  | "add"     | "SET add ="
            """)
    void quotesTheTokenAndItsNeighbours(String text, String token, String near) {
        assertRefused(
                () -> parser.update(text),
                "Invalid UpdateExpression: Syntax error; token: " + token + ", near: " + near);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            SET views = f(a)                      |              | Attribute name is a reserved keyword; reserved keyword: views
            SET a.Name = :v SET b = :v            |              | Attribute name is a reserved keyword; reserved keyword: Name
            SET a = f(b, c, d)                    |              | Invalid function name; function: f
            SET a = LIST_APPEND(b, c)             |              | Invalid function name; function: LIST_APPEND
            SET a = size(b)                       |              | The function is not allowed in an update expression; function: size
            SET a = contains(s, :v)               |              | The function is not allowed in an update expression; function: contains
            SET a = list_append(list_append(a, b), c) |          | The function is not allowed to be used this way in an expression; function: list_append
            SET a = :v SET b = :v                 |              | The "SET" section can only be used once in an update expression;
            REMOVE a ADD b :v REMOVE c            |              | The "REMOVE" section can only be used once in an update expression;
            SET a = :v, #b = :v                   |              | An expression attribute name used in the document path is not defined; attribute name: #b
            SET a = :v, a = :v                    |              | An expression attribute value used in expression is not defined; attribute value: :v
            SET a = if_not_exists(:v, :w)         | :w:1         | An expression attribute value used in expression is not defined; attribute value: :v
            SET a = :v, a = :v                    | :v:1         | Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a]
            SET #x = :v, #y = :v                  | :v:1 #x:a #y:a | Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a]
            SET a = :v REMOVE a                   | :v:1         | Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a]
            SET a = :v, a.b = :v                  | :v:1         | Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a, b]
            SET a.b.c = :v, a.b = :v              | :v:1         | Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a, b, c], path two: [a, b]
            SET a[1][2] = :v, a[1] = :v           | :v:1         | Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a, [1], [2]], path two: [a, [1]]
            SET a.b = :v, a[1] = :v               | :v:1         | Two document paths conflict with each other; must remove or rewrite one of these paths; path one: [a, b], path two: [a, [1]]
            SET a.b = :v, a[1] = :v, a.b = :v     | :v:1         | Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a, b], path two: [a, b]
            ADD a :v                              | :v:'x'       | Incorrect operand type for operator or function; operator: ADD, operand type: STRING, typeSet: ALLOWED_FOR_ADD_OPERAND
            ADD a :v                              | :v:[]        | Incorrect operand type for operator or function; operator: ADD, operand type: LIST, typeSet: ALLOWED_FOR_ADD_OPERAND
            DELETE a :v                           | :v:1         | Incorrect operand type for operator or function; operator: DELETE, operand type: NUMBER, typeSet: ALLOWED_FOR_DELETE_OPERAND
            SET a = list_append(:v)               | :v:[]        | Incorrect number of operands for operator or function; operator or function: list_append, number of operands: 1
            SET a = if_not_exists(a, b, c)        |              | Incorrect number of operands for operator or function; operator or function: if_not_exists, number of operands: 3
            SET a = list_append(:v, b)            | :v:'x'       | Incorrect operand type for operator or function; operator or function: list_append, operand type: S
            SET a = if_not_exists(:v, :v)         | :v:1         | Operator or function requires a document path; operator or function: if_not_exists
            SET a = if_not_exists(if_not_exists(a, b), c) |      | Operator or function requires a document path; operator or function: if_not_exists
            SET a = :v + b                        | :v:'x'       | Incorrect operand type for operator or function; operator or function: +, operand type: S
            SET a = b - :v                        | :v:{}        | Incorrect operand type for operator or function; operator or function: -, operand type: M
            """)
    void namesTheFaultAwsNamesFirst(String text, @Nullable String placeholders, String reason) {
        assertRefused(
                () -> parser.update(text).resolve(Given.placeholders(placeholders)),
                "Invalid UpdateExpression: " + reason);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', delimiter = '|', textBlock = """
            SET a = :v                    | :v:1   | true
            ADD a :v                      | :v:1   | true
            REMOVE a                      |        | false
            DELETE a :v                   | :v:<1> | false
            REMOVE a SET b = :v           | :v:1   | true
            """)
    void createsAnItemUnlessItOnlyRemoves(String text, @Nullable String placeholders, boolean creates) {
        assertThat(parser.update(text).resolve(Given.placeholders(placeholders)).createsItem())
                .isEqualTo(creates);
    }

    @ParameterizedTest
    @ValueSource(strings = {"REMOVE x.y", "REMOVE x[0]", "REMOVE x[0].y.z"})
    void removingPartsOfAnAbsentItemIsIgnored(String text) {
        assertThat(parser.update(text).resolve(ExpressionAttributes.none()).apply(null, KEY))
                .isEqualTo(KEY);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', delimiter = '|', textBlock = """
            SET a.b = :v                  | :v:'dog'  | a:{b:'cat' c:[1 2 3]} d:'x' | a:{b:'cat'} | a:{b:'dog'}
            SET a.c[1] = :v               | :v:9      | a:{b:'cat' c:[1 2 3]}       | a:{c:[2]}   | a:{c:[9]}
            SET a.c[1] = :v, a.b = :v     | :v:9      | a:{b:'cat' c:[1 2 3]}       | a:{b:'cat' c:[2]} | a:{b:9 c:[9]}
            REMOVE a.c[1], a.c[3]         |           | a:{c:[1 2 3]}               | a:{c:[2]}   | a:{c:[3]}
            SET a.x = :v                  | :v:1      | a:{b:1}                     |             | a:{x:1}
            SET a[100] = :v               | :v:1      | a:[0]                       |             |
            REMOVE b SET a = :v           | :v:1      | a:0 b:2                     | a:0 b:2     | a:1
            """)
    void returnsTheUpdatedParts(
            String text, @Nullable String placeholders, String before, @Nullable String old, @Nullable String updated) {
        Update update = parser.update(text).resolve(Given.placeholders(placeholders));
        Item item = Given.item(before);
        assertThat(update.updated(item)).isEqualTo(Given.item(old == null ? "" : old));
        assertThat(update.updated(update.apply(item, KEY))).isEqualTo(Given.item(updated == null ? "" : updated));
    }

    @Test
    void tellsItsTargetsAndNestedAttributes() {
        Update update = parser.update("SET a.b = c[0] REMOVE #d").resolve(Given.placeholders("#d:e.f"));
        assertThat(update.targets()).hasToString("[[a, b], [e.f]]");
        assertThat(update.targets().getLast().attribute()).isEqualTo("e.f");
        assertThat(update.nestedAttributes()).containsExactly("a", "c");
    }

    @Test
    void keepsTheNestingLimit() {
        StringBuilder path = new StringBuilder("a");
        StringBuilder before = new StringBuilder("a:");
        for (int i = 1; i < 31; i++) {
            path.append(".b");
            before.append("{b:");
        }
        before.append("{}").repeat('}', 30);
        Update leaf = parser.update("SET " + path + ".c = :v").resolve(Given.placeholders(":v:1"));
        assertThat(leaf.apply(Given.item(before.toString()), KEY).has("a")).isTrue();
        Update container = parser.update("SET " + path + ".c = :v").resolve(Given.placeholders(":v:[1]"));
        assertRefused(
                () -> container.apply(Given.item(before.toString()), KEY),
                "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond"
                        + " supported limit");
    }

    @Test
    void anEmptyExpressionIsRefused() {
        assertRefused(() -> parser.update(""), "Invalid UpdateExpression: The expression can not be empty;");
    }
}
