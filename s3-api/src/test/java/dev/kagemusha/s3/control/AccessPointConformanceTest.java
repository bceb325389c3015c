package dev.kagemusha.s3.control;

import dev.kagemusha.testing.RawHttp;
import dev.kagemusha.testing.RunningServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.ObjectCannedACL;
import software.amazon.awssdk.services.s3.model.ObjectOwnership;
import software.amazon.awssdk.services.s3.model.OwnershipControlsRule;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.s3control.S3ControlClient;
import software.amazon.awssdk.services.s3control.model.CreateAccessPointResponse;

import java.net.URL;
import java.time.Duration;

import static dev.kagemusha.testing.AwsErrors.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

/** Objects used through access points, as the SDK sends it: {@code NAME-ACCOUNT} before the endpoint's host. */
class AccessPointConformanceTest {
    private static final String OWNER = "111122223333";
    private static final String OTHER = "444455556666";

    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags();

    private static S3Client owner;
    private static S3Client other;
    private static S3ControlClient control;
    private static S3ControlClient otherControl;

    @BeforeAll
    static void open() {
        owner = SERVER.client(S3Client.builder(), OWNER, "x");
        other = SERVER.client(S3Client.builder(), OTHER, "x");
        control = SERVER.client(S3ControlClient.builder(), OWNER, "x");
        otherControl = SERVER.client(S3ControlClient.builder(), OTHER, "x");
    }

    @AfterAll
    static void close() {
        owner.close();
        other.close();
        control.close();
        otherControl.close();
    }

    /** A bucket with an object and an access point of the same name. */
    private static CreateAccessPointResponse bucketAndPoint(String name) {
        owner.createBucket(r -> r.bucket(name));
        owner.putObject(r -> r.bucket(name).key("a/1"), RequestBody.fromString("one"));
        return control.createAccessPoint(r -> r.accountId(OWNER).name(name).bucket(name));
    }

    private static String read(S3Client client, String bucket, String key) {
        return client.getObjectAsBytes(r -> r.bucket(bucket).key(key)).asUtf8String();
    }

    private static void policy(String point, String... statements) {
        control.putAccessPointPolicy(r -> r.accountId(OWNER)
                .name(point)
                .policy("{\"Version\":\"2012-10-17\",\"Statement\":[" + String.join(",", statements) + "]}"));
    }

    private static void bucketPolicy(String bucket, String... statements) {
        owner.putBucketPolicy(r -> r.bucket(bucket)
                .policy("{\"Version\":\"2012-10-17\",\"Statement\":[" + String.join(",", statements) + "]}"));
    }

    private static String statement(String effect, String principal, String action, String resource) {
        return "{\"Effect\":\"%s\",\"Principal\":%s,\"Action\":\"%s\",\"Resource\":\"%s\"}"
                .formatted(effect, principal, action, resource);
    }

    private static final String THEM = "{\"AWS\":\"" + OTHER + "\"}";

    /** The bucket leaves it to points of its own account (user guide, "Delegating access control to access points"). */
    private static void delegate(String bucket, String condition) {
        bucketPolicy(
                bucket,
                "{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"*\"},\"Action\":\"*\",\"Resource\":[\"arn:aws:s3:::"
                        + bucket + "\",\"arn:aws:s3:::" + bucket + "/*\"],\"Condition\":{" + condition + "}}");
    }

    @Test
    void objectsArePutReadListedAndDeletedByArnAndAlias() {
        CreateAccessPointResponse point = bucketAndPoint("doors");
        for (String name : new String[] {point.accessPointArn(), point.alias()}) {
            owner.putObject(r -> r.bucket(name).key("b/ü 2"), RequestBody.fromString("two"));
            assertThat(read(owner, name, "a/1")).isEqualTo("one");
            assertThat(read(owner, name, "b/ü 2")).isEqualTo("two");
            assertThat(owner.headObject(r -> r.bucket(name).key("a/1")).contentLength())
                    .isEqualTo(3);
            assertThat(owner.listObjectsV2(r -> r.bucket(name)).contents())
                    .extracting(S3Object::key)
                    .containsExactly("a/1", "b/ü 2");
            assertThat(owner.getBucketLocation(r -> r.bucket(name)).locationConstraintAsString())
                    .isEmpty();
            owner.putObjectTagging(r -> r.bucket(name)
                    .key("a/1")
                    .tagging(t -> t.tagSet(software.amazon.awssdk.services.s3.model.Tag.builder()
                            .key("k")
                            .value("v")
                            .build())));
            assertThat(owner.getObjectTagging(r -> r.bucket(name).key("a/1")).tagSet())
                    .hasSize(1);
            assertThat(owner.deleteObjects(r -> r.bucket(name).delete(d -> d.objects(o -> o.key("b/ü 2"))))
                            .deleted())
                    .hasSize(1);
        }
        assertThat(owner.headBucket(r -> r.bucket(point.alias())).accessPointAlias())
                .isTrue();
        assertThat(owner.headBucket(r -> r.bucket(point.accessPointArn())).accessPointAlias())
                .isFalse();
        assertRefused(
                () -> owner.getObjectAsBytes(
                        r -> r.bucket(point.accessPointArn()).key("none")),
                "NoSuchKey",
                404);
    }

