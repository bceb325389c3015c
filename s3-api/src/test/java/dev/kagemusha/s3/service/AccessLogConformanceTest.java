package dev.kagemusha.s3.service;

import dev.kagemusha.testing.RawHttp;
import dev.kagemusha.testing.RunningServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectCannedACL;
import software.amazon.awssdk.services.s3.model.ObjectOwnership;
import software.amazon.awssdk.services.s3.model.PartitionDateSource;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.TransitionStorageClass;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Access logs through the SDK's own client, on the advanced clock. */
class AccessLogConformanceTest {
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

    private static void allow(String target) {
        s3.putBucketPolicy(r -> r.bucket(target).policy("""
                        {"Version":"2012-10-17","Statement":[{"Effect":"Allow",
                        "Principal":{"Service":"logging.s3.amazonaws.com"},"Action":"s3:PutObject",
                        "Resource":"arn:aws:s3:::%s/*"}]}""".formatted(target)));
    }

    private static List<String> logs(String target) {
        return s3.listObjectsV2(r -> r.bucket(target)).contents().stream()
                .map(S3Object::key)
                .toList();
    }

    private static String text(String target) {
        StringBuilder all = new StringBuilder();
        for (String key : logs(target)) {
            all.append(s3.getObjectAsBytes(r -> r.bucket(target).key(key)).asUtf8String());
        }
        return all.toString();
    }

    @Test
    void deliversALineForEachRequest() {
        s3.createBucket(r -> r.bucket("seen"));
        s3.createBucket(r -> r.bucket("seen-log"));
        allow("seen-log");
        s3.putBucketLogging(r -> r.bucket("seen")
                .bucketLoggingStatus(
                        b -> b.loggingEnabled(l -> l.targetBucket("seen-log").targetPrefix("log/"))));
        s3.putObject(r -> r.bucket("seen").key("a b"), RequestBody.fromString("12345"));
        s3.getObjectAsBytes(r -> r.bucket("seen").key("a b").range("bytes=0-1"));
        assertThatThrownBy(() -> s3.getObjectAsBytes(r -> r.bucket("seen").key("none")))
                .isInstanceOf(NoSuchKeyException.class);
        s3.deleteObjects(r -> r.bucket("seen").delete(d -> d.objects(o -> o.key("x"), o -> o.key("y"))));
        s3.listObjectsV2(r -> r.bucket("seen"));
        SERVER.advance(Duration.ofMinutes(6));
        assertThat(logs("seen-log"))
                .singleElement()
                .asString()
                .matches("log/\\d{4}-\\d\\d-\\d\\d-\\d\\d-\\d\\d-\\d\\d-[0-9A-F]{16}");
        assertThat(text("seen-log").lines())
                .anyMatch(l -> l.contains(" REST.PUT.OBJECT a%20b \"PUT /seen/a%20b HTTP/1.1\" 200 - - 5 "))
                .anyMatch(
                        l -> l.contains(" REST.GET.OBJECT a%20b \"GET /seen/a%20b HTTP/1.1\" 2") && l.contains(" 2 5 "))
                .anyMatch(l -> l.contains(" REST.GET.OBJECT none \"GET /seen/none HTTP/1.1\" 404 NoSuchKey "))
                .anyMatch(l -> l.contains(" REST.POST.MULTI_OBJECT_DELETE - "))
                .anyMatch(l -> l.contains(" BATCH.DELETE.OBJECT x "))
                .anyMatch(l -> l.contains(" BATCH.DELETE.OBJECT y "))
                .anyMatch(l -> l.contains(" REST.GET.BUCKET - "))
                .allMatch(l -> l.contains(" seen [") && l.contains(" SigV4 - AuthHeader "));
    }

    @Test
    void partitionsByTheDayOfTheRequest() {
        s3.createBucket(r -> r.bucket("days"));
        s3.createBucket(r -> r.bucket("days-log"));
        allow("days-log");
        s3.putBucketLogging(r -> r.bucket("days")
                .bucketLoggingStatus(b -> b.loggingEnabled(l -> l.targetBucket("days-log")
                        .targetPrefix("")
                        .targetObjectKeyFormat(f ->
                                f.partitionedPrefix(p -> p.partitionDateSource(PartitionDateSource.EVENT_TIME))))));
        s3.headBucket(r -> r.bucket("days"));
        SERVER.advance(Duration.ofMinutes(6));
        assertThat(logs("days-log"))
                .singleElement()
                .asString()
                .matches("000000000000/us-east-1/days/\\d{4}/\\d\\d/\\d\\d/\\d{4}-\\d\\d-\\d\\d-00-00-00-[0-9A-F]{16}");
    }

