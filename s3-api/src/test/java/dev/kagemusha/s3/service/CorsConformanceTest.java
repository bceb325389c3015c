package dev.kagemusha.s3.service;

import dev.kagemusha.testing.RawHttp;
import dev.kagemusha.testing.RawHttp.Answer;
import dev.kagemusha.testing.RunningServer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.CORSRule;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

import java.net.URL;
import java.time.Duration;
import java.util.Arrays;

import static org.assertj.core.api.Assertions.assertThat;

/** Scripts of other origins, as they call buckets over the wire. */
final class CorsConformanceTest {
    private static final String PAGE = "https://app.example";
    private static final String VARY = "Origin, Access-Control-Request-Headers, Access-Control-Request-Method";

    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags();

    @BeforeAll
    static void configure() {
        try (S3Client s3 = client()) {
            s3.createBucket(r -> r.bucket("without"));
            s3.createBucket(r -> r.bucket("shared"));
            s3.putObject(r -> r.bucket("shared").key("a/b.txt"), RequestBody.fromString("content"));
            s3.putBucketCors(r -> r.bucket("shared")
                    .corsConfiguration(c -> c.corsRules(CORSRule.builder()
                            .allowedOrigins(PAGE, "https://*.app.example")
                            .allowedMethods("GET", "PUT")
                            .allowedHeaders("x-amz-*", "Content-Type")
                            .exposeHeaders("ETag", "x-amz-request-id")
                            .maxAgeSeconds(300)
                            .build())));
        }
    }

    private static S3Client client() {
        return SERVER.client(S3Client.builder().forcePathStyle(true));
    }

    private static Answer send(String request, String... headers) throws Exception {
        String[] lines = Arrays.copyOf(new String[] {request + " HTTP/1.1"}, headers.length + 2);
        lines[1] = "Host: localhost:" + SERVER.port();
        System.arraycopy(headers, 0, lines, 2, headers.length);
        return RawHttp.send(SERVER.port(), "", lines);
    }

    private static Answer preflight(String path, String origin, String method, String headers) throws Exception {
        return send(
                "OPTIONS " + path,
                "Origin: " + origin,
                "Access-Control-Request-Method: " + method,
                "Access-Control-Request-Headers: " + headers);
    }

    private static String presignedGet() {
        try (S3Presigner presigner = S3Presigner.builder()
                .endpointOverride(SERVER.uri())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .serviceConfiguration(
                        S3Configuration.builder().pathStyleAccessEnabled(true).build())
                .build()) {
            URL url = presigner
                    .presignGetObject(p -> p.signatureDuration(Duration.ofMinutes(5))
                            .getObjectRequest(r -> r.bucket("shared").key("a/b.txt")))
                    .url();
            return url.getFile();
        }
    }

    private static void assertShared(Answer answer, String origin) {
        assertThat(answer.headers().all("access-control-allow-origin")).containsExactly(origin);
        assertThat(answer.headers().first("access-control-allow-credentials")).isEqualTo("true");
        assertThat(answer.headers().first("access-control-allow-methods")).isEqualTo("GET, PUT");
        assertThat(answer.headers().first("access-control-expose-headers")).isEqualTo("ETag, x-amz-request-id");
        assertThat(answer.headers().first("access-control-max-age")).isEqualTo("300");
        assertThat(answer.headers().all("vary")).containsExactly(VARY);
    }

    private static void assertHidden(Answer answer) {
        for (int i = 0; i < answer.headers().size(); i++) {
            assertThat(answer.headers().name(i).toLowerCase(java.util.Locale.ROOT))
                    .doesNotStartWith("access-control-")
                    .isNotEqualTo("vary");
        }
    }

