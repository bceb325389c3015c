package dev.kagemusha.dynamodb.operation;

import dev.kagemusha.testing.RunningServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.IndexStatus;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;

import java.time.Duration;
import java.util.Map;

import static dev.kagemusha.dynamodb.operation.Sample.s;
import static dev.kagemusha.testing.AwsErrors.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

/** Tables that take their time, which the clock gives them. */
@SuppressWarnings("unchecked") // the SDK's varargs of consumers
class TableDelayConformanceTest {
    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags("dynamodb-table-delay", "PT1H");

    private static final Duration HOUR = Duration.ofHours(1);
    private static final String IN_USE = "Attempt to change a resource which is still in use: ";

    private final DynamoDbClient client = SERVER.client(DynamoDbClient.builder());

    private void create(String name) {
        client.createTable(r -> r.tableName(name)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(a -> a.attributeName("pk").attributeType(ScalarAttributeType.S))
                .keySchema(k -> k.attributeName("pk").keyType(KeyType.HASH)));
    }

    private TableDescription describe(String name) {
        return client.describeTable(r -> r.tableName(name)).table();
    }

    @Test
    void aTableIsThereForDataOnlyOnceItIsActive() {
        create("slow");

        assertThat(describe("slow").tableStatus()).isEqualTo(TableStatus.CREATING);
        assertRefused(
                () -> client.putItem(r -> r.tableName("slow").item(Map.of("pk", s("a")))),
                "ResourceNotFoundException",
                400,
                "Requested resource not found");
        assertRefused(
                () -> client.deleteTable(r -> r.tableName("slow")),
                "ResourceInUseException",
                400,
                IN_USE + "Table is being created: slow");
        SERVER.advance(HOUR);
        assertThat(describe("slow").tableStatus()).isEqualTo(TableStatus.ACTIVE);
        client.putItem(r -> r.tableName("slow").item(Map.of("pk", s("a"))));
    }

    @Test
    void aTableStaysWhileItIsBeingDeleted() {
        create("leaving");
        SERVER.advance(HOUR);
        client.deleteTable(r -> r.tableName("leaving"));

        assertThat(describe("leaving").tableStatus()).isEqualTo(TableStatus.DELETING);
        assertRefused(() -> create("leaving"), "ResourceInUseException", 400, "Table already exists: leaving");
        SERVER.advance(HOUR);
        assertThat(client.listTables().tableNames()).doesNotContain("leaving");
    }

    @Test
    void anIndexComesAndGoesInItsPhases() {
        create("phased");
        SERVER.advance(HOUR);
        client.putItem(r -> r.tableName("phased").item(Map.of("pk", s("a"), "x", s("here"))));
        client.updateTable(r -> r.tableName("phased")
                .attributeDefinitions(a -> a.attributeName("x").attributeType(ScalarAttributeType.S))
                .globalSecondaryIndexUpdates(u -> u.create(c -> c.indexName("by-x")
                        .keySchema(k -> k.attributeName("x").keyType(KeyType.HASH))
                        .projection(p -> p.projectionType(ProjectionType.ALL)))));

        TableDescription creating = describe("phased");
        assertThat(creating.tableStatus()).isEqualTo(TableStatus.UPDATING);
        assertThat(creating.globalSecondaryIndexes().get(0).indexStatus()).isEqualTo(IndexStatus.CREATING);
        assertThat(creating.globalSecondaryIndexes().get(0).backfilling()).isFalse();
        assertRefused(
                () -> client.scan(r -> r.tableName("phased").indexName("by-x")),
                "ValidationException",
                400,
                "Cannot read from backfilling global secondary index: by-x");
        assertRefused(
                () -> client.updateTable(r ->
                        r.tableName("phased").globalSecondaryIndexUpdates(u -> u.delete(d -> d.indexName("by-x")))),
                "ResourceInUseException",
                400,
                IN_USE + "Index creation is in resource allocation phase. Retry deletion during backfilling phase or"
                        + " when the index is active.  Table: phased Index: by-x");
        assertRefused(
                () -> client.deleteTable(r -> r.tableName("phased")),
                "ResourceInUseException",
                400,
                IN_USE + "Cannot delete table while indexes are being created, updated, or deleted.");
        SERVER.advance(HOUR);
        assertThat(describe("phased").globalSecondaryIndexes().get(0).indexStatus())
                .isEqualTo(IndexStatus.ACTIVE);
        assertThat(client.scan(r -> r.tableName("phased").indexName("by-x")).count())
                .isEqualTo(1);

        client.updateTable(
                r -> r.tableName("phased").globalSecondaryIndexUpdates(u -> u.delete(d -> d.indexName("by-x"))));
        assertThat(describe("phased").globalSecondaryIndexes().get(0).indexStatus())
                .isEqualTo(IndexStatus.DELETING);
        client.putItem(r -> r.tableName("phased").item(Map.of("pk", s("b"), "x", Sample.n(1))));
        SERVER.advance(HOUR);
        assertThat(describe("phased").hasGlobalSecondaryIndexes()).isFalse();
    }
}
