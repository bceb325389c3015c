package dev.kagemusha.dynamodb.expression;

import dev.kagemusha.dynamodb.item.AttributeValues;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

import java.util.ArrayList;
import java.util.List;

/**
 * A cursor over an expression's tokens with what all expression languages share: paths, function arguments, and AWS's
 * way to report an error in the syntax. That report quotes the offending token and the text from the token before it to
 * the one after it.
 */
final class Syntax {
    private static final int MAX_OPERATORS = 300;
    private static final String REDUNDANT_PARENTHESES = "The expression has redundant parentheses;";

    private final ExpressionKind kind;
    private final String text;
    private final List<Token> tokens;
    private final ReservedWords reserved;
    private final Faults faults;
    private int at;
    private int operators;

    Syntax(ExpressionKind kind, String text, ReservedWords reserved) {
        this.kind = kind;
        this.text = text;
        this.reserved = reserved;
        this.tokens = Lexer.tokens(text);
        this.faults = new Faults(kind);
    }

    Faults faults() {
        return faults;
    }

    Token.Kind peek() {
        return tokens.get(at).kind();
    }

    boolean at(Token.Kind expected) {
        return peek() == expected;
    }

    /** Whether the next token is a name and an opening parenthesis follows it. */
    boolean atCall() {
        return at(Token.Kind.NAME) && tokens.get(at + 1).kind() == Token.Kind.OPEN;
    }

    /** Whether the next token is the keyword {@code word}, in any case. */
    boolean atWord(String word) {
        Token token = tokens.get(at);
        return token.kind() == Token.Kind.NAME
                && token.end() - token.start() == word.length()
                && text.regionMatches(true, token.start(), word, 0, word.length());
    }

    boolean eat(Token.Kind expected) {
        if (at(expected)) {
            at++;
            return true;
        }
        return false;
    }

    boolean eatWord(String word) {
        if (atWord(word)) {
            at++;
            return true;
        }
        return false;
    }

    /** Steps over a token of kind {@code expected} and answers its text. */
    String expect(Token.Kind expected) {
        if (!at(expected)) {
            throw error();
        }
        Token token = tokens.get(at++);
        return text.substring(token.start(), token.end());
    }

    void expectWord(String word) {
        if (!eatWord(word)) {
            throw error();
        }
    }

    /** The next token is not one that can stand here. */
    DynamoDbException error() {
        Token token = tokens.get(at);
        Token before = tokens.get(Math.max(at - 1, 0));
        boolean last = token.kind() == Token.Kind.END;
        Token after = tokens.get(Math.min(at + 1, tokens.size() - 1));
        int end = last ? before.end() : after.kind() == Token.Kind.END ? token.end() : after.end();
        return kind.invalid("Syntax error; token: \""
                + (last ? "<EOF>" : text.substring(token.start(), token.end()))
                + "\", near: \""
                + text.substring(before.start(), end)
                + "\"");
    }

    /** Counts an operator against the 300 that AWS allows. */
    void operator() {
        operators++;
    }

    /** Ends the reading: nothing may be left, and no fault may have been found. */
    void finish() {
        if (!at(Token.Kind.END)) {
            throw error();
        }
        checkOperators();
        faults.throwFirst();
    }

    /** Refuses right away what nests deeper than any valid expression can. */
    DynamoDbException tooDeep() {
        checkOperators();
        return kind.invalid(REDUNDANT_PARENTHESES);
    }

    /** Refuses a call so deep inside others that something must be wrong with it: the most likely. */
    private DynamoDbException tooDeep(String function) {
        String fault = Functions.fault(function, kind);
        if (fault != null) {
            return kind.invalid(fault);
        }
        return kind.invalid(
                Functions.mayBeArgument(function)
                        ? "Incorrect operand type for operator or function; operator or function: " + function
                                + ", operand type: N"
                        : misuse(function));
    }

    private void checkOperators() {
        if (operators > MAX_OPERATORS) {
            throw kind.invalid("The expression contains too many operators; operator count: " + (MAX_OPERATORS + 1));
        }
    }

    void redundantParentheses() {
        faults.add(Faults.InText.PARENTHESES, REDUNDANT_PARENTHESES);
    }

    void misused(String function) {
        faults.add(Faults.InText.FUNCTION_USE, misuse(function));
    }

    private static String misuse(String function) {
        return "The function is not allowed to be used this way in an expression; function: " + function;
    }

