package dev.kagemusha.dynamodb.partiql;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Writes trees as statements, every expression in parentheses, so that different trees are different texts. */
final class Printer {
    private Printer() {}

    static String print(Statement statement) {
        return switch (statement) {
            case Statement.Select select -> {
                StringBuilder orderings = new StringBuilder();
                for (Statement.Ordering ordering : select.orderings()) {
                    orderings
                            .append(orderings.isEmpty() ? " ORDER BY " : ", ")
                            .append(print(ordering.key()))
                            .append(ordering.descending() ? " DESC" : " ASC");
                }
                yield "SELECT " + (select.columns().isEmpty() ? "*" : join(select.columns(), Printer::print)) + " FROM "
                        + source(select.source()) + where(select.where()) + orderings;
            }
            case Statement.Insert insert -> "INSERT INTO " + source(insert.source()) + " VALUE " + print(insert.item());
            case Statement.Update update ->
                "UPDATE " + source(update.source()) + changes(update.changes()) + where(update.where())
                        + returning(update.returning());
            case Statement.Delete delete ->
                "DELETE FROM " + source(delete.source()) + where(delete.where()) + returning(delete.returning());
            case Statement.Exists exists -> "EXISTS(" + print(exists.select()) + ")";
        };
    }

    private static String source(Statement.Source source) {
        return quoted(source.table()) + (source.index() == null ? "" : "." + quoted(source.index()));
    }

    private static String where(@org.jspecify.annotations.Nullable Node where) {
        return where == null ? "" : " WHERE " + print(where);
    }

    private static String returning(@org.jspecify.annotations.Nullable Returned returning) {
        return returning == null ? "" : " RETURNING " + returning.text();
    }

    private static String changes(List<Statement.Change> changes) {
        StringBuilder text = new StringBuilder();
        for (Statement.Change change : changes) {
            text.append(
                    switch (change) {
                        case Statement.Set set -> " SET " + print(set.target()) + " = " + print(set.value());
                        case Statement.Remove remove -> " REMOVE " + print(remove.target());
                    });
        }
        return text.toString();
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    static String print(Node node) {
        return switch (node) {
            case Node.Name name -> quoted(name.name());
            case Node.Path path -> print(path.root()) + steps(path.steps());
            case Node.Text text -> "'" + text.text().replace("'", "''") + "'";
            case Node.Numeral number -> number.number().toString();
            case Node.Bool bool -> bool.value() ? "TRUE" : "FALSE";
            case Node.Null ignored -> "NULL";
            case Node.Missing ignored -> "MISSING";
            case Node.Ion ion -> "`" + ion.text() + "`";
            case Node.Parameter ignored -> "?";
            case Node.Items list -> "[" + join(list.members(), Printer::print) + "]";
            case Node.Bag bag -> "<<" + join(bag.members(), Printer::print) + ">>";
            case Node.Struct struct ->
                "{" + join(struct.members(), member -> print(member.name()) + ": " + print(member.value())) + "}";
            case Node.Call call -> quoted(call.function()) + "(" + join(call.arguments(), Printer::print) + ")";
            case Node.And and -> "(" + String.join(" AND ", all(and.conditions())) + ")";
            case Node.Or or -> "(" + String.join(" OR ", all(or.conditions())) + ")";
            case Node.Not not -> "(NOT " + print(not.condition()) + ")";
            case Node.Comparison comparison ->
                "(" + print(comparison.left()) + " " + comparison.comparator().symbol() + " "
                        + print(comparison.right()) + ")";
            case Node.Between between ->
                "(" + print(between.value()) + " BETWEEN " + print(between.low()) + " AND " + print(between.high())
                        + ")";
            case Node.In in -> "(" + print(in.value()) + " IN " + print(in.options()) + ")";
            case Node.Is is -> "(" + print(is.value()) + " IS " + is.type() + ")";
            case Node.Sum sum -> "(" + print(sum.left()) + (sum.plus() ? " + " : " - ") + print(sum.right()) + ")";
            case Node.Foreign foreign -> throw new IllegalArgumentException(foreign.operator());
            case Node.Nested nested -> "(" + print(nested.statement()) + ")";
        };
    }

    private static String steps(List<Node.PathStep> steps) {
        StringBuilder text = new StringBuilder();
        for (Node.PathStep step : steps) {
            text.append(
                    switch (step) {
                        case Node.Field field -> "." + quoted(field.name());
                        case Node.Element element -> "[" + print(element.index()) + "]";
                        case Node.Unpivot ignored -> ".*";
                        case Node.Wildcard ignored -> "[*]";
                    });
        }
        return text.toString();
    }

    private static List<String> all(List<Node> nodes) {
        List<String> texts = new ArrayList<>();
        nodes.forEach(node -> texts.add(print(node)));
        return texts;
    }

    private static <T> String join(List<T> parts, Function<T, String> print) {
        List<String> texts = new ArrayList<>();
        parts.forEach(part -> texts.add(print.apply(part)));
        return String.join(", ", texts);
    }
}
