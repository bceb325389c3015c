package dev.kagemusha.s3.website;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.s3.model.Redirect;
import software.amazon.awssdk.services.s3.model.RoutingRule;
import software.amazon.awssdk.services.s3.model.WebsiteConfiguration;

import java.util.function.Consumer;

import static org.assertj.core.api.Assertions.assertThat;

final class SiteTest {
    private static final String HOST = "site.s3-website.localhost:4566";

    private static Visit visit(String rawKey, String query) {
        return new Visit("http", HOST, rawKey, query);
    }

    private static Site site(RoutingRule... rules) {
        return new Site(WebsiteConfiguration.builder()
                .indexDocument(i -> i.suffix("index.html"))
                .errorDocument(e -> e.key("error.html"))
                .routingRules(rules)
                .build());
    }

    private static RoutingRule rule(
            @Nullable String prefix, @Nullable String error, Consumer<Redirect.Builder> redirect) {
        RoutingRule.Builder rule = RoutingRule.builder().redirect(redirect);
        return prefix == null && error == null
                ? rule.build()
                : rule.condition(c -> c.keyPrefixEquals(prefix).httpErrorCodeReturnedEquals(error))
                        .build();
    }

    @ParameterizedTest
    @CsvSource({"'', index.html,", "a/, a/index.html,", "a, a, a/index.html", "a/b.html, a/b.html, a/b.html/index.html"
    })
    void isTheIndexBelowASlash(String key, String object, @Nullable String below) {
        assertThat(site().object(key)).isEqualTo(object);
        assertThat(site().indexBelow(key)).isEqualTo(below);
    }

    @Test
    void sendsAllRequestsElsewhere() {
        WebsiteConfiguration all = WebsiteConfiguration.builder()
                .redirectAllRequestsTo(r -> r.hostName("example.com"))
                .build();

        assertThat(new Site(all).before(visit("a%20b/", "x=1")))
                .isEqualTo(new Site.Moved(301, "http://example.com/a%20b/?x=1"));
        assertThat(new Site(all.toBuilder()
                                .redirectAllRequestsTo(
                                        r -> r.hostName("example.com").protocol("https"))
                                .build())
                        .before(visit("", "")))
                .isEqualTo(new Site.Moved(301, "https://example.com/"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            docs/ | -    | documents/ | docs/a%20b.html | x=1 | http://site.s3-website.localhost:4566/documents/a%20b.html?x=1
            docs/ | -    | -          | docs/a.html     | -   | http://site.s3-website.localhost:4566/docs/a.html
            docs/ | page | -          | docs/a.html     | x=1 | http://site.s3-website.localhost:4566/page
            -     | -    | #!/        | a/b             | -   | http://site.s3-website.localhost:4566/#!/a/b
            a b/  | -    | c/         | a%20b/%C3%A4    | -   | http://site.s3-website.localhost:4566/c/%C3%A4
            ä     | é ü  | -          | %C3%A4          | -   | http://site.s3-website.localhost:4566/%C3%A9%20%C3%BC
            """)
    void replacesKeysAndTheirBeginnings(
            @Nullable String prefix,
            @Nullable String with,
            @Nullable String prefixWith,
            String key,
            @Nullable String query,
            String location) {
        RoutingRule rule = rule(prefix, null, r -> r.replaceKeyWith(with).replaceKeyPrefixWith(prefixWith));

        assertThat(site(rule).before(visit(key, query == null ? "" : query))).isEqualTo(new Site.Moved(301, location));
    }

    @Test
    void sendsToAHostWithACode() {
        RoutingRule rule = rule(
                "old/", null, r -> r.hostName("example.com").protocol("https").httpRedirectCode("307"));

        assertThat(site(rule).before(visit("old/a", ""))).isEqualTo(new Site.Moved(307, "https://example.com/old/a"));
        assertThat(site(rule).before(visit("new/a", ""))).isNull();
    }

    @Test
    void takesTheFirstRuleThatApplies() {
        Site site = site(
                rule("a/", null, r -> r.replaceKeyWith("first")),
                rule("a/b/", null, r -> r.replaceKeyWith("second")),
                rule(null, null, r -> r.replaceKeyWith("third")));

        assertThat(site.before(visit("a/b/c", "")))
                .extracting("location")
                .asString()
                .endsWith("/first");
        assertThat(site.before(visit("z", "")))
                .extracting("location")
                .asString()
                .endsWith("/third");
    }

    @Test
    void asksRulesWithAnErrorCodeOnlyAfterAnError() {
        Site site = site(
                rule("img/", "404", r -> r.hostName("backup.example").replaceKeyPrefixWith("pictures/")),
                rule(null, "403", r -> r.replaceKeyWith("login").httpRedirectCode("302")));

        assertThat(site.before(visit("img/a.png", ""))).isNull();
        assertThat(site.after(visit("img/a.png", ""), 404))
                .isEqualTo(new Site.Moved(301, "http://backup.example/pictures/a.png"));
        assertThat(site.after(visit("doc/a.html", ""), 404)).isNull();
        assertThat(site.after(visit("doc/a.html", ""), 403))
                .isEqualTo(new Site.Moved(302, "http://" + HOST + "/login"));
    }
}
