package dev.kagemusha.distribution;

import dev.kagemusha.testing.AwsErrors;
import dev.kagemusha.testing.RunningServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.ComparisonOperator;
import software.amazon.awssdk.services.cloudwatch.model.Datapoint;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;
import software.amazon.awssdk.services.cloudwatch.model.Statistic;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** What DynamoDB counts, seen through CloudWatch. */
final class DynamoDbMetricsTest {
    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags();

    private static DynamoDbClient dynamo;
    private static double scanned;

    private final CloudWatchClient cloudWatch = SERVER.client(CloudWatchClient.builder());

    @BeforeAll
    static void useATable() {
        dynamo = SERVER.client(DynamoDbClient.builder());
        dynamo.createTable(r -> r.tableName("music")
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(
                        a -> a.attributeName("pk").attributeType(ScalarAttributeType.S),
                        a -> a.attributeName("year").attributeType(ScalarAttributeType.N))
                .keySchema(k -> k.attributeName("pk").keyType(KeyType.HASH))
                .globalSecondaryIndexes(i -> i.indexName("by-year")
                        .keySchema(k -> k.attributeName("year").keyType(KeyType.HASH))
                        .projection(p -> p.projectionType(ProjectionType.KEYS_ONLY))));
        for (int i = 0; i < 3; i++) {
            Map<String, AttributeValue> item = Map.of(
                    "pk", AttributeValue.fromS("song" + i),
                    "year", AttributeValue.fromN("2000"),
                    "text", AttributeValue.fromS("x".repeat(1500)));
            dynamo.putItem(r -> r.tableName("music").item(item));
        }
        dynamo.getItem(r -> r.tableName("music")
                .key(Map.of("pk", AttributeValue.fromS("song1")))
                .consistentRead(true));
        scanned = dynamo.scan(r -> r.tableName("music").returnConsumedCapacity(ReturnConsumedCapacity.TOTAL))
                .consumedCapacity()
                .capacityUnits();
        AwsErrors.assertRefused(
                () -> dynamo.deleteItem(r -> r.tableName("music")
                        .key(Map.of("pk", AttributeValue.fromS("absent")))
                        .conditionExpression("attribute_exists(pk)")),
                "ConditionalCheckFailedException",
                400);
        AwsErrors.assertRefused(
                () -> dynamo.getItem(r -> r.tableName("music").key(Map.of())), "ValidationException", 400);
    }

    private Datapoint metric(String name, String... dimensions) {
        Instant now = SERVER.server().clock().instant();
        List<Dimension> named = new java.util.ArrayList<>();
        for (int i = 0; i < dimensions.length; i += 2) {
            named.add(Dimension.builder()
                    .name(dimensions[i])
                    .value(dimensions[i + 1])
                    .build());
        }
        return cloudWatch
                .getMetricStatistics(r -> r.namespace("AWS/DynamoDB")
                        .metricName(name)
                        .dimensions(named)
                        .startTime(now.minus(Duration.ofHours(12)))
                        .endTime(now.plusSeconds(60))
                        .period(86_400)
                        .statistics(Statistic.SUM, Statistic.SAMPLE_COUNT, Statistic.MAXIMUM))
                .datapoints()
                .getFirst();
    }

    @Test
    void consumedUnitsAreTheTablesAndEachIndexsOwn() {
        // Three items of 1.5 KB, and a failed condition on nothing.
        assertThat(metric("ConsumedWriteCapacityUnits", "TableName", "music").sum())
                .isEqualTo(7.0);
        assertThat(metric("ConsumedWriteCapacityUnits", "TableName", "music").sampleCount())
                .isEqualTo(4.0);
        assertThat(metric("ConsumedWriteCapacityUnits", "TableName", "music", "GlobalSecondaryIndexName", "by-year")
                        .sum())
                .isEqualTo(3.0);
        assertThat(metric("ConsumedReadCapacityUnits", "TableName", "music").sum())
                .isEqualTo(1 + scanned);
    }

    @Test
    void operationsHaveTheirLatencyAndItems() {
        assertThat(metric("SuccessfulRequestLatency", "TableName", "music", "Operation", "PutItem")
                        .sampleCount())
                .isEqualTo(3.0);
        assertThat(metric("SuccessfulRequestLatency", "TableName", "music", "Operation", "PutItem")
                        .unitAsString())
                .isEqualTo("Milliseconds");
        assertThat(metric("ReturnedItemCount", "TableName", "music", "Operation", "Scan")
                        .sum())
                .isEqualTo(3.0);
    }

