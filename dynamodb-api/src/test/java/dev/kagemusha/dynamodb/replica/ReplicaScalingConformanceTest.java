package dev.kagemusha.dynamodb.replica;

import dev.kagemusha.testing.RunningServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.applicationautoscaling.ApplicationAutoScalingClient;
import software.amazon.awssdk.services.applicationautoscaling.model.ScalableTarget;
import software.amazon.awssdk.services.applicationautoscaling.model.ScalingPolicy;
import software.amazon.awssdk.services.applicationautoscaling.model.ServiceNamespace;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AutoScalingSettingsUpdate;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.Replica;
import software.amazon.awssdk.services.dynamodb.model.ReplicaAutoScalingDescription;
import software.amazon.awssdk.services.dynamodb.model.ReplicaSettingsDescription;
import software.amazon.awssdk.services.dynamodb.model.ReplicaStatus;
import software.amazon.awssdk.services.dynamodb.model.ReplicationGroupUpdate;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

import static dev.kagemusha.testing.AwsErrors.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

/** The capacity of replicas: set, and scaled through Application Auto Scaling of each region. */
final class ReplicaScalingConformanceTest {
    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags();

    private final DynamoDbClient us = client(SERVER, DynamoDbClient.builder(), Region.US_EAST_1);
    private final DynamoDbClient eu = client(SERVER, DynamoDbClient.builder(), Region.EU_WEST_1);
    private final ApplicationAutoScalingClient scalingUs =
            client(SERVER, ApplicationAutoScalingClient.builder(), Region.US_EAST_1);
    private final ApplicationAutoScalingClient scalingEu =
            client(SERVER, ApplicationAutoScalingClient.builder(), Region.EU_WEST_1);

    private static <B extends AwsClientBuilder<B, C>, C> C client(RunningServer server, B builder, Region region) {
        return builder.endpointOverride(server.uri())
                .region(region)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .overrideConfiguration(o -> o.retryStrategy(AwsRetryStrategy.doNotRetry()))
                .build();
    }

    private static void create(DynamoDbClient client, String name, Consumer<CreateTableRequest.Builder> more) {
        client.createTable(r -> {
            r.tableName(name)
                    .attributeDefinitions(
                            a -> a.attributeName("pk").attributeType(ScalarAttributeType.S),
                            a -> a.attributeName("gk").attributeType(ScalarAttributeType.S))
                    .keySchema(k -> k.attributeName("pk").keyType(KeyType.HASH))
                    .globalSecondaryIndexes(g -> g.indexName("by-gk")
                            .keySchema(k -> k.attributeName("gk").keyType(KeyType.HASH))
                            .projection(p -> p.projectionType(ProjectionType.ALL))
                            .provisionedThroughput(p -> p.readCapacityUnits(5L).writeCapacityUnits(5L)))
                    .provisionedThroughput(p -> p.readCapacityUnits(5L).writeCapacityUnits(5L))
                    .streamSpecification(s -> s.streamEnabled(true).streamViewType(StreamViewType.NEW_AND_OLD_IMAGES));
            more.accept(r);
        });
    }

    private static AutoScalingSettingsUpdate between(long min, long max) {
        return AutoScalingSettingsUpdate.builder()
                .minimumUnits(min)
                .maximumUnits(max)
                .scalingPolicyUpdate(p -> p.targetTrackingScalingPolicyConfiguration(t -> t.targetValue(60.0)))
                .build();
    }

    private static List<ScalableTarget> targets(ApplicationAutoScalingClient scaling, String resource) {
        return scaling.describeScalableTargets(
                        r -> r.serviceNamespace(ServiceNamespace.DYNAMODB).resourceIds(resource))
                .scalableTargets();
    }

    private static void scaleWrites(DynamoDbClient client, String table) {
        client.updateTableReplicaAutoScaling(r -> r.tableName(table)
                .provisionedWriteCapacityAutoScalingUpdate(between(5, 50))
                .globalSecondaryIndexUpdates(
                        g -> g.indexName("by-gk").provisionedWriteCapacityAutoScalingUpdate(between(6, 60))));
    }

    private static void add(DynamoDbClient client, String table, String region) {
        client.updateTable(r -> r.tableName(table)
                .replicaUpdates(ReplicationGroupUpdate.builder()
                        .create(c -> c.regionName(region))
                        .build()));
        SERVER.advance(Duration.ofMillis(1));
    }

