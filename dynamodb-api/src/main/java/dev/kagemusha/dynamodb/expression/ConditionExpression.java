package dev.kagemusha.dynamodb.expression;

import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

/** A parsed condition or filter expression. */
public final class ConditionExpression {
    private final ExpressionKind kind;
    private final Expr.Condition tree;

    ConditionExpression(ExpressionKind kind, Expr.Condition tree) {
        this.kind = kind;
        this.tree = tree;
    }

    /** The condition of a statement. */
    public static ConditionExpression of(Expr.Condition tree) {
        return new ConditionExpression(ExpressionKind.STATEMENT, tree);
    }

    /**
     * The condition with the names and values of a request.
     *
     * @throws DynamoDbException ValidationException for undefined names or values, wrong numbers or types of operands
     */
    public Condition resolve(ExpressionAttributes attributes) {
        Resolver resolver = new Resolver(kind, attributes);
        Test test = new ConditionResolver(resolver).resolve(tree);
        return new Condition(test, resolver.touched(), resolver.nested());
    }
}
