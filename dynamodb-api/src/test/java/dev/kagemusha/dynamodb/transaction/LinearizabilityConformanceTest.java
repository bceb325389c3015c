package dev.kagemusha.dynamodb.transaction;

import dev.kagemusha.testing.RunningServer;
import dev.kagemusha.testing.Seed;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients that write and read a few items, alone and in transactions, all at the same time. What they were told must be what one
 * thing at a time would have told them.
 */
class LinearizabilityConformanceTest {
    private static final int KEYS = 3;
    private static final int CLIENTS = 8;
    private static final int CALLS = 60;
    private static final String TABLE = "registers";

    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags();

    private final DynamoDbClient client = SERVER.client(DynamoDbClient.builder());
    private final AtomicInteger conflicts = new AtomicInteger();

    /** The values of all items; 0 stands for an item that is not there. */
    private record State(List<Integer> values) {
        static final State NOTHING = new State(List.of(0, 0, 0));

        State with(int key, int value) {
            Integer[] changed = values.toArray(Integer[]::new);
            changed[key] = value;
            return new State(List.of(changed));
        }
    }

    /** A call and its answer. */
    private sealed interface Told {
        @Nullable
        State from(State state);

        /** An unconditional write that told the value before. */
        record Wrote(int key, int value, int before) implements Told {
            @Override
            public @Nullable State from(State state) {
                return state.values().get(key) == before ? state.with(key, value) : null;
            }
        }

        /** A write on condition of a value. */
        record Swapped(int key, int expected, int value, boolean done) implements Told {
            @Override
            public @Nullable State from(State state) {
                boolean holds = state.values().get(key) == expected;
                return holds != done ? null : done ? state.with(key, value) : state;
            }
        }

        /** A consistent read. */
        record Read(int key, int value) implements Told {
            @Override
            public @Nullable State from(State state) {
                return state.values().get(key) == value ? state : null;
            }
        }

        /** A transaction that read everything. */
        record ReadAll(List<Integer> values) implements Told {
            @Override
            public @Nullable State from(State state) {
                return state.values().equals(values) ? state : null;
            }
        }

        /**
         * A transaction that wrote two items, each on condition of a value; what each of them was is known if it failed.
         */
        record SwappedBoth(int one, int other, int expectedOne, int expectedOther, int value, List<Boolean> held)
                implements Told {
            @Override
            public @Nullable State from(State state) {
                boolean first = state.values().get(one) == expectedOne;
                boolean second = state.values().get(other) == expectedOther;
                if (first != held.get(0) || second != held.get(1)) {
                    return null;
                }
                return first && second ? state.with(one, value).with(other, value) : state;
            }
        }
    }

