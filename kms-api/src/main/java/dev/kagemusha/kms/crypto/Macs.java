package dev.kagemusha.kms.crypto;

import software.amazon.awssdk.services.kms.model.KeySpec;
import software.amazon.awssdk.services.kms.model.MacAlgorithmSpec;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;

/** HMAC, in each of its four lengths. */
public final class Macs {
    private Macs() {}

    public static byte[] generate(KeyMaterial key, MacAlgorithmSpec algorithm, byte[] message) {
        String name =
                switch (algorithm) {
                    case HMAC_SHA_224 -> "HmacSHA224";
                    case HMAC_SHA_256 -> "HmacSHA256";
                    case HMAC_SHA_384 -> "HmacSHA384";
                    case HMAC_SHA_512 -> "HmacSHA512";
                    case UNKNOWN_TO_SDK_VERSION -> throw new IllegalArgumentException("no such algorithm");
                };
        try {
            Mac mac = Mac.getInstance(name);
            mac.init(new SecretKeySpec(key.secret(), name));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Compares in constant time. */
    public static boolean verify(KeyMaterial key, MacAlgorithmSpec algorithm, byte[] message, byte[] mac) {
        return MessageDigest.isEqual(generate(key, algorithm, message), mac);
    }

    /** Bytes of generated keys, and the fewest that imported ones have: as many as the output. */
    static int shortestKey(KeySpec spec) {
        return switch (spec) {
            case HMAC_224 -> 28;
            case HMAC_256 -> 32;
            case HMAC_384 -> 48;
            default -> 64;
        };
    }

    /** The most bytes that imported keys have: the block of the hash. */
    static int longestKey(KeySpec spec) {
        return spec == KeySpec.HMAC_224 || spec == KeySpec.HMAC_256 ? 64 : 128;
    }
}
