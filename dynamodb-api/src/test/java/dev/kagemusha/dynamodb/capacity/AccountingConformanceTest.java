package dev.kagemusha.dynamodb.capacity;

import dev.kagemusha.dynamodb.operation.Sample;
import dev.kagemusha.testing.RunningServer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Capacity;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughput;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.Select;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every rule of what DynamoDB charges, each a row with its source. Sources that are pages are of the developer guide: "Item
 * sizes" is "DynamoDB item sizes and formats", "Operations" is "DynamoDB read and write operations"; "Global indexes" and
 * "Local indexes" are the pages on secondary indexes, "Transactions" the one on transactions; "API" is the reference. "Measured"
 * is what users of DynamoDB have found. It is one long table on purpose.
 */
@SuppressWarnings("unchecked") // the SDK's varargs of consumers
final class AccountingConformanceTest {
    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags("dynamodb-throttling", "off");

    private static final String TABLE = "units";
    private static final String COLOR = Sample.BY_COLOR;
    private static final String RANK = Sample.BY_RANK;
    private static final ProvisionedThroughput FIVE = ProvisionedThroughput.builder()
            .readCapacityUnits(5L)
            .writeCapacityUnits(5L)
            .build();
    private static final ReturnConsumedCapacity INDEXES = ReturnConsumedCapacity.INDEXES;

    private static DynamoDbClient client;

    @BeforeAll
    static void create() {
        client = SERVER.client(DynamoDbClient.builder());
        Sample.create(client, TABLE, FIVE);
    }

    private static AttributeValue s(String text) {
        return AttributeValue.fromS(text);
    }

    private static AttributeValue n(String number) {
        return AttributeValue.fromN(number);
    }

    private static Map<String, AttributeValue> key(String pk, int sk) {
        return Map.of("pk", s(pk), "sk", n(Integer.toString(sk)));
    }

    // ---- item sizes

    record Size(String what, AttributeValue value, int bytes) {
        @Override
        public String toString() {
            return what + " has " + bytes + " bytes";
        }
    }

    static List<Size> sizes() {
        AttributeValue one = n("1");
        return List.of(
                // "Item sizes": strings are their UTF-8.
                new Size("an empty string", s(""), 0),
                new Size("a string", s("abc"), 3),
                new Size("a string of two-byte characters", s("äöü"), 6),
                new Size("a string of a character outside the plane", s("𝄞"), 4),
                // "Item sizes": binary is counted raw, not in base64.
                new Size("binary", AttributeValue.fromB(SdkBytes.fromByteArray(new byte[7])), 7),
                // "Item sizes" gives an approximation of numbers; measured: a byte for two digits, pairs aligned on the
                // point,
                // one more, and one for the sign; zeros at both ends do not count.
                new Size("zero", n("0"), 1),
                new Size("one digit", one, 2),
                new Size("two digits", n("12"), 2),
                new Size("three digits", n("123"), 3),
                new Size("a hundred", n("100"), 2),
                new Size("a thousand", n("1000"), 2),
                new Size("a fraction beside an integer", n("1.5"), 3),
                new Size("a fraction alone", n("0.05"), 2),
                new Size("a negative number", n("-1"), 3),
                new Size("38 digits", n("12345678901234567890123456789012345678"), 20),
                new Size("38 digits across pairs", n("1234567890123456789012345678901234567.8"), 21),
                new Size("the longest number", n("-12345678901234567890123456789012345678"), 21),
                // "Item sizes": null and booleans are one byte.
                new Size("true", AttributeValue.fromBool(true), 1),
                new Size("null", AttributeValue.fromNul(true), 1),
                // Measured: sets have no overhead.
                new Size("a set of strings", AttributeValue.fromSs(List.of("a", "bc")), 3),
                new Size("a set of numbers", AttributeValue.fromNs(List.of("1", "123")), 5),
                new Size(
                        "a set of binaries",
                        AttributeValue.fromBs(List.of(SdkBytes.fromUtf8String("a"), SdkBytes.fromUtf8String("bcd"))),
                        4),
                // "Item sizes": three bytes for a list or map, one for each element.
                new Size("an empty list", AttributeValue.fromL(List.of()), 3),
                new Size("an empty map", AttributeValue.fromM(Map.of()), 3),
                new Size("a list", AttributeValue.fromL(List.of(one, s("abc"))), 3 + 2 + 1 + 3 + 1),
                new Size("a map", AttributeValue.fromM(Map.of("key", one)), 3 + 3 + 2 + 1),
                new Size(
                        "a list in a map",
                        AttributeValue.fromM(Map.of("l", AttributeValue.fromL(List.of(s("x"))))),
                        3 + 1 + (3 + 1 + 1) + 1));
    }

