package dev.kagemusha.control;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.kagemusha.testing.RawHttp;
import dev.kagemusha.testing.RawHttp.Answer;
import dev.kagemusha.testing.RunningServer;
import dev.kagemusha.testing.services.SmallCloudWatch;
import dev.kagemusha.testing.services.SmallXRay;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.xray.XRayClient;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;

import static dev.kagemusha.testing.AwsErrors.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class ControlTest {
    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags().withServices(new SmallXRay(), new SmallCloudWatch());

    private final XRayClient xray = SERVER.client(XRayClient.builder());

    @AfterEach
    void asBefore() throws IOException {
        assertThat(post("reset", "{}").status()).isEqualTo(200);
    }

    private static Answer call(String method, String path, String body, String... headers) throws IOException {
        String[] head = new String[headers.length + 2];
        head[0] = method + " " + path + " HTTP/1.1";
        head[1] = "Host: localhost:" + SERVER.port();
        System.arraycopy(headers, 0, head, 2, headers.length);
        return RawHttp.send(SERVER.port(), body, head);
    }

    private static Answer get(String endpoint) throws IOException {
        return call("GET", "/_kagemusha/" + endpoint, "");
    }

    private static Answer post(String endpoint, String body) throws IOException {
        return call("POST", "/_kagemusha/" + endpoint, body, "Content-Type: application/json");
    }

    private static Answer put(String endpoint) throws IOException {
        return call("PUT", "/_kagemusha/" + endpoint, "", "Content-Type: application/json");
    }

    private static Answer delete(String endpoint) throws IOException {
        return call("DELETE", "/_kagemusha/" + endpoint, "");
    }

    private static void assertSaid(Answer answer, int status, String error) {
        assertThat(answer.text()).isEqualTo("{\"error\":\"" + error + "\"}\n");
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.headers().first("content-type")).isEqualTo("application/json");
    }

    private static Instant now() throws IOException {
        return instant(get("clock").text());
    }

    private static Instant instant(String clock) throws IOException {
        try (JsonParser parser = new JsonFactory().createParser(clock)) {
            while (parser.nextToken() != null) {
                if ("now".equals(parser.currentName()) && parser.currentToken().isScalarValue()) {
                    return Instant.parse(parser.getText());
                }
            }
        }
        throw new AssertionError(clock);
    }

    // ---- health

    @Test
    void healthTellsVersionServicesUptimeAndMemory() throws Exception {
        Answer health = get("health");

        assertThat(health.status()).isEqualTo(200);
        assertThat(health.text())
                .contains("\"status\":\"running\"", "\"version\":", "\"uptimeSeconds\":", "\"heapUsedBytes\":")
                .contains("\"services\":[\"xray\",\"monitoring\"]");
    }

    @Test
    void healthAnswersAnyone() throws Exception {
        Answer health = RawHttp.send(
                SERVER.port(),
                "",
                "GET /_kagemusha/health HTTP/1.1",
                "Host: evil.example",
                "Origin: http://evil.example");

        assertThat(health.status()).isEqualTo(200);
        assertThat(health.headers().contains("access-control-allow-origin")).isFalse();
    }

    @Test
    void headIsGetWithoutItsBody() throws Exception {
        Answer health = call("HEAD", "/_kagemusha/health", "");

        assertThat(health.status()).isEqualTo(200);
        assertThat(health.text()).isEmpty();
    }

    // ---- who may

    @ParameterizedTest
    @ValueSource(strings = {"clock", "coverage", "faults", "audit", "snapshots", "ca.pem"})
    void foreignOriginsAndHostsAreRefused(String endpoint) throws Exception {
        Answer origin = call("GET", "/_kagemusha/" + endpoint, "", "Origin: http://evil.example");
        assertSaid(origin, 403, "control calls from other origins are refused");
        Answer host = RawHttp.send(
                SERVER.port(), "", "GET /_kagemusha/" + endpoint + " HTTP/1.1", "Host: rebound.example:4566");
        assertSaid(host, 403, "control calls to a foreign host name are refused");
    }

    @ParameterizedTest
    @CsvSource({"POST,reset", "POST,clock", "POST,faults", "PUT,snapshots/a", "POST,snapshots/a/restore"})
    void writesNeedTheirContentType(String method, String endpoint) throws Exception {
        assertSaid(call(method, "/_kagemusha/" + endpoint, "{}"), 403, "a write needs Content-Type: application/json");
        assertSaid(
                call(method, "/_kagemusha/" + endpoint, "{}", "Content-Type: text/plain; x=application/json"),
                403,
                "a write needs Content-Type: application/json");
    }

    @Test
    void preflightsAreNotAnswered() throws Exception {
        Answer answer = call(
                "OPTIONS",
                "/_kagemusha/reset",
                "",
                "Origin: http://evil.example",
                "Access-Control-Request-Method: POST");

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.headers().contains("access-control-allow-origin")).isFalse();
    }

    @Test
    void aTokenIsAskedFor() throws Exception {
        try (RunningServer guarded = RunningServer.withFlags("control", "token", "control-token", "s3cret")
                .withServices(new SmallXRay())
                .start()) {
            String line = "GET /_kagemusha/clock HTTP/1.1";
            assertSaid(
                    RawHttp.send(guarded.port(), "", line, "Host: localhost"),
                    403,
                    "control calls need the token (--control)");
            assertThat(RawHttp.send(guarded.port(), "", line, "Host: localhost", "Authorization: Bearer s3cret")
                            .status())
                    .isEqualTo(200);
            assertThat(RawHttp.send(guarded.port(), "", "GET /_kagemusha/health HTTP/1.1", "Host: localhost")
                            .status())
                    .isEqualTo(200);
        }
    }

    // ---- what is not there, what is not JSON

    @ParameterizedTest
    @CsvSource({
        "GET,/_kagemusha/",
        "GET,/_kagemusha/nothing",
        "GET,/_kagemusha/reset",
        "DELETE,/_kagemusha/clock",
        "GET,/_kagemusha/health/more",
        "GET,/_kagemusha/snapshots/a/b/c",
        "GET,/_kagemusha/snapshots/a",
        "DELETE,/_kagemusha/faults/x",
        "DELETE,/_kagemusha/faults/99",
        "GET,/_kagemusha/%68ealth",
        "GET,/_localstack/nothing"
    })
    void whatIsNotThereIs404(String method, String path) throws Exception {
        Answer answer = call(method, path, "");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.text()).startsWith("{\"error\":");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[]",
                "\"x\"",
                "1",
                "{}{}",
                "{\"account\":}",
                "{\"account\":\"1\"",
                "nonsense",
                "{\"account\":1}",
                "{\"account\":null}",
                "{\"acount\":\"000000000000\"}",
                "{\"account\":[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]}",
                "{\"account\":99999999999999999999999}",
                "\u0000"
            })
    void whatIsNotAsItMustBeIs400(String body) throws Exception {
        for (String endpoint : new String[] {"reset", "clock", "faults"}) {
            Answer answer = post(endpoint, body);
            assertThat(answer.status()).as(endpoint + answer.text()).isEqualTo(400);
            assertThat(answer.text()).startsWith("{\"error\":");
        }
    }

    @Test
    void bodiesHaveALimit() throws Exception {
        assertSaid(post("reset", " ".repeat(70_000)), 413, "the body is too large");
    }

    // ---- reset

    @Test
    void resetSaysWhatItReset() throws Exception {
        assertThat(post("reset", "").text()).isEqualTo("{\"reset\":\"all\"}\n");
        assertThat(post("reset", "{\"account\":\"111111111111\",\"region\":\"eu-west-1\",\"service\":\"xray\"}")
                        .text())
                .isEqualTo(
                        "{\"reset\":{\"account\":\"111111111111\",\"region\":\"eu-west-1\",\"service\":\"xray\"}}\n");
        assertSaid(post("reset", "{\"service\":\"s4\"}"), 400, "there is no service s4");
    }

    @Test
    void aWholeResetTakesFaultsAndTimeBack() throws Exception {
        post("clock", "{\"advance\":\"P1D\"}");
        post("faults", "{\"error\":\"Throttling\"}");

        post("reset", "{\"account\":\"111111111111\"}");
        assertThat(get("faults").text()).contains("Throttling");
        assertThat(get("clock").text()).doesNotContain("\"offset\":\"PT0S\"");

        post("reset", "{}");
        assertThat(get("faults").text()).isEqualTo("{\"faults\":[]}\n");
        assertThat(get("clock").text()).contains("\"offset\":\"PT0S\"");
    }

    // ---- snapshots

    @Test
    void snapshotsAreSavedRestoredAndDeleted() throws Exception {
        assertThat(put("snapshots/one.two-3_4").text()).isEqualTo("{\"snapshot\":\"one.two-3_4\"}\n");
        post("clock", "{\"advance\":\"P1D\"}");
        assertThat(get("snapshots").text()).isEqualTo("{\"snapshots\":[\"one.two-3_4\"]}\n");

        assertThat(post("snapshots/one.two-3_4/restore", "").status()).isEqualTo(200);
        assertThat(get("clock").text()).contains("\"offset\":\"PT0S\"");

        assertThat(delete("snapshots/one.two-3_4").status()).isEqualTo(200);
        assertThat(get("snapshots").text()).isEqualTo("{\"snapshots\":[]}\n");
        assertSaid(post("snapshots/one.two-3_4/restore", ""), 404, "there is no snapshot one.two-3_4");
        assertSaid(delete("snapshots/one.two-3_4"), 404, "there is no snapshot one.two-3_4");
    }

    @ParameterizedTest
    @ValueSource(strings = {".hidden", "..", "a%2Fb", "a%00", "ü"})
    void snapshotsHavePlainNames(String name) throws Exception {
        assertThat(put("snapshots/" + name).status()).isEqualTo(400);
    }

    // ---- clock

    @Test
    void timeIsAdvancedAndSet() throws Exception {
        Instant before = now();
        Instant after = instant(post("clock", "{\"advance\":\"PT10S\"}").text());
        assertThat(Duration.between(before, after)).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(40));

        Answer set = post("clock", "{\"set\":\"2100-01-01T00:00:00Z\"}");
        assertThat(set.status()).isEqualTo(200);
        assertThat(now()).isBetween(Instant.parse("2100-01-01T00:00:00Z"), Instant.parse("2100-01-01T00:05:00Z"));
        assertThat(post("clock", "{\"release\":true}").status()).isEqualTo(200);
        assertThat(now()).isAfter(Instant.parse("2100-01-01T00:00:00Z"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"advance":"-PT1S"}                      | time does not go back
            {"advance":"soon"}                       | advance is an ISO-8601 duration
            {"advance":"P99999999999999999999D"}     | advance is an ISO-8601 duration
            {"advance":"P106751991166D"}             | advance is an ISO-8601 duration
            {"set":"tomorrow"}                       | set is an ISO-8601 instant
            {"set":"+1000000000-12-31T23:59:59Z"}    | set is an ISO-8601 instant
            {"release":false}                        | release is true or absent
            {"release":"yes"}                        | release is true or absent
            {}                                       | one of advance, set and release is needed
            {"release":true,"advance":"PT1S"}        | one of advance, set and release is needed
            {"advance":10}                           | advance is text
            """)
    void aClockCallThatCannotBeIsRefused(String body, String error) throws Exception {
        assertSaid(post("clock", body), 400, error);
    }

    @Test
    void timeDoesNotGoBack() throws Exception {
        Answer answer = post("clock", "{\"set\":\"2020-01-01T00:00:00Z\"}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).startsWith("{\"error\":\"time does not go back: it is ");
    }

    // ---- faults

    @Test
    void anErrorIsInjectedAsOftenAsAsked() throws Exception {
        Answer added = post(
                "faults",
                "{\"service\":\"xray\",\"operation\":\"GetGroups\",\"count\":2,"
                        + "\"error\":{\"code\":\"ThrottledException\",\"status\":429,\"message\":\"Slow down.\"}}");
        assertThat(added.status()).isEqualTo(200);
        assertThat(added.text()).contains("\"count\":2", "\"probability\":1.0");

        xray.createGroup(r -> r.groupName("untouched"));
        assertRefused(() -> xray.getGroups(r -> {}), "ThrottledException", 429, "Slow down.");
        assertRefused(() -> xray.getGroups(r -> {}), "ThrottledException", 429, "Slow down.");
        assertThat(xray.getGroups(r -> {}).groups()).isNotEmpty();
        assertThat(get("faults").text()).isEqualTo("{\"faults\":[]}\n");
    }

    @Test
    void aFaultOfOneAccountLeavesTheOthersAlone() throws Exception {
        post("faults", "{\"account\":\"111111111111\",\"error\":\"ServiceUnavailable\"}");
        XRayClient other = SERVER.client(XRayClient.builder(), "111111111111", "any");

        xray.getGroups(r -> {});
        assertRefused(() -> other.getGroups(r -> {}), "ServiceUnavailable", 400, "Injected by a fault rule.");
    }

    @Test
    void aFaultSpeaksTheProtocolOfItsService() throws Exception {
        post("faults", "{\"service\":\"monitoring\",\"error\":\"LimitExceeded\"}");

        assertRefused(
                () -> SERVER.client(CloudWatchClient.builder()).listMetrics(r -> {}),
                "LimitExceeded",
                400,
                "Injected by a fault rule.");
    }

    @Test
    void aDroppedCallHasNoAnswer() throws Exception {
        post("faults", "{\"drop\":true,\"count\":1}");

        assertThatThrownBy(() -> xray.getGroups(r -> {})).isInstanceOf(SdkClientException.class);
        xray.getGroups(r -> {});
    }

    @Test
    void aDelayedCallIsAnsweredLate() throws Exception {
        post("faults", "{\"delay\":\"PT0.3S\",\"count\":1}");
        long before = System.nanoTime();

        xray.getGroups(r -> {});

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
    }

    @Test
    void aProbabilityIsOne() throws Exception {
        post("faults", "{\"probability\":0.5,\"error\":\"Throttling\"}");
        int refused = 0;
        for (int i = 0; i < 60; i++) {
            try {
                xray.getGroups(r -> {});
            } catch (software.amazon.awssdk.services.xray.model.XRayException e) {
                refused++;
            }
        }

        // outside these bounds once in a million million
        assertThat(refused).isBetween(4, 56);
    }

    @Test
    void aFaultIsRemovedByItsNumber() throws Exception {
        String added = post("faults", "{\"error\":\"Throttling\"}").text();
        String id = added.substring("{\"id\":".length(), added.indexOf(','));
        post("faults", "{\"drop\":true}");

        assertThat(delete("faults/" + id).text()).contains("\"drop\":true").doesNotContain("Throttling");
        assertThat(delete("faults").text()).isEqualTo("{\"faults\":[]}\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                                 | one of error, delay and drop is needed
            {"drop":false}                                     | one of error, delay and drop is needed
            {"drop":true,"delay":"PT1S"}                       | one of error, delay and drop is needed
            {"drop":"yes"}                                     | drop is true or false
            {"delay":"PT6M"}                                   | delay is at most PT5M
            {"delay":"-PT1S"}                                  | delay is at most PT5M
            {"delay":"1s"}                                     | delay is an ISO-8601 duration
            {"delay":1}                                        | delay is text
            {"error":""}                                       | error is a code, or an object with code, status and message
            {"error":{"status":400}}                           | error is a code, or an object with code, status and message
            {"error":{"code":"X","status":200}}                | the status of an error is 400 to 599
            {"error":{"code":"X","status":"400"}}              | the status of an error is 400 to 599
            {"error":{"code":"X","message":1}}                 | the message of an error is text
            {"drop":true,"probability":0}                      | probability is a number above 0 and at most 1
            {"drop":true,"probability":2}                      | probability is a number above 0 and at most 1
            {"drop":true,"probability":"1"}                    | probability is a number above 0 and at most 1
            {"drop":true,"count":0}                            | count is a positive whole number
            {"drop":true,"count":1.5}                          | count is a positive whole number
            {"drop":true,"count":"1"}                          | count is a positive whole number
            {"drop":true,"service":"s4"}                       | there is no service s4
            {"drop":true,"service":"xray","operation":"Get"}   | there is no operation Get of xray
            {"drop":true,"operation":"Get"}                    | there is no operation Get
            """)
    void aFaultThatCannotBeIsRefused(String body, String error) throws Exception {
        assertSaid(post("faults", body), 400, error);
        assertThat(get("faults").text()).isEqualTo("{\"faults\":[]}\n");
    }

    // ---- coverage, audit, the certificate authority

    @Test
    void coverageNamesWhatIsThereAndWhatIsNot() throws Exception {
        assertThat(get("coverage").text())
                .contains("\"xray\":{\"operations\":")
                .containsPattern("\"implemented\":\\[[^]]*\"GetGroups\"")
                .containsPattern("\"missing\":\\[[^]]*\"PutTraceSegments\"");
    }

    @Test
    void eachCallLeavesARecord() throws Exception {
        xray.createGroup(r -> r.groupName("recorded"));
        assertRefused(() -> xray.getGroup(r -> r.groupName("absent")), "InvalidRequestException", 400);
        RawHttp.send(
                SERVER.port(),
                "",
                "POST / HTTP/1.1",
                "Host: localhost",
                "Authorization: AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/nothing/aws4_request,"
                        + " SignedHeaders=host, Signature=00");

        String[] records = get("audit").text().split("\\{\"time\"", 5);
        assertThat(records[1])
                .contains("\"service\":\"\"", "\"status\":400", "\"error\":\"UnknownOperationException\"");
        assertThat(records[2])
                .contains("\"service\":\"xray\"", "\"operation\":\"GetGroup\"", "\"status\":400")
                .contains("\"error\":\"InvalidRequestException\"", "\"region\":\"us-east-1\"");
        assertThat(records[3])
                .contains("\"operation\":\"CreateGroup\"", "\"status\":200", "\"decision\":\"xray:CreateGroup allow\"")
                .contains("\"caller\":\"arn:aws:iam::000000000000:root\"", "\"source\":\"127.0.0.1\"", "\"tls\":false")
                .doesNotContain("\"error\"");
    }

    @Test
    void theAuthoritysCertificateIsPem() throws Exception {
        Answer answer = get("ca.pem");

        assertThat(answer.headers().first("content-type")).isEqualTo("application/x-pem-file");
        X509Certificate authority = (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(answer.text().getBytes(StandardCharsets.US_ASCII)));
        assertThat(authority.getBasicConstraints()).isGreaterThanOrEqualTo(0);
    }

    // ---- LocalStack's

    @Test
    void localstacksPathsAnswer() throws Exception {
        assertThat(call("GET", "/_localstack/health", "").text())
                .contains("\"services\":{\"xray\":\"available\",\"monitoring\":\"available\"}", "\"version\":");
        assertThat(call("GET", "/_localstack/info", "").text())
                .contains("\"edition\":\"kagemusha\"", "\"is_license_activated\":false");
        post("faults", "{\"error\":\"Throttling\"}");
        assertThat(call("POST", "/_localstack/state/reset", "", "Content-Type: application/json")
                        .status())
                .isEqualTo(200);
        assertThat(get("faults").text()).isEqualTo("{\"faults\":[]}\n");
    }
}