    @Test
    void tellsClientsWhatOneThingAtATimeWouldHave() throws Exception {
        long seed = Seed.next();
        create();
        History<State, Told> history = new History<>((state, told) -> told.from(state));
        try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            List<Future<Boolean>> running = new ArrayList<>();
            for (int c = 0; c < CLIENTS; c++) {
                int number = c;
                running.add(clients.submit(() -> {
                    Random random = new Random(seed + number);
                    for (int i = 0; i < CALLS; i++) {
                        call(history, random, 1 + number * CALLS + i);
                    }
                    return true;
                }));
            }
            for (Future<Boolean> each : running) {
                assertThat(each.get()).isTrue();
            }
        }
        assertThat(history.size()).isGreaterThan(CLIENTS * CALLS / 4);
        assertThat(history.isLinearizable(State.NOTHING)).as("seed " + seed).isTrue();
    }

    private void create() {
        client.createTable(r -> r.tableName(TABLE)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(a -> a.attributeName("pk").attributeType(ScalarAttributeType.N))
                .keySchema(k -> k.attributeName("pk").keyType(KeyType.HASH)));
        client.waiter().waitUntilTableExists(r -> r.tableName(TABLE));
    }

    /** Makes one call with a value of its own, and notes it unless it met a transaction and had no effect. */
    private void call(History<State, Told> history, Random random, int value) {
        int key = random.nextInt(KEYS);
        int other = (key + 1 + random.nextInt(KEYS - 1)) % KEYS;
        int kind = random.nextInt(6);
        long start = System.nanoTime();
        try {
            Told told =
                    switch (kind) {
                        case 0 -> write(key, value);
                        case 1 -> delete(key);
                        case 2 -> swap(key, value);
                        case 3 -> read(key);
                        case 4 -> readAll();
                        default -> swapBoth(key, other, value);
                    };
            history.add(told, start, System.nanoTime());
        } catch (TransactionConflictException met) {
            conflicts.incrementAndGet();
        } catch (TransactionCanceledException met) {
            assertThat(met.cancellationReasons())
                    .extracting(CancellationReason::code)
                    .contains("TransactionConflict");
            conflicts.incrementAndGet();
        }
    }

    private static Map<String, AttributeValue> key(int key) {
        return Map.of("pk", AttributeValue.fromN(Integer.toString(key)));
    }

    private static Map<String, AttributeValue> item(int key, int value) {
        return Map.of("pk", AttributeValue.fromN(Integer.toString(key)), "v", number(value));
    }

    private static AttributeValue number(int value) {
        return AttributeValue.fromN(Integer.toString(value));
    }

    private static int value(Map<String, AttributeValue> item) {
        AttributeValue value = item.get("v");
        return value == null ? 0 : Integer.parseInt(value.n());
    }

    private Told write(int key, int value) {
        return new Told.Wrote(
                key,
                value,
                value(client.putItem(
                                r -> r.tableName(TABLE).item(item(key, value)).returnValues(ReturnValue.ALL_OLD))
                        .attributes()));
    }

    private Told delete(int key) {
        return new Told.Wrote(
                key,
                0,
                value(client.deleteItem(r -> r.tableName(TABLE).key(key(key)).returnValues(ReturnValue.ALL_OLD))
                        .attributes()));
    }

    private int look(int key) {
        return value(client.getItem(r -> r.tableName(TABLE).key(key(key)).consistentRead(true))
                .item());
    }

    private Told read(int key) {
        return new Told.Read(key, look(key));
    }

    private Told swap(int key, int value) {
        int expected = look(key);
        try {
            client.updateItem(r -> {
                r.tableName(TABLE).key(key(key)).updateExpression("SET v = :v");
                if (expected == 0) {
                    r.conditionExpression("attribute_not_exists(v)")
                            .expressionAttributeValues(Map.of(":v", number(value)));
                } else {
                    r.conditionExpression("v = :e")
                            .expressionAttributeValues(Map.of(":v", number(value), ":e", number(expected)));
                }
            });
            return new Told.Swapped(key, expected, value, true);
        } catch (ConditionalCheckFailedException failed) {
            return new Told.Swapped(key, expected, value, false);
        }
    }

    private Told readAll() {
        TransactGetItem[] reads = new TransactGetItem[KEYS];
        Arrays.setAll(reads, k -> TransactGetItem.builder()
                .get(g -> g.tableName(TABLE).key(key(k)))
                .build());
        return new Told.ReadAll(client.transactGetItems(r -> r.transactItems(reads)).responses().stream()
                .map(response -> value(response.item()))
                .toList());
    }

    private Told swapBoth(int one, int other, int value) {
        int expectedOne = look(one);
        int expectedOther = look(other);
        List<Boolean> held = new ArrayList<>(List.of(true, true));
        try {
            client.transactWriteItems(
                    r -> r.transactItems(swapping(one, expectedOne, value), swapping(other, expectedOther, value)));
        } catch (TransactionCanceledException cancelled) {
            List<String> codes = cancelled.cancellationReasons().stream()
                    .map(CancellationReason::code)
                    .toList();
            if (codes.contains("TransactionConflict")) {
                throw cancelled;
            }
            for (int i = 0; i < 2; i++) {
                held.set(i, codes.get(i).equals("None"));
            }
        }
        return new Told.SwappedBoth(one, other, expectedOne, expectedOther, value, List.copyOf(held));
    }

    private static TransactWriteItem swapping(int key, int expected, int value) {
        return TransactWriteItem.builder()
                .put(p -> {
                    p.tableName(TABLE)
                            .item(item(key, value))
                            .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD);
                    if (expected == 0) {
                        p.conditionExpression("attribute_not_exists(v)");
                    } else {
                        p.conditionExpression("v = :e").expressionAttributeValues(Map.of(":e", number(expected)));
                    }
                })
                .build();
    }
}
