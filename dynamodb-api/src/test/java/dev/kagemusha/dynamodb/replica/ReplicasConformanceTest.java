package dev.kagemusha.dynamodb.replica;

import dev.kagemusha.testing.RunningServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.GlobalTable;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.Projection;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.Replica;
import software.amazon.awssdk.services.dynamodb.model.ReplicaDescription;
import software.amazon.awssdk.services.dynamodb.model.ReplicaStatus;
import software.amazon.awssdk.services.dynamodb.model.ReplicationGroupUpdate;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.StreamSpecification;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

import static dev.kagemusha.testing.AwsErrors.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

class ReplicasConformanceTest {
    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags();

    private final DynamoDbClient us = client(Region.US_EAST_1);
    private final DynamoDbClient eu = client(Region.EU_WEST_1);
    private final DynamoDbClient ap = client(Region.AP_SOUTHEAST_2);

    private static DynamoDbClient client(Region region) {
        return DynamoDbClient.builder()
                .endpointOverride(SERVER.uri())
                .region(region)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .httpClient(UrlConnectionHttpClient.create())
                .overrideConfiguration(o -> o.retryStrategy(AwsRetryStrategy.doNotRetry()))
                .build();
    }

    private static void create(DynamoDbClient client, String name, Consumer<CreateTableRequest.Builder> more) {
        CreateTableRequest.Builder request = CreateTableRequest.builder()
                .tableName(name)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(attribute("pk", ScalarAttributeType.S), attribute("v", ScalarAttributeType.N))
                .keySchema(key("pk"))
                .globalSecondaryIndexes(GlobalSecondaryIndex.builder()
                        .indexName("by-v")
                        .keySchema(key("v"))
                        .projection(Projection.builder()
                                .projectionType(ProjectionType.KEYS_ONLY)
                                .build())
                        .build());
        more.accept(request);
        client.createTable(request.build());
    }

    private static AttributeDefinition attribute(String name, ScalarAttributeType type) {
        return AttributeDefinition.builder()
                .attributeName(name)
                .attributeType(type)
                .build();
    }

    private static KeySchemaElement key(String name) {
        return KeySchemaElement.builder()
                .attributeName(name)
                .keyType(KeyType.HASH)
                .build();
    }

    private static void put(DynamoDbClient client, String table, String pk, long v) {
        client.putItem(r -> r.tableName(table)
                .item(Map.of("pk", AttributeValue.fromS(pk), "v", AttributeValue.fromN(Long.toString(v)))));
    }

    private static void delete(DynamoDbClient client, String table, String pk) {
        client.deleteItem(r -> r.tableName(table).key(Map.of("pk", AttributeValue.fromS(pk))));
    }

    private static Map<String, Long> all(DynamoDbClient client, String table, boolean index) {
        Map<String, Long> all = new HashMap<>();
        client.scanPaginator(r -> {
                    r.tableName(table);
                    if (index) {
                        r.indexName("by-v");
                    }
                })
                .items()
                .forEach(item ->
                        all.put(item.get("pk").s(), Long.valueOf(item.get("v").n())));
        return all;
    }

    private static TableDescription add(DynamoDbClient client, String table, String region) {
        return client.updateTable(r -> r.tableName(table)
                        .replicaUpdates(ReplicationGroupUpdate.builder()
                                .create(c -> c.regionName(region))
                                .build()))
                .tableDescription();
    }

    private static TableDescription remove(DynamoDbClient client, String table, String region) {
        return client.updateTable(r -> r.tableName(table)
                        .replicaUpdates(ReplicationGroupUpdate.builder()
                                .delete(d -> d.regionName(region))
                                .build()))
                .tableDescription();
    }

    private static TableDescription describe(DynamoDbClient client, String table) {
        return client.describeTable(r -> r.tableName(table)).table();
    }

    private static void settle() {
        SERVER.advance(Duration.ofMillis(1));
    }

