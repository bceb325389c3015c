package dev.kagemusha.dynamodb.operation;

import dev.kagemusha.testing.RunningServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import static dev.kagemusha.dynamodb.operation.Sample.n;
import static dev.kagemusha.dynamodb.operation.Sample.s;
import static org.assertj.core.api.Assertions.assertThat;

class ConcurrencyConformanceTest {
    private static final int WRITERS = 50;
    private static final int WRITES = 4;

    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags();

    private final DynamoDbClient client = SERVER.client(DynamoDbClient.builder());

    @Test
    void fiftyConditionalWritersLoseNothing() throws Exception {
        Sample.create(client, "counter");
        Map<String, AttributeValue> key = Map.of("pk", s("a"), "sk", n(0));
        client.putItem(r -> r.tableName("counter").item(Map.of("pk", s("a"), "sk", n(0), "rank", n(0))));

        all(() -> {
            for (int i = 0; i < WRITES; i++) {
                while (!increment(key)) {
                    // Another writer was faster.
                }
            }
            return true;
        });

        assertThat(client.getItem(r -> r.tableName("counter").key(key)).item().get("rank"))
                .isEqualTo(n(WRITERS * WRITES));
        assertThat(client.query(r -> r.tableName("counter")
                                .indexName(Sample.BY_RANK)
                                .keyConditionExpression("pk = :a")
                                .expressionAttributeValues(Map.of(":a", s("a"))))
                        .count())
                .isEqualTo(1);
    }

    private boolean increment(Map<String, AttributeValue> key) {
        AttributeValue seen = client.getItem(
                        r -> r.tableName("counter").key(key).consistentRead(true))
                .item()
                .get("rank");
        try {
            client.updateItem(r -> r.tableName("counter")
                    .key(key)
                    .updateExpression("SET #r = :next")
                    .conditionExpression("#r = :seen")
                    .expressionAttributeNames(Map.of("#r", "rank"))
                    .expressionAttributeValues(Map.of(":seen", seen, ":next", n(Long.parseLong(seen.n()) + 1))));
            return true;
        } catch (ConditionalCheckFailedException e) {
            return false;
        }
    }

    @Test
    void tableDroppedUnderWritersKeepsNothingForItsSuccessor() throws Exception {
        Sample.create(client, "reborn");
        try (ExecutorService writers = Executors.newFixedThreadPool(8)) {
            List<Future<Boolean>> running = new ArrayList<>();
            for (int w = 0; w < 8; w++) {
                int sk = w;
                running.add(writers.submit(() -> {
                    boolean there = true;
                    for (int i = 0; there; i++) {
                        there = put(sk * 1_000_000 + i);
                    }
                    return true;
                }));
            }
            client.deleteTable(r -> r.tableName("reborn"));
            for (Future<Boolean> each : running) {
                assertThat(each.get()).isTrue();
            }
        }

        Sample.create(client, "reborn");

        assertThat(client.scan(r -> r.tableName("reborn")).count()).isZero();
        assertThat(client.describeTable(r -> r.tableName("reborn")).table().itemCount())
                .isZero();
    }

    private boolean put(int sk) {
        try {
            client.putItem(r -> r.tableName("reborn").item(Map.of("pk", s("a"), "sk", n(sk))));
            return true;
        } catch (ResourceNotFoundException e) {
            return false;
        }
    }

    private static void all(Callable<Boolean> work) throws Exception {
        try (ExecutorService writers = Executors.newFixedThreadPool(WRITERS)) {
            List<Future<Boolean>> running = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                running.add(writers.submit(work));
            }
            for (Future<Boolean> each : running) {
                assertThat(each.get()).isTrue();
            }
        }
    }
}
