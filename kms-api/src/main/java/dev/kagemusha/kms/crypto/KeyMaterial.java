package dev.kagemusha.kms.crypto;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kms.model.KeySpec;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What a key is made of. The arrays are not copied: nobody writes into them.
 *
 * @param secret the key itself: raw bytes for symmetric and HMAC keys, the private key as PKCS#8 for key pairs
 * @param publicKey the public key as X.509 SubjectPublicKeyInfo; null for symmetric and HMAC keys
 */
public record KeyMaterial(KeySpec spec, byte[] secret, byte @Nullable [] publicKey) {
    private static final int SYMMETRIC_BYTES = 32;

    /** New random material. An RSA key of 4,096 bits takes about a second. */
    public static KeyMaterial generate(KeySpec spec) {
        return switch (spec) {
            case SYMMETRIC_DEFAULT -> new KeyMaterial(spec, Entropy.bytes(SYMMETRIC_BYTES), null);
            case HMAC_224, HMAC_256, HMAC_384, HMAC_512 ->
                new KeyMaterial(spec, Entropy.bytes(Macs.shortestKey(spec)), null);
            case RSA_2048, RSA_3072, RSA_4096 -> Rsa.generate(spec);
            case ECC_NIST_P256, ECC_NIST_P384, ECC_NIST_P521, ECC_SECG_P256_K1, SM2 -> EllipticCurve.generate(spec);
            case ECC_NIST_EDWARDS25519 -> Edwards.generate();
            case ML_DSA_44, ML_DSA_65, ML_DSA_87 -> MlDsa.generate(spec);
            case UNKNOWN_TO_SDK_VERSION -> throw new IllegalArgumentException("no such key spec");
        };
    }

    /**
     * Material that somebody brings: raw bytes, or a private key as PKCS#8, to which the public key is found.
     *
     * @return null when the bytes are no key of this spec
     */
    public static @Nullable KeyMaterial of(KeySpec spec, byte[] imported) {
        return switch (spec) {
            case SYMMETRIC_DEFAULT ->
                imported.length == SYMMETRIC_BYTES ? new KeyMaterial(spec, imported.clone(), null) : null;
            case HMAC_224, HMAC_256, HMAC_384, HMAC_512 ->
                imported.length >= Macs.shortestKey(spec) && imported.length <= Macs.longestKey(spec)
                        ? new KeyMaterial(spec, imported.clone(), null)
                        : null;
            case UNKNOWN_TO_SDK_VERSION -> null;
            default -> KeyPairs.ofPrivateKey(spec, imported);
        };
    }

    /** One value for both halves, for a store to seal. */
    public byte[] encoded() {
        int publicLength = publicKey == null ? 0 : publicKey.length;
        ByteBuffer all = ByteBuffer.allocate(Integer.BYTES + secret.length + publicLength);
        all.putInt(secret.length).put(secret);
        if (publicKey != null) {
            all.put(publicKey);
        }
        return all.array();
    }

    /** The opposite of {@link #encoded}. */
    public static KeyMaterial decode(KeySpec spec, byte[] encoded) {
        int length = ByteBuffer.wrap(encoded).getInt();
        int middle = Integer.BYTES + length;
        return new KeyMaterial(
                spec,
                Arrays.copyOfRange(encoded, Integer.BYTES, middle),
                Capabilities.asymmetric(spec) ? Arrays.copyOfRange(encoded, middle, encoded.length) : null);
    }

    byte[] publicHalf() {
        if (publicKey == null) {
            throw new IllegalStateException(spec + " has no public key");
        }
        return publicKey;
    }

    /** Says nothing about the key itself. */
    @Override
    public String toString() {
        return "material of " + spec;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof KeyMaterial its
                && spec == its.spec
                && Arrays.equals(secret, its.secret)
                && Arrays.equals(publicKey, its.publicKey);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(publicKey == null ? secret : publicKey);
    }
}