    /** An item that has exactly 1,024 bytes costs one unit, and one more byte a second one. */
    @ParameterizedTest
    @MethodSource("sizes")
    void countsItemsByteByByte(Size size) {
        int room = 1024 - sized("size", 1, 0).size - 1 - size.bytes();
        for (int more = 0; more <= 1; more++) {
            Map<String, AttributeValue> item =
                    new HashMap<>(sized("size", 1, sized("size", 1, 0).size + room + more).item);
            item.put("w", size.value());
            double units = client.putItem(r -> r.tableName(TABLE).item(item).returnConsumedCapacity(INDEXES))
                    .consumedCapacity()
                    .capacityUnits();
            client.deleteItem(r -> r.tableName(TABLE).key(key("size", 1)));
            assertThat(units).isEqualTo(1 + more);
        }
    }

    private record Sized(Map<String, AttributeValue> item, int size) {}

    /** An item of that many bytes: at least those of its key, of which {@code pk} and {@code sk} and the name "f" are part. */
    private static Sized sized(String pk, int sk, int bytes) {
        int least = 2 + pk.length() + 2 + 2 + 1;
        Map<String, AttributeValue> item = new HashMap<>(key(pk, sk));
        item.put("f", s("f".repeat(Math.max(0, bytes - least))));
        return new Sized(item, Math.max(bytes, least));
    }

    private static void put(String pk, int sk, int bytes) {
        put(sized(pk, sk, bytes).item);
    }

    private static void put(Map<String, AttributeValue> item) {
        client.putItem(r -> r.tableName(TABLE).item(item));
    }

    // ---- units

    record Rule(String what, String source, String expected, Function<String, ConsumedCapacity> run) {
        @Override
        public String toString() {
            return what + ": " + expected + " (" + source + ")";
        }
    }

    private static Rule rule(String what, String source, String expected, Function<String, ConsumedCapacity> run) {
        return new Rule(what, source, expected, run);
    }

    /** The name of the rule is the partition key that is its own. */
    @ParameterizedTest
    @MethodSource({"reads", "queries", "writes", "transactions", "statements", "indexWrites"})
    void charges(Rule rule) {
        assertThat(text(rule.run().apply(rule.what()))).isEqualTo(rule.expected());
    }

    /** What is there of a {@code ConsumedCapacity}, and nothing of what is not. */
    private static String text(ConsumedCapacity consumed) {
        StringBuilder text = new StringBuilder(number(consumed.capacityUnits()));
        text.append(kinds(consumed.readCapacityUnits(), consumed.writeCapacityUnits()));
        if (consumed.table() != null) {
            text.append(", table ").append(text(consumed.table()));
        }
        if (consumed.hasLocalSecondaryIndexes()) {
            new TreeMap<>(consumed.localSecondaryIndexes())
                    .forEach((index, units) ->
                            text.append(", local ").append(index).append(' ').append(text(units)));
        }
        if (consumed.hasGlobalSecondaryIndexes()) {
            new TreeMap<>(consumed.globalSecondaryIndexes())
                    .forEach((index, units) ->
                            text.append(", global ").append(index).append(' ').append(text(units)));
        }
        return text.toString();
    }

    private static String text(Capacity capacity) {
        return number(capacity.capacityUnits()) + kinds(capacity.readCapacityUnits(), capacity.writeCapacityUnits());
    }

    private static String kinds(Double reads, Double writes) {
        return (reads == null ? "" : " r" + number(reads)) + (writes == null ? "" : " w" + number(writes));
    }

    private static String number(double units) {
        return units == Math.rint(units) ? Long.toString((long) units) : Double.toString(units);
    }

    private static Rule get(String what, String source, int bytes, boolean consistent, String expected) {
        return rule(what, source, expected, pk -> {
            if (bytes > 0) {
                put(pk, 1, bytes);
            }
            return client.getItem(r -> r.tableName(TABLE)
                            .key(key(pk, 1))
                            .consistentRead(consistent)
                            .returnConsumedCapacity(INDEXES))
                    .consumedCapacity();
        });
    }

