package dev.kagemusha.dynamodb.throttle;

import dev.kagemusha.auth.Caller;
import dev.kagemusha.dynamodb.table.KeyPlaces;
import dev.kagemusha.testing.RunningServer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.ThrottlingException;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Hours of recorded load, sent through the real operations in emulated time: what is let in each second differs from {@link
 * FluidModel} by one request at most.
 */
final class RequestReplayTest {
    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags().standingStill();

    private static final int HOUR = 3_600;
    private static final double BURST = 300;
    private static final double CEILING = 1_000;

    /** A key, and a time in milliseconds from the begin. */
    private record Arrival(long millis, String key) {}

    /** Requests a second. */
    private interface Rate {
        double at(int second);
    }

    /** The key of a request of this number. */
    private interface Keys {
        String of(int number);
    }

    private interface Request {
        void send(String key);
    }

    private interface Model {
        boolean passes(long millis, String key);
    }

    private DynamoDbClient client;

    private DynamoDbClient client() {
        if (client == null) {
            client = SERVER.server()
                    .errands()
                    .client(DynamoDbClient.class, "dynamodb", new Caller.Root("000000000000"), "us-east-1");
        }
        return client;
    }

    private static List<Arrival> load(Rate rate, Keys keys) {
        List<Arrival> arrivals = new ArrayList<>();
        double carried = 0;
        for (int second = 0; second < HOUR; second++) {
            carried += rate.at(second);
            int count = (int) carried;
            carried -= count;
            for (int i = 0; i < count; i++) {
                arrivals.add(new Arrival(1000L * second + 1000L * i / count, keys.of(arrivals.size())));
            }
        }
        return arrivals;
    }

    /** Emulated time, from the begin of a minute on. */
    private static Instant start() {
        Instant now = SERVER.server().clock().instant();
        SERVER.advance(Duration.ofMillis(60_000 - now.toEpochMilli() % 60_000));
        return SERVER.server().clock().instant();
    }

    private static void moveTo(Instant then) {
        SERVER.server().clock().advance(Duration.between(SERVER.server().clock().instant(), then));
    }

    private static void replay(List<Arrival> load, Request request, Model model) {
        Instant start = start();
        int[] ours = new int[HOUR];
        int[] theirs = new int[HOUR];
        for (Arrival arrival : load) {
            int second = (int) (arrival.millis() / 1000);
            moveTo(start.plusMillis(arrival.millis()));
            if (passes(request, arrival.key())) {
                ours[second]++;
            }
            if (model.passes(arrival.millis(), arrival.key())) {
                theirs[second]++;
            }
        }
        int let = 0;
        for (int second = 0; second < HOUR; second++) {
            assertThat(ours[second]).as("let in during second %d", second).isCloseTo(theirs[second], within(1));
            let += ours[second];
        }
        assertThat(let).as("something is refused").isBetween(load.size() / 10, load.size() - 1);
    }

    private static boolean passes(Request request, String key) {
        try {
            request.send(key);
            return true;
        } catch (ConditionalCheckFailedException e) {
            return true; // and has cost as much as if it had been done
        } catch (ProvisionedThroughputExceededException | ThrottlingException e) {
            return false;
        }
    }

    private static CreateTableRequest.Builder table(String name) {
        return CreateTableRequest.builder()
                .tableName(name)
                .keySchema(k -> k.attributeName("pk").keyType(KeyType.HASH))
                .attributeDefinitions(a -> a.attributeName("pk").attributeType(ScalarAttributeType.S));
    }

    private void provisioned(String name, long writes) {
        client().createTable(table(name)
                .provisionedThroughput(t -> t.readCapacityUnits(1L).writeCapacityUnits(writes))
                .build());
    }

    private static Map<String, AttributeValue> item(String key, int units) {
        return Map.of("pk", AttributeValue.fromS(key), "t", AttributeValue.fromS("x".repeat(units * 1024 - 100)));
    }

    private Request put(String table, int units) {
        return key -> client().putItem(p -> p.tableName(table).item(item(key, units)));
    }

    /** Costs as much as it would write, but writes nothing. */
    private Request refusedByItsCondition(String table) {
        return key -> client().updateItem(u -> u.tableName(table)
                .key(Map.of("pk", AttributeValue.fromS(key)))
                .conditionExpression("attribute_not_exists(pk)")
                .updateExpression("REMOVE t"));
    }

    private static Model model(FluidModel model, double units) {
        return (millis, key) -> model.passes(millis, KeyPlaces.of(key), units);
    }

    @Test
    void aSteadyLoad() {
        provisioned("steady", 20);
        replay(
                load(second -> 15, number -> "k" + number % 100),
                put("steady", 2),
                model(new FluidModel(20, BURST, 0, 1, CEILING), 2));
    }

