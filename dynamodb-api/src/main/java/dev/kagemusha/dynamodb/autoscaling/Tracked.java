package dev.kagemusha.dynamodb.autoscaling;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.applicationautoscaling.model.CustomizedMetricSpecification;

/** What a policy tracks instead of a utilization that AWS has. */
sealed interface Tracked permits TrackedMetric, TrackedMath {
    /** Of a specification that was checked. */
    static @Nullable Tracked of(@Nullable CustomizedMetricSpecification asked) {
        if (asked == null) {
            return null;
        }
        return asked.metrics().isEmpty() ? TrackedMetric.of(asked) : TrackedMath.of(asked);
    }

    /** As answers have it. */
    CustomizedMetricSpecification describe();
}
