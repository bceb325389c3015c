package dev.kagemusha.s3.cors;

import dev.kagemusha.http.Headers;
import dev.kagemusha.http.RequestHead;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.model.CORSRule;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

final class PreflightTest {
    private static final CorsRules RULES = new CorsRules(List.of(CORSRule.builder()
            .allowedOrigins("https://a.example")
            .allowedMethods("GET", "PUT")
            .allowedHeaders("x-amz-date")
            .build()));

    private static RequestHead head(String... headers) {
        return new RequestHead(
                "OPTIONS",
                "/bucket/key",
                "",
                Headers.of(headers),
                false,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 1));
    }

    private static Preflight.Refused refusal(RequestHead head, boolean exists, @Nullable CorsRules rules) {
        return (Preflight.Refused) Preflight.decide(head, exists, rules, true);
    }

    @Test
    void needsAnOriginFirstOfAll() {
        Preflight.Refused refused = refusal(head("Access-Control-Request-Method", "GET"), false, null);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.code()).isEqualTo("BadRequest");
        assertThat(refused.message()).isEqualTo("Insufficient information. Origin request header needed.");
        assertThat(refused.elements()).isEmpty();
    }

    @Test
    void saysThatThereIsNoSuchBucket() {
        Preflight.Refused refused = refusal(head("Origin", "https://a.example"), false, null);

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.code()).isEqualTo("AccessForbidden");
        assertThat(refused.message()).isEqualTo("CORSResponse: Bucket not found");
        assertThat(refused.elements()).isEqualTo(Map.of("Method", "OPTIONS", "ResourceType", "BUCKET"));
    }

    @Test
    void saysThatABucketHasNoRules() {
        Preflight.Refused refused =
                refusal(head("Origin", "https://a.example", "Access-Control-Request-Method", "PUT"), true, null);

        assertThat(refused.message()).isEqualTo("CORSResponse: CORS is not enabled for this bucket.");
        assertThat(refused.elements()).isEqualTo(Map.of("Method", "PUT", "ResourceType", "BUCKET"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PATCH", "OPTIONS", "get", ""})
    void needsAMethodThatRulesMayName(String method) {
        Preflight.Refused refused =
                refusal(head("Origin", "https://a.example", "Access-Control-Request-Method", method), true, RULES);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.code()).isEqualTo("BadRequest");
        assertThat(refused.message()).isEqualTo("Invalid Access-Control-Request-Method: " + method);
    }

    @Test
    void needsAMethodAtAll() {
        assertThat(refusal(head("Origin", "https://a.example"), true, RULES).message())
                .isEqualTo("Invalid Access-Control-Request-Method: null");
    }

    @Test
    void saysThatNoRuleCoversTheRequest() {
        RequestHead head = head("Origin", "https://b.example", "Access-Control-Request-Method", "PUT");
        Preflight.Refused refused = refusal(head, true, RULES);

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.message())
                .isEqualTo("CORSResponse: This CORS request is not allowed. This is usually because the evalution of"
                        + " Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers"
                        + " are not whitelisted by the resource's CORS spec.");
        assertThat(refused.elements().toString()).isEqualTo("{Method=PUT, ResourceType=OBJECT}");
        assertThat(((Preflight.Refused) Preflight.decide(head, true, RULES, false)).elements())
                .containsEntry("ResourceType", "BUCKET");
    }

    @Test
    void answersWithTheHeadersThatWereAskedForInLowerCase() {
        Preflight preflight = Preflight.decide(
                head(
                        "Origin",
                        "https://a.example",
                        "Access-Control-Request-Method",
                        "GET",
                        "Access-Control-Request-Headers",
                        ", X-Amz-Date ,x-amz-DATE"),
                true,
                RULES,
                true);

        assertThat(((Preflight.Granted) preflight).grant().headers()).containsExactly("x-amz-date", "x-amz-date");
    }

    @Test
    void looksAtWhatIsAnnouncedAlsoOnTheRequestItself() {
        RequestHead get = new RequestHead(
                "GET",
                "/bucket/key",
                "",
                Headers.of("Origin", "https://a.example", "Access-Control-Request-Method", "DELETE"),
                false,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 1));

        assertThat(CrossOrigin.of(get)).isEqualTo(new CrossOrigin("https://a.example", "DELETE", List.of()));
    }
}
