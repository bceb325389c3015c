package dev.kagemusha.dynamodb.table;

import dev.kagemusha.state.Transaction;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

/** Is told of each change of a table's definition, inside the transaction that commits it and under the table's lock. */
@FunctionalInterface
public interface TableListener {
    /**
     * A table was created ({@code before} is null), changed, or dropped ({@code after} is null).
     *
     * @param scope the account and region that it belongs to
     */
    void changed(Transaction tx, int scope, @Nullable TableInfo before, @Nullable TableInfo after);

    /**
     * Somebody wants to drop a table.
     *
     * @throws DynamoDbException to refuse that
     */
    default void checkDroppable(int scope, TableInfo table) {}
}