    @Test
    void copiesAndPartsGoThroughPoints() {
        String arn = bucketAndPoint("copies").accessPointArn();
        owner.copyObject(
                r -> r.sourceBucket(arn).sourceKey("a/1").destinationBucket(arn).destinationKey("copy of ü"));
        owner.createBucket(r -> r.bucket("elsewhere"));
        owner.copyObject(r -> r.sourceBucket(arn)
                .sourceKey("copy of ü")
                .destinationBucket("elsewhere")
                .destinationKey("x"));
        assertThat(read(owner, "elsewhere", "x")).isEqualTo("one");
        assertRefused(
                () -> owner.copyObject(r -> r.sourceBucket(arn)
                        .sourceKey("a/1")
                        .destinationBucket("copies")
                        .destinationKey("a/1")),
                "InvalidRequest",
                400);
        String upload =
                owner.createMultipartUpload(r -> r.bucket(arn).key("parts")).uploadId();
        String etag = owner.uploadPartCopy(r -> r.sourceBucket(arn)
                        .sourceKey("a/1")
                        .destinationBucket(arn)
                        .destinationKey("parts")
                        .uploadId(upload)
                        .partNumber(1))
                .copyPartResult()
                .eTag();
        owner.completeMultipartUpload(r -> r.bucket(arn)
                .key("parts")
                .uploadId(upload)
                .multipartUpload(m ->
                        m.parts(CompletedPart.builder().partNumber(1).eTag(etag).build())));
        assertThat(read(owner, "copies", "parts")).isEqualTo("one");
    }

