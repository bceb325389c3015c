package dev.kagemusha.dynamodb.expression;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import dev.kagemusha.dynamodb.item.AttributeValues;
import dev.kagemusha.dynamodb.item.Value;
import dev.kagemusha.dynamodb.item.ValueType;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeAction;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.AttributeValueUpdate;
import software.amazon.awssdk.services.dynamodb.model.ComparisonOperator;
import software.amazon.awssdk.services.dynamodb.model.ConditionalOperator;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ExpectedAttributeValue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The parameters that expressions replaced, turned into what expressions become: {@code Expected}, {@code QueryFilter},
 * {@code ScanFilter}, {@code KeyConditions}, {@code AttributesToGet}, {@code AttributeUpdates}.
 *
 * <p>Every method throws ValidationException for what AWS refuses. Source: "Legacy conditional parameters" in the developer
 * guide.
 */
public final class LegacyParameters {
    private LegacyParameters() {}

    /** {@code ConditionalOperator} needs something to combine. */
    public static void checkOperator(@Nullable ConditionalOperator operator, @Nullable Map<String, ?> conditions) {
        if (operator == null) {
            return;
        }
        if (conditions == null) {
            throw DynamoDbErrors.validation("ConditionalOperator cannot be used without Filter or Expected");
        }
        if (conditions.size() < 2) {
            throw DynamoDbErrors.validation(
                    "ConditionalOperator can only be used when Filter or Expected has two or more elements");
        }
    }

    /** The condition that {@code Expected} states. */
    public static Condition expected(
            Map<String, ExpectedAttributeValue> expected, @Nullable ConditionalOperator operator) {
        List<Test> tests = new ArrayList<>();
        expected.forEach((name, each) -> tests.add(expected(name, each)));
        return condition(tests, expected.keySet(), operator);
    }

    private static Test expected(String name, ExpectedAttributeValue expected) {
        if (expected.hasAttributeValueList() && expected.value() != null) {
            throw invalid("Value and AttributeValueList cannot be used together for Attribute: " + name);
        }
        ComparisonOperator operator = expected.comparisonOperator();
        if (operator != null) {
            if (expected.exists() != null) {
                throw invalid("Exists and ComparisonOperator cannot be used together for Attribute: " + name);
            }
            boolean unary = operator == ComparisonOperator.NULL || operator == ComparisonOperator.NOT_NULL;
            if (!unary && !expected.hasAttributeValueList() && expected.value() == null) {
                throw invalid("Value or AttributeValueList must be used with ComparisonOperator: " + operator
                        + " for Attribute: " + name);
            }
            return test(
                    name,
                    operator,
                    expected.value() != null ? List.of(expected.value()) : expected.attributeValueList());
        }
        if (expected.hasAttributeValueList()) {
            throw invalid("AttributeValueList can only be used with a ComparisonOperator for Attribute: " + name);
        }
        boolean exists = expected.exists() == null || expected.exists();
        if (exists && expected.value() == null) {
            throw invalid("Value must be provided when Exists is " + expected.exists() + " for Attribute: " + name);
        }
        if (!exists) {
            if (expected.value() != null) {
                throw invalid("Value cannot be used when Exists is false for Attribute: " + name);
            }
            return new Test.Exists(false, path(name));
        }
        return new Test.Comparison(Comparator.EQUAL, at(name), literal(AttributeValues.toValue(expected.value())));
    }

    /** The condition that {@code QueryFilter} or {@code ScanFilter} states. */
    public static Condition filter(
            Map<String, software.amazon.awssdk.services.dynamodb.model.Condition> filter,
            @Nullable ConditionalOperator operator) {
        List<Test> tests = new ArrayList<>();
        filter.forEach((name, each) -> tests.add(test(name, each.comparisonOperator(), each.attributeValueList())));
        return condition(tests, filter.keySet(), operator);
    }

    /** The key condition that {@code KeyConditions} states. */
    public static KeyCondition keyConditions(
            Map<String, software.amazon.awssdk.services.dynamodb.model.Condition> conditions) {
        List<Test> tests = new ArrayList<>();
        conditions.forEach((name, each) -> {
            Test test = test(name, each.comparisonOperator(), each.attributeValueList());
            boolean indexable =
                    switch (each.comparisonOperator()) {
                        case EQ, LE, LT, GE, GT, BETWEEN, BEGINS_WITH -> true;
                        case NE, IN, NOT_NULL, NULL, CONTAINS, NOT_CONTAINS, UNKNOWN_TO_SDK_VERSION -> false;
                    };
            if (!indexable) {
                throw DynamoDbErrors.validation("Attempted conditional constraint is not an indexable operation");
            }
            tests.add(test);
        });
        if (tests.isEmpty()) {
            throw DynamoDbErrors.validation("Conditions can be of length 1 or 2 only");
        }
        return new KeyCondition(tests.size() == 1 ? tests.getFirst() : new Test.And(tests));
    }

    /** The projection that {@code AttributesToGet} states: whole top-level attributes. */
    public static Projection attributesToGet(List<String> names) {
        Set<String> distinct = new HashSet<>();
        List<Path> paths = new ArrayList<>();
        for (String name : names) {
            if (!distinct.add(name)) {
                throw invalid("Duplicate value in attribute name: " + name);
            }
            paths.add(path(name));
        }
        return Projection.of(paths, distinct, Set.of());
    }

