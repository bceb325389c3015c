package dev.kagemusha.dynamodb.operation;

import dev.kagemusha.testing.RunningServer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchExecuteStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ExecuteTransactionRequest;
import software.amazon.awssdk.services.dynamodb.model.ExecuteTransactionResponse;
import software.amazon.awssdk.services.dynamodb.model.ParameterizedStatement;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import static dev.kagemusha.dynamodb.operation.Sample.n;
import static dev.kagemusha.dynamodb.operation.Sample.s;
import static dev.kagemusha.testing.AwsErrors.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Statements in batches and in transactions. */
class StatementGroupsConformanceTest {
    private static final String FAILED = "Validation failed in TransactStatements[0]: ";
    private static final String READS_BY_KEY =
            "Select statements within ExecuteTransaction must specify the primary key in the where clause.";

    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags();

    private final DynamoDbClient client = SERVER.client(DynamoDbClient.builder());

    @BeforeAll
    static void create() {
        DynamoDbClient client = SERVER.client(DynamoDbClient.builder());
        Sample.create(client, "group");
        client.waiter().waitUntilTableExists(r -> r.tableName("group"));
        for (long i = 1; i <= 3; i++) {
            long sk = i;
            client.putItem(r ->
                    r.tableName("group").item(Map.of("pk", s("read"), "sk", n(sk), "v", n(sk), "color", s("red"))));
        }
    }

    private void put(String pk, long v) {
        client.putItem(r -> r.tableName("group").item(Map.of("pk", s(pk), "sk", n(1), "v", n(v))));
    }

    private Map<String, AttributeValue> stored(String pk) {
        return client.getItem(r -> r.tableName("group")
                        .key(Map.of("pk", s(pk), "sk", n(1)))
                        .consistentRead(true))
                .item();
    }

    // Batches

    private BatchExecuteStatementResponse batch(String... statements) {
        return client.batchExecuteStatement(r -> r.returnConsumedCapacity(ReturnConsumedCapacity.TOTAL)
                .statements(Arrays.stream(statements)
                        .map(statement -> BatchStatementRequest.builder()
                                .statement(statement)
                                .build())
                        .toList()));
    }

