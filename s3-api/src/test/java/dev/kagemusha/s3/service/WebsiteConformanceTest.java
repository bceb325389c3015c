package dev.kagemusha.s3.service;

import dev.kagemusha.testing.RawHttp;
import dev.kagemusha.testing.RawHttp.Answer;
import dev.kagemusha.testing.RunningServer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.WebsiteConfiguration;

import java.util.Arrays;

import static org.assertj.core.api.Assertions.assertThat;

/** Websites as browsers see them. */
final class WebsiteConformanceTest {
    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags();

    @BeforeAll
    static void build() {
        try (S3Client s3 = SERVER.client(S3Client.builder().forcePathStyle(true))) {
            publish(
                    s3,
                    "site",
                    WebsiteConfiguration.builder()
                            .indexDocument(i -> i.suffix("index.html"))
                            .errorDocument(e -> e.key("errors/404.html"))
                            .routingRules(
                                    r -> r.condition(c -> c.keyPrefixEquals("old/"))
                                            .redirect(d -> d.replaceKeyPrefixWith("new/")
                                                    .httpRedirectCode("302")),
                                    r -> r.condition(c ->
                                                    c.keyPrefixEquals("img/").httpErrorCodeReturnedEquals("404"))
                                            .redirect(d ->
                                                    d.hostName("backup.example").protocol("https")))
                            .build());
            put(s3, "site", "index.html", "<h1>home</h1>");
            put(s3, "site", "docs/index.html", "<h1>docs</h1>");
            put(s3, "site", "errors/404.html", "<h1>nothing here</h1>");
            s3.putObject(
                    r -> r.bucket("site").key("moved.html").websiteRedirectLocation("/docs/"),
                    RequestBody.fromString("gone"));
            publish(
                    s3,
                    "plain",
                    WebsiteConfiguration.builder()
                            .indexDocument(i -> i.suffix("index.html"))
                            .errorDocument(e -> e.key("none.html"))
                            .build());
            publish(
                    s3,
                    "elsewhere",
                    WebsiteConfiguration.builder()
                            .redirectAllRequestsTo(r -> r.hostName("example.com"))
                            .build());
            s3.createBucket(r -> r.bucket("private-site"));
            s3.putBucketWebsite(r ->
                    r.bucket("private-site").websiteConfiguration(c -> c.indexDocument(i -> i.suffix("index.html"))));
            put(s3, "private-site", "index.html", "secret");
            s3.createBucket(r -> r.bucket("no-site"));
        }
    }

    /** A bucket that everybody may list and read, so that what is missing is told as missing. */
    private static void publish(S3Client s3, String bucket, WebsiteConfiguration website) {
        s3.createBucket(r -> r.bucket(bucket));
        s3.deletePublicAccessBlock(r -> r.bucket(bucket));
        s3.putBucketPolicy(r -> r.bucket(bucket).policy("""
                {"Version": "2012-10-17", "Statement": [
                  {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::%1$s/*"},
                  {"Effect": "Allow", "Principal": "*", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::%1$s"}]}
                """.formatted(bucket)));
        s3.putBucketWebsite(r -> r.bucket(bucket).websiteConfiguration(website));
    }

    private static void put(S3Client s3, String bucket, String key, String html) {
        s3.putObject(r -> r.bucket(bucket).key(key).contentType("text/html"), RequestBody.fromString(html));
    }

    private static Answer visit(String method, String bucket, String path, String... headers) throws Exception {
        String[] lines = Arrays.copyOf(new String[] {method + " " + path + " HTTP/1.1"}, headers.length + 2);
        lines[1] = "Host: " + bucket + ".s3-website.localhost:" + SERVER.port();
        System.arraycopy(headers, 0, lines, 2, headers.length);
        return RawHttp.send(SERVER.port(), "", lines);
    }

