package dev.kagemusha.dynamodb.partiql;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Statements by recursive descent. As in PartiQL's own parser, a statement is an expression, and what is wrong with a text is
 * what that makes of it: a misspelt {@code SELECT} is a name, and the {@code FROM} behind it begins an update. It is long because
 * a grammar is read as a whole.
 */
final class Parser {
    private static final Set<String> JOINS = Set.of("join", "cross", "inner", "left", "right", "full", "outer");
    private static final int MIN_TABLE_NAME = 3;
    private static final int MAX_TABLE_NAME = 255;

    private final Cursor in;
    private final Terms terms;

    /**
     * What was read.
     *
     * @param parameters how many there are in the text
     * @param refusal what DynamoDB refuses of it, or null
     */
    record Parsed(
            Statement statement, int parameters, @Nullable DynamoDbException refusal) {}

    private Parser(String text) {
        this.in = new Cursor(Lexer.tokens(text));
        this.terms = new Terms(in, this::statement);
    }

    /**
     * Reads a statement.
     *
     * @throws DynamoDbException ValidationException if it is not well formed, or no statement
     */
    static Parsed parse(String text) {
        Parser parser = new Parser(text);
        Node node = parser.terms.expression();
        if (parser.in.eat(Token.Kind.SEMICOLON)) {
            if (!parser.in.at(Token.Kind.EOF)) {
                throw StatementErrors.notWellFormed("Unexpected token after semicolon. (Only one query is allowed.)");
            }
        } else if (!parser.in.at(Token.Kind.EOF)) {
            throw StatementErrors.notWellFormed("Unexpected token after expression");
        }
        return new Parsed(statement(node), parser.terms.parameters(), parser.in.refusal());
    }

    private static Statement statement(Node node) {
        if (node instanceof Node.Nested nested) {
            return nested.statement();
        }
        if (node instanceof Node.Call call
                && call.function().equals("exists")
                && call.arguments().size() == 1
                && call.arguments().getFirst() instanceof Node.Nested nested
                && nested.statement() instanceof Statement.Select select) {
            return new Statement.Exists(select);
        }
        throw StatementErrors.of("Unsupported operation: " + node.kind());
    }

    /** The statement that begins with the next token, or null. */
    private @Nullable Statement statement() {
        Token token = in.head();
        return switch (token.text()) {
            case "select" -> {
                in.next();
                yield select();
            }
            case "from" -> {
                in.next();
                yield fromFirst();
            }
            case "update" -> {
                in.next();
                yield update();
            }
            case "delete" -> {
                in.next();
                yield delete();
            }
            case "insert" -> in.ahead(1).is("into") ? insert() : null;
            // Changes of nothing in particular: PartiQL reads them, and what is to be changed is nowhere said.
            case "set", "remove" -> {
                changes();
                throw StatementErrors.of("Unexpected from source");
            }
            default -> null;
        };
    }

    private Statement select() {
        if (in.eatWord("distinct")) {
            in.refuse(StatementErrors.of("Unsupported clause: DISTINCT"));
        } else {
            in.eatWord("all");
        }
        List<Node> columns = columns();
        if (!in.eatWord("from")) {
            throw StatementErrors.notWellFormed("Expected FROM after SELECT list");
        }
        Statement.Source source = sources();
        Node where = in.eatWord("where") ? terms.expression() : null;
        List<Statement.Ordering> orderings = List.of();
        if (in.eatWord("order")) {
            orderings = orderings();
        }
        if (in.eatWord("group")) {
            in.eatWord("partial");
            expectBy();
            refuseClause("GROUP BY");
            while (in.eat(Token.Kind.COMMA)) {
                terms.expression();
            }
        }
        for (String clause : List.of("HAVING", "LIMIT", "OFFSET")) {
            if (in.eatWord(clause.toLowerCase(Locale.ROOT))) {
                refuseClause(clause);
            }
        }
        return new Statement.Select(columns, source, where, orderings);
    }

    /** A clause that DynamoDB does not have; the place is that of what it says. */
    private void refuseClause(String name) {
        Node content = terms.expression();
        in.refuse(StatementErrors.at("Unsupported clause: " + name, content.place()));
    }

    private void expectBy() {
        if (!in.eatWord("by")) {
            throw StatementErrors.notWellFormed("Expected BY");
        }
    }

