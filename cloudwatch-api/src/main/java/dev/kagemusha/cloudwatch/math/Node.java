package dev.kagemusha.cloudwatch.math;

import java.util.List;

/** An expression read. */
sealed interface Node {
    record Constant(double value) implements Node {}

    record Quoted(String text) implements Node {}

    /** A metric or expression of the request, or a bare word. */
    record Word(String name) implements Node {}

    record Function(String name, List<Node> arguments) implements Node {}

    record Negative(Node of) implements Node {}

    record Binary(String operator, Node left, Node right) implements Node {}

    record Array(List<Node> elements) implements Node {}
}
