package dev.kagemusha.dynamodb.expression;

import dev.kagemusha.dynamodb.item.Value;
import dev.kagemusha.dynamodb.item.ValueType;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

import java.util.ArrayList;
import java.util.List;

/** A parsed update expression. */
public final class UpdateExpression {
    private final ExpressionKind kind;
    private final List<Expr.Action> actions;

    UpdateExpression(ExpressionKind kind, List<Expr.Action> actions) {
        this.kind = kind;
        this.actions = actions;
    }

    /** The update that a statement makes. */
    public static UpdateExpression of(List<Expr.Action> actions) {
        return new UpdateExpression(ExpressionKind.STATEMENT, actions);
    }

    /**
     * The update with the names and values of a request.
     *
     * @throws DynamoDbException ValidationException for undefined names or values, targets that overlap or conflict, and
     *     wrong numbers or types of operands
     */
    public Update resolve(ExpressionAttributes attributes) {
        Resolver resolver = new Resolver(kind, attributes);
        List<Path> targets = new ArrayList<>(actions.size());
        List<Update.Action> resolved = new ArrayList<>(actions.size());
        for (Expr.Action action : actions) {
            targets.add(resolver.path(action.target()));
            resolved.add(
                    switch (action) {
                        case Expr.Set set -> new Update.Set(resolver.operand(set.value()));
                        case Expr.Remove ignored -> Update.Remove.REMOVE;
                        case Expr.Add add -> new Update.Add(resolver.value(add.value()));
                        case Expr.Delete delete -> new Update.Delete(resolver.value(delete.value()));
                    });
        }
        resolver.checkNamesFirst();
        PathTree<Update.Action> tree = PathTree.of(kind, targets, resolved);
        for (Update.Action action : resolved) {
            checkOperand(resolver, action);
        }
        for (Update.Action action : resolved) {
            if (action instanceof Update.Set set) {
                checkValue(resolver, set.value());
            }
        }
        return new Update(targets, resolved, tree, resolver.nested(), false);
    }

    private static void checkOperand(Resolver resolver, Update.Action action) {
        if (action instanceof Update.Add add) {
            ValueType type = add.value().type();
            if (type != ValueType.N && !type.isSet()) {
                throw wrongOperand(resolver, "ADD", add.value());
            }
        } else if (action instanceof Update.Delete delete
                && !delete.value().type().isSet()) {
            throw wrongOperand(resolver, "DELETE", delete.value());
        }
    }

    private static DynamoDbException wrongOperand(Resolver resolver, String operator, Value value) {
        return resolver.invalid("Incorrect operand type for operator or function; operator: " + operator
                + ", operand type: " + value.type().word() + ", typeSet: ALLOWED_FOR_" + operator + "_OPERAND");
    }

    /** Checks the right side of a {@code SET}, inner functions first. */
    private static void checkValue(Resolver resolver, Operand value) {
        switch (value) {
            case Operand.Result call -> {
                for (Operand argument : call.arguments()) {
                    checkValue(resolver, argument);
                }
                resolver.checkArity(call.function(), call.arguments().size());
                if (call.function().equals(Functions.LIST_APPEND)) {
                    for (Operand argument : call.arguments()) {
                        requireType(resolver, call.function(), argument, ValueType.L);
                    }
                } else {
                    resolver.requirePath(call.function(), call.arguments().getFirst());
                }
            }
            case Operand.Sum sum -> {
                checkValue(resolver, sum.left());
                checkValue(resolver, sum.right());
                requireType(resolver, sum.plus() ? "+" : "-", sum.left(), ValueType.N);
                requireType(resolver, sum.plus() ? "+" : "-", sum.right(), ValueType.N);
            }
            case Operand.At ignored -> {}
            case Operand.Literal ignored -> {}
            case Operand.Truth ignored -> throw new IllegalStateException("a condition is no value of an update");
        }
    }

    private static void requireType(Resolver resolver, String operator, Operand operand, ValueType required) {
        ValueType type = operand.type();
        if (type != null && type != required) {
            throw resolver.wrongType(operator, type.code());
        }
    }
}
