package dev.kagemusha.dynamodb.expression;

import java.util.ArrayList;
import java.util.List;

/** Projection expressions: document paths between commas. */
final class ProjectionSyntax {
    private ProjectionSyntax() {}

    static List<Expr.PathTo> parse(Syntax in) {
        List<Expr.PathTo> paths = new ArrayList<>();
        do {
            paths.add(in.path());
        } while (in.eat(Token.Kind.COMMA));
        in.finish();
        return paths;
    }
}
