package dev.kagemusha.service;

import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/** Request ids: UUID-shaped, unique in this process and unlikely to repeat in another. */
final class RequestIds {
    private static final char[] HEX = "0123456789abcdef".toCharArray();
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private final AtomicLong sequence = new AtomicLong(new SecureRandom().nextLong());
    private final long salt = new SecureRandom().nextLong();

    String next() {
        long n = sequence.addAndGet(GOLDEN);
        long high = (mix(n) & ~0xf000L) | 0x4000L;
        long low = (mix(n ^ salt) & ~(3L << 62)) | (2L << 62);
        char[] text = new char[36];
        put(text, 0, high, 60, 8);
        put(text, 9, high, 28, 4);
        put(text, 14, high, 12, 4);
        put(text, 19, low, 60, 4);
        put(text, 24, low, 44, 12);
        text[8] = text[13] = text[18] = text[23] = '-';
        return new String(text);
    }

    private static void put(char[] text, int at, long bits, int shift, int digits) {
        for (int i = 0; i < digits; i++) {
            text[at + i] = HEX[(int) (bits >>> (shift - 4 * i)) & 0xf];
        }
    }

    // Stafford's mix 13
    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
