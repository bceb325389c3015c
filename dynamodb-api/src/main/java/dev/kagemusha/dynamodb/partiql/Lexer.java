package dev.kagemusha.dynamodb.partiql;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Cuts a statement into tokens; comments are blanks. */
final class Lexer {
    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private int line = 1;
    private int column = 1;

    private Lexer(String text) {
        this.text = text;
    }

    /**
     * All tokens of {@code text}, the last being {@link Token.Kind#EOF}.
     *
     * @throws software.amazon.awssdk.services.dynamodb.model.DynamoDbException ValidationException for what is no token
     */
    static List<Token> tokens(String text) {
        Lexer lexer = new Lexer(text);
        while (lexer.skipBlanks()) {
            lexer.next();
        }
        lexer.add(Token.Kind.EOF, "", null, text.length(), lexer.line, lexer.column);
        return lexer.tokens;
    }

    /** Whether there is anything behind blanks and comments. */
    private boolean skipBlanks() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (isBlank(c)) {
                step();
            } else if (text.startsWith("--", at)) {
                while (at < text.length() && text.charAt(at) != '\n' && text.charAt(at) != '\r') {
                    step();
                }
            } else if (text.startsWith("/*", at)) {
                int end = text.indexOf("*/", at + 2);
                if (end < 0) {
                    throw StatementErrors.notWellFormed("");
                }
                while (at < end + 2) {
                    step();
                }
            } else {
                return true;
            }
        }
        return false;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0x0B;
    }

    /** Steps over one character; columns count code points. */
    private void step() {
        char c = text.charAt(at++);
        if (c == '\n' || (c == '\r' && (at == text.length() || text.charAt(at) != '\n'))) {
            line++;
            column = 1;
        } else if (!Character.isLowSurrogate(c)) {
            column++;
        }
    }

    private void next() {
        int start = at;
        int startLine = line;
        int startColumn = column;
        char c = text.charAt(at);
        if (isLetter(c)) {
            while (at < text.length() && (isLetter(text.charAt(at)) || isDigit(text.charAt(at)))) {
                step();
            }
            String word = text.substring(start, at);
            Token.Kind kind = Keywords.kind(word);
            String read = kind == Token.Kind.IDENTIFIER ? word : word.toLowerCase(Locale.ROOT);
            add(kind, read, null, start, startLine, startColumn);
        } else if (isDigit(c) || (c == '.' && at + 1 < text.length() && isDigit(text.charAt(at + 1)))) {
            BigDecimal number = number();
            add(Token.Kind.NUMBER, text.substring(start, at), number, start, startLine, startColumn);
        } else if (c == '\'' || c == '"') {
            String content = quoted(c);
            Token.Kind kind = c == '"' ? Token.Kind.QUOTED_IDENTIFIER : Token.Kind.STRING;
            add(kind, content, null, start, startLine, startColumn);
        } else if (c == '`') {
            String content = ion();
            add(Token.Kind.ION, content, null, start, startLine, startColumn);
        } else {
            Token.Kind kind = symbol();
            String symbol = text.substring(start, at);
            // The two ways to write it are one operator.
            add(kind, symbol.equals("!=") ? "<>" : symbol, null, start, startLine, startColumn);
        }
    }

    private void add(
            Token.Kind kind, String read, @Nullable BigDecimal number, int start, int startLine, int startColumn) {
        int length = text.codePointCount(start, at);
        tokens.add(new Token(kind, read, number, new Place(startLine, startColumn, length)));
    }

    /** A number without sign. What {@link BigDecimal} cannot hold, PartiQL's lexer cannot either. */
    private BigDecimal number() {
        int start = at;
        digits();
        if (at < text.length() && text.charAt(at) == '.') {
            step();
            digits();
        }
        if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
            step();
            int exponent = at;
            if (at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-')) {
                step();
            }
            digits();
            checkExponent(text.substring(exponent, at));
        }
        try {
            return new BigDecimal(text.substring(start, at));
        } catch (NumberFormatException unreadable) {
            throw StatementErrors.notWellFormed("");
        }
    }

    /** One more than fits an int is taken by {@link BigDecimal} in Java alone. */
    private static void checkExponent(String exponent) {
        try {
            int ignored = Integer.parseInt(exponent);
        } catch (NumberFormatException outOfRange) {
            throw StatementErrors.notWellFormed("");
        }
    }

    private void digits() {
        while (at < text.length() && isDigit(text.charAt(at))) {
            step();
        }
    }

    /** What is between quotes, in which a doubled quote stands for one. */
    private String quoted(char quote) {
        StringBuilder content = new StringBuilder();
        step();
        while (at < text.length()) {
            char c = text.charAt(at);
            step();
            if (c == quote) {
                if (at == text.length() || text.charAt(at) != quote) {
                    return content.toString();
                }
                step();
            }
            content.append(c);
        }
        throw StatementErrors.notWellFormed("");
    }

    private String ion() {
        int start = at + 1;
        do {
            step();
        } while (at < text.length() && text.charAt(at) != '`');
        if (at == text.length()) {
            throw StatementErrors.notWellFormed("");
        }
        step();
        return text.substring(start, at - 1);
    }

    private Token.Kind symbol() {
        char c = text.charAt(at);
        step();
        return switch (c) {
            case '(' -> Token.Kind.LEFT_PAREN;
            case ')' -> Token.Kind.RIGHT_PAREN;
            case '[' -> Token.Kind.LEFT_BRACKET;
            case ']' -> Token.Kind.RIGHT_BRACKET;
            case '{' -> Token.Kind.LEFT_CURLY;
            case '}' -> Token.Kind.RIGHT_CURLY;
            case '.' -> Token.Kind.DOT;
            case '*' -> Token.Kind.STAR;
            case ',' -> Token.Kind.COMMA;
            case ':' -> Token.Kind.COLON;
            case ';' -> Token.Kind.SEMICOLON;
            case '?' -> Token.Kind.QUESTION_MARK;
            case '+', '-', '/', '%', '=', '@' -> Token.Kind.OPERATOR;
            case '<' -> {
                if (eat('<')) {
                    yield Token.Kind.LEFT_DOUBLE_ANGLE_BRACKET;
                }
                if (!eat('=')) {
                    eat('>');
                }
                yield Token.Kind.OPERATOR;
            }
            case '>' -> {
                if (eat('>')) {
                    yield Token.Kind.RIGHT_DOUBLE_ANGLE_BRACKET;
                }
                eat('=');
                yield Token.Kind.OPERATOR;
            }
            case '!' -> {
                if (!eat('=')) {
                    throw StatementErrors.notWellFormed("");
                }
                yield Token.Kind.OPERATOR;
            }
            case '|' -> {
                if (!eat('|')) {
                    throw StatementErrors.notWellFormed("");
                }
                yield Token.Kind.OPERATOR;
            }
            default -> throw StatementErrors.notWellFormed("");
        };
    }

    private boolean eat(char expected) {
        if (at < text.length() && text.charAt(at) == expected) {
            step();
            return true;
        }
        return false;
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
