package dev.kagemusha.kms.crypto;

import org.bouncycastle.crypto.agreement.ECDHBasicAgreement;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.util.PublicKeyFactory;
import org.bouncycastle.util.BigIntegers;
import org.jspecify.annotations.Nullable;

import java.io.IOException;

/** ECDH (SP 800-56A §5.7.1.2): the shared secret is the x coordinate, as long as the curve's field. */
public final class Agreement {
    private Agreement() {}

    /**
     * Derives the secret shared with the owner of a public key.
     *
     * @param publicKey the other side's, as X.509 SubjectPublicKeyInfo
     * @return null when those bytes are no public key on this key's curve
     */
    public static byte @Nullable [] derive(KeyMaterial key, byte[] publicKey) {
        AsymmetricKeyParameter other;
        try {
            other = PublicKeyFactory.createKey(publicKey);
        } catch (IOException | RuntimeException e) { // whatever a parser throws at bytes that are no key
            return null;
        }
        if (!(other instanceof ECPublicKeyParameters ec) || !EllipticCurve.isOn(key.spec(), ec.getParameters())) {
            return null;
        }
        ECDHBasicAgreement agreement = new ECDHBasicAgreement();
        agreement.init(KeyPairs.secretParameter(key));
        return BigIntegers.asUnsignedByteArray(agreement.getFieldSize(), agreement.calculateAgreement(ec));
    }
}
