package dev.kagemusha.dynamodb.autoscaling;

import dev.kagemusha.testing.RunningServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.applicationautoscaling.ApplicationAutoScalingClient;
import software.amazon.awssdk.services.applicationautoscaling.model.ScalableDimension;
import software.amazon.awssdk.services.applicationautoscaling.model.ScalingActivity;
import software.amazon.awssdk.services.applicationautoscaling.model.ScalingActivityStatusCode;
import software.amazon.awssdk.services.applicationautoscaling.model.ServiceNamespace;
import software.amazon.awssdk.services.applicationautoscaling.model.TargetTrackingScalingPolicyConfiguration;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.HistoryItemType;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import static org.assertj.core.api.Assertions.assertThat;

/** Capacity that follows its load, minute by minute of the emulated clock. */
final class ScalingConformanceTest {
    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags();

    private static final int LARGEST = 200;

    private int items;

    private final DynamoDbClient dynamo = SERVER.client(DynamoDbClient.builder());
    private final ApplicationAutoScalingClient scaling = SERVER.client(ApplicationAutoScalingClient.builder());

    private void table(String name, long units) {
        dynamo.createTable(t -> t.tableName(name)
                .attributeDefinitions(
                        a -> a.attributeName("pk").attributeType(ScalarAttributeType.S),
                        a -> a.attributeName("gk").attributeType(ScalarAttributeType.S))
                .keySchema(k -> k.attributeName("pk").keyType(KeyType.HASH))
                .globalSecondaryIndexes(g -> g.indexName("by-gk")
                        .keySchema(k -> k.attributeName("gk").keyType(KeyType.HASH))
                        .projection(p -> p.projectionType(ProjectionType.ALL))
                        .provisionedThroughput(p -> p.readCapacityUnits(units).writeCapacityUnits(units)))
                .provisionedThroughput(p -> p.readCapacityUnits(units).writeCapacityUnits(units)));
    }

    private void target(String resource, ScalableDimension dimension, int min, int max) {
        scaling.registerScalableTarget(r -> r.serviceNamespace(ServiceNamespace.DYNAMODB)
                .resourceId(resource)
                .scalableDimension(dimension)
                .minCapacity(min)
                .maxCapacity(max));
    }

    private void tracking(
            String resource,
            ScalableDimension dimension,
            Consumer<TargetTrackingScalingPolicyConfiguration.Builder> more) {
        scaling.putScalingPolicy(r -> r.serviceNamespace(ServiceNamespace.DYNAMODB)
                .resourceId(resource)
                .scalableDimension(dimension)
                .policyName("hold")
                .policyType("TargetTrackingScaling")
                .targetTrackingScalingPolicyConfiguration(c -> {
                    c.targetValue(70.0)
                            .predefinedMetricSpecification(
                                    m -> m.predefinedMetricType("DynamoDBWriteCapacityUtilization"));
                    more.accept(c);
                }));
    }

    private void writes(String table, int min, int max) {
        target("table/" + table, ScalableDimension.DYNAMODB_TABLE_WRITE_CAPACITY_UNITS, min, max);
        tracking("table/" + table, ScalableDimension.DYNAMODB_TABLE_WRITE_CAPACITY_UNITS, c -> {});
    }

    /** Consumes so many write units, up to 200 by one item, and lets the minute pass. */
    private void minute(String table, int units, String... indexKey) {
        for (int left = units; left > 0; left -= LARGEST) {
            put(table, Math.min(LARGEST, left), indexKey);
        }
        SERVER.advance(Duration.ofMinutes(1));
    }

    private void put(String table, int units, String... indexKey) {
        Map<String, AttributeValue> item = new HashMap<>();
        item.put("fill", AttributeValue.fromS("x".repeat(units * 1024 - 100)));
        for (String key : indexKey) {
            item.put("gk", AttributeValue.fromS(key));
        }
        item.put("pk", AttributeValue.fromS("key" + ++items));
        try {
            dynamo.putItem(p -> p.tableName(table).item(item));
        } catch (ProvisionedThroughputExceededException e) {
            assertThat(e.statusCode()).isEqualTo(400);
        }
    }

    private long capacity(String table) {
        return dynamo.describeTable(t -> t.tableName(table))
                .table()
                .provisionedThroughput()
                .writeCapacityUnits();
    }

    private List<ScalingActivity> activities(String resource) {
        return scaling.describeScalingActivities(
                        r -> r.serviceNamespace(ServiceNamespace.DYNAMODB).resourceId(resource))
                .scalingActivities();
    }

