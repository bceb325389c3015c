package dev.kagemusha.kms.crypto;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kms.model.AlgorithmSpec;
import software.amazon.awssdk.services.kms.model.KeySpec;
import software.amazon.awssdk.services.kms.model.WrappingKeySpec;

import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import java.security.GeneralSecurityException;
import java.util.Arrays;

/** The key pair under which key material is imported, and taking the wrapping off. */
public final class ImportWrapping {
    private ImportWrapping() {}

    /** A wrapping key: its public half is what GetParametersForImport answers. */
    public static KeyMaterial generate(WrappingKeySpec spec) {
        return switch (spec) {
            case RSA_2048 -> KeyMaterial.generate(KeySpec.RSA_2048);
            case RSA_3072 -> KeyMaterial.generate(KeySpec.RSA_3072);
            case RSA_4096 -> KeyMaterial.generate(KeySpec.RSA_4096);
            case SM2 -> KeyMaterial.generate(KeySpec.SM2);
            case UNKNOWN_TO_SDK_VERSION -> throw new IllegalArgumentException("no such key spec");
        };
    }

    /** The spec of the material that {@link #generate} gives, to decode it again. */
    public static KeySpec materialSpec(WrappingKeySpec spec) {
        return KeySpec.fromValue(spec.toString());
    }

    /**
     * Unwraps.
     *
     * @param algorithm not {@code RSAES_PKCS1_V1_5}, which AWS takes no more since October 2023
     * @return the plain key material, not yet checked; null when it was not wrapped so under this key
     */
    public static byte @Nullable [] unwrap(KeyMaterial wrapping, AlgorithmSpec algorithm, byte[] wrapped) {
        return switch (algorithm) {
            case RSAES_OAEP_SHA_1 -> Rsa.decrypt(wrapping, true, wrapped);
            case RSAES_OAEP_SHA_256 -> Rsa.decrypt(wrapping, false, wrapped);
            case RSA_AES_KEY_WRAP_SHA_1 -> unwrapTwice(wrapping, true, wrapped);
            case RSA_AES_KEY_WRAP_SHA_256 -> unwrapTwice(wrapping, false, wrapped);
            case SM2_PKE -> Sm2.decrypt(wrapping, wrapped);
            case RSAES_PKCS1_V1_5, UNKNOWN_TO_SDK_VERSION ->
                throw new IllegalArgumentException(algorithm + " is not supported");
        };
    }

    /** An AES key under OAEP, then the material under that key, wrapped with padding (RFC 5649). */
    private static byte @Nullable [] unwrapTwice(KeyMaterial wrapping, boolean sha1, byte[] wrapped) {
        int modulus = Rsa.bits(wrapping.spec()) / 8;
        if (wrapped.length <= modulus) {
            return null;
        }
        byte[] aes = Rsa.decrypt(wrapping, sha1, Arrays.copyOf(wrapped, modulus));
        if (aes == null || (aes.length != 16 && aes.length != 24 && aes.length != 32)) {
            return null;
        }
        try {
            Cipher cipher = Cipher.getInstance("AES/KWP/NoPadding");
            cipher.init(Cipher.UNWRAP_MODE, new SecretKeySpec(aes, "AES"));
            SecretKey key = (SecretKey)
                    cipher.unwrap(Arrays.copyOfRange(wrapped, modulus, wrapped.length), "RAW", Cipher.SECRET_KEY);
            return key.getEncoded();
        } catch (GeneralSecurityException e) {
            return null;
        }
    }
}
