package dev.kagemusha.auth;

import java.security.MessageDigest;
import java.util.Arrays;

/**
 * HMAC-SHA-256 under one key, safe for all threads. The two halves of the key are hashed once and their states cloned,
 * which saves two of the four blocks a short message costs with {@code javax.crypto.Mac}, and needs no pool.
 */
final class Hmac {
    private static final int BLOCK = 64;

    private final MessageDigest inner;
    private final MessageDigest outer;

    Hmac(byte[] key) {
        byte[] block = Arrays.copyOf(key.length > BLOCK ? Scratch.newSha256().digest(key) : key, BLOCK);
        inner = started(block, 0x36);
        outer = started(block, 0x5c);
        Arrays.fill(block, (byte) 0);
    }

    private static MessageDigest started(byte[] block, int pad) {
        byte[] padded = new byte[BLOCK];
        for (int i = 0; i < BLOCK; i++) {
            padded[i] = (byte) (block[i] ^ pad);
        }
        MessageDigest digest = Scratch.newSha256();
        digest.update(padded);
        return digest;
    }

    byte[] sign(byte[] message) {
        return sign(message, 0, message.length);
    }

    byte[] sign(byte[] message, int offset, int length) {
        MessageDigest first = copy(inner);
        first.update(message, offset, length);
        byte[] hash = first.digest();
        MessageDigest second = copy(outer);
        second.update(hash);
        return second.digest();
    }

    private static MessageDigest copy(MessageDigest digest) {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e); // the JDK's can
        }
    }
}
