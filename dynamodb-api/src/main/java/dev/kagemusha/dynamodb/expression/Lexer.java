package dev.kagemusha.dynamodb.expression;

import java.util.ArrayList;
import java.util.List;

/** Cuts an expression's text into tokens. Never fails: what it does not know is a token of its own. */
final class Lexer {
    private final String text;
    private int at;

    private Lexer(String text) {
        this.text = text;
    }

    /** All tokens of {@code text}, the last being {@link Token.Kind#END}. */
    static List<Token> tokens(String text) {
        Lexer lexer = new Lexer(text);
        List<Token> tokens = new ArrayList<>();
        Token token;
        do {
            token = lexer.next();
            tokens.add(token);
        } while (token.kind() != Token.Kind.END);
        return tokens;
    }

    private Token next() {
        while (at < text.length() && isBlank(text.charAt(at))) {
            at++;
        }
        int start = at;
        if (at == text.length()) {
            return new Token(Token.Kind.END, start, start);
        }
        char c = text.charAt(at++);
        Token.Kind kind =
                switch (c) {
                    case '(' -> Token.Kind.OPEN;
                    case ')' -> Token.Kind.CLOSE;
                    case '[' -> Token.Kind.OPEN_BRACKET;
                    case ']' -> Token.Kind.CLOSE_BRACKET;
                    case ',' -> Token.Kind.COMMA;
                    case '.' -> Token.Kind.DOT;
                    case '+' -> Token.Kind.PLUS;
                    case '-' -> Token.Kind.MINUS;
                    case '=' -> Token.Kind.EQUAL;
                    case '<' -> less();
                    case '>' -> eat('=') ? Token.Kind.AT_LEAST : Token.Kind.GREATER;
                    case '#' -> eatWord() ? Token.Kind.ALIAS : Token.Kind.OTHER;
                    case ':' -> eatWord() ? Token.Kind.REFERENCE : Token.Kind.OTHER;
                    default -> other(c);
                };
        return new Token(kind, start, at);
    }

    private Token.Kind less() {
        if (eat('=')) {
            return Token.Kind.AT_MOST;
        }
        return eat('>') ? Token.Kind.NOT_EQUAL : Token.Kind.LESS;
    }

    private Token.Kind other(char c) {
        if (isLetter(c)) {
            eatWord();
            return Token.Kind.NAME;
        }
        if (isDigit(c)) {
            while (at < text.length() && isDigit(text.charAt(at))) {
                at++;
            }
            return Token.Kind.NUMBER;
        }
        if (Character.isHighSurrogate(c) && at < text.length() && Character.isLowSurrogate(text.charAt(at))) {
            at++;
        }
        return Token.Kind.OTHER;
    }

    private boolean eat(char expected) {
        if (at < text.length() && text.charAt(at) == expected) {
            at++;
            return true;
        }
        return false;
    }

    private boolean eatWord() {
        int start = at;
        while (at < text.length() && isWordPart(text.charAt(at))) {
            at++;
        }
        return at > start;
    }

    static boolean isWordPart(char c) {
        return isLetter(c) || isDigit(c) || c == '_';
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }
}
