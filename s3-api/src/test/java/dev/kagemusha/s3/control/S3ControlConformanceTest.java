package dev.kagemusha.s3.control;

import dev.kagemusha.testing.RawHttp;
import dev.kagemusha.testing.RunningServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3control.S3ControlClient;
import software.amazon.awssdk.services.s3control.model.AccessPoint;
import software.amazon.awssdk.services.s3control.model.ListAccessPointsResponse;
import software.amazon.awssdk.services.s3control.model.NetworkOrigin;
import software.amazon.awssdk.services.s3control.model.PublicAccessBlockConfiguration;
import software.amazon.awssdk.services.s3control.model.Tag;

import static dev.kagemusha.testing.AwsErrors.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/** What S3 Control says of access points and accounts; texts are those of recordings of AWS. */
class S3ControlConformanceTest {
    private static final String ACCOUNT = "111122223333";

    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags();

    private static S3Client s3;
    private static S3ControlClient control;

    @BeforeAll
    static void open() {
        s3 = SERVER.client(S3Client.builder().forcePathStyle(true), ACCOUNT, "x");
        control = SERVER.client(S3ControlClient.builder(), ACCOUNT, "x");
        s3.createBucket(r -> r.bucket("photos"));
        s3.createBucket(r -> r.bucket("films"));
    }

    @AfterAll
    static void close() {
        s3.close();
        control.close();
    }

