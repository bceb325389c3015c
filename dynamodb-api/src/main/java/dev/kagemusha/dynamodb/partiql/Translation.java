package dev.kagemusha.dynamodb.partiql;

import dev.kagemusha.dynamodb.expression.Comparator;
import dev.kagemusha.dynamodb.expression.Condition;
import dev.kagemusha.dynamodb.expression.ConditionExpression;
import dev.kagemusha.dynamodb.expression.Expr;
import dev.kagemusha.dynamodb.expression.ExpressionAttributes;
import dev.kagemusha.dynamodb.expression.Path;
import dev.kagemusha.dynamodb.expression.Step;
import dev.kagemusha.dynamodb.expression.Update;
import dev.kagemusha.dynamodb.expression.UpdateExpression;
import dev.kagemusha.dynamodb.item.AttributeValues;
import dev.kagemusha.dynamodb.item.Value;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Turns conditions, changes and columns of statements into what expressions are made of. What expressions check of
 * operands is checked there.
 */
final class Translation {
    /** By the types of {@code IS}. */
    private static final Map<String, String> TYPES = Map.of(
            "null", "NULL",
            "boolean", "BOOL",
            "blob", "B",
            "string", "S",
            "numeric", "N",
            "struct", "M",
            "tuple", "M",
            "list", "L");

    private static final Set<String> CONDITIONS =
            Set.of("attribute_exists", "attribute_not_exists", "attribute_type", "begins_with", "contains");

    private static final BigDecimal MAX_INDEX = BigDecimal.valueOf(Integer.MAX_VALUE);

    private final Literals literals;

    Translation(Literals literals) {
        this.literals = literals;
    }

    /** A {@code WHERE}. */
    Condition where(Node where) {
        return resolve(condition(where, "WHERE clause must contain an expression that resolves to a boolean"));
    }

    /** All of some conditions. */
    Condition all(List<Node> conditions) {
        return where(conditions.size() == 1 ? conditions.getFirst() : new Node.And(conditions));
    }

    private static Condition resolve(Expr.Condition condition) {
        return ConditionExpression.of(condition).resolve(ExpressionAttributes.none());
    }

    private Expr.Condition condition(Node node, String otherwise) {
        return switch (node) {
            case Node.And and -> new Expr.And(conditions(and.conditions()));
            case Node.Or or -> new Expr.Or(conditions(or.conditions()));
            case Node.Not not ->
                new Expr.Not(condition(not.condition(), "The argument to NOT must be a Type or Expression"));
            case Node.Comparison comparison ->
                new Expr.Comparison(comparison.comparator(), operand(comparison.left()), operand(comparison.right()));
            case Node.Between between ->
                new Expr.Between(operand(between.value()), operand(between.low()), operand(between.high()));
            case Node.In in -> in(in);
            case Node.Is is -> is(is);
            case Node.Call call -> {
                if (call.function().equals("size")) {
                    throw StatementErrors.of(
                            "The function is not allowed to be used this way in an expression; function: size");
                }
                yield new Expr.Test(call(call));
            }
            case Node.Foreign foreign -> throw foreign(foreign);
            default -> throw StatementErrors.of(otherwise);
        };
    }

    private List<Expr.Condition> conditions(List<Node> nodes) {
        List<Expr.Condition> conditions = new ArrayList<>(nodes.size());
        for (Node node : nodes) {
            conditions.add(condition(node, "The arguments to AND/OR must be Expressions"));
        }
        return conditions;
    }

    private static RuntimeException foreign(Node.Foreign foreign) {
        return StatementErrors.of("Unsupported operator in Condition Expression. Operator: " + foreign.operator());
    }

    private Expr.Condition in(Node.In in) {
        List<Node> options =
                switch (in.options()) {
                    case Node.Items list -> list.members();
                    case Node.Bag bag -> bag.members();
                    default -> List.of();
                };
        if (options.isEmpty()) {
            throw StatementErrors.of("IN operator must have a left hand argument of type Variable Reference and right"
                    + " hand argument of type Seq with at least one member");
        }
        return new Expr.In(operand(in.value()), operands(options));
    }