    static List<Rule> reads() {
        return List.of(
                get("4 KB strongly", "Operations", 4096, true, "1, table 1"),
                get("4 KB eventually", "Operations", 4096, false, "0.5, table 0.5"),
                get("a byte more strongly", "Operations", 4097, true, "2, table 2"),
                get("a byte more eventually", "Operations", 4097, false, "1, table 1"),
                get("10 KB strongly", "Operations", 10 * 1024, true, "3, table 3"),
                get("nothing strongly", "Operations: a missing item costs a unit", 0, true, "1, table 1"),
                get("nothing eventually", "Operations: a missing item costs a unit", 0, false, "0.5, table 0.5"),
                rule("a projected get", "Operations: projections change nothing", "3, table 3", pk -> {
                    put(pk, 1, 10 * 1024);
                    return client.getItem(r -> r.tableName(TABLE)
                                    .key(key(pk, 1))
                                    .projectionExpression("pk")
                                    .consistentRead(true)
                                    .returnConsumedCapacity(INDEXES))
                            .consumedCapacity();
                }),
                rule("a batch of gets", "Operations: each item is rounded alone", "4, table 4", pk -> {
                    put(pk, 1, 100);
                    put(pk, 2, 4097);
                    return client.batchGetItem(r -> r.returnConsumedCapacity(INDEXES)
                                    .requestItems(Map.of(
                                            TABLE,
                                            software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes.builder()
                                                    .keys(key(pk, 1), key(pk, 2), key(pk, 3))
                                                    .consistentRead(true)
                                                    .build())))
                            .consumedCapacity()
                            .getFirst();
                }),
                rule("a batch of gets eventually", "Operations", "1.5, table 1.5", pk -> {
                    put(pk, 1, 100);
                    put(pk, 2, 4097);
                    return client.batchGetItem(r -> r.returnConsumedCapacity(INDEXES)
                                    .requestItems(Map.of(
                                            TABLE,
                                            software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes.builder()
                                                    .keys(key(pk, 1), key(pk, 2))
                                                    .build())))
                            .consumedCapacity()
                            .getFirst();
                }));
    }

    private static Rule query(
            String what,
            String source,
            String expected,
            java.util.function.Consumer<software.amazon.awssdk.services.dynamodb.model.QueryRequest.Builder> more) {
        return rule(what, source, expected, pk -> {
            for (int i = 1; i <= 10; i++) {
                Map<String, AttributeValue> item = new HashMap<>(sized(pk, i, 500 - 4 - 2).item);
                item.put("rank", n("1"));
                put(item);
            }
            return client.query(r -> {
                        r.tableName(TABLE)
                                .keyConditionExpression("pk = :pk")
                                .expressionAttributeValues(Map.of(":pk", s(pk)))
                                .returnConsumedCapacity(INDEXES);
                        more.accept(r);
                    })
                    .consumedCapacity();
        });
    }

    static List<Rule> queries() {
        return List.of(
                query(
                        "a query strongly",
                        "Operations: 5,000 bytes, one rounding",
                        "2, table 2",
                        r -> r.consistentRead(true)),
                query("a query eventually", "Operations", "1, table 1", r -> {}),
                query(
                        "a query that counts",
                        "Operations: COUNT costs the same",
                        "1, table 1",
                        r -> r.select(Select.COUNT)),
                query(
                        "a projected query",
                        "Operations: projections change nothing",
                        "1, table 1",
                        r -> r.projectionExpression("pk")),
                query(
                        "a query filtered away",
                        "Operations: filters come after the reading",
                        "1, table 1",
                        r -> r.filterExpression("attribute_exists(nowhere)")),
                query("a page of a query", "Operations: what is evaluated counts", "0.5, table 0.5", r -> r.limit(2)),
                query(
                        "a query of a range",
                        "Operations: what the key condition leaves out is not read",
                        "0.5, table 0.5",
                        r -> r.keyConditionExpression("pk = :pk AND sk > :sk")
                                .expressionAttributeValues(Map.of(":pk", s("a query of a range"), ":sk", n("9")))),
                query(
                        "a query of nothing",
                        "Measured: one rounding up from nothing",
                        "0.5, table 0.5",
                        r -> r.expressionAttributeValues(Map.of(":pk", s("no such key")))),
                query(
                        "a local index",
                        "Local indexes: sizes of the entries",
                        "0.5, table 0, local by-rank 0.5",
                        r -> r.indexName(RANK)),
                query(
                        "a local index strongly",
                        "Local indexes: either consistency",
                        "1, table 0, local by-rank 1",
                        r -> r.indexName(RANK).consistentRead(true)),
                query(
                        "a local index and the items",
                        "Local indexes: each fetched item is rounded up alone",
                        "5.5, table 5, local by-rank 0.5",
                        r -> r.indexName(RANK).select(Select.ALL_ATTRIBUTES)),
                rule("a global index", "Global indexes: sizes of the entries", "1, table 0, global by-color 1", pk -> {
                    for (int i = 1; i <= 2; i++) {
                        Map<String, AttributeValue> item = new HashMap<>(sized(pk, i, 9000).item);
                        item.put("color", s(pk));
                        item.put("v", s("v".repeat(3000)));
                        put(item);
                    }
                    return client.query(r -> r.tableName(TABLE)
                                    .indexName(COLOR)
                                    .keyConditionExpression("color = :c")
                                    .expressionAttributeValues(Map.of(":c", s(pk)))
                                    .returnConsumedCapacity(INDEXES))
                            .consumedCapacity();
                }));
    }

