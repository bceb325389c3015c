package dev.kagemusha.s3.service;

import dev.kagemusha.testing.RawHttp;
import dev.kagemusha.testing.RawHttp.Answer;
import dev.kagemusha.testing.RunningServer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.StorageClass;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** Forms of browsers, over the wire. */
final class FormConformanceTest {
    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags();

    private static final S3Client[] CLIENT = new S3Client[1];

    @BeforeAll
    static void open() {
        CLIENT[0] = SERVER.client(S3Client.builder().forcePathStyle(true));
        CLIENT[0].createBucket(r -> r.bucket("forms"));
    }

    private static Answer post(SignedForm form, String fileName, byte[] file) throws Exception {
        return form.post(SERVER.port(), fileName, file, "POST /forms HTTP/1.1", "Host: localhost:" + SERVER.port());
    }

    private static Answer post(SignedForm form) throws Exception {
        return post(form, "a.txt", "content".getBytes(UTF_8));
    }

    private static SignedForm form(String... fields) {
        String[] all = Arrays.copyOf(fields, fields.length + 2);
        all[fields.length] = "bucket";
        all[fields.length + 1] = "forms";
        return SignedForm.of(all);
    }

    private static String read(String key) {
        return CLIENT[0].getObjectAsBytes(r -> r.bucket("forms").key(key)).asUtf8String();
    }

