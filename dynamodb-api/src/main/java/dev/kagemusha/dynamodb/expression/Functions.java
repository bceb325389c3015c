package dev.kagemusha.dynamodb.expression;

import org.jspecify.annotations.Nullable;

/** The functions of the expression languages by name, which is case-sensitive. */
final class Functions {
    static final String ATTRIBUTE_EXISTS = "attribute_exists";
    static final String ATTRIBUTE_NOT_EXISTS = "attribute_not_exists";
    static final String ATTRIBUTE_TYPE = "attribute_type";
    static final String BEGINS_WITH = "begins_with";
    static final String CONTAINS = "contains";
    static final String SIZE = "size";
    static final String IF_NOT_EXISTS = "if_not_exists";
    static final String LIST_APPEND = "list_append";

    private Functions() {}

    /** Why {@code function} cannot appear in an expression of {@code kind}, or null if it can. */
    static @Nullable String fault(String function, ExpressionKind kind) {
        boolean update = kind == ExpressionKind.UPDATE;
        return switch (function) {
            case ATTRIBUTE_EXISTS, ATTRIBUTE_NOT_EXISTS, ATTRIBUTE_TYPE, BEGINS_WITH, CONTAINS, SIZE ->
                update ? "The function is not allowed in an update expression; function: " + function : null;
            case IF_NOT_EXISTS, LIST_APPEND ->
                update ? null : "The function is not allowed in a condition expression; function: " + function;
            default -> "Invalid function name; function: " + function;
        };
    }

    /** Whether the function's result may be an argument of another function. */
    static boolean mayBeArgument(String function) {
        return function.equals(SIZE) || function.equals(IF_NOT_EXISTS);
    }

    /** The number of arguments of a function {@link #fault} has nothing against. */
    static int arity(String function) {
        return switch (function) {
            case ATTRIBUTE_EXISTS, ATTRIBUTE_NOT_EXISTS, SIZE -> 1;
            default -> 2;
        };
    }
}
