package dev.kagemusha.dynamodb.operation;

import dev.kagemusha.testing.RunningServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexDescription;
import software.amazon.awssdk.services.dynamodb.model.IndexStatus;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.OnDemandThroughput;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughput;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableClass;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableRequest;

import java.util.Map;
import java.util.function.Consumer;

import static dev.kagemusha.dynamodb.operation.Sample.n;
import static dev.kagemusha.dynamodb.operation.Sample.s;
import static dev.kagemusha.testing.AwsErrors.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

@SuppressWarnings("unchecked") // the SDK's varargs of consumers
class UpdateTableConformanceTest {
    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags();

    private static final String INVALID = "One or more parameter values were invalid: ";

    private final DynamoDbClient client = SERVER.client(DynamoDbClient.builder());

    private void create(String name) {
        client.createTable(r -> r.tableName(name)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(a -> a.attributeName("pk").attributeType(ScalarAttributeType.S))
                .keySchema(k -> k.attributeName("pk").keyType(KeyType.HASH)));
    }

    private void createProvisioned(String name) {
        client.createTable(r -> r.tableName(name)
                .provisionedThroughput(p -> p.readCapacityUnits(5L).writeCapacityUnits(5L))
                .attributeDefinitions(
                        a -> a.attributeName("pk").attributeType(ScalarAttributeType.S),
                        a -> a.attributeName("x").attributeType(ScalarAttributeType.S))
                .keySchema(k -> k.attributeName("pk").keyType(KeyType.HASH))
                .globalSecondaryIndexes(g -> g.indexName("by-x")
                        .keySchema(k -> k.attributeName("x").keyType(KeyType.HASH))
                        .projection(p -> p.projectionType(ProjectionType.ALL))
                        .provisionedThroughput(p -> p.readCapacityUnits(3L).writeCapacityUnits(3L))));
    }

    private TableDescription update(String table, Consumer<UpdateTableRequest.Builder> change) {
        return client.updateTable(r -> change.accept(r.tableName(table))).tableDescription();
    }

    private TableDescription describe(String table) {
        return client.describeTable(r -> r.tableName(table)).table();
    }

    private static void index(
            UpdateTableRequest.Builder request, String name, String attribute, ScalarAttributeType type) {
        request.attributeDefinitions(a -> a.attributeName(attribute).attributeType(type))
                .globalSecondaryIndexUpdates(u -> u.create(c -> c.indexName(name)
                        .keySchema(k -> k.attributeName(attribute).keyType(KeyType.HASH))
                        .projection(p -> p.projectionType(ProjectionType.ALL))));
    }

    private void awaitActive(String table) {
        while (describe(table).globalSecondaryIndexes().stream()
                .anyMatch(index -> index.indexStatus() != IndexStatus.ACTIVE)) {
            Thread.onSpinWait();
        }
    }

    @Test
    void fillsANewIndexWithWhatFitsItsKey() {
        create("filled");
        client.putItem(r -> r.tableName("filled").item(Map.of("pk", s("a"), "x", s("here"))));
        client.putItem(r -> r.tableName("filled").item(Map.of("pk", s("b"), "x", n(1))));
        client.putItem(r -> r.tableName("filled").item(Map.of("pk", s("c"), "x", s(""))));
        client.putItem(r -> r.tableName("filled").item(Map.of("pk", s("d"), "x", s("y".repeat(2049)))));
        client.putItem(r -> r.tableName("filled").item(Map.of("pk", s("e"))));

        TableDescription answer = update("filled", r -> index(r, "by-x", "x", ScalarAttributeType.S));

        assertThat(answer.tableStatus()).isEqualTo(TableStatus.UPDATING);
        GlobalSecondaryIndexDescription created =
                answer.globalSecondaryIndexes().get(0);
        assertThat(created.indexStatus()).isEqualTo(IndexStatus.CREATING);
        assertThat(created.backfilling()).isFalse();
        awaitActive("filled");
        assertThat(client.scan(r -> r.tableName("filled").indexName("by-x")).items())
                .containsExactly(Map.of("pk", s("a"), "x", s("here")));
        TableDescription described = describe("filled");
        assertThat(described.tableStatus()).isEqualTo(TableStatus.ACTIVE);
        assertThat(described.globalSecondaryIndexes().get(0).backfilling()).isNull();
        assertThat(described.globalSecondaryIndexes().get(0).itemCount()).isEqualTo(1);
        assertRefused(
                () -> client.putItem(r -> r.tableName("filled").item(Map.of("pk", s("f"), "x", n(1)))),
                "ValidationException",
                400,
                INVALID + "Type mismatch for Index Key x Expected: S Actual: N IndexName: by-x");
    }