    private static void assertRefused(Answer answer, int status, String code, String message) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.text())
                .contains("<Code>" + code + "</Code>")
                .contains("<Message>" + message.replace("\"", "&quot;") + "</Message>");
    }

    @Test
    void putsAnObjectWithAllThatTheFieldsSay() throws Exception {
        SignedForm form = form(
                        "acl", "bucket-owner-full-control",
                        "Content-Type", "text/html",
                        "Cache-Control", "no-cache",
                        "x-amz-meta-Color", "rød €",
                        "x-amz-storage-class", "STANDARD_IA",
                        "tagging", "<Tagging><TagSet><Tag><Key>a</Key><Value>b c</Value></Tag></TagSet></Tagging>",
                        "x-amz-checksum-crc32", "/sUwqQ==",
                        "key", "user/${filename}")
                .condition("[\"starts-with\", \"$key\", \"user/\"]")
                .signedBy("test", "test");

        Answer answer = post(form, "dir/ä.txt", "content".getBytes(UTF_8));

        assertThat(answer.status()).as(answer.text()).isEqualTo(204);
        assertThat(answer.text()).isEmpty();
        assertThat(answer.headers().first("etag")).isEqualTo("\"9a0364b9e99bb480dd25e1f0284c8555\"");
        assertThat(answer.headers().first("location"))
                .isEqualTo("http://localhost:" + SERVER.port() + "/forms/user%2F%C3%A4.txt");
        assertThat(answer.headers().first("x-amz-server-side-encryption")).isEqualTo("AES256");
        assertThat(answer.headers().contains("x-amz-request-id")).isTrue();
        assertThat(answer.headers().contains("content-type")).isFalse();
        HeadObjectResponse head = CLIENT[0].headObject(r -> r.bucket("forms").key("user/ä.txt"));
        assertThat(head.contentType()).isEqualTo("text/html");
        assertThat(head.cacheControl()).isEqualTo("no-cache");
        assertThat(head.metadata()).containsEntry("color", "=?UTF-8?Q?r=C3=B8d_=E2=82=AC?=");
        assertThat(head.storageClass()).isEqualTo(StorageClass.STANDARD_IA);
        assertThat(head.tagCount()).isEqualTo(1);
        assertThat(read("user/ä.txt")).isEqualTo("content");
    }

    @Test
    void readsTheBucketFromTheHost() throws Exception {
        Answer answer = form("key", "hosted", "success_action_status", "201")
                .signedBy("test", "test")
                .post(
                        SERVER.port(),
                        "a",
                        "x".getBytes(UTF_8),
                        "POST / HTTP/1.1",
                        "Host: forms.localhost:" + SERVER.port());

        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        assertThat(answer.headers().first("content-type")).isEqualTo("application/xml");
        String url = "http://forms.localhost:" + SERVER.port() + "/hosted";
        assertThat(answer.text())
                .isEqualTo("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<PostResponse><Location>" + url
                        + "</Location><Bucket>forms</Bucket><Key>hosted</Key><ETag>\"9dd4e461268c8034f5c8564e155c67a6\""
                        + "</ETag></PostResponse>");
        assertThat(read("hosted")).isEqualTo("x");
    }

    @Test
    void streamsFilesOfAnyLength() throws Exception {
        byte[] file = new byte[3_000_000];
        new Random(7).nextBytes(file);

        Answer answer = post(form("key", "large").signedBy("test", "test"), "a", file);

        assertThat(answer.status()).as(answer.text()).isEqualTo(204);
        assertThat(CLIENT[0]
                        .getObjectAsBytes(r -> r.bucket("forms").key("large"))
                        .asByteArray())
                .isEqualTo(file);
    }

    @ParameterizedTest
    @ValueSource(strings = {"//", "a/../b", "/lead", "per%cent+plus", "q?u#h", "ü 😀", "x\"y<z>&"})
    void keepsOddKeysAsTheyAre(String key) throws Exception {
        Answer answer = post(form("key", key).signedBy("test", "test"));

        assertThat(answer.status()).as(answer.text()).isEqualTo(204);
        assertThat(read(key)).isEqualTo("content");
    }

    @Test
    void sendsTheBrowserToAPage() throws Exception {
        Answer answer = post(form("key", "a/b", "success_action_redirect", "https://page.example/done?x=1")
                .signedBy("test", "test"));

        assertThat(answer.status()).isEqualTo(303);
        assertThat(answer.headers().first("location"))
                .isEqualTo("https://page.example/done?x=1&bucket=forms&key=a%2Fb&etag="
                        + "%229a0364b9e99bb480dd25e1f0284c8555%22");
    }

    @Test
    void refusesAWrongSignatureBeforeAnythingElse() throws Exception {
        Answer answer = post(form("key", "k")
                .condition("{\"acl\": \"private\"}")
                .expires(Instant.EPOCH)
                .signedBy("test", "wrong"));

        assertRefused(
                answer,
                403,
                "SignatureDoesNotMatch",
                "The request signature we calculated does not match the signature you provided. Check your key and"
                        + " signing method.");
        assertThat(answer.text()).contains("<AWSAccessKeyId>test</AWSAccessKeyId><StringToSign>ey");
    }

    @Test
    void refusesWhatThePolicyDoesNotAllow() throws Exception {
        assertRefused(
                post(form("key", "k").expires(Instant.now().minusSeconds(5)).signedBy("test", "test")),
                403,
                "AccessDenied",
                "Invalid according to Policy: Policy expired.");
        assertRefused(
                post(form("key", "k")
                        .condition("[\"eq\", \"$acl\", \"private\"]")
                        .signedBy("test", "test")),
                403,
                "AccessDenied",
                "Invalid according to Policy: Policy Condition failed: [\"eq\", \"$acl\", \"private\"]");
        assertRefused(
                post(form("key", "k").uncovered("x-amz-meta-more", "x").signedBy("test", "test")),
                403,
                "AccessDenied",
                "Invalid according to Policy: Extra input fields: x-amz-meta-more");
        assertRefused(
                post(SignedForm.of("key", "k", "bucket", "other").signedBy("test", "test")),
                403,
                "AccessDenied",
                "Invalid according to Policy: Policy Condition failed: [\"eq\", \"$bucket\", \"other\"]");
    }

    @Test
    void refusesFilesOfTheWrongLengthAndKeepsNothing() throws Exception {
        Answer large = post(form("key", "limited")
                .condition("[\"content-length-range\", 0, 6]")
                .signedBy("test", "test"));
        Answer small = post(form("key", "limited")
                .condition("[\"content-length-range\", 8, 9]")
                .signedBy("test", "test"));

        assertRefused(large, 400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size");
        assertThat(large.text()).contains("<ProposedSize>7</ProposedSize><MaxSizeAllowed>6</MaxSizeAllowed>");
        assertRefused(small, 400, "EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size");
        assertThat(small.text()).contains("<ProposedSize>7</ProposedSize><MinSizeAllowed>8</MinSizeAllowed>");
        assertThat(CLIENT[0]
                        .listObjectsV2(r -> r.bucket("forms").prefix("limited"))
                        .contents())
                .isEmpty();
    }

    @Test
    void checksWhatTheFieldsSayOfTheBytes() throws Exception {
        assertRefused(
                post(form("key", "sum", "x-amz-checksum-crc32", "AAAAAA==").signedBy("test", "test")),
                400,
                "BadDigest",
                "The CRC32 you specified did not match the calculated checksum.");
    }

    @Test
    void putsAsWhoeverSignedThePolicy() throws Exception {
        Answer stranger = post(form("key", "k").signedBy("222222222222", "any"));
        Answer nobody = post(form("key", "k"));

        assertThat(stranger.status()).isEqualTo(403);
        assertThat(stranger.text()).contains("<Code>AccessDenied</Code>");
        assertRefused(nobody, 403, "AccessDenied", "Access Denied");
    }

    @Test
    void knowsNoBucketThatIsNotThere() throws Exception {
        Answer answer = SignedForm.of("key", "k", "bucket", "nowhere")
                .signedBy("test", "test")
                .post(SERVER.port(), "a", new byte[0], "POST /nowhere HTTP/1.1", "Host: localhost:" + SERVER.port());

        assertRefused(answer, 404, "NoSuchBucket", "The specified bucket does not exist");
    }

    @Test
    void takesNothingButForms() throws Exception {
        Answer answer = RawHttp.send(
                SERVER.port(), "key=k", "POST /forms HTTP/1.1", "Host: localhost", "Content-Type: text/html");

        assertRefused(
                answer, 412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold");
        assertThat(answer.text())
                .contains("<Condition>Bucket POST must be of the enclosure-type multipart/form-data</Condition>");
    }

    @Test
    void refusesAFormThatIsCutOff() throws Exception {
        Answer answer = RawHttp.send(
                SERVER.port(),
                "--b\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\nk",
                "POST /forms HTTP/1.1",
                "Host: localhost",
                "Content-Type: multipart/form-data; boundary=b");

        assertRefused(
                answer,
                400,
                "MalformedPOSTRequest",
                "The body of your POST request is not well-formed multipart/form-data.");
    }

    @Test
    void goesByEmulatedTime() throws Exception {
        try (RunningServer later = RunningServer.withFlags().start();
                S3Client client = later.client(S3Client.builder().forcePathStyle(true))) {
            client.createBucket(r -> r.bucket("forms"));
            SignedForm form = form("key", "k").signedBy("test", "test");
            String[] lines = {"POST /forms HTTP/1.1", "Host: localhost:" + later.port()};

            later.advance(Duration.ofMinutes(9));
            assertThat(form.post(later.port(), "a", new byte[0], lines).status())
                    .isEqualTo(204);
            later.advance(Duration.ofMinutes(2));
            assertRefused(
                    form.post(later.port(), "a", new byte[0], lines),
                    403,
                    "AccessDenied",
                    "Invalid according to Policy: Policy expired.");
        }
    }
}
