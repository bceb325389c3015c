package dev.kagemusha.dynamodb.item;

import software.amazon.awssdk.core.SdkBytes;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Key values as bytes whose unsigned order is {@link KeyOrder}, one after another if need be.
 *
 * <p>Each encoding ends by itself, so a composite key is a plain concatenation and still sorts component by component:
 *
 * <pre>
 * S, B     := tag, bytes with 00 written as 00 FF, then 00 01
 * zero     := tag
 * positive := tag, exponent + 130, digits two by two plus one, 00
 * negative := tag, and of the positive every byte inverted
 * </pre>
 *
 * The exponent is that of scientific notation, -130 to 125, and fits a byte. Digit pairs start at the first significant
 * digit, the last pair is filled with a zero; since canonical numbers end in no zero, equal numbers have equal bytes.
 */
public final class KeyCodec {
    private static final int TAG_NEGATIVE = 0x10;
    private static final int TAG_ZERO = 0x11;
    private static final int TAG_POSITIVE = 0x12;
    private static final int TAG_S = 0x20;
    private static final int TAG_B = 0x30;

    private static final int ESCAPED = 0xFF;
    private static final int END = 0x01;
    private static final int EXPONENT_BIAS = 130;

    private KeyCodec() {}

    /** The bytes of {@code keys}, each S, N or B, in order. */
    public static byte[] encode(Value... keys) {
        ByteWriter out = new ByteWriter(64);
        for (Value key : keys) {
            write(key, out);
        }
        return out.toByteArray();
    }

    /**
     * The common beginning of the encodings of all values that begin with {@code prefix}, an S or B; what
     * {@code begins_with} on a sort key scans.
     */
    public static byte[] encodePrefix(Value prefix) {
        ByteWriter out = new ByteWriter(64);
        switch (prefix) {
            case Value.S s -> escape(TAG_S, s.value().getBytes(StandardCharsets.UTF_8), out);
            case Value.B b -> escape(TAG_B, b.bytes().asByteArrayUnsafe(), out);
            default -> throw new IllegalArgumentException(prefix.type() + " has no prefixes");
        }
        return out.toByteArray();
    }

    /** Reads one value at the buffer's position and leaves the position behind it. */
    public static Value decode(ByteBuffer in) {
        int tag = in.get();
        return switch (tag) {
            case TAG_S -> new Value.S(new String(unescape(in), StandardCharsets.UTF_8));
            case TAG_B -> new Value.B(SdkBytes.fromByteArrayUnsafe(unescape(in)));
            case TAG_ZERO -> new Value.N("0");
            case TAG_POSITIVE -> new Value.N(number(in, 0));
            case TAG_NEGATIVE -> new Value.N(number(in, 0xFF));
            default -> throw new IllegalStateException("an unknown key tag " + tag);
        };
    }

    /** Reads the one value that {@code bytes} hold. */
    public static Value decode(byte[] bytes) {
        return decode(ByteBuffer.wrap(bytes));
    }

    private static void write(Value key, ByteWriter out) {
        switch (key) {
            case Value.S s -> {
                escape(TAG_S, s.value().getBytes(StandardCharsets.UTF_8), out);
                out.write(0);
                out.write(END);
            }
            case Value.B b -> {
                escape(TAG_B, b.bytes().asByteArrayUnsafe(), out);
                out.write(0);
                out.write(END);
            }
            case Value.N n -> writeNumber(n.text(), out);
            default -> throw new IllegalArgumentException(key.type() + " cannot be a key");
        }
    }

    private static void escape(int tag, byte[] bytes, ByteWriter out) {
        out.write(tag);
        int zero = 0;
        while (zero < bytes.length && bytes[zero] != 0) {
            zero++;
        }
        if (zero == bytes.length) {
            out.write(bytes);
            return;
        }
        for (byte b : bytes) {
            out.write(b);
            if (b == 0) {
                out.write(ESCAPED);
            }
        }
    }

    private static byte[] unescape(ByteBuffer in) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(in.remaining());
        while (true) {
            byte b = in.get();
            if (b == 0 && (in.get() & 0xFF) == END) {
                return out.toByteArray();
            }
            out.write(b);
        }
    }

    private static void writeNumber(String text, ByteWriter out) {
        if (text.equals("0")) {
            out.write(TAG_ZERO);
            return;
        }
        boolean negative = text.charAt(0) == '-';
        int invert = negative ? 0xFF : 0;
        int start = negative ? 1 : 0;
        int point = text.indexOf('.');
        int integerEnd = point < 0 ? text.length() : point;
        int first = start;
        while (text.charAt(first) == '0' || text.charAt(first) == '.') {
            first++;
        }
        int end = text.length();
        while (text.charAt(end - 1) == '0') {
            end--;
        }
        int exponent = first < integerEnd ? integerEnd - 1 - first : integerEnd - first;
        out.write(negative ? TAG_NEGATIVE : TAG_POSITIVE);
        out.write((exponent + EXPONENT_BIAS) ^ invert);
        int high = -1;
        for (int i = first; i < end; i++) {
            char c = text.charAt(i);
            if (c == '.') {
                continue;
            }
            if (high < 0) {
                high = c - '0';
            } else {
                out.write((high * 10 + c - '0' + 1) ^ invert);
                high = -1;
            }
        }
        if (high >= 0) {
            out.write((high * 10 + 1) ^ invert);
        }
        out.write(invert);
    }

    private static String number(ByteBuffer in, int invert) {
        int exponent = ((in.get() & 0xFF) ^ invert) - EXPONENT_BIAS;
        StringBuilder digits = new StringBuilder(40);
        int pair = (in.get() & 0xFF) ^ invert;
        while (pair != 0) {
            digits.append((char) ('0' + (pair - 1) / 10)).append((char) ('0' + (pair - 1) % 10));
            pair = (in.get() & 0xFF) ^ invert;
        }
        if (digits.charAt(digits.length() - 1) == '0') {
            digits.setLength(digits.length() - 1);
        }
        if (exponent < 0) {
            digits.insert(0, "0".repeat(-exponent - 1)).insert(0, "0.");
        } else if (exponent >= digits.length() - 1) {
            digits.repeat('0', exponent - digits.length() + 1);
        } else {
            digits.insert(exponent + 1, '.');
        }
        if (invert != 0) {
            digits.insert(0, '-');
        }
        return digits.toString();
    }
}