    static List<Rule> writes() {
        return List.of(
                rule("a put of 1 KB", "Operations", "1, table 1", pk -> putUnits(sized(pk, 1, 1024).item)),
                rule("a put of a byte more", "Operations", "2, table 2", pk -> putUnits(sized(pk, 1, 1025).item)),
                rule("a put of 3 KB", "Operations", "3, table 3", pk -> putUnits(sized(pk, 1, 3 * 1024).item)),
                rule("a put that shrinks", "Operations: the larger of both sizes", "3, table 3", pk -> {
                    put(pk, 1, 3000);
                    return putUnits(sized(pk, 1, 100).item);
                }),
                rule("a put that grows", "Operations: the larger of both sizes", "4, table 4", pk -> {
                    put(pk, 1, 100);
                    return putUnits(sized(pk, 1, 4000).item);
                }),
                rule("an update of a bit", "Operations: the whole item counts", "3, table 3", pk -> {
                    put(pk, 1, 3000);
                    return updateUnits(pk, "SET w = :w", Map.of(":w", n("1")));
                }),
                rule("an update that shrinks", "Operations: the larger of both sizes", "3, table 3", pk -> {
                    put(pk, 1, 3000);
                    return updateUnits(pk, "REMOVE f", Map.of());
                }),
                rule(
                        "an update that makes",
                        "Operations",
                        "1, table 1",
                        pk -> updateUnits(pk, "SET w = :w", Map.of(":w", n("1")))),
                rule("an update that changes nothing", "Operations: a unit at least", "3, table 3", pk -> {
                    put(pk, 1, 3000);
                    return updateUnits(pk, "REMOVE nowhere", Map.of());
                }),
                rule("a delete", "Operations: the item's size", "3, table 3", pk -> {
                    put(pk, 1, 3000);
                    return deleteUnits(pk);
                }),
                rule("a delete of nothing", "Operations: one unit", "1, table 1", pk -> deleteUnits(pk)),
                rule("a batch of writes", "Operations: each item alone", "5, table 5", pk -> {
                    put(pk, 1, 3000);
                    return client.batchWriteItem(r -> r.returnConsumedCapacity(INDEXES)
                                    .requestItems(Map.of(
                                            TABLE,
                                            List.of(
                                                    write(sized(pk, 2, 100).item),
                                                    write(sized(pk, 3, 100).item),
                                                    software.amazon.awssdk.services.dynamodb.model.WriteRequest
                                                            .builder()
                                                            .deleteRequest(d -> d.key(key(pk, 1)))
                                                            .build()))))
                            .consumedCapacity()
                            .getFirst();
                }));
    }

    private static software.amazon.awssdk.services.dynamodb.model.WriteRequest write(Map<String, AttributeValue> item) {
        return software.amazon.awssdk.services.dynamodb.model.WriteRequest.builder()
                .putRequest(p -> p.item(item))
                .build();
    }

    private static ConsumedCapacity putUnits(Map<String, AttributeValue> item) {
        return client.putItem(r -> r.tableName(TABLE).item(item).returnConsumedCapacity(INDEXES))
                .consumedCapacity();
    }

    private static ConsumedCapacity updateUnits(String pk, String expression, Map<String, AttributeValue> values) {
        return client.updateItem(r -> r.tableName(TABLE)
                        .key(key(pk, 1))
                        .updateExpression(expression)
                        .expressionAttributeValues(values.isEmpty() ? null : values)
                        .returnConsumedCapacity(INDEXES))
                .consumedCapacity();
    }

