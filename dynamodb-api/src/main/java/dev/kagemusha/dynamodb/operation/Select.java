package dev.kagemusha.dynamodb.operation;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import dev.kagemusha.dynamodb.expression.Condition;
import dev.kagemusha.dynamodb.expression.Projection;
import dev.kagemusha.dynamodb.table.Index;
import dev.kagemusha.dynamodb.table.Selection;
import org.jspecify.annotations.Nullable;

import java.util.Set;
import java.util.TreeSet;

/**
 * {@code Select} with the projection: what a query or scan answers of each item.
 *
 * @param everything whether all attributes are asked for, even those an index does not have
 */
record Select(@Nullable Projection projection, boolean countOnly, boolean everything) {

    /** Checks that {@code Select}, projection and index go together. */
    static Select of(
            software.amazon.awssdk.services.dynamodb.model.@Nullable Select asked,
            @Nullable String indexName,
            @Nullable Projection projection,
            boolean legacy,
            String verb) {
        if (asked == null) {
            return new Select(projection, false, false);
        }
        return switch (asked) {
            case COUNT -> new Select(without(projection, legacy, "only the Count"), true, false);
            case ALL_ATTRIBUTES -> new Select(without(projection, legacy, "ALL_ATTRIBUTES"), false, true);
            case ALL_PROJECTED_ATTRIBUTES -> {
                without(projection, legacy, "ALL_PROJECTED_ATTRIBUTES");
                if (indexName == null) {
                    throw DynamoDbErrors.validation(
                            "ALL_PROJECTED_ATTRIBUTES can be used only when " + verb + " using an IndexName");
                }
                yield new Select(null, false, false);
            }
            case SPECIFIC_ATTRIBUTES -> {
                if (projection == null) {
                    throw DynamoDbErrors.validation("Must specify the AttributesToGet or ProjectionExpression when"
                            + " choosing to get SPECIFIC_ATTRIBUTES");
                }
                yield new Select(projection, false, false);
            }
            case UNKNOWN_TO_SDK_VERSION -> throw new IllegalStateException("not validated: " + asked);
        };
    }

    private static @Nullable Projection without(@Nullable Projection projection, boolean legacy, String what) {
        if (projection != null) {
            throw DynamoDbErrors.validation("Cannot specify the "
                    + (legacy ? "AttributesToGet" : "ProjectionExpression") + " when choosing to get " + what);
        }
        return null;
    }

    /** What is read through this index, or from the table. */
    Selection selection(@Nullable Index index, @Nullable Integer limit, @Nullable Condition filter) {
        return new Selection(
                limit == null ? Integer.MAX_VALUE : limit,
                filter == null ? null : filter::matches,
                projection == null ? null : projection::of,
                countOnly,
                fetches(index));
    }

    /** Whether a local index has to be helped out by the table, as only a local one is. */
    private boolean fetches(@Nullable Index index) {
        if (index == null || index.projectsAll()) {
            return false;
        }
        boolean projected = projection == null ? !everything : index.projects(projection.attributes());
        if (projected || !index.global()) {
            return !projected;
        }
        if (projection == null) {
            throw DynamoDbErrors.invalidParameter(
                    "Select type ALL_ATTRIBUTES is not supported for global secondary index " + index.name()
                            + " because its projection type is not ALL");
        }
        Set<String> missing = new TreeSet<>();
        for (String name : projection.attributes()) {
            if (!index.projects(Set.of(name))) {
                missing.add(name);
            }
        }
        throw DynamoDbErrors.invalidParameter(
                "Global secondary index " + index.name() + " does not project " + missing);
    }
}
