package dev.kagemusha.dynamodb.table;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import dev.kagemusha.dynamodb.item.Item;
import dev.kagemusha.dynamodb.item.ItemSize;
import dev.kagemusha.dynamodb.item.KeyAttribute;
import dev.kagemusha.dynamodb.item.KeyShape;
import dev.kagemusha.dynamodb.item.Value;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

import java.util.List;
import java.util.Set;

/** Checks keys as AWS does: those of items to write, of requests, of indexes. Every method throws ValidationException. */
public final class Keys {
    private static final int MAX_HASH = 2048;
    private static final int MAX_RANGE = 1024;

    private Keys() {}

    /** Checks that an item to put has the table's key, and fits the keys of all indexes. */
    public static void checkItem(TableInfo table, Item item) {
        checkItem(table.keys().hash(), true, item);
        if (table.keys().range() != null) {
            checkItem(table.keys().range(), false, item);
        }
        checkIndexKeys(table, item);
    }

    private static void checkItem(KeyAttribute attribute, boolean hash, Item item) {
        Value value = item.get(attribute.name());
        if (value == null) {
            throw DynamoDbErrors.missingKey(attribute.name());
        }
        if (value.type() != attribute.type()) {
            throw DynamoDbErrors.keyTypeMismatch(
                    attribute.name(), attribute.type().code(), value.type().code());
        }
        checkContent(attribute, hash, value);
    }

    /** Checks that an item to write fits the keys of all indexes; it may lack them, since indexes are sparse. */
    public static void checkIndexKeys(TableInfo table, Item item) {
        checkIndexKeys(table, item, Item.empty());
    }

    /**
     * Checks that an item as updated fits the keys of all indexes; AWS speaks of empty ones in other words than when an item is
     * put. What the update has left alone need not fit: it may have been there before the index.
     */
    public static void checkUpdatedIndexKeys(TableInfo table, Item item, Item before) {
        for (Index index : table.indexes()) {
            for (String name : index.phase().isKept() ? index.keys().names() : Set.<String>of()) {
                Value value = item.get(name);
                if (value != null && isEmpty(value) && !value.equals(before.get(name))) {
                    throw DynamoDbErrors.emptyIndexKeyInUpdate(value instanceof Value.B);
                }
            }
        }
        checkIndexKeys(table, item, before);
    }

    private static void checkIndexKeys(TableInfo table, Item item, Item before) {
        for (Index index : table.indexes()) {
            if (!index.phase().isKept()) {
                continue;
            }
            for (KeyAttribute attribute : index.keys().hashes()) {
                checkIndexKey(index, attribute, true, item, before);
            }
            for (KeyAttribute attribute : index.keys().ranges()) {
                checkIndexKey(index, attribute, false, item, before);
            }
        }
    }

    private static void checkIndexKey(Index index, KeyAttribute attribute, boolean hash, Item item, Item before) {
        Value value = item.get(attribute.name());
        if (value == null || value.equals(before.get(attribute.name()))) {
            return;
        }
        if (value.type() != attribute.type()) {
            throw DynamoDbErrors.indexKeyTypeMismatch(
                    attribute.name(), attribute.type().code(), value.type().code(), index.name());
        }
        if (isEmpty(value)) {
            throw DynamoDbErrors.emptyIndexKeyValue(attribute.name(), value instanceof Value.B, index.name());
        }
        checkSize(hash, value);
    }

    /**
     * Checks that a request's key has the table's key attributes and no others.
     *
     * @throws DynamoDbException ValidationException
     */
    public static void checkKey(TableInfo table, Item key) {
        if (key.count() != table.keys().size()) {
            throw DynamoDbErrors.keyDoesNotMatchSchema();
        }
        checkPart(table.keys(), key);
    }

    /** Checks that an item has these key attributes, and perhaps others. */
    public static void checkPart(KeyShape keys, Item key) {
        for (KeyAttribute attribute : keys.hashes()) {
            checkKey(attribute, true, key);
        }
        for (KeyAttribute attribute : keys.ranges()) {
            checkKey(attribute, false, key);
        }
    }

    private static void checkKey(KeyAttribute attribute, boolean hash, Item key) {
        Value value = key.get(attribute.name());
        if (value == null || value.type() != attribute.type()) {
            throw DynamoDbErrors.keyDoesNotMatchSchema();
        }
        checkContent(attribute, hash, value);
    }

    private static void checkContent(KeyAttribute attribute, boolean hash, Value value) {
        if (isEmpty(value)) {
            throw DynamoDbErrors.emptyKeyValue(attribute.name(), value instanceof Value.B);
        }
        checkSize(hash, value);
    }

    /** Whether an item has all attributes of a key, with values that a key may have. */
    static boolean fits(KeyShape keys, Item item) {
        return fits(keys.hashes(), MAX_HASH, item) && fits(keys.ranges(), MAX_RANGE, item);
    }

    private static boolean fits(List<KeyAttribute> attributes, int limit, Item item) {
        for (int i = 0; i < attributes.size(); i++) {
            KeyAttribute attribute = attributes.get(i);
            Value value = item.get(attribute.name());
            if (value == null
                    || value.type() != attribute.type()
                    || isEmpty(value)
                    || (!(value instanceof Value.N) && ItemSize.of(value) > limit)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Checks that no key attribute has an empty value, whatever its type and those of the others: what AWS does to the parts of
     * a transaction before it looks closer at any of them.
     *
     * @param whole whether the item is more than a key, so that index keys may be in it
     */
    public static void checkFilled(TableInfo table, Item item, boolean whole) {
        for (String name : table.keys().names()) {
            Value value = item.get(name);
            if (value != null && isEmpty(value)) {
                throw DynamoDbErrors.emptyKeyValue(name, value instanceof Value.B);
            }
        }
        if (whole) {
            for (Index index : table.indexes()) {
                for (String name : index.phase().isKept() ? index.keys().names() : Set.<String>of()) {
                    Value value = item.get(name);
                    if (value != null && isEmpty(value)) {
                        throw DynamoDbErrors.emptyIndexKeyValue(name, value instanceof Value.B, index.name());
                    }
                }
            }
        }
    }

    /** Whether this is an empty string or binary, which no key attribute may have. */
    public static boolean isEmpty(Value value) {
        return value instanceof Value.S text
                ? text.value().isEmpty()
                : value instanceof Value.B bytes && bytes.bytes().asByteArrayUnsafe().length == 0;
    }

    private static void checkSize(boolean hash, Value value) {
        int limit = hash ? MAX_HASH : MAX_RANGE;
        if (!(value instanceof Value.N) && ItemSize.of(value) > limit) {
            throw hash ? DynamoDbErrors.hashKeyTooLong() : DynamoDbErrors.rangeKeyTooLong();
        }
    }

    /** Checks that no expression goes into a key attribute of the table or an index, which is always a scalar. */
    public static void checkScalars(TableInfo table, Set<String> nested) {
        if (nested.isEmpty()) {
            return;
        }
        for (String name : nested) {
            if (table.keys().find(name) != null) {
                throw DynamoDbErrors.keyMustBeScalar(name);
            }
        }
        for (Index index : table.indexes()) {
            for (String name : nested) {
                if (index.keys().find(name) != null) {
                    throw DynamoDbErrors.indexKeyMustBeScalar(name);
                }
            }
        }
    }
}