    @ParameterizedTest
    @CsvSource({"/, home", "/index.html, home", "/?x=y, home", "/docs/, docs", "/docs/index.html, docs"})
    void showsPagesAndIndexes(String path, String title) throws Exception {
        Answer answer = visit("GET", "site", path);

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo("<h1>" + title + "</h1>");
        assertThat(answer.headers().first("content-type")).isEqualTo("text/html");
        assertThat(answer.headers().contains("etag")).isTrue();
        assertThat(answer.headers().contains("x-amz-request-id")).isTrue();
        assertThat(answer.headers().contains("accept-ranges")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "site.s3-website-us-east-1.localhost",
        "site.s3-website.us-east-1.amazonaws.com",
        "site.s3-website.localhost.localstack.cloud",
        "site.s3-website-us-east-1.any.example"
    })
    void hasManyHosts(String host) throws Exception {
        Answer answer = RawHttp.send(SERVER.port(), "", "GET / HTTP/1.1", "Host: " + host);

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }

    @Test
    void answersHeadAndConditions() throws Exception {
        Answer head = visit("HEAD", "site", "/");
        Answer same =
                visit("GET", "site", "/", "If-None-Match: " + head.headers().first("etag"));
        Answer part = visit("GET", "site", "/", "Range: bytes=0-3");

        assertThat(head.status()).isEqualTo(200);
        assertThat(head.headers().first("content-length")).isEqualTo("13");
        assertThat(head.text()).isEmpty();
        assertThat(same.status()).isEqualTo(304);
        assertThat(part.status()).isEqualTo(206);
        assertThat(part.text()).isEqualTo("<h1>");
    }

    @Test
    void addsTheSlashOfAFolder() throws Exception {
        Answer answer = visit("GET", "site", "/docs");

        assertThat(answer.status()).isEqualTo(302);
        assertThat(answer.headers().first("location")).isEqualTo("/docs/");
        assertThat(answer.headers().first("x-amz-error-code")).isEqualTo("Found");
        assertThat(answer.text()).contains("<h1>302 Found</h1>", "<li>Message: Resource Found</li>");
    }

