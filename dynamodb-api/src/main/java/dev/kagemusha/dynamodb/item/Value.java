package dev.kagemusha.dynamodb.item;

import software.amazon.awssdk.core.SdkBytes;

import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * One attribute value, valid by construction when it comes from {@link AttributeValues} or {@link ItemCodec}.
 *
 * <p>Equality is DynamoDB's {@code =}: numbers by value (their text is canonical), sets without regard to order, lists
 * in order, maps without. Collections are not copied; whoever hands one over gives it away.
 */
public sealed interface Value {

    /** The attribute type of this value. */
    ValueType type();

    /** A string, at most 400 KB of UTF-8, possibly empty. */
    record S(String value) implements Value {
        @Override
        public ValueType type() {
            return ValueType.S;
        }
    }

    /**
     * A number as its canonical text: plain decimal notation, no exponent, no superfluous zeros, no negative zero. Make
     * one from foreign text with {@link Numbers#parse}.
     */
    record N(String text) implements Value {
        @Override
        public ValueType type() {
            return ValueType.N;
        }
    }

    /** Binary data. */
    record B(SdkBytes bytes) implements Value {
        @Override
        public ValueType type() {
            return ValueType.B;
        }
    }

    /** {@code BOOL}. */
    enum Bool implements Value {
        FALSE,
        TRUE;

        /** The constant of a Java boolean. */
        public static Bool of(boolean value) {
            return value ? TRUE : FALSE;
        }

        /** The Java boolean of this constant. */
        public boolean value() {
            return this == TRUE;
        }

        @Override
        public ValueType type() {
            return ValueType.BOOL;
        }
    }

    /** {@code NULL}, which exists only as true. */
    enum Null implements Value {
        NULL;

        @Override
        public ValueType type() {
            return ValueType.NULL;
        }
    }

    /** A set of strings, in the order it was written. */
    record SS(List<String> values) implements Value {
        @Override
        public ValueType type() {
            return ValueType.SS;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof SS set && sameElements(values, set.values);
        }

        @Override
        public int hashCode() {
            return sumOfHashes(values);
        }
    }

    /** A set of numbers, each canonical as in {@link N}. */
    record NS(List<String> values) implements Value {
        @Override
        public ValueType type() {
            return ValueType.NS;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof NS set && sameElements(values, set.values);
        }

        @Override
        public int hashCode() {
            return sumOfHashes(values);
        }
    }

    /** A set of binary values. */
    record BS(List<SdkBytes> values) implements Value {
        @Override
        public ValueType type() {
            return ValueType.BS;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof BS set && sameElements(values, set.values);
        }

        @Override
        public int hashCode() {
            return sumOfHashes(values);
        }
    }

    /** A list. */
    record L(List<Value> values) implements Value {
        @Override
        public ValueType type() {
            return ValueType.L;
        }
    }

    /** A map, in the order it was written. */
    record M(Map<String, Value> entries) implements Value {
        @Override
        public ValueType type() {
            return ValueType.M;
        }
    }

    private static <T> boolean sameElements(List<T> one, List<T> other) {
        return one.size() == other.size() && (one.equals(other) || new HashSet<>(one).containsAll(other));
    }

    private static int sumOfHashes(List<?> values) {
        int sum = 0;
        for (Object value : values) {
            sum += value.hashCode();
        }
        return sum;
    }
}
