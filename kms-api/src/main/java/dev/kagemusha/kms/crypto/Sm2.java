package dev.kagemusha.kms.crypto;

import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.digests.SM3Digest;
import org.bouncycastle.crypto.engines.SM2Engine;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.SM2Signer;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.bouncycastle.util.BigIntegers;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.Arrays;

/**
 * SM2: signatures over SM3 (GB/T 32918.2) with the default identity {@code 1234567812345678}, and encryption (GB/T 32918.4) with
 * ciphertexts in the DER form of GM/T 0009, as "Offline verification with SM2 key pairs" of the KMS developer guide describes both.
 * A digest that is given to be signed has that identity in it already.
 */
final class Sm2 {
    /** Of a plaintext: Encrypt, KMS API reference. */
    static final int LONGEST_PLAINTEXT = 1_024;

    private static final int COORDINATE = 32;
    private static final int HASH = 32;

    private Sm2() {}

    // ---- signatures

    static byte[] sign(KeyMaterial key, boolean digested, byte[] message) {
        SM2Signer signer = signer(digested, message);
        signer.init(true, new ParametersWithRandom(KeyPairs.secretParameter(key), Entropy.SOURCE));
        signer.update(message, 0, message.length);
        try {
            return signer.generateSignature();
        } catch (CryptoException e) {
            throw new IllegalStateException(e);
        }
    }

    static boolean verify(KeyMaterial key, boolean digested, byte[] message, byte[] signature) {
        SM2Signer signer = signer(digested, message);
        signer.init(false, KeyPairs.publicParameter(key));
        signer.update(message, 0, message.length);
        return signer.verifySignature(signature);
    }

    private static SM2Signer signer(boolean digested, byte[] message) {
        return digested ? new OfDigest(message) : new SM2Signer(StandardDSAEncoding.INSTANCE, new SM3Digest());
    }

    /** Signs a digest that was made elsewhere. */
    private static final class OfDigest extends SM2Signer {
        private final BigInteger digest;

        OfDigest(byte[] digest) {
            super(StandardDSAEncoding.INSTANCE, new SM3Digest());
            this.digest = new BigInteger(1, digest);
        }

        @Override
        protected BigInteger calculateE(BigInteger order, byte[] ofMessage) {
            return digest;
        }
    }

    // ---- encryption

    static byte[] encrypt(KeyMaterial key, byte[] plain) {
        SM2Engine engine = engine();
        engine.init(true, new ParametersWithRandom(KeyPairs.publicParameter(key), Entropy.SOURCE));
        try {
            byte[] flat = engine.processBlock(plain, 0, plain.length); // 04, x, y, hash, text
            int hash = 1 + 2 * COORDINATE;
            return new DERSequence(new ASN1Encodable[] {
                        new ASN1Integer(BigIntegers.fromUnsignedByteArray(flat, 1, COORDINATE)),
                        new ASN1Integer(BigIntegers.fromUnsignedByteArray(flat, 1 + COORDINATE, COORDINATE)),
                        new DEROctetString(Arrays.copyOfRange(flat, hash, hash + HASH)),
                        new DEROctetString(Arrays.copyOfRange(flat, hash + HASH, flat.length))
                    })
                    .getEncoded(ASN1Encoding.DER);
        } catch (InvalidCipherTextException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte @Nullable [] decrypt(KeyMaterial key, byte[] encrypted) {
        try {
            ASN1Sequence parts = ASN1Sequence.getInstance(encrypted);
            byte[] hash = ASN1OctetString.getInstance(parts.getObjectAt(2)).getOctets();
            byte[] text = ASN1OctetString.getInstance(parts.getObjectAt(3)).getOctets();
            if (parts.size() != 4 || hash.length != HASH) {
                return null;
            }
            byte[] flat = new byte[1 + 2 * COORDINATE + HASH + text.length];
            flat[0] = 4; // an uncompressed point
            coordinate(parts, 0, flat, 1);
            coordinate(parts, 1, flat, 1 + COORDINATE);
            System.arraycopy(hash, 0, flat, 1 + 2 * COORDINATE, HASH);
            System.arraycopy(text, 0, flat, 1 + 2 * COORDINATE + HASH, text.length);
            SM2Engine engine = engine();
            engine.init(false, KeyPairs.secretParameter(key));
            return engine.processBlock(flat, 0, flat.length);
        } catch (InvalidCipherTextException
                | RuntimeException e) { // whatever is thrown at bytes that are no ciphertext
            return null;
        }
    }

    private static void coordinate(ASN1Sequence parts, int index, byte[] into, int at) {
        BigInteger value = ASN1Integer.getInstance(parts.getObjectAt(index)).getPositiveValue();
        System.arraycopy(BigIntegers.asUnsignedByteArray(COORDINATE, value), 0, into, at, COORDINATE);
    }

    private static SM2Engine engine() {
        return new SM2Engine(new SM3Digest(), SM2Engine.Mode.C1C3C2);
    }
}