    @Test
    void answersAPreflightThatARuleCovers() throws Exception {
        Answer answer = preflight("/shared/not/there", PAGE, "PUT", "X-Amz-Date,content-type");

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.text()).isEmpty();
        assertShared(answer, PAGE);
        assertThat(answer.headers().first("access-control-allow-headers")).isEqualTo("x-amz-date, content-type");
        assertThat(answer.headers().contains("x-amz-request-id")).isTrue();
        assertThat(answer.headers().contains("x-amz-id-2")).isTrue();
    }

    @Test
    void refusesAPreflightThatNoRuleCovers() throws Exception {
        Answer answer = preflight("/shared/a/b.txt", "https://other.example", "PUT", "");

        assertThat(answer.status()).isEqualTo(403);
        assertHidden(answer);
        assertThat(answer.text())
                .contains("<Error><Code>AccessForbidden</Code><Message>CORSResponse: This CORS request is not allowed.")
                .contains("<Method>PUT</Method><ResourceType>OBJECT</ResourceType><RequestId>");
        assertThat(preflight("/shared/a/b.txt", PAGE, "DELETE", "").status()).isEqualTo(403);
        assertThat(preflight("/shared/a/b.txt", PAGE, "PUT", "cookie").status()).isEqualTo(403);
    }

    @Test
    void refusesAPreflightOfABucketWithoutRules() throws Exception {
        assertThat(preflight("/without/a", PAGE, "PUT", "").text())
                .contains("<Message>CORSResponse: CORS is not enabled for this bucket.</Message><Method>PUT</Method>"
                        + "<ResourceType>BUCKET</ResourceType>");
        assertThat(preflight("/nowhere/a", PAGE, "PUT", "").text())
                .contains("<Message>CORSResponse: Bucket not found</Message>");
        Answer noOrigin = send("OPTIONS /shared/a");
        assertThat(noOrigin.status()).isEqualTo(400);
        assertThat(noOrigin.text())
                .contains("<Code>BadRequest</Code>"
                        + "<Message>Insufficient information. Origin request header needed.</Message>");
    }

    @Test
    void findsTheBucketInTheHost() throws Exception {
        Answer answer = RawHttp.send(
                SERVER.port(),
                "",
                "OPTIONS /a/b.txt HTTP/1.1",
                "Host: shared.localhost:" + SERVER.port(),
                "Origin: https://my.app.example",
                "Access-Control-Request-Method: GET");

        assertThat(answer.status()).isEqualTo(200);
        assertShared(answer, "https://my.app.example");
    }

    @Test
    void sharesAnswersWithScriptsThatARuleCovers() throws Exception {
        Answer answer = send("GET " + presignedGet(), "Origin: " + PAGE);

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo("content");
        assertShared(answer, PAGE);
    }

    @Test
    void sharesErrorsToo() throws Exception {
        Answer unsigned = send("GET /shared/a/b.txt", "Origin: " + PAGE);
        Answer badSignature =
                send("GET " + presignedGet().replace("X-Amz-Signature=", "X-Amz-Signature=0"), "Origin: " + PAGE);

        assertThat(unsigned.status()).isEqualTo(403);
        assertThat(badSignature.status()).isEqualTo(403);
        assertShared(unsigned, PAGE);
        assertShared(badSignature, PAGE);
    }

    @Test
    void servesScriptsThatNoRuleCoversWithoutSharing() throws Exception {
        Answer other = send("GET " + presignedGet(), "Origin: https://other.example");
        Answer local = send("GET " + presignedGet(), "Origin: http://localhost:3000");
        Answer announced = send("GET " + presignedGet(), "Origin: " + PAGE, "Access-Control-Request-Method: DELETE");

        for (Answer answer : new Answer[] {other, local, announced}) {
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo("content");
            assertHidden(answer);
        }
    }

    @Test
    void sharesNothingWithoutAnOrigin() throws Exception {
        assertHidden(send("GET " + presignedGet()));
    }

    @Test
    void sharesUploadsByFormWithTheScriptThatSentThem() throws Exception {
        try (S3Client s3 = client()) {
            s3.createBucket(r -> r.bucket("posted"));
            s3.putBucketCors(r -> r.bucket("posted")
                    .corsConfiguration(
                            c -> c.corsRules(x -> x.allowedOrigins("*").allowedMethods("POST"))));
        }
        Answer answer = SignedForm.of("key", "k", "bucket", "posted")
                .signedBy("test", "test")
                .post(
                        SERVER.port(),
                        "a",
                        new byte[] {1},
                        "POST /posted HTTP/1.1",
                        "Host: localhost:" + SERVER.port(),
                        "Origin: " + PAGE);

        assertThat(answer.status()).as(answer.text()).isEqualTo(204);
        assertThat(answer.headers().first("access-control-allow-origin")).isEqualTo("*");
        assertThat(answer.headers().contains("access-control-allow-credentials"))
                .isFalse();
    }

    @Test
    void letsPagesOfThisMachineListBuckets() throws Exception {
        Answer preflight = preflight("/", "http://localhost:3000", "GET", "authorization,x-amz-date");

        assertThat(preflight.status()).isEqualTo(200);
        assertThat(preflight.headers().first("access-control-allow-origin")).isEqualTo("http://localhost:3000");
    }

    @Test
    void knowsNewRulesAtOnce() throws Exception {
        try (S3Client s3 = client()) {
            s3.createBucket(r -> r.bucket("changing"));
            assertThat(preflight("/changing/a", PAGE, "GET", "").status()).isEqualTo(403);
            s3.putBucketCors(r -> r.bucket("changing")
                    .corsConfiguration(
                            c -> c.corsRules(x -> x.allowedOrigins("*").allowedMethods("GET"))));
            assertThat(preflight("/changing/a", PAGE, "GET", "").status()).isEqualTo(200);
            s3.deleteBucketCors(r -> r.bucket("changing"));
            assertThat(preflight("/changing/a", PAGE, "GET", "").status()).isEqualTo(403);
        }
    }
}
