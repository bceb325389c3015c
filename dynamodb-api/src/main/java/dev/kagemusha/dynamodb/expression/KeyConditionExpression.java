package dev.kagemusha.dynamodb.expression;

import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

/** A parsed key condition expression. Its syntax is that of conditions; what of it makes sense is checked later. */
public final class KeyConditionExpression {
    private final Expr.Condition tree;

    KeyConditionExpression(Expr.Condition tree) {
        this.tree = tree;
    }

    /**
     * The key condition with the names and values of a request.
     *
     * @throws DynamoDbException ValidationException for all that a condition can have wrong
     */
    public KeyCondition resolve(ExpressionAttributes attributes) {
        Resolver resolver = new Resolver(ExpressionKind.KEY_CONDITION, attributes);
        return new KeyCondition(new ConditionResolver(resolver).resolve(tree));
    }
}
