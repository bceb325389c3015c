package dev.kagemusha.benchmarks;

import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DataKeySpec;
import software.amazon.awssdk.services.kms.model.KeySpec;
import software.amazon.awssdk.services.kms.model.KeyUsageType;
import software.amazon.awssdk.services.kms.model.MacAlgorithmSpec;
import software.amazon.awssdk.services.kms.model.SigningAlgorithmSpec;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/** What KMS is asked: each use of a key, in a context of its own. */
final class KmsLoads {
    private static final int DISTINCT = 100;
    private static final String SYMMETRIC = "alias/bench-symmetric";
    private static final String CURVE = "alias/bench-curve";
    private static final String RSA = "alias/bench-rsa";
    private static final String MAC = "alias/bench-mac";

    private KmsLoads() {}

    /** Makes the keys. */
    static void prepare(int port) {
        try (KmsClient kms = client(port)) {
            make(kms, SYMMETRIC, KeySpec.SYMMETRIC_DEFAULT, KeyUsageType.ENCRYPT_DECRYPT);
            make(kms, CURVE, KeySpec.ECC_NIST_P256, KeyUsageType.SIGN_VERIFY);
            make(kms, RSA, KeySpec.RSA_2048, KeyUsageType.SIGN_VERIFY);
            make(kms, MAC, KeySpec.HMAC_256, KeyUsageType.GENERATE_VERIFY_MAC);
        }
    }

    private static void make(KmsClient kms, String alias, KeySpec spec, KeyUsageType usage) {
        String id = kms.createKey(k -> k.keySpec(spec).keyUsage(usage))
                .keyMetadata()
                .keyId();
        kms.createAlias(a -> a.aliasName(alias).targetKeyId(id));
    }

    private static KmsClient client(int port) {
        return KmsClient.builder()
                .endpointOverride(URI.create("http://127.0.0.1:" + port))
                .region(Region.US_EAST_1)
                .credentialsProvider(SideBySide.credentials())
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }

    static Map<String, Supplier<List<Wrk.Signed>>> over(int port) {
        SdkBytes message = SdkBytes.fromUtf8String("x".repeat(1_024));
        Map<String, Supplier<List<Wrk.Signed>>> loads = new LinkedHashMap<>();
        loads.put(
                "KMS Encrypt 1 KB",
                () -> record(
                        port,
                        kms -> i -> kms.encrypt(
                                e -> e.keyId(SYMMETRIC).plaintext(message).encryptionContext(context(i)))));
        loads.put("KMS Decrypt 1 KB", () -> decrypts(port, message));
        loads.put(
                "KMS GenerateDataKey",
                () -> record(
                        port,
                        kms -> i -> kms.generateDataKey(g ->
                                g.keyId(SYMMETRIC).keySpec(DataKeySpec.AES_256).encryptionContext(context(i)))));
        loads.put(
                "KMS GenerateMac 1 KB",
                () -> record(
                        port,
                        kms -> i -> kms.generateMac(g -> g.keyId(MAC)
                                .macAlgorithm(MacAlgorithmSpec.HMAC_SHA_256)
                                .message(message))));
        loads.put("KMS Sign, ECDSA P-256", () -> signs(port, CURVE, SigningAlgorithmSpec.ECDSA_SHA_256, message));
        loads.put("KMS Sign, RSA 2048", () -> signs(port, RSA, SigningAlgorithmSpec.RSASSA_PSS_SHA_256, message));
        return loads;
    }

    private static List<Wrk.Signed> record(int port, Function<KmsClient, IntConsumer> calls) {
        return Recorder.record(KmsClient.builder(), port, DISTINCT, calls);
    }

    private static List<Wrk.Signed> decrypts(int port, SdkBytes plain) {
        SdkBytes[] blobs = new SdkBytes[DISTINCT];
        try (KmsClient kms = client(port)) {
            for (int i = 0; i < DISTINCT; i++) {
                int n = i;
                blobs[i] = kms.encrypt(e -> e.keyId(SYMMETRIC).plaintext(plain).encryptionContext(context(n)))
                        .ciphertextBlob();
            }
        }
        return record(
                port, kms -> i -> kms.decrypt(d -> d.ciphertextBlob(blobs[i]).encryptionContext(context(i))));
    }

    private static List<Wrk.Signed> signs(int port, String key, SigningAlgorithmSpec algorithm, SdkBytes message) {
        return record(
                port,
                kms -> i ->
                        kms.sign(s -> s.keyId(key).signingAlgorithm(algorithm).message(message)));
    }

    private static Map<String, String> context(int i) {
        return Map.of("for", "request " + i);
    }
}
