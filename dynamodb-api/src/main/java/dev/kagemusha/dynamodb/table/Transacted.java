package dev.kagemusha.dynamodb.table;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

import java.util.List;

/** What became of a transaction. */
public sealed interface Transacted<T> {
    /** It happened, whole; what became of each part, in order. */
    record Done<T>(List<T> parts) implements Transacted<T> {}

    /** Nothing of it happened; {@code reasons} has, in order, why each part could not, or null for one that could have. */
    record Cancelled<T>(List<@Nullable DynamoDbException> reasons) implements Transacted<T> {}
}
