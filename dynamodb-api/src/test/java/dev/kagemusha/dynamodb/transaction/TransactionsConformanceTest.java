package dev.kagemusha.dynamodb.transaction;

import dev.kagemusha.testing.RunningServer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ReturnItemCollectionMetrics;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import static dev.kagemusha.testing.AwsErrors.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Transactions through a real client. One file: most facts are about what one part of a transaction does to the others. */
class TransactionsConformanceTest {
    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags();

    private static final String TABLE = "things";
    private static final String OTHER = "others";

    private final DynamoDbClient client = SERVER.client(DynamoDbClient.builder());

    @BeforeAll
    static void create() {
        DynamoDbClient client = SERVER.client(DynamoDbClient.builder());
        for (String table : List.of(TABLE, OTHER)) {
            client.createTable(r -> r.tableName(table)
                    .billingMode(BillingMode.PAY_PER_REQUEST)
                    .attributeDefinitions(
                            a -> a.attributeName("pk").attributeType(ScalarAttributeType.S),
                            a -> a.attributeName("rank").attributeType(ScalarAttributeType.N))
                    .keySchema(k -> k.attributeName("pk").keyType(KeyType.HASH))
                    .globalSecondaryIndexes(g -> g.indexName("by-rank")
                            .keySchema(k -> k.attributeName("rank").keyType(KeyType.HASH))
                            .projection(p -> p.projectionType(ProjectionType.KEYS_ONLY))));
        }
        client.waiter().waitUntilTableExists(r -> r.tableName(OTHER));
    }

    private static Map<String, AttributeValue> key(String pk) {
        return Map.of("pk", AttributeValue.fromS(pk));
    }

    private static Map<String, AttributeValue> item(String pk, long v) {
        return Map.of("pk", AttributeValue.fromS(pk), "v", AttributeValue.fromN(Long.toString(v)));
    }

    private static TransactWriteItem put(String pk, long v) {
        return TransactWriteItem.builder()
                .put(p -> p.tableName(TABLE).item(item(pk, v)))
                .build();
    }

