package dev.kagemusha.policy;

import dev.kagemusha.policy.ConditionOperator.Comparison;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;

/** The tests behind the condition operators. A value of the request that does not read as what is compared passes none. */
final class ValueTests {
    private ValueTests() {}

    /** Whether a value of the request stands as asked to any of the values in the policy. */
    sealed interface AnyOf extends Condition.Test {
        boolean accepts(String value, ConditionKeys keys);
    }

    /** Null if a value of the policy is not one that the operator can compare with. */
    static Condition.@Nullable Test compile(ConditionOperator operator, List<String> values, boolean variables) {
        Comparison comparison = operator.comparison();
        return switch (operator.family()) {
            case STRING -> new Texts(texts(values, new TextPattern.Syntax(false, variables, false)));
            case STRING_IGNORING_CASE, BOOL -> new Texts(texts(values, new TextPattern.Syntax(false, variables, true)));
            case STRING_LIKE -> new Texts(texts(values, new TextPattern.Syntax(true, variables, false)));
            case ARN -> new ArnPatterns(texts(values, new TextPattern.Syntax(true, variables, false)));
            case NUMERIC -> {
                List<BigDecimal> numbers = all(values, ValueTests::number);
                yield numbers == null ? null : new Numbers(comparison, numbers);
            }
            case DATE -> {
                List<Instant> dates = all(values, Dates::parse);
                yield dates == null ? null : new Times(comparison, dates);
            }
            case BINARY -> {
                List<byte[]> bytes = all(values, ValueTests::bytes);
                yield bytes == null ? null : new Bytes(bytes);
            }
            case IP -> {
                List<IpRange> ranges = all(values, IpRange::parse);
                yield ranges == null ? null : new Addresses(ranges);
            }
            case NULL -> {
                List<Boolean> wanted = all(values, ValueTests::truth);
                yield wanted == null ? null : new Condition.Absence(wanted);
            }
        };
    }

    record Texts(List<TextPattern> patterns) implements AnyOf {
        @Override
        public boolean accepts(String value, ConditionKeys keys) {
            for (int i = 0; i < patterns.size(); i++) {
                if (patterns.get(i).matches(value, keys)) {
                    return true;
                }
            }
            return false;
        }
    }

    record ArnPatterns(List<TextPattern> patterns) implements AnyOf {
        @Override
        public boolean accepts(String value, ConditionKeys keys) {
            for (int i = 0; i < patterns.size(); i++) {
                String pattern = patterns.get(i).resolve(keys);
                if (pattern != null && Arns.matches(pattern, value)) {
                    return true;
                }
            }
            return false;
        }
    }

    record Numbers(Comparison comparison, List<BigDecimal> numbers) implements AnyOf {
        @Override
        public boolean accepts(String value, ConditionKeys keys) {
            BigDecimal number = number(value);
            if (number != null) {
                for (int i = 0; i < numbers.size(); i++) {
                    if (comparison.holds(number.compareTo(numbers.get(i)))) {
                        return true;
                    }
                }
            }
            return false;
        }
    }

    record Times(Comparison comparison, List<Instant> times) implements AnyOf {
        @Override
        public boolean accepts(String value, ConditionKeys keys) {
            Instant time = Dates.parse(value);
            if (time != null) {
                for (int i = 0; i < times.size(); i++) {
                    if (comparison.holds(time.compareTo(times.get(i)))) {
                        return true;
                    }
                }
            }
            return false;
        }
    }

    record Bytes(List<byte[]> wanted) implements AnyOf {
        @Override
        public boolean accepts(String value, ConditionKeys keys) {
            byte[] held = bytes(value);
            if (held != null) {
                for (int i = 0; i < wanted.size(); i++) {
                    if (Arrays.equals(wanted.get(i), held)) {
                        return true;
                    }
                }
            }
            return false;
        }
    }

    record Addresses(List<IpRange> ranges) implements AnyOf {
        @Override
        public boolean accepts(String value, ConditionKeys keys) {
            IpRange address = IpRange.parse(value);
            if (address != null) {
                for (int i = 0; i < ranges.size(); i++) {
                    if (ranges.get(i).contains(address)) {
                        return true;
                    }
                }
            }
            return false;
        }
    }

    private static List<TextPattern> texts(List<String> values, TextPattern.Syntax syntax) {
        List<TextPattern> patterns = new ArrayList<>(values.size());
        for (String value : values) {
            patterns.add(TextPattern.compile(value, syntax));
        }
        return List.copyOf(patterns);
    }

    private static <T> @Nullable List<T> all(List<String> values, Function<String, @Nullable T> parse) {
        List<T> parsed = new ArrayList<>(values.size());
        for (String value : values) {
            T one = parse.apply(value);
            if (one == null) {
                return null;
            }
            parsed.add(one);
        }
        return List.copyOf(parsed);
    }

    /** An integer or decimal; no exponents, whose cost would not be bounded by the length of the text. */
    private static @Nullable BigDecimal number(String text) {
        boolean digits = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') {
                digits = true;
            } else if (c != '.' && !(i == 0 && (c == '-' || c == '+'))) {
                return null;
            }
        }
        try {
            return digits ? new BigDecimal(text) : null;
        } catch (NumberFormatException notANumber) {
            return null;
        }
    }

    private static byte @Nullable [] bytes(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }

    private static @Nullable Boolean truth(String text) {
        if (text.equalsIgnoreCase("true")) {
            return true;
        }
        return text.equalsIgnoreCase("false") ? false : null;
    }
}