    @Test
    void deliversNothingThatTheTargetDoesNotAllow() {
        s3.createBucket(r -> r.bucket("quiet"));
        s3.createBucket(r -> r.bucket("quiet-log"));
        s3.putBucketLogging(r -> r.bucket("quiet")
                .bucketLoggingStatus(
                        b -> b.loggingEnabled(l -> l.targetBucket("quiet-log").targetPrefix(""))));
        s3.headBucket(r -> r.bucket("quiet"));
        SERVER.advance(Duration.ofMinutes(6));
        assertThat(logs("quiet-log")).isEmpty();
        allow("quiet-log");
        SERVER.advance(Duration.ofMinutes(6));
        assertThat(logs("quiet-log")).as("kept until it is allowed").hasSize(1);
    }

    private static void log(String bucket) {
        s3.createBucket(r -> r.bucket(bucket));
        s3.createBucket(r -> r.bucket(bucket + "-log"));
        allow(bucket + "-log");
        s3.putBucketLogging(r -> r.bucket(bucket)
                .bucketLoggingStatus(b ->
                        b.loggingEnabled(l -> l.targetBucket(bucket + "-log").targetPrefix(""))));
    }

    private static List<String> lines(String bucket) {
        SERVER.advance(Duration.ofMinutes(6));
        return text(bucket + "-log").lines().toList();
    }

    @Test
    void refusedRequestsHaveLines() throws IOException {
        log("strict");
        s3.putObject(r -> r.bucket("strict").key("a"), RequestBody.fromString("12345"));
        try (S3Client other = SERVER.client(S3Client.builder().forcePathStyle(true), "444455556666", "x")) {
            assertThatThrownBy(
                    () -> other.getObjectAsBytes(r -> r.bucket("strict").key("a")));
        }
        assertThat(RawHttp.send(SERVER.port(), "", "GET /strict/a HTTP/1.1", "Host: localhost")
                        .status())
                .isEqualTo(403);
        assertThat(RawHttp.send(
                                SERVER.port(),
                                "",
                                "GET /strict/a%20b?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=0 HTTP/1.1",
                                "Host: localhost")
                        .status())
                .isGreaterThanOrEqualTo(400);
        assertThat(lines("strict"))
                .anyMatch(l -> l.contains(" REST.GET.OBJECT a \"GET /strict/a HTTP/1.1\" 403 AccessDenied ")
                        && l.contains(" SigV4 - AuthHeader "))
                .anyMatch(l -> l.matches(".* - [^ ]+ REST.GET.OBJECT a \"GET /strict/a HTTP/1.1\" 403 AccessDenied"
                        + " [0-9]+ - [0-9]+ [0-9]+ .* - - - localhost - - - -"))
                .anyMatch(l -> l.contains(" REST.GET.OBJECT a%20b ") && l.contains("X-Amz-Signature=REDACTED"));
    }

    @Test
    void aCopyInsideABucketHasALineForEachSide() {
        log("copies");
        s3.putObject(r -> r.bucket("copies").key("from"), RequestBody.fromString("12345"));
        s3.copyObject(r -> r.sourceBucket("copies")
                .sourceKey("from")
                .destinationBucket("copies")
                .destinationKey("to"));
        assertThat(lines("copies"))
                .anyMatch(l -> l.contains(" REST.COPY.OBJECT_GET from "))
                .anyMatch(l -> l.contains(" REST.COPY.OBJECT to "));
    }

    @Test
    void aCopyOutOfABucketShowsInItsLog() {
        log("source");
        s3.createBucket(r -> r.bucket("elsewhere"));
        s3.putObject(r -> r.bucket("source").key("from"), RequestBody.fromString("12345"));
        s3.copyObject(r -> r.sourceBucket("source")
                .sourceKey("from")
                .destinationBucket("elsewhere")
                .destinationKey("to"));
        assertThat(lines("source"))
                .anyMatch(l -> l.contains(" REST.COPY.OBJECT_GET from ") && l.contains(" 5 "))
                .noneMatch(l -> l.contains(" REST.COPY.OBJECT "));
    }