    @Test
    void keepsAnItemThatNeverFittedChangeableInItsOtherAttributes() {
        create("unfit");
        client.putItem(r -> r.tableName("unfit").item(Map.of("pk", s("a"), "x", n(1))));
        update("unfit", r -> index(r, "by-x", "x", ScalarAttributeType.S));
        awaitActive("unfit");

        client.updateItem(r -> r.tableName("unfit")
                .key(Map.of("pk", s("a")))
                .updateExpression("SET y = :y")
                .expressionAttributeValues(Map.of(":y", s("z"))));
        client.updateItem(r -> r.tableName("unfit")
                .key(Map.of("pk", s("a")))
                .updateExpression("SET x = :x")
                .expressionAttributeValues(Map.of(":x", s("fits"))));

        assertThat(client.scan(r -> r.tableName("unfit").indexName("by-x")).count())
                .isEqualTo(1);
    }

    @Test
    void removesAnIndexAndTheAttributesOnlyItUsed() {
        create("removed");
        update("removed", r -> index(r, "by-x", "x", ScalarAttributeType.S));
        awaitActive("removed");

        TableDescription answer =
                update("removed", r -> r.globalSecondaryIndexUpdates(u -> u.delete(d -> d.indexName("by-x"))));

        assertThat(answer.tableStatus()).isEqualTo(TableStatus.UPDATING);
        assertThat(answer.globalSecondaryIndexes().get(0).indexStatus()).isEqualTo(IndexStatus.DELETING);
        TableDescription described = describe("removed");
        assertThat(described.hasGlobalSecondaryIndexes()).isFalse();
        assertThat(described.attributeDefinitions())
                .extracting(AttributeDefinition::attributeName)
                .containsExactly("pk");
        client.putItem(r -> r.tableName("removed").item(Map.of("pk", s("a"), "x", n(1))));
        assertRefused(
                () -> client.scan(r -> r.tableName("removed").indexName("by-x")),
                "ValidationException",
                400,
                "The table does not have the specified index: by-x");
    }

    @Test
    void refusesIndexChangesThatDoNotFitTheTable() {
        createProvisioned("misfit");
        assertRefused(
                () -> update("misfit", r -> index(r, "by-pk", "x", ScalarAttributeType.N)),
                "ValidationException",
                400,
                INVALID + "Both ReadCapacityUnits and WriteCapacityUnits must be specified for index: by-pk");
        assertRefused(
                () -> update("misfit", r -> r.attributeDefinitions(
                                a -> a.attributeName("x").attributeType(ScalarAttributeType.N))
                        .globalSecondaryIndexUpdates(u -> u.create(c -> c.indexName("more")
                                .keySchema(k -> k.attributeName("x").keyType(KeyType.HASH))
                                .projection(p -> p.projectionType(ProjectionType.ALL))
                                .provisionedThroughput(
                                        p -> p.readCapacityUnits(1L).writeCapacityUnits(1L))))),
                "ValidationException",
                400,
                INVALID + "Attributes cannot be redefined. Please check that your attribute has the same type as"
                        + " previously defined. Existing schema: Schema:[SchemaElement: key{x:S:HASH}]"
                        + " New schema: Schema:[SchemaElement: key{x:N:HASH}]");
        assertRefused(
                () -> update("misfit", r -> r.globalSecondaryIndexUpdates(u -> u.delete(d -> d.indexName("ghost")))),
                "ResourceNotFoundException",
                400,
                "Requested resource not found: Index ghost for table misfit");
        assertRefused(
                () -> update(
                        "misfit",
                        r -> r.globalSecondaryIndexUpdates(
                                u -> u.delete(d -> d.indexName("one")), u -> u.delete(d -> d.indexName("two")))),
                "LimitExceededException",
                400,
                "Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table");
        assertRefused(
                () -> update(
                        "misfit",
                        r -> r.globalSecondaryIndexUpdates(
                                u -> u.update(d -> d.indexName("by-x").provisionedThroughput(units(3, 3))))),
                "ValidationException",
                400,
                "The provisioned throughput for the index by-x will not change. The requested value equals the current"
                        + " value. Current ReadCapacityUnits provisioned for index by-x: 3. Requested"
                        + " ReadCapacityUnits: 3. Current WriteCapacityUnits provisioned for index by-x: 3. Requested"
                        + " WriteCapacityUnits: 3. Refer to the Amazon DynamoDB Developer Guide for current limits and"
                        + " how to request higher limits.");
    }

