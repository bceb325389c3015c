package dev.kagemusha.s3.service;

import dev.kagemusha.testing.RunningServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PartitionDateSource;
import software.amazon.awssdk.services.s3.model.S3Object;

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
}
