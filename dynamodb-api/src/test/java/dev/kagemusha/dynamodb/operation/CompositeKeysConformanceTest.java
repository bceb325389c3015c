package dev.kagemusha.dynamodb.operation;

import dev.kagemusha.testing.RunningServer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import static dev.kagemusha.dynamodb.operation.Sample.n;
import static dev.kagemusha.dynamodb.operation.Sample.s;
import static dev.kagemusha.testing.AwsErrors.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

/** A global index whose partition key and sort key have two attributes each. */
@SuppressWarnings("unchecked") // the SDK's varargs of consumers
class CompositeKeysConformanceTest {
    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags();

    private static final String NOT_SUPPORTED = "Query key condition not supported: ";

    private final DynamoDbClient client = SERVER.client(DynamoDbClient.builder());

    @BeforeAll
    static void prepare() {
        try (DynamoDbClient dynamo = SERVER.client(DynamoDbClient.builder())) {
            dynamo.createTable(t -> t.tableName("games")
                    .billingMode(BillingMode.PAY_PER_REQUEST)
                    .attributeDefinitions(
                            a -> a.attributeName("pk").attributeType(ScalarAttributeType.S),
                            a -> a.attributeName("cup").attributeType(ScalarAttributeType.S),
                            a -> a.attributeName("year").attributeType(ScalarAttributeType.N),
                            a -> a.attributeName("round").attributeType(ScalarAttributeType.N),
                            a -> a.attributeName("court").attributeType(ScalarAttributeType.S))
                    .keySchema(k -> k.attributeName("pk").keyType(KeyType.HASH))
                    .globalSecondaryIndexes(g -> g.indexName("draw")
                            .keySchema(
                                    k -> k.attributeName("cup").keyType(KeyType.HASH),
                                    k -> k.attributeName("year").keyType(KeyType.HASH),
                                    k -> k.attributeName("round").keyType(KeyType.RANGE),
                                    k -> k.attributeName("court").keyType(KeyType.RANGE))
                            .projection(p -> p.projectionType(ProjectionType.KEYS_ONLY))));
            for (int round = 1; round <= 3; round++) {
                for (String court : List.of("a", "ab", "b")) {
                    int r = round;
                    dynamo.putItem(p -> p.tableName("games")
                            .item(Map.of(
                                    "pk", s(r + court),
                                    "cup", s("open"),
                                    "year", n(2026),
                                    "round", n(r * r - 5),
                                    "court", s(court))));
                }
            }
            dynamo.putItem(p -> p.tableName("games")
                    .item(Map.of("pk", s("other"), "cup", s("open"), "year", n(2025), "round", n(1), "court", s("a"))));
            dynamo.putItem(p -> p.tableName("games")
                    .item(Map.of("pk", s("partial"), "cup", s("open"), "year", n(2026), "round", n(1))));
        }
    }

    private List<String> query(String condition, boolean forward, int limit) {
        Map<String, AttributeValue> values = new HashMap<>();
        Map.of(":c", s("open"), ":y", n(2026), ":r", n(-1), ":a", s("a"), ":b", s("b"))
                .forEach((name, value) -> {
                    if (condition.contains(name)) {
                        values.put(name, value);
                    }
                });
        QueryRequest.Builder request = QueryRequest.builder()
                .tableName("games")
                .indexName("draw")
                .keyConditionExpression(condition.replace("year", "#y"))
                .expressionAttributeValues(values)
                .scanIndexForward(forward)
                .limit(limit);
        if (condition.contains("year")) {
            request.expressionAttributeNames(Map.of("#y", "year"));
        }
        List<String> keys = new ArrayList<>();
        QueryResponse page;
        do {
            page = client.query(request.build());
            page.items().forEach(item -> keys.add(item.get("pk").s()));
            request.exclusiveStartKey(page.lastEvaluatedKey());
        } while (page.hasLastEvaluatedKey());
        return keys;
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            cup = :c AND year = :y                                        | 1a 1ab 1b 2a 2ab 2b 3a 3ab 3b
            cup = :c AND year = :y AND round = :r                         | 2a 2ab 2b
            cup = :c AND year = :y AND round > :r                         | 3a 3ab 3b
            cup = :c AND year = :y AND round = :r AND court = :a          | 2a
            court = :a AND round = :r AND year = :y AND cup = :c          | 2a
            cup = :c AND year = :y AND round = :r AND begins_with(court, :a) | 2a 2ab
            cup = :c AND year = :y AND round = :r AND court > :a          | 2ab 2b
            cup = :c AND year = :y AND round = :r AND court BETWEEN :a AND :b | 2a 2ab 2b
            """)
    void readsInTheOrderOfAllAttributes(String condition, String expected) {
        List<String> keys = List.of(expected.split(" "));
        assertThat(query(condition, true, 100)).isEqualTo(keys);
        assertThat(query(condition, false, 100)).isEqualTo(keys.reversed());
        assertThat(query(condition, true, 2)).isEqualTo(keys);
        assertThat(query(condition, false, 1)).isEqualTo(keys.reversed());
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            cup = :c                                             | HASH key attribute year must have an equality condition
            cup = :c AND year > :y                               | HASH key attribute year must have an equality condition
            cup = :c AND year = :y AND court = :a                | RANGE key attribute round must have an equality condition, since one behind it in the key schema has a condition
            cup = :c AND year = :y AND round > :r AND court = :a | RANGE key attribute round must have an equality condition, since one behind it in the key schema has a condition
            """)
    void refusesGapsAndComparisonsBeforeTheLast(String condition, String message) {
        assertRefused(() -> query(condition, true, 100), "ValidationException", 400, NOT_SUPPORTED + message);
    }

    @Test
    void leavesOutItemsThatLackAnAttribute() {
        assertThat(client.scan(r -> r.tableName("games").indexName("draw")).count())
                .isEqualTo(10);
    }

    @Test
    void refusesSchemasOfAnotherOrderOrSize() {
        assertRefused(
                () -> client.createTable(t -> t.tableName("bad")
                        .billingMode(BillingMode.PAY_PER_REQUEST)
                        .attributeDefinitions(
                                a -> a.attributeName("pk").attributeType(ScalarAttributeType.S),
                                a -> a.attributeName("a").attributeType(ScalarAttributeType.S),
                                a -> a.attributeName("b").attributeType(ScalarAttributeType.S))
                        .keySchema(k -> k.attributeName("pk").keyType(KeyType.HASH))
                        .globalSecondaryIndexes(g -> g.indexName("idx")
                                .keySchema(
                                        k -> k.attributeName("a").keyType(KeyType.HASH),
                                        k -> k.attributeName("b").keyType(KeyType.RANGE),
                                        k -> k.attributeName("pk").keyType(KeyType.HASH))
                                .projection(p -> p.projectionType(ProjectionType.ALL)))),
                "ValidationException",
                400,
                "One or more parameter values were invalid: All HASH key attributes must precede RANGE key attributes"
                        + " in the KeySchema");
    }
}
