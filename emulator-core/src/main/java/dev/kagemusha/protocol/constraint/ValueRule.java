package dev.kagemusha.protocol.constraint;

import dev.kagemusha.protocol.MemberConstraint;
import dev.kagemusha.protocol.constraint.ConstraintValidator.Path;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The constraints of one value. */
final class ValueRule {
    /** Texts up to this many units are matched as they are. */
    private static final int SHORT = 64;
    /** Texts up to this many units are matched although they are too long. */
    private static final int LOOKED_AT = 16 * 1024;

    private final MemberConstraint constraint;
    private final Set<String> values;
    private final @Nullable Pattern pattern;
    private final long minLength;
    private final long maxLength;
    private final double min;
    private final double max;

    private ValueRule(MemberConstraint constraint) {
        this.constraint = constraint;
        this.values = Set.copyOf(constraint.values());
        this.pattern = constraint.pattern() == null ? null : Pattern.compile(constraint.pattern());
        this.minLength = constraint.minLength() == null ? 0 : constraint.minLength();
        this.maxLength = constraint.maxLength() == null ? Long.MAX_VALUE : constraint.maxLength();
        this.min = constraint.min() == null
                ? Double.NEGATIVE_INFINITY
                : constraint.min().doubleValue();
        this.max = constraint.max() == null
                ? Double.POSITIVE_INFINITY
                : constraint.max().doubleValue();
    }

    static ValueRule of(MemberConstraint constraint) {
        return new ValueRule(constraint);
    }

    boolean passes(@Nullable Object value) {
        if (value == null) {
            return !constraint.required();
        }
        if (value instanceof String text) {
            int units = text.length();
            return (units <= maxLength || text.codePointCount(0, units) <= maxLength)
                    && (minLength == 0 || text.codePointCount(0, units) >= minLength)
                    && (values.isEmpty() || values.contains(text))
                    && follows(text);
        }
        if (value instanceof Number number) {
            return inRange(number);
        }
        long length = length(value);
        return length >= minLength && length <= maxLength;
    }

    /** Whether the text follows the pattern; a long one that makes the search go back and forth too often, or too deep, does not. */
    private boolean follows(String text) {
        if (pattern == null) {
            return true;
        }
        if (text.length() <= SHORT) {
            return pattern.matcher(text).matches();
        }
        try {
            return pattern.matcher(new Measured(text)).matches();
        } catch (Measured.Spent | StackOverflowError e) { // the JDK matches a repeated group by recursion
            return false;
        }
    }

    private boolean inRange(Number number) {
        if (number instanceof BigDecimal exact) {
            return (constraint.min() == null || exact.compareTo(constraint.min()) >= 0)
                    && (constraint.max() == null || exact.compareTo(constraint.max()) <= 0);
        }
        double value = number.doubleValue();
        return value >= min && value <= max;
    }

    private static long length(Object value) {
        return switch (value) {
            case String text -> text.codePointCount(0, text.length());
            case Collection<?> collection -> collection.size();
            case Map<?, ?> map -> map.size();
            case SdkBytes bytes -> bytes.asByteArrayUnsafe().length;
            default -> 0;
        };
    }

    /** How AWS shows this value in a message: not at all when it is a secret. */
    String value(@Nullable Object value) {
        return constraint.sensitive() && value != null ? "" : Violations.quoted(value);
    }

    /** Adds each constraint that the value breaks. */
    void violations(@Nullable Object value, Path path, Violations found) {
        if (value == null) {
            found.add(value(null), path, "Member must not be null");
            return;
        }
        String shown = value(value);
        if (value instanceof String text) {
            if (!values.isEmpty() && !values.contains(text)) {
                found.add(shown, path, oneOf());
            }
            // AWS lists both violations of a value that is too long and off its pattern as well. One that is far too
            // long is not
            // looked at: the search must not cost more than the request is worth.
            if ((text.length() <= LOOKED_AT || length(text) <= maxLength) && !follows(text)) {
                found.add(shown, path, "Member must satisfy regular expression pattern: " + constraint.pattern());
            }
        }
        if (value instanceof Number number) {
            if (!inRange(number)) {
                boolean low = constraint.min() != null && number.doubleValue() < min;
                found.add(
                        shown,
                        path,
                        low
                                ? "Member must have value greater than or equal to " + constraint.min()
                                : "Member must have value less than or equal to " + constraint.max());
            }
            return;
        }
        long length = length(value);
        if (length < minLength) {
            found.add(shown, path, "Member must have length greater than or equal to " + minLength);
        }
        if (length > maxLength) {
            found.add(shown, path, "Member must have length less than or equal to " + maxLength);
        }
    }

    private String oneOf() {
        return "Member must satisfy enum value set: " + constraint.values();
    }

    /** All constraints in brackets, as AWS lists those of a collection's elements whichever of them is broken. */
    @Override
    public String toString() {
        List<String> all = new ArrayList<>();
        if (!values.isEmpty()) {
            all.add(oneOf());
        }
        if (constraint.maxLength() != null) {
            all.add("Member must have length less than or equal to " + maxLength);
        }
        if (constraint.minLength() != null) {
            all.add("Member must have length greater than or equal to " + minLength);
        }
        if (constraint.max() != null) {
            all.add("Member must have value less than or equal to " + constraint.max());
        }
        if (constraint.min() != null) {
            all.add("Member must have value greater than or equal to " + constraint.min());
        }
        if (pattern != null) {
            all.add("Member must satisfy regular expression pattern: " + constraint.pattern());
        }
        return all.toString();
    }
}
