package dev.kagemusha.dynamodb.operation;

import dev.kagemusha.testing.RunningServer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.PutRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import static dev.kagemusha.dynamodb.operation.Sample.n;
import static dev.kagemusha.dynamodb.operation.Sample.s;
import static dev.kagemusha.testing.AwsErrors.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

class ItemsConformanceTest {
    private static final String TABLE = "items";
    private static final String EMPTY_KEY =
            "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty"
                    + " string value. Key: pk";

    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags();

    private final DynamoDbClient client = SERVER.client(DynamoDbClient.builder());

    @BeforeAll
    static void create() {
        Sample.create(SERVER.client(DynamoDbClient.builder()), TABLE);
    }

    private static Map<String, AttributeValue> item(String name, AttributeValue value) {
        Map<String, AttributeValue> item = new HashMap<>(Map.of("pk", s("a"), "sk", n(1)));
        item.put(name, value);
        return item;
    }

    private void refusesToPut(Map<String, AttributeValue> item, String message) {
        assertRefused(() -> client.putItem(r -> r.tableName(TABLE).item(item)), "ValidationException", 400, message);
    }

    @Test
    void refusesAnEmptyAttributeName() {
        refusesToPut(item("", n(1)), "One or more parameter values were invalid: Empty attribute name");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1e126           | Number overflow. Attempting to store a number with magnitude larger than supported range
            -1e99999999999  | Number overflow. Attempting to store a number with magnitude larger than supported range
            1E+2147483648   | Number overflow. Attempting to store a number with magnitude larger than supported range
            1e-131          | Number underflow. Attempting to store a number with magnitude smaller than supported range
            1e-99999999999  | Number underflow. Attempting to store a number with magnitude smaller than supported range
            1e              | The parameter cannot be converted to a numeric value: 1e
            1e-             | The parameter cannot be converted to a numeric value: 1e-
            e99999999999    | The parameter cannot be converted to a numeric value: e99999999999
            x1e99999999999  | The parameter cannot be converted to a numeric value: x1e99999999999
            1e99999999999x  | The parameter cannot be converted to a numeric value: 1e99999999999x
            NaN             | The parameter cannot be converted to a numeric value: NaN
            """)
    void refusesANumber(String text, String message) {
        refusesToPut(item("v", AttributeValue.fromN(text)), message);
    }

    @Test
    void takesZeroWithAnyExponent() {
        client.putItem(r -> r.tableName(TABLE).item(item("v", AttributeValue.fromN("0e99999999999"))));
        assertThat(client.getItem(r -> r.tableName(TABLE).key(Map.of("pk", s("a"), "sk", n(1))))
                        .item()
                        .get("v"))
                .isEqualTo(n(0));
    }

    @Test
    void speaksOfItemsInABatchAsOfKeys() {
        for (Map<String, AttributeValue> item :
                List.of(Map.of("pk", n(5), "sk", n(1)), Map.of("pk", s("a")), Map.of("v", s("a")))) {
            WriteRequest put = WriteRequest.builder()
                    .putRequest(PutRequest.builder().item(item).build())
                    .build();
            assertRefused(
                    () -> client.batchWriteItem(r -> r.requestItems(Map.of(TABLE, List.of(put)))),
                    "ValidationException",
                    400,
                    "The provided key element does not match the schema");
        }
    }

    @Test
    void refusesToLookForAnEmptyKey() {
        assertRefused(
                () -> client.query(r -> r.tableName(TABLE)
                        .keyConditionExpression("pk = :e")
                        .expressionAttributeValues(Map.of(":e", s("")))),
                "ValidationException",
                400,
                EMPTY_KEY);
        assertRefused(
                () -> client.query(r -> r.tableName(TABLE)
                        .indexName(Sample.BY_COLOR)
                        .keyConditionExpression("color = :e")
                        .expressionAttributeValues(Map.of(":e", s("")))),
                "ValidationException",
                400,
                "One or more parameter values are not valid. A value specified for a secondary index key is not supported."
                        + " The AttributeValue for a key attribute cannot contain an empty string value. IndexName:"
                        + " by-color, IndexKey: color");
    }

    @Test
    void refusesAnUpdateThatEmptiesAnIndexKey() {
        assertRefused(
                () -> client.updateItem(r -> r.tableName(TABLE)
                        .key(Map.of("pk", s("a"), "sk", n(1)))
                        .updateExpression("SET color = :e")
                        .expressionAttributeValues(Map.of(":e", s("")))),
                "ValidationException",
                400,
                "One or more parameter values are not valid. The update expression attempted to update a secondary index"
                        + " key to a value that is not supported. The AttributeValue for a key attribute cannot contain an"
                        + " empty string value.");
    }

    @ParameterizedTest
    @CsvSource({"PAY_PER_REQUEST, 4", "PROVISIONED, 1"})
    void chargesAScanForEachPartition(BillingMode billing, double units) {
        String table = "scanned-" + billing;
        client.createTable(r -> {
            r.tableName(table)
                    .billingMode(billing)
                    .attributeDefinitions(a -> a.attributeName("pk").attributeType(ScalarAttributeType.S))
                    .keySchema(k -> k.attributeName("pk").keyType(KeyType.HASH));
            if (billing == BillingMode.PROVISIONED) {
                r.provisionedThroughput(p -> p.readCapacityUnits(5L).writeCapacityUnits(5L));
            }
        });
        client.putItem(r -> r.tableName(table).item(Map.of("pk", s("a"))));
        assertThat(client.scan(r -> r.tableName(table)
                                .consistentRead(true)
                                .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL))
                        .consumedCapacity()
                        .capacityUnits())
                .isEqualTo(units);
        double segments = 0;
        for (int segment = 0; segment < 4; segment++) {
            int number = segment;
            segments += client.scan(r -> r.tableName(table)
                            .segment(number)
                            .totalSegments(4)
                            .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL))
                    .consumedCapacity()
                    .capacityUnits();
        }
        assertThat(segments).isEqualTo(2.0);
        assertThat(client.query(r -> r.tableName(table)
                                .keyConditionExpression("pk = :a")
                                .expressionAttributeValues(Map.of(":a", s("a")))
                                .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL))
                        .consumedCapacity()
                        .capacityUnits())
                .isEqualTo(0.5);
    }
}
