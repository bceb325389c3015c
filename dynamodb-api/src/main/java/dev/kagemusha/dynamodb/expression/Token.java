package dev.kagemusha.dynamodb.expression;

/** A piece of an expression's text, from {@code start} up to {@code end}. */
record Token(Kind kind, int start, int end) {
    enum Kind {
        /** An attribute, function or keyword: a letter, then letters, digits and underscores. */
        NAME,
        /** {@code #name}. */
        ALIAS,
        /** {@code :value}. */
        REFERENCE,
        NUMBER,
        OPEN,
        CLOSE,
        OPEN_BRACKET,
        CLOSE_BRACKET,
        COMMA,
        DOT,
        EQUAL,
        NOT_EQUAL,
        LESS,
        AT_MOST,
        GREATER,
        AT_LEAST,
        PLUS,
        MINUS,
        /** A character no expression can use; an error once the parser meets it, not before. */
        OTHER,
        END
    }
}
