package dev.kagemusha.dynamodb.autoscaling;

import dev.kagemusha.state.Scope;
import software.amazon.awssdk.services.applicationautoscaling.model.ScalableTarget;
import software.amazon.awssdk.services.applicationautoscaling.model.SuspendedState;

import java.time.Instant;
import java.util.Map;

/**
 * A scalable target.
 *
 * @param id the last part of its ARN
 * @param home whose it is
 * @param tags by their keys
 */
record Target(
        Scalable scalable,
        String id,
        Home home,
        int min,
        int max,
        long createdMillis,
        boolean inSuspended,
        boolean outSuspended,
        boolean scheduledSuspended,
        Map<String, String> tags) {

    /** Where a target lives; deferred work has no request that tells. */
    record Home(String partition, String account, String region) {
        /** Where its tables are. */
        Scope tables() {
            return new Scope(partition, "dynamodb", account, region);
        }

        String roleArn() {
            return "arn:" + partition + ":iam::" + account + ":role/aws-service-role/"
                    + "dynamodb.application-autoscaling.amazonaws.com/" + ServiceRole.NAME;
        }

        /** An ARN of what belongs to EC2's auto scaling by its name: policies and scheduled actions are there too. */
        String arn(String kind, String uuid, Scalable scalable, String nameKind, String name) {
            return "arn:" + partition + ":autoscaling:" + region + ":" + account + ":" + kind + ":" + uuid
                    + ":resource/dynamodb/" + scalable.resource() + ":" + nameKind + "/" + name;
        }
    }

    String arn() {
        return arnPrefix(home) + id;
    }

    static String arnPrefix(Home home) {
        return "arn:" + home.partition() + ":application-autoscaling:" + home.region() + ":" + home.account()
                + ":scalable-target/";
    }

    Target between(int newMin, int newMax) {
        return new Target(
                scalable, id, home, newMin, newMax, createdMillis, inSuspended, outSuspended, scheduledSuspended, tags);
    }

    /** What the request does not name stays. */
    Target suspended(SuspendedState state) {
        return new Target(
                scalable,
                id,
                home,
                min,
                max,
                createdMillis,
                or(state.dynamicScalingInSuspended(), inSuspended),
                or(state.dynamicScalingOutSuspended(), outSuspended),
                or(state.scheduledScalingSuspended(), scheduledSuspended),
                tags);
    }

    private static boolean or(@org.jspecify.annotations.Nullable Boolean given, boolean before) {
        return given == null ? before : given;
    }

    Target tagged(Map<String, String> with) {
        return new Target(
                scalable, id, home, min, max, createdMillis, inSuspended, outSuspended, scheduledSuspended, with);
    }

    int within(long capacity) {
        return (int) Math.max(min, Math.min(max, capacity));
    }

    ScalableTarget describe() {
        return ScalableTarget.builder()
                .serviceNamespace("dynamodb")
                .resourceId(scalable.resource())
                .scalableDimension(scalable.dimension())
                .minCapacity(min)
                .maxCapacity(max)
                .roleARN(home.roleArn())
                .creationTime(Instant.ofEpochMilli(createdMillis))
                .suspendedState(SuspendedState.builder()
                        .dynamicScalingInSuspended(inSuspended)
                        .dynamicScalingOutSuspended(outSuspended)
                        .scheduledScalingSuspended(scheduledSuspended)
                        .build())
                .scalableTargetARN(arn())
                .build();
    }
}
