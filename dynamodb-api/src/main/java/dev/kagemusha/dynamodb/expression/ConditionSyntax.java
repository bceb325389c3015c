package dev.kagemusha.dynamodb.expression;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * Condition, filter and key condition expressions by recursive descent.
 *
 * <pre>
 * or        := and { OR and }
 * and       := not { AND not }
 * not       := { NOT } primary
 * primary   := term [ comparator operand | BETWEEN operand AND operand | IN ( operand {, operand} ) ]
 * term      := ( or ) | operand
 * </pre>
 *
 * An opening parenthesis may begin a condition or an operand, so inside one a lone operand passes for a condition until
 * the closing parenthesis is behind it.
 */
final class ConditionSyntax {
    /**
     * No valid expression nests deeper: each pair of parentheses but the innermost needs an operator of its own or a
     * path step, and there are at most 300 and 31 of these.
     */
    static final int MAX_DEPTH = 350;

    private final Syntax in;

    private ConditionSyntax(Syntax in) {
        this.in = in;
    }

    static Expr.Condition parse(Syntax in) {
        ConditionSyntax syntax = new ConditionSyntax(in);
        Expr.Condition condition = syntax.condition(syntax.or(0, false));
        in.finish();
        return condition;
    }

    private Expr or(int depth, boolean inParentheses) {
        Expr first = and(depth, inParentheses);
        if (!in.atWord("OR")) {
            return first;
        }
        List<Expr.Condition> conditions = new ArrayList<>();
        conditions.add(condition(first));
        while (in.eatWord("OR")) {
            in.operator();
            conditions.add(condition(and(depth, false)));
        }
        return new Expr.Or(conditions);
    }

    private Expr and(int depth, boolean inParentheses) {
        Expr first = not(depth, inParentheses);
        if (!in.atWord("AND")) {
            return first;
        }
        List<Expr.Condition> conditions = new ArrayList<>();
        conditions.add(condition(first));
        while (in.eatWord("AND")) {
            in.operator();
            conditions.add(condition(not(depth, false)));
        }
        return new Expr.And(conditions);
    }

    private Expr not(int depth, boolean inParentheses) {
        int negations = 0;
        while (in.eatWord("NOT")) {
            in.operator();
            negations++;
        }
        if (negations == 0) {
            return primary(depth, inParentheses);
        }
        Expr.Condition condition = condition(primary(depth, false));
        for (int i = 0; i < negations; i++) {
            condition = new Expr.Not(condition);
        }
        return condition;
    }

    private Expr primary(int depth, boolean inParentheses) {
        Expr term = term(depth);
        if (!(Syntax.bare(term) instanceof Expr.Operand left)) {
            return term;
        }
        Comparator comparator = comparator(in.peek());
        if (comparator != null) {
            in.expect(in.peek());
            in.operator();
            return new Expr.Comparison(comparator, value(left), value(in.operand(depth)));
        }
        if (in.eatWord("BETWEEN")) {
            in.operator();
            Expr.Operand value = value(left);
            Expr.Operand low = value(in.operand(depth));
            in.expectWord("AND");
            return new Expr.Between(value, low, value(in.operand(depth)));
        }
        if (in.eatWord("IN")) {
            in.operator();
            Expr.Operand value = value(left);
            List<Expr.Operand> options = new ArrayList<>();
            in.expect(Token.Kind.OPEN);
            do {
                options.add(value(in.operand(depth)));
            } while (in.eat(Token.Kind.COMMA));
            in.expect(Token.Kind.CLOSE);
            return new Expr.In(value, options);
        }
        if (left instanceof Expr.Call || (inParentheses && in.at(Token.Kind.CLOSE))) {
            return term;
        }
        throw in.error();
    }

    private Expr term(int depth) {
        if (!in.at(Token.Kind.OPEN)) {
            return in.operand(depth);
        }
        if (depth > MAX_DEPTH) {
            throw in.tooDeep();
        }
        in.expect(Token.Kind.OPEN);
        Expr content = or(depth + 1, true);
        in.expect(Token.Kind.CLOSE);
        return in.group(content);
    }

    /** A function call is a condition by itself; only {@code size}, which is a number, is not. */
    private Expr.Condition condition(Expr expr) {
        return switch (Syntax.bare(expr)) {
            case Expr.Condition condition -> condition;
            case Expr.Call call -> {
                if (call.function().equals(Functions.SIZE)) {
                    in.misused(call.function());
                }
                yield new Expr.Test(call);
            }
            default -> throw in.error();
        };
    }

    /** An operand of a comparator: of the functions, only {@code size} has a value. */
    private Expr.Operand value(Expr expr) {
        Expr.Operand operand = (Expr.Operand) Syntax.bare(expr);
        if (operand instanceof Expr.Call call && !call.function().equals(Functions.SIZE)) {
            in.misused(call.function());
        }
        return operand;
    }

    private static @Nullable Comparator comparator(Token.Kind kind) {
        return switch (kind) {
            case EQUAL -> Comparator.EQUAL;
            case NOT_EQUAL -> Comparator.NOT_EQUAL;
            case LESS -> Comparator.LESS;
            case AT_MOST -> Comparator.AT_MOST;
            case GREATER -> Comparator.GREATER;
            case AT_LEAST -> Comparator.AT_LEAST;
            default -> null;
        };
    }
}
