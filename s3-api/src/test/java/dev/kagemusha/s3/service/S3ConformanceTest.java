package dev.kagemusha.s3.service;

import dev.kagemusha.testing.RawHttp;
import dev.kagemusha.testing.RunningServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.BucketAlreadyExistsException;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectAttributes;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.Socket;
import java.net.URL;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

/** S3 through the SDK's own client, over the wire. */
class S3ConformanceTest {
    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags();

    private static S3Client s3;

    @BeforeAll
    static void open() {
        s3 = SERVER.client(S3Client.builder().forcePathStyle(true));
    }

    @AfterAll
    static void close() {
        s3.close();
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 65_536, 3_000_000})
    void givesBackWhatWasPut(int size) {
        s3.createBucket(r -> r.bucket("bodies"));
        byte[] body = random(size);
        s3.putObject(
                r -> r.bucket("bodies").key("a b/é+%?.txt").metadata(Map.of("k", "v")), RequestBody.fromBytes(body));
        var got =
                s3.getObjectAsBytes(r -> r.bucket("bodies").key("a b/é+%?.txt").checksumMode(ChecksumMode.ENABLED));
        assertThat(got.asByteArray()).isEqualTo(body);
        assertThat(got.response().metadata()).containsExactly(Map.entry("k", "v"));
        assertThat(got.response().checksumCRC32()).as("the SDK's own").isNotNull();
        assertThat(got.response().serverSideEncryptionAsString()).isEqualTo("AES256");
    }

    /** A presigned URL of a virtual host, sent to the address that its name would resolve to. */
    @Test
    void speaksVirtualHostStyle() throws IOException {
        s3.createBucket(r -> r.bucket("hosted"));
        s3.putObject(r -> r.bucket("hosted").key("x/y"), RequestBody.fromString("from a host"));
        try (S3Presigner presigner = presigner(false);
                Socket socket = new Socket("127.0.0.1", SERVER.port())) {
            URL url = presigner
                    .presignGetObject(p -> p.signatureDuration(Duration.ofMinutes(5))
                            .getObjectRequest(r -> r.bucket("hosted").key("x/y")))
                    .url();
            assertThat(url.getHost()).isEqualTo("hosted.localhost");
            socket.getOutputStream()
                    .write(("GET " + url.getFile() + " HTTP/1.1\r\nHost: " + url.getAuthority()
                                    + "\r\nConnection: close\r\n\r\n")
                            .getBytes(UTF_8));
            assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
                    .startsWith("HTTP/1.1 200 ")
                    .endsWith("from a host");
        }
    }

    /** Control endpoints are the endpoint's own; below a bucket's host their paths are keys. */
    @Test
    void aBucketsHostHasNoControlEndpoints() throws IOException {
        s3.createBucket(r -> r.bucket("hosted-controls"));
        s3.putObject(
                r -> r.bucket("hosted-controls").key("_kagemusha/health"), RequestBody.fromString("a key like others"));
        try (S3Presigner presigner = presigner(false);
                Socket socket = new Socket("127.0.0.1", SERVER.port())) {
            URL url = presigner
                    .presignGetObject(p -> p.signatureDuration(Duration.ofMinutes(5))
                            .getObjectRequest(r -> r.bucket("hosted-controls").key("_kagemusha/health")))
                    .url();
            socket.getOutputStream()
                    .write(("GET " + url.getFile() + " HTTP/1.1\r\nHost: " + url.getAuthority()
                                    + "\r\nConnection: close\r\n\r\n")
                            .getBytes(UTF_8));
            assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
                    .startsWith("HTTP/1.1 200 ")
                    .endsWith("a key like others");
        }
    }

    private static S3Presigner presigner(boolean pathStyle) {
        return S3Presigner.builder()
                .endpointOverride(SERVER.uri())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .serviceConfiguration(S3Configuration.builder()
                        .pathStyleAccessEnabled(pathStyle)
                        .build())
                .build();
    }

    @Test
    void sendsRangesAndConditions() {
        s3.createBucket(r -> r.bucket("ranges"));
        String tag = s3.putObject(r -> r.bucket("ranges").key("d"), RequestBody.fromString("0123456789"))
                .eTag();
        var part = s3.getObjectAsBytes(r -> r.bucket("ranges").key("d").range("bytes=2-4"));
        assertThat(part.asUtf8String()).isEqualTo("234");
        assertThat(part.response().contentRange()).isEqualTo("bytes 2-4/10");
        S3Exception notModified = catchThrowableOfType(
                S3Exception.class,
                () -> s3.getObjectAsBytes(r -> r.bucket("ranges").key("d").ifNoneMatch(tag)));
        assertThat(notModified.statusCode()).isEqualTo(304);
        S3Exception failed = catchThrowableOfType(
                S3Exception.class,
                () -> s3.putObject(r -> r.bucket("ranges").key("d").ifNoneMatch("*"), RequestBody.fromString("x")));
        assertThat(failed.statusCode()).isEqualTo(412); // the JDK's HTTP client drops the body of such an answer
        S3Exception copy = catchThrowableOfType(
                S3Exception.class,
                () -> s3.copyObject(r -> r.sourceBucket("ranges")
                        .sourceKey("d")
                        .destinationBucket("ranges")
                        .destinationKey("e")
                        .copySourceIfNoneMatch(tag)));
        assertThat(copy.awsErrorDetails().errorCode()).isEqualTo("PreconditionFailed");
        assertThat(copy.awsErrorDetails().errorMessage())
                .isEqualTo("At least one of the pre-conditions you specified did not hold");
        S3Exception range = catchThrowableOfType(
                S3Exception.class,
                () -> s3.getObjectAsBytes(r -> r.bucket("ranges").key("d").range("bytes=10-")));
        assertThat(range.statusCode()).isEqualTo(416);
    }

    @Test
    void raisesTheSdksOwnExceptions() {
        s3.createBucket(r -> r.bucket("errors"));
        assertThatThrownBy(() -> s3.getObjectAsBytes(r -> r.bucket("errors").key("none")))
                .isInstanceOf(NoSuchKeyException.class);
        assertThatThrownBy(() -> s3.headObject(r -> r.bucket("errors").key("none")))
                .isInstanceOf(NoSuchKeyException.class);
        assertThatThrownBy(() -> s3.headBucket(r -> r.bucket("no-such-bucket")))
                .isInstanceOf(NoSuchBucketException.class);
        assertThatThrownBy(() -> s3.listObjectsV2(r -> r.bucket("no-such-bucket")))
                .isInstanceOf(NoSuchBucketException.class);
        try (S3Client stranger = SERVER.client(S3Client.builder().forcePathStyle(true), "999988887777", "anything")) {
            assertThatThrownBy(() -> stranger.createBucket(r -> r.bucket("errors")))
                    .isInstanceOf(BucketAlreadyExistsException.class);
            S3Exception denied =
                    catchThrowableOfType(S3Exception.class, () -> stranger.listObjectsV2(r -> r.bucket("errors")));
            assertThat(denied.statusCode()).isEqualTo(403);
            assertThat(denied.awsErrorDetails().errorCode()).isEqualTo("AccessDenied");
        }
    }

    @Test
    void listsCopiesAndDeletes() {
        s3.createBucket(r -> r.bucket("many"));
        for (int i = 0; i < 12; i++) {
            String key = "folder " + i % 3 + "/" + i;
            s3.putObject(r -> r.bucket("many").key(key), RequestBody.fromString(key));
        }
        assertThat(s3.listObjectsV2(r -> r.bucket("many").delimiter("/")).commonPrefixes())
                .extracting(p -> p.prefix())
                .containsExactly("folder 0/", "folder 1/", "folder 2/");
        assertThat(s3.listObjectsV2Paginator(r -> r.bucket("many").maxKeys(5)).contents().stream()
                        .map(S3Object::key))
                .hasSize(12)
                .isSorted();
        s3.copyObject(r -> r.sourceBucket("many")
                .sourceKey("folder 1/4")
                .destinationBucket("many")
                .destinationKey("copy"));
        assertThat(s3.getObjectAsBytes(r -> r.bucket("many").key("copy")).asUtf8String())
                .isEqualTo("folder 1/4");
        assertThat(s3.listObjects(r -> r.bucket("many").prefix("folder 2/")).contents())
                .hasSize(4);
        DeleteObjectsResponse deleted = s3.deleteObjects(r -> r.bucket("many")
                .delete(d -> d.objects(s3.listObjectsV2(l -> l.bucket("many")).contents().stream()
                        .map(o -> ObjectIdentifier.builder().key(o.key()).build())
                        .toList())));
        assertThat(deleted.deleted()).hasSize(13);
        assertThat(deleted.errors()).isEmpty();
        s3.deleteBucket(r -> r.bucket("many"));
        assertThat(s3.listBuckets().buckets()).extracting(b -> b.name()).doesNotContain("many");
    }

    @Test
    void replacesTags() {
        s3.createBucket(r -> r.bucket("tagged"));
        s3.putObject(r -> r.bucket("tagged").key("k").tagging("a=1&b=2"), RequestBody.fromString("x"));
        Tag c = Tag.builder().key("c d").value("é").build();
        s3.putObjectTagging(r -> r.bucket("tagged").key("k").tagging(t -> t.tagSet(c)));
        assertThat(s3.getObjectTagging(r -> r.bucket("tagged").key("k")).tagSet())
                .containsExactly(c);
        assertThat(s3.getObjectAsBytes(r -> r.bucket("tagged").key("k"))
                        .response()
                        .tagCount())
                .isEqualTo(1);
        S3Exception twice = catchThrowableOfType(
                S3Exception.class,
                () -> s3.putObjectTagging(r -> r.bucket("tagged").key("k").tagging(t -> t.tagSet(c, c))));
        assertThat(twice.awsErrorDetails().errorCode()).isEqualTo("InvalidTag");
        s3.deleteObjectTagging(r -> r.bucket("tagged").key("k"));
        assertThat(s3.getObjectTagging(r -> r.bucket("tagged").key("k")).tagSet())
                .isEmpty();
        assertThatThrownBy(() -> s3.getObjectTagging(r -> r.bucket("tagged").key("none")))
                .isInstanceOf(NoSuchKeyException.class);
    }

    /** HTTP takes a PUT without a length for one of no bytes; S3 does not. */
    @Test
    void asksForALength() throws IOException {
        s3.createBucket(r -> r.bucket("lengths"));
        RawHttp.Answer none = putRaw("lengths", Map.of(), "", "");
        assertThat(none.status()).isEqualTo(411);
        assertThat(none.text()).contains("<Code>MissingContentLength</Code>");
        RawHttp.Answer chunked = putRaw("lengths", Map.of(), "Transfer-Encoding: chunked\r\n", "3\r\nabc\r\n0\r\n\r\n");
        assertThat(chunked.status()).isEqualTo(501);
        assertThat(chunked.text())
                .contains("<Code>NotImplemented</Code>")
                .contains("A header you provided implies functionality that is not implemented")
                .contains("<Header>Transfer-Encoding</Header>");
    }

    /** The user guide's own example, and the same text already encoded. */
    @Test
    void metadataThatIsNotAsciiComesBackInEncodedWords() throws IOException {
        s3.createBucket(r -> r.bucket("words"));
        Map<String, String> sent = Map.of(
                "nonascii", "ÄMÄZÕÑ S3",
                "word", "=?UTF-8?Q?caf=C3=A9?=",
                "plain", "=?UTF-8?B?cGxhaW4=?= text");
        RawHttp.Answer put = putRaw("words", sent, "Content-Length: 0\r\n", "");
        assertThat(put.status()).as(put.text()).isEqualTo(200);
        assertThat(s3.headObject(r -> r.bucket("words").key("k")).metadata())
                .containsOnly(
                        Map.entry("nonascii", "=?UTF-8?B?w4PChE3Dg8KEWsODwpXDg8KRIFMz?="),
                        Map.entry("word", "=?UTF-8?Q?caf=C3=A9?="),
                        Map.entry("plain", "plain text"));
        s3.copyObject(r -> r.sourceBucket("words")
                .sourceKey("k")
                .destinationBucket("words")
                .destinationKey("copy"));
        assertThat(s3.headObject(r -> r.bucket("words").key("copy")).metadata())
                .containsEntry("word", "=?UTF-8?Q?caf=C3=A9?=");
    }

    /** A presigned PUT of the key k, in UTF-8 to the last byte. */
    private static RawHttp.Answer putRaw(String bucket, Map<String, String> metadata, String headers, String body)
            throws IOException {
        StringBuilder text = new StringBuilder("PUT ");
        try (S3Presigner presigner = presigner(true)) {
            URL url = presigner
                    .presignPutObject(p -> p.signatureDuration(Duration.ofMinutes(5))
                            .putObjectRequest(r -> r.bucket(bucket).key("k").metadata(metadata)))
                    .url();
            text.append(url.getFile()).append(" HTTP/1.1\r\nHost: ").append(url.getAuthority());
        }
        metadata.forEach((name, value) ->
                text.append("\r\nx-amz-meta-").append(name).append(": ").append(value));
        text.append("\r\nConnection: close\r\n").append(headers).append("\r\n").append(body);
        return RawHttp.send(SERVER.port(), text.toString().getBytes(UTF_8));
    }

    @Test
    void checksTheDigestsOfGatheredBodies() {
        s3.createBucket(r -> r.bucket("digests"));
        s3.putObject(r -> r.bucket("digests").key("k"), RequestBody.fromString("kept"));
        S3Exception wrong = catchThrowableOfType(
                S3Exception.class,
                () -> s3.deleteObjects(r -> r.bucket("digests")
                        .delete(d -> d.objects(o -> o.key("k")))
                        .overrideConfiguration(c -> c.putHeader("Content-MD5", "1B2M2Y8AsgTpgAmY7PhCfg=="))));
        assertThat(wrong.awsErrorDetails().errorCode()).isEqualTo("BadDigest");
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(s3.headObject(r -> r.bucket("digests").key("k")).contentLength())
                .isEqualTo(4);
    }

    @Test
    void uploadsInParts() {
        s3.createBucket(r -> r.bucket("parts"));
        byte[] first = random(5 * 1024 * 1024);
        byte[] second = random(1000);
        CreateMultipartUploadResponse upload =
                s3.createMultipartUpload(r -> r.bucket("parts").key("film").checksumAlgorithm("CRC32"));
        CompletedPart[] done = new CompletedPart[2];
        for (int i = 0; i < 2; i++) {
            int number = i + 1;
            UploadPartResponse part = s3.uploadPart(
                    r -> r.bucket("parts")
                            .key("film")
                            .uploadId(upload.uploadId())
                            .partNumber(number),
                    RequestBody.fromBytes(i == 0 ? first : second));
            done[i] = CompletedPart.builder()
                    .partNumber(number)
                    .eTag(part.eTag())
                    .checksumCRC32(part.checksumCRC32())
                    .build();
        }
        assertThat(s3.listParts(r -> r.bucket("parts").key("film").uploadId(upload.uploadId()))
                        .parts())
                .hasSize(2);
        assertThat(s3.listMultipartUploads(r -> r.bucket("parts")).uploads()).hasSize(1);
        String tag = s3.completeMultipartUpload(r -> r.bucket("parts")
                        .key("film")
                        .uploadId(upload.uploadId())
                        .multipartUpload(m -> m.parts(done)))
                .eTag();
        HeadObjectResponse head = s3.headObject(r -> r.bucket("parts").key("film"));
        assertThat(head.eTag()).isEqualTo(tag).endsWith("-2\"");
        assertThat(head.contentLength()).isEqualTo(first.length + second.length);
        var attributes = s3.getObjectAttributes(r -> r.bucket("parts")
                .key("film")
                .objectAttributes(ObjectAttributes.E_TAG, ObjectAttributes.CHECKSUM, ObjectAttributes.OBJECT_PARTS)
                .maxParts(1)
                .partNumberMarker(1));
        assertThat("\"" + attributes.eTag() + "\"").isEqualTo(tag);
        assertThat(attributes.objectSize()).as("not asked for").isNull();
        assertThat(attributes.checksum().checksumCRC32()).endsWith("-2");
        assertThat(attributes.objectParts().totalPartsCount()).isEqualTo(2);
        assertThat(attributes.objectParts().isTruncated()).isFalse();
        assertThat(attributes.objectParts().parts())
                .extracting(p -> p.partNumber(), p -> p.size(), p -> p.checksumCRC32())
                .containsExactly(tuple(2, 1000L, done[1].checksumCRC32()));
        var part = s3.getObjectAsBytes(
                r -> r.bucket("parts").key("film").partNumber(2).checksumMode(ChecksumMode.ENABLED));
        assertThat(part.asByteArray()).isEqualTo(second);
        assertThat(part.response().checksumCRC32()).isEqualTo(done[1].checksumCRC32());
    }

    @Test
    void honoursPresignedUrls() throws IOException {
        s3.createBucket(r -> r.bucket("signed"));
        try (S3Presigner presigner = presigner(true)) {
            var put = presigner.presignPutObject(p -> p.signatureDuration(Duration.ofMinutes(5))
                    .putObjectRequest(r -> r.bucket("signed").key("k")));
            HttpURLConnection upload = (HttpURLConnection) put.url().openConnection();
            upload.setRequestMethod("PUT");
            upload.setDoOutput(true);
            upload.setFixedLengthStreamingMode(5);
            try (OutputStream out = upload.getOutputStream()) {
                out.write("hello".getBytes(UTF_8));
            }
            assertThat(upload.getResponseCode()).isEqualTo(200);
            var get = presigner.presignGetObject(
                    p -> p.signatureDuration(Duration.ofMinutes(5)).getObjectRequest(r -> r.bucket("signed")
                            .key("k")
                            .responseContentType("text/plain")
                            .responseExpires(Instant.parse("2030-01-01T00:00:00Z"))));
            HttpURLConnection download = (HttpURLConnection) get.url().openConnection();
            assertThat(new String(download.getInputStream().readAllBytes(), UTF_8))
                    .isEqualTo("hello");
            assertThat(download.getContentType()).isEqualTo("text/plain");
            assertThat(download.getHeaderField("Expires")).isEqualTo("Tue, 01 Jan 2030 00:00:00 GMT");
            assertThat(download.getHeaderField("ETag")).isEqualTo("\"5d41402abc4b2a76b9719d911017c592\"");
        }
    }
}
