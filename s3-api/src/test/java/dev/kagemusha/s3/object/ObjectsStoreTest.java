package dev.kagemusha.s3.object;

import dev.kagemusha.s3.S3Error;
import dev.kagemusha.s3.S3House;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ObjectCannedACL;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.StorageClass;

import java.io.InputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import static dev.kagemusha.s3.S3House.refused;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

class ObjectsStoreTest {
    @RegisterExtension
    final S3House s3 = new S3House();

    @BeforeEach
    void createBucket() {
        s3.create("photos");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 1_048_575, 1_048_576, 5_000_003})
    void givesBackWhatWasPut(int size) throws Exception {
        byte[] body = new byte[size];
        new Random(size).nextBytes(body);
        PutObjectResponse put = s3.put("photos", "cat", body, r -> {});
        String md5 = HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(body));
        assertThat(put.eTag()).isEqualTo('"' + md5 + '"');
        var got = s3.get("photos", "cat", r -> r.checksumMode(ChecksumMode.ENABLED));
        assertThat(got.asByteArray()).isEqualTo(body);
        GetObjectResponse response = got.response();
        assertThat(response.eTag()).isEqualTo(put.eTag());
        assertThat(response.contentLength()).isEqualTo(size);
        assertThat(response.contentType()).isEqualTo("binary/octet-stream");
        assertThat(response.acceptRanges()).isEqualTo("bytes");
        assertThat(response.serverSideEncryption()).isEqualTo(ServerSideEncryption.AES256);
        assertThat(response.checksumCRC64NVME())
                .isEqualTo(put.checksumCRC64NVME())
                .isNotNull();
        assertThat(response.checksumTypeAsString()).isEqualTo("FULL_OBJECT");
        assertThat(response.storageClass()).isNull();
    }

    @Test
    void keepsHeadersMetadataAndTagCount() {
        Instant expires = Instant.parse("2030-01-01T00:00:00Z");
        s3.put("photos", "cat", "meow".getBytes(UTF_8), r -> r.cacheControl("no-cache")
                .contentDisposition("attachment")
                .contentEncoding("gzip,aws-chunked")
                .contentLanguage("en")
                .contentType("image/png")
                .expires(expires)
                .websiteRedirectLocation("/dog")
                .storageClass(StorageClass.STANDARD_IA)
                .tagging("a=1&b=2%203")
                .metadata(Map.of("Colour", "black")));
        GetObjectResponse got = s3.get("photos", "cat").response();
        assertThat(got.cacheControl()).isEqualTo("no-cache");
        assertThat(got.contentDisposition()).isEqualTo("attachment");
        assertThat(got.contentEncoding()).isEqualTo("gzip");
        assertThat(got.contentLanguage()).isEqualTo("en");
        assertThat(got.contentType()).isEqualTo("image/png");
        assertThat(got.expires()).isEqualTo(expires);
        assertThat(got.websiteRedirectLocation()).isEqualTo("/dog");
        assertThat(got.storageClass()).isEqualTo(StorageClass.STANDARD_IA);
        assertThat(got.metadata()).containsExactly(Map.entry("colour", "black"));
        assertThat(got.tagCount()).isEqualTo(2);
        HeadObjectResponse head = s3.objects()
                .headObject(
                        HeadObjectRequest.builder().bucket("photos").key("cat").build());
        assertThat(head.expires()).isEqualTo(expires);
        assertThat(head.contentType()).isEqualTo("image/png");
        assertThat(head.metadata()).isEqualTo(got.metadata());
    }

    @Test
    void headAnswersWhatGetWould() {
        s3.put("photos", "cat", "meow".getBytes(UTF_8), r -> r.metadata(Map.of("a", "b")));
        HeadObjectResponse head = s3.objects()
                .headObject(HeadObjectRequest.builder()
                        .bucket("photos")
                        .key("cat")
                        .range("bytes=1-2")
                        .build());
        assertThat(head.contentLength()).isEqualTo(2);
        assertThat(head.metadata()).containsEntry("a", "b");
        assertThat(head.sdkHttpResponse().statusCode()).isEqualTo(206);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "whole", textBlock = """
            bytes=0-3      | 0123 | bytes 0-3/10
            bytes=4-       | 456789 | bytes 4-9/10
            bytes=-3       | 789 | bytes 7-9/10
            bytes=-30      | 0123456789 | bytes 0-9/10
            bytes=8-100    | 89 | bytes 8-9/10
            bytes=9-9      | 9 | bytes 9-9/10
            bytes=3-1      | 0123456789 | whole
            bytes=0-1,3-4  | 0123456789 | whole
            lines=0-1      | 0123456789 | whole
            bytes=         | 0123456789 | whole
            """)
    void givesTheRangeThatWasAskedFor(String range, String expected, String contentRange) {
        s3.put("photos", "digits", "0123456789");
        var got = s3.get("photos", "digits", r -> r.range(range));
        assertThat(got.asUtf8String()).isEqualTo(expected);
        assertThat(got.response().contentRange()).isEqualTo(contentRange);
        assertThat(got.response().contentLength()).isEqualTo(expected.length());
        if (contentRange != null) {
            assertThat(got.response().sdkHttpResponse().statusCode()).isEqualTo(206);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=10-", "bytes=10-20", "bytes=-0", "bytes=99999999999999999999-"})
    void refusesARangeOutsideTheObject(String range) {
        s3.put("photos", "digits", "0123456789");
        S3Error error = refused(
                () -> s3.get("photos", "digits", r -> r.range(range)),
                "InvalidRange",
                416,
                "The requested range is not satisfiable");
        assertThat(error.elements()).containsEntry("RangeRequested", range).containsEntry("ActualObjectSize", "10");
    }

    @Test
    void readsRangesOfLargeObjects() {
        byte[] body = new byte[3_000_000];
        new Random(5).nextBytes(body);
        s3.put("photos", "large", body, r -> {});
        byte[] got =
                s3.get("photos", "large", r -> r.range("bytes=1048570-2097160")).asByteArray();
        assertThat(got).isEqualTo(Arrays.copyOfRange(body, 1_048_570, 2_097_161));
    }

    @Test
    void saysWhichKeyIsMissing() {
        S3Error error = refused(() -> s3.get("photos", "dog"), "NoSuchKey", 404, "The specified key does not exist.");
        assertThat(error.elements()).containsExactly(Map.entry("Key", "dog"));
    }

    @Test
    void hidesMissingKeysFromWhoMayNotList() {
        s3.call.denied.add("s3:ListBucket");
        refused(() -> s3.get("photos", "dog"), "AccessDenied", 403, "Access Denied");
    }

    @Test
    void saysWhichBucketIsMissing() {
        S3Error error =
                refused(() -> s3.get("nowhere", "dog"), "NoSuchBucket", 404, "The specified bucket does not exist");
        assertThat(error.elements()).containsExactly(Map.entry("BucketName", "nowhere"));
    }

    @Test
    void refusesAnotherExpectedOwner() {
        s3.put("photos", "cat", "meow");
        refused(
                () -> s3.get("photos", "cat", r -> r.expectedBucketOwner("999988887777")),
                "AccessDenied",
                403,
                "Access Denied");
        refused(
                () -> s3.get("photos", "cat", r -> r.expectedBucketOwner("abcd")),
                "InvalidBucketOwnerAWSAccountID",
                400,
                "The value of the expected bucket owner parameter must be an AWS Account ID... [abcd]");
    }

    @Test
    void verifiesContentMd5() {
        refused(
                () -> s3.put("photos", "cat", "meow".getBytes(UTF_8), r -> r.contentMD5("CY9rzUYh03PK3k6DJie09g==")),
                "BadDigest",
                400,
                "The Content-MD5 you specified did not match what we received.");
        refused(
                () -> s3.put("photos", "cat", "meow".getBytes(UTF_8), r -> r.contentMD5("nonsense")),
                "InvalidDigest",
                400,
                "The Content-MD5 you specified was invalid.");
        refused(() -> s3.get("photos", "cat"), "NoSuchKey", 404, "The specified key does not exist.");
    }

    @Test
    void verifiesChecksumsInHeadersAndTrailers() {
        byte[] body = "123456789".getBytes(UTF_8);
        PutObjectResponse good = s3.put("photos", "cat", body, r -> r.checksumCRC32("y/Q5Jg=="));
        assertThat(good.checksumCRC32()).isEqualTo("y/Q5Jg==");
        refused(
                () -> s3.put("photos", "cat", body, r -> r.checksumCRC32("AAAAAA==")),
                "BadDigest",
                400,
                "The CRC32 you specified did not match the calculated checksum.");
        refused(
                () -> s3.put("photos", "cat", body, r -> r.checksumCRC32("AAAA")),
                "InvalidRequest",
                400,
                "Value for x-amz-checksum-crc32 header is invalid.");
        refused(
                () -> s3.put(
                        "photos", "cat", body, r -> r.checksumCRC32("y/Q5Jg==").checksumCRC32C("y/Q5Jg==")),
                "InvalidRequest",
                400,
                "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");
        refused(
                () -> s3.put("photos", "cat", body, r -> r.checksumAlgorithm("CRC32")),
                "InvalidRequest",
                400,
                "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer"
                        + " headers were found.");
        s3.call.headers.add("x-amz-trailer", "x-amz-checksum-crc32c");
        s3.call.trailers.set("x-amz-checksum-crc32c", "4waSgw==");
        assertThat(s3.put("photos", "cat", body, r -> {}).checksumCRC32C()).isEqualTo("4waSgw==");
        s3.call.trailers.set("x-amz-checksum-crc32c", "4waSgQ==");
        refused(
                () -> s3.put("photos", "cat", body, r -> {}),
                "BadDigest",
                400,
                "The CRC32C you specified did not match the calculated checksum.");
    }

    @Test
    void wantsTheWholeBodyAndItsLength() {
        PutObjectRequest request =
                PutObjectRequest.builder().bucket("photos").key("cat").build();
        RequestBody unknown =
                RequestBody.fromContentProvider(() -> InputStream.nullInputStream(), "application/octet-stream");
        refused(
                () -> s3.objects().putObject(request, unknown),
                "MissingContentLength",
                411,
                "You must provide the Content-Length HTTP header.");
        refused(
                () -> s3.put("photos", "cat", new byte[10], r -> r.contentLength(11L)),
                "IncompleteBody",
                400,
                "You did not provide the number of bytes specified by the Content-Length HTTP header");
        S3Error error = refused(
                () -> s3.put("photos", "cat", new byte[10], r -> r.contentLength(5L * 1024 * 1024 * 1024 + 1)),
                "EntityTooLarge",
                400,
                "Your proposed upload exceeds the maximum allowed size");
        assertThat(error.elements()).containsEntry("MaxSizeAllowed", "5368709120");
    }

    @Test
    void limitsKeysAndMetadata() {
        s3.put("photos", "k".repeat(1024), "x");
        S3Error key =
                refused(() -> s3.put("photos", "k".repeat(1025), "x"), "KeyTooLongError", 400, "Your key is too long");
        assertThat(key.elements()).containsEntry("Size", "1025").containsEntry("MaxSizeAllowed", "1024");
        byte[] body = {};
        s3.put("photos", "a", body, r -> r.metadata(Map.of("name", "v".repeat(2044))));
        S3Error metadata = refused(
                () -> s3.put("photos", "a", body, r -> r.metadata(Map.of("name", "v".repeat(2045)))),
                "MetadataTooLarge",
                400,
                "Your metadata headers exceed the maximum allowed metadata size");
        assertThat(metadata.elements()).containsEntry("Size", "2049").containsEntry("MaxSizeAllowed", "2048");
    }

    @Test
    void countsMetadataThatNoHeaderCanCarry() {
        s3.put(
                "photos",
                "a",
                new byte[0],
                r -> r.metadata(Map.of("lines", "one\ntwo", "bell", "\u0007", "fine", "é\t")));
        var got = s3.get("photos", "a").response();
        assertThat(got.missingMeta()).isEqualTo(2);
        assertThat(got.metadata()).containsOnlyKeys("fine");
        s3.put("photos", "a", new byte[0], r -> r.metadata(Map.of("fine", "x")));
        assertThat(s3.get("photos", "a").response().missingMeta()).isNull();
    }

    @Test
    void refusesWhatItWouldHaveToIgnore() {
        byte[] body = {};
        refused(
                () -> s3.put("photos", "a", body, r -> r.acl(ObjectCannedACL.PUBLIC_READ)),
                "AccessControlListNotSupported",
                400,
                "The bucket does not allow ACLs");
        refused(
                () -> s3.put("photos", "a", body, r -> r.objectLockLegalHoldStatus("ON")),
                "InvalidRequest",
                400,
                "Bucket is missing Object Lock Configuration");
        refused(
                () -> s3.put("photos", "a", body, r -> r.storageClass("COLD")),
                "InvalidStorageClass",
                400,
                "The storage class you specified is not valid");
        s3.put("photos", "a", body, r -> r.acl(ObjectCannedACL.BUCKET_OWNER_FULL_CONTROL)
                .serverSideEncryption(ServerSideEncryption.AES256));
    }

    @Test
    void knowsOnlyTheNullVersion() {
        s3.put("photos", "cat", "meow");
        assertThat(s3.get("photos", "cat", r -> r.versionId("null")).asUtf8String())
                .isEqualTo("meow");
        refused(
                () -> s3.get("photos", "cat", r -> r.versionId("x")),
                "InvalidArgument",
                400,
                "Invalid version id specified");
    }

    @Test
    void archivedObjectsMustBeRestoredFirst() {
        s3.put("photos", "cat", "meow".getBytes(UTF_8), r -> r.storageClass(StorageClass.GLACIER));
        S3Error error = refused(
                () -> s3.get("photos", "cat"),
                "InvalidObjectState",
                403,
                "The operation is not valid for the object's storage class");
        assertThat(error.elements()).containsEntry("StorageClass", "GLACIER");
    }

    @Test
    void readsUnderConditions() {
        String tag = s3.put("photos", "cat", "meow").eTag();
        Instant modified = s3.get("photos", "cat").response().lastModified();
        Instant before = modified.minusSeconds(10);
        s3.clock.advance(Duration.ofSeconds(20));
        assertThat(s3.get("photos", "cat", r -> r.ifMatch(tag)).asUtf8String()).isEqualTo("meow");
        assertThat(s3.get("photos", "cat", r -> r.ifMatch(tag.replace("\"", "")))
                        .asUtf8String())
                .isEqualTo("meow");
        assertThat(s3.get("photos", "cat", r -> r.ifMatch(tag).ifUnmodifiedSince(before))
                        .asUtf8String())
                .isEqualTo("meow");
        S3Error mismatch = refused(
                () -> s3.get("photos", "cat", r -> r.ifMatch("\"other\"")),
                "PreconditionFailed",
                412,
                "At least one of the pre-conditions you specified did not hold");
        assertThat(mismatch.elements()).containsExactly(Map.entry("Condition", "If-Match"));
        S3Error older = refused(
                () -> s3.get("photos", "cat", r -> r.ifUnmodifiedSince(before)),
                "PreconditionFailed",
                412,
                "At least one of the pre-conditions you specified did not hold");
        assertThat(older.elements()).containsExactly(Map.entry("Condition", "If-Unmodified-Since"));
        assertThat(s3.get("photos", "cat", r -> r.ifNoneMatch(tag))
                        .response()
                        .sdkHttpResponse()
                        .statusCode())
                .isEqualTo(304);
        assertThat(s3.get("photos", "cat", r -> r.ifModifiedSince(modified))
                        .response()
                        .sdkHttpResponse()
                        .statusCode())
                .isEqualTo(304);
        assertThat(s3.get("photos", "cat", r -> r.ifModifiedSince(before)).asUtf8String())
                .isEqualTo("meow");
        assertThat(s3.get("photos", "cat", r -> r.ifModifiedSince(modified.plus(Duration.ofDays(1))))
                        .asUtf8String())
                .as("a date in the future is ignored")
                .isEqualTo("meow");
        assertThat(s3.get("photos", "cat", r -> r.ifNoneMatch("\"other\"").ifModifiedSince(modified))
                        .asUtf8String())
                .isEqualTo("meow");
    }

    @Test
    void writesUnderConditions() {
        byte[] body = "new".getBytes(UTF_8);
        refused(
                () -> s3.put("photos", "cat", body, r -> r.ifMatch("\"x\"")),
                "NoSuchKey",
                404,
                "The specified key does not exist.");
        String tag = s3.put("photos", "cat", "old".getBytes(UTF_8), r -> r.ifNoneMatch("*"))
                .eTag();
        S3Error exists = refused(
                () -> s3.put("photos", "cat", body, r -> r.ifNoneMatch("*")),
                "PreconditionFailed",
                412,
                "At least one of the pre-conditions you specified did not hold");
        assertThat(exists.elements()).containsExactly(Map.entry("Condition", "If-None-Match"));
        refused(
                () -> s3.put("photos", "cat", body, r -> r.ifNoneMatch(tag)),
                "NotImplemented",
                501,
                "A header you provided implies functionality that is not implemented");
        s3.put("photos", "cat", body, r -> r.ifMatch(tag));
        assertThat(s3.call.required).anyMatch(p -> p.action().equals("s3:GetObject"));
        refused(
                () -> s3.put("photos", "cat", body, r -> r.ifMatch(tag)),
                "PreconditionFailed",
                412,
                "At least one of the pre-conditions you specified did not hold");
    }

    @Test
    void oneOfManyConditionalPutsWins() throws Exception {
        int writers = 16;
        CountDownLatch start = new CountDownLatch(1);
        AtomicInteger won = new AtomicInteger();
        AtomicInteger lost = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < writers; i++) {
            byte[] body = ("writer " + i).getBytes(UTF_8);
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    start.await();
                    s3.put("photos", "prize", body, r -> r.ifNoneMatch("*"));
                    won.incrementAndGet();
                } catch (S3Exception e) {
                    assertThat(e.statusCode()).isEqualTo(412);
                    lost.incrementAndGet();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }));
        }
        start.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(won).hasValue(1);
        assertThat(lost).hasValue(writers - 1);
    }

    @Test
    void readersSeeOneObjectOrTheOtherWhileItIsReplaced() throws Exception {
        byte[] ones = new byte[200_000];
        byte[] twos = new byte[300_000];
        Arrays.fill(ones, (byte) 1);
        Arrays.fill(twos, (byte) 2);
        s3.put("photos", "flip", ones, r -> {});
        Thread writer = Thread.ofVirtual().start(() -> {
            for (int i = 0; i < 40; i++) {
                s3.put("photos", "flip", i % 2 == 0 ? twos : ones, r -> {});
            }
        });
        while (writer.isAlive()) {
            byte[] got = s3.get("photos", "flip").asByteArray();
            assertThat(got).isIn(ones, twos);
        }
        writer.join();
    }
}
