package dev.kagemusha.dynamodb.throttle;

import dev.kagemusha.testing.RunningServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.ThrottlingException;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The clock ticks on while a test runs, so large items use up a burst in few requests and bounds are loose by some seconds. */
final class ThrottlingConformanceTest {
    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags();

    /** 100 write units, 25 strongly consistent read units. */
    private static final String LARGE = "x".repeat(100 * 1024 - 10);

    private static final String PREFIX = "arn:aws:dynamodb:us-east-1:000000000000:table/";

    private final DynamoDbClient client = SERVER.client(DynamoDbClient.builder());

    private static CreateTableRequest.Builder table(String name) {
        return CreateTableRequest.builder()
                .tableName(name)
                .keySchema(k -> k.attributeName("pk").keyType(KeyType.HASH))
                .attributeDefinitions(
                        a -> a.attributeName("pk").attributeType(ScalarAttributeType.S),
                        a -> a.attributeName("g").attributeType(ScalarAttributeType.S));
    }

    private void provisioned(String name, long reads, long writes) {
        client.createTable(CreateTableRequest.builder()
                .tableName(name)
                .keySchema(k -> k.attributeName("pk").keyType(KeyType.HASH))
                .attributeDefinitions(a -> a.attributeName("pk").attributeType(ScalarAttributeType.S))
                .provisionedThroughput(t -> t.readCapacityUnits(reads).writeCapacityUnits(writes))
                .build());
    }

    private static AttributeValue s(String text) {
        return AttributeValue.fromS(text);
    }

    private static Map<String, AttributeValue> large(String key) {
        return Map.of("pk", s(key), "t", s(LARGE));
    }

    private void put(String table, String key) {
        client.putItem(r -> r.tableName(table).item(large(key)));
    }

    /** Puts until one is refused; how many went through. */
    private int putAll(String table, int most) {
        for (int i = 0; i < most; i++) {
            try {
                put(table, "k" + i);
            } catch (ProvisionedThroughputExceededException | ThrottlingException refused) {
                return i;
            }
        }
        return most;
    }

    @Test
    void aNewTableHasABurstOfFiveMinutesAndThenWhatIsProvisioned() {
        provisioned("burst", 1, 2);
        assertThat(putAll("burst", 20)).as("600 units, and a debt").isBetween(6, 7);
        assertThatThrownBy(() -> put("burst", "more"))
                .isInstanceOfSatisfying(ProvisionedThroughputExceededException.class, e -> {
                    assertThat(e.statusCode()).isEqualTo(400);
                    assertThat(e.awsErrorDetails().errorMessage())
                            .isEqualTo("The level of configured provisioned throughput for the table was exceeded."
                                    + " Consider increasing your provisioning level with the UpdateTable API.");
                    assertThat(e.throttlingReasons()).singleElement().satisfies(reason -> {
                        assertThat(reason.reason()).isEqualTo("TableWriteProvisionedThroughputExceeded");
                        assertThat(reason.resource()).isEqualTo(PREFIX + "burst");
                    });
                });
        assertThat(client.getItem(r -> r.tableName("burst").key(Map.of("pk", s("more"))))
                        .hasItem())
                .as("a throttled write changes nothing")
                .isFalse();

        SERVER.advance(Duration.ofSeconds(150));
        assertThat(putAll("burst", 20)).as("300 units came in, less the debt").isBetween(2, 4);
    }

    @Test
    void readsAreCutByTheirOwnUnits() {
        provisioned("reads", 1, 1000);
        put("reads", "a");
        int reads = 0;
        try {
            for (; reads < 40; reads++) {
                client.getItem(
                        r -> r.tableName("reads").key(Map.of("pk", s("a"))).consistentRead(true));
            }
        } catch (ProvisionedThroughputExceededException e) {
            assertThat(e.throttlingReasons().get(0).reason()).isEqualTo("TableReadProvisionedThroughputExceeded");
        }
        assertThat(reads).as("300 units, 25 each").isBetween(12, 13);
        assertThatThrownBy(() -> client.scan(r -> r.tableName("reads")))
                .isInstanceOf(ProvisionedThroughputExceededException.class);
        put("reads", "b");
    }