    @Test
    void websitesFormsAndPreflightsHaveNamesOfTheirOwn() throws IOException {
        log("pages");
        s3.putObject(r -> r.bucket("pages").key("index.html"), RequestBody.fromString("12345"));
        s3.putBucketWebsite(
                r -> r.bucket("pages").websiteConfiguration(w -> w.indexDocument(i -> i.suffix("index.html"))));
        int site = RawHttp.send(
                        SERVER.port(), "", "GET / HTTP/1.1", "Host: pages.s3-website.localhost:" + SERVER.port())
                .status();
        assertThat(site).isEqualTo(403);
        RawHttp.send(
                SERVER.port(),
                "",
                "OPTIONS /pages/a HTTP/1.1",
                "Host: localhost",
                "Origin: http://there.example",
                "Access-Control-Request-Method: GET");
        assertThat(lines("pages"))
                .anyMatch(l -> l.contains(" WEBSITE.GET.OBJECT index.html \"GET / HTTP/1.1\" 403 AccessDenied "))
                .anyMatch(l -> l.contains(" REST.OPTIONS.PREFLIGHT "));
    }

    @Test
    void whatLifecycleDoesIsLogged() {
        log("ageing");
        s3.putObject(r -> r.bucket("ageing").key("old/a"), RequestBody.fromString("12345"));
        s3.putObject(r -> r.bucket("ageing").key("cold"), RequestBody.fromBytes(new byte[200_000]));
        s3.createMultipartUpload(r -> r.bucket("ageing").key("never"));
        s3.putBucketLifecycleConfiguration(r -> r.bucket("ageing")
                .lifecycleConfiguration(c -> c.rules(
                        rule -> rule.id("expire")
                                .status(ExpirationStatus.ENABLED)
                                .filter(f -> f.prefix("old/"))
                                .expiration(e -> e.days(1)),
                        rule -> rule.id("freeze")
                                .status(ExpirationStatus.ENABLED)
                                .filter(f -> f.prefix("cold"))
                                .transitions(x -> x.days(1).storageClass(TransitionStorageClass.DEEP_ARCHIVE)),
                        rule -> rule.id("abort")
                                .status(ExpirationStatus.ENABLED)
                                .filter(f -> f.prefix(""))
                                .abortIncompleteMultipartUpload(a -> a.daysAfterInitiation(1)))));
        SERVER.advance(Duration.ofDays(3));
        assertThat(lines("ageing"))
                .anyMatch(l -> l.matches(".* - AmazonS3 [0-9A-Z]+ S3.EXPIRE.OBJECT old/a \"-\" - - - 5 - - .*"))
                .anyMatch(l -> l.contains(" S3.TRANSITION_GDA.OBJECT cold \"-\" - - - 200000 "))
                .anyMatch(l -> l.contains(" S3.DELETE.UPLOAD never "));
    }

    @Test
    void tellsWhatAnAclLetThrough() {
        log("listed");
        s3.deletePublicAccessBlock(r -> r.bucket("listed"));
        s3.putBucketOwnershipControls(r -> r.bucket("listed")
                .ownershipControls(o -> o.rules(rule -> rule.objectOwnership(ObjectOwnership.OBJECT_WRITER))));
        s3.putObject(
                r -> r.bucket("listed").key("open").acl(ObjectCannedACL.PUBLIC_READ), RequestBody.fromString("12345"));
        try (S3Client other = SERVER.client(S3Client.builder().forcePathStyle(true), "444455556666", "x")) {
            other.getObjectAsBytes(r -> r.bucket("listed").key("open"));
        }
        s3.getObjectAsBytes(r -> r.bucket("listed").key("open"));
        assertThat(lines("listed").stream().filter(l -> l.contains(" REST.GET.OBJECT ")))
                .hasSize(2)
                .anyMatch(l -> l.endsWith(" - Yes -"))
                .anyMatch(l -> l.endsWith(" - - -"));
    }
}
