package dev.kagemusha.dynamodb.request;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import dev.kagemusha.dynamodb.expression.Path;
import dev.kagemusha.dynamodb.expression.Update;
import dev.kagemusha.dynamodb.item.Item;
import dev.kagemusha.dynamodb.item.ItemSize;
import dev.kagemusha.dynamodb.table.Decision;
import dev.kagemusha.dynamodb.table.Found;
import dev.kagemusha.dynamodb.table.Keys;
import dev.kagemusha.dynamodb.table.TableInfo;
import org.jspecify.annotations.Nullable;

/**
 * What UpdateItem makes of an item.
 *
 * @param update null if the request has none, which makes a new item of the key alone
 */
public record ItemUpdate(
        TableInfo table, Item key, @Nullable Update update) {

    /** Checks the update against the table's keys. */
    public void check() {
        if (update == null) {
            return;
        }
        for (Path target : update.targets()) {
            if (table.keys().find(target.attribute()) != null) {
                throw DynamoDbErrors.cannotUpdateKey(target.attribute());
            }
        }
        Keys.checkScalars(table, update.nestedAttributes());
    }

    /** The item as updated. */
    public Decision of(Found found) {
        Item before = found.item();
        if (before == null && update != null && !update.createsItem()) {
            update.apply(null, key);
            return Decision.Nothing.NOTHING;
        }
        Item after = update != null ? update.apply(before, key) : before == null ? key : before;
        Keys.checkIndexKeys(table, after);
        int size = ItemSize.of(after);
        if (size > ItemSize.LIMIT) {
            throw DynamoDbErrors.updatedItemTooLarge();
        }
        return new Decision.Put(after, size);
    }
}
