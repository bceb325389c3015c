package dev.kagemusha.dynamodb.operation;

import dev.kagemusha.testing.RunningServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

import static dev.kagemusha.testing.AwsErrors.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

class TablesConformanceTest {
    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags();

    private final DynamoDbClient client = SERVER.client(DynamoDbClient.builder());

    private TableDescription create(String name, Consumer<CreateTableRequest.Builder> more) {
        CreateTableRequest.Builder request = CreateTableRequest.builder()
                .tableName(name)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .keySchema(KeySchemaElement.builder()
                        .attributeName("pk")
                        .keyType(KeyType.HASH)
                        .build())
                .attributeDefinitions(AttributeDefinition.builder()
                        .attributeName("pk")
                        .attributeType(ScalarAttributeType.S)
                        .build());
        more.accept(request);
        return client.createTable(request.build()).tableDescription();
    }

    private static AttributeValue s(String text) {
        return AttributeValue.fromS(text);
    }

    @Test
    void answersCreatingAndThenDescribesActive() {
        TableDescription created = create("first-table", r -> {});

        assertThat(created.tableStatus()).isEqualTo(TableStatus.CREATING);
        assertThat(created.tableArn()).isEqualTo("arn:aws:dynamodb:us-east-1:000000000000:table/first-table");
        TableDescription described =
                client.describeTable(r -> r.tableName("first-table")).table();
        assertThat(described.tableStatus()).isEqualTo(TableStatus.ACTIVE);
        assertThat(described.tableId()).isEqualTo(created.tableId());
        assertThat(described.itemCount()).isZero();
    }

    @Test
    void refusesASecondTableOfTheSameName() {
        create("twice", r -> {});

        assertRefused(() -> create("twice", r -> {}), "ResourceInUseException", 400, "Table already exists: twice");
    }

    @Test
    void namesATableThatIsNotThereOnlyToTheControlPlane() {
        assertRefused(
                () -> client.describeTable(r -> r.tableName("absent")),
                "ResourceNotFoundException",
                400,
                "Requested resource not found: Table: absent not found");
        assertRefused(
                () -> client.getItem(r -> r.tableName("absent").key(Map.of("pk", s("a")))),
                "ResourceNotFoundException",
                400,
                "Requested resource not found");
    }

    @Test
    void countsItemsAndForgetsThemWithTheTable() {
        create("counted", r -> {});
        client.putItem(r -> r.tableName("counted").item(Map.of("pk", s("a"), "v", s("one"))));
        client.putItem(r -> r.tableName("counted").item(Map.of("pk", s("b"))));
        TableDescription described =
                client.describeTable(r -> r.tableName("counted")).table();
        assertThat(described.itemCount()).isEqualTo(2);
        assertThat(described.tableSizeBytes()).isEqualTo(2 + 1 + 1 + 3 + 2 + 1);

        client.deleteTable(r -> r.tableName("counted"));
        create("counted", r -> {});

        assertThat(client.describeTable(r -> r.tableName("counted")).table().itemCount())
                .isZero();
        assertThat(client.getItem(r -> r.tableName("counted").key(Map.of("pk", s("a"))))
                        .hasItem())
                .isFalse();
    }

    @Test
    void putsGetsUpdatesAndDeletesAnItem() {
        create("items", r -> {});
        PutItemResponse put = client.putItem(r -> r.tableName("items")
                .item(Map.of("pk", s("a"), "n", AttributeValue.fromN("1")))
                .returnConsumedCapacity(ReturnConsumedCapacity.INDEXES));
        assertThat(put.consumedCapacity().capacityUnits()).isEqualTo(1);
        assertThat(put.consumedCapacity().table().capacityUnits()).isEqualTo(1);

        client.updateItem(r -> r.tableName("items")
                .key(Map.of("pk", s("a")))
                .updateExpression("SET n = n + :one")
                .expressionAttributeValues(Map.of(":one", AttributeValue.fromN("1"))));
        GetItemResponse got = client.getItem(r ->
                r.tableName("items").key(Map.of("pk", s("a"))).returnConsumedCapacity(ReturnConsumedCapacity.TOTAL));
        assertThat(got.item()).isEqualTo(Map.of("pk", s("a"), "n", AttributeValue.fromN("2")));
        assertThat(got.consumedCapacity().capacityUnits()).isEqualTo(0.5);

        assertThat(client.deleteItem(r ->
                                r.tableName("items").key(Map.of("pk", s("a"))).returnValues(ReturnValue.ALL_OLD))
                        .attributes())
                .isEqualTo(got.item());
        assertThat(client.getItem(r -> r.tableName("items").key(Map.of("pk", s("a"))))
                        .hasItem())
                .isFalse();
    }

    @Test
    void keepsManyAttributesOfSimilarNames() {
        create("wide", r -> {});
        Map<String, AttributeValue> item = new HashMap<>(Map.of("pk", s("a")));
        for (int i = 0; i < 500; i++) {
            item.put("attribute" + i, AttributeValue.fromN(Integer.toString(i)));
            item.put("more" + i, AttributeValue.fromN(Integer.toString(i)));
        }

        client.putItem(r -> r.tableName("wide").item(item));

        assertThat(client.getItem(r -> r.tableName("wide").key(Map.of("pk", s("a"))))
                        .item())
                .isEqualTo(item);
    }
}
