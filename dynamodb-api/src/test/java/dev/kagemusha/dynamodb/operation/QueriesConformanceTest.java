package dev.kagemusha.dynamodb.operation;

import dev.kagemusha.testing.RunningServer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ComparisonOperator;
import software.amazon.awssdk.services.dynamodb.model.Condition;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.PutRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.Select;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import static dev.kagemusha.dynamodb.operation.Sample.n;
import static dev.kagemusha.dynamodb.operation.Sample.s;
import static dev.kagemusha.testing.AwsErrors.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

class QueriesConformanceTest {
    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags();

    private static final Map<String, AttributeValue> RED =
            Map.of("pk", s("a"), "sk", n(1), "color", s("red"), "rank", n(5), "v", n(10), "w", s("unprojected"));

    private final DynamoDbClient client = SERVER.client(DynamoDbClient.builder());

    @BeforeAll
    static void fill() {
        DynamoDbClient client = SERVER.client(DynamoDbClient.builder());
        Sample.create(client, "queries");
        client.putItem(r -> r.tableName("queries").item(RED));
        client.putItem(r -> r.tableName("queries").item(Map.of("pk", s("a"), "sk", n(2), "big", s("x".repeat(5000)))));
    }

    private QueryResponse query(Consumer<QueryRequest.Builder> more) {
        return client.query(r -> {
            r.tableName("queries").keyConditionExpression("pk = :a").expressionAttributeValues(Map.of(":a", s("a")));
            more.accept(r);
        });
    }

    private void refused(Consumer<QueryRequest.Builder> more, String message) {
        assertRefused(() -> query(more), "ValidationException", 400, message);
    }

    @Test
    void countsWhatItScannedAndWhatItKept() {
        QueryResponse answer = query(r -> r.filterExpression("v = :v")
                .expressionAttributeValues(Map.of(":a", s("a"), ":v", n(10)))
                .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL));

        assertThat(answer.items()).containsExactly(RED);
        assertThat(answer.count()).isEqualTo(1);
        assertThat(answer.scannedCount()).isEqualTo(2);
        // 5 KB looked at, eventually consistent: two blocks of 4 KB at a half each.
        assertThat(answer.consumedCapacity().capacityUnits()).isEqualTo(1);
    }

    @Test
    void localIndexFetchesWhatItDoesNotHold() {
        QueryResponse answer = query(r -> r.indexName(Sample.BY_RANK)
                .select(Select.ALL_ATTRIBUTES)
                .consistentRead(true)
                .returnConsumedCapacity(ReturnConsumedCapacity.INDEXES));

        assertThat(answer.items()).containsExactly(RED);
        ConsumedCapacity consumed = answer.consumedCapacity();
        assertThat(consumed.capacityUnits()).isEqualTo(2);
        assertThat(consumed.table().capacityUnits()).isEqualTo(1);
        assertThat(consumed.localSecondaryIndexes().get(Sample.BY_RANK).capacityUnits())
                .isEqualTo(1);
    }

    @Test
    void globalIndexRefusesWhatItDoesNotHold() {
        Consumer<QueryRequest.Builder> byColor =
                r -> r.indexName(Sample.BY_COLOR).keyConditionExpression("color = :a");

        refused(
                byColor.andThen(r -> r.select(Select.ALL_ATTRIBUTES)),
                "One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global"
                        + " secondary index by-color because its projection type is not ALL");
        refused(
                byColor.andThen(r -> r.projectionExpression("w")),
                "One or more parameter values were invalid:" + " Global secondary index by-color does not project [w]");
        refused(
                byColor.andThen(r -> r.consistentRead(true)),
                "Consistent reads are not supported on global secondary indexes");
    }

    @Test
    void refusesStartKeysThatLieElsewhere() {
        refused(r -> r.exclusiveStartKey(Map.of("pk", s("a"))), "The provided starting key is invalid");
        refused(
                r -> r.exclusiveStartKey(Map.of("pk", s("b"), "sk", n(1))),
                "The provided starting key is outside query boundaries based on provided conditions");
        refused(
                r -> r.exclusiveStartKey(Map.of("pk", s("a"), "sk", s("1"))),
                "The provided key element does not match the schema");
    }

    @Test
    void refusesFiltersOnKeysAndUnknownIndexes() {
        refused(
                r -> r.filterExpression("sk = :a"),
                "Filter Expression can only contain non-primary key attributes: Primary key attribute: sk");
        refused(r -> r.indexName("nowhere"), "The table does not have the specified index: nowhere");
        refused(
                r -> r.select(Select.COUNT).projectionExpression("v"),
                "Cannot specify the ProjectionExpression when choosing to get only the Count");
    }

    @Test
    void takesOlderKeyConditionsTogetherWithExpressions() {
        QueryResponse answer = client.query(r -> r.tableName("queries")
                .keyConditions(Map.of(
                        "pk",
                        Condition.builder()
                                .comparisonOperator(ComparisonOperator.EQ)
                                .attributeValueList(s("a"))
                                .build(),
                        "sk",
                        Condition.builder()
                                .comparisonOperator(ComparisonOperator.LT)
                                .attributeValueList(n(2))
                                .build()))
                .projectionExpression("v"));

        assertThat(answer.items()).containsExactly(Map.of("v", n(10)));
    }

    @Test
    void batchesRefuseTheSameKeyTwice() {
        WriteRequest put = WriteRequest.builder()
                .putRequest(PutRequest.builder()
                        .item(Map.of("pk", s("twin"), "sk", n(1)))
                        .build())
                .build();
        assertRefused(
                () -> client.batchWriteItem(r -> r.requestItems(Map.of("queries", List.of(put, put)))),
                "ValidationException",
                400,
                "Provided list of item keys contains duplicates");
    }

    @Test
    void batchLeavesForLaterWhatExceedsSixteenMegabytes() {
        String large = "x".repeat(390 * 1024);
        for (int i = 0; i < 45; i++) {
            int sk = i;
            client.putItem(r -> r.tableName("queries").item(Map.of("pk", s("large"), "sk", n(sk), "v", s(large))));
            SERVER.advance(Duration.ofSeconds(1)); // one partition writes 1,000 units a second
        }
        List<Map<String, AttributeValue>> keys = new java.util.ArrayList<>();
        for (int i = 0; i < 45; i++) {
            keys.add(Map.of("pk", s("large"), "sk", n(i)));
        }

        BatchGetItemResponse answer = client.batchGetItem(r -> r.requestItems(
                Map.of("queries", KeysAndAttributes.builder().keys(keys).build())));

        int got = answer.responses().get("queries").size();
        assertThat(got).isEqualTo(16 * 1024 * 1024 / (390 * 1024 + 20));
        assertThat(answer.unprocessedKeys().get("queries").keys()).hasSize(45 - got);
    }
}
