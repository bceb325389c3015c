package dev.kagemusha.dynamodb.request;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import dev.kagemusha.dynamodb.expression.Path;
import dev.kagemusha.dynamodb.expression.Update;
import dev.kagemusha.dynamodb.item.Item;
import dev.kagemusha.dynamodb.item.ItemSize;
import dev.kagemusha.dynamodb.item.Value;
import dev.kagemusha.dynamodb.table.Decision;
import dev.kagemusha.dynamodb.table.Found;
import dev.kagemusha.dynamodb.table.Index;
import dev.kagemusha.dynamodb.table.Keys;
import dev.kagemusha.dynamodb.table.TableInfo;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

import java.util.Set;
import java.util.function.Function;

/** What a request wants of one item, be it alone or a part of a transaction, before its table is looked at. */
public interface Change {
    /** What tells the item: its key, or all of it. */
    Item item();

    /**
     * Checks that no key attribute gets an empty value, whatever else there is to be said: what AWS does to all parts of a
     * transaction before it looks closer at any.
     *
     * @throws DynamoDbException ValidationException
     */
    default void checkFilled(TableInfo table) {
        Keys.checkFilled(table, item(), false);
    }

    /**
     * Checks what the table alone can tell, and answers what is to be made of the item found.
     *
     * @throws DynamoDbException ValidationException
     */
    Function<Found, Decision> on(TableInfo table);

    /** The item takes the place of the one that is there. */
    static Change put(Item item, int size, Guard guard) {
        return new Put(item, new Decision.Put(item, size), guard);
    }

    /** The item goes. */
    static Change delete(Item key, Guard guard) {
        return new OfKey(key, guard, Decision.Delete.DELETE);
    }

    /** The item stays; only its condition is of interest. */
    static Change check(Item key, Guard guard) {
        return new OfKey(key, guard, Decision.Nothing.NOTHING);
    }

    /** The item is updated; without an update, one of the key alone is made where there is none. */
    static Change update(Item key, @Nullable Update update, Guard guard) {
        return new OfUpdate(key, update, guard);
    }

    /** {@link #put}. */
    record Put(Item item, Decision.Put put, Guard guard) implements Change {
        @Override
        public void checkFilled(TableInfo table) {
            Keys.checkFilled(table, item, true);
        }

        @Override
        public Function<Found, Decision> on(TableInfo table) {
            Keys.checkItem(table, item);
            guard.check(table);
            return guard.before(put);
        }
    }

    /** {@link #delete} and {@link #check}. */
    record OfKey(Item item, Guard guard, Decision decision) implements Change {
        @Override
        public Function<Found, Decision> on(TableInfo table) {
            Keys.checkKey(table, item);
            guard.check(table);
            return guard.before(decision);
        }
    }

    /** {@link #update}. */
    record OfUpdate(Item item, @Nullable Update update, Guard guard) implements Change {
        @Override
        public void checkFilled(TableInfo table) {
            Keys.checkFilled(table, item, false);
            for (Index index : table.indexes()) {
                for (String name : index.phase().isKept() ? index.keys().names() : Set.<String>of()) {
                    Value value = update == null ? null : update.constant(name);
                    if (value != null && Keys.isEmpty(value)) {
                        throw DynamoDbErrors.emptyIndexKeyInUpdate(value instanceof Value.B);
                    }
                }
            }
        }

        @Override
        public Function<Found, Decision> on(TableInfo table) {
            Keys.checkKey(table, item);
            if (update != null) {
                for (Path target : update.targets()) {
                    if (table.keys().find(target.attribute()) != null) {
                        throw DynamoDbErrors.cannotUpdateKey(target.attribute());
                    }
                }
                Keys.checkScalars(table, update.nestedAttributes());
            }
            guard.check(table);
            return found -> {
                Decision refusal = guard.refusal(found);
                return refusal != null ? refusal : updated(table, found);
            };
        }

        private Decision updated(TableInfo table, Found found) {
            Item before = found.item();
            if (before == null && update != null && !update.createsItem()) {
                update.apply(null, item);
                return Decision.Nothing.NOTHING;
            }
            Item after = update != null ? update.apply(before, item) : before == null ? item : before;
            Keys.checkUpdatedIndexKeys(table, after, before == null ? Item.empty() : before);
            int size = ItemSize.of(after);
            if (size > ItemSize.LIMIT) {
                throw DynamoDbErrors.updatedItemTooLarge();
            }
            return new Decision.Put(after, size);
        }
    }
}
