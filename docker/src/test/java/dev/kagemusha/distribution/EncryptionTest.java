package dev.kagemusha.distribution;

import dev.kagemusha.testing.RunningServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.EncryptionType;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

import static dev.kagemusha.testing.AwsErrors.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Every kind of encryption of S3, with KMS in its place. */
class EncryptionTest {
    private static final int PART = 5 * 1024 * 1024;

    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags();

    private final S3Client s3 = SERVER.client(S3Client.builder().forcePathStyle(true));
    private final KmsClient kms = SERVER.client(KmsClient.builder());

    /** A way to encrypt, with what a client sends for it. */
    enum Kind {
        STANDARD,
        MANAGED,
        CUSTOMER_MANAGED,
        DUAL,
        CUSTOMER;

        private static final String ENCRYPTION = "x-amz-server-side-encryption";
        private static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

        /** What a request says that writes an object. */
        private Map<String, String> asked(String key) {
            return switch (this) {
                case STANDARD -> Map.of();
                case MANAGED -> Map.of(ENCRYPTION, "aws:kms");
                case CUSTOMER_MANAGED -> Map.of(ENCRYPTION, "aws:kms", ENCRYPTION + "-aws-kms-key-id", key);
                case DUAL -> Map.of(ENCRYPTION, "aws:kms:dsse", ENCRYPTION + "-aws-kms-key-id", key);
                case CUSTOMER -> brought();
            };
        }

        /** What one says that reads an object, or writes a part of it. */
        private Map<String, String> brought() {
            String customer = ENCRYPTION + "-customer-";
            return this == CUSTOMER
                    ? Map.of(
                            customer + "algorithm",
                            "AES256",
                            customer + "key",
                            base64(KEY),
                            customer + "key-MD5",
                            md5(KEY))
                    : Map.of();
        }

        PutObjectRequest.Builder put(PutObjectRequest.Builder r, String key) {
            return r.overrideConfiguration(o -> asked(key).forEach(o::putHeader));
        }

        CreateMultipartUploadRequest.Builder begin(CreateMultipartUploadRequest.Builder r, String key) {
            return r.overrideConfiguration(o -> asked(key).forEach(o::putHeader));
        }

        CopyObjectRequest.Builder copy(CopyObjectRequest.Builder r, String key) {
            return r.overrideConfiguration(o -> asked(key).forEach(o::putHeader));
        }

        UploadPartRequest.Builder part(UploadPartRequest.Builder r) {
            return r.overrideConfiguration(o -> brought().forEach(o::putHeader));
        }

