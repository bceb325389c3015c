package dev.kagemusha.dynamodb.expression;

import dev.kagemusha.dynamodb.item.ItemSize;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

import java.util.function.Function;

/**
 * Parses expressions, and keeps the trees of those it was given lately: clients send few different texts, with the
 * changing parts in {@code #n} and {@code :v}. Safe for use by many threads.
 *
 * <p>Every method throws a {@link DynamoDbException} with code {@code ValidationException} for a text that is empty, longer
 * than 4 KB or malformed.
 */
public final class ExpressionParser {
    private static final int MAX_BYTES = 4096;

    private final ReservedWords reserved = ReservedWords.load();
    private final RecentTexts<ConditionExpression> conditions;
    private final RecentTexts<ConditionExpression> filters;
    private final RecentTexts<KeyConditionExpression> keyConditions;
    private final RecentTexts<ProjectionExpression> projections;
    private final RecentTexts<UpdateExpression> updates;

    /** A parser that keeps up to {@code capacity} trees of each kind. */
    public ExpressionParser(int capacity) {
        conditions = new RecentTexts<>(capacity);
        filters = new RecentTexts<>(capacity);
        keyConditions = new RecentTexts<>(capacity);
        projections = new RecentTexts<>(capacity);
        updates = new RecentTexts<>(capacity);
    }

    /** Parses a {@code ConditionExpression}. */
    public ConditionExpression condition(String text) {
        return conditions.get(text, missing -> condition(ExpressionKind.CONDITION, missing));
    }

    /** Parses a {@code FilterExpression}. */
    public ConditionExpression filter(String text) {
        return filters.get(text, missing -> condition(ExpressionKind.FILTER, missing));
    }

    /** Parses a {@code KeyConditionExpression}. */
    public KeyConditionExpression keyCondition(String text) {
        return keyConditions.get(
                text,
                missing -> new KeyConditionExpression(
                        parse(ExpressionKind.KEY_CONDITION, missing, ConditionSyntax::parse)));
    }

    /** Parses a {@code ProjectionExpression}. */
    public ProjectionExpression projection(String text) {
        return projections.get(
                text,
                missing ->
                        new ProjectionExpression(parse(ExpressionKind.PROJECTION, missing, ProjectionSyntax::parse)));
    }

    /** Parses an {@code UpdateExpression}. */
    public UpdateExpression update(String text) {
        return updates.get(
                text,
                missing -> new UpdateExpression(
                        ExpressionKind.UPDATE, parse(ExpressionKind.UPDATE, missing, UpdateSyntax::parse)));
    }

    private ConditionExpression condition(ExpressionKind kind, String text) {
        return new ConditionExpression(kind, parse(kind, text, ConditionSyntax::parse));
    }

    private <T> T parse(ExpressionKind kind, String text, Function<Syntax, T> grammar) {
        if (text.isEmpty()) {
            throw kind.invalid("The expression can not be empty;");
        }
        int bytes = ItemSize.utf8Length(text);
        if (bytes > MAX_BYTES) {
            throw kind.invalid("Expression size has exceeded the maximum allowed size; expression size: " + bytes);
        }
        return grammar.apply(new Syntax(kind, text, reserved));
    }
}