    @Test
    void anIndexWithoutThroughputRefusesTheWriteOfTheTableAndIsNamed() {
        client.createTable(table("pressed")
                .provisionedThroughput(t -> t.readCapacityUnits(10L).writeCapacityUnits(1000L))
                .globalSecondaryIndexes(g -> g.indexName("by-g")
                        .keySchema(k -> k.attributeName("g").keyType(KeyType.HASH))
                        .projection(p -> p.projectionType("ALL"))
                        .provisionedThroughput(t -> t.readCapacityUnits(1L).writeCapacityUnits(1L)))
                .build());
        Map<String, AttributeValue> indexed = new HashMap<>(large("i"));
        indexed.put("g", s("g"));
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 5; i++) {
                        indexed.put("pk", s("i" + i));
                        client.putItem(r -> r.tableName("pressed").item(indexed));
                    }
                })
                .isInstanceOfSatisfying(ProvisionedThroughputExceededException.class, e -> {
                    assertThat(e.awsErrorDetails().errorMessage()).contains("global secondary indexes of the table");
                    assertThat(e.throttlingReasons()).singleElement().satisfies(reason -> {
                        assertThat(reason.reason()).isEqualTo("IndexWriteProvisionedThroughputExceeded");
                        assertThat(reason.resource()).isEqualTo(PREFIX + "pressed/index/by-g");
                    });
                });
        put("pressed", "not-in-the-index");
    }

    @Test
    void onDemandHoldsTheMaximumThatTheClientSet() {
        client.createTable(CreateTableRequest.builder()
                .tableName("capped")
                .keySchema(k -> k.attributeName("pk").keyType(KeyType.HASH))
                .attributeDefinitions(a -> a.attributeName("pk").attributeType(ScalarAttributeType.S))
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .onDemandThroughput(o -> o.maxWriteRequestUnits(1L))
                .build());
        assertThat(putAll("capped", 5)).isEqualTo(1);
        assertThatThrownBy(() -> put("capped", "more")).isInstanceOfSatisfying(ThrottlingException.class, e -> {
            assertThat(e.awsErrorDetails().errorMessage())
                    .isEqualTo("Throughput exceeds the maximum OnDemandThroughput configured on table or index");
            assertThat(e.throttlingReasons().get(0).reason()).isEqualTo("TableWriteMaxOnDemandThroughputExceeded");
        });
    }

    @Test
    void batchesAnswerWhatWasNotDoneAndFailWhenNothingWas() {
        provisioned("batches", 1, 1);
        List<WriteRequest> writes = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            Map<String, AttributeValue> item = large("b" + i);
            writes.add(WriteRequest.builder().putRequest(p -> p.item(item)).build());
        }
        BatchWriteItemResponse written = client.batchWriteItem(r -> r.requestItems(Map.of("batches", writes)));
        assertThat(written.unprocessedItems().get("batches")).hasSizeBetween(6, 7);
        assertThatThrownBy(() -> client.batchWriteItem(r -> r.requestItems(Map.of("batches", writes))))
                .isInstanceOf(ProvisionedThroughputExceededException.class);

        List<Map<String, AttributeValue>> keys = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            keys.add(Map.of("pk", s("b" + i)));
        }
        KeysAndAttributes wanted =
                KeysAndAttributes.builder().keys(keys).consistentRead(true).build();
        int unprocessed = 0;
        for (int i = 0; unprocessed == 0 && i < 10; i++) {
            BatchGetItemResponse got = client.batchGetItem(r -> r.requestItems(Map.of("batches", wanted)));
            unprocessed = got.unprocessedKeys().isEmpty()
                    ? 0
                    : got.unprocessedKeys().get("batches").keys().size();
        }
        assertThat(unprocessed).isBetween(1, 2);
        assertThatThrownBy(() -> client.batchGetItem(r -> r.requestItems(Map.of("batches", wanted))))
                .isInstanceOf(ProvisionedThroughputExceededException.class);
    }

    @Test
    void aTransactionSaysWhichOfItsPartsWereThrottledAndTakesNothing() {
        provisioned("poor", 1, 1);
        provisioned("rich", 100, 1000);
        assertThat(putAll("poor", 10)).isBetween(3, 4);
        assertThatThrownBy(() -> client.transactWriteItems(r -> r.transactItems(
                        i -> i.put(p -> p.tableName("rich").item(large("t"))),
                        i -> i.put(p -> p.tableName("poor").item(large("t"))))))
                .isInstanceOfSatisfying(TransactionCanceledException.class, e -> {
                    assertThat(e.cancellationReasons().get(0).code()).isEqualTo("None");
                    assertThat(e.cancellationReasons().get(1).code()).isEqualTo("ProvisionedThroughputExceeded");
                });
        assertThat(client.getItem(r -> r.tableName("rich").key(Map.of("pk", s("t"))))
                        .hasItem())
                .isFalse();
    }

    @Test
    void moreThroughputHelpsAtOnce() {
        provisioned("raised", 1, 1);
        assertThat(putAll("raised", 10)).isBetween(3, 4);
        client.updateTable(r -> r.tableName("raised")
                .provisionedThroughput(t -> t.readCapacityUnits(1L).writeCapacityUnits(5000L)));
        SERVER.advance(Duration.ofSeconds(1));
        assertThat(putAll("raised", 10)).isEqualTo(10);
    }
}
