package dev.kagemusha.kms.crypto;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.kms.model.AlgorithmSpec;
import software.amazon.awssdk.services.kms.model.EncryptionAlgorithmSpec;
import software.amazon.awssdk.services.kms.model.KeySpec;
import software.amazon.awssdk.services.kms.model.MessageType;
import software.amazon.awssdk.services.kms.model.SigningAlgorithmSpec;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Private keys of OpenSSL's, and what it makes with them: PKCS #1 byte for byte, the rest by opening and verifying. */
final class OpenSslTest {
    private static final byte[] MESSAGE = "a message that both sides have".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    Path directory;

    private OpenSsl openssl;
    private String message;

    @BeforeEach
    void writeMessage() throws Exception {
        openssl = new OpenSsl(directory);
        message = openssl.file("message", MESSAGE);
    }

    /** A new key that OpenSSL made, in {@code private.pem} and with us. */
    private KeyMaterial made(KeySpec spec, String... options) throws Exception {
        String[] all = new String[options.length + 3];
        all[0] = "genpkey";
        System.arraycopy(options, 0, all, 1, options.length);
        all[options.length + 1] = "-out";
        all[options.length + 2] = "private.pem";
        openssl.ask(all);
        byte[] pkcs8 = openssl.ask("pkcs8", "-topk8", "-nocrypt", "-in", "private.pem", "-outform", "DER");
        KeyMaterial key = Objects.requireNonNull(KeyMaterial.of(spec, pkcs8));
        openssl.ask("pkey", "-in", "private.pem", "-pubout", "-out", "public.pem");
        return key;
    }

    private KeyMaterial rsa(int bits) throws Exception {
        return made(KeySpec.fromValue("RSA_" + bits), "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:" + bits);
    }

    @ParameterizedTest
    @CsvSource({
        "RSASSA_PKCS1_V1_5_SHA_256, sha256",
        "RSASSA_PKCS1_V1_5_SHA_384, sha384",
        "RSASSA_PKCS1_V1_5_SHA_512, sha512"
    })
    void pkcs1SignaturesAreTheSameBytes(SigningAlgorithmSpec algorithm, String hash) throws Exception {
        KeyMaterial key = rsa(2048);
        byte[] theirs = openssl.ask("dgst", "-" + hash, "-sign", "private.pem", message);
        byte[] digest = openssl.ask("dgst", "-" + hash, "-binary", message);

        assertThat(Signatures.sign(key, algorithm, MessageType.RAW, MESSAGE)).isEqualTo(theirs);
        assertThat(Signatures.sign(key, algorithm, MessageType.DIGEST, digest)).isEqualTo(theirs);
        assertThat(Signatures.verify(key, algorithm, MessageType.RAW, MESSAGE, theirs))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({"RSASSA_PSS_SHA_256, sha256", "RSASSA_PSS_SHA_384, sha384", "RSASSA_PSS_SHA_512, sha512"})
    void pssSignaturesOfItsVerify(SigningAlgorithmSpec algorithm, String hash) throws Exception {
        KeyMaterial key = rsa(3072);
        byte[] theirs = openssl.ask(
                "dgst",
                "-" + hash,
                "-sigopt",
                "rsa_padding_mode:pss",
                "-sigopt",
                "rsa_pss_saltlen:digest",
                "-sign",
                "private.pem",
                message);

        assertThat(Signatures.verify(key, algorithm, MessageType.RAW, MESSAGE, theirs))
                .isTrue();
        assertThat(Signatures.verify(
                        key, SigningAlgorithmSpec.RSASSA_PKCS1_V1_5_SHA_256, MessageType.RAW, MESSAGE, theirs))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "ECC_NIST_P256, P-256, ECDSA_SHA_256, sha256",
        "ECC_NIST_P384, P-384, ECDSA_SHA_384, sha384",
        "ECC_NIST_P521, P-521, ECDSA_SHA_512, sha512",
        "ECC_SECG_P256_K1, secp256k1, ECDSA_SHA_256, sha256"
    })
    void ecdsaSignaturesOfItsVerify(KeySpec spec, String curve, SigningAlgorithmSpec algorithm, String hash)
            throws Exception {
        KeyMaterial key = made(spec, "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:" + curve);
        byte[] theirs = openssl.ask("dgst", "-" + hash, "-sign", "private.pem", message);

        assertThat(Signatures.verify(key, algorithm, MessageType.RAW, MESSAGE, theirs))
                .isTrue();
    }

