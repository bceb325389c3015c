package dev.kagemusha.dynamodb.operation;

import dev.kagemusha.testing.RunningServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ExecuteStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.ExecuteStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import static dev.kagemusha.dynamodb.operation.Sample.n;
import static dev.kagemusha.dynamodb.operation.Sample.s;
import static dev.kagemusha.testing.AwsErrors.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Statements about the sample table, through a real client: each clause of PartiQL by its own facts, so it is long. */
class StatementsConformanceTest {
    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags();

    private final DynamoDbClient client = SERVER.client(DynamoDbClient.builder());

    @BeforeAll
    static void fill() {
        DynamoDbClient client = SERVER.client(DynamoDbClient.builder());
        fill(client, "stmt");
        fill(client, "readonly");
    }

    private static void fill(DynamoDbClient client, String table) {
        Sample.create(client, table);
        for (int i = 1; i <= 3; i++) {
            long sk = i;
            client.putItem(r -> r.tableName(table)
                    .item(Map.of(
                            "pk",
                            s("o"),
                            "sk",
                            n(sk),
                            "color",
                            s(sk == 2 ? "blue" : "red"),
                            "rank",
                            n(10 - sk),
                            "v",
                            n(sk * 10),
                            "w",
                            s("w" + sk))));
            client.putItem(r -> r.tableName(table).item(Map.of("pk", s("p"), "sk", n(sk), "flag", s("f" + sk))));
        }
    }

    private ExecuteStatementResponse run(String statement, AttributeValue... parameters) {
        return run(r -> r.statement(statement).parameters(parameters.length == 0 ? null : List.of(parameters)));
    }

    private ExecuteStatementResponse run(Consumer<ExecuteStatementRequest.Builder> request) {
        return client.executeStatement(request);
    }

    private void refused(String statement, String message) {
        assertRefused(() -> run(statement), "ValidationException", 400, message);
    }

    private @Nullable Map<String, AttributeValue> stored(String pk, long sk) {
        var answer = client.getItem(
                r -> r.tableName("stmt").key(Map.of("pk", s(pk), "sk", n(sk))).consistentRead(true));
        return answer.hasItem() ? answer.item() : null;
    }

