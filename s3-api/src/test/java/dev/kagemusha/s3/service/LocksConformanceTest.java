package dev.kagemusha.s3.service;

import dev.kagemusha.testing.RunningServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.ObjectLockEnabled;
import software.amazon.awssdk.services.s3.model.ObjectLockLegalHoldStatus;
import software.amazon.awssdk.services.s3.model.ObjectLockMode;
import software.amazon.awssdk.services.s3.model.ObjectLockRetentionMode;

import java.time.Duration;
import java.time.Instant;

import static dev.kagemusha.testing.AwsErrors.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

/** Object Lock as a client of AWS meets it; periods end by the emulated clock. */
class LocksConformanceTest {
    private static final String LOCKED = "Access Denied because object protected by object lock.";

    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags();

    private final S3Client s3 = SERVER.client(S3Client.builder().forcePathStyle(true));

    private String bucket(String name) {
        s3.createBucket(b -> b.bucket(name).objectLockEnabledForBucket(true));
        return name;
    }

    private Instant in(Duration duration) {
        return SERVER.server().clock().instant().plus(duration);
    }

    private String put(String bucket, String key) {
        return s3.putObject(p -> p.bucket(bucket).key(key), RequestBody.fromString("x"))
                .versionId();
    }

    private void retain(String bucket, String version, ObjectLockRetentionMode mode, Duration period, boolean bypass) {
        Instant until = in(period);
        s3.putObjectRetention(r -> r.bucket(bucket)
                .key("k")
                .versionId(version)
                .bypassGovernanceRetention(bypass ? true : null)
                .retention(t -> t.mode(mode).retainUntilDate(until)));
    }

    private void delete(String bucket, String version, boolean bypass) {
        s3.deleteObject(
                d -> d.bucket(bucket).key("k").versionId(version).bypassGovernanceRetention(bypass ? true : null));
    }

    @Test
    void complianceHoldsUntilItsDay() {
        String bucket = bucket("compliance");
        assertThat(s3.getBucketVersioning(v -> v.bucket(bucket)).status()).isEqualTo(BucketVersioningStatus.ENABLED);
        String version = put(bucket, "k");
        retain(bucket, version, ObjectLockRetentionMode.COMPLIANCE, Duration.ofDays(10), false);

        assertRefused(() -> delete(bucket, version, false), "AccessDenied", 403, LOCKED);
        assertRefused(() -> delete(bucket, version, true), "AccessDenied", 403, LOCKED);
        assertRefused(
                () -> retain(bucket, version, ObjectLockRetentionMode.COMPLIANCE, Duration.ofDays(5), true),
                "AccessDenied",
                403,
                LOCKED);
        assertRefused(
                () -> retain(bucket, version, ObjectLockRetentionMode.GOVERNANCE, Duration.ofDays(50), true),
                "AccessDenied",
                403);
        retain(bucket, version, ObjectLockRetentionMode.COMPLIANCE, Duration.ofDays(20), false);
        s3.deleteObject(d -> d.bucket(bucket).key("k")); // a marker harms nothing
        var failed = s3.deleteObjects(d -> d.bucket(bucket)
                        .delete(o -> o.objects(ObjectIdentifier.builder()
                                .key("k")
                                .versionId(version)
                                .build())))
                .errors();
        assertThat(failed).singleElement().satisfies(e -> {
            assertThat(e.code()).isEqualTo("AccessDenied");
            assertThat(e.message()).isEqualTo(LOCKED);
        });
        SERVER.advance(Duration.ofDays(21));
        delete(bucket, version, false);
    }

    @Test
    void governanceCanBePassedOver() {
        String bucket = bucket("governance");
        String version = put(bucket, "k");
        retain(bucket, version, ObjectLockRetentionMode.GOVERNANCE, Duration.ofDays(10), false);
        assertRefused(
                () -> retain(bucket, version, ObjectLockRetentionMode.GOVERNANCE, Duration.ofDays(1), false),
                "AccessDenied",
                403);
        assertRefused(() -> delete(bucket, version, false), "AccessDenied", 403, LOCKED);
        retain(bucket, version, ObjectLockRetentionMode.GOVERNANCE, Duration.ofDays(1), true);
        delete(bucket, version, true);
    }

