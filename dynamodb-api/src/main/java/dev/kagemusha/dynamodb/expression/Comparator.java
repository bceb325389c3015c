package dev.kagemusha.dynamodb.expression;

import dev.kagemusha.dynamodb.item.KeyOrder;
import dev.kagemusha.dynamodb.item.Value;
import org.jspecify.annotations.Nullable;

/** The six comparators. */
public enum Comparator {
    EQUAL("="),
    NOT_EQUAL("<>"),
    LESS("<"),
    AT_MOST("<="),
    GREATER(">"),
    AT_LEAST(">=");

    private final String symbol;

    Comparator(String symbol) {
        this.symbol = symbol;
    }

    /** As it is written. */
    public String symbol() {
        return symbol;
    }

    /** Whether this one needs an order, which only strings, numbers and binaries have. */
    public boolean isOrdered() {
        return this != EQUAL && this != NOT_EQUAL;
    }

    /** The comparator that says the same with its operands exchanged. */
    public Comparator mirrored() {
        return switch (this) {
            case EQUAL -> EQUAL;
            case NOT_EQUAL -> NOT_EQUAL;
            case LESS -> GREATER;
            case AT_MOST -> AT_LEAST;
            case GREATER -> LESS;
            case AT_LEAST -> AT_MOST;
        };
    }

    /**
     * Compares two values, either of which may be missing. What is missing equals nothing, not even what is missing too;
     * between different types, and types without order, no order holds.
     */
    boolean holds(@Nullable Value left, @Nullable Value right) {
        if (left == null || right == null) {
            return this == NOT_EQUAL;
        }
        if (!isOrdered()) {
            return left.equals(right) == (this == EQUAL);
        }
        if (left.type() != right.type() || !left.type().isKey()) {
            return false;
        }
        int order = KeyOrder.compare(left, right);
        return switch (this) {
            case LESS -> order < 0;
            case AT_MOST -> order <= 0;
            case GREATER -> order > 0;
            case AT_LEAST -> order >= 0;
            case EQUAL, NOT_EQUAL -> throw new AssertionError(this);
        };
    }
}
