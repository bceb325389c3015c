package dev.kagemusha.dynamodb.partiql;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

import java.util.List;
import java.util.Locale;

/**
 * A cursor over a statement's tokens. Also keeps the first thing that PartiQL can read and DynamoDB refuses, since AWS
 * complains of the syntax first, wherever in the statement it is wrong.
 */
final class Cursor {
    private final List<Token> tokens;
    private int at;
    private @Nullable DynamoDbException refusal;

    Cursor(List<Token> tokens) {
        this.tokens = tokens;
    }

    Token head() {
        return tokens.get(at);
    }

    /** The token {@code distance} behind the next one. */
    Token ahead(int distance) {
        return tokens.get(Math.min(at + distance, tokens.size() - 1));
    }

    /** Steps over a token and answers it; never over the end. */
    Token next() {
        Token token = head();
        if (token.kind() != Token.Kind.EOF) {
            at++;
        }
        return token;
    }

    boolean at(Token.Kind kind) {
        return head().kind() == kind;
    }

    /** Whether the next tokens are these keywords. */
    boolean atWords(String first, String second) {
        return head().is(first) && ahead(1).is(second);
    }

    boolean eat(Token.Kind kind) {
        if (at(kind)) {
            next();
            return true;
        }
        return false;
    }

    boolean eatWord(String word) {
        if (head().is(word)) {
            next();
            return true;
        }
        return false;
    }

    void expect(Token.Kind kind) {
        if (!eat(kind)) {
            throw StatementErrors.notWellFormed("Expected " + kind);
        }
    }

    void expectWord(String word) {
        if (!eatWord(word)) {
            throw StatementErrors.notWellFormed("Expected " + word.toUpperCase(Locale.ROOT) + " keyword");
        }
    }

    void refuse(DynamoDbException error) {
        if (refusal == null) {
            refusal = error;
        }
    }

    /** What was refused first, or null. */
    @Nullable
    DynamoDbException refusal() {
        return refusal;
    }
}
