package dev.kagemusha.cloudwatch.math;

import dev.kagemusha.cloudwatch.math.Value.Many;
import dev.kagemusha.cloudwatch.math.Value.Scalar;
import dev.kagemusha.cloudwatch.math.Value.Series;
import dev.kagemusha.cloudwatch.math.Value.Text;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * An expression of metric math: arithmetic, comparison and functions over time series, as "Using math expressions with
 * CloudWatch metrics" of the user guide has them. Series meet at points of the same time; where one of them has none, there is
 * none in the result, and neither where a number cannot be told (a division by zero).
 */
public final class Expression {
    private static final Set<String> BARE =
            Set.of("REPEAT", "LINEAR", "ASC", "DESC", "AVG", "MAX", "MIN", "SUM", "STDDEV");

    private final Node root;

    private Expression(Node root) {
        this.root = root;
    }

    /** What an expression can name. */
    public interface Names {
        /** A metric or another expression of the request, or null. */
        @Nullable
        Value value(String id);

        /** The metrics of the request whose ids contain this text, in the order of the request. */
        List<Series> metrics(String part);

        /** The periods of the request, for a series made of a number. */
        Value.Grid grid();
    }

    /** @throws MathException when it cannot be read */
    public static Expression parse(String text) {
        return new Expression(Parser.parse(text));
    }

    /** @throws MathException for an unknown name or function, and for arguments of a wrong kind */
    public Value evaluate(Names names) {
        return value(root, names);
    }

    /** The names it uses, for who has to know them before. */
    public Set<String> names() {
        Set<String> found = new java.util.LinkedHashSet<>();
        collect(root, found);
        return found;
    }

    /** Whether it asks for all metrics of the request. */
    public boolean usesAllMetrics() {
        return asksForMetrics(root);
    }

    private static void collect(Node node, Set<String> into) {
        if (node instanceof Node.Word word && !BARE.contains(word.name())) {
            into.add(word.name());
        }
        for (Node child : children(node)) {
            collect(child, into);
        }
    }

    private static boolean asksForMetrics(Node node) {
        boolean asks = node instanceof Node.Function function && function.name().equals("METRICS");
        for (Node child : children(node)) {
            asks |= asksForMetrics(child);
        }
        return asks;
    }

    private static List<Node> children(Node node) {
        return switch (node) {
            case Node.Constant number -> List.of();
            case Node.Quoted quoted -> List.of();
            case Node.Word word -> List.of();
            case Node.Function function -> function.arguments();
            case Node.Negative negative -> List.of(negative.of());
            case Node.Binary binary -> List.of(binary.left(), binary.right());
            case Node.Array array -> array.elements();
        };
    }

    private static Value value(Node node, Names names) {
        return switch (node) {
            case Node.Constant number -> new Scalar(number.value());
            case Node.Quoted quoted -> new Text(quoted.text());
            case Node.Word word -> word(word.name(), names);
            case Node.Negative negative -> Arithmetic.each(value(negative.of(), names), x -> -x);
            case Node.Binary binary ->
                Arithmetic.binary(binary.operator(), value(binary.left(), names), value(binary.right(), names));
            case Node.Array array -> array(array, names);
            case Node.Function function -> function(function, names);
        };
    }

    private static Value word(String name, Names names) {
        Value found = names.value(name);
        if (found != null) {
            return found;
        }
        if (BARE.contains(name)) {
            return new Text(name);
        }
        throw new MathException("Unknown name '" + name + "'");
    }

    private static Value array(Node.Array array, Names names) {
        List<Series> all = new ArrayList<>();
        for (Node element : array.elements()) {
            switch (value(element, names)) {
                case Series series -> all.add(series);
                case Many many -> all.addAll(many.all());
                default -> throw new MathException("An array holds time series only");
            }
        }
        return new Many(all);
    }

    private static Value function(Node.Function function, Names names) {
        List<Value> arguments = new ArrayList<>();
        for (Node argument : function.arguments()) {
            arguments.add(value(argument, names));
        }
        if (function.name().equals("METRICS")) {
            String part = "";
            if (!arguments.isEmpty()) {
                if (arguments.size() > 1 || !(arguments.getFirst() instanceof Text text)) {
                    throw new MathException("METRICS takes one text at most");
                }
                part = text.text();
            }
            return new Many(names.metrics(part));
        }
        return Functions.call(function.name(), arguments, names.grid());
    }
}
