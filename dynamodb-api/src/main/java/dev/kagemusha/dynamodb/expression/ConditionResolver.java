package dev.kagemusha.dynamodb.expression;

import dev.kagemusha.dynamodb.item.Item;
import dev.kagemusha.dynamodb.item.KeyOrder;
import dev.kagemusha.dynamodb.item.Texts;
import dev.kagemusha.dynamodb.item.Value;
import dev.kagemusha.dynamodb.item.ValueType;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * Resolves and validates conditions one primitive after another, as AWS does: the first primitive with any fault decides.
 * Within a primitive, undefined symbols come before wrong numbers of operands, these before operands that must differ,
 * and these before wrong types.
 */
final class ConditionResolver {
    /** AWS counts the operand before {@code IN}, so that 99 options fit. */
    private static final int MAX_IN_OPERANDS = 100;

    private static final String NO_LITERAL =
            "{S,SS,N,NS,B,BS,BOOL,NULL,L,M,HD,DOUBLE,FLOAT,HDS,FS,DOUBLESET,DICT,DECIMAL,INT,DECIMALSET,INTSET}";

    private static final String TYPES = "{S,SS,N,NS,B,BS,BOOL,NULL,L,M}";

    /** AWS lists the same ones in another order there. */
    private static final String TYPES_IN_STATEMENTS = "{N,BS,L,B,NULL,M,S,SS,NS,BOOL}";

    private final Resolver resolver;

    ConditionResolver(Resolver resolver) {
        this.resolver = resolver;
    }

    Test resolve(Expr.Condition condition) {
        return switch (condition) {
            case Expr.And and -> new Test.And(resolveAll(and.conditions()));
            case Expr.Or or -> new Test.Or(resolveAll(or.conditions()));
            case Expr.Not not -> new Test.Not(resolve(not.condition()));
            case Expr.Comparison comparison -> comparison(comparison);
            case Expr.Between between -> between(between);
            case Expr.In in -> in(in);
            case Expr.Test test -> function(test.call());
        };
    }

    private List<Test> resolveAll(List<Expr.Condition> conditions) {
        List<Test> tests = new ArrayList<>(conditions.size());
        for (Expr.Condition condition : conditions) {
            tests.add(resolve(condition));
        }
        return tests;
    }

    private Test comparison(Expr.Comparison comparison) {
        Operand left = resolver.operand(comparison.left());
        Operand right = resolver.operand(comparison.right());
        resolver.checkInOrder();
        resolver.checkArity(left);
        resolver.checkArity(right);
        Comparator comparator = comparison.comparator();
        checkDistinct(comparator.symbol(), left, right);
        checkCalls(left);
        checkCalls(right);
        if (comparator.isOrdered()) {
            checkOrdered(comparator.symbol(), left);
            checkOrdered(comparator.symbol(), right);
        }
        return new Test.Comparison(comparator, left, right);
    }

    private Test between(Expr.Between between) {
        Operand value = resolver.operand(between.value());
        Operand low = resolver.operand(between.low());
        Operand high = resolver.operand(between.high());
        resolver.checkInOrder();
        for (Operand operand : List.of(value, low, high)) {
            resolver.checkArity(operand);
        }
        for (Operand operand : List.of(value, low, high)) {
            checkCalls(operand);
        }
        for (Operand operand : List.of(value, low, high)) {
            checkOrdered("BETWEEN", operand);
        }
        if (low instanceof Operand.Literal lower && high instanceof Operand.Literal upper) {
            checkBounds(lower.value(), upper.value());
        }
        return new Test.Between(value, low, high);
    }

    private void checkBounds(Value lower, Value upper) {
        String problem;
        if (lower.type() != upper.type()) {
            problem = "same data type for lower and upper bounds";
        } else if (KeyOrder.compare(lower, upper) > 0) {
            problem = "upper bound to be greater than or equal to lower bound";
        } else {
            return;
        }
        throw resolver.invalid("The BETWEEN operator requires " + problem + "; lower bound operand: AttributeValue: "
                + Texts.of(lower) + ", upper bound operand: AttributeValue: " + Texts.of(upper));
    }

