package dev.kagemusha.kms.operation;

import dev.kagemusha.kms.crypto.Capabilities;
import dev.kagemusha.kms.crypto.KeyMaterial;
import dev.kagemusha.kms.crypto.Signatures;
import dev.kagemusha.testing.RunningServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DataKeyPairSpec;
import software.amazon.awssdk.services.kms.model.DataKeySpec;
import software.amazon.awssdk.services.kms.model.EncryptionAlgorithmSpec;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyPairResponse;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyResponse;
import software.amazon.awssdk.services.kms.model.KeyAgreementAlgorithmSpec;
import software.amazon.awssdk.services.kms.model.KeySpec;
import software.amazon.awssdk.services.kms.model.KeyUsageType;
import software.amazon.awssdk.services.kms.model.MacAlgorithmSpec;
import software.amazon.awssdk.services.kms.model.MessageType;
import software.amazon.awssdk.services.kms.model.SigningAlgorithmSpec;

import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** What keys do, through the SDK's client. */
final class CryptographyConformanceTest {
    private static final SdkBytes MESSAGE = SdkBytes.fromUtf8String("a message of some length");

    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags();

    private static final Map<String, String> KEYS = new ConcurrentHashMap<>();

    private final KmsClient kms = SERVER.client(KmsClient.builder());

    /** One key of each kind for all tests: large RSA keys take a second to make. */
    private String key(KeySpec spec, KeyUsageType usage) {
        return KEYS.computeIfAbsent(spec + "/" + usage, missing -> kms.createKey(
                        k -> k.keySpec(spec).keyUsage(usage))
                .keyMetadata()
                .arn());
    }

    static Stream<Arguments> signers() {
        return Stream.of(KeySpec.values())
                .filter(spec -> spec != KeySpec.UNKNOWN_TO_SDK_VERSION)
                .flatMap(spec -> Capabilities.signing(spec).stream()
                        .flatMap(algorithm -> Stream.of(MessageType.RAW, MessageType.DIGEST, MessageType.EXTERNAL_MU)
                                .filter(type -> Signatures.accepts(algorithm, type))
                                .map(type -> Arguments.of(spec, algorithm, type))));
    }

    @ParameterizedTest
    @MethodSource("signers")
    void signsAndVerifies(KeySpec spec, SigningAlgorithmSpec algorithm, MessageType type) {
        String key = key(spec, KeyUsageType.SIGN_VERIFY);
        SdkBytes message = type == MessageType.RAW
                ? MESSAGE
                : SdkBytes.fromByteArray(new byte[Signatures.digestLength(algorithm)]);
        SdkBytes signature = kms.sign(s -> s.keyId(key)
                        .signingAlgorithm(algorithm)
                        .messageType(type)
                        .message(message))
                .signature();

        assertThat(kms.verify(v -> v.keyId(key)
                                .signingAlgorithm(algorithm)
                                .messageType(type)
                                .message(message)
                                .signature(signature))
                        .signatureValid())
                .isTrue();
        byte[] bent = signature.asByteArray();
        bent[bent.length / 2] ^= 1;
        Refusal.of(() -> kms.verify(v -> v.keyId(key)
                        .signingAlgorithm(algorithm)
                        .messageType(type)
                        .message(message)
                        .signature(SdkBytes.fromByteArray(bent))))
                .hasCode("KMSInvalidSignatureException");
    }

