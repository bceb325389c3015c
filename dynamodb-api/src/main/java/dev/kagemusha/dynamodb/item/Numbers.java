package dev.kagemusha.dynamodb.item;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

import java.math.BigDecimal;
import java.util.function.Function;

/**
 * DynamoDB's numbers: up to 38 significant decimal digits, magnitude from 1e-130 to 9.99…e125, and zero.
 *
 * <p>A number is carried as its canonical text, which is also what AWS answers: plain decimal notation ({@code 1e3} comes
 * back as {@code 1000}), no leading or trailing zeros, no sign on zero. Canonical text makes equality a string
 * comparison, and order nearly so.
 */
public final class Numbers {
    private static final int MAX_DIGITS = 38;
    private static final int MAX_EXPONENT = 125;
    private static final int MIN_EXPONENT = -130;

    /** Any integer this short, with sign, fits a long, and so does the sum of two. */
    private static final int SHORT = 18;

    /** Longer text is not worth parsing: the longest number written out in full takes some 170 characters. */
    private static final int MAX_TEXT = 1_000;

    private Numbers() {}

    /**
     * The canonical text of {@code text}, which may have a sign, a fraction and an exponent.
     *
     * @throws DynamoDbException ValidationException if it is no number, too precise, too large or too small
     */
    public static String parse(String text) {
        return parse(text, DynamoDbErrors::validation);
    }

    /** As {@link #parse(String)}, with an error made of the reason by {@code refusal}. */
    static String parse(String text, Function<String, DynamoDbException> refusal) {
        if (isPlain(text)) {
            return text;
        }
        if (text.isEmpty()) {
            throw refusal.apply("The parameter cannot be converted to a numeric value");
        }
        BigDecimal number;
        try {
            checkCharacters(text);
            number = new BigDecimal(text);
        } catch (NumberFormatException notANumber) {
            return beyond(text, refusal);
        }
        return of(number, refusal);
    }

    /** The canonical text of a number; {@code refusal} makes the error of a reason. */
    public static String of(BigDecimal number, Function<String, DynamoDbException> refusal) {
        return canonical(number, refusal, "Attempting to store more than 38 significant digits in a Number");
    }

    /** The canonical text of a count or size. */
    public static String of(long value) {
        return Long.toString(value);
    }

    /**
     * The sum of two canonical numbers. AWS answers "Number overflow" both for a result out of range and for one that
     * would need more than 38 digits.
     */
    public static String add(String one, String other) {
        if (isShortInteger(one) && isShortInteger(other)) {
            return Long.toString(Long.parseLong(one) + Long.parseLong(other));
        }
        return canonical(new BigDecimal(one).add(new BigDecimal(other)), DynamoDbErrors::validation, OVERFLOW);
    }

    /** The difference of two canonical numbers, with the limits of {@link #add}. */
    public static String subtract(String one, String other) {
        if (isShortInteger(one) && isShortInteger(other)) {
            return Long.toString(Long.parseLong(one) - Long.parseLong(other));
        }
        return canonical(new BigDecimal(one).subtract(new BigDecimal(other)), DynamoDbErrors::validation, OVERFLOW);
    }

    /** Answers text that {@link BigDecimal} does not read, because it is no number or its exponent takes more than 32 bits. */
    private static String beyond(String text, Function<String, DynamoDbException> refusal) {
        int at = text.length() > MAX_TEXT ? -1 : Math.max(text.indexOf('e'), text.indexOf('E'));
        int digits = at + 1;
        boolean negative = at >= 0 && digits < text.length() && text.charAt(digits) == '-';
        if (negative || (at >= 0 && digits < text.length() && text.charAt(digits) == '+')) {
            digits++;
        }
        boolean exponent = at > 0 && digits < text.length();
        for (int i = digits; i < text.length() && exponent; i++) {
            exponent = text.charAt(i) >= '0' && text.charAt(i) <= '9';
        }
        if (exponent) {
            try {
                String mantissa = text.substring(0, at);
                checkCharacters(mantissa);
                if (new BigDecimal(mantissa).signum() == 0) {
                    return "0";
                }
                throw refusal.apply(negative ? UNDERFLOW : OVERFLOW);
            } catch (NumberFormatException notANumber) {
                exponent = false;
            }
        }
        throw refusal.apply("The parameter cannot be converted to a numeric value: " + text);
    }

