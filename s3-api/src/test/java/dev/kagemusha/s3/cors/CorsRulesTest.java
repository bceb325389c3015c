package dev.kagemusha.s3.cors;

import dev.kagemusha.http.Headers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.s3.model.CORSRule;

import java.util.List;
import java.util.Objects;

import static org.assertj.core.api.Assertions.assertThat;

final class CorsRulesTest {
    private static CORSRule rule(String origins, String methods, String headers) {
        return CORSRule.builder()
                .allowedOrigins(origins.split(" "))
                .allowedMethods(methods.split(" "))
                .allowedHeaders(headers.isEmpty() ? List.of() : List.of(headers.split(" ")))
                .build();
    }

    private static @Nullable Grant grant(CrossOrigin request, CORSRule... rules) {
        return new CorsRules(List.of(rules)).grant(request);
    }

    private static CrossOrigin request(String origin, String method, String... headers) {
        return new CrossOrigin(origin, method, List.of(headers));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            https://a.example   | https://a.example     | true
            https://a.example   | https://a.example/    | false
            https://a.example   | http://a.example      | false
            https://a.example   | https://A.example     | false
            https://a.example   | https://a.example:443 | false
            *                   | null                  | true
            http://*.origin.com | http://a.origin.com   | true
            http://*.origin.com | http://a.b.origin.com | true
            http://*.origin.com | http://origin.com     | false
            http://*.origin.com | http://a.origin.com/  | false
            *suffix             | suffix                | true
            *suffix             | foo.suffix            | true
            *suffix             | foo.suffix.get        | false
            start*end           | startend              | true
            start*end           | start1end             | true
            start*end           | 0start1end            | false
            start*tend          | startend              | false
            prefix*             | prefix.suffix         | true
            prefix*             | bla.prefix            | false
            """)
    void matchesOriginsWithOneWildcard(String pattern, String origin, boolean matches) {
        assertThat(grant(request(origin, "GET"), rule(pattern, "GET", "")) != null)
                .isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            *                      | x-amz-date content-type        | true
            x-amz-*                | x-amz-date x-amz-meta-a        | true
            x-amz-*                | x-amz-date content-type        | false
            X-AMZ-Date             | x-amz-date                     | true
            x-amz-date             | x-amz-date                     | true
            x-amz-date             | x-amz-date2                    | false
            Content-* x-*-date     | content-type x-amz-date        | true
                                   | content-type                   | false
            """)
    void matchesEveryAnnouncedHeaderWithoutRegardToCase(@Nullable String allowed, String asked, boolean matches) {
        CORSRule rule = rule("*", "GET", allowed == null ? "" : allowed);

        assertThat(grant(request("a", "GET", asked.split(" ")), rule) != null).isEqualTo(matches);
    }

    @Test
    void takesTheFirstRuleThatCoversAll() {
        CORSRule otherMethod = rule("https://a.example", "PUT", "*");
        CORSRule noHeaders = rule("https://a.example", "GET", "");
        CORSRule everybody = rule("*", "GET", "*");
        CORSRule named = rule("https://a.example", "GET DELETE", "*");

        Grant grant =
                grant(request("https://a.example", "GET", "x-amz-date"), otherMethod, noHeaders, everybody, named);

        assertThat(Objects.requireNonNull(grant).origin()).isEqualTo("*");
        assertThat(grant.methods()).containsExactly("GET");
    }

    @Test
    void grantsNothingWhenNoRuleCoversAll() {
        assertThat(grant(request("https://a.example", "DELETE"), rule("*", "GET PUT", "*")))
                .isNull();
        assertThat(grant(request("https://a.example", "get"), rule("*", "GET", "*")))
                .isNull();
    }

    @Test
    void tellsAllThatARuleGrants() {
        CORSRule rule = rule("https://*.example", "GET PUT", "*").toBuilder()
                .exposeHeaders("ETag", "x-amz-version-id")
                .maxAgeSeconds(3000)
                .build();

        Headers headers = new Headers();
        Objects.requireNonNull(grant(request("https://a.example", "PUT", "x-amz-date", "content-type"), rule))
                .write(headers);

        assertThat(headers.first("Access-Control-Allow-Origin")).isEqualTo("https://a.example");
        assertThat(headers.first("Access-Control-Allow-Credentials")).isEqualTo("true");
        assertThat(headers.first("Access-Control-Allow-Methods")).isEqualTo("GET, PUT");
        assertThat(headers.first("Access-Control-Allow-Headers")).isEqualTo("x-amz-date, content-type");
        assertThat(headers.first("Access-Control-Expose-Headers")).isEqualTo("ETag, x-amz-version-id");
        assertThat(headers.first("Access-Control-Max-Age")).isEqualTo("3000");
        assertThat(headers.first("Vary"))
                .isEqualTo("Origin, Access-Control-Request-Headers, Access-Control-Request-Method");
    }

    @Test
    void grantsNoCredentialsToEverybody() {
        Headers headers = new Headers();
        Objects.requireNonNull(grant(request("https://a.example", "GET"), rule("https://b.example *", "GET", "")))
                .write(headers);

        assertThat(headers.toString()).isEqualTo("[Access-Control-Allow-Origin, Access-Control-Allow-Methods, Vary]");
        assertThat(headers.first("Access-Control-Allow-Origin")).isEqualTo("*");
    }
}
