package dev.kagemusha.s3.object;

import dev.kagemusha.s3.S3Error;
import dev.kagemusha.s3.S3House;
import dev.kagemusha.s3.checksum.Algorithm;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;
import software.amazon.awssdk.services.s3.model.UploadPartCopyResponse;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

import static dev.kagemusha.s3.S3House.refused;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

class CopyingStoreTest {
    @RegisterExtension
    final S3House s3 = new S3House();

    @BeforeEach
    void createBuckets() {
        s3.create("from");
        s3.create("into");
    }

    private CopyObjectResponse copy(String source, String bucket, String key) {
        return copy(source, bucket, key, r -> {});
    }

    private CopyObjectResponse copy(
            String source, String bucket, String key, Consumer<CopyObjectRequest.Builder> more) {
        CopyObjectRequest.Builder request = CopyObjectRequest.builder()
                .copySource(source)
                .destinationBucket(bucket)
                .destinationKey(key);
        more.accept(request);
        return s3.copying().copyObject(request.build());
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 200_000})
    void outlivesItsSource(int size) {
        byte[] body = random(size);
        String tag = s3.put("from", "a b/c", body, r -> r.contentType("text/plain")
                        .metadata(Map.of("x", "y"))
                        .tagging("k=v")
                        .storageClass("STANDARD_IA"))
                .eTag();
        CopyObjectResponse copied = copy("/from/a%20b%2Fc", "into", "d");
        assertThat(copied.copyObjectResult().eTag()).isEqualTo(tag);
        s3.deletion().deleteObject(r -> r.bucket("from").key("a b/c"));
        var got = s3.get("into", "d");
        assertThat(got.asByteArray()).isEqualTo(body);
        assertThat(got.response().contentType()).isEqualTo("text/plain");
        assertThat(got.response().metadata()).containsEntry("x", "y");
        assertThat(got.response().tagCount()).isEqualTo(1);
        assertThat(got.response().storageClass())
                .as("a copy is STANDARD unless asked")
                .isNull();
        assertThat(s3.call.required)
                .extracting(p -> p.action() + " " + p.resource())
                .contains("s3:GetObject arn:aws:s3:::from/a b/c", "s3:PutObject arn:aws:s3:::into/d");
    }

    @Test
    void replacesMetadataAndTagsWhenTold() {
        s3.put("from", "a", "x".getBytes(UTF_8), r -> r.contentType("text/plain")
                .metadata(Map.of("x", "y"))
                .tagging("k=v"));
        copy("from/a", "into", "b", r -> r.metadataDirective("REPLACE")
                .taggingDirective("REPLACE")
                .contentType("text/html")
                .tagging("k=v&l=w"));
        var got = s3.get("into", "b").response();
        assertThat(got.contentType()).isEqualTo("text/html");
        assertThat(got.metadata()).isEmpty();
        assertThat(got.tagCount()).isEqualTo(2);
        refused(
                () -> copy("from/a", "into", "b", r -> r.metadataDirective("MERGE")),
                "InvalidArgument",
                400,
                "Unknown metadata directive.");
    }

    @Test
    void aCopyToItselfHasToChangeSomething() {
        byte[] body = random(100_000);
        s3.put("from", "a", body, r -> {});
        refused(
                () -> copy("from/a", "from", "a"),
                "InvalidRequest",
                400,
                "This copy request is illegal because it is trying to copy an object to itself without changing the"
                        + " object's metadata, storage class, website redirect location or encryption attributes.");
        copy("from/a", "from", "a", r -> r.metadataDirective("REPLACE").metadata(Map.of("new", "one")));
        var got = s3.get("from", "a");
        assertThat(got.asByteArray()).isEqualTo(body);
        assertThat(got.response().metadata()).containsEntry("new", "one");
    }

    @Test
    void computesAnotherChecksumWhenAsked() {
        s3.put("from", "a", "123456789");
        CopyObjectResponse copied = copy("from/a", "into", "b", r -> r.checksumAlgorithm("CRC32"));
        assertThat(copied.copyObjectResult().checksumCRC32()).isEqualTo("y/Q5Jg==");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ifMatch     | x-amz-copy-source-If-Match
            ifNoneMatch | x-amz-copy-source-If-None-Match
            """)
    void asksConditionsOfTheSource(String which, String condition) {
        String tag = s3.put("from", "a", "x").eTag();
        S3Error error = refused(
                () -> copy("from/a", "into", "b", r -> {
                    if (which.equals("ifMatch")) {
                        r.copySourceIfMatch("\"other\"");
                    } else {
                        r.copySourceIfNoneMatch(tag);
                    }
                }),
                "PreconditionFailed",
                412,
                "At least one of the pre-conditions you specified did not hold");
        assertThat(error.elements()).containsEntry("Condition", condition);
    }

    @Test
    void namesWhatIsMissing() {
        refused(() -> copy("from/nothing", "into", "b"), "NoSuchKey", 404, "The specified key does not exist.");
        refused(() -> copy("nowhere/a", "into", "b"), "NoSuchBucket", 404, "The specified bucket does not exist");
        refused(() -> copy("from", "into", "b"), "InvalidArgument", 400, "Invalid copy source object key");
    }

    @Test
    void aCopyOfPartsIsOneObject() {
        byte[] one = random(5 * 1024 * 1024);
        byte[] two = random(77);
        String id = s3.multipart()
                .createMultipartUpload(CreateMultipartUploadRequest.builder()
                        .bucket("from")
                        .key("m")
                        .build())
                .uploadId();
        String[] tags = new String[2];
        for (int i = 0; i < 2; i++) {
            tags[i] = s3.multipart()
                    .uploadPart(
                            UploadPartRequest.builder()
                                    .bucket("from")
                                    .key("m")
                                    .uploadId(id)
                                    .partNumber(i + 1)
                                    .build(),
                            RequestBody.fromBytes(i == 0 ? one : two))
                    .eTag();
        }
        s3.multipart().completeMultipartUpload(r -> r.bucket("from")
                .key("m")
                .uploadId(id)
                .multipartUpload(u -> u.parts(
                        p -> p.partNumber(1).eTag(tags[0]), p -> p.partNumber(2).eTag(tags[1]))));
        byte[] whole = Arrays.copyOf(one, one.length + two.length);
        System.arraycopy(two, 0, whole, one.length, two.length);
        CopyObjectResponse copied = copy("from/m", "into", "m");
        assertThat(copied.copyObjectResult().eTag())
                .isEqualTo('"' + HexFormat.of().formatHex(Algorithm.md5().digest(whole)) + '"');
        s3.deletion().deleteObject(r -> r.bucket("from").key("m"));
        assertThat(s3.get("into", "m").asByteArray()).isEqualTo(whole);
        assertThat(s3.get("into", "m", r -> r.partNumber(1)).response().partsCount())
                .isNull();
    }

    @Test
    void copiesRangesIntoParts() {
        byte[] body = random(300_000);
        s3.put("from", "a", body, r -> {});
        String id = s3.multipart()
                .createMultipartUpload(CreateMultipartUploadRequest.builder()
                        .bucket("into")
                        .key("m")
                        .build())
                .uploadId();
        UploadPartCopyRequest request = UploadPartCopyRequest.builder()
                .copySource("from/a")
                .copySourceRange("bytes=100000-299999")
                .destinationBucket("into")
                .destinationKey("m")
                .uploadId(id)
                .partNumber(1)
                .build();
        UploadPartCopyResponse part = s3.partCopying().uploadPartCopy(request);
        byte[] range = Arrays.copyOfRange(body, 100_000, 300_000);
        assertThat(part.copyPartResult().eTag())
                .isEqualTo('"' + HexFormat.of().formatHex(Algorithm.md5().digest(range)) + '"');
        assertThat(part.copyPartResult().checksumCRC64NVME())
                .isEqualTo(Base64.getEncoder().encodeToString(Algorithm.CRC64NVME.of(range)));
        refused(
                () -> s3.partCopying()
                        .uploadPartCopy(request.toBuilder()
                                .copySourceRange("bytes=0-300000")
                                .build()),
                "InvalidArgument",
                400,
                "Range specified is not valid for source object of size: 300000");
        refused(
                () -> s3.partCopying()
                        .uploadPartCopy(
                                request.toBuilder().copySourceRange("bytes=0-").build()),
                "InvalidArgument",
                400,
                "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the"
                        + " zero-based offsets of the first and last bytes to copy");
        s3.multipart().completeMultipartUpload(r -> r.bucket("into")
                .key("m")
                .uploadId(id)
                .multipartUpload(u ->
                        u.parts(p -> p.partNumber(1).eTag(part.copyPartResult().eTag()))));
        assertThat(s3.get("into", "m").asByteArray()).isEqualTo(range);
    }

    @Test
    void deletesManyAndSaysWhatBecameOfEach() {
        String tag = s3.put("from", "a", "1").eTag();
        s3.put("from", "b", "2");
        s3.put("from", "c", "3");
        s3.call.denied.add("arn:aws:s3:::from/c");
        DeleteObjectsResponse answer = s3.deletion().deleteObjects(r -> r.bucket("from")
                .delete(d -> d.objects(
                        ObjectIdentifier.builder().key("a").eTag(tag).build(),
                        ObjectIdentifier.builder().key("b").eTag("\"other\"").build(),
                        ObjectIdentifier.builder().key("c").build(),
                        ObjectIdentifier.builder().key("gone").build())));
        assertThat(answer.deleted()).extracting(o -> o.key()).containsExactly("a", "gone");
        assertThat(answer.errors())
                .extracting(e -> e.key() + " " + e.code())
                .containsExactly("b PreconditionFailed", "c AccessDenied");
        refused(() -> s3.get("from", "a"), "NoSuchKey", 404, "The specified key does not exist.");
        assertThat(s3.get("from", "b").asUtf8String()).isEqualTo("2");
        refused(
                () -> s3.deletion().deleteObjects(r -> r.bucket("from").delete(d -> {})),
                "MalformedXML",
                400,
                "The XML you provided was not well-formed or did not validate against our published schema");
    }

    @Test
    void deletesUnderACondition() {
        String tag = s3.put("from", "a", "1").eTag();
        refused(
                () -> s3.deletion().deleteObject(r -> r.bucket("from").key("a").ifMatch("\"other\"")),
                "PreconditionFailed",
                412,
                "At least one of the pre-conditions you specified did not hold");
        s3.deletion().deleteObject(r -> r.bucket("from").key("a").ifMatch(tag));
        s3.deletion().deleteObject(r -> r.bucket("from").key("a"));
        refused(
                () -> s3.deletion().deleteObject(r -> r.bucket("from").key("a").ifMatch("*")),
                "NoSuchKey",
                404,
                "The specified key does not exist.");
    }
}