    @Test
    void aSpikyLoad() {
        provisioned("spiky", 10);
        replay(
                load(second -> second % 600 < 90 ? 50 : 1, number -> "k" + number % 100),
                put("spiky", 1),
                model(new FluidModel(10, BURST, 0, 1, CEILING), 1));
    }

    @Tag("slow") // opens gigabytes of items
    @Test
    void aHotKey() {
        // Two partitions for what is written, and one more for the reads.
        provisioned("hot", 2_000);
        Random random = new Random(1);
        List<String> keys = new ArrayList<>(List.of("hot"));
        for (int i = 0; keys.size() < 10; i++) {
            // The partition of a hot key is split where somebody else's request is refused; so nobody else is there.
            if (half("k" + i) != half("hot")) {
                keys.add("k" + i);
            }
        }
        keys.forEach(key -> put("hot", 100).send(key));
        SERVER.advance(Duration.ofMinutes(10));
        FluidModel model = new FluidModel(2_000, BURST, 0, 2, CEILING);
        replay(
                load(second -> 14, number -> random.nextInt(10) < 8 ? "hot" : keys.get(1 + random.nextInt(9))),
                refusedByItsCondition("hot"),
                model(model, 100));
    }

    private static int half(String key) {
        return (int) (2 * KeyPlaces.of(key));
    }

    @Test
    void aLoadThatItsIndexCannotTake() {
        client().createTable(table("indexed")
                .attributeDefinitions(
                        a -> a.attributeName("pk").attributeType(ScalarAttributeType.S),
                        a -> a.attributeName("g").attributeType(ScalarAttributeType.S))
                .provisionedThroughput(t -> t.readCapacityUnits(1L).writeCapacityUnits(20L))
                .globalSecondaryIndexes(g -> g.indexName("by-g")
                        .keySchema(k -> k.attributeName("g").keyType(KeyType.HASH))
                        .projection(p -> p.projectionType("KEYS_ONLY"))
                        .provisionedThroughput(t -> t.readCapacityUnits(1L).writeCapacityUnits(6L)))
                .build());
        FluidModel own = new FluidModel(20, BURST, 0, 1, CEILING);
        FluidModel index = new FluidModel(6, BURST, 0, 1, CEILING);
        replay(
                load(second -> second % 900 < 300 ? 20 : 5, number -> "k" + number),
                key -> client().putItem(p -> p.tableName("indexed")
                        .item(Map.of("pk", AttributeValue.fromS(key), "g", AttributeValue.fromS("g" + key)))),
                (millis, key) -> own.isWet(millis, KeyPlaces.of(key))
                        && index.passes(millis, KeyPlaces.of("g" + key), 1)
                        && own.passes(millis, KeyPlaces.of(key), 1));
    }

    @Tag("slow") // opens gigabytes of items
    @Test
    void aRampOnDemand() {
        client().createTable(
                        table("ramp").billingMode(BillingMode.PAY_PER_REQUEST).build());
        List<String> keys = new ArrayList<>();
        for (int i = 0; keys.size() < 8; i++) {
            // One in each eighth of the hashes: four partitions at first, eight when it has grown.
            if ((int) (8 * KeyPlaces.of("k" + i)) == keys.size()) {
                keys.add("k" + i);
            }
        }
        keys.forEach(key -> put("ramp", 300).send(key));
        SERVER.advance(Duration.ofMinutes(40));
        GrowingModel model = new GrowingModel(4_000);
        replay(
                load(
                        second -> second < 2_100 ? 12 : 12 + (second - 2_100) / 100.0,
                        number -> keys.get(number % keys.size())),
                refusedByItsCondition("ramp"),
                (millis, key) -> model.passes(millis, KeyPlaces.of(key), 300));
        assertThat(model.limit).isEqualTo(7_200);
    }

    /** A table on demand: a model that is replaced by a larger one when a peak is half an hour old. */
    private static final class GrowingModel {
        private final double[] minutes = new double[HOUR / 60];
        private double limit;
        private FluidModel model;

        GrowingModel(double limit) {
            this.limit = limit;
            this.model = new FluidModel(limit, 10, 0, (int) Math.ceil(limit / CEILING), CEILING);
        }

        boolean passes(long millis, double key, double units) {
            int minute = (int) (millis / 60_000);
            for (int old = 0; old + 30 < minute; old++) {
                if (2 * minutes[old] > limit) {
                    limit = 2 * minutes[old];
                    model = model.grown(millis, limit, 10, (int) Math.ceil(limit / CEILING), CEILING);
                }
            }
            boolean passed = model.passes(millis, key, units);
            minutes[minute] += passed ? units / 60 : 0;
            return passed;
        }
    }
}