    @Test
    void aLegalHoldHasNoEndOfItsOwn() {
        String bucket = bucket("legal");
        String version = s3.putObject(
                        p -> p.bucket(bucket).key("k").objectLockLegalHoldStatus(ObjectLockLegalHoldStatus.ON),
                        RequestBody.fromString("x"))
                .versionId();
        assertThat(s3.getObjectLegalHold(h -> h.bucket(bucket).key("k"))
                        .legalHold()
                        .status())
                .isEqualTo(ObjectLockLegalHoldStatus.ON);
        assertRefused(() -> delete(bucket, version, true), "AccessDenied", 403, LOCKED);
        s3.putObjectLegalHold(h -> h.bucket(bucket).key("k").legalHold(l -> l.status(ObjectLockLegalHoldStatus.OFF)));
        delete(bucket, version, false);
    }

    @Test
    void theDefaultOfTheBucketHoldsWhatComesLater() {
        String bucket = bucket("standard");
        put(bucket, "k");
        assertRefused(
                () -> s3.getObjectRetention(r -> r.bucket(bucket).key("k")), "NoSuchObjectLockConfiguration", 404);
        s3.putObjectLockConfiguration(
                c -> c.bucket(bucket).objectLockConfiguration(l -> l.objectLockEnabled(ObjectLockEnabled.ENABLED)
                        .rule(r -> r.defaultRetention(
                                d -> d.mode(ObjectLockRetentionMode.GOVERNANCE).days(3)))));
        assertThat(s3.getObjectLockConfiguration(g -> g.bucket(bucket))
                        .objectLockConfiguration()
                        .rule()
                        .defaultRetention()
                        .days())
                .isEqualTo(3);
        put(bucket, "k");
        HeadObjectResponse head = s3.headObject(h -> h.bucket(bucket).key("k"));
        assertThat(head.objectLockMode()).isEqualTo(ObjectLockMode.GOVERNANCE);
        assertThat(head.objectLockRetainUntilDate()).isBetween(in(Duration.ofDays(2)), in(Duration.ofDays(3)));

        String copy = s3.copyObject(c -> c.sourceBucket(bucket)
                        .sourceKey("k")
                        .destinationBucket(bucket)
                        .destinationKey("copy"))
                .versionId();
        assertThat(s3.getObjectRetention(r -> r.bucket(bucket).key("copy").versionId(copy))
                        .retention()
                        .mode())
                .isEqualTo(ObjectLockRetentionMode.GOVERNANCE);
    }

    @Test
    void needsABucketMadeForIt() {
        s3.createBucket(b -> b.bucket("unlocked"));
        assertRefused(
                () -> s3.createMultipartUpload(
                        c -> c.bucket("unlocked").key("k").objectLockLegalHoldStatus(ObjectLockLegalHoldStatus.ON)),
                "InvalidRequest",
                400,
                "Bucket is missing Object Lock Configuration");
        assertRefused(
                () -> s3.getObjectLockConfiguration(g -> g.bucket("unlocked")),
                "ObjectLockConfigurationNotFoundError",
                404,
                "Object Lock configuration does not exist for this bucket");
        assertRefused(
                () -> s3.putObjectLockConfiguration(c -> c.bucket("unlocked")
                        .objectLockConfiguration(l -> l.objectLockEnabled(ObjectLockEnabled.ENABLED))),
                "InvalidBucketState",
                409,
                "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration");
        String locked = bucket("locked");
        assertRefused(
                () -> s3.putBucketVersioning(
                        v -> v.bucket(locked).versioningConfiguration(c -> c.status(BucketVersioningStatus.SUSPENDED))),
                "InvalidBucketState",
                409);
        put(locked, "k");
        assertRefused(
                () -> retain(locked, "null", ObjectLockRetentionMode.GOVERNANCE, Duration.ofDays(1), false),
                "NoSuchVersion",
                404);
    }
}