    private static List<String> keys(ExecuteStatementResponse answer) {
        List<String> keys = new ArrayList<>();
        for (Map<String, AttributeValue> item : answer.items()) {
            keys.add(item.get("pk").s() + item.get("sk").n());
        }
        return keys;
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', delimiter = '|', textBlock = """
            pk = 'o' ORDER BY sk                                 | o1 o2 o3
            pk = 'o' ORDER BY sk DESC                            | o3 o2 o1
            pk = 'o' ORDER BY pk ASC                             | o3 o2 o1
            pk IN ['o', 'p'] ORDER BY pk DESC, sk ASC            | p1 p2 p3 o1 o2 o3
            pk = 'o' AND sk IN [1, 3] ORDER BY sk DESC           | o3 o1
            pk = 'o' AND sk > 1                                  | o2 o3
            pk = 'o' AND 1 < sk                                  | o2 o3
            pk = 'o' AND sk BETWEEN 2 AND 9                      | o2 o3
            pk = 'o' AND sk = 2                                  | o2
            'o' = pk AND 2 = sk                                  | o2
            pk = 'o' AND (sk = 1 OR sk = 3)                      | o1 o3
            pk = 'o' AND (sk < 2 OR sk > 2 OR sk = 2)            | o1 o3 o2
            pk = 'o' AND sk = 2 AND sk > 0                       | o2
            pk = 'o' AND sk > 0 AND sk <> 2                      | o1 o3
            pk = 'o' AND NOT sk = 1                              | o2 o3
            pk = 'o' AND NOT sk IN [1, 3] OR pk = 'o' AND sk = 2 | o2
            pk = 'o' OR pk = 'o' AND NOT sk = 1                  | o1 o2 o3
            pk = 'o' AND attribute_exists(pk)                    | o1 o2 o3
            (sk = 1) AND pk = 'o' AND pk = 'o'                   | o1
            pk = 'o' AND pk = 'p'                                |
            pk = 'o' AND v = 20                                  | o2
            pk = 'o' AND (v = 20 OR w = 'w3')                    | o2 o3
            pk = 'o' AND begins_with(w, 'w') AND v IN (10, 30)   | o1 o3
            pk = 'o' AND contains(w, '2')                        | o2
            pk = 'o' AND size(w) = 2 AND attribute_type(v, 'N')  | o1 o2 o3
            pk = 'p' AND flag IS NOT MISSING AND w IS MISSING    | p1 p2 p3
            pk = 'p' AND (flag = 'f1' OR flag = 'f2') = false    | p3
            pk = 'p' AND attribute_exists(nope) <> 1             | p1 p2 p3
            pk = 'p' AND NOT attribute_exists(flag) = true       |
            pk = 'zz'                                            |
            """)
    void selectsTheItemsOfPartitions(String condition, @Nullable String expected) {
        ExecuteStatementResponse answer = run("SELECT pk, sk FROM stmt WHERE " + condition);

        assertThat(keys(answer)).containsExactly(expected == null ? new String[0] : expected.split(" "));
        assertThat(answer.nextToken()).isNull();
        assertThat(answer.hasItems()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', delimiter = '|', textBlock = """
            flag = 'f2'                         | p2
            pk > 'o'                            | p1 p2 p3
            pk = 'o' OR sk = 1                  | o1 o2 o3 p1
            pk IN ['o', 'p'] OR flag = 'f1'     | o1 o2 o3 p1 p2 p3
            begins_with(pk, 'o') AND sk < 2     | o1
            pk > 1                              |
            """)
    void selectsFromAllItemsWhenThePartitionIsOpen(String condition, @Nullable String expected) {
        assertThat(keys(run("SELECT * FROM readonly WHERE " + condition)))
                .containsExactlyInAnyOrder(expected == null ? new String[0] : expected.split(" "));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', delimiter = '|', textBlock = """
            pk IN ['o', 'o']
            pk = 'o' OR pk = 'o'
            pk = 'o' AND (sk > 0 OR sk < 5)
            pk = 'o' AND (sk = 1 OR flag = 'two')
            (pk = 'o' AND flag = 'one') OR (pk = 'o' AND flag = 'two')
            pk = 'a' AND x = '1' OR pk = 'a' AND sk = 2
            pk = 'a' AND x <> '1' OR pk = 'a' AND sk = 2
            """)
    void refusesBranchesThatCouldFindTheSameItem(String condition) {
        refused(
                "SELECT * FROM stmt WHERE " + condition,
                "Overlapping conditions with range keys are not supported in where clause");
    }

    @Test
    void refusesTooManyReads() {
        String message = "Too many decomposed read operations for a given query.";
        refused("SELECT * FROM stmt WHERE pk IN [" + numbered("'v", 51, "'") + "]", message);
        refused("SELECT * FROM stmt WHERE pk = 'o' AND sk IN [" + numbered("", 51, "") + "]", message);
        refused("SELECT * FROM stmt WHERE pk IN [" + numbered("'v", 26, "'") + "] AND sk IN [1, 2]", message);
        run("SELECT * FROM stmt WHERE pk IN [" + numbered("'v", 50, "'") + "] AND v IN [" + numbered("", 99, "") + "]");
        run("SELECT * FROM stmt WHERE pk IN [" + numbered("'v", 51, "'") + "] OR flag = 'one'");
    }

    private static String numbered(String before, int count, String after) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            values.add(before + i + after);
        }
        return String.join(",", values);
    }

    @Test
    void refusesKeysOfOtherTypes() {
        String message = "Key attribute's data type should match its data type in table's schema: Key ";
        refused("SELECT * FROM stmt WHERE pk = 1", message + "pk");
        refused("SELECT * FROM stmt WHERE pk = 1 OR pk = 'o'", message + "pk");
        refused("SELECT * FROM stmt WHERE pk = 'o' AND sk IN [1, '2']", message + "sk");
        refused("SELECT * FROM stmt WHERE pk = true", message + "pk");
        refused(
                "SELECT pk.a FROM stmt WHERE pk = 'o'",
                "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: pk");
    }

    @Test
    void refusesAnOrderItCannotKeep() {
        refused(
                "SELECT sk FROM stmt ORDER BY sk",
                "Must have WHERE clause in the statement when using ORDER BY clause.");
        refused(
                "SELECT sk FROM stmt WHERE pk = 'o' ORDER BY total DESC",
                "Attribute total in ORDER BY clause must be part of the primary key");
        refused(
                "SELECT sk FROM stmt WHERE pk > 'a' ORDER BY sk",
                "Must have at least one non-optional hash key condition in WHERE clause when using ORDER BY clause.");
        refused(
                "SELECT sk FROM stmt WHERE pk IN ['o', 'p'] ORDER BY sk DESC",
                "Must have hash key in ORDER BY clause when more than one hash key condition specified in WHERE"
                        + " clause.");
    }

    @Test
    void answersColumnsByTheirLastName() {
        run("INSERT INTO stmt VALUE {'pk': 'cols', 'sk': 1, 'm': {'k': [{'x': 1}, 2]}, 'a.b': 3}");

        assertThat(run("SELECT m.k[0].x, m.k[1], \"a.b\", gone FROM stmt WHERE pk = 'cols'")
                        .items())
                .containsExactly(Map.of("x", n(1), "k[1]", n(2), "a.b", n(3)));
    }

    @Test
    void indexesAnswerWhatTheyHold() {
        assertThat(run("SELECT * FROM \"stmt\".\"by-color\" WHERE color = 'red' ORDER BY sk DESC")
                        .items())
                .containsExactly(
                        Map.of("pk", s("o"), "sk", n(3), "color", s("red"), "v", n(30)),
                        Map.of("pk", s("o"), "sk", n(1), "color", s("red"), "v", n(10)));
        assertThat(keys(run("SELECT * FROM \"stmt\".\"by-rank\" WHERE pk = 'o' AND rank < 9 ORDER BY rank")))
                .containsExactly("o3", "o2");
        refused(
                "SELECT w FROM \"stmt\".\"by-color\" WHERE color = 'red'",
                "One or more parameter values were invalid: Global secondary index by-color does not project [w]");
        refused("SELECT * FROM stmt.nope WHERE pk = 'o'", "The table does not have the specified index");
        assertRefused(
                () -> run(r -> r.statement("SELECT * FROM \"stmt\".\"by-color\" WHERE color = 'red'")
                        .consistentRead(true)),
                "ValidationException",
                400,
                "Strongly consistent read is not supported on Global Secondary Indexes");
    }

    @Test
    void localIndexesFetchWhatTheyDoNotHold() {
        ExecuteStatementResponse answer =
                run(r -> r.statement("SELECT w FROM \"stmt\".\"by-rank\" WHERE pk = 'o' AND rank > 7")
                        .returnConsumedCapacity(ReturnConsumedCapacity.INDEXES));

        assertThat(answer.items()).containsExactly(Map.of("w", s("w2")), Map.of("w", s("w1")));
        ConsumedCapacity consumed = answer.consumedCapacity();
        assertThat(consumed.table().capacityUnits()).isEqualTo(1);
        assertThat(consumed.localSecondaryIndexes().get(Sample.BY_RANK).capacityUnits())
                .isEqualTo(0.5);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', delimiter = '|', textBlock = """
            color = 'red' AND NOT (w = '1' OR v = 2)                  | [w]
            color = 'red' AND b = '1' AND (a = '2' OR v = 3)          | [a, b]
            color = 'red' AND (zz = '1' OR aa = '2' OR mm = '3')      | [zz, aa, mm]
            color IN ['red', 'z'] AND w = 'w1'                        | [w]
            (color = 'red' OR color = 'z') AND w = 'w1'               | [w]
            color = 'red' AND w IS MISSING                            | [w]
            """)
    void refusesFiltersOnWhatAnIndexDoesNotHold(String condition, String names) {
        refused(
                "SELECT pk FROM \"stmt\".\"by-color\" WHERE " + condition,
                "One or more parameter values were invalid: Secondary index by-color does not project one or more filter"
                        + " attributes: " + names);
    }

    @Test
    void filtersOfAWholeIndexSeeWhatItHolds() {
        assertThat(run("SELECT pk, sk FROM \"stmt\".\"by-color\" WHERE w = 'w1'")
                        .items())
                .isEmpty();
        assertThat(keys(run("SELECT pk, sk FROM \"stmt\".\"by-color\" WHERE NOT w = 'w1'")))
                .containsExactlyInAnyOrder("o1", "o2", "o3");
        assertThat(
                        keys(
                                run(
                                        "SELECT pk, sk FROM \"stmt\".\"by-color\" WHERE (color = 'red' AND w = 'w1') OR (color = 'blue')")))
                .containsExactly("o2");
    }

    @Test
    void pagesGoOnWhereTheLastOneEnded() {
        String statement = "SELECT pk, sk FROM stmt WHERE pk IN ['o', 'p'] ORDER BY pk, sk";
        List<String> keys = new ArrayList<>();
        String token = null;
        int pages = 0;
        do {
            String from = token;
            ExecuteStatementResponse page =
                    run(r -> r.statement(statement).limit(2).nextToken(from));
            keys.addAll(keys(page));
            token = page.nextToken();
            assertThat(page.items()).hasSizeLessThanOrEqualTo(2);
            assertThat(page.hasLastEvaluatedKey())
                    .isEqualTo(!page.lastEvaluatedKey().isEmpty());
            pages++;
        } while (token != null);

        assertThat(keys).containsExactly("o1", "o2", "o3", "p1", "p2", "p3");
        assertThat(pages).isBetween(3, 5);
    }

    @Test
    void tokensAreForTheStatementThatGaveThem() {
        String statement = "SELECT pk, sk FROM stmt WHERE pk = ?";
        String token =
                run(r -> r.statement(statement).parameters(s("o")).limit(1)).nextToken();

        assertThat(keys(run(r -> r.statement(statement)
                        .parameters(s("o"))
                        .consistentRead(true)
                        .nextToken(token))))
                .containsExactly("o2", "o3");
        refusedToken(
                r -> r.statement(statement).parameters(s("p")).nextToken(token), "NextToken does not match request");
        refusedToken(
                r -> r.statement(statement + " ").parameters(s("o")).nextToken(token),
                "NextToken does not match request");
        refusedToken(r -> r.statement(statement).parameters(s("o")).nextToken("garbage"), "Invalid NextToken");
        for (int at : List.of(0, 5, token.length() / 2, token.length() - 5)) {
            char changed = token.charAt(at) == 'A' ? 'B' : 'A';
            String altered = token.substring(0, at) + changed + token.substring(at + 1);
            refusedToken(r -> r.statement(statement).parameters(s("o")).nextToken(altered), "Invalid NextToken");
        }
    }

    private void refusedToken(Consumer<ExecuteStatementRequest.Builder> request, String message) {
        assertRefused(() -> run(request), "ValidationException", 400, message);
    }

    @Test
    void limitCountsTheItemsLookedAt() {
        ExecuteStatementResponse page = run(
                r -> r.statement("SELECT * FROM stmt WHERE pk = 'o' AND v = 30").limit(2));

        assertThat(page.items()).isEmpty();
        assertThat(page.nextToken()).isNotNull();
        assertThat(page.lastEvaluatedKey()).isEqualTo(Map.of("pk", s("o"), "sk", n(2)));
    }

    @Test
    void readsCostWhatTheyRead() {
        assertThat(units("SELECT * FROM stmt WHERE pk = 'o' AND sk = 1", false)).isEqualTo(0.5);
        assertThat(units("SELECT * FROM stmt WHERE pk = 'o' AND sk = 1", true)).isEqualTo(1);
        assertThat(units("SELECT * FROM stmt WHERE pk IN ['o', 'p']", true)).isEqualTo(2);
    }

    private double units(String statement, boolean consistent) {
        return run(r -> r.statement(statement)
                        .consistentRead(consistent)
                        .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL))
                .consumedCapacity()
                .capacityUnits();
    }

    @Test
    void insertReplacesNothing() {
        ExecuteStatementResponse answer = run(r -> r.statement("INSERT INTO stmt VALUE {'pk': ?, 'sk': ?, 'a': 1}")
                .parameters(s("ins"), n(1))
                .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL));

        assertThat(answer.hasItems()).isTrue();
        assertThat(answer.items()).isEmpty();
        assertThat(answer.consumedCapacity().capacityUnits()).isEqualTo(1);
        assertRefused(
                () -> run("INSERT INTO stmt VALUE {'pk': 'ins', 'sk': 1, 'a': 2}"),
                "DuplicateItemException",
                400,
                "Duplicate primary key exists in table");
        assertThat(stored("ins", 1)).containsEntry("a", n(1));
        refused(
                "INSERT INTO stmt VALUE {'pk': 'ins'}",
                "One or more parameter values were invalid: Missing the key sk in the item");
    }

    @Test
    void updateChangesWhatIsThere() {
        run("INSERT INTO stmt VALUE {'pk': 'upd', 'sk': 1, 'n': 5, 'l': [1], 's': <<'a'>>, 'm': {'x': 1, 'y': 2}}");

        ExecuteStatementResponse answer = run(
                "UPDATE stmt SET n = n + ?, l = list_append(l, [2])"
                        + " SET s = SET_ADD(s, <<'b'>>) REMOVE m.x SET fresh = set_add(fresh, <<1>>)"
                        + " WHERE (pk = 'upd' AND sk = 1) AND n = 5 RETURNING ALL NEW *",
                n(2));

        assertThat(answer.items()).hasSize(1);
        Map<String, AttributeValue> item = answer.items().getFirst();
        assertThat(item.get("n")).isEqualTo(n(7));
        assertThat(item.get("l").l()).containsExactly(n(1), n(2));
        assertThat(item.get("s").ss()).containsExactlyInAnyOrder("a", "b");
        assertThat(item.get("m").m()).isEqualTo(Map.of("y", n(2)));
        assertThat(item.get("fresh").ns()).containsExactly("1");
        assertThat(stored("upd", 1)).isEqualTo(item);

        run("UPDATE stmt SET s = set_delete(s, <<'a', 'b'>>) WHERE pk = 'upd' AND sk = 1");
        assertThat(stored("upd", 1)).doesNotContainKey("s");
        assertThat(run("FROM stmt WHERE pk = 'upd' AND sk = 1 SET n = 1").items())
                .isEmpty();
        assertThat(stored("upd", 1)).containsEntry("n", n(1));
    }

    @Test
    void updateMakesNoItem() {
        assertRefused(
                () -> run("UPDATE stmt SET a = 1 WHERE pk = 'ghost' AND sk = 1 AND attribute_not_exists(pk)"),
                "ConditionalCheckFailedException",
                400,
                "The conditional request failed");
        assertThat(stored("ghost", 1)).isNull();
    }

    @Test
    void falseConditionsStopWrites() {
        run("INSERT INTO stmt VALUE {'pk': 'cond', 'sk': 1, 'a': 1}");

        for (String statement : List.of(
                "UPDATE stmt SET a = 2 WHERE pk = 'cond' AND sk = 1 AND a = 9",
                "DELETE FROM stmt WHERE pk = 'cond' AND sk = 1 AND NOT a = 1")) {
            ConditionalCheckFailedException refused = catchThrowableOfType(
                    ConditionalCheckFailedException.class,
                    () -> run(r -> r.statement(statement)
                            .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)));
            assertThat(refused.item()).isEqualTo(Map.of("pk", s("cond"), "sk", n(1), "a", n(1)));
        }
        assertThat(stored("cond", 1)).containsEntry("a", n(1));
    }

    @Test
    void deleteOfWhatIsNotThereSucceeds() {
        assertThat(run("DELETE FROM stmt WHERE pk = 'gone' AND sk = 1 AND a = 'x' RETURNING ALL OLD *")
                        .items())
                .isEmpty();
        run("INSERT INTO stmt VALUE {'pk': 'gone', 'sk': 1, 'a': 1}");
        assertThat(run("DELETE FROM stmt WHERE pk = 'gone' AND sk = 1 AND a = 1 RETURNING ALL OLD *")
                        .items())
                .containsExactly(Map.of("pk", s("gone"), "sk", n(1), "a", n(1)));
        assertThat(stored("gone", 1)).isNull();
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', delimiter = '|', textBlock = """
            SET d = 'new'                   | ALL OLD      | {pk=r, sk=1, d=old, l=[a, b, c]}
            SET d = 'new'                   | ALL NEW      | {pk=r, sk=1, d=new, l=[a, b, c]}
            SET d = 'new'                   | MODIFIED OLD | {d=old}
            SET d = 'new'                   | MODIFIED NEW | {d=new}
            REMOVE d                        | MODIFIED OLD | {d=old}
            REMOVE d                        | MODIFIED NEW |
            SET fresh = 'x'                 | MODIFIED OLD |
            SET l[2] = 'y', l[0] = 'x'      | MODIFIED NEW | {l=[x, y]}
            SET l[2] = 'y', l[0] = 'x'      | MODIFIED OLD | {l=[a, c]}
            SET l[5] = 'c'                  | MODIFIED NEW |
            SET l[3] = 'c'                  | MODIFIED NEW | {l=[c]}
            REMOVE l[1]                     | MODIFIED OLD | {l=[b]}
            REMOVE l[1]                     | MODIFIED NEW | {l=[c]}
            REMOVE l[2]                     | MODIFIED NEW |
            """)
    void returnsWhatWasAskedFor(String changes, String returning, @Nullable String expected) {
        client.putItem(r -> r.tableName("stmt")
                .item(Map.of(
                        "pk",
                        s("r"),
                        "sk",
                        n(1),
                        "d",
                        s("old"),
                        "l",
                        AttributeValue.fromL(List.of(s("a"), s("b"), s("c"))))));

        List<Map<String, AttributeValue>> items = run("UPDATE stmt " + changes + " WHERE pk = 'r' AND sk = 1 RETURNING "
                        + returning + " *")
                .items();

        if (expected == null) {
            assertThat(items).isEmpty();
        } else {
            Map<String, Object> shown = new java.util.TreeMap<>();
            items.getFirst().forEach((name, value) -> shown.put(name, show(value)));
            Map<String, Object> sorted = new java.util.LinkedHashMap<>();
            for (String name : List.of("pk", "sk", "d", "l")) {
                if (shown.containsKey(name)) {
                    sorted.put(name, shown.get(name));
                }
            }
            assertThat(sorted).hasSameSizeAs(shown);
            assertThat(sorted.toString()).isEqualTo(expected);
        }
    }

    private static Object show(AttributeValue value) {
        if (value.hasL()) {
            return value.l().stream().map(StatementsConformanceTest::show).toList();
        }
        return value.s() != null ? value.s() : value.n();
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', delimiter = '|', textBlock = """
            UPDATE stmt SET a = 1 WHERE pk = 'o'                       | Where clause does not contain a mandatory equality on all key attributes
            UPDATE stmt SET a = 1                                      | Where clause does not contain a mandatory equality on all key attributes
            FROM stmt SET c = 1                                        | Where clause does not contain a mandatory equality on all key attributes
            FROM stmt REMOVE a                                         | Where clause does not contain a mandatory equality on all key attributes
            FROM stmt WHERE a = 1 SET c = 1                            | Where clause does not contain a mandatory equality on all key attributes
            DELETE FROM stmt WHERE "name" = 'alpha'                    | Where clause does not contain a mandatory equality on all key attributes
            DELETE FROM stmt WHERE pk IN ['o'] AND sk = 1              | Where clause does not contain a mandatory equality on all key attributes
            DELETE FROM stmt WHERE pk = 'o' AND sk = 1 OR pk = 'p'     | Where clause does not contain a mandatory equality on all key attributes
            UPDATE stmt SET a = 1 WHERE pk = 'o' AND sk = 1 AND pk = 'p' | Multiple conditions on same key pk. Only single item Update/Insert/Delete are supported
            DELETE FROM stmt WHERE pk = 'o' AND sk = 1 AND pk = 'p'    | Multiple conditions on same key pk. Only single item Update/Insert/Delete are supported
            DELETE FROM stmt WHERE pk = 'o' AND sk = '1'               | The provided key element does not match the schema
            UPDATE stmt SET sk = 1 WHERE pk = 'o' AND sk = 1           | One or more parameter values were invalid: Cannot update attribute sk. This attribute is part of the key
            UPDATE stmt SET gone[0] = 1 WHERE pk = 'o' AND sk = 1      | The document path provided in the update expression is invalid for update
            UPDATE stmt SET w = set_add(w, <<'x'>>) WHERE pk = 'o' AND sk = 1 | An operand in the update expression has an incorrect data type
            UPDATE stmt SET nolist = list_append(nolist, [1]) WHERE pk = 'o' AND sk = 1 | The provided expression refers to an attribute that does not exist in the item
            EXISTS(SELECT * FROM stmt WHERE pk = 'o' AND sk = 1 AND a IS MISSING) | EXISTS can only be used in ExecuteTransaction write requests.
            """)
    void refusesWritesThatAreNotOfOneItem(String statement, String message) {
        refused(statement, message);
        assertThat(stored("o", 1)).containsEntry("v", n(10));
    }

    @Test
    void parametersAreCheckedBeforeTheStatementAndTheTable() {
        assertRefused(
                () -> run("UPDATE stmt SET WHERE", AttributeValue.fromSs(List.of("a", "a"))),
                "ValidationException",
                400,
                "One or more parameter values were invalid: Input collection [a, a] contains duplicates.");
        assertRefused(
                () -> run("SELECT * FROM absent WHERE pk = 'x' AND v < ?", AttributeValue.fromBool(true)),
                "ValidationException",
                400,
                "Incorrect operand type for operator or function; operator or function: <, operand type: BOOL");
        assertRefused(
                () -> run("SELECT * FROM absent WHERE pk = 'x'"),
                "ResourceNotFoundException",
                400,
                "Requested resource not found");
        assertRefused(
                () -> run("FROM absent WHERE pk = 'x' SET c = 1"),
                "ResourceNotFoundException",
                400,
                "Requested resource not found");
    }
}
