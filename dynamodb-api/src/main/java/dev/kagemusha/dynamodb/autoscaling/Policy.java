package dev.kagemusha.dynamodb.autoscaling;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.applicationautoscaling.model.Alarm;
import software.amazon.awssdk.services.applicationautoscaling.model.ScalingPolicy;
import software.amazon.awssdk.services.applicationautoscaling.model.TargetTrackingScalingPolicyConfiguration;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A target tracking policy; DynamoDB knows no other.
 *
 * @param uuid in its ARN
 * @param arn of the policy
 * @param value of the utilization, in percent, that is held, or of the client's own metric
 * @param inSeconds the scale-in cooldown, or null if the client named none, which means none
 * @param outSeconds the scale-out cooldown, or null likewise
 * @param inDisabled whether nothing is taken away; null if the client did not say
 * @param monitor what tells its alarms from others in their names
 * @param tracked a metric of the client's own, or null for what AWS has
 */
record Policy(
        Scalable scalable,
        String name,
        String uuid,
        String arn,
        double value,
        @Nullable Integer inSeconds,
        @Nullable Integer outSeconds,
        @Nullable Boolean inDisabled,
        long createdMillis,
        String monitor,
        @Nullable Tracked tracked) {

    long inMillis() {
        return inSeconds == null ? 0 : inSeconds * 1000L;
    }

    long outMillis() {
        return outSeconds == null ? 0 : outSeconds * 1000L;
    }

    /** The alarms that it has. What is provisioned tells nothing about a metric of the client's own. */
    List<PolicyAlarm> alarms() {
        return tracked == null ? List.of(PolicyAlarm.values()) : List.of(PolicyAlarm.HIGH, PolicyAlarm.LOW);
    }

    /** What its alarms name as their action, as AWS forms it. */
    String action() {
        return arn + ":createdBy/" + monitor;
    }

    /** The name of one of its alarms, as AWS forms it. */
    String name(PolicyAlarm alarm) {
        UUID own = UUID.nameUUIDFromBytes((monitor + alarm.inName()).getBytes(StandardCharsets.UTF_8));
        return "TargetTracking-" + scalable.resource() + "-" + alarm.inName() + "-" + own;
    }

    /** Its alarms as answers have them. */
    List<Alarm> describeAlarms() {
        String[] fields = arn.split(":", 6);
        List<Alarm> all = new ArrayList<>();
        for (PolicyAlarm each : alarms()) {
            String name = name(each);
            String alarmArn = "arn:" + fields[1] + ":cloudwatch:" + fields[3] + ":" + fields[4] + ":alarm:" + name;
            all.add(Alarm.builder().alarmName(name).alarmARN(alarmArn).build());
        }
        return all;
    }

    String metric() {
        return metric(scalable);
    }

    /** The one metric that AWS has for these units. */
    static String metric(Scalable scalable) {
        return scalable.writes() ? "DynamoDBWriteCapacityUtilization" : "DynamoDBReadCapacityUtilization";
    }

    ScalingPolicy describe() {
        TargetTrackingScalingPolicyConfiguration.Builder tracking = TargetTrackingScalingPolicyConfiguration.builder()
                .targetValue(value)
                .scaleInCooldown(inSeconds)
                .scaleOutCooldown(outSeconds)
                .disableScaleIn(inDisabled);
        if (tracked == null) {
            tracking.predefinedMetricSpecification(m -> m.predefinedMetricType(metric()));
        } else {
            tracking.customizedMetricSpecification(tracked.describe());
        }
        return ScalingPolicy.builder()
                .policyARN(arn)
                .policyName(name)
                .serviceNamespace("dynamodb")
                .resourceId(scalable.resource())
                .scalableDimension(scalable.dimension())
                .policyType("TargetTrackingScaling")
                .targetTrackingScalingPolicyConfiguration(tracking.build())
                .alarms(describeAlarms())
                .creationTime(Instant.ofEpochMilli(createdMillis))
                .build();
    }
}
