package dev.kagemusha.dynamodb.partiql;

import dev.kagemusha.dynamodb.expression.Comparator;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;

/**
 * PartiQL's expressions by operator precedence. From the loosest to the tightest: OR, AND, NOT, the equalities with IS and
 * IN, the orderings with BETWEEN, sums, products.
 *
 * <p>Nesting is bounded, which it is not in PartiQL: by a depth no statement needs, at which a thread with half a megabyte of
 * stack is far from its end, in this parser as in what walks its trees; and by the number of operators that AWS allows in an
 * expression.
 *
 * <p>One file, since each precedence is read with the next in sight.
 */
final class Terms {
    private static final int OR = 10;
    private static final int AND = 20;
    private static final int NOT = 30;
    private static final int EQUALITY = 40;
    private static final int ORDERING = 50;
    private static final int SUM = 60;
    private static final int PRODUCT = 70;

    private static final int MAX_DEPTH = 50;
    private static final int MAX_OPERATORS = 300;

    /** Keywords that begin a function call. */
    private static final Set<String> FUNCTIONS = Set.of(
            "exists",
            "size",
            "count",
            "avg",
            "max",
            "min",
            "sum",
            "char_length",
            "character_length",
            "octet_length",
            "bit_length",
            "upper",
            "lower",
            "nullif",
            "coalesce",
            "sexp",
            "list",
            "bag");

    private static final Set<String> TYPES = Set.of(
            "missing",
            "null",
            "bool",
            "boolean",
            "smallint",
            "int",
            "int2",
            "int4",
            "int8",
            "bigint",
            "integer",
            "integer2",
            "integer4",
            "integer8",
            "float",
            "real",
            "double precision",
            "dec",
            "decimal",
            "numeric",
            "date",
            "time",
            "timestamp",
            "char",
            "character",
            "varchar",
            "character varying",
            "string",
            "symbol",
            "clob",
            "blob",
            "struct",
            "tuple",
            "list",
            "sexp",
            "bag");

    private static final Set<String> ALIASES = Set.of("as", "at", "by");

    private final Cursor in;
    private final Supplier<@Nullable Statement> statements;
    private int depth;
    private int operators;
    private int parameters;

    /** @param statements reads the statement that begins with the next token, or answers null if none does */
    Terms(Cursor in, Supplier<@Nullable Statement> statements) {
        this.in = in;
        this.statements = statements;
    }

    /** How many parameters there were. */
    int parameters() {
        return parameters;
    }

    Node expression() {
        return expression(-1);
    }

    private Node expression(int precedence) {
        deeper();
        Node left = unary();
        boolean joined = false;
        int nested = 0;
        while (precedence < precedence(in.head())) {
            operator();
            Token operator = in.next();
            boolean and = operator.is("and");
            if (and || operator.is("or")) {
                Node right = right(and ? AND : OR);
                left = and ? and(left, joined, right) : or(left, joined, right);
                joined = true;
            } else {
                // What stands before the operator is now one level further down in the tree.
                deeper();
                nested++;
                left = infix(left, operator);
                joined = false;
            }
        }
        depth -= nested + 1;
        return left;
    }

    private void deeper() {
        if (++depth > MAX_DEPTH) {
            throw StatementErrors.notWellFormed("");
        }
    }

    private void operator() {
        if (++operators > MAX_OPERATORS) {
            // AWS's words for expressions; that they hold for statements is inferred.
            throw StatementErrors.of(
                    "The expression contains too many operators; operator count: " + (MAX_OPERATORS + 1));
        }
    }

    private Node right(int precedence) {
        if (in.at(Token.Kind.EOF)) {
            throw StatementErrors.notWellFormed("Missing right-hand side expression of infix operator");
        }
        return expression(precedence);
    }

    /** Conditions joined one after the other are one list, however many. */
    private static Node and(Node left, boolean joined, Node right) {
        if (joined && left instanceof Node.And and) {
            and.conditions().add(right);
            return and;
        }
        return new Node.And(new ArrayList<>(List.of(left, right)));
    }

    private static Node or(Node left, boolean joined, Node right) {
        if (joined && left instanceof Node.Or or) {
            or.conditions().add(right);
            return or;
        }
        return new Node.Or(new ArrayList<>(List.of(left, right)));
    }

    private int precedence(Token token) {
        if (token.kind() == Token.Kind.STAR) {
            return PRODUCT;
        }
        if (token.is("union") || token.is("except") || token.is("intersect")) {
            return 5;
        }
        if (token.kind() != Token.Kind.OPERATOR) {
            return -1;
        }
        return switch (token.text()) {
            case "or" -> OR;
            case "and" -> AND;
            case "=", "<>", "is", "in" -> EQUALITY;
            case "not" ->
                in.ahead(1).is("in")
                        ? EQUALITY
                        : in.ahead(1).is("between") || in.ahead(1).is("like") ? ORDERING : -1;
            case "<", "<=", ">", ">=", "between", "like" -> ORDERING;
            case "+", "-", "||" -> SUM;
            case "/", "%" -> PRODUCT;
            default -> -1;
        };
    }