    private List<Statement.Ordering> orderings() {
        expectBy();
        List<Statement.Ordering> orderings = new ArrayList<>();
        do {
            Node key = terms.expression();
            boolean descending = in.eatWord("desc");
            if (!descending) {
                in.eatWord("asc");
            }
            orderings.add(new Statement.Ordering(key, descending));
        } while (in.eat(Token.Kind.COMMA));
        return orderings;
    }

    /** The select list; empty for {@code *}. */
    private List<Node> columns() {
        if (in.eatWord("value")) {
            terms.expression();
            in.refuse(StatementErrors.of("Select projection doesn't support value or pivot keywords"));
            return List.of();
        }
        List<Node> columns = new ArrayList<>();
        boolean star = false;
        int count = 0;
        do {
            if (in.eat(Token.Kind.STAR)) {
                star = true;
            } else {
                columns.add(terms.expression());
                alias();
            }
            count++;
        } while (in.eat(Token.Kind.COMMA));
        if (star && count > 1) {
            throw StatementErrors.notWellFormed("Other expressions may not be present in the select list when '*' is"
                    + " used without dot notation.");
        }
        return columns;
    }

    /** A name for what stands before; DynamoDB knows none. */
    private void alias() {
        boolean as = in.eatWord("as");
        if (in.head().isName()) {
            in.next();
            in.refuse(StatementErrors.of(StatementErrors.ALIASING));
        } else if (as) {
            throw StatementErrors.notWellFormed("Expected identifier for AS-alias");
        }
        for (String word : List.of("at", "by")) {
            if (in.eatWord(word)) {
                if (!in.head().isName()) {
                    throw StatementErrors.notWellFormed(
                            "Expected identifier for " + word.toUpperCase(Locale.ROOT) + "-alias");
                }
                in.next();
                in.refuse(StatementErrors.of(StatementErrors.ALIASING));
            }
        }
    }

    /** What a {@code FROM} names, one table or index in a good statement. */
    private Statement.Source sources() {
        Node first = terms.expression();
        alias();
        while (in.eat(Token.Kind.COMMA) || join()) {
            terms.expression();
            alias();
            if (in.eatWord("on")) {
                terms.expression();
            }
            in.refuse(StatementErrors.of(StatementErrors.ONE_SOURCE));
        }
        return source(first);
    }

    private boolean join() {
        boolean found = false;
        while (in.head().kind() == Token.Kind.KEYWORD
                && JOINS.contains(in.head().text())) {
            in.next();
            found = true;
        }
        return found;
    }

    private Statement.Source source(Node node) {
        if (node instanceof Node.Name name) {
            return source(name, null);
        }
        if (!(node instanceof Node.Path path) || !(path.root() instanceof Node.Name root)) {
            in.refuse(StatementErrors.of("Unexpected from source"));
            return new Statement.Source("", null, node.place());
        }
        String index = null;
        for (Node.PathStep step : path.steps()) {
            if (step instanceof Node.Field field) {
                index = field.name();
            } else {
                in.refuse(StatementErrors.of(
                        step instanceof Node.Unpivot
                                ? "Invalid path dot component in this operation, expecting either an IDENTIFIER or STAR."
                                : "Invalid list expression in source."));
            }
        }
        if (path.steps().size() > 1) {
            in.refuse(StatementErrors.of("A path may contain at most 2 components in the FROM clause"));
        }
        return source(root, index);
    }

    private Statement.Source source(Node.Name table, @Nullable String index) {
        if (table.name().isEmpty() || (index != null && index.isEmpty())) {
            in.refuse(StatementErrors.of("Path component cannot be an empty string"));
        } else if (!table.name().startsWith("arn:") && !isTableName(table.name())) {
            in.refuse(
                    StatementErrors.of("Table name should be within the length [3, 255] and only contain 'a-z', 'A-Z',"
                            + " '0-9', '-', '_', '.'."));
        }
        return new Statement.Source(table.name(), index, table.place());
    }

    private static boolean isTableName(String name) {
        boolean good = name.length() >= MIN_TABLE_NAME && name.length() <= MAX_TABLE_NAME;
        for (int i = 0; good && i < name.length(); i++) {
            char c = name.charAt(i);
            good = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || c == '-'
                    || c == '_'
                    || c == '.';
        }
        return good;
    }