    private static ConsumedCapacity deleteUnits(String pk) {
        return client.deleteItem(r -> r.tableName(TABLE).key(key(pk, 1)).returnConsumedCapacity(INDEXES))
                .consumedCapacity();
    }

    static List<Rule> transactions() {
        return List.of(
                rule("a transaction that reads", "Transactions: twice strongly", "4 r4, table 4 r4", pk -> {
                    put(pk, 1, 4096);
                    return client.transactGetItems(r -> r.returnConsumedCapacity(INDEXES)
                                    .transactItems(
                                            i -> i.get(g -> g.tableName(TABLE).key(key(pk, 1))),
                                            i -> i.get(g -> g.tableName(TABLE).key(key(pk, 2)))))
                            .consumedCapacity()
                            .getFirst();
                }),
                rule("a transaction that writes", "Transactions: twice a write", "18 w18, table 18 w18", pk -> {
                    put(pk, 2, 3000);
                    put(pk, 3, 100);
                    put(pk, 4, 2000);
                    return client.transactWriteItems(r -> r.returnConsumedCapacity(INDEXES)
                                    .transactItems(
                                            i -> i.put(p -> p.tableName(TABLE).item(sized(pk, 1, 1025).item)),
                                            i -> i.delete(
                                                    p -> p.tableName(TABLE).key(key(pk, 2))),
                                            i -> i.update(p -> p.tableName(TABLE)
                                                    .key(key(pk, 3))
                                                    .updateExpression("REMOVE f")),
                                            i -> i.conditionCheck(p -> p.tableName(TABLE)
                                                    .key(key(pk, 4))
                                                    .conditionExpression("attribute_exists(pk)")),
                                            i -> i.conditionCheck(p -> p.tableName(TABLE)
                                                    .key(key(pk, 5))
                                                    .conditionExpression("attribute_not_exists(pk)"))))
                            .consumedCapacity()
                            .getFirst();
                }),
                rule("a transaction again", "API: the same token costs what reading costs", "4 r4, table 4 r4", pk -> {
                    ConsumedCapacity first = again(pk);
                    assertThat(text(first)).isEqualTo("12 w12, table 12 w12");
                    return again(pk);
                }));
    }

    private static ConsumedCapacity again(String pk) {
        return client.transactWriteItems(r -> r.returnConsumedCapacity(INDEXES)
                        .clientRequestToken("again")
                        .transactItems(i -> i.put(p -> p.tableName(TABLE).item(sized(pk, 1, 5200).item))))
                .consumedCapacity()
                .getFirst();
    }

    static List<Rule> statements() {
        return List.of(
                rule("a statement that reads an item", "PartiQL: as the operation", "3, table 3", pk -> {
                    put(pk, 1, 10 * 1024);
                    return execute("SELECT pk FROM units WHERE pk = ? AND sk = 1", true, pk);
                }),
                rule("a statement that queries", "PartiQL: as the operation", "1, table 1", pk -> {
                    put(pk, 1, 2000);
                    put(pk, 2, 2000);
                    return execute("SELECT pk FROM units WHERE pk = ?", true, pk);
                }),
                rule(
                        "a statement that inserts",
                        "PartiQL: as the operation",
                        "2, table 2",
                        pk -> execute(
                                "INSERT INTO units VALUE {'pk': ?, 'sk': 1, 'f': '" + "f".repeat(1100) + "'}",
                                false,
                                pk)),
                rule("a statement that updates", "PartiQL: as the operation", "3, table 3", pk -> {
                    put(pk, 1, 3000);
                    return execute("UPDATE units SET w = 1 WHERE pk = ? AND sk = 1", false, pk);
                }),
                rule("a statement that deletes", "PartiQL: as the operation", "3, table 3", pk -> {
                    put(pk, 1, 3000);
                    return execute("DELETE FROM units WHERE pk = ? AND sk = 1", false, pk);
                }),
                rule("a batch of statements", "PartiQL: each alone", "2, table 2", pk -> {
                    put(pk, 1, 100);
                    put(pk, 2, 100);
                    List<ConsumedCapacity> consumed = client.batchExecuteStatement(
                                    r -> r.returnConsumedCapacity(INDEXES)
                                            .statements(
                                                    b -> b.statement("UPDATE units SET w = 1 WHERE pk = ? AND sk = 1")
                                                            .parameters(s(pk)),
                                                    b -> b.statement("UPDATE units SET w = 1 WHERE pk = ? AND sk = 2")
                                                            .parameters(s(pk))))
                            .consumedCapacity();
                    return consumed.size() == 1
                            ? consumed.getFirst()
                            : consumed.getFirst().toBuilder()
                                    .capacityUnits(consumed.stream()
                                            .mapToDouble(ConsumedCapacity::capacityUnits)
                                            .sum())
                                    .table(c -> c.capacityUnits(consumed.stream()
                                            .mapToDouble(each -> each.table().capacityUnits())
                                            .sum()))
                                    .build();
                }),
                rule("a transaction of statements", "PartiQL: as the operation", "6 w6, table 6 w6", pk -> {
                    put(pk, 1, 3000);
                    return client.executeTransaction(r -> r.returnConsumedCapacity(INDEXES)
                                    .transactStatements(t -> t.statement("DELETE FROM units WHERE pk = ? AND sk = 1")
                                            .parameters(s(pk))))
                            .consumedCapacity()
                            .getFirst();
                }));
    }