    private Node infix(Node left, Token operator) {
        boolean negated = operator.is("not");
        Token word = negated ? in.next() : operator;
        Node node =
                switch (word.text()) {
                    case "is" -> {
                        negated = in.eatWord("not");
                        yield new Node.Is(left, type());
                    }
                    case "in" -> new Node.In(left, options());
                    case "between" -> {
                        Node low = right(ORDERING);
                        in.expectWord("and");
                        if (in.at(Token.Kind.EOF) || in.at(Token.Kind.SEMICOLON)) {
                            throw StatementErrors.notWellFormed("Expected expression after AND");
                        }
                        yield new Node.Between(left, low, expression(ORDERING));
                    }
                    case "+", "-" -> new Node.Sum(word.is("+"), left, right(SUM));
                    case "like" -> like(left);
                    case "||" -> new Node.Foreign("Concat", List.of(left, right(SUM)), word.place());
                    case "*" -> new Node.Foreign("Times", List.of(left, right(PRODUCT)), word.place());
                    case "/" -> new Node.Foreign("Divide", List.of(left, right(PRODUCT)), word.place());
                    case "%" -> new Node.Foreign("Modulo", List.of(left, right(PRODUCT)), word.place());
                    case "union", "except", "intersect" -> {
                        in.eatWord("all");
                        yield new Node.Foreign("BagOp", List.of(left, right(5)), word.place());
                    }
                    default -> {
                        Comparator comparator = comparator(word.text());
                        yield new Node.Comparison(
                                comparator, left, right(comparator.isOrdered() ? ORDERING : EQUALITY));
                    }
                };
        return negated ? new Node.Not(node, left.place()) : node;
    }

    private static Comparator comparator(String symbol) {
        for (Comparator comparator : Comparator.values()) {
            if (comparator.symbol().equals(symbol)) {
                return comparator;
            }
        }
        throw new IllegalStateException(symbol + " is no comparator");
    }

    private Node like(Node left) {
        Place place = left.place();
        Node pattern = right(ORDERING);
        if (in.eatWord("escape")) {
            return new Node.Foreign("Like", List.of(left, pattern, expression(ORDERING)), place);
        }
        return new Node.Foreign("Like", List.of(left, pattern), place);
    }

    /** What follows {@code IN}: a list in brackets or parentheses, or any expression. */
    private Node options() {
        if (!in.at(Token.Kind.LEFT_PAREN)
                || in.ahead(1).is("select")
                || in.ahead(1).is("values")) {
            return right(EQUALITY);
        }
        Place place = in.next().place();
        List<Node> options = list(Token.Kind.RIGHT_PAREN);
        return new Node.Items(options, place);
    }

    private String type() {
        Token token = in.head();
        String name = token.text();
        String two = name + " " + in.ahead(1).text().toLowerCase(Locale.ROOT);
        if (token.kind() == Token.Kind.KEYWORD && TYPES.contains(two)) {
            in.next();
            name = two;
        }
        if (token.kind() != Token.Kind.KEYWORD || !TYPES.contains(name)) {
            throw StatementErrors.notWellFormed("Expected type name");
        }
        in.next();
        if (in.eat(Token.Kind.LEFT_PAREN)) {
            list(Token.Kind.RIGHT_PAREN);
        }
        return name.equals("bool") ? "boolean" : name;
    }

    private Node unary() {
        Token token = in.head();
        if (token.is("not")) {
            operator();
            in.next();
            return new Node.Not(expression(NOT), token.place());
        }
        if (!token.is("+") && !token.is("-")) {
            return path();
        }
        operator();
        in.next();
        deeper();
        Node operand = unary();
        depth--;
        if (operand instanceof Node.Numeral number) {
            BigDecimal value = number.number();
            return token.is("-") ? new Node.Numeral(value.negate(), number.place()) : number;
        }
        return new Node.Foreign(token.is("-") ? "Neg" : "Pos", List.of(operand), token.place());
    }

    private Node path() {
        Node root = term();
        if (!in.at(Token.Kind.DOT) && !in.at(Token.Kind.LEFT_BRACKET)) {
            return root;
        }
        List<Node.PathStep> steps = new ArrayList<>();
        while (true) {
            if (in.eat(Token.Kind.DOT)) {
                steps.add(dotted(true));
            } else if (in.eat(Token.Kind.LEFT_BRACKET)) {
                steps.add(in.eat(Token.Kind.STAR) ? new Node.Wildcard() : new Node.Element(expression()));
                in.expect(Token.Kind.RIGHT_BRACKET);
            } else {
                return new Node.Path(root, steps);
            }
        }
    }

    private Node.PathStep dotted(boolean star) {
        if (in.head().isName()) {
            return new Node.Field(in.next().text());
        }
        if (in.at(Token.Kind.STAR)) {
            if (!star) {
                throw StatementErrors.notWellFormed("Invalid path dot component for simple path");
            }
            in.next();
            return new Node.Unpivot();
        }
        throw StatementErrors.notWellFormed("Invalid path dot component");
    }