    private Statement insert() {
        in.next();
        in.next();
        Statement.Source source = source(terms.simplePath());
        if (source.index() != null) {
            in.refuse(StatementErrors.of(StatementErrors.DML_SOURCE));
        }
        if (!in.eatWord("value")) {
            Node items = terms.expression();
            in.refuse(StatementErrors.of("Unsupported operation: Inserting multiple items in a single statement is not"
                    + " supported, use \"INSERT INTO tableName VALUE item\" instead"));
            return new Statement.Insert(source, items);
        }
        Node item = terms.expression();
        if (in.eatWord("at")) {
            terms.expression();
            in.refuse(StatementErrors.of("AT is not supported in insert statements."));
        }
        if (returning() != null) {
            in.refuse(StatementErrors.of("RETURNING is not supported in INSERT"));
        }
        if (!(item instanceof Node.Struct)) {
            in.refuse(StatementErrors.of("Unsupported format in item expression. Please use struct format {...} to"
                    + " express item values for insert statement."));
        }
        return new Statement.Insert(source, item);
    }

    private Statement update() {
        Statement.Source source = target();
        List<Statement.Change> changes = changes();
        Node where = in.eatWord("where") ? terms.expression() : null;
        return new Statement.Update(source, changes, where, returning());
    }

    /** {@code FROM source WHERE where SET …}, another way to write an update. */
    private Statement fromFirst() {
        Statement.Source source = sources();
        refuseIndex(source);
        Node where = in.eatWord("where") ? terms.expression() : null;
        List<Statement.Change> changes = changes();
        return new Statement.Update(source, changes, where, returning());
    }

    private Statement delete() {
        if (!in.eatWord("from")) {
            throw StatementErrors.notWellFormed("Expected FROM after DELETE");
        }
        Statement.Source source = target();
        Node where = in.eatWord("where") ? terms.expression() : null;
        Returned returning = returning();
        if (returning != null && returning != Returned.ALL_OLD) {
            in.refuse(StatementErrors.of("Invalid returning clause: RETURNING " + returning.text()
                    + ". Only RETURNING ALL OLD * is allowed in DELETE statements."));
        }
        return new Statement.Delete(source, where, returning);
    }

    private Statement.Source target() {
        Statement.Source source = source(terms.simplePath());
        alias();
        refuseIndex(source);
        return source;
    }

    private void refuseIndex(Statement.Source source) {
        if (source.index() != null) {
            in.refuse(StatementErrors.of(StatementErrors.ON_INDEX));
        }
    }

    private List<Statement.Change> changes() {
        List<Statement.Change> changes = new ArrayList<>();
        boolean any = false;
        while (true) {
            if (in.eatWord("set")) {
                do {
                    changes.add(assignment());
                } while (in.eat(Token.Kind.COMMA));
            } else if (in.eatWord("remove")) {
                changes.add(new Statement.Remove(terms.simplePath()));
            } else if (in.atWords("insert", "into")) {
                insert();
                in.refuse(StatementErrors.of("Only SET and REMOVE are supported in update expressions at this time"));
            } else if (any) {
                return changes;
            } else {
                throw StatementErrors.notWellFormed("Expected data manipulation");
            }
            any = true;
        }
    }

    private Statement.Change assignment() {
        Node target = terms.simplePath();
        if (!in.eatWord("=")) {
            throw StatementErrors.notWellFormed("Expected '='");
        }
        return new Statement.Set(target, terms.expression());
    }

    private @Nullable Returned returning() {
        if (!in.eatWord("returning")) {
            return null;
        }
        Returned returning = mapping();
        while (in.eat(Token.Kind.COMMA)) {
            mapping();
            in.refuse(StatementErrors.of("Invalid syntax with multiple returning elements in RETURNING clause"));
        }
        return returning;
    }

    private Returned mapping() {
        boolean all = in.head().is("all");
        boolean old = in.ahead(1).is("old");
        if ((!all && !in.head().is("modified")) || (!old && !in.ahead(1).is("new"))) {
            throw StatementErrors.notWellFormed("Expected ( MODIFIED | ALL ) ( NEW | OLD ) in each returning element.");
        }
        in.next();
        in.next();
        if (!in.eat(Token.Kind.STAR)) {
            terms.expression();
            in.refuse(StatementErrors.of("Expected '*' after ( MODIFIED | ALL ) ( NEW | OLD ) in RETURNING clause"));
        }
        if (all) {
            return old ? Returned.ALL_OLD : Returned.ALL_NEW;
        }
        return old ? Returned.MODIFIED_OLD : Returned.MODIFIED_NEW;
    }
}
