package dev.kagemusha.s3.website;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Objects;

import static org.assertj.core.api.Assertions.assertThat;

final class WebsiteHostTest {
    @ParameterizedTest
    @CsvSource(textBlock = """
            site.s3-website-us-east-1.amazonaws.com,             site,            us-east-1
            www.example.com.s3-website.eu-central-1.amazonaws.com, www.example.com, eu-central-1
            site.s3-website-us-gov-west-1.amazonaws.com,         site,            us-gov-west-1
            site.s3-website-us-east-1.localhost:4566,            site,            us-east-1
            SITE.S3-Website.localhost:4566,                      site,
            site.s3-website.localhost.localstack.cloud:4566,     site,
            site.s3-website.us-east-1.localhost,                 site,            us-east-1
            site.s3-website-us-east-1:4566,                      site,            us-east-1
            site.s3-website:4566,                                site,
            kms.s3-website.localhost,                            kms,
            """)
    void namesABucket(String host, String bucket, @Nullable String region) {
        WebsiteHost parsed = Objects.requireNonNull(WebsiteHost.parse(host));

        assertThat(parsed.bucket()).isEqualTo(bucket);
        assertThat(parsed.region()).isEqualTo(region);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost:4566",
                "site.s3.amazonaws.com",
                "s3-website-us-east-1.amazonaws.com",
                "s3-website.localhost",
                "site.s3-websites.localhost",
                "site.s3-website-nowhere.localhost",
                ""
            })
    void isNoOtherHost(String host) {
        assertThat(WebsiteHost.parse(host)).isNull();
    }

    @Test
    void knowsItsHostInAnotherRegion() {
        assertThat(Objects.requireNonNull(WebsiteHost.parse("site.s3-website-us-east-1.localhost:4566"))
                        .in("eu-west-1"))
                .isEqualTo("site.s3-website-eu-west-1.localhost:4566");
    }
}
