package dev.kagemusha.dynamodb.request;

import dev.kagemusha.dynamodb.expression.ExpressionAttributes;
import dev.kagemusha.dynamodb.expression.ExpressionParser;
import dev.kagemusha.dynamodb.item.AttributeValues;
import dev.kagemusha.dynamodb.item.ItemSize;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionCheck;
import software.amazon.awssdk.services.dynamodb.model.ConditionalOperator;
import software.amazon.awssdk.services.dynamodb.model.Delete;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ExpectedAttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.Update;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

import java.util.List;
import java.util.Map;

/**
 * The members about a condition that all writes have, alone or in a transaction, which has no older parameters.
 *
 * @param expected the older parameter; null if the request has none
 */
public record Conditional(
        @Nullable String expression,
        @Nullable Map<String, ExpectedAttributeValue> expected,
        @Nullable ConditionalOperator operator,
        Map<String, String> names,
        Map<String, AttributeValue> values,
        @Nullable ReturnValuesOnConditionCheckFailure onFailure) {
    private static final List<String> CONDITION = List.of("ConditionExpression");

    /** That of PutItem. */
    public static Conditional of(PutItemRequest request) {
        return new Conditional(
                request.conditionExpression(),
                request.hasExpected() ? request.expected() : null,
                request.conditionalOperator(),
                request.expressionAttributeNames(),
                request.expressionAttributeValues(),
                request.returnValuesOnConditionCheckFailure());
    }

    /** That of DeleteItem. */
    public static Conditional of(DeleteItemRequest request) {
        return new Conditional(
                request.conditionExpression(),
                request.hasExpected() ? request.expected() : null,
                request.conditionalOperator(),
                request.expressionAttributeNames(),
                request.expressionAttributeValues(),
                request.returnValuesOnConditionCheckFailure());
    }

    /** That of UpdateItem. */
    public static Conditional of(UpdateItemRequest request) {
        return new Conditional(
                request.conditionExpression(),
                request.hasExpected() ? request.expected() : null,
                request.conditionalOperator(),
                request.expressionAttributeNames(),
                request.expressionAttributeValues(),
                request.returnValuesOnConditionCheckFailure());
    }

    /** That of a put in a transaction. */
    public static Conditional of(Put put) {
        return new Conditional(
                put.conditionExpression(),
                null,
                null,
                put.expressionAttributeNames(),
                put.expressionAttributeValues(),
                put.returnValuesOnConditionCheckFailure());
    }

    /** That of a delete in a transaction. */
    public static Conditional of(Delete delete) {
        return new Conditional(
                delete.conditionExpression(),
                null,
                null,
                delete.expressionAttributeNames(),
                delete.expressionAttributeValues(),
                delete.returnValuesOnConditionCheckFailure());
    }

    /** That of an update in a transaction. */
    public static Conditional of(Update update) {
        return new Conditional(
                update.conditionExpression(),
                null,
                null,
                update.expressionAttributeNames(),
                update.expressionAttributeValues(),
                update.returnValuesOnConditionCheckFailure());
    }

    /** That of a check in a transaction. */
    public static Conditional of(ConditionCheck check) {
        return new Conditional(
                check.conditionExpression(),
                null,
                null,
                check.expressionAttributeNames(),
                check.expressionAttributeValues(),
                check.returnValuesOnConditionCheckFailure());
    }

    /** The names and values of a request that has no other expression. */
    public ExpressionAttributes attributes() {
        return attributes(new Parameters(), CONDITION);
    }

    /**
     * The names and values of a request.
     *
     * @param others the parameters that come before those of the condition
     * @param valueParameters the operation's expression parameters that may use values
     */
    public ExpressionAttributes attributes(Parameters others, List<String> valueParameters) {
        return others.expression("ConditionExpression", expression)
                .legacy("Expected", expected != null)
                .legacy("ConditionalOperator", operator != null)
                .attributes(names, values, valueParameters);
    }

    /** What it demands of the item. */
    public Guard guard(ExpressionParser parser, ExpressionAttributes attributes) {
        return expected != null || operator != null
                ? Guard.of(expected, operator, onFailure)
                : Guard.of(parser, expression, attributes, onFailure);
    }

    /** How large the values are that it brings along. */
    public long bytes() {
        return ItemSize.of(AttributeValues.toItem(values));
    }
}
