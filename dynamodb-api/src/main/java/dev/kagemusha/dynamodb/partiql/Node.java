package dev.kagemusha.dynamodb.partiql;

import dev.kagemusha.dynamodb.expression.Comparator;

import java.math.BigDecimal;
import java.util.List;

/** What the parser makes of a statement's text: a tree of PartiQL, of which DynamoDB knows a part. */
sealed interface Node {

    /** The token that stands for it in AWS's messages. */
    Place place();

    /** What AWS's messages call it: the names of PartiQL's abstract syntax. */
    String kind();

    /** An attribute, or the beginning of a path. */
    record Name(String name, Place place) implements Node {
        @Override
        public String kind() {
            return "Id";
        }
    }

    /** {@code root.step[step]}. */
    record Path(Node root, List<PathStep> steps) implements Node {
        @Override
        public Place place() {
            return root.place();
        }

        @Override
        public String kind() {
            return "Path";
        }
    }

    /** A part of a path. */
    sealed interface PathStep {}

    /** {@code .name}. */
    record Field(String name) implements PathStep {}

    /** {@code [index]}, whatever stands between the brackets. */
    record Element(Node index) implements PathStep {}

    /** {@code .*}. */
    record Unpivot() implements PathStep {}

    /** {@code [*]}. */
    record Wildcard() implements PathStep {}

    /** {@code 'text'}. */
    record Text(String text, Place place) implements Node {
        @Override
        public String kind() {
            return "Lit";
        }
    }

    /** A number as it was written, signs in front of it included. */
    record Numeral(BigDecimal number, Place place) implements Node {
        @Override
        public String kind() {
            return "Lit";
        }
    }

    /** {@code TRUE} or {@code FALSE}. */
    record Bool(boolean value, Place place) implements Node {
        @Override
        public String kind() {
            return "Lit";
        }
    }

    /** {@code NULL}. */
    record Null(Place place) implements Node {
        @Override
        public String kind() {
            return "Lit";
        }
    }

    /** {@code MISSING}. */
    record Missing(Place place) implements Node {
        @Override
        public String kind() {
            return "Missing";
        }
    }

    /** A literal between backticks. */
    record Ion(String text, Place place) implements Node {
        @Override
        public String kind() {
            return "Lit";
        }
    }

    /** {@code ?}; parameters are counted from zero. */
    record Parameter(int index, Place place) implements Node {
        @Override
        public String kind() {
            return "Parameter";
        }
    }

    /** {@code [a, b]}, or {@code (a, b)}. */
    record Items(List<Node> members, Place place) implements Node {
        @Override
        public String kind() {
            return "List";
        }
    }

    /** {@code <<a, b>>}. */
    record Bag(List<Node> members, Place place) implements Node {
        @Override
        public String kind() {
            return "Bag";
        }
    }

    /** {@code {'a': b}}. */
    record Struct(List<Member> members, Place place) implements Node {
        @Override
        public String kind() {
            return "Struct";
        }
    }

    /** An entry of a {@link Struct}. */
    record Member(Node name, Node value) {}

    /** A function call; the name is in lower case. */
    record Call(String function, List<Node> arguments, Place place) implements Node {
        @Override
        public String kind() {
            return "Call";
        }
    }

    /** At least two conditions joined by {@code AND}. */
    record And(List<Node> conditions) implements Node {
        @Override
        public Place place() {
            return conditions.getFirst().place();
        }

        @Override
        public String kind() {
            return "And";
        }
    }

    /** At least two conditions joined by {@code OR}. */
    record Or(List<Node> conditions) implements Node {
        @Override
        public Place place() {
            return conditions.getFirst().place();
        }

        @Override
        public String kind() {
            return "Or";
        }
    }

    /** {@code NOT condition}. */
    record Not(Node condition, Place place) implements Node {
        @Override
        public String kind() {
            return "Not";
        }
    }

    /** One of the six comparisons. */
    record Comparison(Comparator comparator, Node left, Node right) implements Node {
        @Override
        public Place place() {
            return left.place();
        }

        @Override
        public String kind() {
            return switch (comparator) {
                case EQUAL -> "Eq";
                case NOT_EQUAL -> "Ne";
                case LESS -> "Lt";
                case AT_MOST -> "Lte";
                case GREATER -> "Gt";
                case AT_LEAST -> "Gte";
            };
        }
    }

    /** {@code value BETWEEN low AND high}. */
    record Between(Node value, Node low, Node high) implements Node {
        @Override
        public Place place() {
            return value.place();
        }

        @Override
        public String kind() {
            return "Between";
        }
    }

    /** {@code value IN options}. */
    record In(Node value, Node options) implements Node {
        @Override
        public Place place() {
            return value.place();
        }

        @Override
        public String kind() {
            return "InCollection";
        }
    }

    /** {@code value IS type}, the type in lower case. */
    record Is(Node value, String type) implements Node {
        @Override
        public Place place() {
            return value.place();
        }

        @Override
        public String kind() {
            return "IsType";
        }
    }

    /** {@code left + right} or {@code left - right}. */
    record Sum(boolean plus, Node left, Node right) implements Node {
        @Override
        public Place place() {
            return left.place();
        }

        @Override
        public String kind() {
            return plus ? "Plus" : "Minus";
        }
    }

    /** An operator of PartiQL that DynamoDB does not have. */
    record Foreign(String operator, List<Node> operands, Place place) implements Node {
        @Override
        public String kind() {
            return operator;
        }
    }

    /** A statement, whose place is inside an expression only in {@code EXISTS(SELECT …)}. */
    record Nested(Statement statement, Place place) implements Node {
        @Override
        public String kind() {
            return statement.kind();
        }
    }
}
