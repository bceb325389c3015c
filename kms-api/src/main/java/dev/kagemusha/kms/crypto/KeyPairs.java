package dev.kagemusha.kms.crypto;

import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.params.RSAPrivateCrtKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.PrivateKeyInfoFactory;
import org.bouncycastle.crypto.util.PublicKeyFactory;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kms.model.KeySpec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;

/** Key pairs between their encodings and the objects that the JDK and Bouncy Castle work with. */
final class KeyPairs {
    private KeyPairs() {}

    /** The material of a private key in PKCS#8, or null when it is no key of this spec. */
    static @Nullable KeyMaterial ofPrivateKey(KeySpec spec, byte[] pkcs8) {
        try {
            PrivateKeyInfo info = PrivateKeyInfo.getInstance(pkcs8);
            AsymmetricKeyParameter secret = PrivateKeyFactory.createKey(info);
            AsymmetricKeyParameter open = publicKey(spec, secret);
            return open == null ? null : new KeyMaterial(spec, info.getEncoded(), encoded(open));
        } catch (IOException | RuntimeException e) { // whatever a parser throws at bytes that are no key
            return null;
        }
    }

    private static @Nullable AsymmetricKeyParameter publicKey(KeySpec spec, AsymmetricKeyParameter secret) {
        return switch (secret) {
            case RSAPrivateCrtKeyParameters rsa ->
                rsa.getModulus().bitLength() == Rsa.bits(spec)
                        ? new RSAKeyParameters(false, rsa.getModulus(), rsa.getPublicExponent())
                        : null;
            case ECPrivateKeyParameters ec -> {
                if (!EllipticCurve.isOn(spec, ec.getParameters())) {
                    yield null;
                }
                yield new ECPublicKeyParameters(
                        new FixedPointCombMultiplier()
                                .multiply(ec.getParameters().getG(), ec.getD()),
                        EllipticCurve.domain(spec));
            }
            case Ed25519PrivateKeyParameters ed ->
                spec == KeySpec.ECC_NIST_EDWARDS25519 ? ed.generatePublicKey() : null;
            case MLDSAPrivateKeyParameters ml ->
                ml.getParameters().equals(MlDsa.parameters(spec)) ? ml.getPublicKeyParameters() : null;
            default -> null;
        };
    }

    static KeyMaterial encoded(KeySpec spec, AsymmetricKeyParameter secret, AsymmetricKeyParameter open) {
        try {
            return new KeyMaterial(
                    spec, PrivateKeyInfoFactory.createPrivateKeyInfo(secret).getEncoded(), encoded(open));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] encoded(AsymmetricKeyParameter open) throws IOException {
        SubjectPublicKeyInfo info = SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(open);
        return info.getEncoded();
    }

    /** For Bouncy Castle. */
    static AsymmetricKeyParameter secretParameter(KeyMaterial material) {
        try {
            return PrivateKeyFactory.createKey(material.secret());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For Bouncy Castle. */
    static AsymmetricKeyParameter publicParameter(KeyMaterial material) {
        try {
            return PublicKeyFactory.createKey(material.publicHalf());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For the JDK. */
    static PrivateKey secretKey(String algorithm, KeyMaterial material) throws GeneralSecurityException {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(material.secret()));
    }

    /** For the JDK. */
    static PublicKey publicKey(String algorithm, KeyMaterial material) throws GeneralSecurityException {
        return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(material.publicHalf()));
    }
}
