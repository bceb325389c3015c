package dev.kagemusha.dynamodb.expression;

import dev.kagemusha.dynamodb.item.Item;
import dev.kagemusha.dynamodb.item.Numbers;
import dev.kagemusha.dynamodb.item.Value;
import dev.kagemusha.dynamodb.item.ValueType;
import org.jspecify.annotations.Nullable;

import java.util.List;

/** A resolved operand: something that has a value, or none, in an item. */
sealed interface Operand {

    /** The operand's value in {@code item}, or null. */
    @Nullable
    Value in(Item item);

    /** The type known without an item, or null. */
    @Nullable
    ValueType type();

    /** A document path. */
    record At(Path path) implements Operand {
        @Override
        public @Nullable Value in(Item item) {
            return path.in(item);
        }

        @Override
        public @Nullable ValueType type() {
            return null;
        }
    }

    /** A value of the request. */
    record Literal(Value value) implements Operand {
        @Override
        public Value in(Item item) {
            return value;
        }

        @Override
        public ValueType type() {
            return value.type();
        }
    }

    /**
     * A function's result; its number of arguments is not checked yet. Only {@code size}, {@code if_not_exists} and
     * {@code list_append} have values.
     */
    record Result(String function, List<Operand> arguments) implements Operand {
        @Override
        public @Nullable Value in(Item item) {
            return switch (function) {
                case Functions.SIZE -> size(arguments.getFirst().in(item));
                case Functions.IF_NOT_EXISTS -> {
                    Value value = arguments.getFirst().in(item);
                    yield value != null ? value : arguments.get(1).in(item);
                }
                case Functions.LIST_APPEND ->
                    Update.append(arguments.get(0).in(item), arguments.get(1).in(item));
                default -> throw new IllegalStateException(function + " has no value");
            };
        }

        @Override
        public @Nullable ValueType type() {
            return switch (function) {
                case Functions.SIZE -> ValueType.N;
                case Functions.LIST_APPEND -> ValueType.L;
                case Functions.IF_NOT_EXISTS -> null;
                default -> ValueType.BOOL;
            };
        }

        private static @Nullable Value size(@Nullable Value value) {
            if (value == null) {
                return null;
            }
            return switch (value) {
                case Value.S s -> length(s.value().length());
                case Value.B b -> length(b.bytes().asByteArrayUnsafe().length);
                case Value.SS set -> length(set.values().size());
                case Value.NS set -> length(set.values().size());
                case Value.BS set -> length(set.values().size());
                case Value.L list -> length(list.values().size());
                case Value.M map -> length(map.entries().size());
                case Value.N ignored -> null;
                case Value.Bool ignored -> null;
                case Value.Null ignored -> null;
            };
        }

        private static Value length(int length) {
            return new Value.N(Numbers.of(length));
        }
    }

    /** A condition as a BOOL. */
    record Truth(Test test) implements Operand {
        @Override
        public Value in(Item item) {
            return Value.Bool.of(test.holds(item));
        }

        @Override
        public ValueType type() {
            return ValueType.BOOL;
        }
    }

    /** A sum or difference. */
    record Sum(boolean plus, Operand left, Operand right) implements Operand {
        @Override
        public Value in(Item item) {
            return Update.sum(plus, left.in(item), right.in(item));
        }

        @Override
        public ValueType type() {
            return ValueType.N;
        }
    }
}
