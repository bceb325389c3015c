package dev.kagemusha.s3.service;

import dev.kagemusha.testing.RawHttp;
import dev.kagemusha.testing.RunningServer;
import dev.kagemusha.testing.Seed;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.s3.S3Client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

/** Changed forms, preflights and visits never fail the server. */
final class BrowserFuzzTest {
    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags();

    private static final String[] BITS = {
        "\r\n",
        "--",
        "\"",
        ";",
        "${filename}",
        "\\",
        "%00",
        "*",
        "\u0000",
        "--b",
        "--b--",
        "name=\"key\"",
        "\u00ff",
        "[",
        "{}",
        "0"
    };

    private final long seed = Seed.next();
    private final Random random = new Random(seed);

    @BeforeAll
    static void fill() {
        try (S3Client s3 = SERVER.client(S3Client.builder().forcePathStyle(true))) {
            s3.createBucket(r -> r.bucket("fuzzed"));
            s3.putBucketCors(r -> r.bucket("fuzzed")
                    .corsConfiguration(c -> c.corsRules(x -> x.allowedOrigins("http://*.example")
                            .allowedMethods("GET", "PUT")
                            .allowedHeaders("x-*"))));
            s3.putBucketWebsite(
                    r -> r.bucket("fuzzed").websiteConfiguration(c -> c.indexDocument(i -> i.suffix("index.html"))
                            .errorDocument(e -> e.key("error.html"))
                            .routingRules(x -> x.condition(k -> k.keyPrefixEquals("a"))
                                    .redirect(d -> d.replaceKeyPrefixWith("b")))));
        }
    }

    /** The text with some bits cut out, put in, or repeated. */
    private String changed(String text) {
        StringBuilder all = new StringBuilder(text);
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(all.length() + 1);
            int end = Math.min(all.length(), at + random.nextInt(20));
            switch (random.nextInt(4)) {
                case 0 -> all.delete(at, end);
                case 1 -> all.insert(at, BITS[random.nextInt(BITS.length)]);
                case 2 -> all.insert(at, all.substring(at, end));
                default -> all.insert(at, (char) random.nextInt(256));
            }
        }
        return all.toString();
    }

    private void assertNoFailure(String head, String body) throws IOException {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes((head + "\r\nConnection: close\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                .getBytes(ISO_8859_1));
        RawHttp.Answer answer = RawHttp.send(SERVER.port(), request.toByteArray());

        assertThat(answer.status())
                .as("seed " + seed + "\n" + head + "\n\n" + body + "\n\n" + answer.text())
                .isLessThan(500);
    }

    @Test
    void formsAreRefusedOrTaken() throws IOException {
        SignedForm form = SignedForm.of(
                        "bucket", "fuzzed",
                        "key", "a",
                        "tagging", "<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>",
                        "x-amz-meta-a", "b",
                        "Expires", "Thu, 01 Jan 2026 00:00:00 GMT",
                        "success_action_redirect", "http://page.example/?a",
                        "x-amz-checksum-crc32", "/sUwqQ==")
                .condition("[\"content-length-range\", 0, 10]")
                .signedBy("000000000000", "nobody checks it");
        StringBuilder whole = new StringBuilder();
        form.fields().forEach((name, value) -> whole.append("--b\r\nContent-Disposition: form-data; name=\"")
                .append(name)
                .append("\"\r\n\r\n")
                .append(value)
                .append("\r\n"));
        whole.append(
                "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\ncontent\r\n--b--\r\n");
        for (int i = 0; i < 400; i++) {
            assertNoFailure(
                    "POST /fuzzed HTTP/1.1\r\nHost: localhost\r\nOrigin: http://a.example\r\nContent-Type: "
                            + "multipart/form-data; boundary=b",
                    changed(whole.toString()));
        }
    }

    @Test
    void policiesAreRefusedOrHold() throws IOException {
        String policy =
                "{\"expiration\": \"2100-01-01T00:00:00Z\", \"conditions\": [{\"key\": \"a\"}, [\"eq\", \"$acl\", \"b\"],"
                        + " [\"content-length-range\", 1, 10]]}";
        for (int i = 0; i < 300; i++) {
            String base64 =
                    java.util.Base64.getEncoder().encodeToString(changed(policy).getBytes(ISO_8859_1));
            StringBuilder body = new StringBuilder();
            String[] fields = {
                "key", "a",
                "policy", base64,
                "x-amz-algorithm", "AWS4-HMAC-SHA256",
                "x-amz-credential",
                        changed("000000000000/20260101/us-east-1/s3/aws4_request")
                                .replace("\r\n", ""),
                "x-amz-date", "20260101T000000Z",
                "x-amz-signature", "00"
            };
            for (int j = 0; j < fields.length; j += 2) {
                body.append("--b\r\nContent-Disposition: form-data; name=\"")
                        .append(fields[j])
                        .append("\"\r\n\r\n")
                        .append(fields[j + 1])
                        .append("\r\n");
            }
            body.append("--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nx\r\n--b--\r\n");
            assertNoFailure(
                    "POST /fuzzed HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=b",
                    body.toString());
        }
    }

    @Test
    void visitsAndPreflightsAreAnswered() throws IOException {
        for (int i = 0; i < 300; i++) {
            String path = "/" + changed("a/b%20c?d=e").replaceAll("[\\s\\x00]", "");
            assertNoFailure("GET " + path + " HTTP/1.1\r\nHost: fuzzed.s3-website.localhost", "");
            assertNoFailure(
                    "OPTIONS /fuzzed" + path + " HTTP/1.1\r\nHost: localhost\r\nOrigin: "
                            + changed("http://a.example").replaceAll("[\\r\\n\\x00]", "")
                            + "\r\nAccess-Control-Request-Method: GET\r\nAccess-Control-Request-Headers: "
                            + changed("x-a, x-b").replaceAll("[\\r\\n\\x00]", ""),
                    "");
            assertNoFailure(
                    "GET / HTTP/1.1\r\nHost: "
                            + changed("fuzzed.s3-website-us-east-1.localhost:4566")
                                    .replaceAll("[\\s\\x00]", ""),
                    "");
        }
    }
}
