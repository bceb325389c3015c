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
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateReplicationGroupMemberAction;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ReplicaDescription;
import software.amazon.awssdk.services.dynamodb.model.ReplicationGroupUpdate;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableClass;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.UpdateReplicationGroupMemberAction;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableRequest;

import java.time.Duration;
import java.util.function.Consumer;

import static dev.kagemusha.testing.AwsErrors.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

/** What a replica has of its own, and what all have alike. */
@SuppressWarnings("unchecked") // the SDK's varargs of consumers
final class ReplicaOverridesConformanceTest {
    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags();

    private final DynamoDbClient us = client(Region.US_EAST_1);
    private final DynamoDbClient eu = client(Region.EU_WEST_1);

    private static DynamoDbClient client(Region region) {
        return DynamoDbClient.builder()
                .endpointOverride(SERVER.uri())
                .region(region)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .httpClient(UrlConnectionHttpClient.create())
                .overrideConfiguration(o -> o.retryStrategy(AwsRetryStrategy.doNotRetry()))
                .build();
    }

    private void create(String name) {
        us.createTable(r -> r.tableName(name)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(
                        a -> a.attributeName("pk").attributeType(ScalarAttributeType.S),
                        a -> a.attributeName("v").attributeType(ScalarAttributeType.N))
                .keySchema(k -> k.attributeName("pk").keyType(KeyType.HASH))
                .globalSecondaryIndexes(g -> g.indexName("by-v")
                        .keySchema(k -> k.attributeName("v").keyType(KeyType.HASH))
                        .projection(p -> p.projectionType(ProjectionType.ALL))));
    }

    private static void settle() {
        SERVER.advance(Duration.ofMillis(1));
    }

    private TableDescription add(String name, Consumer<CreateReplicationGroupMemberAction.Builder> how) {
        CreateReplicationGroupMemberAction.Builder action =
                CreateReplicationGroupMemberAction.builder().regionName("eu-west-1");
        how.accept(action);
        TableDescription answered = us.updateTable(r -> r.tableName(name)
                        .replicaUpdates(ReplicationGroupUpdate.builder()
                                .create(action.build())
                                .build()))
                .tableDescription();
        settle();
        return answered;
    }

    private void change(String name, Consumer<UpdateReplicationGroupMemberAction.Builder> how) {
        UpdateReplicationGroupMemberAction.Builder action =
                UpdateReplicationGroupMemberAction.builder().regionName("eu-west-1");
        how.accept(action);
        us.updateTable(r -> r.tableName(name)
                .replicaUpdates(
                        ReplicationGroupUpdate.builder().update(action.build()).build()));
    }

    private static void update(DynamoDbClient client, String name, Consumer<UpdateTableRequest.Builder> how) {
        client.updateTable(r -> {
            r.tableName(name);
            how.accept(r);
        });
        settle();
    }

    private static TableDescription describe(DynamoDbClient client, String table) {
        return client.describeTable(r -> r.tableName(table)).table();
    }

    private ReplicaDescription replica(String table) {
        return describe(us, table).replicas().getFirst();
    }

    private void provision(String name) {
        update(us, name, r -> r.billingMode(BillingMode.PROVISIONED)
                .provisionedThroughput(p -> p.readCapacityUnits(10L).writeCapacityUnits(10L))
                .globalSecondaryIndexUpdates(g -> g.update(u -> u.indexName("by-v")
                        .provisionedThroughput(p -> p.readCapacityUnits(7L).writeCapacityUnits(7L)))));
    }

    @Test
    void makesReplicasWithReadsAndAClassOfTheirOwn() {
        create("own");
        ReplicaDescription asked = add("own", c -> c.onDemandThroughputOverride(o -> o.maxReadRequestUnits(50L))
                        .tableClassOverride(TableClass.STANDARD_INFREQUENT_ACCESS)
                        .globalSecondaryIndexes(
                                i -> i.indexName("by-v").onDemandThroughputOverride(o -> o.maxReadRequestUnits(20L))))
                .replicas()
                .getFirst();
        assertThat(asked.onDemandThroughputOverride().maxReadRequestUnits()).isEqualTo(50);
        assertThat(asked.globalSecondaryIndexes().getFirst().indexName()).isEqualTo("by-v");

        TableDescription there = describe(eu, "own");
        assertThat(there.onDemandThroughput().maxReadRequestUnits()).isEqualTo(50);
        assertThat(there.onDemandThroughput().maxWriteRequestUnits()).isEqualTo(-1);
        assertThat(there.tableClassSummary().tableClass()).isEqualTo(TableClass.STANDARD_INFREQUENT_ACCESS);
        assertThat(there.globalSecondaryIndexes()
                        .getFirst()
                        .onDemandThroughput()
                        .maxReadRequestUnits())
                .isEqualTo(20);
        assertThat(describe(us, "own").onDemandThroughput()).isNull();
        ReplicaDescription shown = replica("own");
        assertThat(shown.onDemandThroughputOverride().maxReadRequestUnits()).isEqualTo(50);
        assertThat(shown.replicaTableClassSummary().tableClass()).isEqualTo(TableClass.STANDARD_INFREQUENT_ACCESS);
        assertThat(shown.warmThroughput().readUnitsPerSecond()).isEqualTo(12_000);
        assertThat(shown.globalSecondaryIndexes()).singleElement().satisfies(index -> {
            assertThat(index.onDemandThroughputOverride().maxReadRequestUnits()).isEqualTo(20);
            assertThat(index.warmThroughput().writeUnitsPerSecond()).isEqualTo(4_000);
        });
        assertThat(describe(eu, "own").replicas().getFirst().onDemandThroughputOverride())
                .as("the one it was made from has no override")
                .isNull();
    }