    @Test
    void batchesAnswerEachRead() {
        BatchExecuteStatementResponse answer =
                client.batchExecuteStatement(r -> r.returnConsumedCapacity(ReturnConsumedCapacity.TOTAL)
                        .statements(
                                b -> b.statement("SELECT v FROM \"group\" WHERE pk = ? AND sk = 1")
                                        .parameters(s("read"))
                                        .consistentRead(true),
                                b -> b.statement("SELECT * FROM \"group\" WHERE pk IN ['read'] AND sk IN [2]"),
                                b -> b.statement("SELECT * FROM \"group\" WHERE pk = 'gone' AND sk = 1")));

        assertThat(answer.responses().get(0).item()).isEqualTo(Map.of("v", n(1)));
        assertThat(answer.responses().get(1).item()).containsEntry("sk", n(2));
        assertThat(answer.responses().get(2).hasItem()).isFalse();
        assertThat(answer.responses())
                .extracting(BatchStatementResponse::tableName)
                .containsOnly("group");
        assertThat(answer.consumedCapacity())
                .extracting(ConsumedCapacity::capacityUnits)
                .containsExactly(1.0, 0.5, 0.5);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', delimiter = '|', textBlock = """
            SLECT * FROM "group" WHERE pk = 'a'                           | ValidationError | | Statement wasn't well formed, can't be processed: Expected data manipulation
            SELECT * FROM "group" WHERE v = 'a'                           | ValidationError | | Select statements within BatchExecuteStatement must specify the primary key in the where clause.
            SELECT * FROM "group" WHERE pk = 'read' AND sk = 1 AND v = 1  | ValidationError | | Select statements within BatchExecuteStatement must specify the primary key in the where clause.
            SELECT * FROM "group"."by-color" WHERE color = 'red'          | ValidationError | | Select statements within BatchExecuteStatement must specify the primary key in the where clause.
            SELECT * FROM absent WHERE pk = 'x'                           | ResourceNotFound | | Requested resource not found
            DELETE FROM "group" WHERE pk = 'x' AND sk = 1 RETURNING MODIFIED OLD * | ValidationError | | Invalid returning clause: RETURNING MODIFIED OLD *. Only RETURNING ALL OLD * is allowed in DELETE statements.
            DELETE FROM "group" WHERE pk = 'x'                            | ValidationError | | Where clause does not contain a mandatory equality on all key attributes
            UPDATE "group" SET v = 2 WHERE pk = 'read' AND sk = 1 AND v = 9 | ConditionalCheckFailed | group | The conditional request failed
            INSERT INTO "group" VALUE {'pk': 'read', 'sk': 1}             | DuplicateItem | group | Duplicate primary key exists in table
            EXISTS(SELECT * FROM "group" WHERE pk = 'read' AND sk = 1 AND v = 1) | ValidationError | | EXISTS can only be used in ExecuteTransaction write requests.
            """)
    void oneStatementOfABatchFailsAlone(String statement, String code, String table, String message) {
        boolean reads = statement.startsWith("S");
        String other = reads
                ? "SELECT * FROM \"group\" WHERE pk = 'read' AND sk = 1"
                : "UPDATE \"group\" SET touched = 1 WHERE pk = 'read' AND sk = 3 RETURNING ALL NEW *";
        List<BatchStatementResponse> responses = batch(statement, other).responses();

        assertThat(responses.get(0).error().codeAsString()).isEqualTo(code);
        assertThat(responses.get(0).error().message()).isEqualTo(message);
        assertThat(responses.get(0).tableName()).isEqualTo(table);
        assertThat(responses.get(0).hasItem()).isFalse();
        assertThat(responses.get(1).error()).isNull();
        assertThat(responses.get(1).item()).containsEntry("pk", s("read"));
    }

    @Test
    void batchesReturnWhatStatementsReturn() {
        put("batch", 1);

        List<BatchStatementResponse> responses = batch(
                        "UPDATE \"group\" SET v = 2 WHERE pk = 'batch' AND sk = 1 RETURNING MODIFIED NEW *",
                        "UPDATE \"group\" REMOVE v WHERE pk = 'batch' AND sk = 1 RETURNING MODIFIED NEW *",
                        "DELETE FROM \"group\" WHERE pk = 'batch' AND sk = 1 RETURNING ALL OLD *")
                .responses();

        assertThat(responses.get(0).item()).isEqualTo(Map.of("v", n(2)));
        assertThat(responses.get(1).hasItem()).isFalse();
        assertThat(responses.get(2).item()).isEqualTo(Map.of("pk", s("batch"), "sk", n(1)));
    }

    @Test
    void batchesReadOrWrite() {
        assertRefused(
                () -> batch(
                        "SELECT * FROM \"group\" WHERE pk = 'read' AND sk = 1",
                        "INSERT INTO \"group\" VALUE {'pk': 'mixed', 'sk': 1}"),
                "ValidationException",
                400,
                "BatchExecuteStatement API does not support both read and write operations in the same request.");
        assertThat(stored("mixed")).isEmpty();
    }

    // Transactions

    private ExecuteTransactionResponse transact(String... statements) {
        return transact(r -> {}, statements);
    }

    private ExecuteTransactionResponse transact(
            Consumer<ExecuteTransactionRequest.Builder> more, String... statements) {
        return client.executeTransaction(r -> {
            r.transactStatements(Arrays.stream(statements)
                    .map(statement -> ParameterizedStatement.builder()
                            .statement(statement)
                            .build())
                    .toList());
            more.accept(r);
        });
    }

    private List<String> reasons(String... statements) {
        TransactionCanceledException cancelled =
                catchThrowableOfType(TransactionCanceledException.class, () -> transact(statements));
        assertThat(cancelled).isNotNull();
        List<String> reasons = new ArrayList<>();
        for (CancellationReason reason : cancelled.cancellationReasons()) {
            reasons.add(reason.message() == null ? reason.code() : reason.code() + ": " + reason.message());
        }
        return reasons;
    }

    private void refused(String message, String... statements) {
        assertRefused(() -> transact(statements), "ValidationException", 400, message);
    }

    @Test
    void transactionsWriteAllOrNothing() {
        put("upd", 1);
        put("del", 1);

        ExecuteTransactionResponse answer = transact(
                r -> r.returnConsumedCapacity(ReturnConsumedCapacity.TOTAL),
                "INSERT INTO \"group\" VALUE {'pk': 'new', 'sk': 1}",
                "UPDATE \"group\" SET v = v + 1 WHERE pk = 'upd' AND sk = 1",
                "DELETE FROM \"group\" WHERE pk = 'del' AND sk = 1");

        assertThat(answer.hasResponses()).isTrue();
        assertThat(answer.responses()).isEmpty();
        assertThat(answer.consumedCapacity()).hasSize(1);
        assertThat(answer.consumedCapacity().getFirst().tableName()).isEqualTo("group");
        assertThat(answer.consumedCapacity().getFirst().writeCapacityUnits()).isEqualTo(6);
        assertThat(stored("new")).isNotEmpty();
        assertThat(stored("upd")).containsEntry("v", n(2));
        assertThat(stored("del")).isEmpty();

        assertThat(reasons(
                        "INSERT INTO \"group\" VALUE {'pk': 'new', 'sk': 1}",
                        "INSERT INTO \"group\" VALUE {'pk': 'never', 'sk': 1}"))
                .containsExactly("DuplicateItem: Duplicate primary key exists in table", "None");
        assertThat(stored("never")).isEmpty();
    }

    @Test
    void transactionsCheckConditionsWithExists() {
        put("x1", 1);
        put("x2", 1);

        transact(
                "EXISTS(SELECT * FROM \"group\" WHERE (pk = 'x1' AND sk = 1) AND awards IS MISSING)",
                "UPDATE \"group\" SET v = 7 WHERE pk = 'x2' AND sk = 1");
        assertThat(stored("x2")).containsEntry("v", n(7));
        assertThat(reasons(
                        "EXISTS(SELECT * FROM \"group\" WHERE pk = 'x1' AND sk = 1 AND v = 9)",
                        "UPDATE \"group\" SET v = 8 WHERE pk = 'x2' AND sk = 1"))
                .containsExactly("ConditionalCheckFailed: The conditional request failed", "None");
        assertThat(reasons(
                        "EXISTS(SELECT * FROM \"group\" WHERE pk = 'x1' AND sk = 1 AND pk = 'x2' AND v = 1)",
                        "UPDATE \"group\" SET v = 8 WHERE pk = 'x2' AND sk = 1"))
                .containsExactly("ConditionalCheckFailed: The conditional request failed", "None");
        for (String check : List.of(
                "EXISTS(SELECT * FROM \"group\" WHERE pk = 'x1' AND sk = 1)",
                "EXISTS(SELECT * FROM \"group\" WHERE pk IN ['x1'] AND sk = 1 AND v = 1)")) {
            refused(
                    FAILED + "EXISTS() must contain a single item read with additional condition",
                    check,
                    "UPDATE \"group\" SET v = 8 WHERE pk = 'x2' AND sk = 1");
        }
        assertThat(stored("x2")).containsEntry("v", n(7));
    }

    @Test
    void refusedConditionsShowTheItemIfAsked() {
        put("shown", 1);
        TransactionCanceledException cancelled = catchThrowableOfType(
                TransactionCanceledException.class,
                () -> client.executeTransaction(r -> r.transactStatements(
                        t -> t.statement("UPDATE \"group\" SET v = 2 WHERE pk = 'shown' AND sk = 1 AND v = 9")
                                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD))));

        assertThat(cancelled.cancellationReasons().getFirst().item()).containsEntry("v", n(1));
    }

    @Test
    void transactionsReadItemsByTheirKeys() {
        String select = "SELECT * FROM \"group\" WHERE ";
        assertThat(transact(
                                "SELECT v FROM \"group\" WHERE pk = 'read' AND sk = 1",
                                select + "(sk = 2) AND pk = 'read' AND pk = 'read'",
                                select + "pk IN ['gone'] AND sk IN [1]")
                        .responses())
                .extracting(response -> response.hasItem() ? response.item().get("v") : null)
                .containsExactly(n(1), n(2), null);
        refused(FAILED + READS_BY_KEY, select + "pk = 'read' AND sk = 1 AND v = 1");
        refused(FAILED + READS_BY_KEY, select + "pk = 'read' AND sk = 1 AND pk = 'other'");
        refused(FAILED + READS_BY_KEY, select + "pk = 'read'");
        refused(
                FAILED + "Overlapping conditions with range keys are not supported in where clause",
                select + "pk IN ['a', 'a'] AND sk = 1");
        refused(
                FAILED + "Reads on indices are not supported within transactions.",
                "SELECT * FROM \"group\".\"by-color\" WHERE color = 'red'");
        refused(
                "Transaction request cannot include multiple operations on one item",
                select + "pk = 'read' AND sk = 1",
                select + "sk = 1 AND pk = 'read'");
        refused(
                "ExecuteTransaction API does not support both read and write operations in the same request.",
                select + "pk = 'read' AND sk = 1",
                "DELETE FROM \"group\" WHERE pk = 'read' AND sk = 1");
        assertThat(reasons(select + "pk = 'read' AND sk = 1", select + "pk = 'read' AND sk = '1'"))
                .containsExactly("None", "ValidationError: The provided key element does not match the schema");
    }

    @Test
    void whatIsWrongWithAStatementIsToldWithItsNumber() {
        refused(
                FAILED + "Statement wasn't well formed, can't be processed: Unexpected term",
                "SELECT * FROM \"group\" WHERE");
        refused(
                "Validation failed in TransactStatements[1]: RETURNING clause is not supported in ExecuteTransaction.",
                "INSERT INTO \"group\" VALUE {'pk': 'never', 'sk': 1}",
                "UPDATE \"group\" SET v = 1 WHERE pk = 'read' AND sk = 1 RETURNING ALL NEW *");
        assertRefused(
                () -> client.executeTransaction(r -> r.transactStatements(
                        t -> t.statement("SELECT * FROM \"group\" WHERE"),
                        t -> t.statement("SELECT ?").parameters(AttributeValue.fromN("many")))),
                "ValidationException",
                400,
                "The parameter cannot be converted to a numeric value: many");
    }

    @Test
    void missingTablesAndUnfitKeysCancel() {
        String update = "UPDATE \"group\" SET v = 1 WHERE ";
        assertThat(reasons(
                        "UPDATE absent SET v = 1 WHERE pk = 'x' RETURNING ALL NEW *",
                        "DELETE FROM \"group\" WHERE pk = 'x' AND sk = 1"))
                .containsExactly("ResourceNotFound: Requested resource not found", "None");
        assertThat(reasons(
                        update + "pk = 'keys'",
                        update + "pk IN ['keys'] AND sk = 1",
                        update + "pk = 'keys' AND sk = 1 AND pk = 'other'",
                        update + "pk = 'keys' AND sk = '1'",
                        "INSERT INTO \"group\" VALUE {'pk': 'keys'}",
                        update + "pk = 'keys' AND sk = 1"))
                .containsExactly(
                        "ValidationError: The provided key element does not match the schema",
                        "ValidationError: The provided key element does not match the schema",
                        "ValidationError: The provided key element does not match the schema",
                        "ValidationError: The provided key element does not match the schema",
                        "ValidationError: One or more parameter values were invalid: Missing the key sk in the item",
                        "None");
    }

    @Test
    void aTokenMakesARepeatedTransactionHappenOnce() {
        put("once", 0);
        Consumer<ExecuteTransactionRequest.Builder> token =
                r -> r.clientRequestToken("token-once").returnConsumedCapacity(ReturnConsumedCapacity.TOTAL);
        String update = "UPDATE \"group\" SET v = v + 1 WHERE pk = 'once' AND sk = 1";

        ConsumedCapacity first = transact(token, update).consumedCapacity().getFirst();
        ConsumedCapacity again = transact(token, update).consumedCapacity().getFirst();

        assertThat(stored("once")).containsEntry("v", n(1));
        assertThat(first.writeCapacityUnits()).isEqualTo(2);
        assertThat(again.readCapacityUnits()).isEqualTo(2);
        assertRefused(() -> transact(token, update + " AND v = 1"), "IdempotentParameterMismatchException", 400);
    }
}
