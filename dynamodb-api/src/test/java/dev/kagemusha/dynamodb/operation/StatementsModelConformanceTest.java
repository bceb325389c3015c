package dev.kagemusha.dynamodb.operation;

import dev.kagemusha.testing.RunningServer;
import dev.kagemusha.testing.Seed;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ExecuteStatementResponse;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;

import static dev.kagemusha.dynamodb.operation.Sample.n;
import static dev.kagemusha.dynamodb.operation.Sample.s;
import static org.assertj.core.api.Assertions.assertThat;

/** Random conditions, in pages of random size, find what looking at each item finds. */
class StatementsModelConformanceTest {
    private static final List<String> PARTITIONS = List.of("a", "b", "c");
    private static final int SORTS = 6;
    private static final int STATEMENTS = 400;

    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags();

    private static final List<Map<String, AttributeValue>> ITEMS = new ArrayList<>();

    private final DynamoDbClient client = SERVER.client(DynamoDbClient.builder());

    @BeforeAll
    static void fill() {
        DynamoDbClient client = SERVER.client(DynamoDbClient.builder());
        Sample.create(client, "model");
        client.waiter().waitUntilTableExists(r -> r.tableName("model"));
        Random random = new Random(Seed.next());
        for (String pk : PARTITIONS) {
            for (int sk = 1; sk <= SORTS; sk++) {
                Map<String, AttributeValue> item = new HashMap<>(Map.of("pk", s(pk), "sk", n(sk)));
                if (random.nextInt(4) != 0) {
                    item.put("v", n(random.nextInt(4)));
                }
                if (random.nextInt(4) != 0) {
                    item.put("color", s(random.nextBoolean() ? "red" : "blue"));
                }
                ITEMS.add(item);
                client.putItem(r -> r.tableName("model").item(item));
            }
        }
    }

    /** A condition as text and as what it means. */
    private record Condition(String text, Predicate<Map<String, AttributeValue>> holds) {
        Condition and(Condition other) {
            return new Condition("(" + text + " AND " + other.text + ")", holds.and(other.holds));
        }

        Condition or(Condition other) {
            return new Condition("(" + text + " OR " + other.text + ")", holds.or(other.holds));
        }

        Condition not() {
            return new Condition("NOT (" + text + ")", holds.negate());
        }
    }

    private static Condition equal(String name, String literal, AttributeValue value) {
        return new Condition(name + " = " + literal, item -> value.equals(item.get(name)));
    }

    private static Condition text(String name, String value) {
        return equal(name, "'" + value + "'", s(value));
    }

    private static Condition number(String name, Random random, int bound) {
        int value = random.nextInt(bound);
        return switch (random.nextInt(5)) {
            case 0 -> equal(name, Integer.toString(value), n(value));
            case 1 -> new Condition(value + " > " + name, item -> is(item, name, 0, value - 1));
            case 2 ->
                new Condition(
                        name + " BETWEEN " + value + " AND " + (value + 1), item -> is(item, name, value, value + 1));
            case 3 ->
                new Condition(
                        name + " IN [" + value + ", " + (value + 2) + "]",
                        item -> is(item, name, value, value) || is(item, name, value + 2, value + 2));
            default -> new Condition(name + " >= " + value, item -> is(item, name, value, 99));
        };
    }

    private static boolean is(Map<String, AttributeValue> item, String name, int low, int high) {
        AttributeValue value = item.get(name);
        return value != null && Integer.parseInt(value.n()) >= low && Integer.parseInt(value.n()) <= high;
    }

    private static Condition condition(Random random, int depth) {
        if (depth > 0 && random.nextInt(3) != 0) {
            Condition one = condition(random, depth - 1);
            return switch (random.nextInt(5)) {
                case 0 -> one.not();
                case 1, 2 -> one.or(condition(random, depth - 1));
                default -> one.and(condition(random, depth - 1));
            };
        }
        return switch (random.nextInt(6)) {
            case 0, 1 -> text("pk", PARTITIONS.get(random.nextInt(3)));
            case 2 -> number("sk", random, SORTS + 1);
            case 3 -> number("v", random, 4);
            case 4 -> text("color", random.nextBoolean() ? "red" : "blue");
            default -> new Condition("v IS MISSING", item -> !item.containsKey("v"));
        };
    }

    @Test
    void findsWhatAModelFinds() {
        long seed = Seed.next();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        int answered = 0;
        for (int i = 0; i < STATEMENTS; i++) {
            Condition condition = condition(random, 3);
            boolean indexed = random.nextInt(4) == 0;
            String from = indexed ? "\"model\".\"by-color\"" : "model";
            List<Map<String, AttributeValue>> expected = ITEMS.stream()
                    .filter(item -> !indexed || item.containsKey("color"))
                    .filter(condition.holds())
                    .toList();

            List<Map<String, AttributeValue>> found =
                    select("SELECT pk, sk, v, color FROM " + from + " WHERE " + condition.text(), random);

            if (found != null) {
                answered++;
                assertThat(found)
                        .as("seed %d: %s", seed, condition.text())
                        .containsExactlyInAnyOrderElementsOf(expected);
            }
        }
        assertThat(answered).isGreaterThan(STATEMENTS / 2);
    }

    /** All pages, or null if AWS would not answer such a statement. */
    private @Nullable List<Map<String, AttributeValue>> select(String statement, Random random) {
        Integer limit = random.nextBoolean() ? null : 1 + random.nextInt(5);
        List<Map<String, AttributeValue>> found = new ArrayList<>();
        String token = null;
        do {
            String from = token;
            ExecuteStatementResponse page;
            try {
                page = client.executeStatement(
                        r -> r.statement(statement).limit(limit).nextToken(from));
            } catch (DynamoDbException refused) {
                assertThat(refused.awsErrorDetails().errorMessage())
                        .isEqualTo("Overlapping conditions with range keys are not supported in where clause");
                return null;
            }
            if (limit != null) {
                assertThat(page.items()).hasSizeLessThanOrEqualTo(limit);
            }
            found.addAll(page.items());
            token = page.nextToken();
        } while (token != null);
        return found;
    }

    @Test
    void ordersAsAModelOrders() {
        Random random = new Random(Seed.next());
        for (int i = 0; i < 50; i++) {
            boolean pkDown = random.nextBoolean();
            boolean skDown = random.nextBoolean();
            Condition sort = number("sk", random, SORTS + 1);
            String statement = "SELECT pk, sk FROM model WHERE pk IN ['b', 'a', 'c'] AND " + sort.text()
                    + " ORDER BY pk " + (pkDown ? "DESC" : "ASC") + ", sk " + (skDown ? "DESC" : "ASC");
            List<String> expected = ITEMS.stream()
                    .filter(sort.holds())
                    .sorted((one, other) -> {
                        int byHash = one.get("pk").s().compareTo(other.get("pk").s());
                        int bySort = one.get("sk").n().compareTo(other.get("sk").n());
                        return byHash != 0 ? (pkDown ? -byHash : byHash) : skDown ? -bySort : bySort;
                    })
                    .map(item -> item.get("pk").s() + item.get("sk").n())
                    .toList();

            List<Map<String, AttributeValue>> found = select(statement, random);

            assertThat(found).isNotNull();
            assertThat(found.stream()
                            .map(item -> item.get("pk").s() + item.get("sk").n())
                            .toList())
                    .as(statement)
                    .isEqualTo(expected);
        }
    }
}
