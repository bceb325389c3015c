package dev.kagemusha.s3.service;

import dev.kagemusha.testing.RunningServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketCannedACL;
import software.amazon.awssdk.services.s3.model.ObjectCannedACL;
import software.amazon.awssdk.services.s3.model.ObjectOwnership;
import software.amazon.awssdk.services.s3.model.OwnershipControlsRule;
import software.amazon.awssdk.services.s3.model.Permission;
import software.amazon.awssdk.services.s3.model.PublicAccessBlockConfiguration;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.Type;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

import static dev.kagemusha.testing.AwsErrors.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

/** Who may do what with a bucket: its owner, another account, and nobody in particular. */
class AccessConformanceTest {
    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags();

    private static S3Client owner;
    private static S3Client other;
    private static S3Client nobody;

    @BeforeAll
    static void open() {
        owner = SERVER.client(S3Client.builder().forcePathStyle(true), "111122223333", "x");
        other = SERVER.client(S3Client.builder().forcePathStyle(true), "444455556666", "x");
        nobody = S3Client.builder()
                .forcePathStyle(true)
                .endpointOverride(SERVER.uri())
                .region(Region.US_EAST_1)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .httpClient(UrlConnectionHttpClient.create())
                .overrideConfiguration(o -> o.retryStrategy(DefaultRetryStrategy.doNotRetry()))
                .build();
    }

    @AfterAll
    static void close() {
        owner.close();
        other.close();
        nobody.close();
    }

    private static void bucket(String name) {
        owner.createBucket(r -> r.bucket(name));
        owner.putObject(r -> r.bucket(name).key("a").tagging("level=low"), RequestBody.fromString("a"));
        owner.putObject(r -> r.bucket(name).key("b"), RequestBody.fromString("b"));
    }

    private static void unblock(String name) {
        owner.deletePublicAccessBlock(r -> r.bucket(name));
    }

    private static void own(String name, ObjectOwnership ownership) {
        owner.putBucketOwnershipControls(r -> r.bucket(name)
                .ownershipControls(o -> o.rules(OwnershipControlsRule.builder()
                        .objectOwnership(ownership)
                        .build())));
    }

    private static String policy(String effect, String principal, String action, String resource, String condition) {
        return """
                {"Version":"2012-10-17","Statement":[{"Sid":"Only","Effect":"%s","Principal":%s,"Action":"%s","Resource":"%s"%s}]}""".formatted(
                        effect, principal, action, resource, condition.isEmpty() ? "" : ",\"Condition\":" + condition);
    }

    private static void put(String bucket, String policy) {
        owner.putBucketPolicy(r -> r.bucket(bucket).policy(policy));
    }

    @Test
    void aNewBucketIsItsOwnersAlone() {
        bucket("new-one");
        assertRefused(
                () -> other.getObjectAsBytes(r -> r.bucket("new-one").key("a")), "AccessDenied", 403, "Access Denied");
        assertRefused(
                () -> nobody.getObjectAsBytes(r -> r.bucket("new-one").key("a")), "AccessDenied", 403, "Access Denied");
        assertRefused(() -> other.listObjectsV2(r -> r.bucket("new-one")), "AccessDenied", 403);
        assertRefused(
                () -> nobody.getObjectAsBytes(
                        r -> r.bucket("no-such-bucket-here").key("a")),
                "NoSuchBucket",
                404);
        var block = owner.getPublicAccessBlock(r -> r.bucket("new-one")).publicAccessBlockConfiguration();
        assertThat(block.blockPublicAcls()
                        && block.ignorePublicAcls()
                        && block.blockPublicPolicy()
                        && block.restrictPublicBuckets())
                .isTrue();
        assertThat(owner.getBucketOwnershipControls(r -> r.bucket("new-one"))
                        .ownershipControls()
                        .rules())
                .extracting(OwnershipControlsRule::objectOwnership)
                .containsExactly(ObjectOwnership.BUCKET_OWNER_ENFORCED);
        assertRefused(
                () -> owner.getBucketPolicy(r -> r.bucket("new-one")),
                "NoSuchBucketPolicy",
                404,
                "The bucket policy does not exist");
    }

