package dev.kagemusha.dynamodb.operation;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import dev.kagemusha.dynamodb.expression.KeyRange;
import dev.kagemusha.dynamodb.item.AttributeValues;
import dev.kagemusha.dynamodb.item.Item;
import dev.kagemusha.dynamodb.item.KeyAttribute;
import dev.kagemusha.dynamodb.item.KeyShape;
import dev.kagemusha.dynamodb.item.Value;
import dev.kagemusha.dynamodb.table.Index;
import dev.kagemusha.dynamodb.table.Keys;
import dev.kagemusha.dynamodb.table.TableInfo;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code ExclusiveStartKey}: where a page begins. AWS complains about it in a number of ways. */
final class StartKey {
    private static final String INVALID = "The provided starting key is invalid";

    private StartKey() {}

    /** Reads one; AWS puts its prefix before some faults of values and not before others. */
    static Item read(Map<String, AttributeValue> key) {
        return AttributeValues.toItem(
                key, reason -> DynamoDbErrors.validation(isBare(reason) ? reason : INVALID + ": " + reason));
    }

    private static boolean isBare(String reason) {
        return reason.contains("contains duplicates")
                || reason.contains("number set")
                || reason.contains("numeric value")
                || reason.contains("significant digits")
                || reason.contains("number with magnitude");
    }

    /** Checks one of a query against the keys of what it reads. */
    static void checkQuery(TableInfo table, @Nullable Index index, Item key) {
        KeyShape keys = index == null ? table.keys() : index.keys();
        if (key.count() != names(table, index).size()) {
            throw DynamoDbErrors.validation(INVALID);
        }
        checkPresent(keys, key);
        Keys.checkPart(keys, key);
        if (index != null) {
            checkTableKey(table, key);
        } else if (keys.range() == null) {
            Value hash = key.get(keys.hash().name());
            throw DynamoDbErrors.validation("The provided exclusive start key is invalid: ExclusiveStartKey: {"
                    + keys.hash().name() + "=AttributeValue: " + dev.kagemusha.dynamodb.item.Texts.of(present(hash))
                    + "}");
        }
    }

    private static Value present(@Nullable Value value) {
        if (value == null) {
            throw new IllegalStateException("a checked key without its partition key");
        }
        return value;
    }

    /** Checks that a query's key lies in what the query reads. */
    static void checkInside(TableInfo table, @Nullable Index index, Item key, KeyRange range) {
        KeyShape keys = index == null ? table.keys() : index.keys();
        boolean samePartition = hasAll(key, keys.hashes(), range.hash()) && hasAll(key, keys.ranges(), range.equal());
        if (range.sort() == null) {
            if (!samePartition) {
                throw DynamoDbErrors.validation(
                        "The provided starting key is outside query boundaries based on provided conditions");
            }
            return;
        }
        if (!range.sort()
                .test(present(key.get(keys.ranges().get(range.equal().size()).name())))) {
            throw DynamoDbErrors.validation("The provided starting key does not match the range key predicate");
        }
        if (!samePartition) {
            throw DynamoDbErrors.validation("The query can return at most one row and cannot be restarted");
        }
    }

    private static boolean hasAll(Item key, List<KeyAttribute> attributes, List<Value> values) {
        for (int i = 0; i < values.size(); i++) {
            if (!values.get(i).equals(key.get(attributes.get(i).name()))) {
                return false;
            }
        }
        return true;
    }

    /** Checks one of a scan. */
    static void checkScan(TableInfo table, @Nullable Index index, Item key) {
        boolean complete = key.count() == names(table, index).size();
        if (index == null) {
            if (!complete) {
                throw DynamoDbErrors.validation(INVALID + ": The provided key element does not match the schema");
            }
        } else {
            if (!complete) {
                throw DynamoDbErrors.validation(INVALID);
            }
            checkPresent(index.keys(), key);
            Keys.checkPart(index.keys(), key);
        }
        checkTableKey(table, key);
    }

    private static void checkPresent(KeyShape keys, Item key) {
        for (KeyAttribute attribute : keys.all()) {
            if (!key.has(attribute.name())) {
                throw DynamoDbErrors.validation(INVALID);
            }
        }
    }

    private static void checkTableKey(TableInfo table, Item key) {
        try {
            Keys.checkPart(table.keys(), key);
        } catch (DynamoDbException e) {
            throw DynamoDbErrors.validation(INVALID + ": " + e.awsErrorDetails().errorMessage());
        }
    }

    /** The key from which the page after this item goes on. */
    static Map<String, AttributeValue> after(TableInfo table, @Nullable Index index, Item last) {
        Map<String, AttributeValue> key = new LinkedHashMap<>();
        for (String name : names(table, index)) {
            key.put(name, AttributeValues.from(present(last.get(name))));
        }
        return key;
    }

    private static Set<String> names(TableInfo table, @Nullable Index index) {
        Set<String> names = new LinkedHashSet<>();
        add(table.keys(), names);
        if (index != null) {
            add(index.keys(), names);
        }
        return names;
    }

    private static void add(KeyShape keys, Set<String> names) {
        for (KeyAttribute attribute : keys.all()) {
            names.add(attribute.name());
        }
    }
}
