package dev.kagemusha.service;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class OriginsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            localhost                       | http://localhost:3000              | true
            localhost                       | https://localhost                  | true
            localhost                       | http://app.localhost:8080          | true
            localhost                       | http://127.0.0.1:5173              | true
            localhost                       | http://[::1]:5173                  | true
            localhost                       | http://x.localhost.localstack.cloud:4566 | true
            localhost                       | https://example.com                | false
            localhost                       | https://localhost.example.com      | false
            localhost                       | http://127.0.0.1.example.com       | false
            localhost                       | null                               | false
            localhost                       | chrome-extension://abc             | false
            none                            | http://localhost:3000              | false
            *                               | https://example.com                | true
            https://app.example             | https://app.example                | true
            https://app.example             | https://app.example:8443           | false
            https://*.example               | https://a.b.example                | true
            https://*.example               | https://.example                   | true
            https://*.example               | http://a.example                   | false
            https://app.example,localhost   | http://localhost:1                 | true
            https://app.example             | http://localhost:1                 | false
            """)
    void allowsTheOriginsOfTheFlag(String flag, String origin, boolean allowed) {
        assertThat(Origins.parse(flag).allow(origin)).isEqualTo(allowed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"example.com", "https://", "https://a/b", "https://*.*.example", "", "localhost,"})
    void refusesWhatIsNoOrigin(String flag) {
        assertThatThrownBy(() -> Origins.parse(flag)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void namesTheEntryThatIsWrong() {
        assertThatThrownBy(() -> Origins.parse("localhost, example.com"))
                .hasMessage("localhost, *, none or origins such as https://app.example:3000, not example.com");
    }
}