    @Test
    void anAccessPointIsMadeShownAndRemoved() {
        var made = control.createAccessPoint(
                r -> r.accountId(ACCOUNT).name("first").bucket("photos"));
        assertThat(made.accessPointArn()).isEqualTo("arn:aws:s3:us-east-1:" + ACCOUNT + ":accesspoint/first");
        assertThat(made.alias()).matches("first-[a-z0-9]{34}-s3alias");
        var shown = control.getAccessPoint(r -> r.accountId(ACCOUNT).name("first"));
        assertThat(shown.bucket()).isEqualTo("photos");
        assertThat(shown.bucketAccountId()).isEqualTo(ACCOUNT);
        assertThat(shown.networkOrigin()).isEqualTo(NetworkOrigin.INTERNET);
        assertThat(shown.alias()).isEqualTo(made.alias());
        assertThat(shown.creationDate()).isNotNull();
        assertThat(shown.publicAccessBlockConfiguration())
                .isEqualTo(PublicAccessBlockConfiguration.builder()
                        .blockPublicAcls(true)
                        .ignorePublicAcls(true)
                        .blockPublicPolicy(true)
                        .restrictPublicBuckets(true)
                        .build());
        assertThat(shown.endpoints())
                .containsEntry("ipv4", "s3-accesspoint.us-east-1.amazonaws.com")
                .containsEntry("fips_dualstack", "s3-accesspoint-fips.dualstack.us-east-1.amazonaws.com");
        assertRefused(
                () -> control.createAccessPoint(
                        r -> r.accountId(ACCOUNT).name("first").bucket("photos")),
                "AccessPointAlreadyOwnedByYou",
                409,
                "Your previous request to create the named accesspoint succeeded and you already own it.");
        control.deleteAccessPoint(r -> r.accountId(ACCOUNT).name("first"));
        assertRefused(
                () -> control.deleteAccessPoint(r -> r.accountId(ACCOUNT).name("first")),
                "NoSuchAccessPoint",
                404,
                "The specified accesspoint does not exist");
        assertRefused(() -> control.getAccessPoint(r -> r.accountId(ACCOUNT).name("first")), "NoSuchAccessPoint", 404);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            sa                  | InvalidURI     | Couldn't parse the specified URI.
            under_score         | InvalidURI     | Couldn't parse the specified URI.
            -hyphen-start       | InvalidRequest | Your Amazon S3 AccessPoint name is invalid
            hyphen-end-         | InvalidRequest | Your Amazon S3 AccessPoint name is invalid
            cannot-end-s3alias  | InvalidRequest | Your Amazon S3 AccessPoint name is invalid
            a-very-long-name-of-an-access-point-with-51-letters | InvalidURI | Couldn't parse the specified URI.
            """)
    void refusesNamesThatAreNone(String name, String code, String message) {
        assertRefused(
                () -> control.createAccessPoint(
                        r -> r.accountId(ACCOUNT).name(name).bucket("photos")),
                code,
                400,
                message);
    }

    @Test
    void aPointNeedsABucketOfTheAccountItNames() {
        assertRefused(
                () -> control.createAccessPoint(
                        r -> r.accountId(ACCOUNT).name("nowhere").bucket("no-such-bucket")),
                "InvalidRequest",
                400,
                "Amazon S3 AccessPoint can only be created for existing bucket");
        try (S3ControlClient other = SERVER.client(S3ControlClient.builder(), "444455556666", "x")) {
            assertRefused(
                    () -> other.createAccessPoint(
                            r -> r.accountId("444455556666").name("theirs").bucket("photos")),
                    "AccessDenied",
                    403);
            other.createAccessPoint(r ->
                    r.accountId("444455556666").name("theirs").bucket("photos").bucketAccountId(ACCOUNT));
            assertThat(other.getAccessPoint(r -> r.accountId("444455556666").name("theirs"))
                            .bucketAccountId())
                    .isEqualTo(ACCOUNT);
            assertRefused(() -> other.getAccessPoint(r -> r.accountId(ACCOUNT).name("theirs")), "AccessDenied", 403);
            other.deleteAccessPoint(r -> r.accountId("444455556666").name("theirs"));
        }
    }

    @Test
    void listsPointsByNameInPagesAndByBucket() {
        for (String name : new String[] {"list-c", "list-a", "list-b"}) {
            control.createAccessPoint(
                    r -> r.accountId(ACCOUNT).name(name).bucket(name.equals("list-b") ? "films" : "photos"));
        }
        control.createAccessPoint(
                r -> r.accountId(ACCOUNT).name("list-d").bucket("films").vpcConfiguration(v -> v.vpcId("vpc-1a2b3c")));
        assertThat(control.listAccessPoints(r -> r.accountId(ACCOUNT).bucket("films"))
                        .accessPointList())
                .extracting(AccessPoint::name, AccessPoint::networkOrigin, p -> p.vpcConfiguration() == null)
                .containsExactly(
                        tuple("list-b", NetworkOrigin.INTERNET, true), tuple("list-d", NetworkOrigin.VPC, false));
        ListAccessPointsResponse first =
                control.listAccessPoints(r -> r.accountId(ACCOUNT).maxResults(3));
        assertThat(first.accessPointList()).extracting(AccessPoint::name).containsExactly("list-a", "list-b", "list-c");
        ListAccessPointsResponse second =
                control.listAccessPoints(r -> r.accountId(ACCOUNT).maxResults(3).nextToken(first.nextToken()));
        assertThat(second.accessPointList()).extracting(AccessPoint::name).containsExactly("list-d");
        assertThat(second.nextToken()).isNull();
        for (String name : new String[] {"list-a", "list-b", "list-c", "list-d"}) {
            control.deleteAccessPoint(r -> r.accountId(ACCOUNT).name(name));
        }
        assertRefused(
                () -> control.listAccessPoints(r -> r.accountId(ACCOUNT).bucket("no-such-bucket")),
                "InvalidRequest",
                400);
    }

    @Test
    void whatABlockOfAPointDoesNotSayIsNotBlocked() {
        control.createAccessPoint(r -> r.accountId(ACCOUNT)
                .name("half-open")
                .bucket("photos")
                .publicAccessBlockConfiguration(b -> b.blockPublicAcls(true)));
        var block = control.getAccessPoint(r -> r.accountId(ACCOUNT).name("half-open"))
                .publicAccessBlockConfiguration();
        assertThat(block.blockPublicAcls()).isTrue();
        assertThat(block.ignorePublicAcls()).isFalse();
        assertThat(block.blockPublicPolicy()).isFalse();
        assertThat(block.restrictPublicBuckets()).isFalse();
        control.deleteAccessPoint(r -> r.accountId(ACCOUNT).name("half-open"));
    }

    private static String policy(String principal, String resource) {
        return """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":%s,"Action":"s3:GetObject","Resource":"%s"}]}""".formatted(principal, resource);
    }

