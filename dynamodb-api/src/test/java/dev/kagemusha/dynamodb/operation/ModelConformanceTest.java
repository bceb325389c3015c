package dev.kagemusha.dynamodb.operation;

import dev.kagemusha.testing.RunningServer;
import dev.kagemusha.testing.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;

import static dev.kagemusha.dynamodb.operation.Sample.n;
import static dev.kagemusha.dynamodb.operation.Sample.s;
import static org.assertj.core.api.Assertions.assertThat;

/** Random writes, and everything that can be read compared with a map of items. */
class ModelConformanceTest {
    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags();

    private static final List<String> COLORS = List.of("red", "green", "blue");

    private final DynamoDbClient client = SERVER.client(DynamoDbClient.builder());
    private final Map<List<AttributeValue>, Map<String, AttributeValue>> model = new HashMap<>();

    @Test
    void readsWhatAModelReads() {
        long seed = Seed.next();
        Random random = new Random(seed);
        Sample.create(client, "model");

        for (int round = 0; round < 6; round++) {
            for (int i = 0; i < 60; i++) {
                write(random);
            }
            compare("seed " + seed + ", round " + round, 1 + random.nextInt(7));
        }
    }

    private void write(Random random) {
        AttributeValue pk = s("p" + random.nextInt(4));
        AttributeValue sk = n(random.nextInt(20) - 10);
        Map<String, AttributeValue> key = Map.of("pk", pk, "sk", sk);
        List<AttributeValue> id = List.of(pk, sk);
        Map<String, AttributeValue> before = model.get(id);
        switch (random.nextInt(5)) {
            case 0 -> {
                client.deleteItem(r -> r.tableName("model").key(key));
                model.remove(id);
            }
            case 1 -> {
                client.updateItem(r -> r.tableName("model")
                        .key(key)
                        .updateExpression("SET v = :v REMOVE color")
                        .expressionAttributeValues(Map.of(":v", n(7))));
                Map<String, AttributeValue> after = new HashMap<>(before == null ? key : before);
                after.put("v", n(7));
                after.remove("color");
                model.put(id, after);
            }
            default -> {
                Map<String, AttributeValue> item = new HashMap<>(key);
                if (random.nextBoolean()) {
                    item.put("color", s(COLORS.get(random.nextInt(COLORS.size()))));
                }
                if (random.nextBoolean()) {
                    item.put("rank", n(random.nextInt(5)));
                }
                item.put("v", n(random.nextInt(100)));
                item.put("w", s("x".repeat(random.nextInt(50))));
                client.putItem(r -> r.tableName("model").item(item));
                model.put(id, item);
            }
        }
    }

    private void compare(String where, int limit) {
        for (int p = 0; p < 4; p++) {
            AttributeValue pk = s("p" + p);
            List<Map<String, AttributeValue>> expected =
                    select(item -> item.get("pk").equals(pk), "sk");
            assertThat(query(null, "pk", pk, true, limit)).as(where).isEqualTo(expected);
            assertThat(query(null, "pk", pk, false, limit)).as(where).isEqualTo(expected.reversed());
            assertThat(query(Sample.BY_RANK, "pk", pk, true, limit))
                    .as(where)
                    .containsExactlyInAnyOrderElementsOf(only(
                            select(item -> item.get("pk").equals(pk) && item.containsKey("rank"), "rank"),
                            Set.of("pk", "sk", "rank")))
                    .isSortedAccordingTo(byNumber("rank"));
        }
        for (String color : COLORS) {
            assertThat(query(Sample.BY_COLOR, "color", s(color), true, limit))
                    .as(where)
                    .containsExactlyInAnyOrderElementsOf(only(
                            select(item -> s(color).equals(item.get("color")), "sk"), Set.of("pk", "sk", "color", "v")))
                    .isSortedAccordingTo(byNumber("sk"));
        }
        List<Map<String, AttributeValue>> scanned = new ArrayList<>();
        for (int segment = 0; segment < 3; segment++) {
            scanned.addAll(scan(segment, 3, limit));
        }
        assertThat(scanned).as(where).containsExactlyInAnyOrderElementsOf(model.values());
        TableDescription table = client.describeTable(r -> r.tableName("model")).table();
        assertThat(table.itemCount()).as(where).isEqualTo(model.size());
        assertThat(table.globalSecondaryIndexes().get(0).itemCount())
                .as(where)
                .isEqualTo(select(item -> item.containsKey("color"), "sk").size());
    }

    private List<Map<String, AttributeValue>> select(Predicate<Map<String, AttributeValue>> which, String order) {
        return model.values().stream().filter(which).sorted(byNumber(order)).toList();
    }

    private static Comparator<Map<String, AttributeValue>> byNumber(String name) {
        return Comparator.comparing(item -> Long.valueOf(item.get(name).n()));
    }

    private static List<Map<String, AttributeValue>> only(List<Map<String, AttributeValue>> items, Set<String> names) {
        List<Map<String, AttributeValue>> parts = new ArrayList<>();
        for (Map<String, AttributeValue> item : items) {
            Map<String, AttributeValue> part = new HashMap<>(item);
            part.keySet().retainAll(names);
            parts.add(part);
        }
        return parts;
    }

    private List<Map<String, AttributeValue>> query(
            @org.jspecify.annotations.Nullable String index,
            String name,
            AttributeValue value,
            boolean forward,
            int limit) {
        List<Map<String, AttributeValue>> all = new ArrayList<>();
        Map<String, AttributeValue> start = Map.of();
        do {
            Map<String, AttributeValue> from = start;
            QueryResponse page = client.query(r -> {
                r.tableName("model")
                        .indexName(index)
                        .keyConditionExpression("#k = :k")
                        .expressionAttributeNames(Map.of("#k", name))
                        .expressionAttributeValues(Map.of(":k", value))
                        .scanIndexForward(forward)
                        .limit(limit);
                if (!from.isEmpty()) {
                    r.exclusiveStartKey(from);
                }
            });
            assertThat(page.scannedCount()).isLessThanOrEqualTo(limit);
            all.addAll(page.items());
            start = page.lastEvaluatedKey();
        } while (!start.isEmpty());
        return all;
    }

    private Set<Map<String, AttributeValue>> scan(int segment, int total, int limit) {
        Set<Map<String, AttributeValue>> all = new HashSet<>();
        Map<String, AttributeValue> start = Map.of();
        do {
            Map<String, AttributeValue> from = start;
            ScanResponse page = client.scan(r -> {
                r.tableName("model").segment(segment).totalSegments(total).limit(limit);
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