    @Test
    void statementsCountEachWhatTheyRead() {
        dynamo.createTable(r -> r.tableName("asked")
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(a -> a.attributeName("pk").attributeType(ScalarAttributeType.S))
                .keySchema(k -> k.attributeName("pk").keyType(KeyType.HASH)));
        for (int i = 0; i < 2; i++) {
            Map<String, AttributeValue> item = Map.of("pk", AttributeValue.fromS("k" + i));
            dynamo.putItem(r -> r.tableName("asked").item(item));
        }
        dynamo.executeStatement(r -> r.statement("SELECT * FROM asked WHERE pk IN ['k0', 'k1', 'k2']"));
        double before =
                metric("ConsumedReadCapacityUnits", "TableName", "asked").sum();
        dynamo.batchExecuteStatement(r -> r.statements(
                s -> s.statement("SELECT * FROM asked WHERE pk = 'k0'"),
                s -> s.statement("SELECT * FROM asked WHERE pk = 'k1'")));
        assertThat(metric("ReturnedItemCount", "TableName", "asked", "Operation", "ExecuteStatement")
                        .sum())
                .isEqualTo(2.0);
        assertThat(metric("ConsumedReadCapacityUnits", "TableName", "asked").sum())
                .as("both statements of the batch")
                .isEqualTo(before + 1);
        assertThat(metric("SuccessfulRequestLatency", "TableName", "asked", "Operation", "BatchExecuteStatement")
                        .sampleCount())
                .isEqualTo(1.0);
    }

    @Test
    void aThrottledRequestCountsOnce() {
        dynamo.createTable(r -> r.tableName("narrow")
                .provisionedThroughput(t -> t.readCapacityUnits(1L).writeCapacityUnits(1L))
                .attributeDefinitions(a -> a.attributeName("pk").attributeType(ScalarAttributeType.S))
                .keySchema(k -> k.attributeName("pk").keyType(KeyType.HASH)));
        Map<String, AttributeValue> large =
                Map.of("pk", AttributeValue.fromS("k"), "text", AttributeValue.fromS("x".repeat(350_000)));
        dynamo.putItem(r -> r.tableName("narrow").item(large));
        AwsErrors.assertRefused(
                () -> dynamo.putItem(r -> r.tableName("narrow").item(large)),
                "ProvisionedThroughputExceededException",
                400);
        AwsErrors.assertRefused(
                () -> dynamo.transactWriteItems(r -> r.transactItems(
                        t -> t.put(p -> p.tableName("narrow").item(large)),
                        t -> t.delete(d -> d.tableName("narrow").key(Map.of("pk", AttributeValue.fromS("other")))))),
                "TransactionCanceledException",
                400);
        assertThat(metric("ThrottledRequests", "TableName", "narrow", "Operation", "PutItem")
                        .sum())
                .isGreaterThanOrEqualTo(1.0)
                .isEqualTo(metric("ThrottledRequests", "TableName", "narrow", "Operation", "PutItem")
                        .sampleCount());
        assertThat(metric("ThrottledRequests", "TableName", "narrow", "Operation", "TransactWriteItems")
                        .sum())
                .isEqualTo(1.0);
    }

    @Test
    void errorsCountOnce() {
        assertThat(metric("ConditionalCheckFailedRequests", "TableName", "music")
                        .sum())
                .isEqualTo(1.0);
        assertThat(metric("UserErrors").sum()).isGreaterThanOrEqualTo(1.0);
    }

