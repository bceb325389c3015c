package dev.kagemusha.dynamodb.autoscaling;

import dev.kagemusha.testing.RunningServer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.applicationautoscaling.ApplicationAutoScalingClient;
import software.amazon.awssdk.services.applicationautoscaling.model.PutScalingPolicyRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.RegisterScalableTargetRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.ScalableTarget;
import software.amazon.awssdk.services.applicationautoscaling.model.ScalingPolicy;
import software.amazon.awssdk.services.applicationautoscaling.model.ScheduledAction;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import static dev.kagemusha.testing.AwsErrors.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

/** What is registered, and what is refused. */
final class RegistryConformanceTest {
    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags();

    private static final String READS = "dynamodb:table:ReadCapacityUnits";
    private static final String WRITES = "dynamodb:table:WriteCapacityUnits";

    private final ApplicationAutoScalingClient scaling = SERVER.client(ApplicationAutoScalingClient.builder());

    @BeforeAll
    static void makeTables() {
        DynamoDbClient dynamo = SERVER.client(DynamoDbClient.builder());
        for (String name : List.of("music", "other")) {
            dynamo.createTable(t -> t.tableName(name)
                    .attributeDefinitions(a -> a.attributeName("pk").attributeType(ScalarAttributeType.S))
                    .keySchema(k -> k.attributeName("pk").keyType(KeyType.HASH))
                    .provisionedThroughput(p -> p.readCapacityUnits(5L).writeCapacityUnits(5L)));
        }
    }

    private static RegisterScalableTargetRequest.Builder target(String resource, String dimension) {
        return RegisterScalableTargetRequest.builder()
                .serviceNamespace("dynamodb")
                .resourceId(resource)
                .scalableDimension(dimension);
    }

    private static PutScalingPolicyRequest.Builder policy(String dimension, String name, double value) {
        return PutScalingPolicyRequest.builder()
                .serviceNamespace("dynamodb")
                .resourceId("table/music")
                .scalableDimension(dimension)
                .policyName(name)
                .policyType("TargetTrackingScaling")
                .targetTrackingScalingPolicyConfiguration(c -> c.targetValue(value)
                        .scaleInCooldown(60)
                        .predefinedMetricSpecification(m -> m.predefinedMetricType(
                                dimension.equals(READS)
                                        ? "DynamoDBReadCapacityUtilization"
                                        : "DynamoDBWriteCapacityUtilization")));
    }

    @Test
    void keepsWhatIsRegistered() {
        String arn = scaling.registerScalableTarget(target("table/music", READS)
                        .minCapacity(5)
                        .maxCapacity(50)
                        .tags(Map.of("team", "a"))
                        .build())
                .scalableTargetARN();
        assertThat(arn).matches("arn:aws:application-autoscaling:us-east-1:000000000000:scalable-target/[0-9a-f]{34}");
        scaling.registerScalableTarget(
                target("table/music", READS).maxCapacity(60).build());

        ScalableTarget found = scaling.describeScalableTargets(r -> r.serviceNamespace("dynamodb")
                        .resourceIds("table/music")
                        .scalableDimension(READS))
                .scalableTargets()
                .getFirst();
        assertThat(found.minCapacity()).isEqualTo(5);
        assertThat(found.maxCapacity()).isEqualTo(60);
        assertThat(found.scalableTargetARN()).isEqualTo(arn);
        assertThat(found.roleARN())
                .isEqualTo("arn:aws:iam::000000000000:role/aws-service-role/dynamodb.application-autoscaling.amazonaws"
                        + ".com/AWSServiceRoleForApplicationAutoScaling_DynamoDBTable");
        assertThat(found.suspendedState().scheduledScalingSuspended()).isFalse();

        scaling.tagResource(r -> r.resourceARN(arn).tags(Map.of("stage", "test")));
        scaling.untagResource(r -> r.resourceARN(arn).tagKeys("team"));
        assertThat(scaling.listTagsForResource(r -> r.resourceARN(arn)).tags())
                .containsExactly(Map.entry("stage", "test"));

        String policyArn =
                scaling.putScalingPolicy(policy(READS, "hold", 70).build()).policyARN();
        assertThat(policyArn)
                .matches("arn:aws:autoscaling:us-east-1:000000000000:scalingPolicy:[0-9a-f-]{36}"
                        + ":resource/dynamodb/table/music:policyName/hold");
        assertThat(scaling.putScalingPolicy(policy(READS, "hold", 50).build()).policyARN())
                .isEqualTo(policyArn);
        ScalingPolicy kept = scaling.describeScalingPolicies(
                        r -> r.serviceNamespace("dynamodb").policyNames("hold"))
                .scalingPolicies()
                .getFirst();
        assertThat(kept.targetTrackingScalingPolicyConfiguration().targetValue())
                .isEqualTo(50);
        assertThat(kept.targetTrackingScalingPolicyConfiguration().scaleInCooldown())
                .isEqualTo(60);
        assertThat(kept.targetTrackingScalingPolicyConfiguration().scaleOutCooldown())
                .isNull();
        assertRefused(
                () -> scaling.putScalingPolicy(policy(READS, "second", 70).build()),
                "ValidationException",
                400,
                "Only one TargetTrackingScaling policy for a given metric specification is allowed.");

        scaling.putScheduledAction(r -> r.serviceNamespace("dynamodb")
                .resourceId("table/music")
                .scalableDimension(READS)
                .scheduledActionName("nightly")
                .schedule("cron(0 1 * * ? *)")
                .timezone("Europe/Berlin")
                .startTime(Instant.parse("2090-01-01T00:00:00Z"))
                .scalableTargetAction(a -> a.minCapacity(1)));
        ScheduledAction action = scaling.describeScheduledActions(
                        r -> r.serviceNamespace("dynamodb").resourceId("table/music"))
                .scheduledActions()
                .getFirst();
        assertThat(action.timezone()).isEqualTo("Europe/Berlin");
        assertThat(action.scalableTargetAction().minCapacity()).isEqualTo(1);
        assertThat(action.scalableTargetAction().maxCapacity()).isNull();
        assertThat(action.startTime()).isEqualTo(Instant.parse("2090-01-01T00:00:00Z"));

        scaling.deregisterScalableTarget(
                r -> r.serviceNamespace("dynamodb").resourceId("table/music").scalableDimension(READS));
        assertThat(scaling.describeScalingPolicies(
                                r -> r.serviceNamespace("dynamodb").resourceId("table/music"))
                        .scalingPolicies())
                .isEmpty();
        assertThat(scaling.describeScheduledActions(
                                r -> r.serviceNamespace("dynamodb").resourceId("table/music"))
                        .scheduledActions())
                .isEmpty();
    }

