package dev.kagemusha.distribution;

import dev.kagemusha.testing.RawHttp;
import dev.kagemusha.testing.RunningServer;
import dev.kagemusha.testing.SignedHttp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ObjectLockLegalHoldStatus;
import software.amazon.awssdk.services.s3.model.ObjectLockMode;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import static dev.kagemusha.testing.AwsErrors.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

/** UpdateObjectEncryption, which this SDK's client does not have, with KMS in its place. */
class RelockingTest {
    private static final int PART = 5 * 1024 * 1024;

    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags();

    private final S3Client s3 = SERVER.client(S3Client.builder().forcePathStyle(true));
    private final KmsClient kms = SERVER.client(KmsClient.builder());

    private String key() {
        return kms.createKey().keyMetadata().arn();
    }

    private static byte[] body(int length) {
        byte[] body = new byte[length];
        new Random(length).nextBytes(body);
        return body;
    }

    private void put(String bucket, byte[] body) {
        s3.createBucket(b -> b.bucket(bucket));
        s3.putObject(p -> p.bucket(bucket).key("o"), RequestBody.fromBytes(body));
    }

    private byte[] read(String bucket) {
        return s3.getObjectAsBytes(g -> g.bucket(bucket).key("o")).asByteArray();
    }

    private HeadObjectResponse head(String bucket) {
        return s3.headObject(h -> h.bucket(bucket).key("o").checksumMode(ChecksumMode.ENABLED));
    }

    private static RawHttp.Answer send(String resource, String document) throws IOException {
        String md5 = md5(document.getBytes(StandardCharsets.UTF_8));
        return SignedHttp.to(SERVER, "s3").put(resource, document, "Content-MD5", md5);
    }

    private static String kmsDocument(String inside) {
        return "<ObjectEncryption xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><SSE-KMS>" + inside
                + "</SSE-KMS></ObjectEncryption>";
    }

    private static String document(String arn) {
        return kmsDocument("<KMSKeyArn>" + arn + "</KMSKeyArn>");
    }