    private static ConsumedCapacity execute(String statement, boolean consistent, String pk) {
        return client.executeStatement(r -> r.statement(statement)
                        .parameters(s(pk))
                        .consistentRead(consistent)
                        .returnConsumedCapacity(INDEXES))
                .consumedCapacity();
    }

    private static Rule indexed(
            String what,
            String source,
            String expected,
            Map<String, AttributeValue> before,
            String change,
            String... values) {
        return rule(what, source, expected, pk -> {
            Map<String, AttributeValue> item = new HashMap<>(key(pk, 1));
            item.putAll(before);
            put(item);
            if (change.isEmpty()) {
                return deleteUnits(pk);
            }
            Map<String, AttributeValue> given = new HashMap<>();
            for (int i = 0; i < values.length; i++) {
                given.put(":" + i, s(values[i]));
            }
            return updateUnits(pk, change, given);
        });
    }

    static Stream<Rule> indexWrites() {
        Map<String, AttributeValue> red = Map.of("color", s("red"), "v", s("v"));
        Map<String, AttributeValue> large = Map.of("color", s("red"), "v", s("v".repeat(3000)));
        return Stream.of(
                rule(
                        "a new item with both keys",
                        "Global indexes, Local indexes: one write each",
                        "3, table 1, local by-rank 1, global by-color 1",
                        pk -> {
                            Map<String, AttributeValue> item = new HashMap<>(key(pk, 1));
                            item.put("color", s("red"));
                            item.put("rank", n("1"));
                            return putUnits(item);
                        }),
                rule("a new item with no index key", "Global indexes: none", "1, table 1", pk -> putUnits(key(pk, 1))),
                indexed(
                        "a key attribute added",
                        "Global indexes: one write",
                        "2, table 1, global by-color 1",
                        Map.of(),
                        "SET color = :0",
                        "red"),
                indexed(
                        "a key attribute changed",
                        "Global indexes: two writes, one deletes",
                        "3, table 1, global by-color 2",
                        red,
                        "SET color = :0",
                        "blue"),
                indexed(
                        "a key attribute removed",
                        "Global indexes: one write",
                        "2, table 1, global by-color 1",
                        red,
                        "REMOVE color"),
                indexed("an item deleted", "Global indexes: one write", "2, table 1, global by-color 1", red, ""),
                indexed(
                        "a projected attribute changed",
                        "Global indexes: one write",
                        "2, table 1, global by-color 1",
                        red,
                        "SET v = :0",
                        "w"),
                indexed(
                        "an attribute changed that is not projected",
                        "Global indexes: none",
                        "1, table 1",
                        red,
                        "SET w = :0",
                        "w"),
                indexed(
                        "a projected attribute set to what it was",
                        "Global indexes: none",
                        "1, table 1",
                        red,
                        "SET v = :0",
                        "v"),
                indexed(
                        "an entry that shrinks",
                        "Global indexes: the larger of both sizes",
                        "6, table 3, global by-color 3",
                        large,
                        "SET v = :0",
                        "v"),
                indexed(
                        "a large entry that moves",
                        "Global indexes: both sizes",
                        "9, table 3, global by-color 6",
                        large,
                        "SET color = :0",
                        "blue"),
                rule(
                        "a transaction's entries",
                        "Transactions: indexes too",
                        "6 w6, table 2 w2, local by-rank 2 w2, global by-color 2 w2",
                        pk -> {
                            Map<String, AttributeValue> item = new HashMap<>(key(pk, 1));
                            item.put("color", s("red"));
                            item.put("rank", n("1"));
                            return client.transactWriteItems(r -> r.returnConsumedCapacity(INDEXES)
                                            .transactItems(i -> i.put(
                                                    p -> p.tableName(TABLE).item(item))))
                                    .consumedCapacity()
                                    .getFirst();
                        }));
    }

