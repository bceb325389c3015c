package dev.kagemusha.service;

import dev.kagemusha.testing.RawHttp;
import dev.kagemusha.testing.RawHttp.Answer;
import dev.kagemusha.testing.RunningServer;
import dev.kagemusha.testing.SignedHttp;
import dev.kagemusha.testing.services.SmallCloudWatch;
import dev.kagemusha.testing.services.SmallXRay;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Scripts of browsers, as their preflights and calls come over the wire. */
final class OriginsConformanceTest {
    private static final String PAGE = "http://localhost:3000";

    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags().withServices(new SmallXRay(), new SmallCloudWatch());

    private static Answer preflight(String path, String origin) throws Exception {
        return RawHttp.send(
                SERVER.port(),
                "",
                "OPTIONS " + path + " HTTP/1.1",
                "Host: localhost:" + SERVER.port(),
                "Origin: " + origin,
                "Access-Control-Request-Method: POST",
                "Access-Control-Request-Headers: authorization,content-type,x-amz-date");
    }

    @ParameterizedTest
    @CsvSource({
        "/, a query",
        "/GetGroup, a path of JSON",
        "/service/GraniteServiceVersion20100801/operation/GetMetricData, CBOR"
    })
    void answersThePreflightOfAPageOfThisMachine(String path, String why) throws Exception {
        Answer answer = preflight(path, PAGE);

        assertThat(answer.status()).as(why).isEqualTo(200);
        assertThat(answer.headers().first("access-control-allow-origin")).isEqualTo(PAGE);
        assertThat(answer.headers().first("access-control-allow-methods")).isEqualTo("POST");
        assertThat(answer.headers().first("access-control-allow-headers"))
                .isEqualTo("authorization,content-type,x-amz-date");
        assertThat(answer.headers().first("access-control-max-age")).isEqualTo("172800");
        assertThat(answer.headers().first("vary"))
                .isEqualTo("Origin, Access-Control-Request-Headers, Access-Control-Request-Method");
    }

    @Test
    void refusesThePreflightOfAnyOtherPage() throws Exception {
        Answer answer = preflight("/GetGroup", "https://example.com");

        assertThat(answer.status()).isGreaterThanOrEqualTo(400);
        assertThat(answer.headers().contains("access-control-allow-origin")).isFalse();
    }

    @Test
    void sharesAnswersAndErrorsWithAPageOfThisMachine() throws Exception {
        SignedHttp xray = SignedHttp.to(SERVER, "xray");
        Answer groups = xray.post("/Groups", "{}", "Content-Type", "application/json", "Origin", PAGE);
        Answer missing = xray.post(
                "/GetGroup", "{\"GroupName\":\"nowhere\"}", "Content-Type", "application/json", "Origin", PAGE);
        Answer badSignature =
                xray.withSecret("wrong").post("/Groups", "{}", "Content-Type", "application/json", "Origin", PAGE);

        assertThat(groups.status()).isEqualTo(200);
        assertThat(missing.status()).isEqualTo(400);
        assertThat(badSignature.status()).isEqualTo(403);
        for (Answer answer : new Answer[] {groups, missing, badSignature}) {
            assertThat(answer.headers().first("access-control-allow-origin")).isEqualTo(PAGE);
            assertThat(answer.headers().first("access-control-expose-headers")).contains("x-amzn-RequestId");
            assertThat(answer.headers().first("vary")).isEqualTo("Origin");
        }
    }

    @Test
    void sharesNothingWithAnyOtherPage() throws Exception {
        Answer answer = SignedHttp.to(SERVER, "xray")
                .post("/Groups", "{}", "Content-Type", "application/json", "Origin", "https://example.com");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers().contains("access-control-allow-origin")).isFalse();
    }

    @Test
    void sharesNothingOfTheControlEndpoints() throws Exception {
        Answer answer = RawHttp.send(
                SERVER.port(), "", "GET /_kagemusha/health HTTP/1.1", "Host: localhost", "Origin: " + PAGE);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers().contains("access-control-allow-origin")).isFalse();
    }
}
