package dev.kagemusha.dynamodb.operation;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import software.amazon.awssdk.services.dynamodb.model.Projection;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;

import java.util.HashSet;
import java.util.Set;

/** What indexes may project. */
final class Projections {
    private static final int MAX_TOTAL = 100;

    private Projections() {}

    static void check(Projection projection) {
        ProjectionType type = projection.projectionType();
        if (type == null) {
            throw DynamoDbErrors.invalidParameter("Unknown ProjectionType: null");
        }
        if (type != ProjectionType.INCLUDE) {
            if (projection.hasNonKeyAttributes()) {
                throw DynamoDbErrors.invalidParameter(
                        "ProjectionType is " + type + ", but NonKeyAttributes is specified");
            }
            return;
        }
        if (!projection.hasNonKeyAttributes() || projection.nonKeyAttributes().isEmpty()) {
            throw DynamoDbErrors.invalidParameter("ProjectionType is INCLUDE, but NonKeyAttributes is not specified");
        }
        Set<String> names = new HashSet<>();
        for (String name : projection.nonKeyAttributes()) {
            if (!names.add(name)) {
                throw DynamoDbErrors.invalidParameter("Duplicate element in NonKeyAttributes: " + name);
            }
        }
    }

    /** Checks how many attributes all indexes of a table name together. */
    static void checkTotal(int total) {
        if (total > MAX_TOTAL) {
            throw DynamoDbErrors.invalidParameter(
                    "Total number of NonKeyAttributes in all indexes exceeds the limit of " + MAX_TOTAL);
        }
    }
}
