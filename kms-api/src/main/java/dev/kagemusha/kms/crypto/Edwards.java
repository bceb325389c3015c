package dev.kagemusha.kms.crypto;

import software.amazon.awssdk.services.kms.model.KeySpec;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.EdDSAParameterSpec;

/**
 * Ed25519 and, with a hash in front of it, Ed25519ph. "When you specify ED25519_PH_SHA_512 with MessageType DIGEST, KMS still performs
 * the SHA-512 prehash. The input is hashed twice: once by you and once by KMS" (Sign, KMS API reference).
 */
final class Edwards {
    private static final String NAME = "Ed25519";

    private Edwards() {}

    static KeyMaterial generate() {
        try {
            KeyPair pair = KeyPairGenerator.getInstance(NAME).generateKeyPair();
            return new KeyMaterial(
                    KeySpec.ECC_NIST_EDWARDS25519,
                    pair.getPrivate().getEncoded(),
                    pair.getPublic().getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] sign(KeyMaterial key, boolean prehash, byte[] message) {
        try {
            Signature signature = Signature.getInstance(NAME);
            signature.setParameter(new EdDSAParameterSpec(prehash));
            signature.initSign(KeyPairs.secretKey(NAME, key));
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static boolean verify(KeyMaterial key, boolean prehash, byte[] message, byte[] signed) {
        try {
            Signature signature = Signature.getInstance(NAME);
            signature.setParameter(new EdDSAParameterSpec(prehash));
            signature.initVerify(KeyPairs.publicKey(NAME, key));
            signature.update(message);
            return signature.verify(signed);
        } catch (SignatureException e) { // not 64 bytes, or no point
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