    @Test
    void aPolicyIsPutShownJudgedAndRemoved() {
        String arn = control.createAccessPoint(r -> r.accountId(ACCOUNT)
                        .name("ruled")
                        .bucket("photos")
                        .publicAccessBlockConfiguration(b -> b.blockPublicAcls(true)))
                .accessPointArn();
        assertRefused(
                () -> control.getAccessPointPolicy(r -> r.accountId(ACCOUNT).name("ruled")),
                "NoSuchAccessPointPolicy",
                404,
                "The specified accesspoint policy does not exist");
        String named = policy("{\"AWS\":\"444455556666\"}", arn + "/object/*");
        control.putAccessPointPolicy(r -> r.accountId(ACCOUNT).name("ruled").policy(named));
        assertThat(control.getAccessPointPolicy(r -> r.accountId(ACCOUNT).name("ruled"))
                        .policy())
                .isEqualTo(named);
        assertThat(control.getAccessPointPolicyStatus(r -> r.accountId(ACCOUNT).name("ruled"))
                        .policyStatus()
                        .isPublic())
                .isFalse();
        control.putAccessPointPolicy(
                r -> r.accountId(ACCOUNT).name("ruled").policy(policy("\"*\"", arn + "/object/*")));
        assertThat(control.getAccessPointPolicyStatus(r -> r.accountId(ACCOUNT).name("ruled"))
                        .policyStatus()
                        .isPublic())
                .isTrue();
        control.deleteAccessPointPolicy(r -> r.accountId(ACCOUNT).name("ruled"));
        assertRefused(
                () -> control.getAccessPointPolicyStatus(
                        r -> r.accountId(ACCOUNT).name("ruled")),
                "NoSuchAccessPointPolicy",
                404);
        control.deleteAccessPoint(r -> r.accountId(ACCOUNT).name("ruled"));
    }