    @Test
    void aPresignedUrlLeadsThroughAPoint() throws Exception {
        String arn = bucketAndPoint("signed").accessPointArn();
        try (S3Presigner presigner = S3Presigner.builder()
                .endpointOverride(SERVER.uri())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(OWNER, "x")))
                .build()) {
            URL url = presigner
                    .presignGetObject(p -> p.signatureDuration(Duration.ofMinutes(1))
                            .getObjectRequest(r -> r.bucket(arn).key("a/1")))
                    .url();
            assertThat(url.getHost()).isEqualTo("signed-" + OWNER + ".localhost");
            try (var in = url.openStream()) {
                assertThat(new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
                        .isEqualTo("one");
            }
        }
    }

    @Test
    void anotherAccountNeedsThePointAndTheBucket() {
        String arn = bucketAndPoint("both").accessPointArn();
        assertRefused(() -> read(other, arn, "a/1"), "AccessDenied", 403, "Access Denied");
        policy("both", statement("Allow", THEM, "s3:GetObject", arn + "/object/a/*"));
        assertRefused(() -> read(other, arn, "a/1"), "AccessDenied", 403, "Access Denied");
        delegate("both", "\"StringEquals\":{\"s3:DataAccessPointAccount\":\"" + OWNER + "\"}");
        assertThat(read(other, arn, "a/1")).isEqualTo("one");
        owner.putObject(r -> r.bucket("both").key("b"), RequestBody.fromString("b"));
        assertRefused(() -> read(other, arn, "b"), "AccessDenied", 403);
        assertRefused(() -> read(other, "both", "a/1"), "AccessDenied", 403);
        assertRefused(() -> other.listObjectsV2(r -> r.bucket(arn)), "AccessDenied", 403);
        control.deleteAccessPointPolicy(r -> r.accountId(OWNER).name("both"));
        assertRefused(() -> read(other, arn, "a/1"), "AccessDenied", 403);
    }

    @Test
    void aBucketTellsPointsApartByArnAccountAndOrigin() {
        String arn = bucketAndPoint("telling").accessPointArn();
        policy("telling", statement("Allow", THEM, "s3:GetObject", arn + "/object/*"));
        delegate(
                "telling",
                "\"ArnLike\":{\"s3:DataAccessPointArn\":\"arn:aws:s3:us-east-1:" + OWNER + ":accesspoint/other-*\"}");
        assertRefused(() -> read(other, arn, "a/1"), "AccessDenied", 403);
        delegate(
                "telling",
                "\"ArnLike\":{\"s3:DataAccessPointArn\":\"arn:aws:s3:us-east-1:" + OWNER + ":accesspoint/tell*\"}");
        assertThat(read(other, arn, "a/1")).isEqualTo("one");
        delegate(
                "telling",
                "\"StringEquals\":{\"s3:DataAccessPointAccount\":\"" + OWNER
                        + "\",\"s3:AccessPointNetworkOrigin\":\"VPC\"}");
        assertRefused(() -> read(other, arn, "a/1"), "AccessDenied", 403);
    }

    @Test
    void inOneAccountADenyNarrowsAndAnAllowDoesNot() {
        String arn = bucketAndPoint("narrow").accessPointArn();
        policy("narrow", statement("Allow", THEM, "s3:GetObject", arn + "/object/*"));
        assertThat(read(owner, arn, "a/1")).isEqualTo("one");
        policy("narrow", statement("Deny", "\"*\"", "s3:GetObject", arn + "/object/*"));
        assertRefused(
                () -> read(owner, arn, "a/1"),
                "AccessDenied",
                403,
                "User: arn:aws:iam::" + OWNER + ":root is not authorized to perform: s3:GetObject on resource: \"" + arn
                        + "/object/a/1\" with an explicit deny in a resource-based policy");
        assertThat(read(owner, "narrow", "a/1")).isEqualTo("one");
        control.deleteAccessPointPolicy(r -> r.accountId(OWNER).name("narrow"));
        bucketPolicy("narrow", statement("Deny", "\"*\"", "s3:GetObject", "arn:aws:s3:::narrow/*"));
        assertRefused(() -> read(owner, arn, "a/1"), "AccessDenied", 403);
    }

    /** Whoever may not list is not told what is missing: the second permission goes through the point as well. */
    @Test
    void aDenyOnThePointHidesWhatIsMissing() {
        String arn = bucketAndPoint("hiding").accessPointArn();
        policy("hiding", statement("Deny", "\"*\"", "s3:ListBucket", arn));
        assertRefused(() -> read(owner, arn, "none"), "AccessDenied", 403);
        assertRefused(() -> read(owner, "hiding", "none"), "NoSuchKey", 404);
    }

    @Test
    void aPointOfAnotherAccountIsOpenedByTheBucket() {
        bucketAndPoint("lent");
        String arn = otherControl
                .createAccessPoint(
                        r -> r.accountId(OTHER).name("borrowed").bucket("lent").bucketAccountId(OWNER))
                .accessPointArn();
        assertRefused(() -> read(other, arn, "a/1"), "AccessDenied", 403);
        assertRefused(() -> read(owner, arn, "a/1"), "AccessDenied", 403);
        delegate("lent", "\"StringEquals\":{\"s3:DataAccessPointAccount\":\"" + OTHER + "\"}");
        assertThat(read(other, arn, "a/1")).isEqualTo("one");
        assertRefused(
                () -> owner.deleteBucket(r -> r.bucket("lent")),
                "BucketHasAccessPointsAttached",
                400,
                "The bucket you tried to delete has access points attached. Delete your access points before deleting your"
                        + " bucket.");
        otherControl.deleteAccessPoint(r -> r.accountId(OTHER).name("borrowed"));
        control.deleteAccessPoint(r -> r.accountId(OWNER).name("lent"));
        owner.deleteObject(r -> r.bucket("lent").key("a/1"));
        owner.deleteBucket(r -> r.bucket("lent"));
        assertRefused(() -> read(other, arn, "a/1"), "NoSuchBucket", 404);
    }

    @Test
    void aPointOfAPrivateNetworkRefusesTheInternet() throws Exception {
        bucketAndPoint("private");
        String arn = control.createAccessPoint(r -> r.accountId(OWNER)
                        .name("inside")
                        .bucket("private")
                        .vpcConfiguration(v -> v.vpcId("vpc-1a2b3c")))
                .accessPointArn();
        assertRefused(() -> read(owner, arn, "a/1"), "AccessDenied", 403, "Access Denied");
        try (S3Client inside = S3Client.builder()
                .endpointOverride(java.net.URI.create(
                        "http://accesspoint.vpce-0a1b-c2d3.s3.us-east-1.vpce.localhost:" + SERVER.port()))
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(OWNER, "x")))
                .httpClient(software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient.create())
                .build()) {
            assertThat(read(inside, arn, "a/1")).isEqualTo("one");
            policy(
                    "inside",
                    "{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"s3:GetObject\",\"Resource\":\"" + arn
                            + "/object/*\",\"Condition\":{\"StringNotEquals\":{\"aws:SourceVpce\":\"vpce-0a1b\"}}}");
            assertThat(read(inside, arn, "a/1")).isEqualTo("one");
            policy(
                    "inside",
                    "{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"s3:GetObject\",\"Resource\":\"" + arn
                            + "/object/*\",\"Condition\":{\"StringNotEquals\":{\"aws:SourceVpce\":\"vpce-9999\"}}}");
            assertRefused(() -> read(inside, arn, "a/1"), "AccessDenied", 403);
        }
    }

    @Test
    void nobodyInParticularGoesThroughAPoint() {
        String arn = bucketAndPoint("nobody").accessPointArn();
        owner.deletePublicAccessBlock(r -> r.bucket("nobody"));
        bucketPolicy("nobody", statement("Allow", "\"*\"", "s3:GetObject", "arn:aws:s3:::nobody/*"));
        try (S3Client nobody = S3Client.builder()
                .endpointOverride(SERVER.uri())
                .region(Region.US_EAST_1)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .httpClient(software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient.create())
                .build()) {
            assertThat(read(nobody, "nobody", "a/1")).isEqualTo("one");
            assertRefused(() -> read(nobody, arn, "a/1"), "AccessDenied", 403);
        }
    }

    @Test
    void aRestrictedPublicPolicyLetsItsOwnAccountIn() {
        owner.createBucket(r -> r.bucket("public-point"));
        owner.putObject(r -> r.bucket("public-point").key("a"), RequestBody.fromString("a"));
        delegate("public-point", "\"StringEquals\":{\"s3:DataAccessPointAccount\":\"" + OWNER + "\"}");
        String open = control.createAccessPoint(r -> r.accountId(OWNER)
                        .name("open")
                        .bucket("public-point")
                        .publicAccessBlockConfiguration(b -> b.blockPublicAcls(true)))
                .accessPointArn();
        String restricted = control.createAccessPoint(r -> r.accountId(OWNER)
                        .name("restricted")
                        .bucket("public-point")
                        .publicAccessBlockConfiguration(b -> b.restrictPublicBuckets(true)))
                .accessPointArn();
        policy("open", statement("Allow", "\"*\"", "s3:GetObject", open + "/object/*"));
        policy("restricted", statement("Allow", "\"*\"", "s3:GetObject", restricted + "/object/*"));
        assertThat(read(other, open, "a")).isEqualTo("a");
        assertRefused(() -> read(other, restricted, "a"), "AccessDenied", 403);
        assertThat(read(owner, restricted, "a")).isEqualTo("a");
    }

    @Test
    void aBlockOfTheAccountHoldsForAllItsBuckets() {
        String account = "777788889999";
        try (S3Client s3 = SERVER.client(S3Client.builder(), account, "x");
                S3ControlClient mine = SERVER.client(S3ControlClient.builder(), account, "x")) {
            s3.createBucket(r -> r.bucket("account-blocked"));
            s3.deletePublicAccessBlock(r -> r.bucket("account-blocked"));
            s3.putBucketOwnershipControls(r -> r.bucket("account-blocked")
                    .ownershipControls(o -> o.rules(OwnershipControlsRule.builder()
                            .objectOwnership(ObjectOwnership.OBJECT_WRITER)
                            .build())));
            s3.putObject(
                    r -> r.bucket("account-blocked").key("a").acl(ObjectCannedACL.PUBLIC_READ),
                    RequestBody.fromString("a"));
            String open = "{\"Version\":\"2012-10-17\",\"Statement\":["
                    + statement("Allow", "\"*\"", "s3:GetObject", "arn:aws:s3:::account-blocked/p") + "]}";
            s3.putBucketPolicy(r -> r.bucket("account-blocked").policy(open));
            s3.putObject(r -> r.bucket("account-blocked").key("p"), RequestBody.fromString("p"));
            assertThat(read(other, "account-blocked", "a")).isEqualTo("a");
            assertThat(read(other, "account-blocked", "p")).isEqualTo("p");
            mine.putPublicAccessBlock(
                    r -> r.accountId(account).publicAccessBlockConfiguration(b -> b.blockPublicAcls(true)
                            .ignorePublicAcls(true)
                            .blockPublicPolicy(true)
                            .restrictPublicBuckets(true)));
            assertRefused(() -> read(other, "account-blocked", "a"), "AccessDenied", 403);
            assertRefused(() -> read(other, "account-blocked", "p"), "AccessDenied", 403);
            assertRefused(
                    () -> s3.putBucketPolicy(r -> r.bucket("account-blocked").policy(open)), "AccessDenied", 403);
            assertRefused(
                    () -> s3.putObjectAcl(
                            r -> r.bucket("account-blocked").key("p").acl(ObjectCannedACL.PUBLIC_READ)),
                    "AccessDenied",
                    403);
            mine.deletePublicAccessBlock(r -> r.accountId(account));
            assertThat(read(other, "account-blocked", "a")).isEqualTo("a");
        }
    }

    @Test
    void publicAclsAreBlockedAndIgnoredByThePoint() {
        owner.createBucket(r -> r.bucket("listed"));
        owner.deletePublicAccessBlock(r -> r.bucket("listed"));
        owner.putBucketOwnershipControls(r -> r.bucket("listed")
                .ownershipControls(o -> o.rules(OwnershipControlsRule.builder()
                        .objectOwnership(ObjectOwnership.OBJECT_WRITER)
                        .build())));
        owner.putObject(r -> r.bucket("listed").key("a").acl(ObjectCannedACL.PUBLIC_READ), RequestBody.fromString("a"));
        String arn = control.createAccessPoint(
                        r -> r.accountId(OWNER).name("listed").bucket("listed"))
                .accessPointArn();
        policy("listed", statement("Allow", THEM, "s3:GetObject", arn + "/object/*"));
        assertThat(read(other, "listed", "a")).isEqualTo("a");
        assertRefused(() -> read(other, arn, "a"), "AccessDenied", 403);
        assertRefused(
                () -> owner.putObjectAcl(r -> r.bucket(arn).key("a").acl(ObjectCannedACL.PUBLIC_READ)),
                "AccessDenied",
                403,
                "User: arn:aws:iam::" + OWNER + ":root is not authorized to perform: s3:PutObjectAcl on resource: \""
                        + arn
                        + "/object/a\" because public ACLs are prevented by the BlockPublicAcls setting in S3 Block Public"
                        + " Access.");
    }

    @Test
    void whatIsOfTheBucketAloneIsNotDoneThroughAPoint() {
        CreateAccessPointResponse point = bucketAndPoint("limited");
        for (String name : new String[] {point.accessPointArn(), point.alias()}) {
            assertRefused(
                    () -> owner.getBucketVersioning(r -> r.bucket(name)),
                    "MethodNotAllowed",
                    405,
                    "The specified method is not allowed against this resource.");
            assertRefused(() -> owner.deleteBucket(r -> r.bucket(name)), "MethodNotAllowed", 405);
            assertRefused(() -> owner.deleteBucketPolicy(r -> r.bucket(name)), "MethodNotAllowed", 405);
        }
    }

    @Test
    void pointsThatAreNotThereSaySo() throws Exception {
        assertRefused(
                () -> read(owner, "never-0123456789abcdef0123456789abcdef01-s3alias", "a"),
                "InvalidAccessPointAliasError",
                400);
        RawHttp.Answer named = RawHttp.send(
                SERVER.port(),
                "",
                "GET /a HTTP/1.1",
                "Host: never-" + OWNER + ".s3-accesspoint.eu-west-1.amazonaws.com");
        assertThat(named.status()).isEqualTo(404);
        assertThat(named.text())
                .contains("<Code>NoSuchAccessPoint</Code><Message>The specified accesspoint does not exist</Message>")
                .contains("<AccessPointName>never</AccessPointName>");
    }

    @Test
    void aBucketCalledLikeThePointsHostComesFirst() {
        bucketAndPoint("alike");
        owner.createBucket(r -> r.bucket("alike-" + OWNER));
        owner.putObject(r -> r.bucket("alike-" + OWNER).key("a/1"), RequestBody.fromString("the bucket's"));
        assertThat(read(owner, "alike-" + OWNER, "a/1")).isEqualTo("the bucket's");
    }
}