    private Test in(Expr.In in) {
        Operand value = resolver.operand(in.value());
        List<Operand> options = resolver.operands(in.options());
        resolver.checkInOrder();
        resolver.checkArity(value);
        for (Operand option : options) {
            resolver.checkArity(option);
        }
        if (options.size() + 1 > MAX_IN_OPERANDS) {
            throw resolver.invalid(
                    "The IN operator is provided with too many operands; number of operands: " + (options.size() + 1));
        }
        checkCalls(value);
        for (Operand option : options) {
            checkCalls(option);
        }
        return new Test.In(value, options);
    }

    private Test function(Expr.Call call) {
        List<Operand> arguments = resolver.operands(call.arguments());
        resolver.checkInOrder();
        String function = call.function();
        for (Operand argument : arguments) {
            resolver.checkArity(argument);
        }
        resolver.checkArity(function, arguments.size());
        if (arguments.size() == 2) {
            checkDistinct(function, arguments.get(0), arguments.get(1));
        }
        for (Operand argument : arguments) {
            checkCalls(argument);
        }
        Operand first = arguments.getFirst();
        return switch (function) {
            case Functions.ATTRIBUTE_EXISTS -> new Test.Exists(true, resolver.requirePath(function, first));
            case Functions.ATTRIBUTE_NOT_EXISTS -> new Test.Exists(false, resolver.requirePath(function, first));
            case Functions.ATTRIBUTE_TYPE -> new Test.HasType(first, attributeType(arguments.get(1)));
            case Functions.BEGINS_WITH -> {
                checkStringOrBinary(first);
                checkStringOrBinary(arguments.get(1));
                yield new Test.BeginsWith(first, arguments.get(1));
            }
            case Functions.CONTAINS -> new Test.Contains(first, arguments.get(1));
            default -> throw new IllegalStateException(function + " is no condition");
        };
    }

    private ValueType attributeType(Operand operand) {
        ValueType type = operand.type();
        if (type != ValueType.S) {
            throw resolver.wrongType(Functions.ATTRIBUTE_TYPE, type == null ? NO_LITERAL : type.code());
        }
        // Of all operands, only a literal is known to be a string without an item.
        String name = operand.in(Item.empty()) instanceof Value.S text ? text.value() : "";
        for (ValueType known : ValueType.values()) {
            if (known.code().equals(name)) {
                return known;
            }
        }
        throw resolver.invalid("Invalid attribute type name found; type: " + name + ", valid types: "
                + (resolver.kind() == ExpressionKind.STATEMENT ? TYPES_IN_STATEMENTS : TYPES));
    }

    private void checkStringOrBinary(Operand operand) {
        ValueType type = operand.type();
        if (type != null && type != ValueType.S && type != ValueType.B) {
            throw resolver.wrongType(Functions.BEGINS_WITH, type.code());
        }
    }

    private void checkOrdered(String operator, Operand operand) {
        ValueType type = operand.type();
        if (type != null && !type.isKey()) {
            throw resolver.wrongType(operator, type.code());
        }
    }

    /** Checks the types of the function calls in an operand, which can only be {@code size}, inner ones first. */
    private void checkCalls(Operand operand) {
        if (!(operand instanceof Operand.Result call)) {
            return;
        }
        Operand argument = call.arguments().getFirst();
        checkCalls(argument);
        ValueType type = argument.type();
        if (type == ValueType.N || type == ValueType.BOOL || type == ValueType.NULL) {
            throw resolver.wrongType(call.function(), type.code());
        }
    }

    private void checkDistinct(String operator, Operand first, Operand second) {
        @Nullable Path path = first instanceof Operand.At at ? at.path() : null;
        if (path != null && second instanceof Operand.At other && path.equals(other.path())) {
            throw resolver.invalid("The first operand must be distinct from the remaining operands for this operator or"
                    + " function; operator: " + operator + ", first operand: " + path);
        }
    }
}
