package dev.kagemusha.s3.multipart;

import dev.kagemusha.s3.S3Error;
import dev.kagemusha.s3.S3House;
import dev.kagemusha.s3.checksum.Algorithm;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListPartsResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

import static dev.kagemusha.s3.S3House.refused;
import static org.assertj.core.api.Assertions.assertThat;

class MultipartStoreTest {
    private static final int MIN = 5 * 1024 * 1024;

    @RegisterExtension
    final S3House s3 = new S3House();

    @BeforeEach
    void createBucket() {
        s3.create("films");
    }

    private String begin(String key, Consumer<CreateMultipartUploadRequest.Builder> more) {
        CreateMultipartUploadRequest.Builder request =
                CreateMultipartUploadRequest.builder().bucket("films").key(key);
        more.accept(request);
        return s3.multipart().createMultipartUpload(request.build()).uploadId();
    }

    private UploadPartResponse part(String key, String id, int number, byte[] body) {
        return part(key, id, number, body, r -> {});
    }

    private UploadPartResponse part(
            String key, String id, int number, byte[] body, Consumer<UploadPartRequest.Builder> more) {
        UploadPartRequest.Builder request = UploadPartRequest.builder()
                .bucket("films")
                .key(key)
                .uploadId(id)
                .partNumber(number);
        more.accept(request);
        return s3.multipart().uploadPart(request.build(), RequestBody.fromBytes(body));
    }

    private CompleteMultipartUploadResponse complete(String key, String id, CompletedPart... parts) {
        return complete(key, id, r -> {}, parts);
    }

    private CompleteMultipartUploadResponse complete(
            String key, String id, Consumer<CompleteMultipartUploadRequest.Builder> more, CompletedPart... parts) {
        CompleteMultipartUploadRequest.Builder request = CompleteMultipartUploadRequest.builder()
                .bucket("films")
                .key(key)
                .uploadId(id)
                .multipartUpload(u -> u.parts(parts));
        more.accept(request);
        return s3.multipart().completeMultipartUpload(request.build());
    }

    private static CompletedPart done(int number, UploadPartResponse part) {
        return CompletedPart.builder().partNumber(number).eTag(part.eTag()).build();
    }

