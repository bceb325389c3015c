package dev.kagemusha.dynamodb.autoscaling;

import dev.kagemusha.testing.AwsErrors;
import dev.kagemusha.testing.RunningServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.applicationautoscaling.ApplicationAutoScalingClient;
import software.amazon.awssdk.services.applicationautoscaling.model.Alarm;
import software.amazon.awssdk.services.applicationautoscaling.model.PutScalingPolicyResponse;
import software.amazon.awssdk.services.applicationautoscaling.model.TargetTrackingScalingPolicyConfiguration;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/** The alarms of target tracking policies, as CloudWatch shows them. */
final class PolicyAlarmsConformanceTest {
    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags();

    private static final String WRITES = "dynamodb:table:WriteCapacityUnits";

    private final DynamoDbClient dynamo = SERVER.client(DynamoDbClient.builder());
    private final ApplicationAutoScalingClient scaling = SERVER.client(ApplicationAutoScalingClient.builder());
    private final CloudWatchClient cloudWatch = SERVER.client(CloudWatchClient.builder());

    private void table(String name, long units) {
        dynamo.createTable(t -> t.tableName(name)
                .attributeDefinitions(a -> a.attributeName("pk").attributeType(ScalarAttributeType.S))
                .keySchema(k -> k.attributeName("pk").keyType(KeyType.HASH))
                .provisionedThroughput(p -> p.readCapacityUnits(units).writeCapacityUnits(units)));
        scaling.registerScalableTarget(r -> r.serviceNamespace("dynamodb")
                .resourceId("table/" + name)
                .scalableDimension(WRITES)
                .minCapacity(1)
                .maxCapacity(100));
    }

    private PutScalingPolicyResponse policy(
            String table, String name, Consumer<TargetTrackingScalingPolicyConfiguration.Builder> tracking) {
        return scaling.putScalingPolicy(r -> r.serviceNamespace("dynamodb")
                .resourceId("table/" + table)
                .scalableDimension(WRITES)
                .policyName(name)
                .policyType("TargetTrackingScaling")
                .targetTrackingScalingPolicyConfiguration(tracking));
    }

    private PutScalingPolicyResponse predefined(String table, double target) {
        return policy(table, "hold", c -> c.targetValue(target)
                .predefinedMetricSpecification(m -> m.predefinedMetricType("DynamoDBWriteCapacityUtilization")));
    }

    private List<MetricAlarm> alarms(String table) {
        return cloudWatch
                .describeAlarms(d -> d.alarmNamePrefix("TargetTracking-table/" + table + "-"))
                .metricAlarms();
    }

    private long capacity(String table) {
        return dynamo.describeTable(t -> t.tableName(table))
                .table()
                .provisionedThroughput()
                .writeCapacityUnits();
    }