    @Test
    void sm2SignaturesOfItsVerify() throws Exception {
        KeyMaterial key = made(KeySpec.SM2, "-algorithm", "SM2");
        byte[] theirs = openssl.ask(
                "pkeyutl",
                "-sign",
                "-rawin",
                "-digest",
                "sm3",
                "-inkey",
                "private.pem",
                "-in",
                message,
                "-pkeyopt",
                "distid:1234567812345678");

        assertThat(Signatures.verify(key, SigningAlgorithmSpec.SM2_DSA, MessageType.RAW, MESSAGE, theirs))
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256"})
    void oaepGoesBothWays(EncryptionAlgorithmSpec algorithm) throws Exception {
        KeyMaterial key = rsa(2048);
        String hash = algorithm == EncryptionAlgorithmSpec.RSAES_OAEP_SHA_1 ? "sha1" : "sha256";
        byte[] theirs = oaep("-encrypt", "public.pem", message, hash);
        String ours = openssl.file("ours", PublicKeyEncryption.encrypt(key, algorithm, MESSAGE));

        assertThat(PublicKeyEncryption.decrypt(key, algorithm, theirs)).isEqualTo(MESSAGE);
        assertThat(oaep("-decrypt", "private.pem", ours, hash)).isEqualTo(MESSAGE);
        theirs[7] ^= 1;
        assertThat(PublicKeyEncryption.decrypt(key, algorithm, theirs)).isNull();
    }

    private byte[] oaep(String direction, String key, String in, String hash) throws Exception {
        String[] which = direction.equals("-encrypt") ? new String[] {"-pubin", "-inkey"} : new String[] {"-inkey"};
        return openssl.ask(Stream.of(new String[] {"pkeyutl", direction}, which, new String[] {
                    key,
                    "-in",
                    in,
                    "-pkeyopt",
                    "rsa_padding_mode:oaep",
                    "-pkeyopt",
                    "rsa_oaep_md:" + hash,
                    "-pkeyopt",
                    "rsa_mgf1_md:" + hash
                })
                .flatMap(Arrays::stream)
                .toArray(String[]::new));
    }

    @Test
    void sm2EncryptionGoesBothWays() throws Exception {
        KeyMaterial key = made(KeySpec.SM2, "-algorithm", "SM2");
        byte[] theirs = openssl.ask(
                "pkeyutl", "-encrypt", "-pubin", "-inkey", "public.pem", "-in", message, "-pkeyopt", "digest:sm3");
        String ours = openssl.file("ours", PublicKeyEncryption.encrypt(key, EncryptionAlgorithmSpec.SM2_PKE, MESSAGE));

        assertThat(PublicKeyEncryption.decrypt(key, EncryptionAlgorithmSpec.SM2_PKE, theirs))
                .isEqualTo(MESSAGE);
        assertThat(openssl.ask("pkeyutl", "-decrypt", "-inkey", "private.pem", "-in", ours, "-pkeyopt", "digest:sm3"))
                .isEqualTo(MESSAGE);
    }

    @Test
    void wrappedKeysOfItsAreUnwrapped() throws Exception {
        KeyMaterial wrapping = rsa(2048);
        String aes = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
        byte[] under = oaep(
                "-encrypt", "public.pem", openssl.file("aes", HexFormat.of().parseHex(aes)), "sha256");
        byte[] wrapped = openssl.ask("enc", "-id-aes256-wrap-pad", "-K", aes, "-iv", "a65959a6", "-e", "-in", message);
        byte[] both = Arrays.copyOf(under, under.length + wrapped.length);
        System.arraycopy(wrapped, 0, both, under.length, wrapped.length);

        assertThat(ImportWrapping.unwrap(wrapping, AlgorithmSpec.RSA_AES_KEY_WRAP_SHA_256, both))
                .isEqualTo(MESSAGE);
    }
}
