package dev.kagemusha.kms.crypto;

import software.amazon.awssdk.services.kms.model.EncryptionAlgorithmSpec;
import software.amazon.awssdk.services.kms.model.KeyAgreementAlgorithmSpec;
import software.amazon.awssdk.services.kms.model.KeySpec;
import software.amazon.awssdk.services.kms.model.KeyUsageType;
import software.amazon.awssdk.services.kms.model.MacAlgorithmSpec;
import software.amazon.awssdk.services.kms.model.SigningAlgorithmSpec;

import java.util.List;

/**
 * What each key spec is good for: "Key spec reference" of the KMS developer guide. Lists are in the order in which DescribeKey
 * shows them.
 */
public final class Capabilities {
    private static final List<SigningAlgorithmSpec> RSA_SIGNING = List.of(
            SigningAlgorithmSpec.RSASSA_PKCS1_V1_5_SHA_256,
            SigningAlgorithmSpec.RSASSA_PKCS1_V1_5_SHA_384,
            SigningAlgorithmSpec.RSASSA_PKCS1_V1_5_SHA_512,
            SigningAlgorithmSpec.RSASSA_PSS_SHA_256,
            SigningAlgorithmSpec.RSASSA_PSS_SHA_384,
            SigningAlgorithmSpec.RSASSA_PSS_SHA_512);

    private static final List<EncryptionAlgorithmSpec> RSA_ENCRYPTION =
            List.of(EncryptionAlgorithmSpec.RSAES_OAEP_SHA_1, EncryptionAlgorithmSpec.RSAES_OAEP_SHA_256);

    private Capabilities() {}

    /** The usages a key of this spec may be made for. */
    public static List<KeyUsageType> usages(KeySpec spec) {
        return switch (spec) {
            case SYMMETRIC_DEFAULT -> List.of(KeyUsageType.ENCRYPT_DECRYPT);
            case HMAC_224, HMAC_256, HMAC_384, HMAC_512 -> List.of(KeyUsageType.GENERATE_VERIFY_MAC);
            case RSA_2048, RSA_3072, RSA_4096 -> List.of(KeyUsageType.ENCRYPT_DECRYPT, KeyUsageType.SIGN_VERIFY);
            case ECC_NIST_P256, ECC_NIST_P384, ECC_NIST_P521 ->
                List.of(KeyUsageType.SIGN_VERIFY, KeyUsageType.KEY_AGREEMENT);
            case ECC_SECG_P256_K1, ECC_NIST_EDWARDS25519, ML_DSA_44, ML_DSA_65, ML_DSA_87 ->
                List.of(KeyUsageType.SIGN_VERIFY);
            case SM2 -> List.of(KeyUsageType.ENCRYPT_DECRYPT, KeyUsageType.SIGN_VERIFY, KeyUsageType.KEY_AGREEMENT);
            case UNKNOWN_TO_SDK_VERSION -> List.of();
        };
    }

    /** Algorithms of Encrypt and Decrypt. */
    public static List<EncryptionAlgorithmSpec> encryption(KeySpec spec) {
        return switch (spec) {
            case SYMMETRIC_DEFAULT -> List.of(EncryptionAlgorithmSpec.SYMMETRIC_DEFAULT);
            case RSA_2048, RSA_3072, RSA_4096 -> RSA_ENCRYPTION;
            case SM2 -> List.of(EncryptionAlgorithmSpec.SM2_PKE);
            default -> List.of();
        };
    }

    /** Algorithms of Sign and Verify. */
    public static List<SigningAlgorithmSpec> signing(KeySpec spec) {
        return switch (spec) {
            case RSA_2048, RSA_3072, RSA_4096 -> RSA_SIGNING;
            case ECC_NIST_P256, ECC_SECG_P256_K1 -> List.of(SigningAlgorithmSpec.ECDSA_SHA_256);
            case ECC_NIST_P384 -> List.of(SigningAlgorithmSpec.ECDSA_SHA_384);
            case ECC_NIST_P521 -> List.of(SigningAlgorithmSpec.ECDSA_SHA_512);
            case ECC_NIST_EDWARDS25519 ->
                List.of(SigningAlgorithmSpec.ED25519_SHA_512, SigningAlgorithmSpec.ED25519_PH_SHA_512);
            case ML_DSA_44, ML_DSA_65, ML_DSA_87 -> List.of(SigningAlgorithmSpec.ML_DSA_SHAKE_256);
            case SM2 -> List.of(SigningAlgorithmSpec.SM2_DSA);
            default -> List.of();
        };
    }

    /** Algorithms of GenerateMac and VerifyMac. */
    public static List<MacAlgorithmSpec> mac(KeySpec spec) {
        return switch (spec) {
            case HMAC_224 -> List.of(MacAlgorithmSpec.HMAC_SHA_224);
            case HMAC_256 -> List.of(MacAlgorithmSpec.HMAC_SHA_256);
            case HMAC_384 -> List.of(MacAlgorithmSpec.HMAC_SHA_384);
            case HMAC_512 -> List.of(MacAlgorithmSpec.HMAC_SHA_512);
            default -> List.of();
        };
    }

    /** Algorithms of DeriveSharedSecret. */
    public static List<KeyAgreementAlgorithmSpec> agreement(KeySpec spec) {
        return usages(spec).contains(KeyUsageType.KEY_AGREEMENT) ? List.of(KeyAgreementAlgorithmSpec.ECDH) : List.of();
    }

    /** Whether a key of this spec is a pair of keys. */
    public static boolean asymmetric(KeySpec spec) {
        return switch (spec) {
            case SYMMETRIC_DEFAULT, HMAC_224, HMAC_256, HMAC_384, HMAC_512 -> false;
            default -> true;
        };
    }
}