    /** A path as statements that change something take it: names and literals alone. */
    Node simplePath() {
        if (!in.head().isName()) {
            throw StatementErrors.notWellFormed("Expected identifier for simple path");
        }
        Token name = in.next();
        Node root = new Node.Name(name.text(), name.place());
        List<Node.PathStep> steps = new ArrayList<>();
        while (true) {
            if (in.eat(Token.Kind.DOT)) {
                steps.add(dotted(false));
            } else if (in.eat(Token.Kind.LEFT_BRACKET)) {
                Node index = expression();
                in.expect(Token.Kind.RIGHT_BRACKET);
                if (!(index instanceof Node.Numeral) && !(index instanceof Node.Text)) {
                    throw StatementErrors.notWellFormed("Invalid path component for simple path");
                }
                steps.add(new Node.Element(index));
            } else {
                return steps.isEmpty() ? root : new Node.Path(root, steps);
            }
        }
    }

    private Node term() {
        Token token = in.head();
        return switch (token.kind()) {
            case OPERATOR -> throw StatementErrors.notWellFormed("Unexpected operator");
            case KEYWORD -> keyword(token);
            case LEFT_PAREN -> group();
            case LEFT_BRACKET -> {
                in.next();
                yield new Node.Items(list(Token.Kind.RIGHT_BRACKET), token.place());
            }
            case LEFT_DOUBLE_ANGLE_BRACKET -> {
                in.next();
                yield new Node.Bag(list(Token.Kind.RIGHT_DOUBLE_ANGLE_BRACKET), token.place());
            }
            case LEFT_CURLY -> struct();
            case IDENTIFIER, QUOTED_IDENTIFIER -> {
                in.next();
                yield in.at(Token.Kind.LEFT_PAREN) ? call(token) : new Node.Name(token.text(), token.place());
            }
            case QUESTION_MARK -> {
                in.next();
                yield new Node.Parameter(parameters++, token.place());
            }
            case STRING -> {
                in.next();
                yield new Node.Text(token.text(), token.place());
            }
            case NUMBER -> {
                in.next();
                if (token.number() == null) {
                    throw new IllegalStateException("a number without value");
                }
                yield new Node.Numeral(token.number(), token.place());
            }
            case ION -> {
                in.next();
                yield new Node.Ion(token.text(), token.place());
            }
            case RIGHT_PAREN,
                    RIGHT_BRACKET,
                    RIGHT_CURLY,
                    RIGHT_DOUBLE_ANGLE_BRACKET,
                    DOT,
                    STAR,
                    COMMA,
                    COLON,
                    SEMICOLON,
                    EOF -> throw StatementErrors.notWellFormed("Unexpected term");
        };
    }

    private Node keyword(Token token) {
        switch (token.text()) {
            case "true", "false" -> {
                in.next();
                return new Node.Bool(token.is("true"), token.place());
            }
            case "null" -> {
                in.next();
                return new Node.Null(token.place());
            }
            case "missing" -> {
                in.next();
                return new Node.Missing(token.place());
            }
            default -> {}
        }
        Statement statement = statements.get();
        if (statement != null) {
            return new Node.Nested(statement, token.place());
        }
        if (FUNCTIONS.contains(token.text()) && in.ahead(1).kind() == Token.Kind.LEFT_PAREN) {
            in.next();
            return call(token);
        }
        throw StatementErrors.notWellFormed(ALIASES.contains(token.text()) ? "Unexpected term" : "Unexpected keyword");
    }

    private Node group() {
        Place place = in.next().place();
        if (in.at(Token.Kind.RIGHT_PAREN)) {
            throw StatementErrors.notWellFormed("Expression group cannot be empty");
        }
        List<Node> members = list(Token.Kind.RIGHT_PAREN);
        return members.size() == 1 ? members.getFirst() : new Node.Items(members, place);
    }

    /** Expressions until the bracket that closes them. */
    private List<Node> list(Token.Kind end) {
        List<Node> members = new ArrayList<>();
        if (in.eat(end)) {
            return members;
        }
        do {
            members.add(expression());
        } while (in.eat(Token.Kind.COMMA));
        in.expect(end);
        return members;
    }

    private Node struct() {
        Place place = in.next().place();
        List<Node.Member> members = new ArrayList<>();
        if (in.eat(Token.Kind.RIGHT_CURLY)) {
            return new Node.Struct(members, place);
        }
        do {
            Node name = expression();
            in.expect(Token.Kind.COLON);
            members.add(new Node.Member(name, expression()));
        } while (in.eat(Token.Kind.COMMA));
        in.expect(Token.Kind.RIGHT_CURLY);
        return new Node.Struct(members, place);
    }

    private Node call(Token name) {
        String function = name.text().toLowerCase(Locale.ROOT);
        in.expect(Token.Kind.LEFT_PAREN);
        if (in.at(Token.Kind.STAR)) {
            if (!function.equals("count")) {
                throw StatementErrors.notWellFormed(function + "(*) is not allowed");
            }
            in.next();
            in.expect(Token.Kind.RIGHT_PAREN);
            return new Node.Call(function, List.of(), name.place());
        }
        return new Node.Call(function, list(Token.Kind.RIGHT_PAREN), name.place());
    }
}
