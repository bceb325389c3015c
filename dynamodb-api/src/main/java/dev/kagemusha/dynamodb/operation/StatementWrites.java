package dev.kagemusha.dynamodb.operation;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import dev.kagemusha.dynamodb.capacity.Usage;
import dev.kagemusha.dynamodb.expression.Condition;
import dev.kagemusha.dynamodb.item.Item;
import dev.kagemusha.dynamodb.item.ItemSize;
import dev.kagemusha.dynamodb.partiql.DeleteCommand;
import dev.kagemusha.dynamodb.partiql.InsertCommand;
import dev.kagemusha.dynamodb.partiql.Returned;
import dev.kagemusha.dynamodb.partiql.UpdateCommand;
import dev.kagemusha.dynamodb.request.Guard;
import dev.kagemusha.dynamodb.request.ItemUpdate;
import dev.kagemusha.dynamodb.table.Decision;
import dev.kagemusha.dynamodb.table.Keys;
import dev.kagemusha.dynamodb.table.TableInfo;
import dev.kagemusha.dynamodb.table.Write;
import dev.kagemusha.dynamodb.table.Written;
import org.jspecify.annotations.Nullable;

/**
 * What statements write. Unlike PutItem an {@code INSERT} replaces nothing, unlike UpdateItem an {@code UPDATE} makes nothing,
 * and a {@code DELETE} of what is not there succeeds whatever it demands.
 */
final class StatementWrites {
    private StatementWrites() {}

    static Write insert(InsertCommand command, int scope, TableInfo table, Usage usage) {
        Item item = command.item();
        int size = ItemSize.of(item);
        if (size > ItemSize.LIMIT) {
            throw DynamoDbErrors.itemTooLarge();
        }
        Keys.checkItem(table, item);
        Decision put = new Decision.Put(item, size);
        return new Write(
                scope,
                table,
                item,
                found -> found.exists() ? new Decision.Refused(DynamoDbErrors.duplicateItem()) : put,
                usage);
    }

    /** @param explains whether the refusal of a condition shows the item found */
    static Write update(UpdateCommand command, int scope, TableInfo table, Usage usage, boolean explains) {
        Item key = command.key(table);
        Keys.checkKey(table, key);
        ItemUpdate change = new ItemUpdate(table, key, command.update());
        change.check();
        Guard guard = guard(command.condition(), table, explains);
        return new Write(
                scope,
                table,
                key,
                found -> {
                    if (!found.exists()) {
                        return new Decision.Refused(DynamoDbErrors.conditionalCheckFailed(null));
                    }
                    Decision refusal = guard.refusal(found);
                    return refusal != null ? refusal : change.of(found);
                },
                usage);
    }

    /** @param explains whether the refusal of a condition shows the item found */
    static Write delete(DeleteCommand command, int scope, TableInfo table, Usage usage, boolean explains) {
        Item key = command.key(table);
        Keys.checkKey(table, key);
        Guard guard = guard(command.condition(), table, explains);
        return new Write(
                scope,
                table,
                key,
                found -> {
                    Decision refusal = found.exists() ? guard.refusal(found) : null;
                    return refusal != null ? refusal : Decision.Delete.DELETE;
                },
                usage);
    }

    private static Guard guard(@Nullable Condition condition, TableInfo table, boolean explains) {
        Guard guard = new Guard(condition, explains);
        guard.check(table);
        return guard;
    }

    /** What a {@code RETURNING} answers of an update, or null for nothing. */
    static @Nullable Item returned(UpdateCommand command, Written written) {
        Returned asked = command.returned();
        Item before = written.before().item();
        Item after = written.after();
        if (asked == null || before == null || after == null) {
            return null;
        }
        return switch (asked) {
            case ALL_OLD -> before;
            case ALL_NEW -> after;
            case MODIFIED_OLD -> orNull(command.update().updated(before));
            case MODIFIED_NEW -> orNull(command.update().updated(after));
        };
    }

    /** What a {@code RETURNING} answers of a deletion, or null for nothing. */
    static @Nullable Item returned(DeleteCommand command, Written written) {
        return command.returned() == null ? null : written.before().item();
    }

    private static @Nullable Item orNull(Item item) {
        return item.isEmpty() ? null : item;
    }
}
