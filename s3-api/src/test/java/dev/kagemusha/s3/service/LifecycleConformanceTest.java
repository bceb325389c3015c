package dev.kagemusha.s3.service;

import dev.kagemusha.testing.RunningServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.TransitionStorageClass;

import java.time.Duration;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** Lifecycles through the SDK's own client, on the advanced clock. */
class LifecycleConformanceTest {
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

    @Test
    void expiresMovesAndGivesUp() {
        s3.createBucket(r -> r.bucket("cycles"));
        s3.putBucketLifecycleConfiguration(r -> r.bucket("cycles")
                .lifecycleConfiguration(c -> c.rules(
                        rule -> rule.id("tmp")
                                .status(ExpirationStatus.ENABLED)
                                .filter(f -> f.prefix("tmp/"))
                                .expiration(e -> e.days(7)),
                        rule -> rule.id("cold")
                                .status(ExpirationStatus.ENABLED)
                                .filter(f -> f.and(a -> a.prefix("cold/").objectSizeGreaterThan(1L)))
                                .transitions(t -> t.days(30).storageClass(TransitionStorageClass.STANDARD_IA))
                                .noncurrentVersionExpiration(e -> e.noncurrentDays(1)),
                        rule -> rule.id("uploads")
                                .status(ExpirationStatus.ENABLED)
                                .filter(f -> f.prefix(""))
                                .abortIncompleteMultipartUpload(a -> a.daysAfterInitiation(1)))));
        assertThat(s3.putObject(r -> r.bucket("cycles").key("tmp/a"), RequestBody.fromString("x"))
                        .expiration())
                .contains("rule-id=\"tmp\"");
        s3.putObject(r -> r.bucket("cycles").key("cold/a"), RequestBody.fromString("four"));
        assertThat(s3.createMultipartUpload(r -> r.bucket("cycles").key("up")).abortRuleId())
                .isEqualTo("uploads");
        assertThat(s3.headObject(r -> r.bucket("cycles").key("tmp/a")).expiration())
                .contains("00:00:00 GMT");
        SERVER.advance(Duration.ofDays(9));
        assertThat(s3.listObjectsV2(r -> r.bucket("cycles")).contents())
                .extracting(S3Object::key)
                .containsExactly("cold/a");
        assertThat(s3.listMultipartUploads(r -> r.bucket("cycles")).uploads()).isEmpty();
        SERVER.advance(Duration.ofDays(23));
        assertThat(s3.headObject(r -> r.bucket("cycles").key("cold/a")).storageClassAsString())
                .isEqualTo("STANDARD_IA");
        s3.deleteBucketLifecycle(r -> r.bucket("cycles"));
        s3.putObject(r -> r.bucket("cycles").key("tmp/b"), RequestBody.fromString("x"));
        SERVER.advance(Duration.ofDays(365));
        assertThat(s3.headObject(r -> r.bucket("cycles").key("tmp/b")).expiration())
                .isNull();
    }

    @Test
    void endsNoncurrentVersionsAndMarkersThatHideNothing() {
        s3.createBucket(r -> r.bucket("versions"));
        s3.putBucketVersioning(
                r -> r.bucket("versions").versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)));
        for (String body : List.of("1", "2", "3", "4")) {
            s3.putObject(r -> r.bucket("versions").key("kept"), RequestBody.fromString(body));
        }
        s3.putObject(r -> r.bucket("versions").key("gone"), RequestBody.fromString("x"));
        s3.deleteObject(r -> r.bucket("versions").key("gone"));
        s3.putBucketLifecycleConfiguration(r -> r.bucket("versions")
                .lifecycleConfiguration(c -> c.rules(rule -> rule.id("old")
                        .status(ExpirationStatus.ENABLED)
                        .filter(f -> f.prefix(""))
                        .noncurrentVersionExpiration(e -> e.noncurrentDays(2).newerNoncurrentVersions(1))
                        .expiration(e -> e.expiredObjectDeleteMarker(true)))));
        SERVER.advance(Duration.ofDays(2));
        assertThat(s3.listObjectVersions(r -> r.bucket("versions")).versions()).hasSize(5);
        SERVER.advance(Duration.ofDays(2));
        assertThat(s3.listObjectVersions(r -> r.bucket("versions").prefix("kept"))
                        .versions())
                .as("the current one and one that is newer")
                .hasSize(2);
        assertThat(s3.getObjectAsBytes(r -> r.bucket("versions").key("kept")).asUtf8String())
                .isEqualTo("4");
        s3.listObjectVersions(r -> r.bucket("versions").prefix("gone"))
                .versions()
                .forEach(v ->
                        s3.deleteObject(r -> r.bucket("versions").key("gone").versionId(v.versionId())));
        SERVER.advance(Duration.ofDays(2));
        assertThat(s3.listObjectVersions(r -> r.bucket("versions").prefix("gone"))
                        .deleteMarkers())
                .isEmpty();
    }
}
