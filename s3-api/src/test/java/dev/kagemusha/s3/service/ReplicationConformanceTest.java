package dev.kagemusha.s3.service;

import dev.kagemusha.testing.AwsErrors;
import dev.kagemusha.testing.RunningServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketLocationConstraint;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.DeleteMarkerReplicationStatus;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectLockLegalHoldStatus;
import software.amazon.awssdk.services.s3.model.ObjectLockMode;
import software.amazon.awssdk.services.s3.model.ObjectOwnership;
import software.amazon.awssdk.services.s3.model.OwnerOverride;
import software.amazon.awssdk.services.s3.model.Permission;
import software.amazon.awssdk.services.s3.model.ReplicaModificationsStatus;
import software.amazon.awssdk.services.s3.model.ReplicationRule;
import software.amazon.awssdk.services.s3.model.ReplicationRuleStatus;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.StorageClass;
import software.amazon.awssdk.services.s3.model.Tag;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Replication between buckets through the SDK's own client; a second of emulated time carries it out. */
class ReplicationConformanceTest {
    private static final String MINE = "000000000000";
    private static final String ROLE = "arn:aws:iam::000000000000:role/service-role/copier";
    private static final String STRANGER = "210987654321";
    private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);
    private static final String KEY_MD5 = "cLyPS3KoaSFGi/joRB3OUQ==";

    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags("s3-replication-delay", "PT1S");

    private static S3Client s3;
    private static S3Client stranger;

    @BeforeAll
    static void open() {
        s3 = SERVER.client(S3Client.builder().forcePathStyle(true));
        stranger = SERVER.client(S3Client.builder().forcePathStyle(true), STRANGER, "secret");
    }

    @AfterAll
    static void close() {
        s3.close();
        stranger.close();
    }

    private static void create(S3Client client, String bucket) {
        client.createBucket(r -> r.bucket(bucket));
        keepVersions(client, bucket);
    }

    private static void keepVersions(S3Client client, String bucket) {
        client.putBucketVersioning(
                r -> r.bucket(bucket).versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)));
    }

    /** A rule for everything, without delete markers. */
    private static ReplicationRule.Builder rule(String id, int priority, String destination) {
        return ReplicationRule.builder()
                .id(id)
                .priority(priority)
                .status(ReplicationRuleStatus.ENABLED)
                .filter(f -> f.prefix(""))
                .deleteMarkerReplication(d -> d.status(DeleteMarkerReplicationStatus.DISABLED))
                .destination(d -> d.bucket("arn:aws:s3:::" + destination));
    }

    private static void replicate(S3Client client, String role, String bucket, ReplicationRule.Builder... rules) {
        List<ReplicationRule> built = new ArrayList<>();
        for (ReplicationRule.Builder each : rules) {
            built.add(each.build());
        }
        client.putBucketReplication(
                r -> r.bucket(bucket).replicationConfiguration(c -> c.role(role).rules(built)));
    }

    private static void replicate(String bucket, ReplicationRule.Builder... rules) {
        replicate(s3, ROLE, bucket, rules);
    }

    /** Two buckets of these names and {@code -to}, the one replicated to the other. */
    private static void pair(String bucket, Consumer<ReplicationRule.Builder> more) {
        create(s3, bucket);
        create(s3, bucket + "-to");
        ReplicationRule.Builder all = rule("all", 1, bucket + "-to");
        more.accept(all);
        replicate(bucket, all);
    }

    private static String put(String bucket, String key) {
        return s3.putObject(r -> r.bucket(bucket).key(key), RequestBody.fromString(key))
                .versionId();
    }

    private static HeadObjectResponse head(String bucket, String key) {
        return s3.headObject(r -> r.bucket(bucket).key(key).checksumMode(ChecksumMode.ENABLED));
    }

    private static String status(String bucket, String key) {
        return head(bucket, key).replicationStatusAsString();
    }

    private static boolean there(String bucket, String key) {
        try {
            return head(bucket, key) != null;
        } catch (NoSuchKeyException e) {
            return false;
        }
    }

    private static void second() {
        SERVER.advance(Duration.ofSeconds(2));
    }

    private static List<Tag> tags(String bucket, String key) {
        return s3.getObjectTagging(r -> r.bucket(bucket).key(key)).tagSet();
    }

    @Test
    void copiesAVersionWithAllThatIsSaidOfIt() {
        pair("whole", r -> {});
        String id = s3.putObject(
                        r -> r.bucket("whole")
                                .key("a/b c")
                                .contentType("text/plain")
                                .cacheControl("no-cache")
                                .metadata(Map.of("who", "me"))
                                .tagging("k=v&l=w")
                                .checksumAlgorithm(ChecksumAlgorithm.SHA256)
                                .storageClass(StorageClass.STANDARD_IA),
                        RequestBody.fromString("hello"))
                .versionId();
        assertThat(status("whole", "a/b c")).isEqualTo("PENDING");
        assertThat(there("whole-to", "a/b c")).isFalse();
        second();
        HeadObjectResponse from = head("whole", "a/b c");
        HeadObjectResponse to = head("whole-to", "a/b c");
        assertThat(from.replicationStatusAsString()).isEqualTo("COMPLETED");
        assertThat(to.replicationStatusAsString()).isEqualTo("REPLICA");
        assertThat(to.versionId()).isEqualTo(id);
        assertThat(to.lastModified()).isEqualTo(from.lastModified());
        assertThat(to.toBuilder().replicationStatus("COMPLETED").build()).hasToString(from.toString());
        assertThat(tags("whole-to", "a/b c")).containsExactlyInAnyOrderElementsOf(tags("whole", "a/b c"));
        assertThat(s3.getObjectAsBytes(r -> r.bucket("whole-to").key("a/b c")).asUtf8String())
                .isEqualTo("hello");
        assertThat(s3.getObject(r -> r.bucket("whole-to").key("a/b c"))
                        .response()
                        .replicationStatusAsString())
                .isEqualTo("REPLICA");
    }

    @Test
    void copiesVersionsInTheirOrder() {
        pair("order", r -> {});
        String first = put("order", "k");
        second();
        String own = s3.putObject(r -> r.bucket("order-to").key("k"), RequestBody.fromString("its own"))
                .versionId();
        String second = put("order", "k");
        String third = put("order", "k");
        second();
        assertThat(s3.listObjectVersions(r -> r.bucket("order-to")).versions())
                .extracting(v -> v.versionId())
                .containsExactly(third, second, own, first);
        assertThat(head("order-to", "k").versionId()).isEqualTo(third);
        s3.deleteObject(r -> r.bucket("order").key("k").versionId(third));
        second();
        assertThat(head("order-to", "k").versionId())
                .as("a version deleted for good stays elsewhere")
                .isEqualTo(third);
    }

    @Test
    void keepsPartsAndTheirChecksums() {
        pair("parts", r -> {});
        String upload = s3.createMultipartUpload(
                        r -> r.bucket("parts").key("big").checksumAlgorithm(ChecksumAlgorithm.SHA1))
                .uploadId();
        List<CompletedPart> parts = new ArrayList<>();
        for (int number = 1; number <= 2; number++) {
            int each = number;
            var part = s3.uploadPart(
                    r -> r.bucket("parts")
                            .key("big")
                            .uploadId(upload)
                            .partNumber(each)
                            .checksumAlgorithm(ChecksumAlgorithm.SHA1),
                    RequestBody.fromBytes(new byte[each == 1 ? 5 << 20 : 7]));
            parts.add(CompletedPart.builder()
                    .partNumber(each)
                    .eTag(part.eTag())
                    .checksumSHA1(part.checksumSHA1())
                    .build());
        }
        s3.completeMultipartUpload(
                r -> r.bucket("parts").key("big").uploadId(upload).multipartUpload(m -> m.parts(parts)));
        second();
        HeadObjectResponse from =
                s3.headObject(r -> r.bucket("parts").key("big").partNumber(2).checksumMode(ChecksumMode.ENABLED));
        HeadObjectResponse to =
                s3.headObject(r -> r.bucket("parts-to").key("big").partNumber(2).checksumMode(ChecksumMode.ENABLED));
        assertThat(to.partsCount()).isEqualTo(2);
        assertThat(to.eTag()).endsWith("-2\"").isEqualTo(from.eTag());
        assertThat(to.checksumSHA1()).isNotNull().isEqualTo(from.checksumSHA1());
        s3.deleteObject(r -> r.bucket("parts").key("big").versionId(from.versionId()));
        assertThat(s3.getObjectAsBytes(r -> r.bucket("parts-to").key("big")).asByteArray().length)
                .as("its bytes do not go with the source")
                .isEqualTo((5 << 20) + 7);
    }

    @Test
    void goesByPrefixTagsAndPriority() {
        create(s3, "rules");
        create(s3, "rules-one");
        create(s3, "rules-two");
        replicate(
                "rules",
                rule("low", 1, "rules-one").filter(f -> f.prefix("in/")),
                rule("high", 9, "rules-one")
                        .filter(f -> f.and(
                                a -> a.prefix("in/").tags(t -> t.key("cold").value("yes"), t -> t.key("x")
                                        .value("y"))))
                        .destination(d -> d.bucket("arn:aws:s3:::rules-one").storageClass(StorageClass.GLACIER)),
                rule("tagged", 2, "rules-two")
                        .filter(f -> f.tag(t -> t.key("cold").value("yes"))),
                rule("off", 3, "rules-two").status(ReplicationRuleStatus.DISABLED));
        put("rules", "out");
        put("rules", "in/plain");
        s3.putObject(r -> r.bucket("rules").key("in/cold").tagging("cold=yes&x=y"), RequestBody.fromString("1"));
        second();
        assertThat(status("rules", "out")).isNull();
        assertThat(there("rules-one", "out")).isFalse();
        assertThat(head("rules-one", "in/plain").storageClass()).isNull();
        assertThat(there("rules-two", "in/plain")).isFalse();
        assertThat(head("rules-one", "in/cold").storageClass()).isEqualTo(StorageClass.GLACIER);
        assertThat(there("rules-two", "in/cold")).isTrue();
        assertThat(status("rules", "in/cold")).isEqualTo("COMPLETED");
    }

    @Test
    void leavesWhatWasThereBeforeAlone() {
        create(s3, "before");
        create(s3, "before-to");
        put("before", "old");
        replicate("before", rule("all", 1, "before-to"));
        s3.putObjectTagging(r -> r.bucket("before")
                .key("old")
                .tagging(t -> t.tagSet(s -> s.key("k").value("v"))));
        second();
        assertThat(status("before", "old")).isNull();
        assertThat(there("before-to", "old")).isFalse();
        AwsErrors.assertRefused(
                () -> replicate(
                        "before", rule("all", 1, "before-to").existingObjectReplication(e -> e.status("Enabled"))),
                "MalformedXML",
                400);
    }

    @Test
    void copiesDeleteMarkersWhereAsked() {
        pair("marked", r -> r.deleteMarkerReplication(d -> d.status(DeleteMarkerReplicationStatus.ENABLED)));
        pair("unmarked", r -> {});
        for (String bucket : List.of("marked", "unmarked")) {
            put(bucket, "k");
            second();
            s3.deleteObject(r -> r.bucket(bucket).key("k"));
            second();
        }
        assertThat(there("marked-to", "k")).isFalse();
        assertThat(s3.listObjectVersions(r -> r.bucket("marked-to")).deleteMarkers())
                .singleElement()
                .satisfies(marker -> assertThat(marker.versionId())
                        .isEqualTo(s3.listObjectVersions(r -> r.bucket("marked"))
                                .deleteMarkers()
                                .getFirst()
                                .versionId()));
        assertThat(there("unmarked-to", "k")).isTrue();
    }

    @Test
    void copiesMarkersOfTheOlderFormUnasked() {
        create(s3, "older");
        create(s3, "older-to");
        s3.putBucketReplication(r -> r.bucket("older")
                .replicationConfiguration(c -> c.role(ROLE).rules(rule -> rule.prefix("")
                        .status(ReplicationRuleStatus.ENABLED)
                        .destination(d -> d.bucket("arn:aws:s3:::older-to")))));
        put("older", "k");
        s3.deleteObject(r -> r.bucket("older").key("k"));
        second();
        assertThat(s3.listObjectVersions(r -> r.bucket("older-to")).deleteMarkers())
                .hasSize(1);
        assertThat(s3.listObjectVersions(r -> r.bucket("older-to")).versions()).hasSize(1);
    }

    @Test
    void replicatesNoReplica() {
        create(s3, "chain-a");
        create(s3, "chain-b");
        create(s3, "chain-c");
        replicate("chain-a", rule("all", 1, "chain-b"));
        replicate("chain-b", rule("all", 1, "chain-c"));
        put("chain-a", "k");
        put("chain-b", "own");
        second();
        second();
        assertThat(status("chain-b", "k")).isEqualTo("REPLICA");
        assertThat(there("chain-c", "k")).isFalse();
        assertThat(there("chain-c", "own")).isTrue();
    }

    @Test
    void bringsChangesOfTagsAfterwards() {
        pair("retag", r -> {});
        put("retag", "k");
        second();
        s3.putObjectTagging(r ->
                r.bucket("retag").key("k").tagging(t -> t.tagSet(s -> s.key("k").value("v"))));
        assertThat(status("retag", "k")).isEqualTo("PENDING");
        second();
        assertThat(status("retag", "k")).isEqualTo("COMPLETED");
        assertThat(tags("retag-to", "k")).hasSize(1);
        s3.putObjectTagging(r -> r.bucket("retag-to")
                .key("k")
                .tagging(t -> t.tagSet(s -> s.key("its").value("own"))));
        second();
        assertThat(status("retag-to", "k")).isEqualTo("REPLICA");
        assertThat(tags("retag", "k")).extracting(Tag::key).containsExactly("k");
        s3.deleteObjectTagging(r -> r.bucket("retag").key("k"));
        second();
        assertThat(tags("retag-to", "k")).isEmpty();
    }

    @Test
    void bringsChangesOfReplicasBackWhereAsked() {
        create(s3, "both-a");
        create(s3, "both-b");
        replicate("both-a", sync("both-b"));
        replicate("both-b", sync("both-a"));
        put("both-a", "k");
        second();
        s3.putObjectTagging(r -> r.bucket("both-b")
                .key("k")
                .tagging(t -> t.tagSet(s -> s.key("k").value("v"))));
        assertThat(status("both-b", "k")).isEqualTo("PENDING");
        second();
        assertThat(status("both-b", "k")).isEqualTo("REPLICA");
        assertThat(tags("both-a", "k")).hasSize(1);
        assertThat(status("both-a", "k")).isEqualTo("COMPLETED");
        assertThat(s3.listObjectVersions(r -> r.bucket("both-a")).versions()).hasSize(1);
    }

    private static ReplicationRule.Builder sync(String to) {
        return rule("all", 1, to)
                .sourceSelectionCriteria(
                        s -> s.replicaModifications(m -> m.status(ReplicaModificationsStatus.ENABLED)));
    }

    @Test
    void goesToOtherRegions() {
        try (S3Client west = SERVER.client(S3Client.builder().forcePathStyle(true))) {
            west.createBucket(r -> r.bucket("east-to-west")
                    .createBucketConfiguration(c -> c.locationConstraint(BucketLocationConstraint.EU_WEST_1)));
            keepVersions(west, "east-to-west");
            create(s3, "east");
            replicate("east", rule("all", 1, "east-to-west"));
            s3.putObject(r -> r.bucket("east").key("big"), RequestBody.fromBytes(new byte[200_000]));
            second();
            assertThat(head("east-to-west", "big").contentLength()).isEqualTo(200_000);
            assertThat(status("east", "big")).isEqualTo("COMPLETED");
        }
    }

    @Test
    void replicatesObjectsUnderCustomersKeys() {
        pair("sse-c", r -> {});
        s3.putObject(
                r -> r.bucket("sse-c")
                        .key("k")
                        .sseCustomerAlgorithm("AES256")
                        .sseCustomerKey(KEY)
                        .sseCustomerKeyMD5(KEY_MD5),
                RequestBody.fromString("secret"));
        second();
        assertThat(s3.getObjectAsBytes(r -> r.bucket("sse-c-to")
                                .key("k")
                                .sseCustomerAlgorithm("AES256")
                                .sseCustomerKey(KEY)
                                .sseCustomerKeyMD5(KEY_MD5))
                        .asUtf8String())
                .isEqualTo("secret");
        AwsErrors.assertRefused(
                () -> s3.getObjectAsBytes(r -> r.bucket("sse-c-to").key("k")), "InvalidRequest", 400);
    }

    @Test
    void asksTheOtherAccountsBucket() {
        create(s3, "asking");
        create(stranger, "asked");
        replicate("asking", rule("all", 1, "asked"));
        put("asking", "refused");
        second();
        assertThat(status("asking", "refused")).isEqualTo("FAILED");
        policy("""
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"%s"},
                "Action":["s3:ReplicateObject","s3:ReplicateDelete"],"Resource":"arn:aws:s3:::asked/*"}]}""".formatted(ROLE));
        s3.putObject(r -> r.bucket("asking").key("taken").tagging("k=v"), RequestBody.fromString("1"));
        second();
        assertThat(status("asking", "taken")).isEqualTo("COMPLETED");
        assertThat(stranger.headObject(r -> r.bucket("asked").key("taken")).tagCount())
                .as("s3:ReplicateObject allows tags too")
                .isEqualTo(1);
        policy("""
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"%s"},
                "Action":"s3:ReplicateObject","Resource":"arn:aws:s3:::asked/*"},
                {"Effect":"Deny","Principal":{"AWS":"%s"},
                "Action":"s3:ReplicateTags","Resource":"arn:aws:s3:::asked/*"}]}""".formatted(ROLE, ROLE));
        s3.putObject(r -> r.bucket("asking").key("bare").tagging("k=v"), RequestBody.fromString("1"));
        second();
        assertThat(status("asking", "bare")).isEqualTo("COMPLETED");
        assertThat(stranger.headObject(r -> r.bucket("asked").key("bare")).tagCount())
                .isNull();
        assertThatThrownBy(() -> stranger.headObject(r -> r.bucket("asked").key("refused")))
                .isInstanceOf(NoSuchKeyException.class);
    }

    private static void policy(String text) {
        stranger.putBucketPolicy(r -> r.bucket("asked").policy(text));
    }

    @Test
    void leavesReplicasToTheirOwnerUnlessTheRuleHandsThemOver() {
        create(s3, "owning");
        create(stranger, "owned");
        stranger.putBucketOwnershipControls(r -> r.bucket("owned")
                .ownershipControls(o -> o.rules(x -> x.objectOwnership(ObjectOwnership.OBJECT_WRITER))));
        stranger.putBucketPolicy(r -> r.bucket("owned").policy("""
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::%s:root"},
                "Action":"s3:ReplicateObject","Resource":"arn:aws:s3:::owned/*"}]}""".formatted(MINE)));
        replicate("owning", rule("all", 1, "owned"));
        put("owning", "mine");
        second();
        String me = s3.listBuckets().owner().id();
        assertThat(s3.getObjectAcl(r -> r.bucket("owned").key("mine")).owner().id())
                .isEqualTo(me);
        ReplicationRule.Builder handing = rule("all", 1, "owned").destination(d -> d.bucket("arn:aws:s3:::owned")
                .account(STRANGER)
                .accessControlTranslation(a -> a.owner(OwnerOverride.DESTINATION)));
        replicate("owning", handing);
        put("owning", "unallowed");
        second();
        assertThat(status("owning", "unallowed")).isEqualTo("FAILED");
        stranger.putBucketPolicy(r -> r.bucket("owned").policy("""
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"%s"},
                "Action":["s3:ReplicateObject","s3:ObjectOwnerOverrideToBucketOwner"],
                "Resource":"arn:aws:s3:::owned/*"}]}""".formatted(ROLE)));
        put("owning", "yours");
        second();
        assertThat(status("owning", "yours")).isEqualTo("COMPLETED");
        var acl = stranger.getObjectAcl(r -> r.bucket("owned").key("yours"));
        assertThat(acl.owner().id()).isNotEqualTo(me);
        assertThat(acl.grants()).singleElement().satisfies(grant -> {
            assertThat(grant.permission()).isEqualTo(Permission.FULL_CONTROL);
            assertThat(grant.grantee().id()).isEqualTo(acl.owner().id());
        });
        replicate("owning", rule("all", 1, "owned").destination(d -> d.bucket("arn:aws:s3:::owned")
                .account("111111111111")));
        put("owning", "elsewhere");
        second();
        assertThat(status("owning", "elsewhere")).as("another account's bucket").isEqualTo("FAILED");
    }

    @Test
    void failsWhereTheSourceDeniesTheRole() {
        pair("denied", r -> {});
        s3.putBucketPolicy(r -> r.bucket("denied").policy("""
                {"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":{"AWS":"%s"},
                "Action":"s3:GetObjectVersionForReplication","Resource":"arn:aws:s3:::denied/*"}]}""".formatted(ROLE)));
        put("denied", "k");
        second();
        assertThat(status("denied", "k")).isEqualTo("FAILED");
        assertThat(there("denied-to", "k")).isFalse();
    }

    @Test
    void failsWhereTheDestinationIsGoneOrKeepsNoVersions() {
        create(s3, "failing");
        create(s3, "failing-suspended");
        create(s3, "failing-well");
        replicate("failing", rule("one", 1, "failing-suspended"), rule("two", 2, "failing-well"));
        s3.putBucketVersioning(r ->
                r.bucket("failing-suspended").versioningConfiguration(v -> v.status(BucketVersioningStatus.SUSPENDED)));
        put("failing", "k");
        second();
        assertThat(status("failing", "k")).as("one of two destinations").isEqualTo("FAILED");
        assertThat(status("failing-well", "k")).isEqualTo("REPLICA");
        keepVersions(s3, "failing-suspended");
        s3.deleteBucket(r -> r.bucket("failing-suspended"));
        put("failing", "l");
        second();
        assertThat(status("failing", "l")).isEqualTo("FAILED");
        AwsErrors.assertRefused(
                () -> s3.putBucketVersioning(r ->
                        r.bucket("failing").versioningConfiguration(v -> v.status(BucketVersioningStatus.SUSPENDED))),
                "InvalidBucketState",
                409);
    }

    @Test
    void copiesLocksAndTheirChanges() {
        for (String bucket : List.of("locked", "locked-to")) {
            s3.createBucket(r -> r.bucket(bucket).objectLockEnabledForBucket(true));
        }
        create(s3, "unlocked");
        replicate(
                "locked",
                rule("all", 1, "locked-to"),
                rule("bad", 2, "unlocked").filter(f -> f.prefix("bad/")));
        Instant until = Instant.now().plus(100, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);
        s3.putObject(
                r -> r.bucket("locked")
                        .key("k")
                        .objectLockMode(ObjectLockMode.COMPLIANCE)
                        .objectLockRetainUntilDate(until)
                        .checksumAlgorithm(ChecksumAlgorithm.CRC32),
                RequestBody.fromString("1"));
        put("locked", "bad/k");
        second();
        assertThat(head("locked-to", "k").objectLockRetainUntilDate()).isEqualTo(until);
        assertThat(status("locked", "bad/k")).isEqualTo("FAILED");
        s3.putObjectLegalHold(r -> r.bucket("locked").key("k").legalHold(h -> h.status(ObjectLockLegalHoldStatus.ON)));
        second();
        assertThat(head("locked-to", "k").objectLockLegalHoldStatus()).isEqualTo(ObjectLockLegalHoldStatus.ON);
    }

    @Test
    void keepsLifecyclesFromWhatIsNotReplicated() {
        create(s3, "waiting");
        create(s3, "waiting-to");
        replicate("waiting", rule("all", 1, "waiting-to"));
        s3.putBucketLifecycleConfiguration(r -> r.bucket("waiting")
                .lifecycleConfiguration(c -> c.rules(rule -> rule.id("end")
                        .status("Enabled")
                        .filter(f -> f.prefix(""))
                        .expiration(e -> e.days(1)))));
        put("waiting", "well");
        second();
        s3.putBucketVersioning(
                r -> r.bucket("waiting-to").versioningConfiguration(v -> v.status(BucketVersioningStatus.SUSPENDED)));
        put("waiting", "failed");
        SERVER.advance(Duration.ofDays(4));
        assertThat(there("waiting", "well")).isFalse();
        assertThat(status("waiting", "failed")).isEqualTo("FAILED");
        assertThat(there("waiting-to", "well"))
                .as("markers of lifecycles are not replicated")
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            same    | InvalidRequest  | Destination bucket cannot be the same as the source bucket.
            tags    | InvalidRequest  | Delete marker replication is not supported if any Tag filter is specified. Please refer to S3 Developer Guide for more information.
            kms     | InvalidRequest  | SseKmsEncryptedObjects must be specified if EncryptionConfiguration is present.
            key     | InvalidRequest  | ReplicaKmsKeyID must be specified if SseKmsEncryptedObjects tag is present.
            keyarn  | InvalidArgument | Invalid ReplicaKmsKeyID ARN.
            owner   | InvalidRequest  | Account must be specified if the Owner in AccessControlTranslation has a value
            time    | InvalidRequest  | Replication destination must contain both ReplicationTime and Metrics or neither.
            minutes | InvalidArgument | Invalid time minute value
            empty   | InvalidRequest  | SourceSelectionCriteria cannot be empty.
            role    | AccessDenied    | Cross-account pass role is not allowed.
            """)
    void refusesWhatMakesNoSense(String what, String code, String text) {
        for (String bucket : List.of("strict", "strict-to")) {
            if (s3.listBuckets(r -> r.prefix(bucket)).buckets().stream()
                    .noneMatch(b -> b.name().equals(bucket))) {
                create(s3, bucket);
            }
        }
        String arn = "arn:aws:s3:::strict-to";
        ReplicationRule.Builder rule = rule("r", 1, "strict-to");
        switch (what) {
            case "same" -> rule.destination(d -> d.bucket("arn:aws:s3:::strict"));
            case "tags" ->
                rule.filter(f -> f.tag(t -> t.key("k").value("v")))
                        .deleteMarkerReplication(d -> d.status(DeleteMarkerReplicationStatus.ENABLED));
            case "kms" ->
                rule.destination(d -> d.bucket(arn).encryptionConfiguration(e -> e.replicaKmsKeyID("arn:aws:kms:k")));
            case "key" -> rule.sourceSelectionCriteria(c -> c.sseKmsEncryptedObjects(k -> k.status("Enabled")));
            case "keyarn" ->
                rule.sourceSelectionCriteria(c -> c.sseKmsEncryptedObjects(k -> k.status("Enabled")))
                        .destination(d -> d.bucket(arn).encryptionConfiguration(e -> e.replicaKmsKeyID("alias/x")));
            case "owner" ->
                rule.destination(d -> d.bucket(arn).accessControlTranslation(a -> a.owner(OwnerOverride.DESTINATION)));
            case "time" ->
                rule.destination(d ->
                        d.bucket(arn).replicationTime(t -> t.status("Enabled").time(v -> v.minutes(15))));
            case "minutes" ->
                rule.destination(
                        d -> d.bucket(arn).metrics(m -> m.status("Enabled")).replicationTime(t -> t.status("Enabled")
                                .time(v -> v.minutes(5))));
            case "empty" -> rule.sourceSelectionCriteria(c -> {});
            default -> {}
        }
        String role = what.equals("role") ? "arn:aws:iam::210987654321:role/theirs" : ROLE;
        assertThatThrownBy(() -> replicate(s3, role, "strict", rule)).isInstanceOfSatisfying(S3Exception.class, e -> {
            assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
            assertThat(e.awsErrorDetails().errorMessage()).isEqualTo(text);
        });
    }
}
