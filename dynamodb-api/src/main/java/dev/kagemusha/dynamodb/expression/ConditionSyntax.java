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

    /**
     * All levels of the grammar in one method, since it is parentheses that nest: deep ones then take one frame each of a
     * thread's small stack.
     */
    private Expr or(int depth, boolean inParentheses) {
        List<Expr.Condition> alternatives = new ArrayList<>(0);
        List<Expr.Condition> conjuncts = new ArrayList<>(0);
        while (true) {
            int negations = 0;
            while (in.eatWord("NOT")) {
                in.operator();
                negations++;
            }
            Expr term;
            if (in.at(Token.Kind.OPEN)) {
                if (depth > MAX_DEPTH) {
                    throw in.tooDeep();
                }
                in.expect(Token.Kind.OPEN);
                Expr content = or(depth + 1, true);
                in.expect(Token.Kind.CLOSE);
                term = in.group(content);
            } else {
                term = in.operand(depth);
            }
            boolean first = negations == 0 && conjuncts.isEmpty() && alternatives.isEmpty();
            Expr chain = negated(primary(term, depth, inParentheses && first), negations);
            if (in.atWord("AND") || !conjuncts.isEmpty()) {
                conjuncts.add(condition(chain));
            }
            if (in.eatWord("AND")) {
                in.operator();
                continue;
            }
            if (!conjuncts.isEmpty()) {
                chain = new Expr.And(conjuncts);
                conjuncts = new ArrayList<>(0);
            }
            if (in.atWord("OR") || !alternatives.isEmpty()) {
                alternatives.add(condition(chain));
            }
            if (!in.eatWord("OR")) {
                return alternatives.isEmpty() ? chain : new Expr.Or(alternatives);
            }
            in.operator();
        }
    }

    private Expr negated(Expr expr, int negations) {
        if (negations == 0) {
            return expr;
        }
        Expr.Condition condition = condition(expr);
        for (int i = 0; i < negations; i++) {
            condition = new Expr.Not(condition);
        }
        return condition;
    }

    /** What begins with {@code term}. */
    private Expr primary(Expr term, int depth, boolean inParentheses) {
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