    private Expr.Condition is(Node.Is is) {
        boolean named = is.value() instanceof Node.Name || is.value() instanceof Node.Path;
        if (!named && !Literals.isValue(is.value())) {
            throw StatementErrors.of(
                    "The left hand side argument to IS must be a Variable Reference, Literal, or Path");
        }
        Expr.Operand operand = operand(is.value());
        if (is.type().equals("missing")) {
            // Only a path can be missing; that a value never is, is inferred.
            return named
                    ? new Expr.Test(new Expr.Call("attribute_not_exists", List.of(operand)))
                    : new Expr.Not(new Expr.Comparison(Comparator.EQUAL, operand, operand));
        }
        String type = TYPES.get(is.type());
        if (type == null) {
            throw StatementErrors.of("Unsupported data type for IS operator: "
                    + is.type().toUpperCase(Locale.ROOT) + ". Supported data types are [MISSING, NULL, BOOLEAN, BLOB,"
                    + " STRING, NUMERIC, STRUCT, TUPLE, LIST]");
        }
        return new Expr.Test(new Expr.Call("attribute_type", List.of(operand, new Expr.Given(new Value.S(type)))));
    }

    private Expr.Call call(Node.Call call) {
        if (!CONDITIONS.contains(call.function()) && !call.function().equals("size")) {
            throw StatementErrors.at("Unrecognized function: " + call.function(), call.place());
        }
        if (call.arguments().isEmpty()) {
            throw StatementErrors.of("Incorrect number of operands for operator or function; operator or function: "
                    + call.function() + ", number of operands: 0");
        }
        return new Expr.Call(call.function(), operands(call.arguments()));
    }

    private List<Expr.Operand> operands(List<Node> nodes) {
        List<Expr.Operand> operands = new ArrayList<>(nodes.size());
        for (Node node : nodes) {
            operands.add(operand(node));
        }
        return operands;
    }

    private Expr.Operand operand(Node node) {
        return switch (node) {
            case Node.Name name -> path(name);
            case Node.Path path -> path(path);
            case Node.Missing ignored -> throw StatementErrors.of("MISSING must be compared using IS operator");
            case Node.Call call ->
                call.function().equals("size") ? call(call) : new Expr.Truth(new Expr.Test(call(call)));
            case Node.Sum sum ->
                throw StatementErrors.of(
                        "Unsupported operator in Condition Expression. Operator: " + (sum.plus() ? "+" : "-"));
            case Node.Nested nested -> throw StatementErrors.of("Unsupported token in expression: " + nested.kind());
            default ->
                Literals.isValue(node)
                        ? new Expr.Given(literals.value(node))
                        : new Expr.Truth(condition(node, "The arguments to AND/OR must be Expressions"));
        };
    }

    /** A document path; a name is one. */
    Expr.PathTo path(Node node) {
        List<Expr.Part> parts = new ArrayList<>();
        if (node instanceof Node.Name name) {
            parts.add(part(name.name()));
            return new Expr.PathTo(parts);
        }
        if (!(node instanceof Node.Path path) || !(path.root() instanceof Node.Name root)) {
            throw StatementErrors.at("Unexpected path component", node.place());
        }
        parts.add(part(root.name()));
        for (Node.PathStep step : path.steps()) {
            parts.add(
                    switch (step) {
                        case Node.Field field -> part(field.name());
                        case Node.Element element -> part(element.index());
                        case Node.Unpivot ignored ->
                            throw StatementErrors.of("Unpivot path component like a.*.b are not supported");
                        case Node.Wildcard ignored ->
                            throw StatementErrors.of("Wildcard path component like a[*].b are not supported");
                    });
        }
        if (parts.size() > AttributeValues.MAX_DEPTH) {
            throw StatementErrors.of("The document path has too many nesting levels; nesting levels: " + parts.size());
        }
        return new Expr.PathTo(parts);
    }

    private static Expr.Part part(String name) {
        if (name.isEmpty()) {
            throw StatementErrors.of("Path component cannot be an empty string");
        }
        return new Expr.Name(name);
    }

