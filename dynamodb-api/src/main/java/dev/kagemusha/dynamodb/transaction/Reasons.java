package dev.kagemusha.dynamodb.transaction;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DuplicateItemException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ItemCollectionSizeLimitExceededException;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.RequestLimitExceededException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ThrottlingException;
import software.amazon.awssdk.services.dynamodb.model.ThrottlingReason;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Why a transaction is cancelled, in the codes of {@code CancellationReasons}. */
public final class Reasons {
    private Reasons() {}

    /** The error of a transaction whose parts were refused with these, null standing for those that were not. */
    public static TransactionCanceledException cancelled(List<@Nullable DynamoDbException> refusals) {
        List<CancellationReason> reasons = new ArrayList<>(refusals.size());
        for (DynamoDbException refusal : refusals) {
            reasons.add(refusal == null ? none() : reason(refusal));
        }
        return DynamoDbErrors.transactionCanceled(reasons);
    }

    /** The error of a transaction of {@code parts} of which only the i-th was looked at far enough to be refused. */
    static TransactionCanceledException cancelled(int i, DynamoDbException refusal, int parts) {
        List<@Nullable DynamoDbException> refusals =
                new ArrayList<>(Collections.<@Nullable DynamoDbException>nCopies(parts, null));
        refusals.set(i, refusal);
        return cancelled(refusals);
    }

    /** The tables and indexes whose lack of throughput is a reason, by their ARNs. */
    static List<String> throttled(List<@Nullable DynamoDbException> refusals) {
        List<String> resources = new ArrayList<>();
        for (DynamoDbException refusal : refusals) {
            if (refusal == null) {
                continue;
            }
            List<ThrottlingReason> reasons =
                    switch (refusal) {
                        case ProvisionedThroughputExceededException throttled -> throttled.throttlingReasons();
                        case ThrottlingException throttled -> throttled.throttlingReasons();
                        case RequestLimitExceededException throttled -> throttled.throttlingReasons();
                        default -> List.of();
                    };
            reasons.forEach(reason -> resources.add(reason.resource()));
        }
        return resources;
    }

    private static CancellationReason none() {
        return CancellationReason.builder().code("None").build();
    }

    private static CancellationReason reason(DynamoDbException refusal) {
        CancellationReason.Builder reason =
                CancellationReason.builder().message(refusal.awsErrorDetails().errorMessage());
        switch (refusal) {
            case ConditionalCheckFailedException failed -> {
                reason.code("ConditionalCheckFailed");
                if (failed.hasItem()) {
                    reason.item(failed.item());
                }
            }
            case DuplicateItemException ignored -> reason.code("DuplicateItem");
            case ItemCollectionSizeLimitExceededException ignored -> reason.code("ItemCollectionSizeLimitExceeded");
            case TransactionConflictException ignored -> reason.code("TransactionConflict");
            case ProvisionedThroughputExceededException ignored -> reason.code("ProvisionedThroughputExceeded");
            case ThrottlingException ignored -> reason.code("ThrottlingError");
            // That it has no code of its own is inferred from the list of codes.
            case RequestLimitExceededException ignored -> reason.code("ThrottlingError");
            case ResourceNotFoundException ignored -> reason.code("ResourceNotFound");
            default -> reason.code("ValidationError");
        }
        return reason.build();
    }
}
