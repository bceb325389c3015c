package dev.kagemusha.dynamodb.partiql;

import dev.kagemusha.dynamodb.item.Item;
import dev.kagemusha.dynamodb.item.Texts;
import dev.kagemusha.dynamodb.item.Value;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

final class CommandTest {
    private static final String MALFORMED = "Statement wasn't well formed, can't be processed: ";

    private static void assertRefused(String statement, List<Value> parameters, String message) {
        DynamoDbException refused =
                catchThrowableOfType(DynamoDbException.class, () -> Command.read(statement, parameters));
        assertThat(refused).as(statement).isNotNull();
        assertThat(refused.awsErrorDetails().errorCode()).isEqualTo("ValidationException");
        assertThat(refused.awsErrorDetails().errorMessage()).as(statement).isEqualTo(message);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', delimiter = '|', textBlock = """
            SELECT * FROM "tab" WHERE pk = 1 foo             | Unexpected token after expression
            SELECT * FROM "tab" WHERE pk = 1 e5              | Unexpected token after expression
            SELECT * FROM "tab" WHERE pk = 1)                | Unexpected token after expression
            SELECT * FROM "tab" ORDER BY pk WHERE pk = 1     | Unexpected token after expression
            INSERT INTO "tab" VALUE {'pk': 9} foo            | Unexpected token after expression
            INSERT INTO "tab" t VALUE {'pk': 'x'}            | Unexpected token after expression
            UPDATE "tab" SET a = 9 WHERE pk = 9 foo          | Unexpected token after expression
            DELETE FROM "tab" WHERE pk = 9 ORDER BY pk       | Unexpected token after expression
            FROM "tab" SET c = 1 WHERE pk = 'f'              | Unexpected token after expression
            NOT A STATEMENT                                  | Unexpected token after expression
            SELECT * FROM tab; SELECT * FROM tab             | Unexpected token after semicolon. (Only one query is allowed.)
            SLECT * FROM "tab" WHERE pk = 'a'                | Expected data manipulation
            UPDATE Pay-tab SET a = 1 WHERE pk = 'a'          | Expected data manipulation
            SELECT * FROM "tab" WHERE                        | Unexpected term
            SELECT * FROM "tab" WHERE;                       | Unexpected term
            SELECT * FROM "tab" WHERE NOT                    | Unexpected term
            SELECT * FROM "tab" WHERE (                      | Unexpected term
            SELECT * FROM                                    | Unexpected term
            UPDATE "tab" SET a = 1 WHERE                     | Unexpected term
            DELETE FROM "tab" WHERE                          | Unexpected term
            SELECT * FROM "tab" WHERE pk = 'p' AND           | Missing right-hand side expression of infix operator
            SELECT * FROM "tab" WHERE pk = 'p' OR            | Missing right-hand side expression of infix operator
            SELECT * FROM "tab" WHERE ORDER BY pk            | Unexpected keyword
            SELECT key FROM "tab"                            | Unexpected keyword
            INSERT INTO urls (key, a) VALUES (?, ?)          | Unexpected keyword
            SELECT * FROM "tab" WHERE pk = 'a' AND x IS FOO  | Expected type name
            SELECT * FROM "tab" WHERE IS NULL                | Unexpected operator
            SELECT * FROM "tab" WHERE pk = LIKE              | Unexpected operator
            DELETE FROM                                      | Expected identifier for simple path
            DELETE FROM;                                     | Expected identifier for simple path
            DELETE FROM WHERE pk = 'a'                       | Expected identifier for simple path
            DELETE "tab"                                     | Expected FROM after DELETE
            SELECT *                                         | Expected FROM after SELECT list
            SELECT *, a FROM "tab"                           | Other expressions may not be present in the select list when '*' is used without dot notation.
            SELECT a FROM "tab" WHERE contains(a, 'b'        | Expected RIGHT_PAREN
            SELECT a FROM "tab" WHERE a BETWEEN 1 OR 2       | Expected AND keyword
            SELECT m.inner FROM "tab"                        | Invalid path dot component
            UPDATE "tab" SET WHERE pk = 'a'                  | Expected identifier for simple path
            UPDATE "tab" SET a WHERE pk = 'a'                | Expected '='
            DELETE FROM "tab" WHERE a = 1 RETURNING a        | ~Expected ( MODIFIED | ALL ) ( NEW | OLD ) in each returning element.~
            SELECT * FROM "tab" WHERE a = ()                 | Expression group cannot be empty
            """)
    void whatIsNotPartiQLIsNotWellFormed(String statement, String detail) {
        assertRefused(statement, List.of(), MALFORMED + detail);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', delimiter = '|', textBlock = """
            SELECT * FROM "tab" WHERE pk = 1e2147483648
            SELECT * FROM "tab" WHERE pk = 1e99999999999
            SELECT * FROM "tab" WHERE pk = 1.5e-2147483647
            SELECT * FROM "tab" WHERE pk = 1 # note
            SELECT * FROM "tab" WHERE pk = 1 /* note
            SELECT * FROM "tab" WHERE pk = 'open
            SELECT * FROM "tab
            SELECT * FROM "tab" WHERE a ! b
            """)
    void ofWhatIsNoTokenNothingMoreIsSaid(String statement) {
        assertRefused(statement, List.of(), MALFORMED);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', delimiter = '|', textBlock = """
            x IS INT4                                        | Unsupported operation: IsType
            x IS DOUBLE PRECISION                            | Unsupported operation: IsType
            x IS CHARACTER VARYING                           | Unsupported operation: IsType
            SELECT * FROM "tab" t WHERE pk = 'x'             | Aliasing is not supported
            SELECT * FROM "tab" AS t WHERE pk = 'x'          | Aliasing is not supported
            SELECT s AS x FROM "tab" WHERE pk = 'x'          | Aliasing is not supported
            UPDATE "tab" t SET a = 3 WHERE pk = 'x'          | Aliasing is not supported
            DELETE FROM "tab" t WHERE pk = 'x'               | Aliasing is not supported
            SELECT s, s FROM "tab" WHERE pk = 't1'           | Duplicate identifiers in select clause: s
            SELECT a.s, b.s FROM "tab" WHERE pk = 't1'       | Duplicate identifiers in select clause: s
            SELECT id FROM dbimp_page LIMIT 5                | Unsupported clause: LIMIT at 1:33:1
            SELECT * FROM "tab", "other"                     | Only select from a single table or index is supported.
            SELECT * FROM "tab" JOIN "other" ON a = b        | Only select from a single table or index is supported.
            SELECT * FROM "tab"."i"."extra" WHERE pk = 'p'   | A path may contain at most 2 components in the FROM clause
            SELECT * FROM "tab"."" WHERE pk = 'p'            | Path component cannot be an empty string
            SELECT * FROM "" WHERE pk = 'p'                  | Path component cannot be an empty string
            SELECT * FROM "a b c" WHERE pk = 'p'             | Table name should be within the length [3, 255] and only contain 'a-z', 'A-Z', '0-9', '-', '_', '.'.
            INSERT INTO "tab"."i" VALUE {'pk': 'w'}          | FROM clause may only contain a single table name in data manipulation statements
            UPDATE "tab"."i" SET a = 'z' WHERE pk = 'p'      | This operation is not supported on an index
            DELETE FROM "tab"."i" WHERE pk = 'p'             | This operation is not supported on an index
            INSERT INTO "tab" <<{'pk': 1}>>                  | Unsupported operation: Inserting multiple items in a single statement is not supported, use "INSERT INTO tableName VALUE item" instead
            INSERT INTO "tab" VALUE [1]                      | Unsupported format in item expression. Please use struct format {...} to express item values for insert statement.
            INSERT INTO "tab" VALUE {'a': 1} RETURNING ALL OLD * | RETURNING is not supported in INSERT
            DELETE FROM "tab" WHERE pk = 'x' RETURNING MODIFIED OLD * | Invalid returning clause: RETURNING MODIFIED OLD *. Only RETURNING ALL OLD * is allowed in DELETE statements.
            DELETE FROM "tab" WHERE pk = 'x' RETURNING ALL NEW * | Invalid returning clause: RETURNING ALL NEW *. Only RETURNING ALL OLD * is allowed in DELETE statements.
            UPDATE "tab" SET a = 1 WHERE b = 1 RETURNING ALL OLD a | ~Expected '*' after ( MODIFIED | ALL ) ( NEW | OLD ) in RETURNING clause~
            SELECT attribute_exists(ss) FROM "tab"           | Unexpected path component at 1:8:16
            SELECT l[-1] FROM "tab"                          | List index is not within the allowable range; index: [-1] at 1:11:1
            SELECT l[2147483648] FROM "tab"                  | List index is not within the allowable range; index: [2147483648] at 1:10:10
            SELECT a FROM "tab" WHERE EXISTS(ss)             | Unrecognized function: exists at 1:27:6
            SELECT a FROM "tab" WHERE set_add(a, <<'x'>>) = a | Unrecognized function: set_add at 1:27:7
            SELECT a FROM "tab" WHERE a = MISSING            | MISSING must be compared using IS operator
            SELECT a FROM "tab" WHERE a                      | WHERE clause must contain an expression that resolves to a boolean
            SELECT a FROM "tab" WHERE a IN b                 | IN operator must have a left hand argument of type Variable Reference and right hand argument of type Seq with at least one member
            SELECT a FROM "tab" WHERE attribute_exists('a')  | Operator or function requires a document path; operator or function: attribute_exists
            SELECT a FROM "tab" WHERE attribute_exists()     | Incorrect number of operands for operator or function; operator or function: attribute_exists, number of operands: 0
            SELECT a FROM "tab" WHERE attribute_exists(a, b) | Incorrect number of operands for operator or function; operator or function: attribute_exists, number of operands: 2
            SELECT a FROM "tab" WHERE attribute_type(a, 1)   | Incorrect operand type for operator or function; operator or function: attribute_type, operand type: N
            SELECT a FROM "tab" WHERE attribute_type(a, 'X') | Invalid attribute type name found; type: X, valid types: {N,BS,L,B,NULL,M,S,SS,NS,BOOL}
            SELECT a FROM "tab" WHERE attribute_exists(n) > false | Incorrect operand type for operator or function; operator or function: >, operand type: BOOL
            SELECT a FROM "tab" WHERE a < true               | Incorrect operand type for operator or function; operator or function: <, operand type: BOOL
            SELECT a FROM "tab" WHERE size(a)                | The function is not allowed to be used this way in an expression; function: size
            SELECT * FROM "tab" WHERE pk = 1e126             | Number overflow. Attempting to store a number with magnitude larger than supported range under root
            SELECT * FROM "tab" WHERE pk = 1e-131            | Number underflow. Attempting to store a number with magnitude smaller than supported range under root
            SELECT * FROM "tab" WHERE pk = 123456789012345678901234567890123456789 | Attempting to store more than 38 significant digits in a Number under root
            INSERT INTO "tab" VALUE {'pk': 1, 'm': {'x': 1e126}} | Number overflow. Attempting to store a number with magnitude larger than supported range under root.x
            INSERT INTO "tab" VALUE {'pk': 1, 'l': [1, 1e126]} | Number overflow. Attempting to store a number with magnitude larger than supported range under root[1]
            INSERT INTO "tab" VALUE {'pk': 'b', 's': <<>>}   | Empty bags are not supported
            INSERT INTO "tab" VALUE {'pk': 'b', 's': <<1, 'a'>>} | Unsupported data type in Bag. DynamoDB only supports either numbers or strings in bags
            INSERT INTO "tab" VALUE {'pk': 'b', 's': <<'a', 'a'>>} | One or more parameter values were invalid: Input collection [a, a] contains duplicates.
            INSERT INTO "tab" VALUE {'pk': 'b', 's': <<2, 2.0>>} | One or more parameter values were invalid: Input collection [2, 2.0] contains duplicates! under root
            INSERT INTO "tab" VALUE {'pk': 'a', 'ss': set_add(<<'a'>>, <<'b'>>)} | Unsupported data type: set_add under key root at 1:43:7
            UPDATE "tab" SET t = set_add(ss, <<'x'>>) WHERE a = 1 | The first argument to SET_ADD must equal the assignment value at 1:22:7
            UPDATE "tab" SET ss = set_add(<<'a'>>, <<'b'>>) WHERE a = 1 | The first argument to SET_ADD must equal the assignment value at 1:23:7
            UPDATE "tab" SET ss = set_add(ss, 'x') WHERE a = 1 | The second argument to SET_ADD must be a value with type SET at 1:31:2
            UPDATE "tab" SET "ss" = set_delete("ss", ['x']) WHERE a = 1 | The second argument to SET_DELETE must be a value with type SET at 1:36:4
            UPDATE "tab" SET ss = set_add(ss) WHERE a = 1    | SET_ADD must have exactly two arguments at 1:23:7
            UPDATE "tab" SET n = 'a' + 1 WHERE a = 1         | Incorrect operand type for operator or function; operator or function: +, operand type: S
            UPDATE "tab" SET n = n - null WHERE a = 1        | Incorrect operand type for operator or function; operator or function: -, operand type: NULL
            UPDATE "tab" SET a = 1, a = 2 WHERE b = 1        | Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a]
            SELECT a FROM "tab" WHERE a = ?                  | Number of parameters in request and statement don't match.
            """)
    void whatDynamoDbDoesNotKnowIsRefusedByName(String statement, String message) {
        assertRefused(statement, List.of(), message);
    }

    @Test
    void parametersStandForWholeValues() {
        assertRefused(
                "UPDATE \"tab\" SET x = [?] WHERE pk = 1",
                List.of(new Value.S("v")),
                "Unsupported data type: Parameter under key root[0] at 1:23:1");
        assertRefused(
                "INSERT INTO \"tab\" VALUE {'pk': 1, 'm': {'k': ?}}",
                List.of(new Value.S("v")),
                "Unsupported data type: Parameter under key root.k at 1:46:1");
        assertRefused(
                "SELECT * FROM tab WHERE a = ?",
                List.of(new Value.S("a"), new Value.S("b")),
                "Number of parameters in request and statement don't match.");
    }

    @Test
    void placesCountLinesAndCharacters() {
        assertRefused(
                "UPDATE \"tab\"\nSET BandMembers = set_add(BandMembers, 'x')\nWHERE pk='sets'",
                List.of(),
                "The second argument to SET_ADD must be a value with type SET at 2:27:11");
    }

    @Test
    void literalsNestNoDeeperThanValues() {
        String update = "UPDATE \"tab\" SET d = ";
        assertRefused(
                update + "{'a':".repeat(32) + "1" + "}".repeat(32) + " WHERE pk = 1",
                List.of(),
                "Nesting Levels have exceeded supported limits under root" + ".a".repeat(32));
        assertRefused(
                update + "{'a':" + "[".repeat(31) + "1" + "]".repeat(31) + "} WHERE pk = 1",
                List.of(),
                "Nesting Levels have exceeded supported limits under root.a" + "[0]".repeat(31));
        Command.read(update + "{'a':".repeat(31) + "1" + "}".repeat(31) + " WHERE pk = 1", List.of());
    }

    @Test
    void inTakesAHundredOperandsCountingTheFirst() {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < 101; i++) {
            values.add(Integer.toString(i));
        }
        Command.read("SELECT a FROM tab WHERE a IN [" + String.join(",", values.subList(0, 99)) + "]", List.of());
        assertRefused(
                "SELECT a FROM tab WHERE a IN [" + String.join(",", values.subList(0, 100)) + "]",
                List.of(),
                "The IN operator is provided with too many operands; number of operands: 101");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', delimiter = '|', textBlock = """
            {'a': 1E3, 'b': -1.5e-3, 'c': 2.50, 'd': -0}     | {M:{a={N:1000}, b={N:-0.0015}, c={N:2.5}, d={N:0}}}
            {'a': .73e1, 'b': -.5, 'c': - - 1, 'd': +5}      | {M:{a={N:7.3}, b={N:-0.5}, c={N:1}, d={N:5}}}
            {'q': 'it''s here', 'e': ''}                     | {M:{q={S:it's here}, e={S:}}}
            {'a': TRUE, 'b': false, 'c': null}               | {M:{a={BOOL:true}, b={BOOL:false}, c={NULL:true}}}
            {'l': [1, 'a', [], {}], 'm': {'x': {'y': 1}}}    | {M:{l={L:[{N:1}, {S:a}, {L:[]}, {M:{}}]}, m={M:{x={M:{y={N:1}}}}}}}
            {'s': <<'a', 'b'>>, 'n': <<1, 2.0>>}             | {M:{s={SS:[a, b]}, n={NS:[1, 2]}}}
            """)
    void literalsAreValues(String literal, String value) {
        InsertCommand insert = (InsertCommand) Command.read("INSERT INTO tab VALUE " + literal, List.of());

        assertThat(Texts.of(new Value.M(insert.item().attributes()))).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', delimiter = '|', textBlock = """
            a.b[0]      | b[0]
            a[1].c      | c
            a.b         | b
            a['b']      | b
            "a.b"       | a.b
            l[-0]       | l[0]
            "select"    | select
            """)
    void columnsAreNamedFromTheLastNameOn(String column, String name) {
        SelectCommand select = (SelectCommand) Command.read("SELECT " + column + " FROM tab", List.of());
        Item item = Item.of(java.util.Map.of(
                "a",
                new Value.M(java.util.Map.of("b", new Value.L(List.of(new Value.S("x"))))),
                "a.b",
                new Value.S("x"),
                "select",
                new Value.S("x"),
                "l",
                new Value.L(List.of(new Value.S("x")))));
        Item listed = Item.of(java.util.Map.of(
                "a", new Value.L(List.of(new Value.S("x"), new Value.M(java.util.Map.of("c", new Value.S("x")))))));

        assertThat(select.columns(column.startsWith("a[1]") ? listed : item).attributes())
                .containsOnlyKeys(name);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', delimiter = '|', textBlock = """
            SELECT/**/* FROM tab -- the table\\nWHERE pk/* key */='a' AND sk='1' --
            -- first\\nselect a from tab where not a = 1 and b <> 2 or c != 3;
            FROM tab WHERE pk = 'a' SET c = 2 REMOVE a SET d = 1, e = 2 RETURNING ALL NEW *
            UPDATE tab SET l = list_append(l, [1]) SET n = n - -1 REMOVE m.x WHERE pk = 'a' RETURNING MODIFIED OLD *
            SELECT a FROM tab WHERE a NOT IN (1, 2) AND b NOT BETWEEN 1 AND 2 AND c IS NOT MISSING AND d IS BOOL
            SELECT a FROM tab WHERE NOT begins_with("kind", 'al') AND SIZE(b) > 3 AND attribute_type(c, 'N')
            EXISTS(SELECT * FROM tab WHERE pk = 'a' AND b IS MISSING)
            SELECT a FROM tab WHERE 1 = 1 AND attribute_exists(a) = true AND (a BETWEEN 0 AND 5) = true
            """)
    void readsWhatDynamoDbReads(String statement) {
        Command.read(statement.replace("\\n", "\n"), List.of());
    }
}
