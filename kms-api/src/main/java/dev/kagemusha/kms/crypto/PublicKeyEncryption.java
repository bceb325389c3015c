package dev.kagemusha.kms.crypto;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kms.model.EncryptionAlgorithmSpec;
import software.amazon.awssdk.services.kms.model.KeySpec;

/** Encryption under the public half of an RSA or SM2 key. */
public final class PublicKeyEncryption {
    private PublicKeyEncryption() {}

    /** The most bytes this key and algorithm encrypt. */
    public static int longestPlaintext(KeySpec spec, EncryptionAlgorithmSpec algorithm) {
        return algorithm == EncryptionAlgorithmSpec.SM2_PKE
                ? Sm2.LONGEST_PLAINTEXT
                : Rsa.longestPlaintext(spec, algorithm);
    }

    public static byte[] encrypt(KeyMaterial key, EncryptionAlgorithmSpec algorithm, byte[] plain) {
        return switch (algorithm) {
            case RSAES_OAEP_SHA_1 -> Rsa.encrypt(key, true, plain);
            case RSAES_OAEP_SHA_256 -> Rsa.encrypt(key, false, plain);
            case SM2_PKE -> Sm2.encrypt(key, plain);
            default -> throw new IllegalArgumentException(algorithm + " needs no public key");
        };
    }

    /** Decrypts; null when the bytes were not encrypted so under this key. */
    public static byte @Nullable [] decrypt(KeyMaterial key, EncryptionAlgorithmSpec algorithm, byte[] encrypted) {
        return switch (algorithm) {
            case RSAES_OAEP_SHA_1 -> Rsa.decrypt(key, true, encrypted);
            case RSAES_OAEP_SHA_256 -> Rsa.decrypt(key, false, encrypted);
            case SM2_PKE -> Sm2.decrypt(key, encrypted);
            default -> throw new IllegalArgumentException(algorithm + " needs no private key");
        };
    }
}
