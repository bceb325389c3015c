package dev.kagemusha.time;

import java.security.SecureRandom;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Random ids. {@link #secure()} for real running, {@link #seeded} for tests that want the same ids each time. Thread-safe.
 */
public final class Ids {
    private static final char[] HEX = "0123456789abcdef".toCharArray();
    private static final char[] ALPHANUMERIC =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".toCharArray();
    private static final char[] UPPER_ALPHANUMERIC = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789".toCharArray();
    private static final char[] BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".toCharArray();
    private static final char[] DIGITS = "0123456789".toCharArray();

    private final Consumer<byte[]> source;

    private Ids(Consumer<byte[]> source) {
        this.source = source;
    }

    /** Ids that nobody can foresee: good for secrets. */
    public static Ids secure() {
        return new Ids(new SecureRandom()::nextBytes);
    }

    /** The same ids for the same seed, as long as they are asked for in the same order. */
    public static Ids seeded(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return new Ids(bytes -> {
            synchronized (random) {
                random.nextBytes(bytes);
            }
        });
    }

    public byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        source.accept(bytes);
        return bytes;
    }

    /** A random UUID (version 4). */
    public UUID uuid() {
        byte[] bytes = bytes(16);
        long high = (number(bytes, 0) & 0xffff_ffff_ffff_0fffL) | 0x4000L;
        long low = (number(bytes, 8) & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }

    /** A number from 0 to 2⁶³−1. */
    public long number() {
        return number(bytes(8), 0) & Long.MAX_VALUE;
    }

    private static long number(byte[] bytes, int at) {
        long value = 0;
        for (int i = at; i < at + 8; i++) {
            value = value << 8 | (bytes[i] & 0xff);
        }
        return value;
    }

    /** This many hexadecimal digits in lower case. */
    public String hex(int length) {
        return text(HEX, length);
    }

    /** This many of A–Z, a–z and 0–9. */
    public String alphanumeric(int length) {
        return text(ALPHANUMERIC, length);
    }

    /** This many of A–Z and 0–9, as in S3's request ids. */
    public String upperAlphanumeric(int length) {
        return text(UPPER_ALPHANUMERIC, length);
    }

    /** This many of A–Z and 2–7, as in access key ids. */
    public String base32(int length) {
        return text(BASE32, length);
    }

    public String digits(int length) {
        return text(DIGITS, length);
    }

    private String text(char[] alphabet, int length) {
        char[] text = new char[length];
        int mask = Integer.highestOneBit(alphabet.length - 1) * 2 - 1;
        int made = 0;
        while (made < length) {
            // Bytes outside the alphabet are thrown away, so that no character is likelier than another.
            for (byte b : bytes(length - made + 4)) {
                int index = b & mask;
                if (index < alphabet.length && made < length) {
                    text[made++] = alphabet[index];
                }
            }
        }
        return new String(text);
    }
}
