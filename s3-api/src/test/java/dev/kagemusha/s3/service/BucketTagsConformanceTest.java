package dev.kagemusha.s3.service;

import dev.kagemusha.testing.RunningServer;
import dev.kagemusha.testing.SignedHttp;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Bucket;
import software.amazon.awssdk.services.s3.model.BucketAbacStatus;
import software.amazon.awssdk.services.s3.model.BucketLocationConstraint;
import software.amazon.awssdk.services.s3.model.ListBucketsResponse;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3control.S3ControlClient;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import static dev.kagemusha.testing.AwsErrors.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

/** Tags of buckets: given when they are made, and what they are to policies; and lists of buckets. */
class BucketTagsConformanceTest {
    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags();

    private static S3Client owner;
    private static S3Client other;

    @BeforeAll
    static void open() {
        owner = SERVER.client(S3Client.builder().forcePathStyle(true), "111122223333", "x");
        other = SERVER.client(S3Client.builder().forcePathStyle(true), "444455556666", "x");
    }

    @AfterAll
    static void close() {
        owner.close();
        other.close();
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    private static void abac(String bucket, BucketAbacStatus status) {
        owner.putBucketAbac(r -> r.bucket(bucket).abacStatus(a -> a.status(status)));
    }

    private static void allowBlueTeamsBuckets(String bucket) {
        owner.putBucketPolicy(r -> r.bucket(bucket).policy("""
                {"Version":"2012-10-17","Statement":[
                {"Effect":"Allow","Principal":{"AWS":"444455556666"},"Action":"s3:ListBucket","Resource":"arn:aws:s3:::%1$s",
                "Condition":{"StringEquals":{"aws:ResourceTag/Team":"blue"}}},
                {"Effect":"Allow","Principal":{"AWS":"444455556666"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::%1$s/*",
                "Condition":{"StringEquals":{"s3:BucketTag/Team":"blue"}}}]}""".formatted(bucket)));
    }

    @Test
    void aBucketIsMadeWithItsTags() {
        owner.createBucket(r -> r.bucket("made-with-tags")
                .createBucketConfiguration(c -> c.tags(tag("Team", "blue"), tag("Cost", ""))));
        assertThat(owner.getBucketTagging(r -> r.bucket("made-with-tags")).tagSet())
                .containsExactly(tag("Team", "blue"), tag("Cost", ""));
        assertRefused(
                () -> owner.createBucket(
                        r -> r.bucket("made-with-bad-tags").createBucketConfiguration(c -> c.tags(tag("aws:x", "1")))),
                "InvalidTag",
                400);
        assertRefused(
                () -> owner.createBucket(r -> r.bucket("made-with-bad-tags")
                        .createBucketConfiguration(c -> c.tags(tag("a", "1"), tag("a", "2")))),
                "InvalidTag",
                400);
        assertRefused(() -> owner.headBucket(r -> r.bucket("made-with-bad-tags")), "NoSuchBucket", 404);
    }

    @Test
    void directoryBucketsAreNotMade() throws IOException {
        var answer = SignedHttp.to(SERVER, "s3").put("/directory", """
                <CreateBucketConfiguration><Location><Type>AvailabilityZone</Type><Name>use1-az5</Name></Location>\
                <Bucket><DataRedundancy>SingleAvailabilityZone</DataRedundancy><Type>Directory</Type></Bucket>\
                </CreateBucketConfiguration>""");
        assertThat(answer.status()).isEqualTo(501);
        assertThat(answer.text()).contains("<Code>NotImplemented</Code>", "Directory buckets");
    }

    @Test
    void tagsCountInPoliciesOnceTheBucketHasAccessControlByAttributes() {
        owner.createBucket(r -> r.bucket("attributes").createBucketConfiguration(c -> c.tags(tag("Team", "blue"))));
        owner.putObject(r -> r.bucket("attributes").key("k"), RequestBody.fromString("x"));
        allowBlueTeamsBuckets("attributes");
        assertThat(owner.getBucketAbac(r -> r.bucket("attributes")).abacStatus().status())
                .isEqualTo(BucketAbacStatus.DISABLED);
        assertRefused(() -> other.listObjectsV2(r -> r.bucket("attributes")), "AccessDenied", 403);
        abac("attributes", BucketAbacStatus.ENABLED);
        assertThat(owner.getBucketAbac(r -> r.bucket("attributes")).abacStatus().status())
                .isEqualTo(BucketAbacStatus.ENABLED);
        assertThat(other.listObjectsV2(r -> r.bucket("attributes")).keyCount()).isEqualTo(1);
        assertThat(other.getObjectAsBytes(r -> r.bucket("attributes").key("k")).asUtf8String())
                .isEqualTo("x");
        abac("attributes", BucketAbacStatus.DISABLED);
        assertRefused(() -> other.listObjectsV2(r -> r.bucket("attributes")), "AccessDenied", 403);
        assertRefused(() -> other.getObjectAsBytes(r -> r.bucket("attributes").key("k")), "AccessDenied", 403);
        owner.putBucketTagging(r -> r.bucket("attributes").tagging(t -> t.tagSet(tag("Team", "red"))));
        abac("attributes", BucketAbacStatus.ENABLED);
        assertRefused(() -> other.listObjectsV2(r -> r.bucket("attributes")), "AccessDenied", 403);
    }

    @Test
    void tagsThatCountAreNotChangedByTheOldOperations() {
        owner.createBucket(r -> r.bucket("counted").createBucketConfiguration(c -> c.tags(tag("Team", "blue"))));
        abac("counted", BucketAbacStatus.ENABLED);
        assertRefused(
                () -> owner.putBucketTagging(r -> r.bucket("counted").tagging(t -> t.tagSet(tag("Team", "red")))),
                "MethodNotAllowed",
                405);
        assertRefused(() -> owner.deleteBucketTagging(r -> r.bucket("counted")), "MethodNotAllowed", 405);
        assertThat(owner.getBucketTagging(r -> r.bucket("counted")).tagSet()).containsExactly(tag("Team", "blue"));
        try (S3ControlClient control = SERVER.client(S3ControlClient.builder(), "111122223333", "x")) {
            control.tagResource(r -> r.accountId("111122223333")
                    .resourceArn("arn:aws:s3:::counted")
                    .tags(t -> t.key("Cost").value("1")));
            assertThat(owner.getBucketTagging(r -> r.bucket("counted")).tagSet())
                    .containsExactlyInAnyOrder(tag("Team", "blue"), tag("Cost", "1"));
            control.untagResource(r -> r.accountId("111122223333")
                    .resourceArn("arn:aws:s3:::counted")
                    .tagKeys("Cost"));
        }
        assertThat(owner.getBucketTagging(r -> r.bucket("counted")).tagSet()).containsExactly(tag("Team", "blue"));
        assertRefused(
                () -> owner.putBucketAbac(r -> r.bucket("counted").abacStatus(a -> a.status("Perhaps"))),
                "MalformedXML",
                400);
        assertRefused(() -> other.getBucketAbac(r -> r.bucket("counted")), "AccessDenied", 403);
    }

    @Test
    void listsBucketsByPrefixAndRegionInPages() {
        S3Client lister = SERVER.client(S3Client.builder().forcePathStyle(true), "777788889999", "x");
        for (String name : List.of("list-a", "list-b", "list-c", "list-d", "other-e")) {
            lister.createBucket(r -> {
                r.bucket(name);
                if (name.equals("list-c")) {
                    r.createBucketConfiguration(c -> c.locationConstraint(BucketLocationConstraint.EU_WEST_1));
                }
            });
        }
        List<String> names = new ArrayList<>();
        ListBucketsResponse page = lister.listBuckets(r -> r.maxBuckets(2).prefix("list-"));
        assertThat(page.prefix()).isEqualTo("list-");
        names.addAll(page.buckets().stream().map(Bucket::name).toList());
        String token = page.continuationToken();
        assertThat(names).containsExactly("list-a", "list-b");
        page = lister.listBuckets(r -> r.maxBuckets(2).prefix("list-").continuationToken(token));
        assertThat(page.buckets()).extracting(Bucket::name).containsExactly("list-c", "list-d");
        assertThat(page.continuationToken()).isNull();
        assertThat(lister.listBuckets(r -> r.bucketRegion("eu-west-1")).buckets())
                .extracting(Bucket::name, Bucket::bucketRegion)
                .containsExactly(org.assertj.core.api.Assertions.tuple("list-c", "eu-west-1"));
        assertThat(lister.listBuckets(r -> r.bucketRegion(Region.AP_EAST_1.id()))
                        .buckets())
                .isEmpty();
        assertRefused(() -> lister.listBuckets(r -> r.maxBuckets(0)), "InvalidArgument", 400);
        lister.close();
    }
}
