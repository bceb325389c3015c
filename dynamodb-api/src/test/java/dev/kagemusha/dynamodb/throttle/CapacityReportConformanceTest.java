package dev.kagemusha.dynamodb.throttle;

import dev.kagemusha.testing.RunningServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

@SuppressWarnings("unchecked") // the SDK's varargs of consumers
final class CapacityReportConformanceTest {
    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags();

    private final DynamoDbClient client = SERVER.client(DynamoDbClient.builder());

    private static AttributeValue s(String text) {
        return AttributeValue.fromS(text);
    }

    private void create(String name) {
        client.createTable(r -> r.tableName(name)
                .keySchema(k -> k.attributeName("pk").keyType(KeyType.HASH))
                .attributeDefinitions(
                        a -> a.attributeName("pk").attributeType(ScalarAttributeType.S),
                        a -> a.attributeName("g").attributeType(ScalarAttributeType.S))
                .provisionedThroughput(t -> t.readCapacityUnits(10L).writeCapacityUnits(2L))
                .globalSecondaryIndexes(i -> i.indexName("by-g")
                        .keySchema(k -> k.attributeName("g").keyType(KeyType.HASH))
                        .projection(p -> p.projectionType(ProjectionType.KEYS_ONLY))
                        .provisionedThroughput(t -> t.readCapacityUnits(4L).writeCapacityUnits(5L))));
    }

    private static JsonNode report(String query) throws IOException, InterruptedException {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(
                                        "http://127.0.0.1:" + SERVER.port() + "/_kagemusha/dynamodb/capacity" + query))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        return JsonNode.parser().parse(answer.body());
    }

    private static JsonNode get(JsonNode node, String name) {
        return node.asObject().get(name);
    }

    private static double number(JsonNode node, String name) {
        return Double.parseDouble(get(node, name).asNumber());
    }

    /** The lanes of one table: its reads, its writes, its index's reads and writes. */
    private static List<JsonNode> lanes(String table) throws IOException, InterruptedException {
        List<JsonNode> tables = get(report("?table=" + table), "tables").asArray();
        assertThat(tables).hasSize(1);
        assertThat(get(tables.getFirst(), "billingMode").asString()).isEqualTo("PROVISIONED");
        assertThat(get(tables.getFirst(), "account").asString()).isEqualTo("000000000000");
        return get(tables.getFirst(), "lanes").asArray();
    }

    @Test
    void showsWhatIsConsumedLeftAndThrottled() throws Exception {
        create("shown");
        String text = "x".repeat(100 * 1024 - 10);
        int passed = 0;
        try {
            for (int i = 0; i < 20; i++) {
                Map<String, AttributeValue> item = Map.of("pk", s("k" + i), "g", s("g"), "t", s(text));
                client.putItem(r -> r.tableName("shown").item(item));
                passed++;
            }
        } catch (ProvisionedThroughputExceededException expected) {
            assertThat(passed).isBetween(6, 7);
        }
        client.getItem(r -> r.tableName("shown").key(Map.of("pk", s("k0"))).consistentRead(true));

        List<JsonNode> lanes = lanes("shown");

        assertThat(lanes).hasSize(4);
        JsonNode reads = lanes.get(0);
        assertThat(get(reads, "kind").asString()).isEqualTo("read");
        assertThat(number(reads, "consumed")).isEqualTo(25);
        assertThat(number(reads, "limitPerSecond")).isEqualTo(10);
        assertThat(number(reads, "burstLeft")).isBetween(2975.0, 3000.0);
        JsonNode writes = lanes.get(1);
        assertThat(number(writes, "consumed")).isEqualTo(100.0 * passed);
        assertThat(number(writes, "burstLeft")).isNegative();
        assertThat(number(writes, "throttled")).isEqualTo(1);
        JsonNode partition = get(writes, "partitions").asArray().getFirst();
        assertThat(number(partition, "consumed")).isEqualTo(100.0 * passed);
        assertThat(number(partition, "limitPerSecond")).isEqualTo(1000);
        JsonNode index = lanes.get(3);
        assertThat(get(index, "index").asString()).isEqualTo("by-g");
        assertThat(number(index, "consumed")).isEqualTo(passed);
        assertThat(number(index, "limitPerSecond")).isEqualTo(5);
    }

    @Test
    void showsMinutesAndWhatTheyCost() throws Exception {
        create("timed");
        for (int i = 0; i < 3; i++) {
            client.putItem(r -> r.tableName("timed").item(Map.of("pk", s("k"), "t", s("x".repeat(30 * 1024)))));
            SERVER.advance(Duration.ofMinutes(10));
        }
        client.putItem(r -> r.tableName("timed").item(Map.of("pk", s("k2"))));

        JsonNode writes = lanes("timed").get(1);

        List<JsonNode> minutes = get(writes, "minutes").asArray();
        assertThat(minutes).hasSize(4);
        assertThat(number(minutes.getFirst(), "consumedPerSecond")).isCloseTo(31 / 60.0, within(0.001));
        assertThat(number(minutes.getFirst(), "limitPerSecond")).isEqualTo(2);
        assertThat(get(minutes.getFirst(), "time").asString()).endsWith(":00Z");
        JsonNode cost = get(writes, "cost");
        assertThat(number(cost, "onDemandUnits")).isEqualTo(3 * 31 + 1);
        assertThat(number(cost, "limitUnitHours")).isCloseTo(2 * 31 / 60.0, within(0.07));
        assertThat(number(cost, "provisionedForPeakUnitHours")).isCloseTo(31 / 60.0, within(0.04));
        assertThat(get(get(report("?table=timed&minutes=1"), "tables").asArray().getFirst(), "lanes")
                        .asArray()
                        .get(1)
                        .asObject()
                        .get("minutes")
                        .asArray())
                .hasSize(1);
        assertThat(get(report("?table=none"), "tables").asArray()).isEmpty();
    }

    /** "DynamoDB read and write operations": a failed condition costs what writing the item that is there would. */
    @Test
    void countsFailedConditionsAsWrites() throws Exception {
        create("failed");
        client.putItem(r -> r.tableName("failed").item(Map.of("pk", s("k"), "t", s("x".repeat(3000)))));
        double before = number(lanes("failed").get(1), "consumed");
        for (String key : List.of("k", "missing")) {
            assertThatThrownBy(() -> client.updateItem(r -> r.tableName("failed")
                            .key(Map.of("pk", s(key)))
                            .updateExpression("SET a = :a")
                            .conditionExpression("attribute_exists(nowhere)")
                            .expressionAttributeValues(Map.of(":a", s("a")))))
                    .isInstanceOf(ConditionalCheckFailedException.class);
        }
        assertThat(number(lanes("failed").get(1), "consumed") - before)
                .as("three for the item, one for none")
                .isEqualTo(4);
        assertThat(number(lanes("failed").get(0), "consumed")).isZero();
    }
}