    @Test
    void changesOneReplicaAlone() {
        create("one");
        add("one", c -> {});
        provision("one");
        change("one", u -> u.provisionedThroughputOverride(p -> p.readCapacityUnits(4L))
                .tableClassOverride(TableClass.STANDARD_INFREQUENT_ACCESS)
                .globalSecondaryIndexes(
                        i -> i.indexName("by-v").provisionedThroughputOverride(p -> p.readCapacityUnits(3L))));
        settle();
        assertThat(describe(eu, "one").provisionedThroughput().readCapacityUnits())
                .isEqualTo(4);
        assertThat(describe(eu, "one").provisionedThroughput().numberOfDecreasesToday())
                .isEqualTo(1);
        assertThat(describe(us, "one").provisionedThroughput().readCapacityUnits())
                .isEqualTo(10);
        assertThat(replica("one").provisionedThroughputOverride().readCapacityUnits())
                .isEqualTo(4);
        assertThat(replica("one")
                        .globalSecondaryIndexes()
                        .getFirst()
                        .provisionedThroughputOverride()
                        .readCapacityUnits())
                .isEqualTo(3);
        assertThat(replica("one").replicaTableClassSummary().lastUpdateDateTime())
                .isNotNull();
    }

    @Test
    void carriesChangesOfUnitsToAllReplicasAndEndsOverrides() {
        create("shared");
        add("shared", c -> {});
        provision("shared");
        change("shared", u -> u.provisionedThroughputOverride(p -> p.readCapacityUnits(4L)));
        update(
                us,
                "shared",
                r -> r.provisionedThroughput(p -> p.readCapacityUnits(10L).writeCapacityUnits(12L)));
        assertThat(describe(eu, "shared").provisionedThroughput()).satisfies(units -> {
            assertThat(units.writeCapacityUnits()).isEqualTo(12);
            assertThat(units.readCapacityUnits()).as("still its own").isEqualTo(4);
        });
        update(
                us,
                "shared",
                r -> r.provisionedThroughput(p -> p.readCapacityUnits(20L).writeCapacityUnits(12L)));
        assertThat(describe(eu, "shared").provisionedThroughput().readCapacityUnits())
                .isEqualTo(20);
        assertThat(replica("shared").provisionedThroughputOverride()).isNull();
        update(
                eu,
                "shared",
                r -> r.globalSecondaryIndexUpdates(g -> g.update(u -> u.indexName("by-v")
                        .provisionedThroughput(p -> p.readCapacityUnits(9L).writeCapacityUnits(8L)))));
        assertThat(describe(us, "shared").globalSecondaryIndexes().getFirst().provisionedThroughput())
                .satisfies(units -> {
                    assertThat(units.readCapacityUnits()).isEqualTo(9);
                    assertThat(units.writeCapacityUnits()).isEqualTo(8);
                });
        update(eu, "shared", r -> r.tableClass(TableClass.STANDARD_INFREQUENT_ACCESS));
        assertThat(describe(us, "shared").tableClassSummary().tableClass())
                .isEqualTo(TableClass.STANDARD_INFREQUENT_ACCESS);
        update(
                us,
                "shared",
                r -> r.warmThroughput(w -> w.readUnitsPerSecond(15_000L).writeUnitsPerSecond(5_000L)));
        assertThat(describe(eu, "shared").warmThroughput().readUnitsPerSecond()).isEqualTo(15_000);
        update(us, "shared", r -> r.billingMode(BillingMode.PAY_PER_REQUEST));
        update(
                eu,
                "shared",
                r -> r.onDemandThroughput(o -> o.maxReadRequestUnits(100L).maxWriteRequestUnits(90L)));
        assertThat(describe(us, "shared").onDemandThroughput()).satisfies(limit -> {
            assertThat(limit.maxReadRequestUnits()).isEqualTo(100);
            assertThat(limit.maxWriteRequestUnits()).isEqualTo(90);
        });
        update(us, "shared", r -> r.deletionProtectionEnabled(true));
        assertThat(describe(eu, "shared").deletionProtectionEnabled())
                .as("never carried")
                .isFalse();
    }

    @Test
    void refusesOverridesThatTheTableCannotHave() {
        create("refused");
        assertRefused(
                () -> add("refused", c -> c.provisionedThroughputOverride(p -> p.readCapacityUnits(1L))),
                "ValidationException",
                400,
                "One or more parameter values were invalid: Neither ReadCapacityUnits nor WriteCapacityUnits can be"
                        + " specified when BillingMode is PAY_PER_REQUEST");
        assertRefused(
                () -> add("refused", c -> c.globalSecondaryIndexes(i -> i.indexName("by-w"))),
                "ResourceNotFoundException",
                400,
                "Requested resource not found: Index by-w for table refused");
        add("refused", c -> {});
        assertRefused(
                () -> change("refused", u -> {}),
                "ValidationException",
                400,
                "One or more parameter values were invalid: There is nothing to update of the replica in eu-west-1");
        provision("refused");
        assertRefused(
                () -> change("refused", u -> u.onDemandThroughputOverride(o -> o.maxReadRequestUnits(5L))),
                "ValidationException",
                400,
                "One or more parameter values were invalid: MaxReadRequestUnits for OnDemandThroughput cannot be"
                        + " specified when table BillingMode is PROVISIONED.");
    }
}
