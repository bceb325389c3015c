package dev.kagemusha.dynamodb.item;

import software.amazon.awssdk.core.SdkBytes;

import java.util.Arrays;

/**
 * The order of the three key types: strings by their UTF-8 bytes, binaries by unsigned bytes, numbers by value. It is
 * the order of sort keys and of {@code <}, {@code BETWEEN} and their like.
 */
public final class KeyOrder {
    private KeyOrder() {}

    /** Compares two values of the same type, which is S, N or B. */
    public static int compare(Value one, Value other) {
        if (one instanceof Value.S a && other instanceof Value.S b) {
            return compare(a.value(), b.value());
        }
        if (one instanceof Value.N a && other instanceof Value.N b) {
            return Numbers.compare(a.text(), b.text());
        }
        if (one instanceof Value.B a && other instanceof Value.B b) {
            return compare(a.bytes(), b.bytes());
        }
        throw new IllegalArgumentException("no order between " + one.type() + " and " + other.type());
    }

    /** Compares unsigned bytes. */
    static int compare(SdkBytes one, SdkBytes other) {
        return Arrays.compareUnsigned(one.asByteArrayUnsafe(), other.asByteArrayUnsafe());
    }

    /**
     * Compares as UTF-8 bytes would. Java's own order of strings differs for code points above U+FFFF, whose surrogates
     * sort below U+E000.
     */
    static int compare(String one, String other) {
        int shared = Math.min(one.length(), other.length());
        for (int i = 0; i < shared; i++) {
            char a = one.charAt(i);
            char b = other.charAt(i);
            if (a != b) {
                return Character.isSurrogate(a) == Character.isSurrogate(b) ? a - b : Character.isSurrogate(a) ? 1 : -1;
            }
        }
        return one.length() - other.length();
    }
}
