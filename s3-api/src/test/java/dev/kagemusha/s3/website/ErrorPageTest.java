package dev.kagemusha.s3.website;

import dev.kagemusha.http.Headers;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

final class ErrorPageTest {
    private static final Headers IDS = Headers.of("x-amz-request-id", "R1", "x-amz-id-2", "H/2=");

    private static Failure missing(String key) {
        return new Failure(404, "NoSuchKey", "The specified key does not exist.", Map.of("Key", key));
    }

    @Test
    void looksAsS3s() {
        assertThat(new String(ErrorPage.html(missing("<a>&\"b\""), IDS, null), StandardCharsets.UTF_8))
                .isEqualTo("""
                        <html>
                        <head><title>404 Not Found</title></head>
                        <body>
                        <h1>404 Not Found</h1>
                        <ul>
                        <li>Code: NoSuchKey</li>
                        <li>Message: The specified key does not exist.</li>
                        <li>Key: &lt;a&gt;&amp;&quot;b&quot;</li>
                        <li>RequestId: R1</li>
                        <li>HostId: H/2=</li>
                        </ul>
                        <hr/>
                        </body>
                        </html>
                        """);
    }

    @Test
    void saysWhyTheSitesOwnPageIsNotShown() {
        assertThat(new String(ErrorPage.html(missing("a"), IDS, missing("error.html")), StandardCharsets.UTF_8))
                .contains("""
                        </ul>
                        <h3>An Error Occurred While Attempting to Retrieve a Custom Error Document</h3>
                        <ul>
                        <li>Code: NoSuchKey</li>
                        <li>Message: The specified key does not exist.</li>
                        <li>Key: error.html</li>
                        </ul>
                        <hr/>
                        """);
    }

    @Test
    void tellsAnErrorInHeadersToo() {
        Headers headers = new Headers();
        missing("a").write(headers);

        assertThat(headers.toString()).isEqualTo("[x-amz-error-code, x-amz-error-message, x-amz-error-detail-Key]");
        assertThat(headers.first("x-amz-error-detail-Key")).isEqualTo("a");
    }
}