    @Test
    void everySigningAlgorithmOfTheSdkHasAKey() {
        assertThat(signers().map(arguments -> arguments.get()[1]).distinct())
                .containsExactlyInAnyOrderElementsOf(SigningAlgorithmSpec.knownValues());
        assertThat(Stream.of(KeySpec.values())
                        .flatMap(spec -> Capabilities.encryption(spec).stream())
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(EncryptionAlgorithmSpec.knownValues());
    }

    @Test
    void publicKeysVerifyElsewhere() throws Exception {
        String key = key(KeySpec.ECC_NIST_P256, KeyUsageType.SIGN_VERIFY);
        SdkBytes signature = kms.sign(s -> s.keyId(key)
                        .signingAlgorithm(SigningAlgorithmSpec.ECDSA_SHA_256)
                        .message(MESSAGE))
                .signature();
        Signature verifier = Signature.getInstance("SHA256withECDSA");
        verifier.initVerify(KeyFactory.getInstance("EC")
                .generatePublic(new X509EncodedKeySpec(
                        kms.getPublicKey(g -> g.keyId(key)).publicKey().asByteArray())));
        verifier.update(MESSAGE.asByteArray());
        assertThat(verifier.verify(signature.asByteArray())).isTrue();
    }

    static Stream<Arguments> encryptors() {
        return Stream.of(KeySpec.values()).flatMap(spec -> Capabilities.encryption(spec).stream()
                .map(algorithm -> Arguments.of(spec, algorithm)));
    }

    @ParameterizedTest
    @MethodSource("encryptors")
    void encryptsAndDecrypts(KeySpec spec, EncryptionAlgorithmSpec algorithm) {
        String key = key(spec, KeyUsageType.ENCRYPT_DECRYPT);
        SdkBytes blob = kms.encrypt(
                        e -> e.keyId(key).encryptionAlgorithm(algorithm).plaintext(MESSAGE))
                .ciphertextBlob();
        assertThat(kms.decrypt(d -> d.keyId(key).encryptionAlgorithm(algorithm).ciphertextBlob(blob))
                        .plaintext())
                .isEqualTo(MESSAGE);
        byte[] bent = blob.asByteArray();
        bent[bent.length - 1] ^= 1;
        Refusal.of(() -> kms.decrypt(
                        d -> d.keyId(key).encryptionAlgorithm(algorithm).ciphertextBlob(SdkBytes.fromByteArray(bent))))
                .hasCode("InvalidCiphertextException");
    }

    @ParameterizedTest
    @EnumSource(value = MacAlgorithmSpec.class, mode = EnumSource.Mode.EXCLUDE, names = "UNKNOWN_TO_SDK_VERSION")
    void authenticates(MacAlgorithmSpec algorithm) {
        KeySpec spec = KeySpec.fromValue(algorithm.toString().replace("_SHA", ""));
        String key = key(spec, KeyUsageType.GENERATE_VERIFY_MAC);
        SdkBytes mac = kms.generateMac(g -> g.keyId(key).macAlgorithm(algorithm).message(MESSAGE))
                .mac();
        assertThat(kms.verifyMac(v -> v.keyId(key)
                                .macAlgorithm(algorithm)
                                .message(MESSAGE)
                                .mac(mac))
                        .macValid())
                .isTrue();
        Refusal.of(() -> kms.verifyMac(v -> v.keyId(key)
                        .macAlgorithm(algorithm)
                        .message(SdkBytes.fromUtf8String("another"))
                        .mac(mac)))
                .hasCode("KMSInvalidMacException");
    }

    @ParameterizedTest
    @EnumSource(
            value = KeySpec.class,
            names = {"ECC_NIST_P256", "ECC_NIST_P384", "ECC_NIST_P521", "SM2"})
    void twoSidesDeriveTheSameSecret(KeySpec spec) {
        String mine = key(spec, KeyUsageType.KEY_AGREEMENT);
        String theirs = kms.createKey(k -> k.keySpec(spec).keyUsage(KeyUsageType.KEY_AGREEMENT))
                .keyMetadata()
                .arn();
        SdkBytes here = kms.deriveSharedSecret(d -> d.keyId(mine)
                        .keyAgreementAlgorithm(KeyAgreementAlgorithmSpec.ECDH)
                        .publicKey(kms.getPublicKey(g -> g.keyId(theirs)).publicKey()))
                .sharedSecret();
        SdkBytes there = kms.deriveSharedSecret(d -> d.keyId(theirs)
                        .keyAgreementAlgorithm(KeyAgreementAlgorithmSpec.ECDH)
                        .publicKey(kms.getPublicKey(g -> g.keyId(mine)).publicKey()))
                .sharedSecret();
        assertThat(here).isEqualTo(there);
    }

    // ---- symmetric encryption

    @Test
    void theContextIsAuthenticatedInAnyOrder() {
        String key = key(KeySpec.SYMMETRIC_DEFAULT, KeyUsageType.ENCRYPT_DECRYPT);
        SdkBytes blob = kms.encrypt(e -> e.keyId(key).plaintext(MESSAGE).encryptionContext(Map.of("a", "1", "b", "2")))
                .ciphertextBlob();
        assertThat(kms.decrypt(d -> d.ciphertextBlob(blob).encryptionContext(Map.of("b", "2", "a", "1")))
                        .plaintext())
                .isEqualTo(MESSAGE);
        Refusal.of(() -> kms.decrypt(d -> d.ciphertextBlob(blob).encryptionContext(Map.of("a", "1"))))
                .hasCode("InvalidCiphertextException");
    }

    @Test
    void aNamedKeyMustBeTheRightOne() {
        String key = key(KeySpec.SYMMETRIC_DEFAULT, KeyUsageType.ENCRYPT_DECRYPT);
        String another = kms.createKey().keyMetadata().arn();
        SdkBytes blob = kms.encrypt(e -> e.keyId(key).plaintext(MESSAGE)).ciphertextBlob();
        Refusal.of(() -> kms.decrypt(d -> d.ciphertextBlob(blob).keyId(another)))
                .hasCode("IncorrectKeyException")
                .hasMessage("The key ID in the request does not identify a CMK that can perform this operation.");

        SdkBytes moved = kms.reEncrypt(r -> r.ciphertextBlob(blob).destinationKeyId(another))
                .ciphertextBlob();
        assertThat(kms.decrypt(d -> d.ciphertextBlob(moved)).keyId()).isEqualTo(another);
        Refusal.of(() -> kms.decrypt(d -> d.ciphertextBlob(SdkBytes.fromUtf8String("nonsense"))))
                .hasCode("InvalidCiphertextException");
    }

    @Test
    void keysAreForOneUse() {
        String key = key(KeySpec.SYMMETRIC_DEFAULT, KeyUsageType.ENCRYPT_DECRYPT);
        Refusal.of(() -> kms.sign(
                        s -> s.keyId(key).message(MESSAGE).signingAlgorithm(SigningAlgorithmSpec.ECDSA_SHA_256)))
                .hasCode("InvalidKeyUsageException")
                .hasMessage(key + " key usage is ENCRYPT_DECRYPT which is not valid for Sign.");
        String signer = key(KeySpec.ECC_NIST_P256, KeyUsageType.SIGN_VERIFY);
        Refusal.of(() -> kms.sign(s ->
                        s.keyId(signer).message(MESSAGE).signingAlgorithm(SigningAlgorithmSpec.RSASSA_PSS_SHA_256)))
                .hasCode("InvalidKeyUsageException")
                .hasMessage("Algorithm RSASSA_PSS_SHA_256 is incompatible with key spec ECC_NIST_P256.");
        Refusal.of(() -> kms.sign(s -> s.keyId(signer)
                        .message(MESSAGE)
                        .messageType(MessageType.DIGEST)
                        .signingAlgorithm(SigningAlgorithmSpec.ECDSA_SHA_256)))
                .hasCode("ValidationException")
                .hasMessage("Digest is invalid length for algorithm ECDSA_SHA_256.");
    }

    // ---- data keys

    @Test
    void dataKeysAreDecryptedByTheirKey() {
        String key = key(KeySpec.SYMMETRIC_DEFAULT, KeyUsageType.ENCRYPT_DECRYPT);
        GenerateDataKeyResponse made = kms.generateDataKey(g -> g.keyId(key).keySpec(DataKeySpec.AES_256));
        assertThat(made.plaintext().asByteArray()).hasSize(32);
        assertThat(kms.decrypt(d -> d.ciphertextBlob(made.ciphertextBlob())).plaintext())
                .isEqualTo(made.plaintext());
        SdkBytes sealed = kms.generateDataKeyWithoutPlaintext(g -> g.keyId(key).numberOfBytes(7))
                .ciphertextBlob();
        assertThat(kms.decrypt(d -> d.ciphertextBlob(sealed)).plaintext().asByteArray())
                .hasSize(7);
        Refusal.of(() -> kms.generateDataKey(g -> g.keyId(key)))
                .hasCode("ValidationException")
                .hasMessage("Please specify either number of bytes or key spec.");
        assertThat(kms.generateRandom(g -> g.numberOfBytes(24)).plaintext().asByteArray())
                .hasSize(24);
    }

    @ParameterizedTest
    @EnumSource(
            value = DataKeyPairSpec.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"UNKNOWN_TO_SDK_VERSION", "RSA_3072", "RSA_4096"})
    void dataKeyPairsBelongTogether(DataKeyPairSpec spec) {
        String key = key(KeySpec.SYMMETRIC_DEFAULT, KeyUsageType.ENCRYPT_DECRYPT);
        GenerateDataKeyPairResponse pair =
                kms.generateDataKeyPair(g -> g.keyId(key).keyPairSpec(spec));
        assertThat(kms.decrypt(d -> d.ciphertextBlob(pair.privateKeyCiphertextBlob()))
                        .plaintext())
                .isEqualTo(pair.privateKeyPlaintext());
        KeyMaterial read = KeyMaterial.of(
                KeySpec.fromValue(spec.toString()), pair.privateKeyPlaintext().asByteArray());
        assertThat(read).isNotNull();
        assertThat(read.publicKey()).isEqualTo(pair.publicKey().asByteArray());
    }

