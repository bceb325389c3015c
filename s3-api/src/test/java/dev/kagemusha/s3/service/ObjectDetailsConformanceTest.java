package dev.kagemusha.s3.service;

import dev.kagemusha.testing.RawHttp;
import dev.kagemusha.testing.RunningServer;
import dev.kagemusha.testing.SignedHttp;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListPartsResponse;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Object;

import java.io.IOException;
import java.net.URLDecoder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import static dev.kagemusha.testing.AwsErrors.assertRefused;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** What is said of objects, and the odd ends of what may be said, through the SDK's own client. */
class ObjectDetailsConformanceTest {
    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags();

    private static S3Client s3;

    @BeforeAll
    static void open() {
        s3 = SERVER.client(S3Client.builder().forcePathStyle(true));
        s3.createBucket(r -> r.bucket("details"));
    }

    @AfterAll
    static void close() {
        s3.close();
    }

    private static HeadObjectResponse head(String key) {
        return s3.headObject(r -> r.bucket("details").key(key));
    }

    // ---- metadata

    @Test
    void twoKilobytesOfMetadataAndNotAByteMore() {
        s3.putObject(
                r -> r.bucket("details").key("full").metadata(Map.of("k", "v".repeat(2047))),
                RequestBody.fromString("x"));
        assertThat(head("full").metadata().get("k")).hasSize(2047);
        assertRefused(
                () -> s3.createMultipartUpload(
                        r -> r.bucket("details").key("fuller").metadata(Map.of("k", "v".repeat(2048)))),
                "MetadataTooLarge",
                400);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "www.example.com; The website redirect location must have a prefix of 'http://' or 'https://' or '/'.",
                "ftp://example.com; The website redirect location must have a prefix of 'http://' or 'https://' or '/'.",
            })
    void aRedirectIsAPathOrAnAddress(String location, String message) throws IOException {
        RawHttp.Answer answer =
                SignedHttp.to(SERVER, "s3").put("/details/redirect", "x", "x-amz-website-redirect-location", location);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).contains("<Code>InvalidRedirectLocation</Code>", message);
        s3.putObject(
                r -> r.bucket("details").key("redirect").websiteRedirectLocation("/there"),
                RequestBody.fromString("x"));
        assertThat(head("redirect").websiteRedirectLocation()).isEqualTo("/there");
    }

    @Test
    void headersOfAnObjectAreKeptAndReplacedForASignedRequest() {
        s3.putObject(
                r -> r.bucket("details")
                        .key("headers")
                        .cacheControl("max-age=5")
                        .contentDisposition("attachment; filename=\"a b.txt\"")
                        .contentEncoding("gzip")
                        .contentLanguage("de, en")
                        .contentType("text/plain; charset=utf-8")
                        .expires(Instant.parse("2030-01-02T03:04:05Z")),
                RequestBody.fromString("x"));
        HeadObjectResponse head = head("headers");
        assertThat(head.cacheControl()).isEqualTo("max-age=5");
        assertThat(head.contentDisposition()).isEqualTo("attachment; filename=\"a b.txt\"");
        assertThat(head.contentEncoding()).isEqualTo("gzip");
        assertThat(head.contentLanguage()).isEqualTo("de, en");
        assertThat(head.expiresString()).isEqualTo("Wed, 02 Jan 2030 03:04:05 GMT");
        var got = s3.getObjectAsBytes(r -> r.bucket("details")
                        .key("headers")
                        .responseCacheControl("no-store")
                        .responseContentDisposition("inline")
                        .responseContentEncoding("identity")
                        .responseContentLanguage("fr")
                        .responseContentType("text/html")
                        .responseExpires(Instant.parse("2031-01-02T03:04:05Z")))
                .response();
        assertThat(got.cacheControl()).isEqualTo("no-store");
        assertThat(got.contentDisposition()).isEqualTo("inline");
        assertThat(got.contentEncoding()).isEqualTo("identity");
        assertThat(got.contentLanguage()).isEqualTo("fr");
        assertThat(got.contentType()).isEqualTo("text/html");
        assertThat(got.expiresString()).isEqualTo("Thu, 02 Jan 2031 03:04:05 GMT");
    }

    // ---- keys

    private static List<String> oddKeys() {
        return List.of(
                "/",
                "//",
                "/leading",
                "a//b",
                "a/../b",
                "../up",
                "..",
                ".",
                "a/./b",
                "trailing/",
                "with space",
                "plus+plus",
                "100%25",
                "?query=1&x#y",
                "tab\there",
                "line\nfeed",
                "\u0001\u001f\u007f",
                "<xml>&\"'",
                "ключ/鍵/🗝️",
                "e\u0301 and é",
                "\uFFFD\u2028",
                "k".repeat(1024),
                "鍵".repeat(341));
    }

    @Test
    void keysOfAnySortComeBackAsTheyWent() {
        s3.createBucket(r -> r.bucket("odd-keys"));
        for (String key : oddKeys()) {
            s3.putObject(r -> r.bucket("odd-keys").key(key).tagging("k=v"), RequestBody.fromString(key));
        }
        for (String key : oddKeys()) {
            assertThat(s3.getObjectAsBytes(r -> r.bucket("odd-keys").key(key)).asUtf8String())
                    .isEqualTo(key);
            assertThat(s3.headObject(r -> r.bucket("odd-keys").key(key)).contentLength())
                    .isEqualTo(key.getBytes(UTF_8).length);
            assertThat(s3.getObjectTagging(r -> r.bucket("odd-keys").key(key)).tagSet())
                    .hasSize(1);
            s3.copyObject(r -> r.sourceBucket("odd-keys")
                    .sourceKey(key)
                    .destinationBucket("details")
                    .destinationKey(key));
            assertThat(s3.getObjectAsBytes(r -> r.bucket("details").key(key)).asUtf8String())
                    .isEqualTo(key);
        }
        List<String> listed = new ArrayList<>();
        s3.listObjectsV2Paginator(r -> r.bucket("odd-keys").maxKeys(5).encodingType("url")).contents().stream()
                .map(S3Object::key)
                .forEach(listed::add);
        assertThat(listed).as("encoded, since XML has no form for some").containsExactlyInAnyOrderElementsOf(oddKeys());
        assertThat(s3.listObjects(r -> r.bucket("odd-keys").prefix("../")).contents())
                .extracting(S3Object::key)
                .containsExactly("../up");
        assertThat(s3.listObjectsV2(r -> r.bucket("odd-keys").delimiter("/").encodingType("url"))
                        .commonPrefixes())
                .extracting(p -> p.prefix())
                .containsExactlyInAnyOrder("/", "../", "a/", "trailing/", "ключ/");
        assertRefused(
                () -> s3.putObject(r -> r.bucket("odd-keys").key("鍵".repeat(342)), RequestBody.fromString("x")),
                "KeyTooLongError",
                400,
                "Your key is too long");
        DeleteObjectsResponse deleted = s3.deleteObjects(r -> r.bucket("odd-keys")
                .delete(d -> d.objects(oddKeys().stream()
                        .filter(k -> k.chars().noneMatch(c -> (c < ' ' && c != '\t' && c != '\n')))
                        .map(k -> ObjectIdentifier.builder().key(k).build())
                        .toList())));
        assertThat(deleted.errors()).isEmpty();
        assertThat(s3.listObjectsV2(r -> r.bucket("odd-keys").encodingType("url"))
                        .contents())
                .extracting(S3Object::key)
                .as("XML has no form for control characters")
                .containsExactly("\u0001\u001f\u007f");
        s3.deleteObject(r -> r.bucket("odd-keys").key("\u0001\u001f\u007f"));
        s3.deleteBucket(r -> r.bucket("odd-keys"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/../b", "a//b", "a/./b", "/a"})
    void pathsAreNotMadeSimpler(String key) throws IOException {
        SignedHttp http = SignedHttp.to(SERVER, "s3");
        s3.putObject(r -> r.bucket("details").key(key), RequestBody.fromString("of " + key));
        s3.deleteObject(r -> r.bucket("details").key("b"));
        assertThat(s3.getObjectAsBytes(r -> r.bucket("details").key(key)).asUtf8String())
                .isEqualTo("of " + key);
        assertThat(URLDecoder.decode(
                        http.get("/details?list-type=2&encoding-type=url&prefix=" + key)
                                .text(),
                        UTF_8))
                .contains("<Key>" + key + "</Key>");
    }

    // ---- parts

    @Test
    void anUploadHasTenThousandParts() throws IOException {
        String id =
                s3.createMultipartUpload(r -> r.bucket("details").key("parts")).uploadId();
        s3.putObject(r -> r.bucket("details").key("part-source"), RequestBody.fromBytes(new byte[5 << 20]));
        String first = s3.uploadPartCopy(r -> r.sourceBucket("details")
                        .sourceKey("part-source")
                        .destinationBucket("details")
                        .destinationKey("parts")
                        .uploadId(id)
                        .partNumber(9_999))
                .copyPartResult()
                .eTag();
        String range = s3.uploadPartCopy(r -> r.sourceBucket("details")
                        .sourceKey("part-source")
                        .copySourceRange("bytes=10-19")
                        .destinationBucket("details")
                        .destinationKey("parts")
                        .uploadId(id)
                        .partNumber(10_000))
                .copyPartResult()
                .eTag();
        RawHttp.Answer beyond = SignedHttp.to(SERVER, "s3").put("/details/parts?partNumber=10001&uploadId=" + id, "x");
        assertThat(beyond.status()).isEqualTo(400);
        assertThat(beyond.text()).contains("Part number must be an integer between 1 and 10000, inclusive");
        for (int i = 0; i < 2; i++) {
            assertThat(s3.completeMultipartUpload(r -> r.bucket("details")
                                    .key("parts")
                                    .uploadId(id)
                                    .multipartUpload(m -> m.parts(part(9_999, first), part(10_000, range))))
                            .eTag())
                    .as("completing again answers the same")
                    .endsWith("-2\"");
        }
        assertThat(s3.getObjectAsBytes(r -> r.bucket("details").key("parts").partNumber(2))
                        .asByteArray())
                .hasSize(10);
        assertThat(head("parts").contentLength()).isEqualTo((5 << 20) + 10);
    }

    private static CompletedPart part(int number, String etag) {
        return CompletedPart.builder().partNumber(number).eTag(etag).build();
    }

    @Test
    void partsAreListedWithTheDayTheirUploadIsGivenUp() {
        s3.createBucket(r -> r.bucket("given-up"));
        String id =
                s3.createMultipartUpload(r -> r.bucket("given-up").key("tmp/a")).uploadId();
        assertThat(s3.listParts(r -> r.bucket("given-up").key("tmp/a").uploadId(id))
                        .abortDate())
                .isNull();
        s3.putBucketLifecycleConfiguration(r -> r.bucket("given-up")
                .lifecycleConfiguration(c -> c.rules(rule -> rule.id("tmp")
                        .status(ExpirationStatus.ENABLED)
                        .filter(f -> f.prefix("tmp/"))
                        .abortIncompleteMultipartUpload(a -> a.daysAfterInitiation(3)))));
        ListPartsResponse parts =
                s3.listParts(r -> r.bucket("given-up").key("tmp/a").uploadId(id));
        assertThat(parts.abortRuleId()).isEqualTo("tmp");
        assertThat(parts.abortDate())
                .isAfter(Instant.now())
                .hasToString(parts.abortDate().toString().substring(0, 10) + "T00:00:00Z");
    }

    // ---- conditions

    @Test
    void copiesAndCompletionsAreWrittenOnCondition() {
        String tag = s3.putObject(r -> r.bucket("details").key("there"), RequestBody.fromString("1"))
                .eTag();
        assertRefused(
                () -> copyTo("there", null, "*"),
                "PreconditionFailed",
                412,
                "At least one of the pre-conditions you specified did not hold");
        assertRefused(() -> copyTo("there", "\"other\"", null), "PreconditionFailed", 412);
        assertRefused(() -> copyTo("not-there", tag, null), "NoSuchKey", 404);
        copyTo("there", tag, null);
        copyTo("anew", null, "*");
        String id =
                s3.createMultipartUpload(r -> r.bucket("details").key("there")).uploadId();
        String part = s3.uploadPart(
                        r -> r.bucket("details").key("there").uploadId(id).partNumber(1), RequestBody.fromString("2"))
                .eTag();
        assertRefused(() -> complete(id, part, null, "*"), "PreconditionFailed", 412);
        assertRefused(() -> complete(id, part, "\"other\"", null), "PreconditionFailed", 412);
        complete(id, part, head("there").eTag(), null);
        assertThat(head("there").contentLength()).isEqualTo(1);
    }

    private static void copyTo(String key, String ifMatch, String ifNoneMatch) {
        s3.copyObject(r -> r.sourceBucket("details")
                .sourceKey("there")
                .destinationBucket("details")
                .destinationKey(key)
                .metadataDirective("REPLACE")
                .ifMatch(ifMatch)
                .ifNoneMatch(ifNoneMatch));
    }

    private static void complete(String id, String etag, String ifMatch, String ifNoneMatch) {
        s3.completeMultipartUpload(r -> r.bucket("details")
                .key("there")
                .uploadId(id)
                .ifMatch(ifMatch)
                .ifNoneMatch(ifNoneMatch)
                .multipartUpload(m -> m.parts(part(1, etag))));
    }

    @Test
    void deletionsAreDoneOnCondition() {
        String tag = s3.putObject(r -> r.bucket("details").key("gone"), RequestBody.fromString("1"))
                .eTag();
        assertRefused(
                () -> s3.deleteObject(r -> r.bucket("details").key("gone").ifMatch("\"other\"")),
                "PreconditionFailed",
                412);
        assertRefused(
                () -> s3.deleteObject(r -> r.bucket("details").key("never").ifMatch("*")), "NoSuchKey", 404);
        DeleteObjectsResponse several = s3.deleteObjects(r -> r.bucket("details")
                .delete(d -> d.objects(o -> o.key("gone").eTag("\"other\""), o -> o.key("gone-too")
                        .eTag("*"))));
        assertThat(several.errors()).extracting(e -> e.code()).containsExactly("PreconditionFailed", "NoSuchKey");
        s3.deleteObject(r -> r.bucket("details").key("gone").ifMatch(tag));
        assertRefused(() -> head("gone"), "NoSuchKey", 404);
    }
}