    @Test
    void anAlarmWatchesATable() {
        cloudWatch.putMetricAlarm(r -> r.alarmName("writes")
                .namespace("AWS/DynamoDB")
                .metricName("ConsumedWriteCapacityUnits")
                .dimensions(d -> d.name("TableName").value("watched"))
                .statistic(Statistic.SUM)
                .period(60)
                .evaluationPeriods(2)
                .threshold(5.0)
                .comparisonOperator(ComparisonOperator.GREATER_THAN_THRESHOLD));
        dynamo.createTable(r -> r.tableName("watched")
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(a -> a.attributeName("pk").attributeType(ScalarAttributeType.S))
                .keySchema(k -> k.attributeName("pk").keyType(KeyType.HASH)));
        for (int minute = 0; minute < 2; minute++) {
            for (int i = 0; i < 6; i++) {
                dynamo.putItem(r -> r.tableName("watched").item(Map.of("pk", AttributeValue.fromS("k"))));
            }
            SERVER.advance(Duration.ofMinutes(1));
        }
        MetricAlarm alarm = cloudWatch
                .describeAlarms(r -> r.alarmNames("writes"))
                .metricAlarms()
                .getFirst();
        assertThat(alarm.stateValue()).as(alarm.stateReason()).isEqualTo(StateValue.ALARM);
        assertThat(alarm.stateReason()).startsWith("Threshold Crossed: 2 datapoints [6.0 (");
        // Silence keeps the state of an alarm on DynamoDB.
        SERVER.advance(Duration.ofHours(1));
        assertThat(cloudWatch
                        .describeAlarms(r -> r.alarmNames("writes"))
                        .metricAlarms()
                        .getFirst()
                        .stateValue())
                .isEqualTo(StateValue.ALARM);
    }

    /** The newest value of a metric that is something all the time, or null if it is nothing any more. */
    private static @Nullable Double level(RunningServer server, CloudWatchClient cloudWatch, String name) {
        server.advance(Duration.ofMinutes(11));
        Instant now = server.server().clock().instant();
        return cloudWatch
                .getMetricStatistics(r -> r.namespace("AWS/DynamoDB")
                        .metricName(name)
                        .startTime(now.minus(Duration.ofMinutes(10)))
                        .endTime(now)
                        .period(300)
                        .statistics(Statistic.MAXIMUM))
                .datapoints()
                .stream()
                .max(Comparator.comparing(Datapoint::timestamp))
                .map(Datapoint::maximum)
                .orElse(null);
    }

    private static void provisioned(DynamoDbClient dynamo, String name, long reads, long writes) {
        dynamo.createTable(r -> r.tableName(name)
                .attributeDefinitions(a -> a.attributeName("pk").attributeType(ScalarAttributeType.S))
                .keySchema(k -> k.attributeName("pk").keyType(KeyType.HASH))
                .provisionedThroughput(p -> p.readCapacityUnits(reads).writeCapacityUnits(writes)));
    }

    @Test
    void showsHowMuchOfAnAccountsQuotasIsProvisioned() {
        try (RunningServer server = RunningServer.withFlags().start();
                DynamoDbClient client = server.client(DynamoDbClient.builder());
                CloudWatchClient watch = server.client(CloudWatchClient.builder())) {
            provisioned(client, "one", 800, 80);
            provisioned(client, "two", 4_000, 40);
            assertThat(level(server, watch, "AccountMaxReads")).isEqualTo(80_000);
            assertThat(level(server, watch, "AccountMaxTableLevelWrites")).isEqualTo(40_000);
            assertThat(level(server, watch, "AccountProvisionedReadCapacityUtilization"))
                    .isEqualTo(6.0);
            assertThat(level(server, watch, "MaxProvisionedTableReadCapacityUtilization"))
                    .isEqualTo(10.0);
            assertThat(level(server, watch, "AccountProvisionedWriteCapacityUtilization"))
                    .isEqualTo(0.15);
            client.deleteTable(r -> r.tableName("two"));
            assertThat(level(server, watch, "MaxProvisionedTableReadCapacityUtilization"))
                    .isEqualTo(2.0);
            client.deleteTable(r -> r.tableName("one"));
            assertThat(level(server, watch, "AccountMaxReads")).isNull();
        }
    }

    @Test
    void aResetOfTablesEndsWhatWasProvisioned() throws Exception {
        try (RunningServer server = RunningServer.withFlags().start();
                DynamoDbClient client = server.client(DynamoDbClient.builder());
                CloudWatchClient watch = server.client(CloudWatchClient.builder())) {
            provisioned(client, "one", 800, 80);
            assertThat(level(server, watch, "AccountProvisionedReadCapacityUtilization"))
                    .isEqualTo(1.0);
            HttpResponse<String> reset = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(server.uri().resolve("/_kagemusha/reset"))
                                    .header("Content-Type", "application/json")
                                    .POST(HttpRequest.BodyPublishers.ofString("{\"service\": \"dynamodb\"}"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(reset.statusCode()).isEqualTo(200);
            assertThat(level(server, watch, "AccountProvisionedReadCapacityUtilization"))
                    .isNull();
            assertThat(level(server, watch, "AccountMaxReads")).isNull();
        }
    }
}
