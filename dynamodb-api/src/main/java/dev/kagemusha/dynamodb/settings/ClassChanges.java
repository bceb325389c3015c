package dev.kagemusha.dynamodb.settings;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import dev.kagemusha.dynamodb.item.Value;
import dev.kagemusha.dynamodb.table.Section;
import dev.kagemusha.dynamodb.table.TableInfo;
import software.amazon.awssdk.services.dynamodb.model.TableClass;
import software.amazon.awssdk.services.dynamodb.model.TableClassSummary;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * When a table's class was changed last; AWS allows two changes in thirty days.
 *
 * @param beforeLastMillis 0 if there was only one
 */
public record ClassChanges(long lastMillis, long beforeLastMillis) {
    private static final Section<ClassChanges> SECTION = new Section<>(
            "classChanges",
            changes -> Map.of(
                    "last", new Value.N(Long.toString(changes.lastMillis)),
                    "beforeLast", new Value.N(Long.toString(changes.beforeLastMillis))),
            fields -> new ClassChanges(fields.number("last"), fields.number("beforeLast")));

    private static final long PERIOD = Duration.ofDays(30).toMillis();

    /**
     * The definition with another class; the same class is no change.
     *
     * @throws software.amazon.awssdk.services.dynamodb.model.LimitExceededException for a third change
     */
    public static TableInfo update(TableInfo table, String tableClass, long nowMillis) {
        String before = of(table);
        TableInfo changed = table.change().tableClass(tableClass).build();
        if (before.equals(tableClass)) {
            return changed;
        }
        ClassChanges changes = table.get(SECTION);
        if (changes != null && changes.beforeLastMillis > nowMillis - PERIOD) {
            throw DynamoDbErrors.limitExceeded("Updates to TableClass are limited to 2 times in 30 day(s).");
        }
        return changed.with(SECTION, new ClassChanges(nowMillis, changes == null ? 0 : changes.lastMillis));
    }

    /** A table's class, which it has also when nobody named one. */
    public static String of(TableInfo table) {
        return table.tableClass() == null ? TableClass.STANDARD.toString() : table.tableClass();
    }

    /** A replica's definition with the class of another; it is not the replica's owner who changes it, and so never too often. */
    public static TableInfo carry(TableInfo from, TableInfo to, long nowMillis) {
        ClassChanges changes = to.get(SECTION);
        return to.change()
                .tableClass(of(from))
                .section(SECTION, new ClassChanges(nowMillis, changes == null ? 0 : changes.lastMillis))
                .build();
    }

    /** Adds to a table's description what it says of its class. */
    public static void describe(TableInfo table, TableDescription.Builder answer) {
        if (table.tableClass() == null) {
            return;
        }
        TableClassSummary.Builder summary = TableClassSummary.builder().tableClass(table.tableClass());
        ClassChanges changes = table.get(SECTION);
        if (changes != null) {
            summary.lastUpdateDateTime(Instant.ofEpochMilli(changes.lastMillis));
        }
        answer.tableClassSummary(summary.build());
    }
}