    @Test
    void makesFourAlarmsWithTheThresholdsThatAwsWrites() {
        table("one", 1);
        PutScalingPolicyResponse put = predefined("one", 70);

        assertThat(put.alarms())
                .extracting(Alarm::alarmName)
                .satisfiesExactly(
                        name -> assertThat(name).matches("TargetTracking-table/one-AlarmHigh-[0-9a-f-]{36}"),
                        name -> assertThat(name).matches("TargetTracking-table/one-AlarmLow-[0-9a-f-]{36}"),
                        name -> assertThat(name)
                                .matches("TargetTracking-table/one-ProvisionedCapacityHigh-[0-9a-f-]{36}"),
                        name -> assertThat(name)
                                .matches("TargetTracking-table/one-ProvisionedCapacityLow-[0-9a-f-]{36}"));
        List<MetricAlarm> made = alarms("one");
        assertThat(made)
                .extracting(
                        MetricAlarm::metricName,
                        MetricAlarm::statisticAsString,
                        MetricAlarm::comparisonOperatorAsString,
                        MetricAlarm::threshold,
                        MetricAlarm::period,
                        MetricAlarm::evaluationPeriods)
                .containsExactly(
                        tuple("ConsumedWriteCapacityUnits", "Sum", "GreaterThanThreshold", 42.0, 60, 2),
                        tuple("ConsumedWriteCapacityUnits", "Sum", "LessThanThreshold", 30.0, 60, 15),
                        tuple("ProvisionedWriteCapacityUnits", "Average", "GreaterThanThreshold", 1.0, 300, 3),
                        tuple("ProvisionedWriteCapacityUnits", "Average", "LessThanThreshold", 1.0, 300, 3));
        assertThat(made).allSatisfy(alarm -> {
            assertThat(alarm.namespace()).isEqualTo("AWS/DynamoDB");
            assertThat(alarm.dimensions())
                    .containsExactly(
                            Dimension.builder().name("TableName").value("one").build());
            assertThat(alarm.alarmActions())
                    .isEqualTo(made.getFirst().alarmActions())
                    .singleElement()
                    .asString()
                    .matches(Pattern.quote(put.policyARN()) + ":createdBy/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
            assertThat(alarm.alarmDescription())
                    .isEqualTo("DO NOT EDIT OR DELETE. For TargetTrackingScaling policy "
                            + alarm.alarmActions().getFirst() + ".");
        });
        assertThat(put.alarms())
                .extracting(Alarm::alarmARN)
                .containsExactlyElementsOf(
                        made.stream().map(MetricAlarm::alarmArn).toList());
        assertThat(scaling.describeScalingPolicies(
                                d -> d.serviceNamespace("dynamodb").resourceId("table/one"))
                        .scalingPolicies()
                        .getFirst()
                        .alarms())
                .isEqualTo(put.alarms());

        PutScalingPolicyResponse again = predefined("one", 50);
        assertThat(again.alarms()).isEqualTo(put.alarms());
        assertThat(alarms("one")).extracting(MetricAlarm::threshold).containsExactly(30.0, 18.0, 1.0, 1.0);
    }

    @Test
    void takesAlarmsAwayWithTheirPolicyOrTarget() {
        table("policy-goes", 5);
        predefined("policy-goes", 70);
        scaling.deleteScalingPolicy(d -> d.serviceNamespace("dynamodb")
                .resourceId("table/policy-goes")
                .scalableDimension(WRITES)
                .policyName("hold"));
        assertThat(alarms("policy-goes")).isEmpty();

        table("target-goes", 5);
        predefined("target-goes", 70);
        scaling.deregisterScalableTarget(d ->
                d.serviceNamespace("dynamodb").resourceId("table/target-goes").scalableDimension(WRITES));
        assertThat(alarms("target-goes")).isEmpty();

        table("table-goes", 5);
        predefined("table-goes", 70);
        dynamo.deleteTable(d -> d.tableName("table-goes"));
        SERVER.advance(Duration.ofHours(1));
        assertThat(alarms("table-goes")).as("as on AWS, they stay").hasSize(4);
    }

    @Test
    void fitsAlarmsToACapacityThatSomebodyElseHasSet() {
        table("by-hand", 10);
        predefined("by-hand", 70);
        SERVER.advance(Duration.ofMinutes(30));
        dynamo.updateTable(t -> t.tableName("by-hand")
                .provisionedThroughput(p -> p.readCapacityUnits(10L).writeCapacityUnits(20L)));
        SERVER.advance(Duration.ofMinutes(5));
        assertThat(alarms("by-hand")).extracting(MetricAlarm::threshold).containsExactly(420.0, 300.0, 10.0, 10.0);
        SERVER.advance(Duration.ofMinutes(20));

        assertThat(alarms("by-hand")).extracting(MetricAlarm::threshold).containsExactly(840.0, 600.0, 20.0, 20.0);
        assertThat(capacity("by-hand")).isEqualTo(20);
        SERVER.advance(Duration.ofMinutes(30));
        assertThat(alarms("by-hand").get(2).stateValue()).isEqualTo(StateValue.OK);
    }

    @Test
    void tracksAMetricOfTheClientsOwn() {
        table("queue", 10);
        PutScalingPolicyResponse put = policy("queue", "backlog", c -> c.targetValue(100.0)
                .scaleOutCooldown(300)
                .scaleInCooldown(600)
                .customizedMetricSpecification(m -> m.namespace("Shop")
                        .metricName("Backlog")
                        .dimensions(d -> d.name("Queue").value("orders"))
                        .statistic("Average")
                        .unit("Count")));
        assertThat(put.alarms()).hasSize(2);
        assertThat(alarms("queue"))
                .extracting(
                        MetricAlarm::metricName,
                        MetricAlarm::statisticAsString,
                        MetricAlarm::threshold,
                        MetricAlarm::evaluationPeriods)
                .containsExactly(tuple("Backlog", "Average", 100.0, 3), tuple("Backlog", "Average", 90.0, 15));
        for (int i = 0; i < 4; i++) {
            backlog(250);
        }
        assertThat(capacity("queue")).isEqualTo(25);
        for (int i = 0; i < 17; i++) {
            backlog(40);
        }
        assertThat(capacity("queue")).isEqualTo(10);
        assertThat(scaling.describeScalingActivities(
                                d -> d.serviceNamespace("dynamodb").resourceId("table/queue"))
                        .scalingActivities())
                .extracting(
                        activity -> activity.description() + activity.cause().replaceAll("-[0-9a-f]{8}-[0-9a-f-]+", ""))
                .containsExactly(
                        "Setting write capacity units to 10.monitor alarm TargetTracking-table/queue-AlarmLow"
                                + " in state ALARM triggered policy backlog",
                        "Setting write capacity units to 25.monitor alarm TargetTracking-table/queue-AlarmHigh"
                                + " in state ALARM triggered policy backlog");
        assertThat(scaling.describeScalingPolicies(
                                d -> d.serviceNamespace("dynamodb").resourceId("table/queue"))
                        .scalingPolicies()
                        .getFirst()
                        .targetTrackingScalingPolicyConfiguration()
                        .customizedMetricSpecification()
                        .metricName())
                .isEqualTo("Backlog");
    }

    @Test
    void tracksAnExpressionOverMetrics() {
        table("shared-queue", 10);
        PutScalingPolicyResponse put = policy("shared-queue", "per-worker", c -> c.targetValue(100.0)
                .scaleOutCooldown(300)
                .customizedMetricSpecification(m -> m.metrics(
                        q -> q.id("backlog").returnData(false).metricStat(s -> s.stat("Sum")
                                .metric(t -> t.namespace("Shop").metricName("Orders"))),
                        q -> q.id("workers").returnData(false).metricStat(s -> s.stat("Average")
                                .metric(t -> t.namespace("Shop").metricName("Workers"))),
                        q -> q.id("each").label("a worker's").expression("backlog / FILL(workers, 1)"))));
        assertThat(put.alarms()).hasSize(2);
        assertThat(alarms("shared-queue")).allSatisfy(alarm -> {
            assertThat(alarm.metricName()).isNull();
            assertThat(alarm.metrics()).hasSize(3);
        });
        for (int i = 0; i < 4; i++) {
            cloudWatch.putMetricData(p -> p.namespace("Shop")
                    .metricData(d -> d.metricName("Orders").value(500.0), d -> d.metricName("Workers")
                            .value(2.0)));
            SERVER.advance(Duration.ofMinutes(1));
        }
        assertThat(capacity("shared-queue")).isEqualTo(25);
        assertThat(scaling.describeScalingPolicies(
                                d -> d.serviceNamespace("dynamodb").resourceId("table/shared-queue"))
                        .scalingPolicies()
                        .getFirst()
                        .targetTrackingScalingPolicyConfiguration()
                        .customizedMetricSpecification()
                        .metrics())
                .hasSize(3)
                .last()
                .satisfies(query -> {
                    assertThat(query.expression()).isEqualTo("backlog / FILL(workers, 1)");
                    assertThat(query.label()).isEqualTo("a worker's");
                    assertThat(query.returnData()).isNull();
                });
    }

    @Test
    void refusesMathThatCloudWatchDoesNotTake() {
        table("badly", 10);
        AwsErrors.assertRefused(
                () -> policy("badly", "bad", c -> c.targetValue(100.0)
                        .customizedMetricSpecification(
                                m -> m.metrics(q -> q.id("e").expression("nothing + 1")))),
                "ValidationException",
                400);
        AwsErrors.assertRefused(
                () -> policy("badly", "bad", c -> c.targetValue(100.0)
                        .customizedMetricSpecification(m -> m.metrics(
                                q -> q.id("a").metricStat(s -> s.stat("Sum")
                                        .metric(t -> t.namespace("Shop").metricName("Orders"))),
                                q -> q.id("b").expression("a * 2")))),
                "ValidationException",
                400,
                "Exactly one of the Metrics must have ReturnData set to true");
        assertThat(scaling.describeScalingPolicies(
                                d -> d.serviceNamespace("dynamodb").resourceId("table/badly"))
                        .scalingPolicies())
                .isEmpty();
    }

    private void backlog(double messages) {
        cloudWatch.putMetricData(p -> p.namespace("Shop").metricData(d -> d.metricName("Backlog")
                .dimensions(Dimension.builder().name("Queue").value("orders").build())
                .unit(StandardUnit.COUNT)
                .value(messages)));
        SERVER.advance(Duration.ofMinutes(1));
    }
}