    @Test
    void listsInPages() {
        scaling.registerScalableTarget(
                target("table/other", READS).minCapacity(5).maxCapacity(9).build());
        scaling.registerScalableTarget(
                target("table/other", WRITES).minCapacity(5).maxCapacity(9).build());
        assertThat(scaling
                        .describeScalableTargetsPaginator(r -> r.serviceNamespace("dynamodb")
                                .resourceIds("table/other")
                                .maxResults(1))
                        .scalableTargets()
                        .stream()
                        .map(ScalableTarget::scalableDimensionAsString))
                .containsExactly(READS, WRITES);
        assertRefused(
                () -> scaling.describeScalableTargets(
                        r -> r.serviceNamespace("dynamodb").nextToken("!")),
                "InvalidNextTokenException",
                400);
    }

    @Test
    void refusesWhatIsNotThere() {
        assertRefused(
                () -> scaling.registerScalableTarget(target("table/absent", READS)
                        .minCapacity(1)
                        .maxCapacity(2)
                        .build()),
                "ValidationException",
                400,
                "DynamoDB table does not exist: table/absent");
        assertRefused(
                () -> scaling.putScalingPolicy(policy(WRITES, "hold", 70).build()),
                "ObjectNotFoundException",
                400,
                "No scalable target registered for service namespace: dynamodb, resource ID: table/music,"
                        + " scalable dimension: dynamodb:table:WriteCapacityUnits");
        assertRefused(
                () -> scaling.deregisterScalableTarget(r ->
                        r.serviceNamespace("dynamodb").resourceId("table/music").scalableDimension(WRITES)),
                "ObjectNotFoundException",
                400,
                "No scalable target found for service namespace: dynamodb, resource ID: table/music,"
                        + " scalable dimension: dynamodb:table:WriteCapacityUnits");
        assertRefused(
                () -> scaling.deleteScalingPolicy(r -> r.serviceNamespace("dynamodb")
                        .resourceId("table/music")
                        .scalableDimension(WRITES)
                        .policyName("none")),
                "ObjectNotFoundException",
                400);
        assertRefused(
                () -> scaling.deleteScheduledAction(r -> r.serviceNamespace("dynamodb")
                        .resourceId("table/music")
                        .scalableDimension(WRITES)
                        .scheduledActionName("none")),
                "ObjectNotFoundException",
                400);
        assertRefused(
                () -> scaling.getPredictiveScalingForecast(r -> r.serviceNamespace("dynamodb")
                        .resourceId("table/music")
                        .scalableDimension(WRITES)
                        .policyName("none")
                        .startTime(Instant.EPOCH)
                        .endTime(Instant.EPOCH)),
                "ValidationException",
                400);
    }

    @Test
    void refusesWhatDynamoDbDoesNotHave() {
        assertRefused(
                () -> scaling.registerScalableTarget(
                        target("music", READS).minCapacity(1).maxCapacity(2).build()),
                "ValidationException",
                400,
                "Unsupported service namespace, resource type or scalable dimension");
        assertRefused(
                () -> scaling.registerScalableTarget(target("table/music", "dynamodb:index:ReadCapacityUnits")
                        .minCapacity(1)
                        .maxCapacity(2)
                        .build()),
                "ValidationException",
                400,
                "Unsupported service namespace, resource type or scalable dimension");
        assertRefused(
                () -> scaling.putScalingPolicy(
                        policy(WRITES, "steps", 70).policyType("StepScaling").build()),
                "ValidationException",
                400);
        assertRefused(() -> scaling.putScalingPolicy(policy(WRITES, "low", 10).build()), "ValidationException", 400);
        assertRefused(
                () -> scaling.registerScalableTarget(target("table/music", "dynamodb:shelf:Books")
                        .minCapacity(1)
                        .maxCapacity(2)
                        .build()),
                "ValidationException",
                400);
    }
}