    @Test
    void givesANewReplicaWhatIsThereAndThenReplicatesBothWays() {
        create(us, "both", r -> {});
        for (int i = 0; i < 250; i++) {
            put(us, "both", "k" + i, i);
        }
        TableDescription asked = add(us, "both", "eu-west-1");
        assertThat(asked.tableStatus()).isEqualTo(TableStatus.UPDATING);
        assertThat(asked.replicas())
                .extracting(ReplicaDescription::replicaStatus)
                .containsExactly(ReplicaStatus.CREATING);
        settle();

        TableDescription source = describe(us, "both");
        assertThat(source.globalTableVersion()).isEqualTo("2019.11.21");
        assertThat(source.replicas()).extracting(ReplicaDescription::regionName).containsExactly("eu-west-1");
        assertThat(source.replicas().getFirst().replicaStatus()).isEqualTo(ReplicaStatus.ACTIVE);
        assertThat(source.streamSpecification().streamViewType()).isEqualTo(StreamViewType.NEW_AND_OLD_IMAGES);
        TableDescription replica = describe(eu, "both");
        assertThat(replica.tableStatus()).isEqualTo(TableStatus.ACTIVE);
        assertThat(replica.tableArn()).isEqualTo("arn:aws:dynamodb:eu-west-1:000000000000:table/both");
        assertThat(replica.replicas())
                .extracting(ReplicaDescription::regionName)
                .containsExactly("us-east-1");
        assertThat(all(eu, "both", false)).isEqualTo(all(us, "both", false)).hasSize(250);
        assertThat(all(eu, "both", true)).hasSize(250);

        put(eu, "both", "from-eu", 1);
        delete(eu, "both", "k1");
        put(us, "both", "k2", 2000);
        settle();
        assertThat(all(us, "both", false))
                .containsEntry("from-eu", 1L)
                .doesNotContainKey("k1")
                .isEqualTo(all(eu, "both", false));
        assertThat(all(eu, "both", false)).containsEntry("k2", 2000L);
    }

    @Test
    void convergesAfterConcurrentWritesInThreeRegions() throws Exception {
        create(us, "three", r -> {});
        put(us, "three", "k0", 0);
        add(us, "three", "eu-west-1");
        settle();
        add(eu, "three", "ap-southeast-2");
        settle();
        assertThat(describe(us, "three").replicas())
                .extracting(ReplicaDescription::regionName)
                .containsExactlyInAnyOrder("eu-west-1", "ap-southeast-2");

        List<Thread> writers = new ArrayList<>();
        for (DynamoDbClient client : List.of(us, eu, ap)) {
            writers.add(Thread.ofVirtual().start(() -> {
                for (int i = 0; i < 300; i++) {
                    String pk = "k" + ThreadLocalRandom.current().nextInt(8);
                    if (ThreadLocalRandom.current().nextInt(4) == 0) {
                        delete(client, "three", pk);
                    } else {
                        put(client, "three", pk, ThreadLocalRandom.current().nextInt(1000));
                    }
                }
            }));
        }
        for (Thread writer : writers) {
            writer.join();
        }
        settle();

        Map<String, Long> all = all(us, "three", false);
        assertThat(all(eu, "three", false)).isEqualTo(all);
        assertThat(all(ap, "three", false)).isEqualTo(all);
        assertThat(all(ap, "three", true)).isEqualTo(all);
    }

    @Test
    void refusesToDeleteASourceAlsoWhereTablesTakeTheirTimeToGo() {
        try (RunningServer slow =
                        RunningServer.withFlags("dynamodb-table-delay", "PT10S").start();
                DynamoDbClient client = slow.client(DynamoDbClient.builder())) {
            create(client, "slow", r -> {});
            slow.advance(Duration.ofSeconds(20));
            add(client, "slow", "eu-west-1");
            slow.advance(Duration.ofMinutes(5));
            assertRefused(
                    () -> client.deleteTable(r -> r.tableName("slow")),
                    "ValidationException",
                    400,
                    "Replica cannot be deleted because it has acted as a source region for new replica(s) being added to"
                            + " the table in the last 24 hours.");
            assertThat(client.describeTable(r -> r.tableName("slow")).table().tableStatus())
                    .isEqualTo(TableStatus.ACTIVE);
        }
    }

    @Test
    void keepsTheRulesOfRegionsAndDeletion() {
        create(us, "rules", r -> {});
        create(eu, "rules", r -> {});
        assertRefused(
                () -> add(us, "rules", "us-east-1"),
                "ValidationException",
                400,
                "Cannot add, delete, or update the local region through ReplicaUpdates."
                        + " Use CreateTable, DeleteTable, or UpdateTable as required.");
        assertRefused(
                () -> add(us, "rules", "eu-west-1"),
                "ValidationException",
                400,
                "Failed to create a the new replica of table with name: 'rules' because one or more replicas already"
                        + " existed as tables.");
        add(us, "rules", "ap-southeast-2");
        settle();
        assertRefused(
                () -> us.deleteTable(r -> r.tableName("rules")),
                "ValidationException",
                400,
                "Replica cannot be deleted because it has acted as a source region for new replica(s) being added to"
                        + " the table in the last 24 hours.");
        assertThat(remove(us, "rules", "ap-southeast-2").replicas())
                .extracting(ReplicaDescription::replicaStatus)
                .containsExactly(ReplicaStatus.DELETING);
        settle();
        assertThat(describe(us, "rules").hasReplicas()).isFalse();
        assertThat(ap.listTables().tableNames()).doesNotContain("rules");
        us.deleteTable(r -> r.tableName("rules"));
    }

