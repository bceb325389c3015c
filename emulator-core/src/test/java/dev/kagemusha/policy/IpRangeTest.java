package dev.kagemusha.policy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Objects;

import static org.assertj.core.api.Assertions.assertThat;

class IpRangeTest {
    @ParameterizedTest(name = "{1} in {0}: {2}")
    @CsvSource(textBlock = """
            203.0.113.0/24,        203.0.113.255,                   true
            203.0.113.0/24,        203.0.114.0,                     false
            203.0.113.7,           203.0.113.7,                     true
            203.0.113.7,           203.0.113.8,                     false
            203.0.113.77/24,       203.0.113.1,                     true
            0.0.0.0/0,             255.255.255.255,                 true
            0.0.0.0/0,             ::1,                             false
            128.0.0.0/1,           127.255.255.255,                 false
            2001:DB8::/32,         2001:db8:ffff:1::2,              true
            2001:DB8::/32,         2001:db9::,                      false
            2001:db8:0:0:8000::/65, 2001:db8::8000:0:0:1,           true
            2001:db8:0:0:8000::/65, 2001:db8::1,                    false
            ::/0,                  2001:db8::1,                     true
            ::1,                   0:0:0:0:0:0:0:1,                 true
            1:2:3:4:5:6:7::,       1:2:3:4:5:6:7:0,                 true
            64:ff9b::/96,          64:ff9b::192.0.2.33,             true
            192.0.2.0/24,          ::ffff:192.0.2.128,              true
            """)
    void contains(String range, String address, boolean expected) {
        assertThat(parse(range).contains(parse(address))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.256",
                "1.2.3.",
                "1.2.3.4/33",
                "1.2.3.4/",
                "1.2.3.4/-1",
                "1.2.3.4/a",
                ":",
                ":::",
                "1::2::3",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4:5:6:7:8::",
                "12345::",
                "g::",
                "::1/129",
                "1:",
                ":1",
                "::1.2.3",
                "1.2.3.4::",
                "1:2:3:4:5:6:7:1.2.3.4"
            })
    void refuses(String text) {
        assertThat(IpRange.parse(text)).isNull();
    }

    private static IpRange parse(String text) {
        return Objects.requireNonNull(IpRange.parse(text), text);
    }
}