    @Test
    void raisesCapacityUnderLoad() {
        table("busy", 5);
        writes("busy", 5, 100);
        for (int i = 0; i < 20; i++) {
            minute("busy", 480);
        }

        // 8 units a second at 70 %
        assertThat(capacity("busy")).isEqualTo(12);
        List<ScalingActivity> activities = activities("table/busy");
        assertThat(activities).isNotEmpty();
        assertThat(activities.getFirst().description()).isEqualTo("Setting write capacity units to 12.");
        assertThat(activities.getFirst().statusCode()).isEqualTo(ScalingActivityStatusCode.SUCCESSFUL);
        assertThat(activities.getFirst().statusMessage())
                .isEqualTo("Successfully set write capacity units to 12. Change successfully fulfilled by dynamodb.");
        assertThat(activities.getFirst().cause())
                .matches("monitor alarm TargetTracking-table/busy-AlarmHigh-[0-9a-f-]{36} in state ALARM"
                        + " triggered policy hold");
        assertThat(dynamo.describeTable(t -> t.tableName("busy"))
                        .table()
                        .provisionedThroughput()
                        .readCapacityUnits())
                .isEqualTo(5);
    }

    @Test
    void keepsTheCapacityOfAnIdleTable() {
        table("idle", 50);
        writes("idle", 5, 100);
        SERVER.advance(Duration.ofHours(1));

        assertThat(capacity("idle")).isEqualTo(50);
        assertThat(activities("table/idle")).isEmpty();
    }

    @Test
    void takesCapacityAwayAfterFifteenQuietMinutes() {
        table("quiet", 50);
        writes("quiet", 5, 100);
        for (int i = 0; i < 13; i++) {
            minute("quiet", 60);
        }
        assertThat(capacity("quiet")).isEqualTo(50);
        minute("quiet", 60);
        minute("quiet", 60);

        assertThat(capacity("quiet")).isEqualTo(5);
        assertThat(activities("table/quiet").getFirst().cause()).contains("AlarmLow");
    }

    @Test
    void takesNothingAwayWhereThatIsDisabledOrSuspended() {
        table("kept", 50);
        target("table/kept", ScalableDimension.DYNAMODB_TABLE_WRITE_CAPACITY_UNITS, 5, 100);
        tracking("table/kept", ScalableDimension.DYNAMODB_TABLE_WRITE_CAPACITY_UNITS, c -> c.disableScaleIn(true));
        table("suspended", 50);
        writes("suspended", 5, 100);
        scaling.registerScalableTarget(r -> r.serviceNamespace(ServiceNamespace.DYNAMODB)
                .resourceId("table/suspended")
                .scalableDimension(ScalableDimension.DYNAMODB_TABLE_WRITE_CAPACITY_UNITS)
                .suspendedState(s -> s.dynamicScalingInSuspended(true)));
        for (int i = 0; i < 18; i++) {
            put("kept", 60);
            minute("suspended", 60);
        }

        assertThat(capacity("kept")).isEqualTo(50);
        assertThat(capacity("suspended")).isEqualTo(50);
    }

    @Test
    void waitsForTheCooldownToTakeAwayMore() {
        table("cooling", 60);
        target("table/cooling", ScalableDimension.DYNAMODB_TABLE_WRITE_CAPACITY_UNITS, 1, 100);
        tracking("table/cooling", ScalableDimension.DYNAMODB_TABLE_WRITE_CAPACITY_UNITS, c -> c.scaleInCooldown(3600));
        for (int i = 0; i < 18; i++) {
            minute("cooling", 600);
        }
        assertThat(capacity("cooling")).isEqualTo(15);
        for (int i = 0; i < 20; i++) {
            minute("cooling", 60);
        }
        assertThat(capacity("cooling")).isEqualTo(15);
        // Load ends the waiting.
        for (int i = 0; i < 4; i++) {
            minute("cooling", 1200);
        }
        assertThat(capacity("cooling")).isEqualTo(29);
    }

    @Test
    void scalesAnIndexByItself() {
        table("indexed", 20);
        target("table/indexed/index/by-gk", ScalableDimension.DYNAMODB_INDEX_WRITE_CAPACITY_UNITS, 20, 100);
        tracking("table/indexed/index/by-gk", ScalableDimension.DYNAMODB_INDEX_WRITE_CAPACITY_UNITS, c -> {});
        for (int i = 0; i < 4; i++) {
            minute("indexed", 1200, "g" + i);
        }

        assertThat(dynamo.describeTable(t -> t.tableName("indexed"))
                        .table()
                        .globalSecondaryIndexes()
                        .getFirst()
                        .provisionedThroughput()
                        .writeCapacityUnits())
                .isGreaterThan(20);
        assertThat(capacity("indexed")).isEqualTo(20);
    }