        GetObjectRequest.Builder get(GetObjectRequest.Builder r) {
            return r.overrideConfiguration(o -> brought().forEach(o::putHeader));
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] hash(byte[] bytes) {
        try {
            return MessageDigest.getInstance("MD5").digest(bytes);
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String md5(byte[] bytes) {
        return base64(hash(bytes));
    }

    private static byte[] body(int length) {
        byte[] body = new byte[length];
        new Random(length).nextBytes(body);
        return body;
    }

    private String bucket(String name) {
        s3.createBucket(b -> b.bucket(name));
        return name;
    }

    private byte[] read(String bucket, String key, Kind kind) {
        return s3.getObjectAsBytes(g -> kind.get(g.bucket(bucket).key(key))).asByteArray();
    }

    // ---- each kind

    @ParameterizedTest
    @EnumSource(Kind.class)
    void givesBackWhatWasPut(Kind kind) {
        String bucket =
                bucket("whole-" + kind.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'));
        String key = kms.createKey().keyMetadata().arn();
        for (int length : new int[] {0, 100, 200_000}) {
            byte[] body = body(length);
            PutObjectResponse put =
                    s3.putObject(p -> kind.put(p.bucket(bucket).key("o"), key), RequestBody.fromBytes(body));
            ResponseBytes<GetObjectResponse> got =
                    s3.getObjectAsBytes(g -> kind.get(g.bucket(bucket).key("o")));

            assertThat(got.asByteArray()).isEqualTo(body);
            assertThat(got.response().serverSideEncryptionAsString()).isEqualTo(put.serverSideEncryptionAsString());
            assertThat(got.response().ssekmsKeyId()).isEqualTo(put.ssekmsKeyId());
            boolean isMd5 = put.eTag().equals('"' + HexFormat.of().formatHex(hash(body)) + '"');
            assertThat(isMd5).isEqualTo(kind == Kind.STANDARD);
            if (length > 70_000) {
                byte[] range = s3.getObjectAsBytes(
                                g -> kind.get(g.bucket(bucket).key("o")).range("bytes=65530-65545"))
                        .asByteArray();
                assertThat(range).isEqualTo(Arrays.copyOfRange(body, 65_530, 65_546));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void uploadsInParts(Kind kind) {
        String bucket =
                bucket("parts-" + kind.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'));
        String key = kms.createKey().keyMetadata().arn();
        byte[] body = body(PART + 1000);
        String id = s3.createMultipartUpload(c -> kind.begin(c.bucket(bucket).key("o"), key))
                .uploadId();
        List<CompletedPart> parts = new ArrayList<>();
        for (int n = 1; n <= 2; n++) {
            int number = n;
            byte[] part = n == 1 ? Arrays.copyOf(body, PART) : Arrays.copyOfRange(body, PART, body.length);
            String tag = s3.uploadPart(
                            u -> kind.part(
                                    u.bucket(bucket).key("o").uploadId(id).partNumber(number)),
                            RequestBody.fromBytes(part))
                    .eTag();
            parts.add(CompletedPart.builder().partNumber(n).eTag(tag).build());
        }
        s3.completeMultipartUpload(c -> c.bucket(bucket).key("o").uploadId(id).multipartUpload(m -> m.parts(parts)));
        assertThat(read(bucket, "o", kind)).isEqualTo(body);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void copiesIntoEachKindFromTheStandardOne(Kind kind) {
        String bucket = bucket(
                "copies-" + kind.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'));
        String key = kms.createKey().keyMetadata().arn();
        byte[] body = body(100_000);
        s3.putObject(p -> p.bucket(bucket).key("from"), RequestBody.fromBytes(body));
        s3.copyObject(c -> kind.copy(
                c.sourceBucket(bucket)
                        .sourceKey("from")
                        .destinationBucket(bucket)
                        .destinationKey("to"),
                key));
        s3.deleteObject(d -> d.bucket(bucket).key("from"));
        assertThat(read(bucket, "to", kind)).isEqualTo(body);
    }

    @Test
    void copiesFromAnObjectUnderACustomersKey() {
        String bucket = bucket("copies-from");
        byte[] body = body(1_000);
        s3.putObject(p -> Kind.CUSTOMER.put(p.bucket(bucket).key("from"), ""), RequestBody.fromBytes(body));
        assertRefused(
                () -> s3.copyObject(c -> c.sourceBucket(bucket)
                        .sourceKey("from")
                        .destinationBucket(bucket)
                        .destinationKey("to")),
                "InvalidRequest",
                400);
        s3.copyObject(c -> c.sourceBucket(bucket)
                .sourceKey("from")
                .destinationBucket(bucket)
                .destinationKey("to")
                .copySourceSSECustomerAlgorithm("AES256")
                .copySourceSSECustomerKey(base64(Kind.KEY))
                .copySourceSSECustomerKeyMD5(md5(Kind.KEY)));
        assertThat(read(bucket, "to", Kind.STANDARD)).isEqualTo(body);
    }

    // ---- keys of KMS

    @Test
    void aDisabledKeyClosesItsObjects() {
        String bucket = bucket("disabled");
        KeyMetadata key = kms.createKey().keyMetadata();
        s3.putObject(
                p -> Kind.CUSTOMER_MANAGED.put(p.bucket(bucket).key("o"), key.keyId()), RequestBody.fromString("x"));
        kms.disableKey(d -> d.keyId(key.keyId()));

        assertRefused(
                () -> read(bucket, "o", Kind.STANDARD), "KMS.DisabledException", 400, key.arn() + " is disabled.");
        assertRefused(
                () -> s3.createMultipartUpload(
                        c -> Kind.CUSTOMER_MANAGED.begin(c.bucket(bucket).key("o"), key.keyId())),
                "KMS.DisabledException",
                400);
        kms.enableKey(e -> e.keyId(key.keyId()));
        assertThat(new String(read(bucket, "o", Kind.STANDARD), StandardCharsets.UTF_8))
                .isEqualTo("x");

        kms.rotateKeyOnDemand(r -> r.keyId(key.keyId()));
        assertThat(new String(read(bucket, "o", Kind.STANDARD), StandardCharsets.UTF_8))
                .isEqualTo("x");
        kms.scheduleKeyDeletion(s -> s.keyId(key.keyId()).pendingWindowInDays(7));
        assertRefused(() -> read(bucket, "o", Kind.STANDARD), "KMS.KMSInvalidStateException", 400);
    }

    @Test
    void aBucketKeyServesForAWhileWithoutKms() throws Exception {
        String bucket = bucket("bucket-key");
        KeyMetadata key = kms.createKey().keyMetadata();
        String[] names = {"1", "2", "3", "4", "5"};
        for (String name : names) {
            underBucketKey(bucket, name, key);
            assertThat(read(bucket, name, Kind.STANDARD)).isEqualTo("x".getBytes(StandardCharsets.US_ASCII));
        }
        assertThat(usesOf(key)).isEqualTo(2); // one to write, one to read

        KeyMetadata other = kms.createKey().keyMetadata();
        for (String name : names) {
            s3.putObject(
                    p -> Kind.CUSTOMER_MANAGED.put(p.bucket(bucket).key("own-" + name), other.keyId()),
                    RequestBody.fromString("x"));
            read(bucket, "own-" + name, Kind.STANDARD);
        }
        assertThat(usesOf(other)).isEqualTo(10);

        kms.disableKey(d -> d.keyId(key.keyId()));
        kms.disableKey(d -> d.keyId(other.keyId()));
        underBucketKey(bucket, "6", key);
        read(bucket, "1", Kind.STANDARD);
        assertRefused(() -> read(bucket, "own-1", Kind.STANDARD), "KMS.DisabledException", 400);

        SERVER.advance(Duration.ofMinutes(5));
        assertRefused(() -> read(bucket, "1", Kind.STANDARD), "KMS.DisabledException", 400);
        assertRefused(
                () -> s3.createMultipartUpload(c -> Kind.CUSTOMER_MANAGED
                        .begin(c.bucket(bucket).key("o"), key.keyId())
                        .bucketKeyEnabled(true)),
                "KMS.DisabledException",
                400);
    }

    private void underBucketKey(String bucket, String name, KeyMetadata key) {
        s3.putObject(
                p -> Kind.CUSTOMER_MANAGED
                        .put(p.bucket(bucket).key(name), key.keyId())
                        .bucketKeyEnabled(true),
                RequestBody.fromString("x"));
    }

    /** How often KMS wrote down that a key made or opened a data key. */
    private static long usesOf(KeyMetadata key) throws IOException, InterruptedException {
        String audit;
        try (HttpClient http = HttpClient.newHttpClient()) {
            audit = http.send(
                            HttpRequest.newBuilder(SERVER.uri().resolve("/_kagemusha/audit"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
        return Stream.of(audit.split("\"time\":", -1))
                .filter(record -> record.contains(key.keyId()))
                .filter(record -> record.contains("\"GenerateDataKey\"") || record.contains("\"Decrypt\""))
                .count();
    }

    @Test
    void theCallerNeedsTheKeyToo() {
        String bucket = bucket("denied");
        String key = kms.createKey(k -> k.bypassPolicyLockoutSafetyCheck(true).policy("""
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::000000000000:root"},
                 "Action":["kms:GenerateDataKey","kms:PutKeyPolicy"],"Resource":"*",
                 "Condition":{"StringEquals":{"kms:ViaService":"s3.us-east-1.amazonaws.com"}}}]}"""))
                .keyMetadata()
                .arn();
        s3.putObject(p -> Kind.CUSTOMER_MANAGED.put(p.bucket(bucket).key("o"), key), RequestBody.fromString("x"));
        var refused = assertRefused(() -> read(bucket, "o", Kind.STANDARD), "AccessDenied", 403);
        assertThat(refused.awsErrorDetails().errorMessage()).contains("kms:Decrypt");
    }

    @Test
    void unknownKeysAreNamed() {
        String bucket = bucket("unknown");
        assertRefused(
                () -> s3.createMultipartUpload(
                        c -> Kind.CUSTOMER_MANAGED.begin(c.bucket(bucket).key("o"), "nonsense")),
                "KMS.NotFoundException",
                400,
                "Invalid keyId 'nonsense'");
    }

    @Test
    void theBucketsDefaultAppliesAndIsTold() {
        String bucket = bucket("defaults");
        String key = kms.createKey().keyMetadata().arn();
        var standard = s3.getBucketEncryption(g -> g.bucket(bucket))
                .serverSideEncryptionConfiguration()
                .rules()
                .getFirst();
        assertThat(standard.applyServerSideEncryptionByDefault().sseAlgorithm()).isEqualTo(ServerSideEncryption.AES256);
        s3.putBucketEncryption(p -> p.bucket(bucket)
                .serverSideEncryptionConfiguration(c -> c.rules(r -> r.bucketKeyEnabled(true)
                        .applyServerSideEncryptionByDefault(d ->
                                d.sseAlgorithm(ServerSideEncryption.AWS_KMS).kmsMasterKeyID(key)))));

        s3.putObject(p -> p.bucket(bucket).key("o"), RequestBody.fromString("x"));
        HeadObjectResponse head = s3.headObject(h -> h.bucket(bucket).key("o"));
        assertThat(head.serverSideEncryption()).isEqualTo(ServerSideEncryption.AWS_KMS);
        assertThat(head.ssekmsKeyId()).isEqualTo(key);
        assertThat(head.bucketKeyEnabled()).isTrue();

        s3.deleteBucketEncryption(d -> d.bucket(bucket));
        s3.putObject(p -> p.bucket(bucket).key("o"), RequestBody.fromString("x"));
        assertThat(s3.headObject(h -> h.bucket(bucket).key("o")).serverSideEncryption())
                .isEqualTo(ServerSideEncryption.AES256);
    }

    // ---- keys of the customer's

    @Test
    void wrongKeysOfCustomersAreRefusedAsAwsWordsIt() {
        String bucket = bucket("wrong");
        s3.putObject(p -> Kind.CUSTOMER.put(p.bucket(bucket).key("o"), ""), RequestBody.fromString("x"));
        byte[] other = new byte[32];

        assertRefused(
                () -> read(bucket, "o", Kind.STANDARD),
                "InvalidRequest",
                400,
                "The object was stored using a form of Server Side Encryption. The correct parameters must be provided to"
                        + " retrieve the object.");
        assertRefused(
                () -> s3.getObjectAsBytes(g -> g.bucket(bucket)
                        .key("o")
                        .sseCustomerAlgorithm("AES256")
                        .sseCustomerKey(base64(other))
                        .sseCustomerKeyMD5(md5(other))),
                "AccessDenied",
                403,
                "Requests specifying Server Side Encryption with Customer provided keys must provide the correct secret key.");
        assertRefused(
                () -> s3.createMultipartUpload(c -> c.bucket(bucket)
                        .key("o")
                        .sseCustomerAlgorithm("AES256")
                        .sseCustomerKey(base64(other))
                        .sseCustomerKeyMD5(md5(Kind.KEY))),
                "InvalidArgument",
                400,
                "The calculated MD5 hash of the key did not match the hash that was provided.");
        assertRefused(
                () -> s3.createMultipartUpload(c -> Kind.CUSTOMER
                        .begin(c.bucket(bucket).key("o"), "")
                        .serverSideEncryption(ServerSideEncryption.AES256)),
                "InvalidArgument",
                400,
                "Server Side Encryption with Customer provided key is incompatible with the encryption method specified");
    }

    @Test
    void completingAnUploadWithAChecksumNeedsTheKey() {
        String bucket = bucket("completing");
        String id = s3.createMultipartUpload(c -> Kind.CUSTOMER
                        .begin(c.bucket(bucket).key("o"), "")
                        .checksumAlgorithm(ChecksumAlgorithm.CRC32)
                        .checksumType("FULL_OBJECT"))
                .uploadId();
        String tag = s3.uploadPart(
                        u -> Kind.CUSTOMER.part(
                                u.bucket(bucket).key("o").uploadId(id).partNumber(1)),
                        RequestBody.fromString("x"))
                .eTag();
        CompletedPart part = CompletedPart.builder().partNumber(1).eTag(tag).build();
        assertRefused(
                () -> s3.completeMultipartUpload(
                        c -> c.bucket(bucket).key("o").uploadId(id).multipartUpload(m -> m.parts(part))),
                "InvalidRequest",
                400);
        s3.completeMultipartUpload(c -> c.bucket(bucket)
                .key("o")
                .uploadId(id)
                .multipartUpload(m -> m.parts(part))
                .sseCustomerAlgorithm("AES256")
                .sseCustomerKey(base64(Kind.KEY))
                .sseCustomerKeyMD5(md5(Kind.KEY)));
        assertThat(new String(read(bucket, "o", Kind.CUSTOMER), StandardCharsets.UTF_8))
                .isEqualTo("x");
    }

    @Test
    void bucketsCanBlockKeysOfCustomers() {
        String bucket = bucket("blocked");
        s3.putBucketEncryption(p -> p.bucket(bucket)
                .serverSideEncryptionConfiguration(
                        c -> c.rules(r -> r.blockedEncryptionTypes(b -> b.encryptionType(EncryptionType.SSE_C)))));
        assertRefused(
                () -> s3.createMultipartUpload(
                        c -> Kind.CUSTOMER.begin(c.bucket(bucket).key("o"), "")),
                "AccessDenied",
                403);
    }

    // ---- on disk

    @Test
    void nothingPlainIsOnDiskAndNothingAlteredIsGivenOut(@TempDir Path directory) throws Exception {
        String pattern = "a-secret-that-must-not-be-found-";
        byte[] small = pattern.repeat(10).getBytes(StandardCharsets.US_ASCII);
        byte[] large = pattern.repeat(10_000).getBytes(StandardCharsets.US_ASCII);
        try (RunningServer server =
                RunningServer.withFlags("data-dir", directory.toString()).start()) {
            S3Client client = server.client(S3Client.builder().forcePathStyle(true));
            String key =
                    server.client(KmsClient.builder()).createKey().keyMetadata().arn();
            client.createBucket(b -> b.bucket("secrets"));
            for (Kind kind : Kind.values()) {
                client.putObject(
                        p -> kind.put(p.bucket("secrets").key("small-" + kind), key), RequestBody.fromBytes(small));
                client.putObject(
                        p -> kind.put(p.bucket("secrets").key("large-" + kind), key), RequestBody.fromBytes(large));
            }
        }
        byte[] sought = pattern.getBytes(StandardCharsets.US_ASCII);
        for (Path file : files(directory)) {
            assertThat(contains(Files.readAllBytes(file), sought))
                    .as(file.toString())
                    .isFalse();
            assertThat(contains(Files.readAllBytes(file), Kind.KEY))
                    .as(file.toString())
                    .isFalse();
        }
        for (Path file : files(directory).stream()
                .filter(f -> f.toString().contains("/blobs/"))
                .toList()) {
            byte[] bytes = Files.readAllBytes(file);
            bytes[bytes.length / 2] ^= 1;
            Files.write(file, bytes);
        }
        try (RunningServer server =
                RunningServer.withFlags("data-dir", directory.toString()).start()) {
            S3Client client = server.client(S3Client.builder().forcePathStyle(true));
            for (Kind kind : Kind.values()) {
                assertThat(client.getObjectAsBytes(
                                        g -> kind.get(g.bucket("secrets").key("small-" + kind)))
                                .asByteArray())
                        .isEqualTo(small);
                assertThatThrownBy(() -> client.getObjectAsBytes(
                                g -> kind.get(g.bucket("secrets").key("large-" + kind))))
                        .isNotNull();
            }
        }
    }

    private static List<Path> files(Path directory) {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean contains(byte[] bytes, byte[] sought) {
        outer:
        for (int i = 0; i <= bytes.length - sought.length; i++) {
            for (int k = 0; k < sought.length; k++) {
                if (bytes[i + k] != sought[k]) {
                    continue outer;
                }
            }
            return true;
        }
        return false;
    }
}