    @Test
    void scalesATableThatIsAlone() {
        create(us, "alone", r -> {});
        ReplicaAutoScalingDescription replica = us.updateTableReplicaAutoScaling(
                        r -> r.tableName("alone").replicaUpdates(u -> u.regionName("us-east-1")
                                .replicaProvisionedReadCapacityAutoScalingUpdate(between(7, 70))))
                .tableAutoScalingDescription()
                .replicas()
                .getFirst();
        assertThat(replica.replicaProvisionedReadCapacityAutoScalingSettings().maximumUnits())
                .isEqualTo(70);
        assertThat(replica.replicaProvisionedReadCapacityAutoScalingSettings().autoScalingRoleArn())
                .endsWith("AWSServiceRoleForApplicationAutoScaling_DynamoDBTable");
        assertThat(replica.replicaProvisionedWriteCapacityAutoScalingSettings().autoScalingDisabled())
                .isTrue();
        ScalingPolicy policy = scalingUs
                .describeScalingPolicies(
                        r -> r.serviceNamespace(ServiceNamespace.DYNAMODB).resourceId("table/alone"))
                .scalingPolicies()
                .getFirst();
        assertThat(policy.targetTrackingScalingPolicyConfiguration().targetValue())
                .isEqualTo(60.0);
        SERVER.advance(Duration.ofMinutes(2));
        assertThat(us.describeTable(r -> r.tableName("alone"))
                        .table()
                        .provisionedThroughput()
                        .readCapacityUnits())
                .isEqualTo(7);

        us.updateTableReplicaAutoScaling(r -> r.tableName("alone").replicaUpdates(u -> u.regionName("us-east-1")
                .replicaProvisionedReadCapacityAutoScalingUpdate(s -> s.autoScalingDisabled(true))));
        assertThat(targets(scalingUs, "table/alone")).isEmpty();
    }

    @Test
    void makesReplicasOfTablesWhoseWritesAreScaledAndHasThemScaleAlike() {
        create(us, "scaled", r -> {});
        assertRefused(
                () -> add(us, "scaled", "eu-west-1"),
                "ValidationException",
                400,
                "Table write capacity should either be Pay-Per-Request or AutoScaled.");
        scaleWrites(us, "scaled");
        add(us, "scaled", "eu-west-1");
        TableDescription replica = eu.describeTable(r -> r.tableName("scaled")).table();
        assertThat(replica.provisionedThroughput().writeCapacityUnits()).isEqualTo(5);
        assertThat(targets(scalingEu, "table/scaled"))
                .singleElement()
                .satisfies(target -> assertThat(target.maxCapacity()).isEqualTo(50));
        assertThat(targets(scalingEu, "table/scaled/index/by-gk"))
                .singleElement()
                .satisfies(target -> assertThat(target.maxCapacity()).isEqualTo(60));

        us.updateTableReplicaAutoScaling(
                r -> r.tableName("scaled").provisionedWriteCapacityAutoScalingUpdate(between(5, 55)));
        assertThat(targets(scalingEu, "table/scaled").getFirst().maxCapacity()).isEqualTo(55);
        assertThat(eu.describeTableReplicaAutoScaling(r -> r.tableName("scaled"))
                        .tableAutoScalingDescription()
                        .replicas())
                .extracting(each -> each.replicaProvisionedWriteCapacityAutoScalingSettings()
                        .maximumUnits())
                .containsExactly(55L, 55L);
    }

    @Test
    void refusesWhatCannotBeScaledBeforeAnythingChanges() {
        create(us, "strict", r -> {});
        assertRefused(
                () -> us.updateTableReplicaAutoScaling(r -> r.tableName("absent")),
                "ResourceNotFoundException",
                400,
                "Requested resource not found: Table: absent not found");
        assertRefused(() -> us.updateTableReplicaAutoScaling(r -> r.tableName("strict")), "ValidationException", 400);
        assertRefused(
                () -> us.updateTableReplicaAutoScaling(r -> r.tableName("strict")
                        .provisionedWriteCapacityAutoScalingUpdate(between(1, 10))
                        .replicaUpdates(u -> u.regionName("eu-west-1")
                                .replicaProvisionedReadCapacityAutoScalingUpdate(between(1, 10)))),
                "ValidationException",
                400);
        assertRefused(
                () -> us.updateTableReplicaAutoScaling(r -> r.tableName("strict")
                        .provisionedWriteCapacityAutoScalingUpdate(between(1, 10))
                        .globalSecondaryIndexUpdates(
                                g -> g.indexName("none").provisionedWriteCapacityAutoScalingUpdate(between(1, 10)))),
                "ResourceNotFoundException",
                400);
        assertRefused(
                () -> us.updateTableReplicaAutoScaling(r -> r.tableName("strict")
                        .provisionedWriteCapacityAutoScalingUpdate(between(1, 10))
                        .replicaUpdates(u -> u.regionName("us-east-1")
                                .replicaProvisionedReadCapacityAutoScalingUpdate(s -> s.minimumUnits(5L)))),
                "ValidationException",
                400);
        assertThat(targets(scalingUs, "table/strict")).isEmpty();
    }

