package dev.kagemusha.dynamodb.expression;

import dev.kagemusha.dynamodb.item.Item;
import dev.kagemusha.dynamodb.item.Value;
import dev.kagemusha.dynamodb.item.ValueType;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;

import java.util.List;

/** A resolved and validated condition. Evaluating it cannot fail. */
sealed interface Test {

    /** Whether the condition is true of {@code item}. */
    boolean holds(Item item);

    record And(List<Test> tests) implements Test {
        @Override
        public boolean holds(Item item) {
            for (Test test : tests) {
                if (!test.holds(item)) {
                    return false;
                }
            }
            return true;
        }
    }

    record Or(List<Test> tests) implements Test {
        @Override
        public boolean holds(Item item) {
            for (Test test : tests) {
                if (test.holds(item)) {
                    return true;
                }
            }
            return false;
        }
    }

    record Not(Test test) implements Test {
        @Override
        public boolean holds(Item item) {
            return !test.holds(item);
        }
    }

    record Comparison(Comparator comparator, Operand left, Operand right) implements Test {
        @Override
        public boolean holds(Item item) {
            return comparator.holds(left.in(item), right.in(item));
        }
    }

    record Between(Operand value, Operand low, Operand high) implements Test {
        @Override
        public boolean holds(Item item) {
            Value found = value.in(item);
            return Comparator.AT_LEAST.holds(found, low.in(item)) && Comparator.AT_MOST.holds(found, high.in(item));
        }
    }

    record In(Operand value, List<Operand> options) implements Test {
        @Override
        public boolean holds(Item item) {
            Value found = value.in(item);
            for (Operand option : options) {
                if (Comparator.EQUAL.holds(found, option.in(item))) {
                    return true;
                }
            }
            return false;
        }
    }

    record Exists(boolean expected, Path path) implements Test {
        @Override
        public boolean holds(Item item) {
            return (path.in(item) != null) == expected;
        }
    }

    record HasType(Operand operand, ValueType type) implements Test {
        @Override
        public boolean holds(Item item) {
            Value value = operand.in(item);
            return value != null && value.type() == type;
        }
    }

    record BeginsWith(Operand operand, Operand prefix) implements Test {
        @Override
        public boolean holds(Item item) {
            return beginsWith(operand.in(item), prefix.in(item));
        }
    }

    record Contains(Operand operand, Operand element) implements Test {
        @Override
        public boolean holds(Item item) {
            return contains(operand.in(item), element.in(item));
        }
    }

    /** Whether a string or binary begins with another of the same type. */
    static boolean beginsWith(@Nullable Value value, @Nullable Value prefix) {
        if (value instanceof Value.S text && prefix instanceof Value.S start) {
            return text.value().startsWith(start.value());
        }
        return value instanceof Value.B bytes
                && prefix instanceof Value.B start
                && matches(bytes.bytes().asByteArrayUnsafe(), 0, start.bytes().asByteArrayUnsafe());
    }

    /** Whether a string or binary has another as a part, or a set or list as an element. */
    private static boolean contains(@Nullable Value value, @Nullable Value element) {
        if (value == null || element == null) {
            return false;
        }
        return switch (value) {
            case Value.S text -> element instanceof Value.S part && text.value().contains(part.value());
            case Value.B bytes -> element instanceof Value.B part && contains(bytes.bytes(), part.bytes());
            case Value.SS set ->
                element instanceof Value.S member && set.values().contains(member.value());
            case Value.NS set ->
                element instanceof Value.N member && set.values().contains(member.text());
            case Value.BS set ->
                element instanceof Value.B member && set.values().contains(member.bytes());
            case Value.L list -> list.values().contains(element);
            case Value.N ignored -> false;
            case Value.Bool ignored -> false;
            case Value.Null ignored -> false;
            case Value.M ignored -> false;
        };
    }

    private static boolean contains(SdkBytes bytes, SdkBytes part) {
        byte[] all = bytes.asByteArrayUnsafe();
        byte[] wanted = part.asByteArrayUnsafe();
        for (int start = 0; start + wanted.length <= all.length; start++) {
            if (matches(all, start, wanted)) {
                return true;
            }
        }
        return false;
    }

    private static boolean matches(byte[] all, int start, byte[] wanted) {
        if (all.length - start < wanted.length) {
            return false;
        }
        for (int i = 0; i < wanted.length; i++) {
            if (all[start + i] != wanted[i]) {
                return false;
            }
        }
        return true;
    }
}