    // ---- scans

    private double scanned(
            String table,
            java.util.function.Consumer<software.amazon.awssdk.services.dynamodb.model.ScanRequest.Builder> how) {
        return client.scan(r -> {
                    r.tableName(table).returnConsumedCapacity(ReturnConsumedCapacity.TOTAL);
                    how.accept(r);
                })
                .consumedCapacity()
                .capacityUnits();
    }

    @Test
    void aScanIsRoundedUpForEachPartition() {
        Sample.create(client, "demand", null);
        Sample.create(client, "small", FIVE);
        client.createTable(r -> r.tableName("wide")
                .attributeDefinitions(a -> a.attributeName("pk").attributeType(ScalarAttributeType.S))
                .keySchema(k -> k.attributeName("pk").keyType(KeyType.HASH))
                .provisionedThroughput(p -> p.readCapacityUnits(6_000L).writeCapacityUnits(3_000L)));
        assertThat(scanned("demand", r -> {}))
                .as("four partitions, of a table on demand")
                .isEqualTo(2);
        assertThat(scanned("demand", r -> r.consistentRead(true))).isEqualTo(4);
        assertThat(scanned("demand", r -> r.totalSegments(4).segment(2))).isEqualTo(0.5);
        assertThat(scanned("demand", r -> r.indexName(COLOR))).isEqualTo(2);
        assertThat(scanned("small", r -> {})).as("one partition").isEqualTo(0.5);
        assertThat(scanned("wide", r -> {}))
                .as("two for the reads, three for the writes")
                .isEqualTo(2.5);
    }

    @Test
    void aScanCountsWhatItLooksAtBeforeTheFilter() {
        Sample.create(client, "filtered", FIVE);
        for (int i = 1; i <= 10; i++) {
            Map<String, AttributeValue> item = sized("pk", i, 500).item;
            client.putItem(r -> r.tableName("filtered").item(item));
        }
        assertThat(scanned("filtered", r -> r.consistentRead(true))).isEqualTo(2);
        assertThat(scanned("filtered", r -> r.consistentRead(true).filterExpression("attribute_exists(nowhere)")))
                .isEqualTo(2);
        assertThat(scanned("filtered", r -> r.consistentRead(true).select(Select.COUNT)))
                .isEqualTo(2);
        assertThat(scanned("filtered", r -> r.consistentRead(true).limit(1))).isEqualTo(1);
    }

    // ---- the shape of the answer

    record Operation(String name, boolean transaction, Function<ReturnConsumedCapacity, List<ConsumedCapacity>> call) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static List<ConsumedCapacity> one(ConsumedCapacity consumed) {
        return consumed == null ? List.of() : List.of(consumed);
    }

