package dev.kagemusha.dynamodb.expression;

import dev.kagemusha.dynamodb.item.KeyCodec;
import dev.kagemusha.dynamodb.item.Value;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * What a key condition says about the sort key, as a test and as a range of {@link KeyCodec} encodings.
 *
 * <p>The range also covers encodings that continue behind the sort key, as those of an index do.
 */
public sealed interface SortCondition {

    /** Whether the sort key {@code key} satisfies the condition. */
    boolean test(Value key);

    /** The lowest encoding in range, inclusive; empty if there is no lower bound. */
    byte[] from();

    /** The lowest encoding above the range; null if there is no upper bound. */
    byte @Nullable [] to();

    /** {@code = value}. */
    record Equal(Value value) implements SortCondition {
        @Override
        public boolean test(Value key) {
            return key.equals(value);
        }

        @Override
        public byte[] from() {
            return KeyCodec.encode(value);
        }

        @Override
        public byte[] to() {
            return after(KeyCodec.encode(value));
        }
    }

    /** {@code < value}, or {@code <= value} if {@code inclusive}. */
    record Below(Value value, boolean inclusive) implements SortCondition {
        @Override
        public boolean test(Value key) {
            return (inclusive ? Comparator.AT_MOST : Comparator.LESS).holds(key, value);
        }

        @Override
        public byte[] from() {
            return new byte[0];
        }

        @Override
        public byte[] to() {
            byte[] encoded = KeyCodec.encode(value);
            return inclusive ? after(encoded) : encoded;
        }
    }

    /** {@code > value}, or {@code >= value} if {@code inclusive}. */
    record Above(Value value, boolean inclusive) implements SortCondition {
        @Override
        public boolean test(Value key) {
            return (inclusive ? Comparator.AT_LEAST : Comparator.GREATER).holds(key, value);
        }

        @Override
        public byte[] from() {
            byte[] encoded = KeyCodec.encode(value);
            return inclusive ? encoded : after(encoded);
        }

        @Override
        public byte @Nullable [] to() {
            return null;
        }
    }

    /** {@code BETWEEN low AND high}, both inclusive. */
    record Between(Value low, Value high) implements SortCondition {
        @Override
        public boolean test(Value key) {
            return Comparator.AT_LEAST.holds(key, low) && Comparator.AT_MOST.holds(key, high);
        }

        @Override
        public byte[] from() {
            return KeyCodec.encode(low);
        }

        @Override
        public byte[] to() {
            return after(KeyCodec.encode(high));
        }
    }

    /** {@code begins_with(key, prefix)}; the prefix is a string or binary. */
    record BeginsWith(Value prefix) implements SortCondition {
        @Override
        public boolean test(Value key) {
            return Test.beginsWith(key, prefix);
        }

        @Override
        public byte[] from() {
            return KeyCodec.encodePrefix(prefix);
        }

        @Override
        public byte[] to() {
            return after(KeyCodec.encodePrefix(prefix));
        }
    }

    /** The lowest bytes above all that begin with {@code prefix}, which begins with a small tag and so has some. */
    private static byte[] after(byte[] prefix) {
        int last = prefix.length - 1;
        while (prefix[last] == (byte) 0xFF) {
            last--;
        }
        byte[] after = Arrays.copyOf(prefix, last + 1);
        after[last]++;
        return after;
    }
}
