package dev.kagemusha.dynamodb.autoscaling;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.applicationautoscaling.model.ScalableTargetAction;
import software.amazon.awssdk.services.applicationautoscaling.model.ScheduledAction;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * A scheduled action.
 *
 * @param schedule as the client wrote it
 * @param zone of the schedule, or null for UTC
 * @param startMillis from when on it counts, or null
 * @param endMillis until when it counts, or null
 * @param min the new minimum, or null to keep it
 * @param max the new maximum, or null to keep it
 */
record Scheduled(
        Scalable scalable,
        String name,
        String arn,
        String schedule,
        @Nullable String zone,
        @Nullable Long startMillis,
        @Nullable Long endMillis,
        @Nullable Integer min,
        @Nullable Integer max,
        long createdMillis) {

    /** When it next happens after that time; null if it never does again. */
    @Nullable
    Instant next(Instant after) {
        ZoneId in = zone == null ? ZoneOffset.UTC : ZoneId.of(zone);
        Instant start = Instant.ofEpochMilli(startMillis == null ? createdMillis : startMillis);
        Instant from = startMillis != null && after.isBefore(start) ? start.minusMillis(1) : after;
        Instant next = Schedule.parse(schedule, in).next(from, start);
        return next == null || (endMillis != null && next.toEpochMilli() > endMillis) ? null : next;
    }

    /** The key of its job. */
    String job() {
        return scalable.dimension() + " " + name.length() + " " + name + scalable.resource();
    }

    /** The action that a job's key stands for. */
    static Rows.Named ofJob(String key) {
        int first = key.indexOf(' ');
        int second = key.indexOf(' ', first + 1);
        int end = second + 1 + Integer.parseInt(key.substring(first + 1, second));
        return new Rows.Named(
                new Scalable(key.substring(end), key.substring(0, first)), key.substring(second + 1, end));
    }

    ScheduledAction describe() {
        return ScheduledAction.builder()
                .scheduledActionName(name)
                .scheduledActionARN(arn)
                .serviceNamespace("dynamodb")
                .schedule(schedule)
                .timezone(zone)
                .resourceId(scalable.resource())
                .scalableDimension(scalable.dimension())
                .startTime(startMillis == null ? null : Instant.ofEpochMilli(startMillis))
                .endTime(endMillis == null ? null : Instant.ofEpochMilli(endMillis))
                .scalableTargetAction(ScalableTargetAction.builder()
                        .minCapacity(min)
                        .maxCapacity(max)
                        .build())
                .creationTime(Instant.ofEpochMilli(createdMillis))
                .build();
    }
}