    /** A document path. */
    Expr.PathTo path() {
        List<Expr.Part> parts = new ArrayList<>();
        parts.add(name());
        return path(parts);
    }

    /** The rest of a document path that begins with {@code parts}. */
    Expr.PathTo path(List<Expr.Part> parts) {
        while (true) {
            if (eat(Token.Kind.DOT)) {
                parts.add(name());
            } else if (eat(Token.Kind.OPEN_BRACKET)) {
                parts.add(index());
            } else {
                break;
            }
        }
        if (parts.size() > AttributeValues.MAX_DEPTH) {
            faults.add(
                    Faults.InText.PATH_DEPTH,
                    "The document path has too many nesting levels; nesting levels: " + parts.size());
        }
        return new Expr.PathTo(parts);
    }

    private Expr.Part name() {
        if (at(Token.Kind.ALIAS)) {
            return new Expr.Alias(expect(Token.Kind.ALIAS));
        }
        if (atKeyword()) {
            throw error();
        }
        String name = expect(Token.Kind.NAME);
        if (reserved.contains(name)) {
            faults.add(Faults.InText.RESERVED_WORD, "Attribute name is a reserved keyword; reserved keyword: " + name);
        }
        return new Expr.Name(name);
    }

    private Expr.Part index() {
        String digits = expect(Token.Kind.NUMBER);
        expect(Token.Kind.CLOSE_BRACKET);
        try {
            return new Expr.Index(Integer.parseInt(digits));
        } catch (NumberFormatException tooLarge) {
            throw kind.invalid("List index is not within the allowable range; index: [" + digits + "]");
        }
    }

    /** Whether the next token is a word of the language, which no attribute or function can be. */
    boolean atKeyword() {
        return switch (kind) {
            case CONDITION, FILTER, KEY_CONDITION ->
                atWord("AND") || atWord("OR") || atWord("NOT") || atWord("BETWEEN") || atWord("IN");
            case UPDATE -> atWord("SET") || atWord("REMOVE") || atWord("ADD") || atWord("DELETE");
            case PROJECTION, STATEMENT -> false;
        };
    }

    /**
     * Reads an operand: a path, a value or a function, possibly in parentheses, of which one pair is allowed. The result
     * is a {@link Expr.Group} if it ends with a parenthesis.
     */
    Expr operand(int depth) {
        if (depth > ConditionSyntax.MAX_DEPTH) {
            throw tooDeep();
        }
        if (at(Token.Kind.REFERENCE)) {
            return new Expr.Reference(expect(Token.Kind.REFERENCE));
        }
        if (eat(Token.Kind.OPEN)) {
            Expr content = operand(depth + 1);
            expect(Token.Kind.CLOSE);
            return group(content);
        }
        return atCall() ? call(depth) : path();
    }

    /** What a pair of parentheses around {@code content} is, together with the path steps behind it. */
    Expr group(Expr content) {
        if (content instanceof Expr.Group) {
            redundantParentheses();
        }
        if ((at(Token.Kind.DOT) || at(Token.Kind.OPEN_BRACKET)) && bare(content) instanceof Expr.PathTo path) {
            return path(new ArrayList<>(path.parts()));
        }
        return new Expr.Group(bare(content));
    }

    /** {@code expr} without parentheses. */
    static Expr bare(Expr expr) {
        return expr instanceof Expr.Group group ? group.content() : expr;
    }

    /** A function call, the function known to be one of this language or else recorded as a fault. */
    private Expr.Call call(int depth) {
        if (atKeyword()) {
            throw error();
        }
        String function = expect(Token.Kind.NAME);
        if (depth == ConditionSyntax.MAX_DEPTH) {
            throw tooDeep(function);
        }
        expect(Token.Kind.OPEN);
        List<Expr.Operand> arguments = new ArrayList<>();
        do {
            Expr.Operand argument = (Expr.Operand) bare(operand(depth + 1));
            if (argument instanceof Expr.Call inner && !Functions.mayBeArgument(inner.function())) {
                misused(inner.function());
            }
            arguments.add(argument);
        } while (eat(Token.Kind.COMMA));
        expect(Token.Kind.CLOSE);
        String fault = Functions.fault(function, kind);
        if (fault != null) {
            faults.add(Faults.InText.FUNCTION, fault);
        }
        return new Expr.Call(function, arguments);
    }
}
