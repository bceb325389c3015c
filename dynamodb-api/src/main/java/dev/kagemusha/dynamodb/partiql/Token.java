package dev.kagemusha.dynamodb.partiql;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;

/**
 * A token of a statement.
 *
 * @param text a name or string without its quotes; a keyword or operator in lower case; otherwise as written
 * @param number the value of a number, before DynamoDB's rules for numbers
 */
record Token(Kind kind, String text, @Nullable BigDecimal number, Place place) {

    /** The kinds of tokens. The names are PartiQL's, since messages quote them: "Expected RIGHT_PAREN". */
    enum Kind {
        LEFT_PAREN,
        RIGHT_PAREN,
        LEFT_BRACKET,
        RIGHT_BRACKET,
        LEFT_CURLY,
        RIGHT_CURLY,
        LEFT_DOUBLE_ANGLE_BRACKET,
        RIGHT_DOUBLE_ANGLE_BRACKET,
        IDENTIFIER,
        QUOTED_IDENTIFIER,
        OPERATOR,
        KEYWORD,
        STRING,
        NUMBER,
        ION,
        DOT,
        STAR,
        COMMA,
        COLON,
        SEMICOLON,
        QUESTION_MARK,
        EOF
    }

    /** Whether this is the keyword or word operator {@code word}. */
    boolean is(String word) {
        return (kind == Kind.KEYWORD || kind == Kind.OPERATOR) && text.equals(word);
    }

    /** Whether this is a name, quoted or not. */
    boolean isName() {
        return kind == Kind.IDENTIFIER || kind == Kind.QUOTED_IDENTIFIER;
    }
}