    @Test
    void showsTheSitesOwnErrorPage() throws Exception {
        Answer answer = visit("GET", "site", "/nowhere");
        Answer head = visit("HEAD", "site", "/nowhere");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.text()).isEqualTo("<h1>nothing here</h1>");
        for (Answer each : new Answer[] {answer, head}) {
            assertThat(each.status()).isEqualTo(404);
            assertThat(each.headers().first("x-amz-error-code")).isEqualTo("NoSuchKey");
            assertThat(each.headers().first("x-amz-error-message")).isEqualTo("The specified key does not exist.");
            assertThat(each.headers().first("x-amz-error-detail-Key")).isEqualTo("nowhere");
        }
    }

    @Test
    void showsS3sErrorPageWhereTheSitesOwnIsMissing() throws Exception {
        Answer answer = visit("GET", "plain", "/nowhere");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.headers().first("content-type")).isEqualTo("text/html; charset=utf-8");
        assertThat(answer.text())
                .contains("<title>404 Not Found</title>", "<li>Key: nowhere</li>", "<li>Key: none.html</li>")
                .contains("<li>RequestId: " + answer.headers().first("x-amz-request-id") + "</li>")
                .contains("<li>HostId: " + answer.headers().first("x-amz-id-2") + "</li>");
    }

    @ParameterizedTest
    @CsvSource({
        "site, /old/a%20b?x=1, 302, http://site.s3-website.localhost:PORT/new/a%20b?x=1",
        "site, /img/a.png, 301, https://backup.example/img/a.png",
        "site, /moved.html, 301, /docs/",
        "elsewhere, /a/b?x=1, 301, http://example.com/a/b?x=1"
    })
    void redirects(String bucket, String path, int status, String location) throws Exception {
        Answer answer = visit("GET", bucket, path);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.headers().first("location"))
                .isEqualTo(location.replace("PORT", Integer.toString(SERVER.port())));
        assertThat(answer.text()).isEmpty();
    }

    @Test
    void showsNothingThatNotEverybodyMayRead() throws Exception {
        Answer answer = visit("GET", "private-site", "/");

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.text())
                .contains("<h1>403 Forbidden</h1>", "<li>Code: AccessDenied</li>", "<li>Message: Access Denied</li>")
                .doesNotContain("secret");
    }

    @Test
    void knowsWhatIsNoWebsite() throws Exception {
        Answer missing = visit("GET", "nowhere", "/");
        Answer none = visit("GET", "no-site", "/");
        Answer region = RawHttp.send(SERVER.port(), "", "GET / HTTP/1.1", "Host: site.s3-website-eu-west-1.localhost");

        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.text()).contains("<li>Code: NoSuchBucket</li>", "<li>BucketName: nowhere</li>");
        assertThat(none.status()).isEqualTo(404);
        assertThat(none.text()).contains("<li>Code: NoSuchWebsiteConfiguration</li>");
        assertThat(region.status()).isEqualTo(400);
        assertThat(region.text())
                .contains("<li>Code: IncorrectEndpoint</li>", "<li>Endpoint: site.s3-website-us-east-1.localhost</li>");
    }

    @Test
    void allowsNothingButReading() throws Exception {
        Answer answer = visit("PUT", "site", "/a");

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.headers().first("allow")).isEqualTo("GET, HEAD, OPTIONS");
        assertThat(answer.text()).contains("<li>Code: MethodNotAllowed</li>", "<li>Method: PUT</li>");
    }

    @Test
    void hasTheRulesOfItsBucketForScripts() throws Exception {
        try (S3Client s3 = SERVER.client(S3Client.builder().forcePathStyle(true))) {
            s3.putBucketCors(r -> r.bucket("plain")
                    .corsConfiguration(
                            c -> c.corsRules(x -> x.allowedOrigins("*").allowedMethods("GET"))));
        }
        Answer preflight =
                visit("OPTIONS", "plain", "/a", "Origin: https://a.example", "Access-Control-Request-Method: GET");
        Answer get = visit("GET", "plain", "/a", "Origin: https://a.example");

        assertThat(preflight.status()).isEqualTo(200);
        assertThat(get.status()).isEqualTo(404);
        assertThat(get.headers().first("access-control-allow-origin")).isEqualTo("*");
    }

    @Test
    void isShownAtTheDomainItsBucketIsCalledAfter() throws Exception {
        try (S3Client s3 = SERVER.client(S3Client.builder().forcePathStyle(true))) {
            publish(
                    s3,
                    "www.shop.example",
                    WebsiteConfiguration.builder()
                            .indexDocument(i -> i.suffix("index.html"))
                            .build());
            put(s3, "www.shop.example", "index.html", "<h1>shop</h1>");
            s3.createBucket(r -> r.bucket("files.shop.example"));
        }
        Answer page = at("www.shop.example:" + SERVER.port(), "GET", "/");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.text()).isEqualTo("<h1>shop</h1>");
        assertThat(at("WWW.Shop.Example", "HEAD", "/index.html").status()).isEqualTo(200);
        Answer missing = at("www.shop.example", "GET", "/www.shop.example/index.html");
        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.text()).contains("<li>Code: NoSuchKey</li>");
        Answer bucket = at("shop.example", "GET", "/www.shop.example/index.html");
        assertThat(bucket.text())
                .as("a host that names no website is an endpoint as any other")
                .isEqualTo("<h1>shop</h1>");
        Answer denied = at("files.shop.example", "GET", "/files.shop.example");
        assertThat(denied.status()).isEqualTo(403);
        assertThat(denied.text()).contains("<Code>AccessDenied</Code>");
        Answer signed = RawHttp.send(
                SERVER.port(),
                "",
                "GET /www.shop.example/index.html?X-Amz-Signature=00 HTTP/1.1",
                "Host: www.shop.example");
        assertThat(signed.status()).as("signed for the API").isNotEqualTo(404);
    }

    private static Answer at(String host, String method, String path) throws Exception {
        return RawHttp.send(SERVER.port(), "", method + " " + path + " HTTP/1.1", "Host: " + host);
    }
}
