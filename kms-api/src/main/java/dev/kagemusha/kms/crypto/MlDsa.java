package dev.kagemusha.kms.crypto;

import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.generators.MLDSAKeyPairGenerator;
import org.bouncycastle.crypto.params.MLDSAKeyGenerationParameters;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.MLDSASigner;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kms.model.KeySpec;

/** ML-DSA (FIPS 204), hedged, with an empty context. Bouncy Castle takes the external μ, which the JDK's does not. */
final class MlDsa {
    /** Bytes of μ. */
    static final int MU = 64;

    private MlDsa() {}

    static KeyMaterial generate(KeySpec spec) {
        MLDSAParameters parameters = parameters(spec);
        if (parameters == null) {
            throw new IllegalArgumentException(spec + " is none of ML-DSA");
        }
        MLDSAKeyPairGenerator generator = new MLDSAKeyPairGenerator();
        generator.init(new MLDSAKeyGenerationParameters(Entropy.SOURCE, parameters));
        AsymmetricCipherKeyPair pair = generator.generateKeyPair();
        return KeyPairs.encoded(spec, pair.getPrivate(), pair.getPublic());
    }

    static @Nullable MLDSAParameters parameters(KeySpec spec) {
        return switch (spec) {
            case ML_DSA_44 -> MLDSAParameters.ml_dsa_44;
            case ML_DSA_65 -> MLDSAParameters.ml_dsa_65;
            case ML_DSA_87 -> MLDSAParameters.ml_dsa_87;
            default -> null;
        };
    }

    static byte[] sign(KeyMaterial key, boolean mu, byte[] message) {
        MLDSASigner signer = new MLDSASigner();
        signer.init(true, new ParametersWithRandom(KeyPairs.secretParameter(key), Entropy.SOURCE));
        try {
            if (mu) {
                return signer.generateMuSignature(message);
            }
            signer.update(message, 0, message.length);
            return signer.generateSignature();
        } catch (CryptoException e) {
            throw new IllegalStateException(e);
        }
    }

    static boolean verify(KeyMaterial key, boolean mu, byte[] message, byte[] signature) {
        MLDSASigner signer = new MLDSASigner();
        signer.init(false, KeyPairs.publicParameter(key));
        if (mu) {
            return signer.verifyMuSignature(message, signature);
        }
        signer.update(message, 0, message.length);
        return signer.verifySignature(signature);
    }
}