    /** The update that {@code AttributeUpdates} states. */
    public static Update attributeUpdates(Map<String, AttributeValueUpdate> updates) {
        List<Path> targets = new ArrayList<>();
        List<Update.Action> actions = new ArrayList<>();
        updates.forEach((name, update) -> {
            targets.add(path(name));
            actions.add(action(update));
        });
        return new Update(targets, actions, PathTree.of(ExpressionKind.UPDATE, targets, actions), Set.of(), true);
    }

    private static Update.Action action(AttributeValueUpdate update) {
        AttributeAction action = update.action() == null ? AttributeAction.PUT : update.action();
        Value value = update.value() == null ? null : AttributeValues.toValue(update.value());
        if (value == null) {
            if (action != AttributeAction.DELETE) {
                throw invalid("Only DELETE action is allowed when no attribute value is specified");
            }
            return Update.Remove.REMOVE;
        }
        return switch (action) {
            case PUT -> new Update.Set(literal(value));
            case DELETE -> {
                if (!value.type().isSet()) {
                    throw invalid("DELETE action with value is not supported for the type "
                            + value.type().code());
                }
                yield new Update.Delete(value);
            }
            case ADD -> {
                if (value.type() != ValueType.N
                        && value.type() != ValueType.L
                        && !value.type().isSet()) {
                    throw invalid("ADD action is not supported for the type "
                            + value.type().code());
                }
                yield new Update.Add(value);
            }
            case UNKNOWN_TO_SDK_VERSION -> throw new IllegalStateException("not validated: " + update);
        };
    }

    private static Condition condition(List<Test> tests, Set<String> names, @Nullable ConditionalOperator operator) {
        Test test = tests.size() == 1
                ? tests.getFirst()
                : operator == ConditionalOperator.OR ? new Test.Or(tests) : new Test.And(tests);
        return new Condition(test, Set.copyOf(names), Set.of());
    }

    private static Test test(String name, ComparisonOperator operator, List<AttributeValue> given) {
        List<Value> values = new ArrayList<>(given.size());
        for (AttributeValue value : given) {
            values.add(AttributeValues.toValue(value));
        }
        checkArguments(operator, values);
        Operand attribute = at(name);
        return switch (operator) {
            case EQ -> new Test.Comparison(Comparator.EQUAL, attribute, literal(values.get(0)));
            case NE -> new Test.Comparison(Comparator.NOT_EQUAL, attribute, literal(values.get(0)));
            case LE -> new Test.Comparison(Comparator.AT_MOST, attribute, literal(values.get(0)));
            case LT -> new Test.Comparison(Comparator.LESS, attribute, literal(values.get(0)));
            case GE -> new Test.Comparison(Comparator.AT_LEAST, attribute, literal(values.get(0)));
            case GT -> new Test.Comparison(Comparator.GREATER, attribute, literal(values.get(0)));
            case NOT_NULL -> new Test.Exists(true, path(name));
            case NULL -> new Test.Exists(false, path(name));
            case CONTAINS -> new Test.Contains(attribute, literal(values.get(0)));
            // Of an attribute that is not there, AWS says neither that it contains something nor that it does not.
            case NOT_CONTAINS ->
                new Test.And(List.of(
                        new Test.Exists(true, path(name)),
                        new Test.Not(new Test.Contains(attribute, literal(values.get(0))))));
            case BEGINS_WITH -> new Test.BeginsWith(attribute, literal(values.get(0)));
            case IN -> {
                List<Operand> options = new ArrayList<>(values.size());
                for (Value value : values) {
                    options.add(literal(value));
                }
                yield new Test.In(attribute, options);
            }
            case BETWEEN -> new Test.Between(attribute, literal(values.get(0)), literal(values.get(1)));
            case UNKNOWN_TO_SDK_VERSION -> throw new IllegalStateException("not validated: " + operator);
        };
    }

    private static void checkArguments(ComparisonOperator operator, List<Value> values) {
        boolean right =
                switch (operator) {
                    case NOT_NULL, NULL -> values.isEmpty();
                    case IN -> !values.isEmpty();
                    case BETWEEN -> values.size() == 2;
                    default -> values.size() == 1;
                };
        if (!right) {
            throw invalid("Invalid number of argument(s) for the " + operator + " ComparisonOperator");
        }
        for (Value value : values) {
            if (value.type() != values.getFirst().type()) {
                throw invalid("AttributeValues inside AttributeValueList must be of same type");
            }
            if (!accepts(operator, value.type())) {
                throw invalid("ComparisonOperator " + operator + " is not valid for "
                        + value.type().code() + " AttributeValue type");
            }
        }
        if (operator == ComparisonOperator.BETWEEN && Comparator.GREATER.holds(values.get(0), values.get(1))) {
            throw DynamoDbErrors.validation(
                    "The BETWEEN condition was provided a range where the lower bound is greater"
                            + " than the upper bound");
        }
    }

    private static boolean accepts(ComparisonOperator operator, ValueType type) {
        return switch (operator) {
            case EQ, NE -> true;
            case BEGINS_WITH -> type == ValueType.S || type == ValueType.B;
            default -> type.isKey();
        };
    }

    private static Operand at(String name) {
        return new Operand.At(path(name));
    }

    private static Path path(String name) {
        if (name.isEmpty()) {
            throw invalid("Empty attribute name");
        }
        return new Path(List.of(new Step.Name(name)));
    }

    private static Operand literal(Value value) {
        return new Operand.Literal(value);
    }

    private static DynamoDbException invalid(String reason) {
        return DynamoDbErrors.invalidParameter(reason);
    }
}
