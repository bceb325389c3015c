package dev.kagemusha.dynamodb.expression;

import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

import java.util.ArrayList;
import java.util.List;

/** A parsed projection expression. */
public final class ProjectionExpression {
    private final List<Expr.PathTo> paths;

    ProjectionExpression(List<Expr.PathTo> paths) {
        this.paths = paths;
    }

    /**
     * The projection with the names of a request.
     *
     * @throws DynamoDbException ValidationException for undefined names and for paths that overlap or conflict
     */
    public Projection resolve(ExpressionAttributes attributes) {
        Resolver resolver = new Resolver(ExpressionKind.PROJECTION, attributes);
        List<Path> resolved = new ArrayList<>(paths.size());
        for (Expr.PathTo path : paths) {
            resolved.add(resolver.path(path));
        }
        resolver.checkInOrder();
        return Projection.of(resolved, resolver.touched(), resolver.nested());
    }
}