    private static final String OVERFLOW =
            "Number overflow. Attempting to store a number with magnitude larger than supported range";
    private static final String UNDERFLOW =
            "Number underflow. Attempting to store a number with magnitude smaller than supported range";

    private static String canonical(
            BigDecimal number, Function<String, DynamoDbException> refusal, String tooPreciseReason) {
        if (number.signum() == 0) {
            return "0";
        }
        long exponent = (long) number.precision() - number.scale() - 1;
        if (exponent > MAX_EXPONENT) {
            throw refusal.apply(OVERFLOW);
        }
        if (exponent < MIN_EXPONENT) {
            throw refusal.apply(UNDERFLOW);
        }
        BigDecimal stripped = number.stripTrailingZeros();
        if (stripped.precision() > MAX_DIGITS) {
            throw refusal.apply(tooPreciseReason);
        }
        return stripped.toPlainString();
    }

    /** Orders two canonical numbers by value, without parsing them. */
    public static int compare(String one, String other) {
        boolean negative = one.charAt(0) == '-';
        if (negative != (other.charAt(0) == '-')) {
            return negative ? -1 : 1;
        }
        return negative ? compareMagnitudes(other, one, 1) : compareMagnitudes(one, other, 0);
    }

    /**
     * Equal lengths before the point align digit with digit, and the point itself sorts below every digit, so what is
     * left is text order.
     */
    private static int compareMagnitudes(String one, String other, int from) {
        int difference = integerEnd(one, from) - integerEnd(other, from);
        if (difference != 0) {
            return difference;
        }
        int shared = Math.min(one.length(), other.length());
        for (int i = from; i < shared; i++) {
            int byDigit = one.charAt(i) - other.charAt(i);
            if (byDigit != 0) {
                return byDigit;
            }
        }
        return one.length() - other.length();
    }

    private static int integerEnd(String text, int from) {
        int point = text.indexOf('.', from);
        return point < 0 ? text.length() : point;
    }

    /**
     * Bytes a canonical number counts in an item's size: one, plus one for each pair of significant digits (pairs are
     * aligned on the decimal point, leading and trailing zero pairs dropped), plus one if negative; at most 21.
     */
    static int size(String text) {
        int start = text.charAt(0) == '-' ? 1 : 0;
        int point = integerEnd(text, start);
        int first = -1;
        int last = -1;
        for (int i = start; i < text.length(); i++) {
            char digit = text.charAt(i);
            if (digit != '0' && digit != '.') {
                if (first < 0) {
                    first = i;
                }
                last = i;
            }
        }
        if (first < 0) {
            return 1;
        }
        int pairs = pair(first, point) - pair(last, point) + 1;
        return Math.min(pairs + 1 + start, 21);
    }

    /** The power of 100 that the digit at {@code position} belongs to. */
    private static int pair(int position, int point) {
        int power = position < point ? point - 1 - position : point - position;
        return Math.floorDiv(power, 2);
    }

    /** Whether {@code text} is canonical as it stands, without a closer look: most numbers that clients send are. */
    private static boolean isPlain(String text) {
        int length = text.length();
        if (length == 0 || length > MAX_DIGITS) {
            return false;
        }
        int start = text.charAt(0) == '-' ? 1 : 0;
        int point = -1;
        for (int i = start; i < length; i++) {
            char c = text.charAt(i);
            if (c == '.' && point < 0) {
                point = i;
            } else if (c < '0' || c > '9') {
                return false;
            }
        }
        int digits = (point < 0 ? length : point) - start;
        boolean zero = digits > 0 && text.charAt(start) == '0';
        if (point < 0) {
            return digits > 0 && (!zero || length == 1);
        }
        return digits > 0 && (!zero || digits == 1) && point < length - 1 && text.charAt(length - 1) != '0';
    }

    /** Whether {@code text} is canonical and fits a long. */
    static boolean isShortInteger(String text) {
        int length = text.length();
        if (length == 0 || length > SHORT) {
            return false;
        }
        int start = text.charAt(0) == '-' ? 1 : 0;
        if (start == length || (text.charAt(start) == '0' && length > 1)) {
            return false;
        }
        for (int i = start; i < length; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return false;
            }
        }
        return true;
    }

    /** {@link BigDecimal} also reads the digits of other scripts, and would take its time over very long text. */
    private static void checkCharacters(String text) {
        if (text.length() > MAX_TEXT) {
            throw new NumberFormatException();
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 'e') {
                throw new NumberFormatException();
            }
        }
    }
}
