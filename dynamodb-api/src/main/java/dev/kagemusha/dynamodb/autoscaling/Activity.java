package dev.kagemusha.dynamodb.autoscaling;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.applicationautoscaling.model.ScalingActivity;

import java.time.Instant;

/**
 * A scaling activity, as it is listed for six weeks.
 *
 * @param endMillis null while it is in progress
 * @param status {@code InProgress}, {@code Successful} or {@code Failed}
 */
record Activity(
        String id,
        Scalable scalable,
        String description,
        String cause,
        long startMillis,
        @Nullable Long endMillis,
        String status,
        String message) {

    Activity ended(long millis, String as, String saying) {
        return new Activity(id, scalable, description, cause, startMillis, millis, as, saying);
    }

    ScalingActivity describe() {
        return ScalingActivity.builder()
                .activityId(id)
                .serviceNamespace("dynamodb")
                .resourceId(scalable.resource())
                .scalableDimension(scalable.dimension())
                .description(description)
                .cause(cause)
                .startTime(Instant.ofEpochMilli(startMillis))
                .endTime(endMillis == null ? null : Instant.ofEpochMilli(endMillis))
                .statusCode(status)
                .statusMessage(message)
                .build();
    }
}