    @Test
    void aPolicyLetsAnotherAccountIn() {
        bucket("shared");
        put("shared", policy("Allow", "{\"AWS\":\"444455556666\"}", "s3:GetObject", "arn:aws:s3:::shared/*", ""));
        assertThat(other.getObjectAsBytes(r -> r.bucket("shared").key("a")).asUtf8String())
                .isEqualTo("a");
        assertRefused(() -> other.listObjectsV2(r -> r.bucket("shared")), "AccessDenied", 403);
        assertRefused(() -> other.getBucketPolicy(r -> r.bucket("shared")), "AccessDenied", 403);
        assertRefused(() -> nobody.getObjectAsBytes(r -> r.bucket("shared").key("a")), "AccessDenied", 403);
        assertThat(owner.getBucketPolicyStatus(r -> r.bucket("shared"))
                        .policyStatus()
                        .isPublic())
                .isFalse();
        owner.deleteBucketPolicy(r -> r.bucket("shared"));
        assertRefused(() -> other.getObjectAsBytes(r -> r.bucket("shared").key("a")), "AccessDenied", 403);
    }

    @Test
    void aDenyBindsTheOwnerAndSaysSo() {
        bucket("closed");
        put("closed", policy("Deny", "\"*\"", "s3:*", "arn:aws:s3:::closed/*", ""));
        assertRefused(
                () -> owner.getObjectAsBytes(r -> r.bucket("closed").key("a")),
                "AccessDenied",
                403,
                "User: arn:aws:iam::111122223333:root is not authorized to perform: s3:GetObject on resource:"
                        + " \"arn:aws:s3:::closed/a\" with an explicit deny in a resource-based policy");
        put("closed", policy("Deny", "\"*\"", "s3:*", "arn:aws:s3:::closed", ""));
        assertThat(owner.getBucketPolicy(r -> r.bucket("closed")).policy()).contains("Deny");
        owner.deleteBucketPolicy(r -> r.bucket("closed"));
        assertThat(owner.listObjectsV2(r -> r.bucket("closed")).keyCount()).isEqualTo(2);
    }

