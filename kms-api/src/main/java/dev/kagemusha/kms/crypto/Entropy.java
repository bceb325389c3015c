package dev.kagemusha.kms.crypto;

import java.security.SecureRandom;

/** Where random bits come from: the operating system, through one thread-safe source. */
public final class Entropy {
    static final SecureRandom SOURCE = new SecureRandom();

    private Entropy() {}

    /** This many random bytes. */
    public static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        SOURCE.nextBytes(bytes);
        return bytes;
    }
}
