package dev.kagemusha.protocol.shape;

import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.traits.TimestampFormatTrait.Format;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Base64;

/** Scalars as text: XML, query, headers, query parameters and labels write them alike. */
public final class Scalars {
    private Scalars() {}

    /**
     * @param usual the timestamp format of the place
     * @throws IllegalArgumentException when the text is no such scalar
     */
    public static Object parse(Member member, String text, Format usual) {
        return switch (member.kind()) {
            case STRING -> text;
            case BOOLEAN -> bool(text);
            case BYTE -> Byte.valueOf(text.strip());
            case SHORT -> Short.valueOf(text.strip());
            case INTEGER -> Integer.valueOf(text.strip());
            case LONG -> Long.valueOf(text.strip());
            case FLOAT -> (float) number(text);
            case DOUBLE -> number(text);
            case DECIMAL -> decimal(text);
            case TIMESTAMP -> Timestamps.parse(text.strip(), member.format(usual));
            case BYTES -> SdkBytes.fromByteArrayUnsafe(Base64.getMimeDecoder().decode(text));
            default -> throw new IllegalArgumentException(member.kind().toString());
        };
    }

    /** @param millis whether an ISO timestamp always has its milliseconds, as S3 writes it */
    public static String format(Member member, Object value, Format usual, boolean millis) {
        return switch (member.kind()) {
            case STRING -> (String) value;
            case FLOAT, DOUBLE -> number(((Number) value).doubleValue(), value);
            case DECIMAL -> ((BigDecimal) value).toPlainString();
            case TIMESTAMP -> Timestamps.format((Instant) value, member.format(usual), millis);
            case BYTES -> Base64.getEncoder().encodeToString(((SdkBytes) value).asByteArrayUnsafe());
            default -> value.toString();
        };
    }

    private static Boolean bool(String text) {
        String stripped = text.strip();
        if (stripped.equalsIgnoreCase("true") || stripped.equals("1")) {
            return Boolean.TRUE;
        }
        if (stripped.equalsIgnoreCase("false") || stripped.equals("0")) {
            return Boolean.FALSE;
        }
        throw new IllegalArgumentException(text);
    }

    private static double number(String text) {
        String stripped = text.strip();
        return switch (stripped) {
            case "Infinity", "INF" -> Double.POSITIVE_INFINITY;
            case "-Infinity", "-INF" -> Double.NEGATIVE_INFINITY;
            case "NaN" -> Double.NaN;
            default -> {
                // Java's own suffixes and hexadecimal floats are no numbers on the wire.
                for (int i = 0; i < stripped.length(); i++) {
                    char c = stripped.charAt(i);
                    if ((c < '0' || c > '9') && c != '+' && c != '-' && c != '.' && c != 'e' && c != 'E') {
                        throw new IllegalArgumentException(text);
                    }
                }
                yield Double.parseDouble(stripped);
            }
        };
    }

    /** A decimal number; one with a huge exponent is refused, for its arithmetic would take all memory. */
    static BigDecimal decimal(String text) {
        BigDecimal number = text.length() > 400 ? null : new BigDecimal(text.strip());
        if (number == null || Math.abs(number.scale()) > 400) {
            throw new IllegalArgumentException("a number too long");
        }
        return number;
    }

    private static String number(double number, Object value) {
        if (number == Math.rint(number) && Math.abs(number) < 1e15) {
            return Long.toString((long) number) + ".0";
        }
        return value.toString();
    }
}