    @Test
    void conditionsSeePrefixesAndTags() {
        bucket("conditions");
        put("conditions", """
                {"Version":"2012-10-17","Statement":[
                  {"Effect":"Allow","Principal":{"AWS":"444455556666"},"Action":"s3:ListBucket","Resource":"arn:aws:s3:::conditions",
                   "Condition":{"StringEquals":{"s3:prefix":"a"}}},
                  {"Effect":"Allow","Principal":{"AWS":"444455556666"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::conditions/*",
                   "Condition":{"StringEquals":{"s3:ExistingObjectTag/level":"low"}}},
                  {"Effect":"Allow","Principal":{"AWS":"444455556666"},"Action":"s3:PutObject","Resource":"arn:aws:s3:::conditions/*",
                   "Condition":{"StringEquals":{"s3:x-amz-storage-class":"STANDARD_IA"}}}]}""");
        assertThat(other.listObjectsV2(r -> r.bucket("conditions").prefix("a")).keyCount())
                .isEqualTo(1);
        assertRefused(() -> other.listObjectsV2(r -> r.bucket("conditions")), "AccessDenied", 403);
        assertThat(other.getObjectAsBytes(r -> r.bucket("conditions").key("a")).asUtf8String())
                .isEqualTo("a");
        assertRefused(() -> other.getObjectAsBytes(r -> r.bucket("conditions").key("b")), "AccessDenied", 403);
        other.putObject(r -> r.bucket("conditions").key("c").storageClass("STANDARD_IA"), RequestBody.fromString("c"));
        // HttpURLConnection gives no body of an answer that came before the request's
        assertThatThrownBy(() -> other.putObject(r -> r.bucket("conditions").key("c"), RequestBody.fromString("c")))
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(403));
    }

    @Test
    void whoMayListWhatAKeyBeginsWithIsToldThatItIsNotThere() {
        bucket("half-open");
        String listing = policy(
                "Allow",
                "{\"AWS\":\"444455556666\"}",
                "s3:ListBucket",
                "arn:aws:s3:::half-open",
                "{\"StringLike\":{\"s3:prefix\":\"a*\"}}");
        put("half-open", listing);
        assertRefused(() -> read("half-open", "ab"), "NoSuchKey", 404, "The specified key does not exist.");
        assertThatThrownBy(() -> other.headObject(r -> r.bucket("half-open").key("ab")))
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(404));
        assertRefused(() -> read("half-open", "none"), "AccessDenied", 403);
        assertRefused(() -> read("half-open", "a"), "AccessDenied", 403);
        String reading = policy("Allow", "{\"AWS\":\"444455556666\"}", "s3:GetObject", "arn:aws:s3:::half-open/*", "");
        put(
                "half-open",
                listing.replace("}]}", "},")
                        + reading.substring(reading.indexOf("{\"Sid\"")).replace("Only", "Too"));
        assertThat(read("half-open", "a")).isEqualTo("a");
        assertRefused(() -> read("half-open", "ab"), "NoSuchKey", 404);
        assertRefused(() -> read("half-open", "none"), "AccessDenied", 403);
        String refusing = policy("Deny", "{\"AWS\":\"444455556666\"}", "s3:GetObject", "arn:aws:s3:::half-open/*", "");
        put(
                "half-open",
                listing.replace("}]}", "},")
                        + refusing.substring(refusing.indexOf("{\"Sid\"")).replace("Only", "Not"));
        assertRefused(() -> read("half-open", "ab"), "AccessDenied", 403);
    }

    private static String read(String bucket, String key) {
        return other.getObjectAsBytes(r -> r.bucket(bucket).key(key)).asUtf8String();
    }

    @Test
    void publicPoliciesAreBlockedUntilTheyAreNot() {
        bucket("open-house");
        String open = policy("Allow", "\"*\"", "s3:GetObject", "arn:aws:s3:::open-house/*", "");
        assertRefused(
                () -> put("open-house", open),
                "AccessDenied",
                403,
                "User: arn:aws:iam::111122223333:root is not authorized to perform: s3:PutBucketPolicy on resource:"
                        + " \"arn:aws:s3:::open-house\" because public policies are prevented by the BlockPublicPolicy setting"
                        + " in S3 Block Public Access.");
        unblock("open-house");
        assertRefused(
                () -> owner.getPublicAccessBlock(r -> r.bucket("open-house")),
                "NoSuchPublicAccessBlockConfiguration",
                404,
                "The public access block configuration was not found");
        put("open-house", open);
        assertThat(owner.getBucketPolicyStatus(r -> r.bucket("open-house"))
                        .policyStatus()
                        .isPublic())
                .isTrue();
        assertThat(nobody.getObjectAsBytes(r -> r.bucket("open-house").key("a")).asUtf8String())
                .isEqualTo("a");
        owner.putPublicAccessBlock(r -> r.bucket("open-house")
                .publicAccessBlockConfiguration(PublicAccessBlockConfiguration.builder()
                        .restrictPublicBuckets(true)
                        .build()));
        assertRefused(() -> nobody.getObjectAsBytes(r -> r.bucket("open-house").key("a")), "AccessDenied", 403);
        assertRefused(() -> other.getObjectAsBytes(r -> r.bucket("open-house").key("a")), "AccessDenied", 403);
        assertThat(owner.getObjectAsBytes(r -> r.bucket("open-house").key("a")).asUtf8String())
                .isEqualTo("a");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            s3:GetObject   | arn:aws:s3:::rules-x/*   | Policy has invalid resource
            s3:GetObject   | arn:aws:s3:::rules       | Action does not apply to any resource(s) in statement
            s3:ListBucket  | arn:aws:s3:::rules/*     | Action does not apply to any resource(s) in statement
            ec2:RunX       | arn:aws:s3:::rules       | Policy has invalid action
            """)
    void refusesPoliciesAboutAnythingElse(String action, String resource, String message) {
        owner.createBucket(r -> r.bucket("rules"));
        assertRefused(
                () -> put("rules", policy("Allow", "{\"AWS\":\"444455556666\"}", action, resource, "")),
                "MalformedPolicy",
                400,
                message);
        assertRefused(
                () -> put("rules", "[]"),
                "MalformedPolicy",
                400,
                "Policies must be valid JSON and the first byte must be '{'");
    }

    @Test
    void listsCountOnlyWhereOwnershipLetsThem() {
        bucket("lists");
        assertRefused(
                () -> owner.putBucketAcl(r -> r.bucket("lists").acl(BucketCannedACL.PUBLIC_READ)),
                "AccessControlListNotSupported",
                400,
                "The bucket does not allow ACLs");
        own("lists", ObjectOwnership.BUCKET_OWNER_PREFERRED);
        assertRefused(
                () -> owner.putBucketAcl(r -> r.bucket("lists").acl(BucketCannedACL.PUBLIC_READ)), "AccessDenied", 403);
        unblock("lists");
        owner.putBucketAcl(r -> r.bucket("lists").acl(BucketCannedACL.PUBLIC_READ));
        assertThat(owner.getBucketAcl(r -> r.bucket("lists")).grants())
                .extracting(g -> g.grantee().type(), g -> g.permission())
                .containsExactly(
                        tuple(Type.CANONICAL_USER, Permission.FULL_CONTROL), tuple(Type.GROUP, Permission.READ));
        assertThat(nobody.listObjectsV2(r -> r.bucket("lists")).keyCount()).isEqualTo(2);
        assertRefused(() -> nobody.getObjectAsBytes(r -> r.bucket("lists").key("missing")), "NoSuchKey", 404);
        assertRefused(() -> nobody.getObjectAsBytes(r -> r.bucket("lists").key("a")), "AccessDenied", 403);
        owner.putObjectAcl(r -> r.bucket("lists").key("a").acl(ObjectCannedACL.PUBLIC_READ));
        assertThat(nobody.getObjectAsBytes(r -> r.bucket("lists").key("a")).asUtf8String())
                .isEqualTo("a");
        assertRefused(
                () -> own("lists", ObjectOwnership.BUCKET_OWNER_ENFORCED), "InvalidBucketAclWithObjectOwnership", 400);
        owner.putPublicAccessBlock(r -> r.bucket("lists")
                .publicAccessBlockConfiguration(PublicAccessBlockConfiguration.builder()
                        .ignorePublicAcls(true)
                        .build()));
        assertRefused(() -> nobody.getObjectAsBytes(r -> r.bucket("lists").key("a")), "AccessDenied", 403);
    }

    @Test
    void whatAnotherAccountPutsIsItsOwn() {
        owner.createBucket(r -> r.bucket("letterbox").objectOwnership(ObjectOwnership.BUCKET_OWNER_PREFERRED));
        String otherId = other.listBuckets().owner().id();
        String ownerId = owner.listBuckets().owner().id();
        owner.putBucketAcl(
                r -> r.bucket("letterbox").grantFullControl("id=" + ownerId).grantWrite("id=\"" + otherId + "\""));
        other.putObject(r -> r.bucket("letterbox").key("secret"), RequestBody.fromString("s"));
        other.putObject(
                r -> r.bucket("letterbox").key("gift").acl(ObjectCannedACL.BUCKET_OWNER_FULL_CONTROL),
                RequestBody.fromString("g"));
        assertRefused(() -> owner.getObjectAsBytes(r -> r.bucket("letterbox").key("secret")), "AccessDenied", 403);
        assertThat(other.getObjectAsBytes(r -> r.bucket("letterbox").key("secret"))
                        .asUtf8String())
                .isEqualTo("s");
        assertThat(other.getObjectAcl(r -> r.bucket("letterbox").key("secret"))
                        .owner()
                        .id())
                .isEqualTo(otherId);
        assertThat(owner.getObjectAsBytes(r -> r.bucket("letterbox").key("gift"))
                        .asUtf8String())
                .isEqualTo("g");
        assertThat(owner.getObjectAcl(r -> r.bucket("letterbox").key("gift"))
                        .owner()
                        .id())
                .isEqualTo(ownerId);
        other.putObjectAcl(r -> r.bucket("letterbox").key("secret").grantRead("id=" + ownerId));
        assertThat(owner.getObjectAsBytes(r -> r.bucket("letterbox").key("secret"))
                        .asUtf8String())
                .isEqualTo("s");
        own("letterbox", ObjectOwnership.BUCKET_OWNER_PREFERRED);
        owner.deleteObject(r -> r.bucket("letterbox").key("secret"));
    }

    @Test
    void whatAnotherAccountUploadsInPartsIsItsOwn() {
        owner.createBucket(r -> r.bucket("parcels").objectOwnership(ObjectOwnership.BUCKET_OWNER_PREFERRED));
        String otherId = other.listBuckets().owner().id();
        String ownerId = owner.listBuckets().owner().id();
        owner.putBucketAcl(
                r -> r.bucket("parcels").grantFullControl("id=" + ownerId).grantWrite("id=" + otherId));
        String kept = other.createMultipartUpload(r -> r.bucket("parcels").key("kept"))
                .uploadId();
        String given = other.createMultipartUpload(
                        r -> r.bucket("parcels").key("given").acl(ObjectCannedACL.BUCKET_OWNER_FULL_CONTROL))
                .uploadId();
        assertThat(owner.listMultipartUploads(r -> r.bucket("parcels")).uploads())
                .extracting(
                        u -> u.key(), u -> u.owner().id(), u -> u.initiator().id())
                .containsExactly(tuple("given", ownerId, otherId), tuple("kept", otherId, otherId));
        assertThat(other.listParts(r -> r.bucket("parcels").key("kept").uploadId(kept)))
                .extracting(p -> p.owner().id(), p -> p.initiator().id())
                .containsExactly(otherId, otherId);
        assertThat(other.listParts(r -> r.bucket("parcels").key("given").uploadId(given)))
                .extracting(p -> p.owner().id(), p -> p.initiator().id())
                .containsExactly(ownerId, otherId);
    }

    @Test
    void aBucketWithoutListsTakesNoneButItsOwners() {
        owner.createBucket(r -> r.bucket("unlisted").acl(BucketCannedACL.PRIVATE));
        owner.putObject(
                r -> r.bucket("unlisted").key("a").acl(ObjectCannedACL.BUCKET_OWNER_FULL_CONTROL),
                RequestBody.fromString("a"));
        assertRefused(
                () -> owner.createMultipartUpload(
                        r -> r.bucket("unlisted").key("a").acl(ObjectCannedACL.PRIVATE)),
                "AccessControlListNotSupported",
                400,
                "The bucket does not allow ACLs");
        assertRefused(
                () -> owner.putObjectAcl(r -> r.bucket("unlisted").key("a").acl(ObjectCannedACL.PRIVATE)),
                "AccessControlListNotSupported",
                400);
        assertRefused(
                () -> owner.putBucketAcl(r -> r.bucket("unlisted").acl(BucketCannedACL.PRIVATE)),
                "AccessControlListNotSupported",
                400);
    }

    @Test
    void whoMayNotPutIsToldBeforeHeSendsABody() throws IOException {
        owner.createBucket(r -> r.bucket("asked-first"));
        try (Socket socket = new Socket("127.0.0.1", SERVER.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(
                            "PUT /asked-first/k HTTP/1.1\r\nHost: localhost\r\nContent-Length: 123\r\nExpect: 100-continue\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 403");
        }
    }

    @Test
    void refusesListsThatNameNobody() {
        owner.createBucket(r -> r.bucket("nobodys").objectOwnership(ObjectOwnership.OBJECT_WRITER));
        String ownerId = owner.listBuckets().owner().id();
        assertRefused(
                () -> owner.putBucketAcl(r -> r.bucket("nobodys").grantRead("id=someone")),
                "InvalidArgument",
                400,
                "Invalid id");
        assertRefused(
                () -> owner.putBucketAcl(r -> r.bucket("nobodys")
                        .accessControlPolicy(p -> p.owner(o -> o.id(ownerId)).grants(g -> g.permission("ANY")
                                .grantee(e -> e.type(Type.CANONICAL_USER).id(ownerId))))),
                "MalformedACLError",
                400);
        assertRefused(() -> owner.putBucketAcl(r -> r.bucket("nobodys")), "MissingSecurityHeader", 400);
    }

    @Test
    void listingsNameEachObjectsOwner() {
        bucket("owned-by-many");
        own("owned-by-many", ObjectOwnership.OBJECT_WRITER);
        put(
                "owned-by-many",
                policy("Allow", "{\"AWS\":\"444455556666\"}", "s3:PutObject", "arn:aws:s3:::owned-by-many/*", ""));
        other.putObject(r -> r.bucket("owned-by-many").key("theirs"), RequestBody.fromString("t"));
        String ours = owner.getBucketAcl(r -> r.bucket("owned-by-many")).owner().id();
        String theirs = other.listBuckets().owner().id();
        assertThat(theirs).isNotEqualTo(ours);
        assertThat(owner.listObjects(r -> r.bucket("owned-by-many")).contents())
                .extracting(o -> o.key(), o -> o.owner().id())
                .containsExactly(tuple("a", ours), tuple("b", ours), tuple("theirs", theirs));
        assertThat(owner.listObjectsV2(
                                r -> r.bucket("owned-by-many").fetchOwner(true).prefix("t"))
                        .contents())
                .extracting(o -> o.owner().id())
                .containsExactly(theirs);
        assertThat(owner.listObjectVersions(r -> r.bucket("owned-by-many")).versions())
                .extracting(v -> v.owner().id())
                .containsExactly(ours, ours, theirs);
        own("owned-by-many", ObjectOwnership.BUCKET_OWNER_ENFORCED);
        assertThat(owner.listObjects(r -> r.bucket("owned-by-many")).contents())
                .extracting(o -> o.owner().id())
                .containsOnly(ours);
    }
}
