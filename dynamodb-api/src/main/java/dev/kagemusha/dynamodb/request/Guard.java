package dev.kagemusha.dynamodb.request;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import dev.kagemusha.dynamodb.expression.Condition;
import dev.kagemusha.dynamodb.expression.ExpressionAttributes;
import dev.kagemusha.dynamodb.expression.ExpressionParser;
import dev.kagemusha.dynamodb.expression.LegacyParameters;
import dev.kagemusha.dynamodb.item.AttributeValues;
import dev.kagemusha.dynamodb.table.Decision;
import dev.kagemusha.dynamodb.table.Found;
import dev.kagemusha.dynamodb.table.Keys;
import dev.kagemusha.dynamodb.table.TableInfo;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.ConditionalOperator;
import software.amazon.awssdk.services.dynamodb.model.ExpectedAttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;

import java.util.Map;
import java.util.function.Function;

/**
 * What must be true of an item for a write to happen.
 *
 * @param condition null if anything may be
 * @param explains whether a refusal shows the item found
 */
public record Guard(@Nullable Condition condition, boolean explains) {
    private static final Guard OPEN = new Guard(null, false);

    public static Guard of(
            ExpressionParser parser,
            @Nullable String expression,
            ExpressionAttributes attributes,
            @Nullable ReturnValuesOnConditionCheckFailure onFailure) {
        return expression == null
                ? OPEN
                : new Guard(
                        parser.condition(expression).resolve(attributes),
                        onFailure == ReturnValuesOnConditionCheckFailure.ALL_OLD);
    }

    /** The same for a request that has the older parameters. */
    public static Guard of(
            @Nullable Map<String, ExpectedAttributeValue> expected,
            @Nullable ConditionalOperator operator,
            @Nullable ReturnValuesOnConditionCheckFailure onFailure) {
        LegacyParameters.checkOperator(operator, expected);
        return expected == null || expected.isEmpty()
                ? OPEN
                : new Guard(
                        LegacyParameters.expected(expected, operator),
                        onFailure == ReturnValuesOnConditionCheckFailure.ALL_OLD);
    }

    public void check(TableInfo table) {
        if (condition != null) {
            Keys.checkScalars(table, condition.nestedAttributes());
        }
    }

    /** The refusal of a write, or null if it may happen. */
    public @Nullable Decision refusal(Found found) {
        if (condition == null || condition.matches(found.item())) {
            return null;
        }
        return new Decision.Refused(DynamoDbErrors.conditionalCheckFailed(
                explains && found.item() != null ? AttributeValues.from(found.item()) : null));
    }

    /** What comes of a write that does the same whatever it finds, as long as it may. */
    public Function<Found, Decision> before(Decision decision) {
        return found -> {
            Decision refusal = refusal(found);
            return refusal != null ? refusal : decision;
        };
    }
}