    @Test
    void aDryRunChangesNothing() {
        String key = key(KeySpec.SYMMETRIC_DEFAULT, KeyUsageType.ENCRYPT_DECRYPT);
        Refusal.of(() -> kms.encrypt(e -> e.keyId(key).plaintext(MESSAGE).dryRun(true)))
                .hasCode("DryRunOperationException")
                .hasMessage("The request would have succeeded, but the DryRun option is set.");
    }

    @Test
    void quotasRefuseWhereTheyAreSwitchedOn() {
        try (RunningServer strict =
                RunningServer.withFlags("kms-request-quotas", "on").start()) {
            KmsClient limited = strict.client(KmsClient.builder());
            for (int i = 0; i < 5; i++) {
                limited.createKey();
            }
            Refusal.of(() -> {
                        for (int i = 0; i < 5; i++) {
                            limited.createKey();
                        }
                    })
                    .hasCode("ThrottlingException")
                    .hasMessage(
                            "You have exceeded the rate at which you may call KMS. Reduce the frequency of your calls.");
            strict.advance(java.time.Duration.ofSeconds(1));
            limited.createKey();
        }
    }

    @Test
    void pairsOfDataKeysHaveQuotasOfTheirOwn() {
        try (RunningServer strict =
                        RunningServer.withFlags("kms-request-quotas", "on").start();
                KmsClient china = KmsClient.builder()
                        .endpointOverride(strict.uri())
                        .region(Region.CN_NORTH_1)
                        .credentialsProvider(
                                StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                        .httpClient(UrlConnectionHttpClient.create())
                        .overrideConfiguration(o -> o.retryStrategy(r -> r.maxAttempts(1)))
                        .build()) {
            String key = china.createKey().keyMetadata().keyId();
            Refusal.of(() -> china.generateDataKeyPair(
                            g -> g.keyId(key).keyPairSpec("RSA_4096").dryRun(true)))
                    .hasCode("DryRunOperationException");
            Refusal.of(() -> china.generateDataKeyPair( // one in ten seconds
                            g -> g.keyId(key).keyPairSpec("RSA_4096").dryRun(true)))
                    .hasCode("ThrottlingException");
            china.generateDataKeyPair(g -> g.keyId(key).keyPairSpec("ECC_NIST_P256"));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ML_DSA_44             | ML_DSA_SHAKE_256   | DIGEST      | Message type DIGEST is incompatible with key spec ML_DSA_44.
            ML_DSA_65             | ML_DSA_SHAKE_256   | EXTERNAL_MU | External Mu is invalid length for algorithm ML_DSA_SHAKE_256.
            ECC_NIST_EDWARDS25519 | ED25519_SHA_512    | DIGEST      | Message type DIGEST is incompatible with algorithm ED25519_SHA_512.
            ECC_NIST_EDWARDS25519 | ED25519_PH_SHA_512 | RAW         | Message type RAW is incompatible with algorithm ED25519_PH_SHA_512.
            ECC_NIST_P256         | ECDSA_SHA_256      | DIGEST      | Digest is invalid length for algorithm ECDSA_SHA_256.
            """)
    void refusesMessagesThatAnAlgorithmDoesNotTake(String spec, String algorithm, String type, String text) {
        String key = key(KeySpec.fromValue(spec), KeyUsageType.SIGN_VERIFY);
        Refusal.of(() -> kms.sign(s -> s.keyId(key)
                        .signingAlgorithm(algorithm)
                        .messageType(type)
                        .message(MESSAGE)))
                .hasCode("ValidationException")
                .hasMessage(text);
    }

    @Test
    void agreesWithNoKeyOfAnotherCurve() {
        String key = key(KeySpec.ECC_NIST_P256, KeyUsageType.KEY_AGREEMENT);
        String foreign = key(KeySpec.ECC_NIST_P384, KeyUsageType.KEY_AGREEMENT);
        SdkBytes theirs = kms.getPublicKey(g -> g.keyId(foreign)).publicKey();
        Refusal.of(() -> kms.deriveSharedSecret(
                        d -> d.keyId(key).keyAgreementAlgorithm("ECDH").publicKey(theirs)))
                .hasCode("ValidationException");
    }
}
