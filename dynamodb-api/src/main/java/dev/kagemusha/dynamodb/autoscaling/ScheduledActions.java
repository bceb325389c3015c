package dev.kagemusha.dynamodb.autoscaling;

import dev.kagemusha.state.Cursor;
import dev.kagemusha.state.Transaction;
import dev.kagemusha.time.Ids;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.applicationautoscaling.ApplicationAutoScalingClient;
import software.amazon.awssdk.services.applicationautoscaling.model.DeleteScheduledActionRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.DeleteScheduledActionResponse;
import software.amazon.awssdk.services.applicationautoscaling.model.DescribeScheduledActionsRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.DescribeScheduledActionsResponse;
import software.amazon.awssdk.services.applicationautoscaling.model.PutScheduledActionRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.PutScheduledActionResponse;
import software.amazon.awssdk.services.applicationautoscaling.model.ScalableTargetAction;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

/** Actions at a time. */
final class ScheduledActions implements ApplicationAutoScalingClient {
    private static final Ids IDS = Ids.secure();
    /** "Maximum number of scheduled actions per scalable target". */
    private static final int MOST = 200;

    private final Desk desk;

    ScheduledActions(Desk desk) {
        this.desk = desk;
    }

    @Override
    public PutScheduledActionResponse putScheduledAction(PutScheduledActionRequest request) {
        Scalable scalable = Scalable.of(request.serviceNamespace(), request.resourceId(), request.scalableDimension());
        int scope = desk.call().scope();
        Rows.Named key = new Rows.Named(scalable, request.scheduledActionName());
        return desk.write(scalable, (tx, target) -> {
            if (target == null) {
                throw AutoScalingErrors.notRegistered(scalable);
            }
            Scheduled before = tx.get(Rows.SCHEDULED, scope, key);
            if (before == null && isFull(tx, scope, scalable)) {
                throw AutoScalingErrors.limitExceeded(
                        "Maximum number of scheduled actions exceeded for " + scalable.inWords());
            }
            Scheduled scheduled = scheduled(key, request, before);
            Instant next = next(scheduled, request);
            tx.upsert(Rows.SCHEDULED, scope, key, scheduled);
            Scaler.schedule(desk.jobs(), tx, scope, scheduled, next);
            return PutScheduledActionResponse.builder().build();
        });
    }

    private static boolean isFull(Transaction tx, int scope, Scalable scalable) {
        int count = 0;
        try (Cursor<Rows.Named, Scheduled> rows = tx.range(Rows.SCHEDULED, scope, Rows.of(scalable))) {
            while (count < MOST && rows.next()) {
                count++;
            }
        }
        return count == MOST;
    }

    /** What an update does not name stays; of the action, min and max are one. */
    private Scheduled scheduled(Rows.Named key, PutScheduledActionRequest request, @Nullable Scheduled before) {
        String schedule = request.schedule() != null ? request.schedule() : before == null ? null : before.schedule();
        if (schedule == null) {
            throw AutoScalingErrors.validation("Schedule is required to create a scheduled action");
        }
        ScalableTargetAction action = request.scalableTargetAction();
        if (action == null ? before == null : action.minCapacity() == null && action.maxCapacity() == null) {
            throw AutoScalingErrors.validation(
                    "At least one of minimum capacity and maximum capacity should be provided");
        }
        Integer min = action != null ? action.minCapacity() : before == null ? null : before.min();
        Integer max = action != null ? action.maxCapacity() : before == null ? null : before.max();
        if (min != null && max != null && min > max) {
            throw AutoScalingErrors.validation(
                    "Min capacity " + min + " must be smaller than or equal to max capacity " + max);
        }
        String zone = request.timezone() != null ? request.timezone() : before == null ? null : before.zone();
        requireZone(zone);
        return new Scheduled(
                key.scalable(),
                key.name(),
                before != null
                        ? before.arn()
                        : desk.home()
                                .arn(
                                        "scheduledAction",
                                        IDS.uuid().toString(),
                                        key.scalable(),
                                        "scheduledActionName",
                                        key.name()),
                schedule,
                zone,
                or(request.startTime(), before == null ? null : before.startMillis()),
                or(request.endTime(), before == null ? null : before.endMillis()),
                min,
                max,
                before == null ? desk.now().toEpochMilli() : before.createdMillis());
    }

    private static @Nullable Long or(@Nullable Instant given, @Nullable Long before) {
        return given == null ? before : Long.valueOf(given.toEpochMilli());
    }

    private static void requireZone(@Nullable String zone) {
        try {
            ZoneId ignored = zone == null ? null : ZoneId.of(zone);
        } catch (DateTimeException e) {
            throw AutoScalingErrors.validation("Invalid timezone: " + zone);
        }
    }

    private @Nullable Instant next(Scheduled scheduled, PutScheduledActionRequest request) {
        Long start = scheduled.startMillis();
        Long end = scheduled.endMillis();
        if (start != null && end != null && start >= end) {
            throw AutoScalingErrors.validation("Start time must be before end time");
        }
        Instant next;
        try {
            next = scheduled.next(desk.now());
        } catch (IllegalArgumentException e) {
            throw AutoScalingErrors.validation("Invalid schedule expression: " + scheduled.schedule());
        }
        if (next == null && request.schedule() != null && request.schedule().startsWith("at(")) {
            throw AutoScalingErrors.validation("Scheduled time must be in the future: " + scheduled.schedule());
        }
        return next;
    }

    @Override
    public DescribeScheduledActionsResponse describeScheduledActions(DescribeScheduledActionsRequest request) {
        Scalable.requireDynamoDb(request.serviceNamespace());
        List<String> names = request.scheduledActionNames();
        String resource = request.resourceId();
        String dimension = request.scalableDimensionAsString();
        Activities.requireResource(resource, dimension);
        Pages<Scheduled> page = desk.store()
                .read(view -> Pages.of(
                        view,
                        Rows.SCHEDULED,
                        desk.call().scope(),
                        request.maxResults(),
                        request.nextToken(),
                        scheduled -> (names.isEmpty() || names.contains(scheduled.name()))
                                && Activities.isOf(scheduled.scalable(), resource, dimension)));
        return DescribeScheduledActionsResponse.builder()
                .scheduledActions(page.rows().stream().map(Scheduled::describe).toList())
                .nextToken(page.token())
                .build();
    }

    @Override
    public DeleteScheduledActionResponse deleteScheduledAction(DeleteScheduledActionRequest request) {
        Scalable scalable = Scalable.of(request.serviceNamespace(), request.resourceId(), request.scalableDimension());
        int scope = desk.call().scope();
        Rows.Named key = new Rows.Named(scalable, request.scheduledActionName());
        return desk.write(scalable, (tx, target) -> {
            Scheduled scheduled = tx.get(Rows.SCHEDULED, scope, key);
            if (scheduled == null) {
                throw AutoScalingErrors.actionNotFound(scalable, key.name());
            }
            tx.delete(Rows.SCHEDULED, scope, key);
            Scaler.unschedule(desk.jobs(), tx, scope, scheduled);
            return DeleteScheduledActionResponse.builder().build();
        });
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}