    private static byte[] random(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    @Test
    void joinsPartsByNumber() throws Exception {
        byte[] one = random(MIN, 1);
        byte[] two = random(MIN + 7, 2);
        byte[] last = random(99, 3);
        String id = begin("f", r -> r.contentType("video/mp4").storageClass("STANDARD_IA"));
        UploadPartResponse third = part("f", id, 30, last);
        part("f", id, 1, random(10, 9));
        UploadPartResponse first = part("f", id, 1, one);
        UploadPartResponse second = part("f", id, 2, two);
        part("f", id, 7, random(200_000, 4));
        CompleteMultipartUploadResponse done = complete("f", id, done(1, first), done(2, second), done(30, third));
        MessageDigest md5 = MessageDigest.getInstance("MD5");
        for (UploadPartResponse part : List.of(first, second, third)) {
            md5.update(HexFormat.of().parseHex(part.eTag().replace("\"", "")));
        }
        assertThat(done.eTag()).isEqualTo('"' + HexFormat.of().formatHex(md5.digest()) + "-3\"");
        assertThat(done.location()).isEqualTo("http://localhost:4566/films/f");
        byte[] whole = join(one, two, last);
        assertThat(done.checksumCRC64NVME())
                .isEqualTo(Base64.getEncoder().encodeToString(Algorithm.CRC64NVME.of(whole)));
        assertThat(done.checksumTypeAsString()).isEqualTo("FULL_OBJECT");
        var got = s3.get("films", "f");
        assertThat(got.asByteArray()).isEqualTo(whole);
        assertThat(got.response().contentType()).isEqualTo("video/mp4");
        assertThat(got.response().storageClassAsString()).isEqualTo("STANDARD_IA");
        byte[] across = s3.get("films", "f", r -> r.range("bytes=" + (MIN - 2) + "-" + (MIN + 1)))
                .asByteArray();
        assertThat(across).isEqualTo(Arrays.copyOfRange(whole, MIN - 2, MIN + 2));
        refused(
                () -> part("f", id, 4, last),
                "NoSuchUpload",
                404,
                "The specified upload does not exist. The upload ID may be invalid, or the upload may have been"
                        + " aborted or completed.");
    }

    @Test
    void givesPartsByNumber() {
        byte[] one = random(MIN, 1);
        byte[] two = random(11, 2);
        String id = begin("f", r -> {});
        UploadPartResponse first = part("f", id, 3, one);
        UploadPartResponse second = part("f", id, 5, two);
        complete("f", id, done(3, first), done(5, second));
        var got = s3.get("films", "f", r -> r.partNumber(2));
        assertThat(got.asByteArray()).isEqualTo(two);
        GetObjectResponse response = got.response();
        assertThat(response.partsCount()).isEqualTo(2);
        assertThat(response.contentRange()).isEqualTo("bytes " + MIN + "-" + (MIN + 10) + "/" + (MIN + 11));
        assertThat(response.sdkHttpResponse().statusCode()).isEqualTo(206);
        S3Error error = refused(
                () -> s3.get("films", "f", r -> r.partNumber(3)),
                "InvalidPartNumber",
                416,
                "The requested partnumber is not satisfiable");
        assertThat(error.elements()).containsEntry("ActualPartCount", "2").containsEntry("PartNumberRequested", "3");
    }

    @Test
    void completesOnceMoreWithTheSameAnswer() {
        String id = begin("f", r -> {});
        UploadPartResponse part = part("f", id, 1, random(5, 1));
        String tag = complete("f", id, done(1, part)).eTag();
        assertThat(complete("f", id, done(1, part)).eTag()).isEqualTo(tag);
        s3.put("films", "f", "another");
        refused(
                () -> complete("f", id, done(1, part)),
                "NoSuchUpload",
                404,
                "The specified upload does not exist. The upload ID may be invalid, or the upload may have been"
                        + " aborted or completed.");
    }

    @Test
    void refusesPartNumbersOutOfRange() {
        String id = begin("f", r -> {});
        for (Integer number : new Integer[] {null, 0, 10_001}) {
            refused(
                    () -> part("f", id, 1, random(1, 1), r -> r.partNumber(number)),
                    "InvalidArgument",
                    400,
                    "Part number must be an integer between 1 and 10000, inclusive");
        }
    }

    @Test
    void refusesPartsThatDoNotFit() {
        String id = begin("f", r -> {});
        UploadPartResponse small = part("f", id, 1, random(100, 1));
        UploadPartResponse last = part("f", id, 2, random(100, 2));
        S3Error tooSmall = refused(
                () -> complete("f", id, done(1, small), done(2, last)),
                "EntityTooSmall",
                400,
                "Your proposed upload is smaller than the minimum allowed size");
        assertThat(tooSmall.elements())
                .containsEntry("ProposedSize", "100")
                .containsEntry("MinSizeAllowed", "5242880")
                .containsEntry("PartNumber", "1");
        refused(
                () -> complete("f", id, done(2, last), done(1, small)),
                "InvalidPartOrder",
                400,
                "The list of parts was not in ascending order. Parts must be ordered by part number.");
        String notFound = "One or more of the specified parts could not be found.  The part may not have been"
                + " uploaded, or the specified entity tag may not match the part's entity tag.";
        refused(() -> complete("f", id, done(1, last)), "InvalidPart", 400, notFound);
        refused(() -> complete("f", id, done(3, last)), "InvalidPart", 400, notFound);
        refused(
                () -> complete("f", id),
                "MalformedXML",
                400,
                "The XML you provided was not well-formed or did not validate against our published schema");
        refused(
                () -> complete("f", id, r -> r.mpuObjectSize(99L), done(1, small)),
                "InvalidRequest",
                400,
                "The provided 'x-amz-mp-object-size' header value 99 does not match what was computed: 100");
        refused(
                () -> part("f", id, 10_001, new byte[0]),
                "InvalidArgument",
                400,
                "Part number must be an integer between 1 and 10000, inclusive");
        complete("f", id, r -> r.mpuObjectSize(100L), done(2, last));
        assertThat(s3.get("films", "f").asByteArray()).isEqualTo(random(100, 2));
    }

    @Test
    void composesChecksumsOfParts() {
        String id = begin("f", r -> r.checksumAlgorithm("SHA256"));
        byte[] one = random(MIN, 1);
        byte[] two = random(10, 2);
        String sumOne = Base64.getEncoder().encodeToString(Algorithm.SHA256.of(one));
        String sumTwo = Base64.getEncoder().encodeToString(Algorithm.SHA256.of(two));
        UploadPartResponse first = part("f", id, 1, one, r -> r.checksumSHA256(sumOne));
        UploadPartResponse second = part("f", id, 2, two, r -> r.checksumSHA256(sumTwo));
        assertThat(first.checksumSHA256()).isEqualTo(sumOne);
        refused(
                () -> part("f", id, 3, two),
                "InvalidRequest",
                400,
                "Checksum Type mismatch occurred, expected checksum Type: sha256, actual checksum Type: null");
        refused(
                () -> part("f", id, 3, two, r -> r.checksumCRC32("AAAAAA==")),
                "InvalidRequest",
                400,
                "Checksum Type mismatch occurred, expected checksum Type: sha256, actual checksum Type: crc32");
        refused(
                () -> complete("f", id, done(1, first), done(2, second)),
                "InvalidRequest",
                400,
                "The upload was created using a sha256 checksum. The complete request must include the checksum for"
                        + " each part. It was missing for part 1 in the request.");
        CompletedPart doneOne =
                done(1, first).toBuilder().checksumSHA256(sumOne).build();
        CompletedPart doneTwo =
                done(2, second).toBuilder().checksumSHA256(sumTwo).build();
        refused(
                () -> complete(
                        "f", id, doneOne.toBuilder().checksumSHA256(sumTwo).build(), doneTwo),
                "InvalidPart",
                400,
                "One or more of the specified parts could not be found.  The part may not have been uploaded, or the"
                        + " specified entity tag may not match the part's entity tag.");
        refused(
                () -> complete(
                        "f",
                        id,
                        done(1, first).toBuilder().checksumCRC32("AAAAAA==").build(),
                        doneTwo),
                "BadDigest",
                400,
                "The crc32 you specified for part 1 did not match what we received.");
        refused(
                () -> complete("f", id, r -> r.checksumType("FULL_OBJECT"), doneOne, doneTwo),
                "InvalidRequest",
                400,
                "The upload was created using the COMPOSITE checksum mode. The complete request must use the same"
                        + " checksum mode.");
        CompleteMultipartUploadResponse done = complete("f", id, doneOne, doneTwo);
        byte[] parts = join(Algorithm.SHA256.of(one), Algorithm.SHA256.of(two));
        assertThat(done.checksumSHA256())
                .isEqualTo(Base64.getEncoder().encodeToString(Algorithm.SHA256.of(parts)) + "-2");
        assertThat(done.checksumTypeAsString()).isEqualTo("COMPOSITE");
    }

    @Test
    void combinesChecksumsOfTheWhole() {
        String id = begin("f", r -> r.checksumAlgorithm("CRC32").checksumType("FULL_OBJECT"));
        byte[] one = random(MIN, 1);
        byte[] two = random(12_345, 2);
        UploadPartResponse first = part("f", id, 1, one);
        UploadPartResponse second = part("f", id, 2, two);
        String whole = Base64.getEncoder().encodeToString(Algorithm.CRC32.of(join(one, two)));
        refused(
                () -> complete("f", id, r -> r.checksumCRC32("AAAAAA=="), done(1, first), done(2, second)),
                "BadDigest",
                400,
                "The crc32 you specified did not match the calculated checksum.");
        CompleteMultipartUploadResponse done =
                complete("f", id, r -> r.checksumCRC32(whole), done(1, first), done(2, second));
        assertThat(done.checksumCRC32()).isEqualTo(whole);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            CRC64NVME | COMPOSITE   | The COMPOSITE checksum type cannot be used with the crc64nvme checksum algorithm.
            SHA256    | FULL_OBJECT | The FULL_OBJECT checksum type cannot be used with the sha256 checksum algorithm.
            -         | COMPOSITE   | The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.
            MD4       | -           | Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]
            """)
    void refusesChecksumsThatDoNotGoTogether(String algorithm, String type, String message) {
        refused(
                () -> begin("f", r -> r.checksumAlgorithm(algorithm).checksumType(type)),
                "InvalidRequest",
                400,
                message);
    }

    @Test
    void listsPartsInPages() {
        String id = begin("f", r -> {});
        for (int number : new int[] {9, 2, 5}) {
            part("f", id, number, random(number, number));
        }
        ListPartsResponse first = s3.uploadListing()
                .listParts(r -> r.bucket("films").key("f").uploadId(id).maxParts(2));
        assertThat(first.parts()).extracting(Part::partNumber).containsExactly(2, 5);
        assertThat(first.parts()).extracting(Part::size).containsExactly(2L, 5L);
        assertThat(first.isTruncated()).isTrue();
        assertThat(first.nextPartNumberMarker()).isEqualTo(5);
        ListPartsResponse second = s3.uploadListing()
                .listParts(r -> r.bucket("films").key("f").uploadId(id).partNumberMarker(5));
        assertThat(second.parts()).extracting(Part::partNumber).containsExactly(9);
        assertThat(second.isTruncated()).isFalse();
    }

    @Test
    void listsUploadsByKeyThenTime() {
        String b1 = begin("b", r -> {});
        s3.clock.advance(java.time.Duration.ofSeconds(1));
        String b2 = begin("b", r -> {});
        String a = begin("a", r -> {});
        String x1 = begin("x/1", r -> {});
        begin("x/2", r -> {});
        ListMultipartUploadsResponse all = s3.uploadListing().listMultipartUploads(r -> r.bucket("films"));
        assertThat(all.uploads())
                .extracting(MultipartUpload::uploadId)
                .startsWith(a, b1, b2, x1)
                .hasSize(5);
        ListMultipartUploadsResponse rolled =
                s3.uploadListing().listMultipartUploads(r -> r.bucket("films").delimiter("/"));
        assertThat(rolled.uploads()).hasSize(3);
        assertThat(rolled.commonPrefixes()).hasSize(1);
        List<String> found = new ArrayList<>();
        String key = null;
        String id = null;
        while (true) {
            String keyMarker = key;
            String idMarker = id;
            ListMultipartUploadsResponse page = s3.uploadListing()
                    .listMultipartUploads(r ->
                            r.bucket("films").maxUploads(1).keyMarker(keyMarker).uploadIdMarker(idMarker));
            page.uploads().forEach(u -> found.add(u.uploadId()));
            if (!page.isTruncated()) {
                break;
            }
            key = page.nextKeyMarker();
            id = page.nextUploadIdMarker();
        }
        assertThat(found).startsWith(a, b1, b2, x1).hasSize(5);
        assertThat(s3.uploadListing()
                        .listMultipartUploads(r -> r.bucket("films").keyMarker("b"))
                        .uploads())
                .hasSize(2);
    }

    @Test
    void abortsWithAllParts() {
        String id = begin("f", r -> {});
        part("f", id, 1, random(100_000, 1));
        s3.multipart().abortMultipartUpload(r -> r.bucket("films").key("f").uploadId(id));
        refused(
                () -> s3.multipart()
                        .abortMultipartUpload(r -> r.bucket("films").key("f").uploadId(id)),
                "NoSuchUpload",
                404,
                "The specified upload does not exist. The upload ID may be invalid, or the upload may have been"
                        + " aborted or completed.");
        assertThat(s3.uploadListing()
                        .listMultipartUploads(r -> r.bucket("films"))
                        .uploads())
                .isEmpty();
    }

    @Test
    void completesUnderConditions() {
        s3.put("films", "f", "there");
        String id = begin("f", r -> {});
        UploadPartResponse part = part("f", id, 1, random(5, 1));
        refused(
                () -> complete("f", id, r -> r.ifNoneMatch("*"), done(1, part)),
                "PreconditionFailed",
                412,
                "At least one of the pre-conditions you specified did not hold");
        complete("f", id, done(1, part));
    }
}
