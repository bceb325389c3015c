package dev.kagemusha.dynamodb.expression;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

/** Where expressions stand: in request parameters, which each error names, or in statements, whose errors name nothing. */
public enum ExpressionKind {
    CONDITION("ConditionExpression"),
    FILTER("FilterExpression"),
    KEY_CONDITION("KeyConditionExpression"),
    PROJECTION("ProjectionExpression"),
    UPDATE("UpdateExpression"),
    STATEMENT("Statement");

    private final String parameter;

    ExpressionKind(String parameter) {
        this.parameter = parameter;
    }

    /** The name of the request parameter. */
    public String parameter() {
        return parameter;
    }

    /** {@code ValidationException}: "Invalid … Expression: " and the reason; of a statement the reason alone. */
    DynamoDbException invalid(String reason) {
        return DynamoDbErrors.validation(this == STATEMENT ? reason : "Invalid " + parameter + ": " + reason);
    }
}