    private static TransactWriteItem putNew(String pk, long v) {
        return TransactWriteItem.builder()
                .put(p -> p.tableName(TABLE)
                        .item(item(pk, v))
                        .conditionExpression("attribute_not_exists(pk)")
                        .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD))
                .build();
    }

    private static TransactWriteItem add(String pk, long v) {
        return TransactWriteItem.builder()
                .update(u -> u.tableName(TABLE)
                        .key(key(pk))
                        .updateExpression("ADD v :v")
                        .expressionAttributeValues(Map.of(":v", AttributeValue.fromN(Long.toString(v)))))
                .build();
    }

    private static TransactWriteItem check(String pk, String condition) {
        return TransactWriteItem.builder()
                .conditionCheck(c -> c.tableName(TABLE).key(key(pk)).conditionExpression(condition))
                .build();
    }

    private TransactWriteItemsResponse write(TransactWriteItem... items) {
        return client.transactWriteItems(r -> r.transactItems(items));
    }

    private Map<String, AttributeValue> get(String pk) {
        return client.getItem(r -> r.tableName(TABLE).key(key(pk)).consistentRead(true))
                .item();
    }

    private List<CancellationReason> cancelled(TransactWriteItem... items) {
        TransactionCanceledException e = catchThrowableOfType(TransactionCanceledException.class, () -> write(items));
        assertThat(e).isNotNull();
        assertThat(e.awsErrorDetails().errorMessage())
                .isEqualTo("Transaction cancelled, please refer cancellation reasons for specific reasons ["
                        + String.join(
                                ", ",
                                e.cancellationReasons().stream()
                                        .map(CancellationReason::code)
                                        .toList())
                        + "]");
        return e.cancellationReasons();
    }

    private static CancellationReason none() {
        return CancellationReason.builder().code("None").build();
    }

    private static CancellationReason invalid(String message) {
        return CancellationReason.builder()
                .code("ValidationError")
                .message(message)
                .build();
    }

    private static CancellationReason failed() {
        return CancellationReason.builder()
                .code("ConditionalCheckFailed")
                .message("The conditional request failed")
                .build();
    }

    @Test
    void writesItemsOfSeveralTablesTogether() {
        client.putItem(r -> r.tableName(TABLE).item(item("together-gone", 1)));
        write(
                put("together", 1),
                add("together-added", 5),
                TransactWriteItem.builder()
                        .delete(d -> d.tableName(TABLE).key(key("together-gone")))
                        .build(),
                check("together-absent", "attribute_not_exists(pk)"),
                TransactWriteItem.builder()
                        .put(p -> p.tableName(OTHER).item(item("together", 2)))
                        .build());
        assertThat(get("together")).isEqualTo(item("together", 1));
        assertThat(get("together-added")).isEqualTo(item("together-added", 5));
        assertThat(get("together-gone")).isEmpty();
        assertThat(get("together-absent")).isEmpty();
        assertThat(client.getItem(r -> r.tableName(OTHER).key(key("together"))).item())
                .isEqualTo(item("together", 2));
    }

    @Test
    void givesAReasonForEachAction() {
        client.putItem(r -> r.tableName(TABLE).item(item("reasons", 1)));
        assertThat(cancelled(
                        put("reasons-a", 1),
                        putNew("reasons", 2),
                        check("reasons-b", "attribute_exists(pk)"),
                        add("reasons-c", 1)))
                .containsExactly(
                        none(), failed().toBuilder().item(item("reasons", 1)).build(), failed(), none());
        assertThat(get("reasons-a")).isEmpty();
        assertThat(get("reasons")).isEqualTo(item("reasons", 1));
        assertThat(get("reasons-c")).isEmpty();
    }

    @Test
    void cancelsForAnUpdateThatCannotBeDone() {
        client.putItem(r ->
                r.tableName(TABLE).item(Map.of("pk", AttributeValue.fromS("text"), "v", AttributeValue.fromS("x"))));
        assertThat(cancelled(put("text-a", 1), add("text", 1)))
                .containsExactly(none(), invalid("An operand in the update expression has an incorrect data type"));
        assertThat(cancelled(
                        put("text-a", 1),
                        TransactWriteItem.builder()
                                .update(u -> u.tableName(TABLE).key(key("text")).updateExpression("SET w = absent"))
                                .build()))
                .containsExactly(
                        none(),
                        invalid("The provided expression refers to an attribute that does not exist in the item"));
        assertThat(get("text-a")).isEmpty();
    }

    @Test
    void cancelsForTheFirstActionThatDoesNotFitItsTableAlone() {
        Map<String, AttributeValue> number = Map.of("pk", AttributeValue.fromN("7"));
        TransactWriteItem wrong = TransactWriteItem.builder()
                .put(p -> p.tableName(TABLE).item(number))
                .build();
        assertThat(cancelled(check("x", "attribute_exists(pk)"), wrong, wrong))
                .containsExactly(
                        none(),
                        invalid("One or more parameter values were invalid: Type mismatch for key pk expected: S"
                                + " actual: N"),
                        none());
        assertThat(cancelled(TransactWriteItem.builder()
                        .delete(d -> d.tableName(TABLE).key(number))
                        .build()))
                .containsExactly(invalid("The provided key element does not match the schema"));
        assertThat(cancelled(TransactWriteItem.builder()
                        .put(p -> p.tableName(TABLE)
                                .item(Map.of("pk", AttributeValue.fromS("x"), "rank", AttributeValue.fromS("first"))))
                        .build()))
                .containsExactly(invalid("One or more parameter values were invalid: Type mismatch for Index Key rank"
                        + " Expected: N Actual: S IndexName: by-rank"));
    }

    @Test
    void refusesAnEmptyKeyAtTheTop() {
        for (TransactWriteItem item : List.of(
                put("", 1),
                add("", 1),
                check("", "attribute_exists(pk)"),
                TransactWriteItem.builder()
                        .delete(d -> d.tableName(TABLE).key(key("")))
                        .build())) {
            assertRefused(
                    () -> write(put("filled", 1), item),
                    "ValidationException",
                    400,
                    "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an"
                            + " empty string value. Key: pk");
        }
    }

    @Test
    void refusesSeveralActionsOnOneItem() {
        assertRefused(
                () -> write(put("twice", 1), check("twice", "attribute_exists(pk)")),
                "ValidationException",
                400,
                "Transaction request cannot include multiple operations on one item");
        assertRefused(
                () -> client.transactGetItems(r -> r.transactItems(read("twice"), read("twice"))),
                "ValidationException",
                400,
                "Transaction request cannot include multiple operations on one item");
    }

    @Test
    void refusesAnActionThatIsNoneOrSeveral() {
        assertRefused(
                () -> write(TransactWriteItem.builder().build()),
                "ValidationException",
                400,
                "Invalid Request: TransactWriteRequest should contain Delete or Put or Update request");
        assertRefused(
                () -> write(put("one", 1).toBuilder()
                        .delete(d -> d.tableName(TABLE).key(key("one")))
                        .build()),
                "ValidationException",
                400,
                "TransactItems can only contain one of Check, Put, Update or Delete");
    }

    @Test
    void looksAtAllExpressionsBeforeAnyTable() {
        TransactWriteItem nowhere = TransactWriteItem.builder()
                .put(p -> p.tableName("nowhere").item(item("a", 1)))
                .build();
        assertRefused(
                () -> write(nowhere, check("a", "attribute_not_exists(")),
                "ValidationException",
                400,
                "Invalid ConditionExpression: Syntax error; token: \"<EOF>\", near: \"(\"");
        TransactWriteItem unused = TransactWriteItem.builder()
                .conditionCheck(c -> c.tableName(TABLE)
                        .key(key("a"))
                        .conditionExpression("attribute_exists(pk)")
                        .expressionAttributeValues(Map.of(":v", AttributeValue.fromS("x"))))
                .build();
        for (TransactWriteItem other : List.of(nowhere, put("a", 1))) {
            assertRefused(
                    () -> write(other, unused),
                    "ValidationException",
                    400,
                    "Value provided in ExpressionAttributeValues unused in expressions: keys: {:v}");
        }
        assertRefused(
                () -> write(put("a", 1), nowhere), "ResourceNotFoundException", 400, "Requested resource not found");
    }

    @Test
    void refusesMoreThanHundredActionsOrFourMegabytes() {
        TransactWriteItem[] many =
                IntStream.range(0, 101).mapToObj(i -> put("many" + i, i)).toArray(TransactWriteItem[]::new);
        assertThat(assertRefused(() -> write(many), "ValidationException", 400)
                        .awsErrorDetails()
                        .errorMessage())
                .endsWith("at 'transactItems' failed to satisfy constraint:"
                        + " Member must have length less than or equal to 100");
        write(Arrays.copyOf(many, 100));
        assertThat(get("many99")).isEqualTo(item("many99", 99));

        List<TransactWriteItem> large = new ArrayList<>();
        for (int i = 0; i < 11; i++) {
            Map<String, AttributeValue> item =
                    Map.of("pk", AttributeValue.fromS("large" + i), "v", AttributeValue.fromS("x".repeat(390_000)));
            large.add(TransactWriteItem.builder()
                    .put(p -> p.tableName(TABLE).item(item))
                    .build());
        }
        assertRefused(
                () -> client.transactWriteItems(r -> r.transactItems(large)),
                "ValidationException",
                400,
                "Transaction payload size cannot exceed 4MB");
        client.transactWriteItems(r -> r.transactItems(large.subList(0, 10)));
    }

    @Test
    void doesATransactionOnceForItsToken() {
        client.transactWriteItems(r -> r.clientRequestToken("once").transactItems(add("once", 1)));
        TransactWriteItemsResponse again =
                client.transactWriteItems(r -> r.clientRequestToken("once").transactItems(add("once", 1)));
        assertThat(again.hasConsumedCapacity()).isFalse();
        assertThat(get("once")).isEqualTo(item("once", 1));
        assertRefused(
                () -> client.transactWriteItems(
                        r -> r.clientRequestToken("once").transactItems(add("once", 2))),
                "IdempotentParameterMismatchException",
                400);

        SERVER.advance(Duration.ofMinutes(11));
        client.transactWriteItems(r -> r.clientRequestToken("once").transactItems(add("once", 2)));
        assertThat(get("once")).isEqualTo(item("once", 3));
    }

    @Test
    void forgetsTheTokenOfATransactionThatWasCancelled() {
        client.putItem(r -> r.tableName(TABLE).item(item("retried", 1)));
        TransactWriteItem item = putNew("retried", 2);
        assertRefused(
                () -> client.transactWriteItems(
                        r -> r.clientRequestToken("retried").transactItems(item)),
                "TransactionCanceledException",
                400);
        client.deleteItem(r -> r.tableName(TABLE).key(key("retried")));
        client.transactWriteItems(r -> r.clientRequestToken("retried").transactItems(item));
        assertThat(get("retried")).isEqualTo(item("retried", 2));
    }

    @Test
    void consumesTwiceTheCapacityAndOnlyReadsWhenRepeated() {
        TransactWriteItem[] items = {
            TransactWriteItem.builder()
                    .put(p -> p.tableName(TABLE)
                            .item(Map.of(
                                    "pk", AttributeValue.fromS("capacity"),
                                    "rank", AttributeValue.fromN("1"),
                                    "v", AttributeValue.fromS("x".repeat(1500)))))
                    .build(),
            check("capacity-none", "attribute_not_exists(pk)"),
            TransactWriteItem.builder()
                    .put(p -> p.tableName(OTHER).item(item("capacity", 1)))
                    .build()
        };
        List<ConsumedCapacity> first = client.transactWriteItems(r -> r.clientRequestToken("capacity")
                        .returnConsumedCapacity(ReturnConsumedCapacity.INDEXES)
                        .transactItems(items))
                .consumedCapacity();
        assertThat(first)
                .containsExactlyInAnyOrder(
                        ConsumedCapacity.builder()
                                .tableName(TABLE)
                                .capacityUnits(8.0)
                                .writeCapacityUnits(8.0)
                                .table(t -> t.capacityUnits(6.0).writeCapacityUnits(6.0))
                                .globalSecondaryIndexes(Map.of(
                                        "by-rank",
                                        software.amazon.awssdk.services.dynamodb.model.Capacity.builder()
                                                .capacityUnits(2.0)
                                                .writeCapacityUnits(2.0)
                                                .build()))
                                .build(),
                        ConsumedCapacity.builder()
                                .tableName(OTHER)
                                .capacityUnits(2.0)
                                .writeCapacityUnits(2.0)
                                .table(t -> t.capacityUnits(2.0).writeCapacityUnits(2.0))
                                .build());
        List<ConsumedCapacity> repeated = client.transactWriteItems(r -> r.clientRequestToken("capacity")
                        .returnConsumedCapacity(ReturnConsumedCapacity.INDEXES)
                        .transactItems(items))
                .consumedCapacity();
        assertThat(repeated)
                .containsExactlyInAnyOrder(
                        ConsumedCapacity.builder()
                                .tableName(TABLE)
                                .capacityUnits(4.0)
                                .readCapacityUnits(4.0)
                                .table(t -> t.capacityUnits(4.0).readCapacityUnits(4.0))
                                .build(),
                        ConsumedCapacity.builder()
                                .tableName(OTHER)
                                .capacityUnits(2.0)
                                .readCapacityUnits(2.0)
                                .table(t -> t.capacityUnits(2.0).readCapacityUnits(2.0))
                                .build());
    }

    private static TransactGetItem read(String pk) {
        return TransactGetItem.builder()
                .get(g -> g.tableName(TABLE).key(key(pk)))
                .build();
    }

    @Test
    void readsItemsTogetherInOrder() {
        write(put("read-a", 1), put("read-b", 2));
        var answer = client.transactGetItems(r -> r.transactItems(
                        read("read-b"),
                        read("read-none"),
                        TransactGetItem.builder()
                                .get(g -> g.tableName(TABLE)
                                        .key(key("read-a"))
                                        .projectionExpression("#v")
                                        .expressionAttributeNames(Map.of("#v", "v")))
                                .build())
                .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL));
        assertThat(answer.responses()).hasSize(3);
        assertThat(answer.responses().get(0).item()).isEqualTo(item("read-b", 2));
        assertThat(answer.responses().get(1).hasItem()).isFalse();
        assertThat(answer.responses().get(2).item()).isEqualTo(Map.of("v", AttributeValue.fromN("1")));
        assertThat(answer.consumedCapacity())
                .containsExactly(ConsumedCapacity.builder()
                        .tableName(TABLE)
                        .capacityUnits(6.0)
                        .readCapacityUnits(6.0)
                        .build());
    }

    @Test
    void cancelsReadsForAKeyThatDoesNotFit() {
        TransactionCanceledException e = catchThrowableOfType(
                TransactionCanceledException.class,
                () -> client.transactGetItems(r -> r.transactItems(
                        read("a"),
                        TransactGetItem.builder()
                                .get(g -> g.tableName(TABLE).key(Map.of()))
                                .build())));
        assertThat(e.cancellationReasons())
                .containsExactly(none(), invalid("The provided key element does not match the schema"));
    }

    @Test
    void reportsNoCollectionsOfTablesWithoutLocalIndexes() {
        assertThat(client.transactWriteItems(r -> r.transactItems(put("no-collection", 1))
                                .returnItemCollectionMetrics(ReturnItemCollectionMetrics.SIZE))
                        .hasItemCollectionMetrics())
                .isFalse();
    }

    @Test
    void refusesAnUpdateThatEmptiesAnIndexKeyAtTheTop() {
        TransactWriteItem emptying = TransactWriteItem.builder()
                .update(u -> u.tableName(TABLE)
                        .key(key("emptied"))
                        .updateExpression("SET #r = :e")
                        .expressionAttributeNames(Map.of("#r", "rank"))
                        .expressionAttributeValues(Map.of(":e", AttributeValue.fromS(""))))
                .build();
        assertRefused(
                () -> write(emptying),
                "ValidationException",
                400,
                "One or more parameter values are not valid. The update expression attempted to update a secondary index"
                        + " key to a value that is not supported. The AttributeValue for a key attribute cannot contain an"
                        + " empty string value.");
    }
}
