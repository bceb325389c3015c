package dev.kagemusha.dynamodb.expression;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import dev.kagemusha.dynamodb.item.Item;
import dev.kagemusha.dynamodb.item.KeyAttribute;
import dev.kagemusha.dynamodb.item.KeyShape;
import dev.kagemusha.dynamodb.item.Value;
import dev.kagemusha.dynamodb.item.ValueType;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A resolved key condition. It is checked in two steps, between which AWS looks the table up: {@link #check} for what no
 * table allows, {@link #bind} against a key schema.
 */
public final class KeyCondition {
    private static final String INVALID = "Invalid condition in KeyConditionExpression: ";

    /** The most attributes a key has: four of the partition key, four of the sort key. */
    private static final int MOST = 8;

    private final Test test;
    private @Nullable Map<String, SortCondition> conditions;

    KeyCondition(Test test) {
        this.test = test;
    }

    /**
     * Checks that this is comparisons of different attributes with values, joined by {@code AND}.
     *
     * @throws DynamoDbException ValidationException if not
     */
    public void check() {
        byAttribute();
    }

    /**
     * The part of the table or index that the condition selects.
     *
     * @throws DynamoDbException ValidationException if the condition does not fit the keys
     */
    public KeyRange bind(KeyShape keys) {
        Map<String, SortCondition> byAttribute = byAttribute();
        if (keys.isComposite()) {
            return bindComposite(keys, byAttribute);
        }
        if (byAttribute.size() > 2) {
            throw DynamoDbErrors.validation("Conditions can be of length 1 or 2 only");
        }
        KeyAttribute range = keys.range();
        boolean two = byAttribute.size() > 1;
        if (range == null && two) {
            throw DynamoDbErrors.keyConditionNotSupported();
        }
        SortCondition hash = byAttribute.get(keys.hash().name());
        if (hash == null) {
            throw DynamoDbErrors.missedKeyElement(keys.hash().name());
        }
        checkType(hash, keys.hash().type());
        if (!(hash instanceof SortCondition.Equal equal)) {
            throw DynamoDbErrors.keyConditionNotSupported();
        }
        SortCondition sort = range == null ? null : byAttribute.get(range.name());
        if (range != null && sort == null && two) {
            throw DynamoDbErrors.missedKeyElement(range.name());
        }
        if (range != null && sort != null) {
            checkType(sort, range.type());
        }
        return new KeyRange(List.of(equal.value()), List.of(), sort);
    }

    /**
     * Keys of several attributes: each of the partition key's must be equal to a value; of the sort key's, the first ones may,
     * and the last one named may be compared otherwise.
     */
    private static KeyRange bindComposite(KeyShape keys, Map<String, SortCondition> byAttribute) {
        for (String name : byAttribute.keySet()) {
            if (keys.find(name) == null) {
                throw DynamoDbErrors.keyConditionNotSupported();
            }
        }
        List<Value> hash = new ArrayList<>(keys.hashes().size());
        for (KeyAttribute attribute : keys.hashes()) {
            if (!(byAttribute.get(attribute.name()) instanceof SortCondition.Equal equal)) {
                throw DynamoDbErrors.compositeHashNotEqual(attribute.name());
            }
            checkType(equal, attribute.type());
            hash.add(equal.value());
        }
        List<Value> prefix = new ArrayList<>(keys.ranges().size());
        SortCondition last = null;
        int left = byAttribute.size() - hash.size();
        for (KeyAttribute attribute : keys.ranges()) {
            if (left == 0) {
                break;
            }
            SortCondition condition = byAttribute.get(attribute.name());
            left--;
            if (condition == null || (left > 0 && !(condition instanceof SortCondition.Equal))) {
                throw DynamoDbErrors.compositeRangeNotLeftToRight(attribute.name());
            }
            checkType(condition, attribute.type());
            if (left == 0) {
                last = condition;
            } else if (condition instanceof SortCondition.Equal equal) {
                prefix.add(equal.value());
            }
        }
        return new KeyRange(List.copyOf(hash), List.copyOf(prefix), last);
    }

    private static void checkType(SortCondition condition, ValueType expected) {
        boolean fits =
                switch (condition) {
                    case SortCondition.Equal equal -> equal.value().type() == expected;
                    case SortCondition.Below below -> below.value().type() == expected;
                    case SortCondition.Above above -> above.value().type() == expected;
                    case SortCondition.Between between ->
                        between.low().type() == expected && between.high().type() == expected;
                    case SortCondition.BeginsWith begins -> begins.prefix().type() == expected;
                };
        if (!fits) {
            throw DynamoDbErrors.keyConditionTypeMismatch();
        }
    }

    private Map<String, SortCondition> byAttribute() {
        if (conditions == null) {
            Map<String, SortCondition> found = new LinkedHashMap<>();
            collect(test, found);
            if (found.size() > MOST) {
                throw DynamoDbErrors.validation("Conditions can be of length 1 or 2 only");
            }
            conditions = found;
        }
        return conditions;
    }

    private static void collect(Test test, Map<String, SortCondition> found) {
        switch (test) {
            case Test.And and -> {
                for (Test part : and.tests()) {
                    collect(part, found);
                }
            }
            case Test.Or ignored -> throw invalidOperator("OR");
            case Test.Not ignored -> throw invalidOperator("NOT");
            case Test.In ignored -> throw invalidOperator("IN");
            case Test.Exists exists ->
                throw invalidOperator(exists.expected() ? Functions.ATTRIBUTE_EXISTS : Functions.ATTRIBUTE_NOT_EXISTS);
            case Test.HasType ignored -> throw invalidOperator(Functions.ATTRIBUTE_TYPE);
            case Test.Contains ignored -> throw invalidOperator(Functions.CONTAINS);
            case Test.Comparison comparison -> comparison(comparison, found);
            case Test.Between between -> {
                requireAttributeFirst("BETWEEN", between.value());
                String name = attribute(List.of(between.value(), between.low(), between.high()));
                put(name, new SortCondition.Between(value(between.low()), value(between.high())), found);
            }
            case Test.BeginsWith begins -> {
                requireAttributeFirst(Functions.BEGINS_WITH, begins.operand());
                String name = attribute(List.of(begins.operand(), begins.prefix()));
                put(name, new SortCondition.BeginsWith(value(begins.prefix())), found);
            }
        }
    }

    private static void comparison(Test.Comparison comparison, Map<String, SortCondition> found) {
        if (comparison.comparator() == Comparator.NOT_EQUAL) {
            throw invalidOperator("<>");
        }
        String name = attribute(List.of(comparison.left(), comparison.right()));
        boolean nameFirst = comparison.left() instanceof Operand.At;
        Comparator comparator =
                nameFirst ? comparison.comparator() : comparison.comparator().mirrored();
        Value value = value(nameFirst ? comparison.right() : comparison.left());
        SortCondition condition =
                switch (comparator) {
                    case EQUAL -> new SortCondition.Equal(value);
                    case LESS -> new SortCondition.Below(value, false);
                    case AT_MOST -> new SortCondition.Below(value, true);
                    case GREATER -> new SortCondition.Above(value, false);
                    case AT_LEAST -> new SortCondition.Above(value, true);
                    case NOT_EQUAL -> throw new AssertionError(comparator);
                };
        put(name, condition, found);
    }

    /** The one attribute among {@code operands}, all others being values. */
    private static String attribute(List<Operand> operands) {
        String name = null;
        for (Operand operand : operands) {
            if (operand instanceof Operand.At at) {
                if (name != null) {
                    throw DynamoDbErrors.validation(INVALID + "Multiple attribute names used in one condition");
                }
                if (at.path().isNested()) {
                    throw DynamoDbErrors.validation(
                            "KeyConditionExpressions cannot have conditions on nested attributes");
                }
                name = at.path().attribute();
            } else if (operand instanceof Operand.Result) {
                throw DynamoDbErrors.validation("KeyConditionExpressions cannot contain nested operations");
            }
        }
        if (name == null) {
            throw DynamoDbErrors.validation(INVALID + "No key attribute specified");
        }
        return name;
    }

    private static void requireAttributeFirst(String operator, Operand first) {
        if (!(first instanceof Operand.At)) {
            throw DynamoDbErrors.validation(
                    INVALID + operator + " operator must have the key attribute as its first operand");
        }
    }

    private static Value value(Operand operand) {
        Value value = operand.in(Item.empty());
        if (value == null) {
            throw new IllegalStateException("not a value: " + operand);
        }
        return value;
    }

    private static void put(String name, SortCondition condition, Map<String, SortCondition> found) {
        if (found.putIfAbsent(name, condition) != null) {
            throw DynamoDbErrors.validation("KeyConditionExpressions must only contain one condition per key");
        }
    }

    private static DynamoDbException invalidOperator(String operator) {
        return DynamoDbErrors.validation("Invalid operator used in KeyConditionExpression: " + operator);
    }
}