    /** Three hours of a load between 1 and 31 units a second, held at 70 %, so between 1.4 and 44 if there were no bounds. */
    @Test
    void followsASineBetweenItsBounds() {
        table("wave", 20);
        writes("wave", 10, 40);
        List<Long> capacities = new ArrayList<>();
        for (int i = 0; i < 180; i++) {
            minute("wave", (int) (60 * (16 + 15 * Math.sin(2 * Math.PI * i / 120))));
            capacities.add(capacity("wave"));
        }

        assertThat(capacities).allMatch(units -> units >= 10 && units <= 40).contains(40L);
        assertThat(Collections.min(capacities)).isBetween(10L, 15L);
        assertThat(capacities.subList(0, 32)).as("as the load grows").isSorted();
        assertThat(capacities.subList(60, 90)).as("as it falls").isSortedAccordingTo(Comparator.reverseOrder());
        List<ScalingActivity> activities = new ArrayList<>(activities("table/wave"));
        Collections.reverse(activities);
        assertThat(activities).hasSizeGreaterThan(8).allSatisfy(activity -> {
            String set = activity.description().replaceFirst("^S", "s").replaceFirst("\\.$", "");
            assertThat(set).matches("setting write capacity units to \\d+");
            assertThat(activity.cause())
                    .matches("monitor alarm TargetTracking-table/wave-Alarm(High|Low)-[0-9a-f-]{36}"
                            + " in state ALARM triggered policy hold");
            assertThat(activity.statusCode()).isEqualTo(ScalingActivityStatusCode.SUCCESSFUL);
            assertThat(activity.statusMessage())
                    .isEqualTo("Successfully " + set.replace("setting", "set")
                            + ". Change successfully fulfilled by dynamodb.");
        });
        assertThat(activities)
                .filteredOn(each -> each.cause().contains("AlarmLow"))
                .isNotEmpty();
        // What the activities say is what happened, and each was asked for by an alarm that CloudWatch remembers.
        List<Long> changes = new ArrayList<>();
        for (long units : capacities) {
            if (changes.isEmpty() ? units != 20 : units != changes.getLast()) {
                changes.add(units);
            }
        }
        assertThat(activities)
                .extracting(each -> Long.valueOf(each.description().replaceAll("\\D", "")))
                .isEqualTo(changes);
        CloudWatchClient cloudWatch = SERVER.client(CloudWatchClient.builder());
        for (String which : List.of("AlarmHigh", "AlarmLow")) {
            String alarm = cloudWatch
                    .describeAlarms(d -> d.alarmNamePrefix("TargetTracking-table/wave-" + which))
                    .metricAlarms()
                    .getFirst()
                    .alarmName();
            assertThat(cloudWatch
                            .describeAlarmHistory(h -> h.alarmName(alarm).historyItemType(HistoryItemType.ACTION))
                            .alarmHistoryItems())
                    .isNotEmpty()
                    .allSatisfy(item -> assertThat(item.historySummary()).startsWith("Successfully executed action"));
        }
    }

    @Test
    void bringsCapacityBetweenItsBounds() {
        table("bounds", 50);
        target("table/bounds", ScalableDimension.DYNAMODB_TABLE_WRITE_CAPACITY_UNITS, 60, 100);
        SERVER.advance(Duration.ofSeconds(1));
        assertThat(capacity("bounds")).isEqualTo(60);
        assertThat(activities("table/bounds").getFirst().cause()).isEqualTo("minimum capacity was set to 60");

        target("table/bounds", ScalableDimension.DYNAMODB_TABLE_WRITE_CAPACITY_UNITS, 10, 30);
        SERVER.advance(Duration.ofSeconds(1));
        assertThat(capacity("bounds")).isEqualTo(30);
        assertThat(activities("table/bounds").getFirst().cause()).isEqualTo("maximum capacity was set to 30");
    }

    @Test
    void actsAtItsTime() {
        table("planned", 5);
        target("table/planned", ScalableDimension.DYNAMODB_TABLE_WRITE_CAPACITY_UNITS, 5, 10);
        LocalDateTime time = LocalDateTime.ofInstant(SERVER.server().clock().instant(), ZoneOffset.UTC)
                .plusHours(2)
                .truncatedTo(ChronoUnit.SECONDS);
        scaling.putScheduledAction(r -> r.serviceNamespace(ServiceNamespace.DYNAMODB)
                .resourceId("table/planned")
                .scalableDimension(ScalableDimension.DYNAMODB_TABLE_WRITE_CAPACITY_UNITS)
                .scheduledActionName("morning")
                .schedule("at(" + time.format(DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss")) + ")")
                .scalableTargetAction(a -> a.minCapacity(25).maxCapacity(50)));
        SERVER.advance(Duration.ofMinutes(119));
        assertThat(capacity("planned")).isEqualTo(5);
        SERVER.advance(Duration.ofMinutes(2));

        assertThat(capacity("planned")).isEqualTo(25);
        List<ScalingActivity> activities = activities("table/planned");
        assertThat(activities)
                .extracting(ScalingActivity::cause)
                .containsExactlyInAnyOrder(
                        "minimum capacity was set to 25", "scheduled action name morning was triggered");
        assertThat(activities)
                .extracting(ScalingActivity::statusMessage)
                .contains("Successfully set min capacity to 25 and max capacity to 50");
    }

    @Test
    void leavesTheTargetOfADeletedTable() {
        table("gone", 5);
        writes("gone", 5, 100);
        dynamo.deleteTable(t -> t.tableName("gone"));
        SERVER.advance(Duration.ofMinutes(20));

        assertThat(scaling.describeScalableTargets(r ->
                                r.serviceNamespace(ServiceNamespace.DYNAMODB).resourceIds("table/gone"))
                        .scalableTargets())
                .hasSize(1);
    }
}
