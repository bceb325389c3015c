package dev.kagemusha.cloudwatch.math;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads an expression by recursive descent: or, and, comparison, sum, product, sign, power, primary. */
final class Parser {
    private static final int DEEPEST = 64;
    private static final String[] COMPARISONS = {"==", "!=", "<=", ">=", "<", ">"};

    private final String text;
    private int at;
    private int depth;

    private Parser(String text) {
        this.text = text;
    }

    static Node parse(String text) {
        Parser parser = new Parser(text);
        Node node = parser.or();
        parser.blanks();
        if (parser.at < text.length()) {
            throw parser.unexpected();
        }
        return node;
    }

    private MathException unexpected() {
        return new MathException(
                at >= text.length()
                        ? "Unexpected end of the expression"
                        : "Syntax error at character " + (at + 1) + ": '" + text.charAt(at) + "'");
    }

    private void blanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private boolean take(String token) {
        blanks();
        if (!text.startsWith(token, at)) {
            return false;
        }
        at += token.length();
        return true;
    }

    private boolean takeWord(String word) {
        blanks();
        int end = at + word.length();
        if (!text.regionMatches(true, at, word, 0, word.length())
                || (end < text.length() && isWord(text.charAt(end)))) {
            return false;
        }
        at = end;
        return true;
    }

    private void expect(String token) {
        if (!take(token)) {
            throw unexpected();
        }
    }

    private Node or() {
        Node left = and();
        while (take("||") || takeWord("OR")) {
            left = new Node.Binary("||", left, and());
        }
        return left;
    }

    private Node and() {
        Node left = comparison();
        while (take("&&") || takeWord("AND")) {
            left = new Node.Binary("&&", left, comparison());
        }
        return left;
    }

    private Node comparison() {
        Node left = sum();
        for (String operator : COMPARISONS) {
            if (take(operator)) {
                return new Node.Binary(operator, left, sum());
            }
        }
        return left;
    }

    private Node sum() {
        Node left = product();
        while (true) {
            if (take("+")) {
                left = new Node.Binary("+", left, product());
            } else if (take("-")) {
                left = new Node.Binary("-", left, product());
            } else {
                return left;
            }
        }
    }

    private Node product() {
        Node left = sign();
        while (true) {
            if (take("*")) {
                left = new Node.Binary("*", left, sign());
            } else if (take("/")) {
                left = new Node.Binary("/", left, sign());
            } else {
                return left;
            }
        }
    }

    private Node sign() {
        if (!take("-")) {
            return power();
        }
        deeper();
        Node of = sign();
        depth--;
        return new Node.Negative(of);
    }

    private Node power() {
        Node base = primary();
        if (!take("^")) {
            return base;
        }
        deeper();
        Node exponent = sign();
        depth--;
        return new Node.Binary("^", base, exponent);
    }

    private void deeper() {
        if (++depth > DEEPEST) {
            throw new MathException("The expression is nested too deeply");
        }
    }

    private Node primary() {
        blanks();
        if (at >= text.length()) {
            throw unexpected();
        }
        deeper();
        try {
            char c = text.charAt(at);
            if (c == '(') {
                at++;
                Node inner = or();
                expect(")");
                return inner;
            }
            if (c == '[') {
                at++;
                return new Node.Array(list("]"));
            }
            if (c == '\'' || c == '"') {
                return quoted(c);
            }
            return isLetter(c) ? word() : number();
        } finally {
            depth--;
        }
    }

    private Node quoted(char quote) {
        int end = text.indexOf(quote, at + 1);
        if (end < 0) {
            throw unexpected();
        }
        String inner = text.substring(at + 1, end);
        at = end + 1;
        return new Node.Quoted(inner);
    }

    private Node word() {
        int start = at;
        while (at < text.length() && isWord(text.charAt(at))) {
            at++;
        }
        String name = text.substring(start, at);
        return take("(") ? new Node.Function(name.toUpperCase(Locale.ROOT), list(")")) : new Node.Word(name);
    }

    private List<Node> list(String end) {
        List<Node> elements = new ArrayList<>();
        if (take(end)) {
            return elements;
        }
        do {
            elements.add(or());
        } while (take(","));
        expect(end);
        return elements;
    }

    private Node number() {
        int start = at;
        while (at < text.length() && (isDigit(text.charAt(at)) || text.charAt(at) == '.')) {
            at++;
        }
        if (at > start && at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
            at++;
            if (at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+')) {
                at++;
            }
            while (at < text.length() && isDigit(text.charAt(at))) {
                at++;
            }
        }
        try {
            return new Node.Constant(Double.parseDouble(text.substring(start, at)));
        } catch (NumberFormatException e) {
            at = start;
            throw unexpected();
        }
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isWord(char c) {
        return isLetter(c) || isDigit(c) || c == '_';
    }
}
