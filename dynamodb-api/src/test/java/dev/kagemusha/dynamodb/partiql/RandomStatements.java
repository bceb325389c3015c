package dev.kagemusha.dynamodb.partiql;

import dev.kagemusha.dynamodb.expression.Comparator;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Trees of statements, from a seed: well formed always, sensible not always. */
final class RandomStatements {
    private static final Place NOWHERE = new Place(0, 0, 0);
    private static final List<String> NAMES = List.of("a", "b", "pk", "sk", "it's", "x y", "select", "q\"q", "ü", "$v");
    private static final List<String> TYPES = List.of("missing", "null", "boolean", "string", "numeric", "tuple");
    private static final List<String> FUNCTIONS =
            List.of("begins_with", "contains", "attribute_exists", "attribute_type", "size", "list_append", "nope");

    private final Random random;
    private int parameters;

    RandomStatements(Random random) {
        this.random = random;
    }

    Statement statement() {
        parameters = 0;
        return switch (random.nextInt(5)) {
            case 0 -> new Statement.Insert(source(false), struct(2));
            case 1 -> new Statement.Update(source(false), changes(), maybe(this::condition), maybe(this::returned));
            case 2 ->
                new Statement.Delete(
                        source(false), maybe(this::condition), random.nextBoolean() ? Returned.ALL_OLD : null);
            case 3 -> new Statement.Exists(select());
            default -> select();
        };
    }

    private Statement.Select select() {
        List<Statement.Ordering> orderings = new ArrayList<>();
        Statement.Source source = source(true);
        List<Node> columns = many(0, 3, this::path);
        Node where = maybe(this::condition);
        for (int i = random.nextInt(3); i > 0; i--) {
            orderings.add(new Statement.Ordering(name(), random.nextBoolean()));
        }
        return new Statement.Select(columns, source, where, orderings);
    }

    private Returned returned() {
        return Returned.values()[random.nextInt(4)];
    }

    private <T> @org.jspecify.annotations.Nullable T maybe(Supplier<T> source) {
        return random.nextInt(4) == 0 ? null : source.get();
    }

    private Statement.Source source(boolean indexes) {
        return new Statement.Source(
                "table-" + random.nextInt(9), indexes && random.nextBoolean() ? "index" : null, NOWHERE);
    }

    private List<Statement.Change> changes() {
        return many(
                1,
                4,
                () -> random.nextBoolean()
                        ? new Statement.Set(simplePath(), expression(2))
                        : new Statement.Remove(simplePath()));
    }

    private Node name() {
        return new Node.Name(NAMES.get(random.nextInt(NAMES.size())), NOWHERE);
    }

    private Node simplePath() {
        List<Node.PathStep> steps = many(
                0,
                3,
                () -> random.nextBoolean()
                        ? new Node.Field(NAMES.get(random.nextInt(NAMES.size())))
                        : new Node.Element(random.nextBoolean() ? number() : text()));
        return steps.isEmpty() ? name() : new Node.Path(name(), steps);
    }

    private Node path() {
        return simplePath();
    }

    private Node number() {
        return new Node.Numeral(BigDecimal.valueOf(random.nextInt(100)), NOWHERE);
    }

    private Node text() {
        return new Node.Text(NAMES.get(random.nextInt(NAMES.size())), NOWHERE);
    }

    private Node struct(int depth) {
        return new Node.Struct(many(0, 4, () -> new Node.Member(text(), expression(depth))), NOWHERE);
    }

    private Node condition() {
        return condition(3);
    }

    private Node condition(int depth) {
        return switch (random.nextInt(depth == 0 ? 5 : 8)) {
            case 0 -> new Node.Between(expression(1), expression(1), expression(1));
            case 1 -> new Node.In(expression(1), new Node.Items(many(1, 4, () -> expression(1)), NOWHERE));
            case 2 -> new Node.Is(path(), TYPES.get(random.nextInt(TYPES.size())));
            case 3 -> call(1);
            case 4 -> new Node.Comparison(Comparator.values()[random.nextInt(6)], expression(1), expression(1));
            case 5 -> new Node.Not(condition(depth - 1), NOWHERE);
            case 6 -> new Node.And(many(2, 4, () -> condition(depth - 1)));
            default -> new Node.Or(many(2, 4, () -> condition(depth - 1)));
        };
    }

    private Node call(int depth) {
        return new Node.Call(
                FUNCTIONS.get(random.nextInt(FUNCTIONS.size())), many(0, 3, () -> expression(depth - 1)), NOWHERE);
    }

    private Node expression(int depth) {
        return switch (random.nextInt(depth <= 0 ? 7 : 12)) {
            case 0 -> text();
            case 1 -> number();
            case 2 -> new Node.Bool(random.nextBoolean(), NOWHERE);
            case 3 -> new Node.Null(NOWHERE);
            case 4 -> new Node.Parameter(parameters++, NOWHERE);
            case 5, 6 -> path();
            case 7 -> new Node.Items(many(0, 3, () -> expression(depth - 1)), NOWHERE);
            case 8 -> new Node.Bag(many(0, 3, () -> random.nextBoolean() ? text() : number()), NOWHERE);
            case 9 -> struct(depth - 1);
            case 10 -> new Node.Sum(random.nextBoolean(), expression(depth - 1), expression(depth - 1));
            default -> call(depth);
        };
    }

    private <T> List<T> many(int least, int most, Supplier<T> source) {
        List<T> all = new ArrayList<>();
        for (int i = least + random.nextInt(most - least + 1); i > 0; i--) {
            all.add(source.get());
        }
        return all;
    }
}
