package dev.kagemusha.kms.operation;

import dev.kagemusha.kms.crypto.Capabilities;
import dev.kagemusha.kms.crypto.OpenSsl;
import dev.kagemusha.testing.RunningServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DataKeyPairSpec;
import software.amazon.awssdk.services.kms.model.EncryptionAlgorithmSpec;
import software.amazon.awssdk.services.kms.model.KeyAgreementAlgorithmSpec;
import software.amazon.awssdk.services.kms.model.KeySpec;
import software.amazon.awssdk.services.kms.model.KeyUsageType;
import software.amazon.awssdk.services.kms.model.MacAlgorithmSpec;
import software.amazon.awssdk.services.kms.model.MessageType;
import software.amazon.awssdk.services.kms.model.SigningAlgorithmSpec;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Public keys, signatures and ciphertexts of the running emulator, in OpenSSL's hands. */
final class OpenSslConformanceTest {
    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags();

    private static final SdkBytes MESSAGE = SdkBytes.fromUtf8String("what is signed");

    @TempDir
    Path directory;

    private final KmsClient kms = SERVER.client(KmsClient.builder());
    private OpenSsl openssl;
    private String message;

    @BeforeEach
    void writeMessage() throws Exception {
        openssl = new OpenSsl(directory);
        message = openssl.file("message", MESSAGE.asByteArray());
    }

    private String key(KeySpec spec, KeyUsageType usage) throws Exception {
        String id = kms.createKey(k -> k.keySpec(spec).keyUsage(usage))
                .keyMetadata()
                .keyId();
        openssl.publicKey(kms.getPublicKey(g -> g.keyId(id)).publicKey().asByteArray());
        return id;
    }

    /** Those that OpenSSL 3.0 knows: Ed25519ph and ML-DSA came later, and have other judges. */
    static Stream<Arguments> signers() {
        return Stream.of(
                        KeySpec.RSA_2048,
                        KeySpec.ECC_NIST_P256,
                        KeySpec.ECC_NIST_P384,
                        KeySpec.ECC_NIST_P521,
                        KeySpec.ECC_SECG_P256_K1,
                        KeySpec.ECC_NIST_EDWARDS25519,
                        KeySpec.SM2)
                .flatMap(spec -> Capabilities.signing(spec).stream()
                        .filter(algorithm -> algorithm != SigningAlgorithmSpec.ED25519_PH_SHA_512)
                        .map(algorithm -> Arguments.of(spec, algorithm)));
    }

    @ParameterizedTest
    @MethodSource("signers")
    void signaturesVerify(KeySpec spec, SigningAlgorithmSpec algorithm) throws Exception {
        String key = key(spec, KeyUsageType.SIGN_VERIFY);
        byte[] signature = kms.sign(
                        s -> s.keyId(key).signingAlgorithm(algorithm).message(MESSAGE))
                .signature()
                .asByteArray();

        assertThat(verify(algorithm, signature).exit()).isZero();
        signature[signature.length - 1] ^= 1;
        assertThat(verify(algorithm, signature).exit()).isNotZero();
    }

    @ParameterizedTest
    @EnumSource(names = {"ECDSA_SHA_256", "RSASSA_PSS_SHA_384", "RSASSA_PKCS1_V1_5_SHA_512"})
    void signaturesOfDigestsVerifyAsThoseOfTheirMessages(SigningAlgorithmSpec algorithm) throws Exception {
        String name = algorithm.toString();
        String key = key(name.startsWith("EC") ? KeySpec.ECC_NIST_P256 : KeySpec.RSA_2048, KeyUsageType.SIGN_VERIFY);
        byte[] digest = openssl.ask("dgst", hash(algorithm), "-binary", message);

        byte[] signature = kms.sign(s -> s.keyId(key)
                        .signingAlgorithm(algorithm)
                        .messageType(MessageType.DIGEST)
                        .message(SdkBytes.fromByteArray(digest)))
                .signature()
                .asByteArray();

        assertThat(verify(algorithm, signature).exit()).isZero();
    }

    private static String hash(SigningAlgorithmSpec algorithm) {
        String name = algorithm.toString();
        return "-sha" + name.substring(name.length() - 3);
    }

    private OpenSsl.Ended verify(SigningAlgorithmSpec algorithm, byte[] signature) throws Exception {
        String made = openssl.file("signature", signature);
        List<String> command = new ArrayList<>();
        switch (algorithm) {
            case ED25519_SHA_512, SM2_DSA -> {
                command.addAll(List.of("pkeyutl", "-verify", "-rawin", "-pubin", "-inkey", "public.pem"));
                command.addAll(List.of("-sigfile", made, "-in", message));
                if (algorithm == SigningAlgorithmSpec.SM2_DSA) {
                    command.addAll(List.of("-digest", "sm3", "-pkeyopt", "distid:1234567812345678"));
                }
            }
            default -> {
                command.addAll(List.of("dgst", hash(algorithm), "-verify", "public.pem", "-signature", made));
                if (algorithm.toString().contains("PSS")) {
                    command.addAll(List.of("-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:digest"));
                }
                command.add(message);
            }
        }
        return openssl.run(command.toArray(String[]::new));
    }

