package dev.kagemusha.dynamodb.operation;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import dev.kagemusha.dynamodb.item.Item;
import dev.kagemusha.dynamodb.item.ItemSize;
import dev.kagemusha.dynamodb.partiql.Command;
import dev.kagemusha.dynamodb.partiql.DeleteCommand;
import dev.kagemusha.dynamodb.partiql.ExistsCommand;
import dev.kagemusha.dynamodb.partiql.InsertCommand;
import dev.kagemusha.dynamodb.partiql.Returned;
import dev.kagemusha.dynamodb.partiql.SelectCommand;
import dev.kagemusha.dynamodb.partiql.UpdateCommand;
import dev.kagemusha.dynamodb.request.Change;
import dev.kagemusha.dynamodb.request.Guard;
import dev.kagemusha.dynamodb.table.Decision;
import dev.kagemusha.dynamodb.table.Found;
import dev.kagemusha.dynamodb.table.Keys;
import dev.kagemusha.dynamodb.table.TableInfo;
import dev.kagemusha.dynamodb.table.Written;
import org.jspecify.annotations.Nullable;

import java.util.function.Function;

/** What statements write, which is of one item each, and known when their table is. */
final class StatementWrites {
    private StatementWrites() {}

    /**
     * The change that a statement makes, or the check it is.
     *
     * @param explains whether the refusal of a condition shows the item found
     * @throws software.amazon.awssdk.services.dynamodb.model.DynamoDbException ValidationException if the statement does not
     *     name one item
     */
    static Change of(Command command, TableInfo table, boolean explains) {
        return switch (command) {
            case InsertCommand insert -> {
                int size = ItemSize.of(insert.item());
                if (size > ItemSize.LIMIT) {
                    throw DynamoDbErrors.itemTooLarge();
                }
                yield new Insert(insert.item(), new Decision.Put(insert.item(), size));
            }
            case UpdateCommand update ->
                new Update(Change.update(update.key(table), update.update(), new Guard(update.condition(), explains)));
            case DeleteCommand delete ->
                new Delete(Change.delete(delete.key(table), new Guard(delete.condition(), explains)));
            case ExistsCommand exists -> {
                ExistsCommand.Check check = exists.check(table);
                yield Change.check(check.key(), new Guard(check.condition(), explains));
            }
            case SelectCommand ignored -> throw new IllegalStateException("a SELECT writes nothing");
        };
    }

    /** Unlike PutItem, replaces nothing. */
    private record Insert(Item item, Decision put) implements Change {
        @Override
        public void checkFilled(TableInfo table) {
            Keys.checkFilled(table, item, true);
        }

        @Override
        public Function<Found, Decision> on(TableInfo table) {
            Keys.checkItem(table, item);
            return found -> found.exists() ? new Decision.Refused(DynamoDbErrors.duplicateItem()) : put;
        }
    }

    /** Unlike UpdateItem, makes no item. */
    private record Update(Change change) implements Change {
        @Override
        public Item item() {
            return change.item();
        }

        @Override
        public void checkFilled(TableInfo table) {
            change.checkFilled(table);
        }

        @Override
        public Function<Found, Decision> on(TableInfo table) {
            Function<Found, Decision> decide = change.on(table);
            return found -> found.exists()
                    ? decide.apply(found)
                    : new Decision.Refused(DynamoDbErrors.conditionalCheckFailed(null));
        }
    }

    /** Unlike DeleteItem, demands nothing of an item that is not there. */
    private record Delete(Change change) implements Change {
        @Override
        public Item item() {
            return change.item();
        }

        @Override
        public Function<Found, Decision> on(TableInfo table) {
            Function<Found, Decision> decide = change.on(table);
            return found -> found.exists() ? decide.apply(found) : Decision.Delete.DELETE;
        }
    }

    /** What a {@code RETURNING} answers, or null for nothing. */
    static @Nullable Item returned(Command command, Written written) {
        return switch (command) {
            case UpdateCommand update -> returned(update, update.returned(), written);
            case DeleteCommand delete ->
                delete.returned() == null ? null : written.before().item();
            case InsertCommand ignored -> null;
            case ExistsCommand ignored -> null;
            case SelectCommand ignored -> null;
        };
    }

    private static @Nullable Item returned(UpdateCommand command, @Nullable Returned asked, Written written) {
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

    private static @Nullable Item orNull(Item item) {
        return item.isEmpty() ? null : item;
    }
}
