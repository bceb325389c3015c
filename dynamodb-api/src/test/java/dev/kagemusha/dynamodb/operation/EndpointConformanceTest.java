package dev.kagemusha.dynamodb.operation;

import dev.kagemusha.testing.RawHttp;
import dev.kagemusha.testing.RunningServer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.InflaterInputStream;

import static org.assertj.core.api.Assertions.assertThat;

/** What DynamoDB's endpoint does in HTTP around its operations. */
class EndpointConformanceTest {
    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags();

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String LARGE = "{\"TableName\":\"tab\",\"Key\":{\"p\":{\"S\":\"large\"}}}";
    private static final String SMALL = "{\"TableName\":\"tab\",\"Key\":{\"p\":{\"S\":\"small\"}}}";

    @BeforeAll
    @SuppressWarnings("unchecked") // the SDK's varargs of consumers
    static void prepare() {
        try (DynamoDbClient dynamo = SERVER.client(DynamoDbClient.builder())) {
            dynamo.createTable(t -> t.tableName("tab")
                    .billingMode(BillingMode.PAY_PER_REQUEST)
                    .attributeDefinitions(a -> a.attributeName("p").attributeType(ScalarAttributeType.S))
                    .keySchema(k -> k.attributeName("p").keyType(KeyType.HASH)));
            dynamo.waiter().waitUntilTableExists(t -> t.tableName("tab"));
            for (Map.Entry<String, Integer> each :
                    Map.of("small", 2_000, "large", 5_000).entrySet()) {
                dynamo.putItem(p -> p.tableName("tab")
                        .item(Map.of(
                                "p", AttributeValue.fromS(each.getKey()),
                                "x", AttributeValue.fromS("x".repeat(each.getValue())))));
            }
        }
    }

    private static HttpRequest.Builder call(String operation, byte[] body) {
        // A key that nobody knows may sign as it likes; form and date are checked.
        String now = java.time.format.DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'")
                .withZone(java.time.ZoneOffset.UTC)
                .format(SERVER.server().clock().real());
        return HttpRequest.newBuilder(URI.create(SERVER.uri() + "/"))
                .header("Content-Type", "application/x-amz-json-1.0")
                .header("X-Amz-Target", "DynamoDB_20120810." + operation)
                .header("X-Amz-Date", now)
                .header(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=000000000000/" + now.substring(0, 8)
                                + "/us-east-1/dynamodb/aws4_request SignedHeaders=host;x-amz-date, Signature="
                                + "0".repeat(64))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    }