    private static void relock(String bucket, String arn) throws IOException {
        RawHttp.Answer answer = send("/" + bucket + "/o?encryption", document(arn));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.text()).isEmpty();
    }

    private static void assertAnswer(RawHttp.Answer answer, int status, String code, String text) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.text()).contains("<Code>" + code + "</Code>").contains(text);
    }

    private static void assertSame(HeadObjectResponse now, HeadObjectResponse before) {
        assertThat(now.eTag()).isEqualTo(before.eTag());
        assertThat(now.lastModified()).isEqualTo(before.lastModified());
        assertThat(now.checksumCRC32()).isEqualTo(before.checksumCRC32());
        assertThat(now.checksumCRC64NVME()).isEqualTo(before.checksumCRC64NVME());
        assertThat(now.versionId()).isEqualTo(before.versionId());
        assertThat(now.contentLength()).isEqualTo(before.contentLength());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 100, 200_000})
    void putsAnObjectUnderAnotherKeyWhereItIs(int length) throws IOException {
        String bucket = "relocked-" + length;
        byte[] body = body(length);
        put(bucket, body);
        HeadObjectResponse before = head(bucket);
        String first = key();
        String second = key();

        relock(bucket, first);
        assertThat(head(bucket).serverSideEncryption()).isEqualTo(ServerSideEncryption.AWS_KMS);
        assertThat(head(bucket).ssekmsKeyId()).isEqualTo(first);
        assertThat(read(bucket)).isEqualTo(body);

        relock(bucket, second);
        assertThat(head(bucket).ssekmsKeyId()).isEqualTo(second);
        assertThat(head(bucket).bucketKeyEnabled()).isNull();
        assertSame(head(bucket), before);
        kms.disableKey(d -> d.keyId(first));
        assertThat(read(bucket)).isEqualTo(body);
        kms.disableKey(d -> d.keyId(second));
        assertRefused(() -> read(bucket), "KMS.DisabledException", 400);
        assertAnswer(
                send("/" + bucket + "/o?encryption", document(key())), 400, "KMS.DisabledException", " is disabled.");
        kms.enableKey(e -> e.keyId(second));
        assertThat(read(bucket)).isEqualTo(body);
    }

    @Test
    void relocksEveryPartOfAnUpload() throws IOException {
        s3.createBucket(b -> b.bucket("relocked-parts"));
        String id = s3.createMultipartUpload(c -> c.bucket("relocked-parts").key("o"))
                .uploadId();
        byte[] part = body(PART);
        List<CompletedPart> parts = new ArrayList<>();
        for (int n = 1; n <= 2; n++) {
            int number = n;
            parts.add(CompletedPart.builder()
                    .partNumber(n)
                    .eTag(s3.uploadPart(
                                    u -> u.bucket("relocked-parts")
                                            .key("o")
                                            .uploadId(id)
                                            .partNumber(number),
                                    RequestBody.fromBytes(part))
                            .eTag())
                    .build());
        }
        s3.completeMultipartUpload(
                c -> c.bucket("relocked-parts").key("o").uploadId(id).multipartUpload(m -> m.parts(parts)));
        HeadObjectResponse before = head("relocked-parts");
        String key = key();
        relock("relocked-parts", key);
        assertSame(head("relocked-parts"), before);
        byte[] read = read("relocked-parts");
        assertThat(read).hasSize(2 * PART).startsWith(part).endsWith(part);
        kms.disableKey(d -> d.keyId(key));
        for (int n = 1; n <= 2; n++) {
            int number = n;
            assertRefused(
                    () -> s3.getObjectAsBytes(
                            g -> g.bucket("relocked-parts").key("o").partNumber(number)),
                    "KMS.DisabledException",
                    400);
        }
    }

    @Test
    void leavesACopyOfTheSameBytesAsItIs() throws IOException {
        byte[] body = body(200_000);
        put("relocked-copied", body);
        s3.copyObject(c -> c.sourceBucket("relocked-copied")
                .sourceKey("o")
                .destinationBucket("relocked-copied")
                .destinationKey("copy"));
        String key = key();
        relock("relocked-copied", key);
        s3.deleteObject(d -> d.bucket("relocked-copied").key("copy"));
        assertThat(read("relocked-copied")).isEqualTo(body);
        s3.copyObject(c -> c.sourceBucket("relocked-copied")
                .sourceKey("o")
                .destinationBucket("relocked-copied")
                .destinationKey("copy"));
        kms.disableKey(d -> d.keyId(key));
        assertThat(s3.getObjectAsBytes(g -> g.bucket("relocked-copied").key("copy"))
                        .asByteArray())
                .isEqualTo(body);
    }

    @Test
    void usesABucketKeyWhenAskedTo() throws IOException {
        put("relocked-bucket-key", body(10));
        String key = key();
        RawHttp.Answer answer = send(
                "/relocked-bucket-key/o?encryption",
                kmsDocument("<KMSKeyArn>" + key + "</KMSKeyArn><BucketKeyEnabled>true</BucketKeyEnabled>"));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(head("relocked-bucket-key").bucketKeyEnabled()).isTrue();
        assertThat(read("relocked-bucket-key")).isEqualTo(body(10));
        relock("relocked-bucket-key", key);
        assertThat(head("relocked-bucket-key").bucketKeyEnabled()).isNull();
        assertThat(read("relocked-bucket-key")).isEqualTo(body(10));
    }

    @Test
    void takesTheVersionThatIsNamed() throws IOException {
        String bucket = "relocked-versions";
        s3.createBucket(b -> b.bucket(bucket));
        s3.putBucketVersioning(
                v -> v.bucket(bucket).versioningConfiguration(c -> c.status(BucketVersioningStatus.ENABLED)));
        String first = s3.putObject(p -> p.bucket(bucket).key("o"), RequestBody.fromString("first"))
                .versionId();
        s3.putObject(p -> p.bucket(bucket).key("o"), RequestBody.fromString("second"));
        String key = key();
        assertThat(send("/" + bucket + "/o?encryption&versionId=" + first, document(key))
                        .status())
                .isEqualTo(200);
        assertThat(head(bucket).serverSideEncryption()).isEqualTo(ServerSideEncryption.AES256);
        var old = s3.getObjectAsBytes(g -> g.bucket(bucket).key("o").versionId(first));
        assertThat(old.asUtf8String()).isEqualTo("first");
        assertThat(old.response().ssekmsKeyId()).isEqualTo(key);

        String marker = s3.deleteObject(d -> d.bucket(bucket).key("o")).versionId();
        assertAnswer(send("/" + bucket + "/o?encryption", document(key)), 404, "NoSuchKey", "");
        assertAnswer(
                send("/" + bucket + "/o?encryption&versionId=" + marker, document(key)), 405, "MethodNotAllowed", "");
        assertAnswer(send("/" + bucket + "/none?encryption", document(key)), 404, "NoSuchKey", "");
    }

    @Test
    void refusesObjectsUnderOtherKinds() throws IOException {
        String bucket = "relocked-kinds";
        String key = key();
        s3.createBucket(b -> b.bucket(bucket));
        s3.putObject(
                p -> p.bucket(bucket).key("dual").serverSideEncryption(ServerSideEncryption.AWS_KMS_DSSE),
                RequestBody.fromString("x"));
        byte[] customer = body(32);
        String md5 = md5(customer);
        s3.putObject(
                p -> p.bucket(bucket)
                        .key("customer")
                        .sseCustomerAlgorithm("AES256")
                        .sseCustomerKey(Base64.getEncoder().encodeToString(customer))
                        .sseCustomerKeyMD5(md5),
                RequestBody.fromString("x"));
        for (String name : List.of("dual", "customer")) {
            assertAnswer(
                    send("/" + bucket + "/" + name + "?encryption", document(key)),
                    400,
                    "InvalidRequest",
                    "The UpdateObjectEncryption operation doesn't support source objects with the encryption type"
                            + " DSSE-KMS or SSE-C. Only source objects encrypted with SSE-S3 or SSE-KMS are supported.");
        }
    }

    private static String md5(byte[] bytes) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("MD5").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            <ObjectEncryption/>|400|InvalidRequest|Requests that modify an object encryption configuration require a valid new encryption type. Valid values are SSEKMS.
            <ObjectEncryption><SSE-S3/></ObjectEncryption>|400|InvalidRequest|require a valid new encryption type.
            <ObjectEncryption><SSE-KMS/></ObjectEncryption>|400|InvalidRequest|require an AWS KMS key Amazon Resource Name (ARN).
            <ObjectEncryption><SSE-KMS><KMSKeyArn>alias/mine</KMSKeyArn></SSE-KMS></ObjectEncryption>|400|InvalidRequest|require a valid AWS KMS key Amazon Resource Name (ARN).
            <ObjectEncryption><SSE-KMS><KMSKeyArn>arn:aws:kms:us-east-1:000000000000:alias/mine</KMSKeyArn></SSE-KMS></ObjectEncryption>|400|InvalidRequest|require a valid AWS KMS key
            <ObjectEncryption><SSE-KMS><KMSKeyArn>arn:aws:kms:us-east-1:000000000000:key/1</KMSKeyArn><BucketKeyEnabled>maybe</BucketKeyEnabled></SSE-KMS></ObjectEncryption>|400|InvalidRequest|The BucketKeyEnabled value isn't valid.
            <ObjectEncryption><SSE-KMS><KMSKeyArn>arn:aws:kms:us-east-1:999999999999:key/1</KMSKeyArn></SSE-KMS></ObjectEncryption>|403|AccessDenied|must be owned by the same account as the bucket.
            <ObjectEncryption><SSE-KMS><KMSKeyArn>arn:aws:kms:us-east-1:000000000000:key/1</KMSKeyArn></SSE-KMS></ObjectEncryption>|400|KMS.NotFoundException|Invalid keyId '1'
            <Other/>|400|MalformedXML|not well-formed
            """)
    void refusesWhatItCannotDo(String document, int status, String code, String text) throws IOException {
        s3.createBucket(b -> b.bucket("relocked-not"));
        s3.putObject(p -> p.bucket("relocked-not").key("o"), RequestBody.fromString("x"));
        assertAnswer(send("/relocked-not/o?encryption", document), status, code, text);
        assertThat(head("relocked-not").serverSideEncryption()).isEqualTo(ServerSideEncryption.AES256);
    }

    @Test
    void insistsOnADigestAndASignature() throws IOException {
        put("relocked-signed", body(10));
        assertAnswer(
                SignedHttp.to(SERVER, "s3").put("/relocked-signed/o?encryption", document(key())),
                400,
                "InvalidRequest",
                "Content-MD5 OR x-amz-checksum-");
        assertAnswer(
                SignedHttp.to(SERVER, "s3").withSecret("wrong").put("/relocked-signed/o?encryption", document(key())),
                403,
                "SignatureDoesNotMatch",
                "");
    }

    @Test
    void refusesSignaturesOfTheFormerVersion() throws Exception {
        put("relocked-former", body(10));
        String document = document(key());
        String md5 = md5(document.getBytes(StandardCharsets.UTF_8));
        long expires = SERVER.server().clock().instant().getEpochSecond() + 60;
        Mac mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec("test".getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
        byte[] signature = mac.doFinal(("PUT\n" + md5 + "\n\n" + expires + "\n/relocked-former/o?encryption")
                .getBytes(StandardCharsets.UTF_8));
        String encoded = URLEncoder.encode(Base64.getEncoder().encodeToString(signature), StandardCharsets.UTF_8);
        assertAnswer(
                RawHttp.send(
                        SERVER.port(),
                        document,
                        "PUT /relocked-former/o?encryption&AWSAccessKeyId=test&Expires=" + expires + "&Signature="
                                + encoded + " HTTP/1.1",
                        "Host: localhost:" + SERVER.port(),
                        "Content-MD5: " + md5),
                400,
                "InvalidRequest",
                "Requests that modify an object encryption configuration require AWS Signature Version 4.");
    }

    @Test
    void needsItsOwnPermission() throws IOException {
        put("relocked-denied", body(10));
        for (String action : List.of("s3:UpdateObjectEncryption", "s3:PutObject")) {
            s3.putBucketPolicy(p -> p.bucket("relocked-denied").policy("""
                            {"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"%s",
                            "Resource":"arn:aws:s3:::relocked-denied/*"}]}""".formatted(action)));
            assertAnswer(
                    send("/relocked-denied/o?encryption", document(key())), 403, "AccessDenied", "perform: " + action);
        }
        s3.deleteBucketPolicy(p -> p.bucket("relocked-denied"));
        relock("relocked-denied", key());
    }

    @Test
    void leavesAHeldObjectAsItIs() throws IOException {
        String bucket = "relocked-held";
        s3.createBucket(b -> b.bucket(bucket).objectLockEnabledForBucket(true));
        s3.putObject(
                p -> p.bucket(bucket)
                        .key("o")
                        .objectLockMode(ObjectLockMode.COMPLIANCE)
                        .objectLockRetainUntilDate(
                                SERVER.server().clock().instant().plus(Duration.ofDays(1))),
                RequestBody.fromString("x"));
        s3.putObject(
                p -> p.bucket(bucket).key("legal").objectLockLegalHoldStatus(ObjectLockLegalHoldStatus.ON),
                RequestBody.fromString("x"));
        String key = key();
        for (String name : List.of("o", "legal")) {
            assertAnswer(
                    send("/" + bucket + "/" + name + "?encryption", document(key)),
                    403,
                    "AccessDenied",
                    "because that object is protected by S3 Object Lock.");
        }
        s3.putObjectLegalHold(
                h -> h.bucket(bucket).key("legal").legalHold(l -> l.status(ObjectLockLegalHoldStatus.OFF)));
        assertThat(send("/" + bucket + "/legal?encryption", document(key)).status())
                .isEqualTo(200);
    }

    @Test
    void neverMixesKeysWithWhatIsPutMeanwhile() throws Exception {
        put("relocked-race", body(70_000));
        List<String> keys = List.of(key(), key());
        try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
            List<Callable<Void>> work = new ArrayList<>();
            for (String key : keys) {
                work.add(() -> {
                    for (int i = 0; i < 10; i++) {
                        assertThat(send("/relocked-race/o?encryption", document(key))
                                        .status())
                                .isIn(200, 409);
                    }
                    return null;
                });
            }
            work.add(() -> {
                for (int i = 0; i < 10; i++) {
                    s3.putObject(p -> p.bucket("relocked-race").key("o"), RequestBody.fromBytes(body(70_000)));
                    assertThat(read("relocked-race")).isEqualTo(body(70_000));
                }
                return null;
            });
            for (Future<Void> done : threads.invokeAll(work)) {
                done.get();
            }
        }
        assertThat(read("relocked-race")).isEqualTo(body(70_000));
        relock("relocked-race", keys.getFirst());
        assertThat(read("relocked-race")).isEqualTo(body(70_000));
    }
}
