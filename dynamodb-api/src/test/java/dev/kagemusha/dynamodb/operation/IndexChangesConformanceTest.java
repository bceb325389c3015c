package dev.kagemusha.dynamodb.operation;

import dev.kagemusha.testing.RunningServer;
import dev.kagemusha.testing.Seed;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexDescription;
import software.amazon.awssdk.services.dynamodb.model.IndexStatus;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

import static dev.kagemusha.dynamodb.operation.Sample.n;
import static dev.kagemusha.dynamodb.operation.Sample.s;
import static org.assertj.core.api.Assertions.assertThat;

/** Adds and removes a global index while writers run, and compares it with what the items say. */
@SuppressWarnings("unchecked") // the SDK's varargs of consumers
class IndexChangesConformanceTest {
    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags();

    private static final int WRITERS = 4;
    private static final int KEYS = 60;
    private static final int ROUNDS = 4;

    private final DynamoDbClient client = SERVER.client(DynamoDbClient.builder());

    @Test
    void anIndexAddedUnderWritesHoldsWhatTheItemsSay() throws Exception {
        long seed = Seed.next();
        client.createTable(r -> r.tableName("live")
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(a -> a.attributeName("pk").attributeType(ScalarAttributeType.S))
                .keySchema(k -> k.attributeName("pk").keyType(KeyType.HASH)));
        for (int i = 0; i < 400; i++) {
            put("old" + i, i % 3 == 0 ? null : s("c" + i % 5), i);
        }
        for (int round = 0; round < ROUNDS; round++) {
            AtomicBoolean stop = new AtomicBoolean();
            List<Future<?>> writers = new ArrayList<>();
            try (ExecutorService pool = Executors.newFixedThreadPool(WRITERS)) {
                for (int w = 0; w < WRITERS; w++) {
                    Random random = new Random(seed + 31L * round + w);
                    writers.add(pool.submit(() -> {
                        while (!stop.get()) {
                            write(random);
                        }
                    }));
                }
                create(round % 2 == 0 ? ProjectionType.ALL : ProjectionType.KEYS_ONLY);
                awaitActive();
                stop.set(true);
            }
            for (Future<?> writer : writers) {
                Object ignored = writer.get();
            }
            compare("seed " + seed + ", round " + round, round % 2 == 0);
            delete();
            assertThat(description()).isNull();
        }
    }

    private void write(Random random) {
        String key = random.nextBoolean() ? "old" + random.nextInt(400) : "new" + random.nextInt(KEYS);
        switch (random.nextInt(4)) {
            case 0 -> client.deleteItem(r -> r.tableName("live").key(Map.of("pk", s(key))));
            case 1 ->
                client.updateItem(r -> r.tableName("live")
                        .key(Map.of("pk", s(key)))
                        .updateExpression("SET v = :v")
                        .expressionAttributeValues(Map.of(":v", n(random.nextInt(100)))));
            default -> put(key, random.nextInt(3) == 0 ? null : s("c" + random.nextInt(5)), random.nextInt(100));
        }
    }

    private void put(String key, @Nullable AttributeValue color, int v) {
        Map<String, AttributeValue> item = new HashMap<>(Map.of("pk", s(key), "v", n(v)));
        if (color != null) {
            item.put("color", color);
        }
        client.putItem(r -> r.tableName("live").item(item));
    }

    private void create(ProjectionType projection) {
        client.updateTable(r -> r.tableName("live")
                .attributeDefinitions(a -> a.attributeName("color").attributeType(ScalarAttributeType.S))
                .globalSecondaryIndexUpdates(u -> u.create(c -> c.indexName("by-color")
                        .keySchema(k -> k.attributeName("color").keyType(KeyType.HASH))
                        .projection(p -> p.projectionType(projection)))));
    }

    private void delete() {
        client.updateTable(
                r -> r.tableName("live").globalSecondaryIndexUpdates(u -> u.delete(d -> d.indexName("by-color"))));
    }

    private void awaitActive() {
        GlobalSecondaryIndexDescription index = description();
        while (index == null || index.indexStatus() != IndexStatus.ACTIVE) {
            index = description();
        }
    }

    private @Nullable GlobalSecondaryIndexDescription description() {
        List<GlobalSecondaryIndexDescription> indexes =
                client.describeTable(r -> r.tableName("live")).table().globalSecondaryIndexes();
        return indexes.isEmpty() ? null : indexes.get(0);
    }

    private void compare(String where, boolean whole) {
        List<Map<String, AttributeValue>> expected = new ArrayList<>();
        for (Map<String, AttributeValue> item : scan(null)) {
            if (item.containsKey("color")) {
                expected.add(whole ? item : Map.of("pk", item.get("pk"), "color", item.get("color")));
            }
        }
        assertThat(scan("by-color")).as(where).containsExactlyInAnyOrderElementsOf(expected);
        GlobalSecondaryIndexDescription index = description();
        assertThat(index == null ? -1 : index.itemCount()).as(where).isEqualTo(expected.size());
    }

    private List<Map<String, AttributeValue>> scan(@Nullable String index) {
        List<Map<String, AttributeValue>> all = new ArrayList<>();
        Map<String, AttributeValue> start = Map.of();
        do {
            Map<String, AttributeValue> from = start;
            ScanResponse page = client.scan(r -> {
                r.tableName("live").indexName(index).limit(100);
                if (!from.isEmpty()) {
                    r.exclusiveStartKey(from);
                }
            });
            all.addAll(page.items());
            start = page.lastEvaluatedKey();
        } while (!start.isEmpty());
        return all;
    }
}