    private static ProvisionedThroughput units(long reads, long writes) {
        return ProvisionedThroughput.builder()
                .readCapacityUnits(reads)
                .writeCapacityUnits(writes)
                .build();
    }

    @Test
    void refusesWhatIsNoChange() {
        createProvisioned("same");
        assertRefused(
                () -> update("same", r -> {}),
                "ValidationException",
                400,
                "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates,"
                        + " SSESpecification, ReplicaUpdates, MultiAccountReplicaReady, ReplicaTransitRoleArn,"
                        + " MultiRegionConsistency, DeletionProtectionEnabled, OnDemandThroughput, WarmThroughput or"
                        + " TableClass is required");
        assertRefused(
                () -> update("same", r -> r.provisionedThroughput(units(5, 5))),
                "ValidationException",
                400,
                "The provisioned throughput for the table will not change. The requested value equals the current value."
                        + " Current ReadCapacityUnits provisioned for the table: 5. Requested ReadCapacityUnits: 5."
                        + " Current WriteCapacityUnits provisioned for the table: 5. Requested WriteCapacityUnits: 5."
                        + " Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher"
                        + " limits.");
        assertRefused(
                () -> update("same", r -> r.deletionProtectionEnabled(true).tableClass(TableClass.STANDARD)),
                "ValidationException",
                400,
                INVALID + "TableClass modification must be the only operation in the request");
    }

    @Test
    void remembersWhenThroughputChanged() {
        createProvisioned("remembered");

        TableDescription answer = update("remembered", r -> r.provisionedThroughput(units(6, 4)));

        assertThat(answer.tableStatus()).isEqualTo(TableStatus.UPDATING);
        assertThat(answer.provisionedThroughput().readCapacityUnits()).isEqualTo(5);
        TableDescription described = describe("remembered");
        assertThat(described.tableStatus()).isEqualTo(TableStatus.ACTIVE);
        assertThat(described.provisionedThroughput().readCapacityUnits()).isEqualTo(6);
        assertThat(described.provisionedThroughput().numberOfDecreasesToday()).isEqualTo(1);
        assertThat(described.provisionedThroughput().lastIncreaseDateTime()).isNotNull();
        assertThat(described.provisionedThroughput().lastDecreaseDateTime()).isNotNull();
        assertThat(described.warmThroughput().readUnitsPerSecond()).isEqualTo(6);
        assertThat(described.warmThroughput().writeUnitsPerSecond()).isEqualTo(5);
    }

    @Test
    void switchesBillingForTheTableAndItsIndexes() {
        createProvisioned("billed");

        update("billed", r -> r.billingMode(BillingMode.PAY_PER_REQUEST));

        TableDescription onDemand = describe("billed");
        assertThat(onDemand.billingModeSummary().billingMode()).isEqualTo(BillingMode.PAY_PER_REQUEST);
        assertThat(onDemand.globalSecondaryIndexes()
                        .get(0)
                        .provisionedThroughput()
                        .readCapacityUnits())
                .isZero();
        update(
                "billed",
                r -> r.onDemandThroughput(
                        OnDemandThroughput.builder().maxReadRequestUnits(10L).build()));
        assertThat(describe("billed").onDemandThroughput().maxReadRequestUnits())
                .isEqualTo(10);
        assertRefused(
                () -> update(
                        "billed", r -> r.billingMode(BillingMode.PROVISIONED).provisionedThroughput(units(1, 1))),
                "ValidationException",
                400,
                INVALID + "ProvisionedThroughput must be specified for index: by-x");
        update("billed", r -> r.billingMode(BillingMode.PROVISIONED)
                .provisionedThroughput(units(1, 1))
                .globalSecondaryIndexUpdates(
                        u -> u.update(d -> d.indexName("by-x").provisionedThroughput(units(2, 2)))));
        TableDescription provisioned = describe("billed");
        assertThat(provisioned.billingModeSummary().billingMode()).isEqualTo(BillingMode.PROVISIONED);
        assertThat(provisioned.onDemandThroughput()).isNull();
        assertThat(provisioned
                        .globalSecondaryIndexes()
                        .get(0)
                        .provisionedThroughput()
                        .writeCapacityUnits())
                .isEqualTo(2);
    }
}