    /** What stands in brackets: a position, or the name of an entry. */
    private static Expr.Part part(Node index) {
        if (index instanceof Node.Text text) {
            return part(text.text());
        }
        if (!(index instanceof Node.Numeral number)) {
            throw StatementErrors.at("Unexpected path component", index.place());
        }
        BigDecimal position = number.number();
        boolean whole = position.signum() == 0 || position.stripTrailingZeros().scale() <= 0;
        if (!whole) {
            throw StatementErrors.at("Unexpected path component", index.place());
        }
        if (position.signum() < 0 || position.compareTo(MAX_INDEX) > 0) {
            throw StatementErrors.at(
                    "List index is not within the allowable range; index: [" + position + "]", index.place());
        }
        return new Expr.Index(position.intValueExact());
    }

    /** The same as a path that can be followed. */
    static Path resolved(Expr.PathTo path) {
        List<Step> steps = new ArrayList<>(path.parts().size());
        for (Expr.Part part : path.parts()) {
            steps.add(
                    switch (part) {
                        case Expr.Name name -> new Step.Name(name.name());
                        case Expr.Index index -> new Step.Index(index.index());
                        case Expr.Alias alias -> throw new IllegalStateException("an alias: " + alias);
                    });
        }
        return new Path(steps);
    }

    /** The changes of an update. */
    Update update(List<Statement.Change> changes) {
        List<Expr.Action> actions = new ArrayList<>(changes.size());
        for (Statement.Change change : changes) {
            actions.add(
                    switch (change) {
                        case Statement.Remove remove -> new Expr.Remove(path(remove.target()));
                        case Statement.Set set -> set(set);
                    });
        }
        return UpdateExpression.of(actions).resolve(ExpressionAttributes.none());
    }

    private Expr.Action set(Statement.Set set) {
        Expr.PathTo target = path(set.target());
        if (!(set.value() instanceof Node.Call call)
                || (!call.function().equals("set_add") && !call.function().equals("set_delete"))) {
            return new Expr.Set(target, assigned(set.value()));
        }
        String function = call.function().toUpperCase(Locale.ROOT);
        if (call.arguments().size() != 2) {
            throw StatementErrors.at(function + " must have exactly two arguments", call.place());
        }
        Node first = call.arguments().getFirst();
        if (Literals.isValue(first) || !(isPath(first) && path(first).equals(target))) {
            throw StatementErrors.at(
                    "The first argument to " + function + " must equal the assignment value", call.place());
        }
        Node second = call.arguments().get(1);
        Value members = Literals.isValue(second) ? literals.value(second) : null;
        if (members == null || !members.type().isSet()) {
            // The place is that of the first argument, as on AWS.
            throw StatementErrors.at(
                    "The second argument to " + function + " must be a value with type SET", first.place());
        }
        return function.equals("SET_ADD")
                ? new Expr.Add(target, new Expr.Given(members))
                : new Expr.Delete(target, new Expr.Given(members));
    }

    private static boolean isPath(Node node) {
        return node instanceof Node.Name || node instanceof Node.Path;
    }

    /** The right side of a {@code SET}. */
    private Expr.Operand assigned(Node node) {
        return switch (node) {
            case Node.Name name -> path(name);
            case Node.Path path -> path(path);
            case Node.Sum sum -> new Expr.Arithmetic(sum.plus(), assigned(sum.left()), assigned(sum.right()));
            case Node.Call call -> {
                if (!call.function().equals("list_append")) {
                    throw StatementErrors.at("Unrecognized function: " + call.function(), call.place());
                }
                List<Expr.Operand> arguments = new ArrayList<>(call.arguments().size());
                for (Node argument : call.arguments()) {
                    arguments.add(assigned(argument));
                }
                yield new Expr.Call("list_append", arguments);
            }
            case Node.Is ignored -> throw StatementErrors.of("IS operator is not supported in update expressions");
            case Node.Missing ignored -> throw StatementErrors.of("MISSING must be compared using IS operator");
            case Node.Nested nested -> throw StatementErrors.of("Unsupported token in expression: " + nested.kind());
            default -> {
                if (Literals.isValue(node)) {
                    yield new Expr.Given(literals.value(node));
                }
                throw StatementErrors.of("Unsupported operator in Update Expression. Operator: " + node.kind());
            }
        };
    }
}