    /** All thirteen operations that have {@code ReturnConsumedCapacity}. */
    static List<Operation> operations() {
        Map<String, AttributeValue> key = key("shape", 1);
        List<Operation> all = new ArrayList<>();
        all.add(new Operation(
                "GetItem",
                false,
                c -> one(client.getItem(r -> r.tableName(TABLE).key(key).returnConsumedCapacity(c))
                        .consumedCapacity())));
        all.add(new Operation(
                "PutItem",
                false,
                c -> one(client.putItem(r -> r.tableName(TABLE).item(key).returnConsumedCapacity(c))
                        .consumedCapacity())));
        all.add(new Operation(
                "UpdateItem",
                false,
                c -> one(client.updateItem(r -> r.tableName(TABLE).key(key).returnConsumedCapacity(c))
                        .consumedCapacity())));
        all.add(new Operation(
                "DeleteItem",
                false,
                c -> one(client.deleteItem(r -> r.tableName(TABLE).key(key).returnConsumedCapacity(c))
                        .consumedCapacity())));
        all.add(new Operation(
                "Query",
                false,
                c -> one(client.query(r -> r.tableName(TABLE)
                                .keyConditionExpression("pk = :pk")
                                .expressionAttributeValues(Map.of(":pk", s("shape")))
                                .returnConsumedCapacity(c))
                        .consumedCapacity())));
        all.add(new Operation(
                "Scan",
                false,
                c -> one(client.scan(r -> r.tableName(TABLE).limit(1).returnConsumedCapacity(c))
                        .consumedCapacity())));
        all.add(new Operation("BatchGetItem", false, c -> client.batchGetItem(r -> r.returnConsumedCapacity(c)
                        .requestItems(Map.of(
                                TABLE,
                                software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes.builder()
                                        .keys(key)
                                        .build())))
                .consumedCapacity()));
        all.add(new Operation("BatchWriteItem", false, c -> client.batchWriteItem(
                        r -> r.returnConsumedCapacity(c).requestItems(Map.of(TABLE, List.of(write(key)))))
                .consumedCapacity()));
        all.add(new Operation("TransactGetItems", true, c -> client.transactGetItems(r -> r.returnConsumedCapacity(c)
                        .transactItems(i -> i.get(g -> g.tableName(TABLE).key(key))))
                .consumedCapacity()));
        all.add(new Operation("TransactWriteItems", true, c -> client.transactWriteItems(r -> r.returnConsumedCapacity(
                                c)
                        .transactItems(i -> i.put(g -> g.tableName(TABLE).item(key))))
                .consumedCapacity()));
        all.add(new Operation(
                "ExecuteStatement",
                false,
                c -> one(client.executeStatement(r -> r.statement("SELECT pk FROM units WHERE pk = 'shape' AND sk = 1")
                                .returnConsumedCapacity(c))
                        .consumedCapacity())));
        all.add(new Operation(
                "BatchExecuteStatement", false, c -> client.batchExecuteStatement(r -> r.returnConsumedCapacity(c)
                                .statements(b -> b.statement("SELECT pk FROM units WHERE pk = 'shape' AND sk = 1")))
                        .consumedCapacity()));
        all.add(new Operation("ExecuteTransaction", true, c -> client.executeTransaction(r -> r.returnConsumedCapacity(
                                c)
                        .transactStatements(t -> t.statement("SELECT pk FROM units WHERE pk = 'shape' AND sk = 1")))
                .consumedCapacity()));
        return all;
    }

    @ParameterizedTest
    @MethodSource("operations")
    void answersInTheShapeThatIsAskedFor(Operation operation) {
        assertThat(operation.call().apply(ReturnConsumedCapacity.NONE)).isEmpty();
        assertThat(operation.call().apply(null)).isEmpty();
        ConsumedCapacity total =
                operation.call().apply(ReturnConsumedCapacity.TOTAL).getFirst();
        assertThat(total.tableName()).isEqualTo(TABLE);
        assertThat(total.capacityUnits()).isPositive();
        assertThat(total.table()).isNull();
        assertThat(total.hasLocalSecondaryIndexes()).isFalse();
        assertThat(total.hasGlobalSecondaryIndexes()).isFalse();
        ConsumedCapacity indexes = operation.call().apply(INDEXES).getFirst();
        assertThat(indexes.table().capacityUnits()).isEqualTo(indexes.capacityUnits());
        for (Double units : Arrays.asList(
                sum(total.readCapacityUnits(), total.writeCapacityUnits()),
                sum(indexes.table().readCapacityUnits(), indexes.table().writeCapacityUnits()))) {
            if (operation.transaction()) {
                assertThat(units).isEqualTo(total.capacityUnits());
            } else {
                assertThat(units).as("only transactions tell reads from writes").isNull();
            }
        }
    }

    private static Double sum(Double one, Double other) {
        return one == null ? other : other == null ? one : Double.valueOf(one + other);
    }

    @Test
    void listsOneEntryForEachTable() {
        Sample.create(client, "other", FIVE);
        List<ConsumedCapacity> consumed = client.transactWriteItems(
                        r -> r.returnConsumedCapacity(ReturnConsumedCapacity.TOTAL)
                                .transactItems(
                                        i -> i.put(p -> p.tableName(TABLE).item(key("listed", 1))),
                                        i -> i.put(p -> p.tableName("other").item(key("listed", 1))),
                                        i -> i.put(p -> p.tableName(TABLE).item(key("listed", 2)))))
                .consumedCapacity();
        assertThat(consumed).extracting(ConsumedCapacity::tableName).containsExactlyInAnyOrder(TABLE, "other");
        assertThat(consumed).extracting(ConsumedCapacity::capacityUnits).containsExactlyInAnyOrder(4.0, 2.0);
    }
}
