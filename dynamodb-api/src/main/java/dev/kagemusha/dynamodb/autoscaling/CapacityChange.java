package dev.kagemusha.dynamodb.autoscaling;

import dev.kagemusha.dynamodb.table.TableInfo;
import dev.kagemusha.dynamodb.table.Throughput;
import dev.kagemusha.service.Environment;
import dev.kagemusha.time.Ids;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexUpdate;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughput;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableRequest;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/** Asks DynamoDB for another capacity, as the service-linked role does, and tells it in AWS's words. */
final class CapacityChange {
    /** "Returns scaling activities from the previous six weeks." */
    static final Duration LISTED = Duration.ofDays(42);

    private static final Ids IDS = Ids.secure();

    private final Environment environment;

    CapacityChange(Environment environment) {
        this.environment = environment;
    }

    /** Sets the capacity, and answers what came of it; it has no effect on the state of auto scaling itself. */
    Activity to(Target target, @Nullable TableInfo table, int capacity, String cause, Instant now) {
        Scalable scalable = target.scalable();
        Activity begun = new Activity(
                IDS.uuid().toString(),
                scalable,
                "Setting " + scalable.units() + " to " + capacity + ".",
                cause,
                now.toEpochMilli(),
                null,
                "InProgress",
                "Successfully set " + scalable.units() + " to " + capacity
                        + ". Waiting for change to be fulfilled by dynamodb.");
        try {
            TableStatus status = environment
                    .errands()
                    .client(
                            DynamoDbClient.class,
                            "application-autoscaling",
                            ServiceRole.in(target.home()),
                            target.home().region())
                    .updateTable(update(scalable, Objects.requireNonNull(table), capacity))
                    .tableDescription()
                    .tableStatus();
            return status == TableStatus.ACTIVE ? fulfilled(begun, now.toEpochMilli()) : begun;
        } catch (AwsServiceException e) {
            return begun.ended(
                    now.toEpochMilli(),
                    "Failed",
                    "Failed to set " + scalable.units() + " to " + capacity + ". Reason: " + reason(e));
        }
    }

    private static String reason(AwsServiceException refused) {
        AwsErrorDetails details = refused.awsErrorDetails();
        return details == null
                ? String.valueOf(refused.getMessage())
                : details.errorMessage() + " (Service: AmazonDynamoDBv2; Status Code: " + refused.statusCode()
                        + "; Error Code: " + details.errorCode() + "; Request ID: " + refused.requestId() + ")";
    }

    private static UpdateTableRequest update(Scalable scalable, TableInfo table, int capacity) {
        Throughput now = Objects.requireNonNull(scalable.provisioned(table));
        ProvisionedThroughput wanted = ProvisionedThroughput.builder()
                .readCapacityUnits(scalable.writes() ? now.readUnits() : capacity)
                .writeCapacityUnits(scalable.writes() ? capacity : now.writeUnits())
                .build();
        UpdateTableRequest.Builder request = UpdateTableRequest.builder().tableName(table.name());
        String index = scalable.index();
        if (index == null) {
            request.provisionedThroughput(wanted);
        } else {
            request.globalSecondaryIndexUpdates(GlobalSecondaryIndexUpdate.builder()
                    .update(u -> u.indexName(index).provisionedThroughput(wanted))
                    .build());
        }
        return request.build();
    }

    /** The table has changed. */
    static Activity fulfilled(Activity activity, long millis) {
        String message = activity.message();
        String done = message.substring(0, message.indexOf(". Waiting"));
        return activity.ended(millis, "Successful", done + ". Change successfully fulfilled by dynamodb.");
    }

    /** A scheduled action has set the bounds, or cannot. */
    static Activity bounds(Scheduled scheduled, Target bounded, Instant now) {
        String min = scheduled.min() == null ? "" : "min capacity to " + scheduled.min();
        String max = scheduled.max() == null ? "" : "max capacity to " + scheduled.max();
        String what = min + (min.isEmpty() || max.isEmpty() ? "" : " and ") + max;
        boolean possible = bounded.min() <= bounded.max();
        return new Activity(
                IDS.uuid().toString(),
                scheduled.scalable(),
                "Setting " + what,
                "scheduled action name " + scheduled.name() + " was triggered",
                now.toEpochMilli(),
                now.toEpochMilli(),
                possible ? "Successful" : "Failed",
                possible
                        ? "Successfully set " + what
                        : "Failed to set " + what + ". Reason: Min capacity " + bounded.min()
                                + " must be smaller than or equal to max capacity " + bounded.max());
    }
}
