package dev.kagemusha.kms.crypto;

import org.bouncycastle.asn1.gm.GMObjectIdentifiers;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.generators.ECKeyPairGenerator;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECKeyGenerationParameters;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import software.amazon.awssdk.services.kms.model.KeySpec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.SignatureException;

/** ECDSA on the curves of NIST, which the JDK has, and on secp256k1, which it has no more. Signatures are DER, as X9.62 has them. */
final class EllipticCurve {
    private static final String RAW = "NONEwithECDSA";

    private EllipticCurve() {}

    static KeyMaterial generate(KeySpec spec) {
        ECKeyPairGenerator generator = new ECKeyPairGenerator();
        generator.init(new ECKeyGenerationParameters(domain(spec), Entropy.SOURCE));
        AsymmetricCipherKeyPair pair = generator.generateKeyPair();
        return KeyPairs.encoded(spec, pair.getPrivate(), pair.getPublic());
    }

    static ECDomainParameters domain(KeySpec spec) {
        return ECNamedDomainParameters.lookup(
                switch (spec) {
                    case ECC_NIST_P256 -> SECObjectIdentifiers.secp256r1;
                    case ECC_NIST_P384 -> SECObjectIdentifiers.secp384r1;
                    case ECC_NIST_P521 -> SECObjectIdentifiers.secp521r1;
                    case ECC_SECG_P256_K1 -> SECObjectIdentifiers.secp256k1;
                    case SM2 -> GMObjectIdentifiers.sm2p256v1;
                    default -> throw new IllegalArgumentException(spec + " is no such curve");
                });
    }

    /** Whether these are the parameters of this spec's curve. */
    static boolean isOn(KeySpec spec, ECDomainParameters parameters) {
        return switch (spec) {
            case ECC_NIST_P256, ECC_NIST_P384, ECC_NIST_P521, ECC_SECG_P256_K1, SM2 ->
                domain(spec).equals(parameters);
            default -> false;
        };
    }

    static byte[] sign(KeyMaterial key, byte[] digest) {
        if (key.spec() == KeySpec.ECC_SECG_P256_K1) {
            return signWithBouncyCastle(key, digest);
        }
        try {
            Signature signature = Signature.getInstance(RAW);
            signature.initSign(KeyPairs.secretKey("EC", key), Entropy.SOURCE);
            signature.update(digest);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static boolean verify(KeyMaterial key, byte[] digest, byte[] der) {
        if (key.spec() == KeySpec.ECC_SECG_P256_K1) {
            return verifyWithBouncyCastle(key, digest, der);
        }
        try {
            Signature signature = Signature.getInstance(RAW);
            signature.initVerify(KeyPairs.publicKey("EC", key));
            signature.update(digest);
            return signature.verify(der);
        } catch (SignatureException e) { // no DER
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] signWithBouncyCastle(KeyMaterial key, byte[] digest) {
        ECDSASigner signer = new ECDSASigner();
        signer.init(true, new ParametersWithRandom(KeyPairs.secretParameter(key), Entropy.SOURCE));
        BigInteger[] parts = signer.generateSignature(digest);
        try {
            return StandardDSAEncoding.INSTANCE.encode(signer.getOrder(), parts[0], parts[1]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean verifyWithBouncyCastle(KeyMaterial key, byte[] digest, byte[] der) {
        ECDSASigner signer = new ECDSASigner();
        signer.init(false, KeyPairs.publicParameter(key));
        BigInteger[] parts;
        try {
            parts = StandardDSAEncoding.INSTANCE.decode(signer.getOrder(), der);
        } catch (IOException | IllegalArgumentException e) { // no DER
            return false;
        }
        return signer.verifySignature(digest, parts[0], parts[1]);
    }
}