    @Test
    void setsCapacityAndScalingOfTheFormerVersionsGlobalTables() {
        create(us, "settings", r -> {});
        create(eu, "settings", r -> {});
        us.createGlobalTable(r -> r.globalTableName("settings")
                .replicationGroup(
                        Replica.builder().regionName("us-east-1").build(),
                        Replica.builder().regionName("eu-west-1").build()));
        List<ReplicaSettingsDescription> answered = us.updateGlobalTableSettings(r -> r.globalTableName("settings")
                        .globalTableProvisionedWriteCapacityUnits(9L)
                        .globalTableGlobalSecondaryIndexSettingsUpdate(g ->
                                g.indexName("by-gk").provisionedWriteCapacityAutoScalingSettingsUpdate(between(6, 60)))
                        .replicaSettingsUpdate(u -> u.regionName("eu-west-1").replicaProvisionedReadCapacityUnits(11L)))
                .replicaSettings();
        assertThat(answered)
                .extracting(ReplicaSettingsDescription::replicaStatus)
                .containsOnly(ReplicaStatus.UPDATING);
        List<ReplicaSettingsDescription> now = eu.describeGlobalTableSettings(r -> r.globalTableName("settings"))
                .replicaSettings();
        assertThat(now).extracting(ReplicaSettingsDescription::replicaStatus).containsOnly(ReplicaStatus.ACTIVE);
        assertThat(now)
                .extracting(ReplicaSettingsDescription::replicaProvisionedWriteCapacityUnits)
                .containsOnly(9L);
        assertThat(now)
                .extracting(ReplicaSettingsDescription::replicaProvisionedReadCapacityUnits)
                .containsExactlyInAnyOrder(5L, 11L);
        assertThat(now)
                .extracting(each -> each.replicaProvisionedWriteCapacityAutoScalingSettings()
                        .autoScalingDisabled())
                .containsOnly(true);
        assertThat(targets(scalingUs, "table/settings/index/by-gk")).hasSize(1);
        assertThat(targets(scalingEu, "table/settings/index/by-gk")).hasSize(1);
        us.updateGlobalTableSettings(
                r -> r.globalTableName("settings").globalTableBillingMode(BillingMode.PAY_PER_REQUEST));
        assertThat(us.describeGlobalTableSettings(r -> r.globalTableName("settings"))
                        .replicaSettings()
                        .getFirst()
                        .replicaBillingModeSummary()
                        .billingMode())
                .isEqualTo(BillingMode.PAY_PER_REQUEST);
        assertRefused(
                () -> us.updateGlobalTableSettings(r -> r.globalTableName("settings")
                        .globalTableGlobalSecondaryIndexSettingsUpdate(
                                g -> g.indexName("none").provisionedWriteCapacityUnits(1L))),
                "IndexNotFoundException",
                400);
    }

    @Test
    void settingsTakeTheirTimeWhereTablesDo() {
        try (RunningServer slow =
                        RunningServer.withFlags("dynamodb-table-delay", "PT10S").start();
                DynamoDbClient client = client(slow, DynamoDbClient.builder(), Region.US_EAST_1)) {
            create(client, "slow", r -> {});
            slow.advance(Duration.ofSeconds(20));
            client.createGlobalTable(r -> r.globalTableName("slow")
                    .replicationGroup(Replica.builder().regionName("us-east-1").build()));
            client.updateGlobalTableSettings(
                    r -> r.globalTableName("slow").globalTableProvisionedWriteCapacityUnits(9L));
            assertThat(client.describeGlobalTableSettings(r -> r.globalTableName("slow"))
                            .replicaSettings())
                    .extracting(ReplicaSettingsDescription::replicaStatus)
                    .containsExactly(ReplicaStatus.UPDATING);
            assertRefused(
                    () -> client.updateGlobalTableSettings(
                            r -> r.globalTableName("slow").globalTableProvisionedWriteCapacityUnits(10L)),
                    "ResourceInUseException",
                    400);
            slow.advance(Duration.ofSeconds(10));
            assertThat(client.describeGlobalTableSettings(r -> r.globalTableName("slow"))
                            .replicaSettings())
                    .extracting(ReplicaSettingsDescription::replicaStatus)
                    .containsExactly(ReplicaStatus.ACTIVE);
        }
    }
}