    @Test
    void carriesIndexesAndTimeToLiveOfOneReplicaToTheOthers() {
        create(us, "alike", r -> {});
        put(us, "alike", "a", 1);
        add(us, "alike", "eu-west-1");
        settle();
        us.updateTimeToLive(r -> r.tableName("alike")
                .timeToLiveSpecification(t -> t.enabled(true).attributeName("ends")));
        eu.updateTable(r -> r.tableName("alike")
                .attributeDefinitions(attribute("pk", ScalarAttributeType.S))
                .globalSecondaryIndexUpdates(g -> g.create(c -> c.indexName("by-pk")
                        .keySchema(key("pk"))
                        .projection(p -> p.projectionType(ProjectionType.ALL)))));
        settle();
        settle();
        assertThat(eu.describeTimeToLive(r -> r.tableName("alike"))
                        .timeToLiveDescription()
                        .attributeName())
                .isEqualTo("ends");
        assertThat(us.query(r -> r.tableName("alike")
                                .indexName("by-pk")
                                .keyConditionExpression("pk = :a")
                                .expressionAttributeValues(Map.of(":a", AttributeValue.fromS("a"))))
                        .items())
                .hasSize(1);
        us.updateTable(r -> r.tableName("alike").globalSecondaryIndexUpdates(g -> g.delete(d -> d.indexName("by-v"))));
        settle();
        assertThat(describe(eu, "alike").globalSecondaryIndexes())
                .singleElement()
                .satisfies(index -> assertThat(index.indexName()).isEqualTo("by-pk"));
        us.updateTable(r -> r.tableName("alike")
                .billingMode(BillingMode.PROVISIONED)
                .provisionedThroughput(p -> p.readCapacityUnits(3L).writeCapacityUnits(4L))
                .globalSecondaryIndexUpdates(g -> g.update(u -> u.indexName("by-pk")
                        .provisionedThroughput(p -> p.readCapacityUnits(5L).writeCapacityUnits(6L)))));
        settle();
        assertThat(describe(eu, "alike").provisionedThroughput().writeCapacityUnits())
                .isEqualTo(4);
        assertThat(describe(eu, "alike")
                        .globalSecondaryIndexes()
                        .getFirst()
                        .provisionedThroughput()
                        .readCapacityUnits())
                .isEqualTo(5);
    }

    @Test
    void forgetsAReplicaThatWasDeletedWhereItIs() {
        create(us, "left", r -> {});
        add(us, "left", "eu-west-1");
        settle();
        eu.deleteTable(r -> r.tableName("left"));
        settle();
        assertThat(describe(us, "left").hasReplicas()).isFalse();
        put(us, "left", "a", 1);
        assertThat(all(us, "left", false)).hasSize(1);
    }

    @Test
    void makesGlobalTablesOfTheFormerVersionOfTablesThatAreThere() {
        Consumer<CreateTableRequest.Builder> streamed = r -> r.streamSpecification(StreamSpecification.builder()
                .streamEnabled(true)
                .streamViewType(StreamViewType.NEW_AND_OLD_IMAGES)
                .build());
        create(us, "former", streamed);
        List<Replica> group = List.of(
                Replica.builder().regionName("us-east-1").build(),
                Replica.builder().regionName("eu-west-1").build());
        assertRefused(
                () -> us.createGlobalTable(r -> r.globalTableName("former").replicationGroup(group)),
                "TableNotFoundException",
                400,
                "Table not found: former");
        create(eu, "former", streamed);
        us.createGlobalTable(r -> r.globalTableName("former").replicationGroup(group));
        put(us, "former", "a", 1);
        settle();
        assertThat(all(eu, "former", false)).containsEntry("a", 1L);
        assertThat(us.listGlobalTables().globalTables())
                .extracting(GlobalTable::globalTableName)
                .containsExactly("former");
        assertThat(eu.describeGlobalTable(r -> r.globalTableName("former"))
                        .globalTableDescription()
                        .replicationGroup())
                .hasSize(2);
        assertThat(us.describeGlobalTableSettings(r -> r.globalTableName("former"))
                        .replicaSettings())
                .hasSize(2);
        us.updateGlobalTable(
                r -> r.globalTableName("former").replicaUpdates(u -> u.delete(d -> d.regionName("eu-west-1"))));
        put(us, "former", "b", 1);
        settle();
        assertThat(all(eu, "former", false)).doesNotContainKey("b");
        assertRefused(
                () -> us.describeGlobalTable(r -> r.globalTableName("absent")),
                "GlobalTableNotFoundException",
                400,
                "Global table not found: Global table with name: 'absent' does not exist.");
        assertThat(us.describeTableReplicaAutoScaling(r -> r.tableName("former"))
                        .tableAutoScalingDescription()
                        .replicas())
                .hasSize(1);
    }
}
