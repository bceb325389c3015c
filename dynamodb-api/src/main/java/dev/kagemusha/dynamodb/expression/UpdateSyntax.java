package dev.kagemusha.dynamodb.expression;

import java.util.ArrayList;
import java.util.List;

/**
 * Update expressions by recursive descent.
 *
 * <pre>
 * update := section { section }                  each keyword at most once, in any order
 * section := SET path = value {, …} | REMOVE path {, …} | ADD path :value {, …} | DELETE path :value {, …}
 * value  := first [ + operand | - operand ]
 * first  := operand | ( value )                  a sum is no operand of another
 * </pre>
 */
final class UpdateSyntax {
    private static final List<String> SECTIONS = List.of("SET", "REMOVE", "ADD", "DELETE");

    private final Syntax in;
    private final List<Expr.Action> actions = new ArrayList<>();

    private UpdateSyntax(Syntax in) {
        this.in = in;
    }

    static List<Expr.Action> parse(Syntax in) {
        UpdateSyntax syntax = new UpdateSyntax(in);
        List<String> seen = new ArrayList<>();
        do {
            String section = syntax.section();
            if (seen.contains(section)) {
                in.faults()
                        .add(
                                Faults.InText.SECTION,
                                "The \"" + section + "\" section can only be used once in an update expression;");
            }
            seen.add(section);
        } while (!in.at(Token.Kind.END));
        in.finish();
        return syntax.actions;
    }

    private String section() {
        for (String section : SECTIONS) {
            if (in.eatWord(section)) {
                do {
                    actions.add(action(section));
                } while (in.eat(Token.Kind.COMMA));
                return section;
            }
        }
        throw in.error();
    }

    private Expr.Action action(String section) {
        Expr.PathTo target = in.path();
        return switch (section) {
            case "SET" -> {
                in.expect(Token.Kind.EQUAL);
                yield new Expr.Set(target, value());
            }
            case "REMOVE" -> new Expr.Remove(target);
            case "ADD" -> new Expr.Add(target, reference());
            default -> new Expr.Delete(target, reference());
        };
    }

    private Expr.Reference reference() {
        return new Expr.Reference(in.expect(Token.Kind.REFERENCE));
    }

    private Expr.Operand value() {
        return (Expr.Operand) Syntax.bare(sum(0));
    }

    /** A sum, or a lone operand, which may be a group. */
    private Expr sum(int depth) {
        if (depth > ConditionSyntax.MAX_DEPTH) {
            throw in.tooDeep();
        }
        Expr first;
        if (in.eat(Token.Kind.OPEN)) {
            Expr content = sum(depth + 1);
            in.expect(Token.Kind.CLOSE);
            first = in.group(content);
        } else {
            first = in.operand(depth);
        }
        boolean plus = in.at(Token.Kind.PLUS);
        if ((!plus && !in.at(Token.Kind.MINUS)) || Syntax.bare(first) instanceof Expr.Arithmetic) {
            return first;
        }
        in.expect(in.peek());
        in.operator();
        Expr second = in.operand(depth);
        return new Expr.Arithmetic(plus, (Expr.Operand) Syntax.bare(first), (Expr.Operand) Syntax.bare(second));
    }
}
