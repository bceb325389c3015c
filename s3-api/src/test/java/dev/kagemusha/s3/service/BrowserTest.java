package dev.kagemusha.s3.service;

import com.sun.net.httpserver.HttpServer;
import dev.kagemusha.testing.RunningServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.CORSRule;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * A page of another origin, in Chromium: what its script may do with a bucket is the browser's own judgment of the answers. Skipped where
 * there is no Chromium.
 */
@Tag("slow")
final class BrowserTest {
    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags();

    private static final long PATIENCE_SECONDS = 120;
    private static final BlockingQueue<String> REPORTS = new LinkedBlockingQueue<>();

    /** The page's own server; a script runs what stands in its place and reports what came of it. */
    private static HttpServer pages;

    @TempDir
    Path directory;

    @BeforeAll
    static void serve() throws IOException {
        pages = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        pages.createContext("/report", exchange -> {
            REPORTS.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        pages.start();
    }

    @AfterAll
    static void stop() {
        pages.stop(0);
    }

    private static String origin() {
        return "http://127.0.0.1:" + pages.getAddress().getPort();
    }

    private static Path chromium() {
        Path found = Stream.of("chromium", "chromium-browser", "google-chrome")
                .map(name -> Path.of("/usr/bin", name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
        assumeTrue(found != null, "there is no Chromium");
        return found;
    }

    /** Opens a page with this script, the body of an asynchronous function, and gives back what it returned or failed with. */
    private String run(String script) throws Exception {
        Path chromium = chromium();
        byte[] page = """
                <!DOCTYPE html><meta charset="utf-8"><title>a page</title><script>
                (async () => { %s })()
                  .then(text => text, error => 'failed: ' + error.name)
                  .then(text => fetch('/report', {method: 'POST', body: text}));
                </script>
                """.formatted(script).getBytes(UTF_8);
        pages.createContext("/page", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/html");
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        Process browser = new ProcessBuilder(List.of(
                        chromium.toString(),
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--user-data-dir=" + directory.resolve("profile"),
                        "--remote-debugging-port=0",
                        origin() + "/page"))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile())
                .start();
        try {
            String report = REPORTS.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(report).as(Files.readString(directory.resolve("output"))).isNotNull();
            return report;
        } finally {
            pages.removeContext("/page");
            browser.descendants().forEach(ProcessHandle::destroyForcibly);
            browser.destroyForcibly().waitFor();
        }
    }

    private static S3Client client() {
        return SERVER.client(S3Client.builder().forcePathStyle(true));
    }

    private static S3Presigner presigner() {
        return S3Presigner.builder()
                .endpointOverride(SERVER.uri())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .serviceConfiguration(
                        S3Configuration.builder().pathStyleAccessEnabled(true).build())
                .build();
    }

    private static String uploadThenDownload(String bucket) {
        try (S3Presigner presigner = presigner()) {
            Duration life = Duration.ofMinutes(10);
            String put = presigner
                    .presignPutObject(p -> p.signatureDuration(life)
                            .putObjectRequest(
                                    r -> r.bucket(bucket).key("from/page.txt").contentType("text/plain")))
                    .url()
                    .toString();
            String get = presigner
                    .presignGetObject(p -> p.signatureDuration(life)
                            .getObjectRequest(r -> r.bucket(bucket).key("from/page.txt")))
                    .url()
                    .toString();
            return """
                    const put = await fetch('%s', {
                        method: 'PUT', body: 'of a page', headers: {'Content-Type': 'text/plain'}});
                    const get = await fetch('%s');
                    return [put.status, put.headers.get('etag'), put.headers.get('x-amz-request-id'),
                        get.status, await get.text()].join(' ');
                    """.formatted(put, get);
        }
    }

    @Test
    void uploadsAndDownloadsUnderTheRulesOfABucket() throws Exception {
        try (S3Client s3 = client()) {
            s3.createBucket(r -> r.bucket("shared"));
            s3.putBucketCors(r -> r.bucket("shared")
                    .corsConfiguration(c -> c.corsRules(CORSRule.builder()
                            .allowedOrigins(origin())
                            .allowedMethods("GET", "PUT")
                            .allowedHeaders("content-type")
                            .exposeHeaders("ETag")
                            .build())));

            // the request's id is not exposed, so the browser hides it
            assertThat(run(uploadThenDownload("shared")))
                    .isEqualTo("200 \"ff30a48590ec90c154f1df61d55b332b\"  200 of a page");
            assertThat(s3.getObjectAsBytes(r -> r.bucket("shared").key("from/page.txt"))
                            .asUtf8String())
                    .isEqualTo("of a page");
        }
    }

    @Test
    void isBlockedWithoutRules() throws Exception {
        try (S3Client s3 = client()) {
            s3.createBucket(r -> r.bucket("closed"));

            assertThat(run(uploadThenDownload("closed"))).isEqualTo("failed: TypeError");
            assertThat(s3.listObjectsV2(r -> r.bucket("closed")).contents()).isEmpty();
        }
    }

    @Test
    void seesNoAnswerOfABucketWhoseRulesAreForOthers() throws Exception {
        try (S3Client s3 = client();
                S3Presigner presigner = presigner()) {
            s3.createBucket(r -> r.bucket("others"));
            s3.putObject(r -> r.bucket("others").key("k"), RequestBody.fromString("secret"));
            s3.putBucketCors(r -> r.bucket("others")
                    .corsConfiguration(c -> c.corsRules(
                            x -> x.allowedOrigins("https://other.example").allowedMethods("GET"))));
            String get = presigner
                    .presignGetObject(p -> p.signatureDuration(Duration.ofMinutes(10))
                            .getObjectRequest(r -> r.bucket("others").key("k")))
                    .url()
                    .toString();

            assertThat(run("return (await fetch('%s')).text()".formatted(get))).isEqualTo("failed: TypeError");
        }
    }

    @Test
    void postsAForm() throws Exception {
        try (S3Client s3 = client()) {
            s3.createBucket(r -> r.bucket("forms"));
            s3.putBucketCors(r -> r.bucket("forms")
                    .corsConfiguration(c -> c.corsRules(
                            x -> x.allowedOrigins("*").allowedMethods("POST").exposeHeaders("Location"))));
            StringBuilder fields = new StringBuilder();
            SignedForm.of("bucket", "forms", "key", "dropped/${filename}")
                    .condition("[\"starts-with\", \"$key\", \"dropped/\"]")
                    .signedBy("test", "test")
                    .fields()
                    .forEach((name, value) -> fields.append("form.append('%s', '%s');".formatted(name, value)));

            String report = run("""
                    const form = new FormData();
                    %s
                    form.append('file', new File(['dropped on ', 'a page'], 'ü "1".txt'));
                    const post = await fetch('%s/forms', {method: 'POST', body: form});
                    return post.status + ' ' + post.headers.get('location');
                    """.formatted(fields, SERVER.uri()));

            String key = s3.listObjectsV2(r -> r.bucket("forms"))
                    .contents()
                    .getFirst()
                    .key();
            assertThat(report).startsWith("204 " + SERVER.uri() + "/forms/dropped%2F%C3%BC");
            assertThat(key).startsWith("dropped/ü ");
            assertThat(s3.getObjectAsBytes(r -> r.bucket("forms").key(key)).asUtf8String())
                    .isEqualTo("dropped on a page");
        }
    }
}