    @Test
    void aPublicPolicyIsRefusedWhereThePointOrTheAccountBlocksIt() {
        String closed = control.createAccessPoint(
                        r -> r.accountId(ACCOUNT).name("closed").bucket("photos"))
                .accessPointArn();
        assertRefused(
                () -> control.putAccessPointPolicy(
                        r -> r.accountId(ACCOUNT).name("closed").policy(policy("\"*\"", closed + "/object/*"))),
                "AccessDenied",
                403,
                "User: arn:aws:iam::" + ACCOUNT + ":root is not authorized to perform: s3:PutAccessPointPolicy on"
                        + " resource: \"" + closed + "\" because public policies are prevented by the BlockPublicPolicy"
                        + " setting in S3 Block Public Access.");
        control.deleteAccessPoint(r -> r.accountId(ACCOUNT).name("closed"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "arn:aws:s3:::photos/*",
                "arn:aws:s3:us-east-1:111122223333:accesspoint/other/object/*",
                "arn:aws:s3:us-east-1:111122223333:accesspoint/strict"
            })
    void aPolicyIsAboutItsOwnPoint(String resource) {
        control.createAccessPoint(r -> r.accountId(ACCOUNT).name("strict").bucket("photos"));
        assertRefused(
                () -> control.putAccessPointPolicy(r ->
                        r.accountId(ACCOUNT).name("strict").policy(policy("{\"AWS\":\"444455556666\"}", resource))),
                "MalformedPolicy",
                400);
        control.deleteAccessPoint(r -> r.accountId(ACCOUNT).name("strict"));
    }

    @Test
    void theBlockOfAnAccountIsPutShownAndRemoved() {
        assertRefused(
                () -> control.getPublicAccessBlock(r -> r.accountId(ACCOUNT)),
                "NoSuchPublicAccessBlockConfiguration",
                404,
                "The public access block configuration was not found");
        control.putPublicAccessBlock(
                r -> r.accountId(ACCOUNT).publicAccessBlockConfiguration(b -> b.ignorePublicAcls(true)));
        assertThat(control.getPublicAccessBlock(r -> r.accountId(ACCOUNT)).publicAccessBlockConfiguration())
                .isEqualTo(PublicAccessBlockConfiguration.builder()
                        .blockPublicAcls(false)
                        .ignorePublicAcls(true)
                        .blockPublicPolicy(false)
                        .restrictPublicBuckets(false)
                        .build());
        control.deletePublicAccessBlock(r -> r.accountId(ACCOUNT));
        control.deletePublicAccessBlock(r -> r.accountId(ACCOUNT));
        assertRefused(
                () -> control.putPublicAccessBlock(r -> r.accountId(ACCOUNT).publicAccessBlockConfiguration(b -> {})),
                "InvalidRequest",
                400,
                "Must specify at least one configuration.");
    }

    @Test
    void pointsAndBucketsAreTagged() {
        String point = control.createAccessPoint(r -> r.accountId(ACCOUNT)
                        .name("tagged")
                        .bucket("photos")
                        .tags(Tag.builder().key("team").value("red").build()))
                .accessPointArn();
        for (String arn : new String[] {point, "arn:aws:s3:::films"}) {
            control.tagResource(r -> r.accountId(ACCOUNT)
                    .resourceArn(arn)
                    .tags(
                            Tag.builder().key("team").value("blue").build(),
                            Tag.builder().key("stage").value("test").build()));
            assertThat(control.listTagsForResource(r -> r.accountId(ACCOUNT).resourceArn(arn))
                            .tags())
                    .extracting(Tag::key, Tag::value)
                    .containsExactlyInAnyOrder(tuple("team", "blue"), tuple("stage", "test"));
            control.untagResource(r -> r.accountId(ACCOUNT).resourceArn(arn).tagKeys("stage", "never"));
            control.untagResource(r -> r.accountId(ACCOUNT).resourceArn(arn).tagKeys("stage"));
            assertThat(control.listTagsForResource(r -> r.accountId(ACCOUNT).resourceArn(arn))
                            .tags())
                    .extracting(Tag::key)
                    .containsExactly("team");
        }
        assertThat(s3.getBucketTagging(r -> r.bucket("films")).tagSet()).hasSize(1);
        control.deleteAccessPoint(r -> r.accountId(ACCOUNT).name("tagged"));
        for (String gone : new String[] {point, "arn:aws:s3:::no-such-bucket", "arn:aws:sqs:us-east-1:1:q"}) {
            assertRefused(
                    () -> control.listTagsForResource(r -> r.accountId(ACCOUNT).resourceArn(gone)),
                    "NoSuchResource",
                    404,
                    "The specified resource doesn't exist.");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            aws:test | value  | User-defined tag keys can't start with "aws:". This prefix is reserved for system tags. Remove "aws:" from your tag keys and try again.
            a,b      | value  | This request contains a tag key or value that isn't valid. Valid characters include the following: [a-zA-Z+-=._:/]. Tag keys can contain up to 128 characters. Tag values can contain up to 256 characters.
            key      | a,b    | This request contains a tag key or value that isn't valid. Valid characters include the following: [a-zA-Z+-=._:/]. Tag keys can contain up to 128 characters. Tag values can contain up to 256 characters.
            """)
    void refusesTagsThatAreNone(String key, String value, String message) {
        assertRefused(
                () -> control.tagResource(r -> r.accountId(ACCOUNT)
                        .resourceArn("arn:aws:s3:::photos")
                        .tags(Tag.builder().key(key).value(value).build())),
                "InvalidTag",
                400,
                message);
    }

    @Test
    void operationsThatAreNotHereNameThemselves() {
        AwsServiceException refused =
                assertRefused(() -> control.listJobs(r -> r.accountId(ACCOUNT)), "NotImplemented", 501);
        assertThat(refused.awsErrorDetails().errorMessage()).contains("ListJobs");
    }

    @Test
    void anErrorIsWrappedWithBothIdsOfTheRequest() throws Exception {
        RawHttp.Answer answer = RawHttp.send(
                SERVER.port(),
                "",
                "GET /v20180820/configuration/publicAccessBlock HTTP/1.1",
                "Host: localhost",
                "x-amz-account-id: 12");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text())
                .contains("<ErrorResponse xmlns=\"http://awss3control.amazonaws.com/doc/2018-08-20/\"><Error><Code>"
                        + "InvalidRequest</Code>")
                .contains("</Error><RequestId>")
                .contains("</HostId></ErrorResponse>")
                .doesNotContain("<Type>");
    }

    @Test
    void aBucketMayBeCalledLikeTheVersionOfTheApi() {
        s3.createBucket(r -> r.bucket("v20180820"));
        s3.putObject(r -> r.bucket("v20180820").key("accesspoint/a"), RequestBody.fromString("a"));
        assertThat(s3.getObjectAsBytes(r -> r.bucket("v20180820").key("accesspoint/a"))
                        .asUtf8String())
                .isEqualTo("a");
    }
}