    private static HttpResponse<byte[]> send(HttpRequest request) throws IOException, InterruptedException {
        return HTTP.send(request, HttpResponse.BodyHandlers.ofByteArray());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] compressed(String coding, byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = coding.equals("gzip") ? new GZIPOutputStream(bytes) : new DeflaterOutputStream(bytes)) {
            out.write(content);
        }
        return bytes.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate"})
    void readsCompressedBodies(String coding) throws Exception {
        HttpResponse<byte[]> answer = send(call("GetItem", compressed(coding, utf8(SMALL)))
                .header("Content-Encoding", coding)
                .build());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(new String(answer.body(), StandardCharsets.UTF_8)).contains("small");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "zstd"})
    void failsOnABodyThatIsNotCodedAsItSays(String coding) throws Exception {
        for (String body : new String[] {"", SMALL}) {
            HttpResponse<byte[]> answer = send(call("GetItem", utf8(body))
                    .header("Content-Encoding", coding)
                    .build());
            assertThat(answer.statusCode()).isEqualTo(500);
            assertThat(new String(answer.body(), StandardCharsets.UTF_8)).contains("InternalServerError");
        }
    }

    @Test
    void refusesABodyThatGrowsOverTheLimit() throws Exception {
        byte[] bomb = compressed("gzip", utf8(SMALL + " ".repeat(17 << 20)));
        HttpResponse<byte[]> answer =
                send(call("GetItem", bomb).header("Content-Encoding", "gzip").build());
        assertThat(answer.statusCode()).isEqualTo(413);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            gzip                          | gzip
            deflate, gzip                 | deflate
            GZIP, identity                | gzip
            gzip;q=0.2, deflate;q=0.5     | deflate
            gzip;q=9, deflate;q=1         | gzip
            gzip;q=0                      |
            *                             | gzip
            *, gzip;q=0.5                 | deflate
            *;q=0                         |
            identity                      |
            identity;q=0.8, gzip;q=0.1    | gzip
            gzip;q=never, deflate;q=0.5   | gzip
            gzip;q=0;q=1                  |
            x-gzip, br                    |
            """)
    void compressesLargeAnswersAsAccepted(String accepted, String coding) throws Exception {
        HttpResponse<byte[]> answer = send(
                call("GetItem", utf8(LARGE)).header("Accept-Encoding", accepted).build());
        assertThat(answer.headers().firstValue("Content-Encoding").orElse(null)).isEqualTo(coding);
        InputStream bytes = new ByteArrayInputStream(answer.body());
        try (InputStream in = coding == null
                ? bytes
                : coding.equals("gzip") ? new GZIPInputStream(bytes) : new InflaterInputStream(bytes)) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).contains("x".repeat(5_000));
        }
        CRC32 sum = new CRC32();
        sum.update(answer.body());
        assertThat(answer.headers().firstValue("x-amz-crc32")).hasValue(Long.toString(sum.getValue()));
    }

    @Test
    void leavesSmallAnswersAsTheyAre() throws Exception {
        HttpResponse<byte[]> answer = send(
                call("GetItem", utf8(SMALL)).header("Accept-Encoding", "gzip").build());
        assertThat(answer.headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(answer.headers().firstValue("Server")).hasValue("Server");
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "1", "\"x\""})
    void refusesABodyThatIsNoObject(String body) throws Exception {
        HttpResponse<byte[]> answer = send(call("ListTables", utf8(body)).build());
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(new String(answer.body(), StandardCharsets.UTF_8)).contains("SerializationException");
    }

    @Test
    void answersScriptsOfEveryOrigin() throws Exception {
        HttpResponse<byte[]> answer = send(call("GetItem", utf8(SMALL))
                .header("Origin", "http://example.com")
                .build());
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).hasValue("*");
        assertThat(answer.headers().firstValue("Access-Control-Expose-Headers"))
                .hasValueSatisfying(exposed -> assertThat(exposed).contains("x-amzn-RequestId"));
        assertThat(answer.headers().firstValue("Access-Control-Max-Age")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "dynamodb.us-east-1.amazonaws.com"})
    void answersPreflightsWithWhatTheyAsk(String host) throws Exception {
        RawHttp.Answer answer = RawHttp.send(
                SERVER.port(),
                "",
                "OPTIONS / HTTP/1.1",
                "Host: " + host,
                "Origin: http://example.com",
                "Access-Control-Request-Method: POST",
                "Access-Control-Request-Headers: authorization,x-amz-target");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers().first("Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(answer.headers().first("Access-Control-Allow-Methods")).isEqualTo("POST");
        assertThat(answer.headers().first("Access-Control-Allow-Headers")).isEqualTo("authorization,x-amz-target");
        assertThat(answer.headers().first("Access-Control-Max-Age")).isEqualTo("172800");
    }

    @Test
    void saysAtItsOwnHostThatItIsHealthy() throws Exception {
        RawHttp.Answer answer =
                RawHttp.send(SERVER.port(), "", "GET / HTTP/1.1", "Host: dynamodb.eu-west-1.amazonaws.com");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text().strip()).isEqualTo("healthy: dynamodb.eu-west-1.amazonaws.com");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:4566", "127.0.0.1", "[::1]:4566"})
    void saysAtAPlainHostThatItIsHealthyWhenNoSdkAsks(String host) throws Exception {
        RawHttp.Answer answer = RawHttp.send(SERVER.port(), "", "GET / HTTP/1.1", "Host: " + host);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text().strip()).isEqualTo("healthy: " + host);
        assertThat(RawHttp.send(SERVER.port(), "", "GET / HTTP/1.1", "Host: " + host, "amz-sdk-invocation-id: 1")
                        .text())
                .doesNotContain("healthy");
        assertThat(RawHttp.send(SERVER.port(), "", "GET /a HTTP/1.1", "Host: " + host)
                        .text())
                .doesNotContain("healthy");
    }

    @Test
    void refusesALineOrHeadersOfMoreThan16Kilobytes() throws Exception {
        assertThat(send(call("GetItem", utf8(SMALL))
                                .header("One", "x".repeat(7_000))
                                .header("Two", "x".repeat(7_000))
                                .build())
                        .statusCode())
                .isEqualTo(200);
        HttpResponse<byte[]> answer = send(call("GetItem", utf8(SMALL))
                .header("One", "x".repeat(8_192))
                .header("Two", "x".repeat(8_192))
                .build());
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).isEmpty();
        HttpRequest request = call("GetItem", utf8(SMALL)).build();
        HttpResponse<byte[]> line = send(HttpRequest.newBuilder(request, (name, value) -> true)
                .uri(URI.create(SERVER.uri() + "/" + "x".repeat(17_000)))
                .build());
        assertThat(line.statusCode()).isEqualTo(400);
        assertThat(line.body()).isEmpty();
    }
}