    @ParameterizedTest
    @EnumSource(names = {"RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256"})
    void whatItEncryptsUnderOurPublicKeyOpens(EncryptionAlgorithmSpec algorithm) throws Exception {
        String key = key(KeySpec.RSA_2048, KeyUsageType.ENCRYPT_DECRYPT);
        String hash = algorithm == EncryptionAlgorithmSpec.RSAES_OAEP_SHA_1 ? "sha1" : "sha256";
        byte[] encrypted = openssl.ask(
                "pkeyutl",
                "-encrypt",
                "-pubin",
                "-inkey",
                "public.pem",
                "-in",
                message,
                "-pkeyopt",
                "rsa_padding_mode:oaep",
                "-pkeyopt",
                "rsa_oaep_md:" + hash,
                "-pkeyopt",
                "rsa_mgf1_md:" + hash);

        assertThat(kms.decrypt(d -> d.keyId(key)
                                .encryptionAlgorithm(algorithm)
                                .ciphertextBlob(SdkBytes.fromByteArray(encrypted)))
                        .plaintext())
                .isEqualTo(MESSAGE);
    }

    @Test
    void itDerivesTheSameSecret() throws Exception {
        String key = key(KeySpec.ECC_NIST_P384, KeyUsageType.KEY_AGREEMENT);
        openssl.ask("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384", "-out", "theirs.pem");
        byte[] theirs = openssl.ask("pkey", "-in", "theirs.pem", "-pubout", "-outform", "DER");
        byte[] secret = openssl.ask("pkeyutl", "-derive", "-inkey", "theirs.pem", "-peerkey", "public.pem");

        assertThat(kms.deriveSharedSecret(d -> d.keyId(key)
                                .keyAgreementAlgorithm(KeyAgreementAlgorithmSpec.ECDH)
                                .publicKey(SdkBytes.fromByteArray(theirs)))
                        .sharedSecret()
                        .asByteArray())
                .isEqualTo(secret);
    }

    @ParameterizedTest
    @EnumSource(
            value = DataKeyPairSpec.class,
            names = {"RSA_2048", "ECC_NIST_P256", "ECC_NIST_P521", "ECC_SECG_P256_K1", "ECC_NIST_EDWARDS25519", "SM2"})
    void itReadsDataKeyPairs(DataKeyPairSpec spec) throws Exception {
        String key = kms.createKey().keyMetadata().keyId();
        var pair = kms.generateDataKeyPair(g -> g.keyId(key).keyPairSpec(spec));
        String secret = openssl.pem(
                "private.pem", "PRIVATE KEY", pair.privateKeyPlaintext().asByteArray());

        openssl.ask("pkey", "-in", secret, "-check", "-noout");
        assertThat(openssl.ask("pkey", "-in", secret, "-pubout", "-outform", "DER"))
                .isEqualTo(pair.publicKey().asByteArray());
    }

    @Test
    void itComputesTheSameMac() throws Exception {
        String key = kms.createKey(k -> k.keySpec(KeySpec.HMAC_384)
                        .keyUsage(KeyUsageType.GENERATE_VERIFY_MAC)
                        .origin("EXTERNAL"))
                .keyMetadata()
                .keyId();
        byte[] secret = new byte[48];
        Arrays.fill(secret, (byte) 0x2a);
        var parameters = kms.getParametersForImport(
                g -> g.keyId(key).wrappingAlgorithm("RSAES_OAEP_SHA_256").wrappingKeySpec("RSA_2048"));
        openssl.publicKey(parameters.publicKey().asByteArray());
        byte[] wrapped = openssl.ask(
                "pkeyutl",
                "-encrypt",
                "-pubin",
                "-inkey",
                "public.pem",
                "-in",
                openssl.file("secret", secret),
                "-pkeyopt",
                "rsa_padding_mode:oaep",
                "-pkeyopt",
                "rsa_oaep_md:sha256");
        kms.importKeyMaterial(i -> i.keyId(key)
                .importToken(parameters.importToken())
                .encryptedKeyMaterial(SdkBytes.fromByteArray(wrapped))
                .expirationModel("KEY_MATERIAL_DOES_NOT_EXPIRE"));

        byte[] theirs = openssl.ask(
                "dgst",
                "-sha384",
                "-mac",
                "HMAC",
                "-macopt",
                "hexkey:" + HexFormat.of().formatHex(secret),
                "-binary",
                message);
        assertThat(kms.generateMac(g -> g.keyId(key)
                                .macAlgorithm(MacAlgorithmSpec.HMAC_SHA_384)
                                .message(MESSAGE))
                        .mac()
                        .asByteArray())
                .isEqualTo(theirs);
    }
}
