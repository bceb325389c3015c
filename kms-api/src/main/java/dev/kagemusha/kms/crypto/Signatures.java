package dev.kagemusha.kms.crypto;

import software.amazon.awssdk.services.kms.model.MessageType;
import software.amazon.awssdk.services.kms.model.SigningAlgorithmSpec;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;

/**
 * Signs and verifies, by any algorithm. What goes together ({@link Capabilities#signing}, {@link #accepts}, {@link #digestLength}) is
 * the caller's to check.
 */
public final class Signatures {
    private Signatures() {}

    /** Signs. The form is what KMS answers: DER for ECDSA and SM2, the standard's own bytes for the others. */
    public static byte[] sign(KeyMaterial key, SigningAlgorithmSpec algorithm, MessageType type, byte[] message) {
        return switch (algorithm) {
            case ECDSA_SHA_256, ECDSA_SHA_384, ECDSA_SHA_512 ->
                EllipticCurve.sign(key, digest(algorithm, type, message));
            case ED25519_SHA_512 -> Edwards.sign(key, false, message);
            case ED25519_PH_SHA_512 -> Edwards.sign(key, true, message);
            case ML_DSA_SHAKE_256 -> MlDsa.sign(key, type == MessageType.EXTERNAL_MU, message);
            case SM2_DSA -> Sm2.sign(key, type == MessageType.DIGEST, message);
            case UNKNOWN_TO_SDK_VERSION -> throw new IllegalArgumentException("no such algorithm");
            default -> Rsa.sign(key, algorithm, digest(algorithm, type, message));
        };
    }

    /** Whether a signature is this key's over this message; false for bytes that are no signature at all. */
    public static boolean verify(
            KeyMaterial key, SigningAlgorithmSpec algorithm, MessageType type, byte[] message, byte[] signature) {
        return switch (algorithm) {
            case ECDSA_SHA_256, ECDSA_SHA_384, ECDSA_SHA_512 ->
                EllipticCurve.verify(key, digest(algorithm, type, message), signature);
            case ED25519_SHA_512 -> Edwards.verify(key, false, message, signature);
            case ED25519_PH_SHA_512 -> Edwards.verify(key, true, message, signature);
            case ML_DSA_SHAKE_256 -> MlDsa.verify(key, type == MessageType.EXTERNAL_MU, message, signature);
            case SM2_DSA -> Sm2.verify(key, type == MessageType.DIGEST, message, signature);
            case UNKNOWN_TO_SDK_VERSION -> throw new IllegalArgumentException("no such algorithm");
            default -> Rsa.verify(key, algorithm, digest(algorithm, type, message), signature);
        };
    }

    /** Whether an algorithm takes messages of this type: {@code MessageType} of Sign, KMS API reference. */
    public static boolean accepts(SigningAlgorithmSpec algorithm, MessageType type) {
        return switch (algorithm) {
            case ED25519_SHA_512 -> type == MessageType.RAW;
            case ED25519_PH_SHA_512 -> type == MessageType.DIGEST;
            case ML_DSA_SHAKE_256 -> type == MessageType.RAW || type == MessageType.EXTERNAL_MU;
            default -> type == MessageType.RAW || type == MessageType.DIGEST;
        };
    }

    /** Bytes of a message that is a digest, or an external μ. */
    public static int digestLength(SigningAlgorithmSpec algorithm) {
        return switch (algorithm) {
            case RSASSA_PSS_SHA_256, RSASSA_PKCS1_V1_5_SHA_256, ECDSA_SHA_256, SM2_DSA -> 32;
            case RSASSA_PSS_SHA_384, RSASSA_PKCS1_V1_5_SHA_384, ECDSA_SHA_384 -> 48;
            default -> MlDsa.MU;
        };
    }

    private static byte[] digest(SigningAlgorithmSpec algorithm, MessageType type, byte[] message) {
        if (type == MessageType.DIGEST) {
            return message;
        }
        try {
            return MessageDigest.getInstance(
                            switch (digestLength(algorithm)) {
                                case 32 -> "SHA-256";
                                case 48 -> "SHA-384";
                                default -> "SHA-512";
                            })
                    .digest(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
