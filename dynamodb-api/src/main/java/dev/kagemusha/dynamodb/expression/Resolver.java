package dev.kagemusha.dynamodb.expression;

import dev.kagemusha.dynamodb.item.Value;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Replaces the symbols of one expression by what the request defines, and notes which attributes the expression touches.
 *
 * <p>A symbol without a definition is recorded rather than thrown, because the languages differ in what they complain
 * about first: an update about any name before any value, a condition about the first of either.
 */
final class Resolver {
    private static final Value UNDEFINED = Value.Null.NULL;

    private final ExpressionKind kind;
    private final ExpressionAttributes attributes;
    private final Set<String> touched = new TreeSet<>();
    private final Set<String> nested = new TreeSet<>();
    private @Nullable String missingName;
    private @Nullable String missingValue;
    private @Nullable String firstMissing;

    Resolver(ExpressionKind kind, ExpressionAttributes attributes) {
        this.kind = kind;
        this.attributes = attributes;
    }

    ExpressionKind kind() {
        return kind;
    }

    /** The top-level attributes of all paths. */
    Set<String> touched() {
        return touched;
    }

    /** The top-level attributes of the paths that go into them. */
    Set<String> nested() {
        return nested;
    }

    DynamoDbException invalid(String reason) {
        return kind.invalid(reason);
    }

    /** Throws for the first symbol without definition. */
    void checkInOrder() {
        if (firstMissing != null) {
            throw invalid(firstMissing);
        }
    }

    /** Throws for a name without definition, else for a value without one. */
    void checkNamesFirst() {
        if (missingName != null) {
            throw invalid(missingName);
        }
        if (missingValue != null) {
            throw invalid(missingValue);
        }
    }

    Path path(Expr.PathTo symbolic) {
        List<Step> steps = new ArrayList<>(symbolic.parts().size());
        for (Expr.Part part : symbolic.parts()) {
            steps.add(
                    switch (part) {
                        case Expr.Name name -> new Step.Name(name.name());
                        case Expr.Alias alias -> new Step.Name(name(alias.placeholder()));
                        case Expr.Index index -> new Step.Index(index.index());
                    });
        }
        Path path = new Path(steps);
        touched.add(path.attribute());
        if (path.isNested()) {
            nested.add(path.attribute());
        }
        return path;
    }

    private String name(String placeholder) {
        String name = attributes.name(placeholder);
        if (name == null) {
            String reason = "An expression attribute name used in the document path is not defined; attribute name: "
                    + placeholder;
            missingName = missingName == null ? reason : missingName;
            firstMissing = firstMissing == null ? reason : firstMissing;
            return placeholder;
        }
        return name;
    }

    /** The value of an operand that is one. */
    Value value(Expr.Operand operand) {
        return switch (operand) {
            case Expr.Reference reference -> value(reference);
            case Expr.Given given -> given.value();
            default -> throw new IllegalStateException("no value: " + operand);
        };
    }

    private Value value(Expr.Reference reference) {
        Value value = attributes.value(reference.placeholder());
        if (value == null) {
            String reason = "An expression attribute value used in expression is not defined; attribute value: "
                    + reference.placeholder();
            missingValue = missingValue == null ? reason : missingValue;
            firstMissing = firstMissing == null ? reason : firstMissing;
            return UNDEFINED;
        }
        return value;
    }

    Operand operand(Expr.Operand symbolic) {
        return switch (symbolic) {
            case Expr.PathTo path -> new Operand.At(path(path));
            case Expr.Reference reference -> new Operand.Literal(value(reference));
            case Expr.Given given -> new Operand.Literal(given.value());
            case Expr.Truth truth -> new Operand.Truth(new ConditionResolver(this).resolve(truth.condition()));
            case Expr.Call call -> new Operand.Result(call.function(), operands(call.arguments()));
            case Expr.Arithmetic sum -> {
                Operand left = operand(sum.left());
                yield new Operand.Sum(sum.plus(), left, operand(sum.right()));
            }
        };
    }

    List<Operand> operands(List<Expr.Operand> symbolic) {
        List<Operand> operands = new ArrayList<>(symbolic.size());
        for (Expr.Operand operand : symbolic) {
            operands.add(operand(operand));
        }
        return operands;
    }

    /** Checks the number of arguments of the function calls in {@code operand}, inner ones first. */
    void checkArity(Operand operand) {
        switch (operand) {
            case Operand.Result call -> {
                for (Operand argument : call.arguments()) {
                    checkArity(argument);
                }
                checkArity(call.function(), call.arguments().size());
            }
            case Operand.Sum sum -> {
                checkArity(sum.left());
                checkArity(sum.right());
            }
            case Operand.At ignored -> {}
            case Operand.Literal ignored -> {}
            case Operand.Truth ignored -> {}
        }
    }

    void checkArity(String function, int arguments) {
        if (arguments != Functions.arity(function)) {
            throw invalid("Incorrect number of operands for operator or function; operator or function: " + function
                    + ", number of operands: " + arguments);
        }
    }

    Path requirePath(String function, Operand operand) {
        if (operand instanceof Operand.At at) {
            return at.path();
        }
        throw invalid("Operator or function requires a document path; operator or function: " + function);
    }

    DynamoDbException wrongType(String operator, String type) {
        return invalid("Incorrect operand type for operator or function; operator or function: " + operator
                + ", operand type: " + type);
    }
}
