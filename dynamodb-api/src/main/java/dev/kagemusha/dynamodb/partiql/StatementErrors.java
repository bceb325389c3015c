package dev.kagemusha.dynamodb.partiql;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

/**
 * What is wrong with a statement, in AWS's words: each a {@code ValidationException}.
 *
 * <p>The texts were collected from answers of the service that others recorded. Where the situation behind a text is only
 * inferred, the place that throws it says so.
 */
final class StatementErrors {
    static final String ALIASING = "Aliasing is not supported";
    static final String NO_FULL_KEY = "Where clause does not contain a mandatory equality on all key attributes";
    static final String OVERLAPPING = "Overlapping conditions with range keys are not supported in where clause";
    static final String ONE_SOURCE = "Only select from a single table or index is supported.";
    static final String DML_SOURCE = "FROM clause may only contain a single table name in data manipulation statements";
    static final String ON_INDEX = "This operation is not supported on an index";

    private StatementErrors() {}

    static DynamoDbException of(String message) {
        return DynamoDbErrors.validation(message);
    }

    static DynamoDbException at(String message, Place place) {
        return DynamoDbErrors.validation(message + " at " + place);
    }

    /** PartiQL's parser cannot read the text; of what its lexer cannot read, AWS says nothing more. */
    static DynamoDbException notWellFormed(String detail) {
        return DynamoDbErrors.validation("Statement wasn't well formed, can't be processed: " + detail);
    }
}
