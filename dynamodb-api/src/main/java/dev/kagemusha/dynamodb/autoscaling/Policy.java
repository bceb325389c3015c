package dev.kagemusha.dynamodb.autoscaling;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.applicationautoscaling.model.ScalingPolicy;
import software.amazon.awssdk.services.applicationautoscaling.model.TargetTrackingScalingPolicyConfiguration;

import java.time.Instant;

/**
 * A target tracking policy; DynamoDB knows no other.
 *
 * @param uuid in its ARN
 * @param arn of the policy
 * @param value of the utilization, in percent, that is held
 * @param inSeconds the scale-in cooldown, or null if the client named none, which means none
 * @param outSeconds the scale-out cooldown, or null likewise
 * @param inDisabled whether nothing is taken away; null if the client did not say
 * @param monitor what tells its alarms from others in their names
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
        String monitor) {

    long inMillis() {
        return inSeconds == null ? 0 : inSeconds * 1000L;
    }

    long outMillis() {
        return outSeconds == null ? 0 : outSeconds * 1000L;
    }

    /** The name of one of its alarms, as AWS forms it. */
    String alarm(boolean high) {
        return "TargetTracking-" + scalable.resource() + (high ? "-AlarmHigh-" : "-AlarmLow-") + monitor;
    }

    String metric() {
        return metric(scalable);
    }

    /** The one metric that AWS has for these units. */
    static String metric(Scalable scalable) {
        return scalable.writes() ? "DynamoDBWriteCapacityUtilization" : "DynamoDBReadCapacityUtilization";
    }

    ScalingPolicy describe() {
        return ScalingPolicy.builder()
                .policyARN(arn)
                .policyName(name)
                .serviceNamespace("dynamodb")
                .resourceId(scalable.resource())
                .scalableDimension(scalable.dimension())
                .policyType("TargetTrackingScaling")
                .targetTrackingScalingPolicyConfiguration(TargetTrackingScalingPolicyConfiguration.builder()
                        .targetValue(value)
                        .predefinedMetricSpecification(m -> m.predefinedMetricType(metric()))
                        .scaleInCooldown(inSeconds)
                        .scaleOutCooldown(outSeconds)
                        .disableScaleIn(inDisabled)
                        .build())
                .creationTime(Instant.ofEpochMilli(createdMillis))
                .build();
    }
}
