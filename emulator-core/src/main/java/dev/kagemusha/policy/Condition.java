package dev.kagemusha.policy;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;

/**
 * One line of a {@code Condition} element: an operator, a key and the values it is held against. All lines of a statement
 * must hold.
 *
 * <p>A key that the request lacks fails an operator and satisfies a negated one; {@code IfExists} and {@code
 * ForAllValues:} are satisfied by it, {@code ForAnyValue:} is not unless it ends in {@code IfExists}. Several values in
 * the policy are alternatives, of which a negated operator admits none.
 *
 * @param key in lower case
 * @param negated whether a value that the test finds fails the condition
 * @param written the values as the document has them
 */
record Condition(
        Quantifier quantifier, boolean ifExists, boolean negated, String key, Test test, List<String> written) {
    /** Which values of a request must pass. */
    enum Quantifier {
        /** Without a prefix: meant for keys of one value; of several, one is enough. */
        ONE(""),
        ALL("ForAllValues:"),
        ANY("ForAnyValue:");

        private final String prefix;

        Quantifier(String prefix) {
            this.prefix = prefix;
        }

        static Quantifier of(String operator) {
            for (Quantifier quantifier : List.of(ALL, ANY)) {
                if (operator.regionMatches(true, 0, quantifier.prefix, 0, quantifier.prefix.length())) {
                    return quantifier;
                }
            }
            return ONE;
        }
    }

    /** The name of an operator, taken apart. */
    record Name(Quantifier quantifier, ConditionOperator operator, boolean ifExists) {
        private static final String IF_EXISTS = "IfExists";

        /** Null if there is no such operator. */
        static @Nullable Name parse(String text) {
            Quantifier quantifier = Quantifier.of(text);
            String base = text.substring(quantifier.prefix.length());
            boolean ifExists =
                    base.regionMatches(true, base.length() - IF_EXISTS.length(), IF_EXISTS, 0, IF_EXISTS.length());
            if (ifExists) {
                base = base.substring(0, base.length() - IF_EXISTS.length());
            }
            ConditionOperator operator = ConditionOperator.named(base);
            if (operator == null || (ifExists && operator == ConditionOperator.NULL)) {
                return null;
            }
            return new Name(quantifier, operator, ifExists);
        }
    }

    /** What a value of the request is tested for. */
    sealed interface Test permits ValueTests.AnyOf, Absence {}

    /**
     * {@code Null}.
     *
     * @param wanted whether the key must be absent; both at once hold for any request
     */
    record Absence(List<Boolean> wanted) implements Test {}

    static Condition of(Name name, String key, Test test, List<String> written) {
        return new Condition(
                name.quantifier(),
                name.ifExists(),
                name.operator().negated(),
                key.toLowerCase(Locale.ROOT),
                test,
                List.copyOf(written));
    }

    boolean holds(ConditionKeys keys) {
        List<String> values = keys.values(key);
        return switch (test) {
            case Absence absence -> absence.wanted().contains(values.isEmpty());
            case ValueTests.AnyOf any -> values.isEmpty() ? holdsWithoutKey() : holds(any, values, keys);
        };
    }

    private boolean holdsWithoutKey() {
        return ifExists
                || switch (quantifier) {
                    case ONE -> negated;
                    case ALL -> true;
                    case ANY -> false;
                };
    }

    private boolean holds(ValueTests.AnyOf any, List<String> values, ConditionKeys keys) {
        if (quantifier == Quantifier.ONE) {
            return anyPasses(any, values, keys, true) != negated;
        }
        if (values.size() == 1 && values.get(0).isEmpty()) {
            // "If the key values in the request resolve to an empty data set (for example, an empty string)".
            return quantifier == Quantifier.ALL;
        }
        return quantifier == Quantifier.ANY
                ? anyPasses(any, values, keys, !negated)
                : !anyPasses(any, values, keys, negated);
    }

    private static boolean anyPasses(ValueTests.AnyOf any, List<String> values, ConditionKeys keys, boolean outcome) {
        for (int i = 0; i < values.size(); i++) {
            if (any.accepts(values.get(i), keys) == outcome) {
                return true;
            }
        }
        return false;
    }
}
