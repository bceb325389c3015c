package dev.kagemusha.dynamodb.expression;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

/** The request parameters that hold expressions; each error says which of them it is about. */
public enum ExpressionKind {
    CONDITION("ConditionExpression"),
    FILTER("FilterExpression"),
    KEY_CONDITION("KeyConditionExpression"),
    PROJECTION("ProjectionExpression"),
    UPDATE("UpdateExpression");

    private final String parameter;

    ExpressionKind(String parameter) {
        this.parameter = parameter;
    }

    /** The name of the request parameter. */
    public String parameter() {
        return parameter;
    }

    /** {@code ValidationException}: "Invalid … Expression: " and the reason. */
    DynamoDbException invalid(String reason) {
        return DynamoDbErrors.validation("Invalid " + parameter + ": " + reason);
    }
}
