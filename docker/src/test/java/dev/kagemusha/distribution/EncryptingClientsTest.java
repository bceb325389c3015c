package dev.kagemusha.distribution;

import com.amazonaws.encryptionsdk.AwsCrypto;
import com.amazonaws.encryptionsdk.CommitmentPolicy;
import com.amazonaws.encryptionsdk.CryptoResult;
import com.amazonaws.encryptionsdk.kmssdkv2.KmsMasterKey;
import com.amazonaws.encryptionsdk.kmssdkv2.KmsMasterKeyProvider;
import dev.kagemusha.testing.RunningServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DisabledException;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.encryption.s3.S3EncryptionClient;
import software.amazon.encryption.s3.materials.KmsKeyring;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Clients that encrypt before they send: AWS's Encryption SDK, and its S3 Encryption Client. */
final class EncryptingClientsTest {
    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags();

    private final KmsClient kms = SERVER.client(KmsClient.builder());
    private final String key = kms.createKey().keyMetadata().arn();

    @Test
    void theEncryptionSdkEncryptsAndDecrypts() {
        AwsCrypto crypto = AwsCrypto.builder()
                .withCommitmentPolicy(CommitmentPolicy.RequireEncryptRequireDecrypt)
                .build();
        KmsMasterKeyProvider provider = KmsMasterKeyProvider.builder()
                .customRegionalClientSupplier(region -> kms)
                .buildStrict(key);
        byte[] plain = new byte[100_000];
        new Random(1).nextBytes(plain);

        byte[] sealed =
                crypto.encryptData(provider, plain, Map.of("tenant", "one")).getResult();
        CryptoResult<byte[], KmsMasterKey> opened = crypto.decryptData(provider, sealed);

        assertThat(opened.getResult()).isEqualTo(plain);
        assertThat(opened.getEncryptionContext()).containsEntry("tenant", "one");
        assertThat(opened.getMasterKeyIds()).containsExactly(key);

        kms.rotateKeyOnDemand(r -> r.keyId(key));
        assertThat(crypto.decryptData(provider, sealed).getResult()).isEqualTo(plain);

        kms.disableKey(d -> d.keyId(key));
        assertThatThrownBy(() -> crypto.decryptData(provider, sealed)).hasStackTraceContaining("DisabledException");
    }

    @Test
    void theS3EncryptionClientEncryptsAndDecrypts() {
        byte[] plain = "what only the client may see".repeat(4_000).getBytes(StandardCharsets.UTF_8);
        try (S3Client plainS3 = SERVER.client(S3Client.builder().forcePathStyle(true));
                S3AsyncClient async = S3AsyncClient.builder()
                        .endpointOverride(URI.create("http://localhost:" + SERVER.port()))
                        .region(Region.US_EAST_1)
                        .forcePathStyle(true)
                        .credentialsProvider(
                                StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                        .build();
                S3Client encrypting = S3EncryptionClient.builderV4()
                        .wrappedClient(plainS3)
                        .wrappedAsyncClient(async)
                        .keyring(KmsKeyring.builder()
                                .kmsClient(kms)
                                .wrappingKeyId(key)
                                .build())
                        .build()) {
            plainS3.createBucket(b -> b.bucket("sealed"));
            encrypting.putObject(p -> p.bucket("sealed").key("letter"), RequestBody.fromBytes(plain));

            ResponseBytes<GetObjectResponse> stored =
                    plainS3.getObjectAsBytes(g -> g.bucket("sealed").key("letter"));
            assertThat(stored.asByteArray()).isNotEqualTo(plain).hasSizeGreaterThan(plain.length);
            assertThat(stored.response().metadata()).isNotEmpty();
            assertThat(encrypting
                            .getObjectAsBytes(g -> g.bucket("sealed").key("letter"))
                            .asByteArray())
                    .isEqualTo(plain);

            kms.disableKey(d -> d.keyId(key));
            assertThatThrownBy(() ->
                            encrypting.getObjectAsBytes(g -> g.bucket("sealed").key("letter")))
                    .hasStackTraceContaining(DisabledException.class.getSimpleName());
        }
    }
}
