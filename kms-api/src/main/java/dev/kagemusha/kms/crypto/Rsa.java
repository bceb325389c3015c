package dev.kagemusha.kms.crypto;

import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.Signer;
import org.bouncycastle.crypto.digests.NullDigest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.engines.RSABlindedEngine;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.PSSSigner;
import org.bouncycastle.crypto.signers.RSADigestSigner;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kms.model.EncryptionAlgorithmSpec;
import software.amazon.awssdk.services.kms.model.KeySpec;
import software.amazon.awssdk.services.kms.model.SigningAlgorithmSpec;

import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.MGF1ParameterSpec;

/**
 * RSA. The JDK makes keys and encrypts; it cannot sign a digest that is already there, so Bouncy Castle signs. The masks of OAEP and PSS
 * use the hash of the algorithm's name, and PSS a salt as long as that hash.
 */
final class Rsa {
    private Rsa() {}

    static KeyMaterial generate(KeySpec spec) {
        return generate(spec, bits(spec));
    }

    /** @param spec what the material is said to be; wrapping keys are RSA keys too */
    static KeyMaterial generate(KeySpec spec, int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            KeyPair pair = generator.generateKeyPair();
            return new KeyMaterial(
                    spec, pair.getPrivate().getEncoded(), pair.getPublic().getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Of the modulus; 0 for specs that are not RSA's. */
    static int bits(KeySpec spec) {
        return switch (spec) {
            case RSA_2048 -> 2048;
            case RSA_3072 -> 3072;
            case RSA_4096 -> 4096;
            default -> 0;
        };
    }

    // ---- encryption

    /** RFC 8017 §7.1.1: the modulus less two hashes and two bytes. */
    static int longestPlaintext(KeySpec spec, EncryptionAlgorithmSpec algorithm) {
        int hash = algorithm == EncryptionAlgorithmSpec.RSAES_OAEP_SHA_1 ? 20 : 32;
        return bits(spec) / 8 - 2 * hash - 2;
    }

    static byte[] encrypt(KeyMaterial key, boolean sha1, byte[] plain) {
        try {
            return oaep(Cipher.ENCRYPT_MODE, KeyPairs.publicKey("RSA", key), sha1)
                    .doFinal(plain);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte @Nullable [] decrypt(KeyMaterial key, boolean sha1, byte[] encrypted) {
        try {
            return oaep(Cipher.DECRYPT_MODE, KeyPairs.secretKey("RSA", key), sha1)
                    .doFinal(encrypted);
        } catch (BadPaddingException | IllegalBlockSizeException e) {
            return null;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Cipher oaep(int mode, Key key, boolean sha1) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
        cipher.init(
                mode,
                key,
                sha1
                        ? new OAEPParameterSpec("SHA-1", "MGF1", MGF1ParameterSpec.SHA1, PSource.PSpecified.DEFAULT)
                        : new OAEPParameterSpec(
                                "SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT));
        return cipher;
    }

    // ---- signatures

    static byte[] sign(KeyMaterial key, SigningAlgorithmSpec algorithm, byte[] digest) {
        Signer signer = signer(algorithm);
        signer.init(true, new ParametersWithRandom(KeyPairs.secretParameter(key), Entropy.SOURCE));
        signer.update(digest, 0, digest.length);
        try {
            return signer.generateSignature();
        } catch (CryptoException e) {
            throw new IllegalStateException(e);
        }
    }

    static boolean verify(KeyMaterial key, SigningAlgorithmSpec algorithm, byte[] digest, byte[] signature) {
        Signer signer = signer(algorithm);
        signer.init(false, KeyPairs.publicParameter(key));
        signer.update(digest, 0, digest.length);
        return signer.verifySignature(signature);
    }

    private static Signer signer(SigningAlgorithmSpec algorithm) {
        return switch (algorithm) {
            case RSASSA_PSS_SHA_256 -> pss(new SHA256Digest(), new SHA256Digest());
            case RSASSA_PSS_SHA_384 -> pss(new SHA384Digest(), new SHA384Digest());
            case RSASSA_PSS_SHA_512 -> pss(new SHA512Digest(), new SHA512Digest());
            case RSASSA_PKCS1_V1_5_SHA_256 -> pkcs1(NISTObjectIdentifiers.id_sha256);
            case RSASSA_PKCS1_V1_5_SHA_384 -> pkcs1(NISTObjectIdentifiers.id_sha384);
            case RSASSA_PKCS1_V1_5_SHA_512 -> pkcs1(NISTObjectIdentifiers.id_sha512);
            default -> throw new IllegalArgumentException(algorithm + " is none of RSA");
        };
    }

    private static Signer pss(Digest content, Digest mask) {
        return PSSSigner.createRawSigner(
                new RSABlindedEngine(), content, mask, content.getDigestSize(), PSSSigner.TRAILER_IMPLICIT);
    }

    private static Signer pkcs1(ASN1ObjectIdentifier hash) {
        return new RSADigestSigner(new NullDigest(), hash);
    }
}
