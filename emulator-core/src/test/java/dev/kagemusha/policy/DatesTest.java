package dev.kagemusha.policy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;

import static org.assertj.core.api.Assertions.assertThat;

class DatesTest {
    @ParameterizedTest
    @CsvSource(textBlock = """
            2020-01-01T00:00:01Z,                   2020-01-01T00:00:01Z
            2016-12-13T21:20:37.593194+00:00,       2016-12-13T21:20:37.593194Z
            2016-12-13t2:00:00.593194+23,           2016-12-12T03:00:00.593194Z
            2020-06-01T12:30+02:00,                 2020-06-01T10:30:00Z
            2020-06-01T12:30-0530,                  2020-06-01T18:00:00Z
            2020-06-01,                             2020-06-01T00:00:00Z
            2020-06,                                2020-06-01T00:00:00Z
            2020,                                   2020-01-01T00:00:00Z
            01T,                                    0001-01-01T00:00:00Z
            1577836800,                             2020-01-01T00:00:00Z
            0,                                      1970-01-01T00:00:00Z
            -86400,                                 1969-12-31T00:00:00Z
            """)
    void reads(String text, Instant expected) {
        assertThat(Dates.parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "b",
                "234-13",
                "2016-12-13t2:00:00.593194+1",
                "2016-12-13t2:00:00.1999999999+10:59",
                "9223372036854775808",
                "9223372036854775807",
                "2020-02-30",
                "2020-01-01T25:00:00Z",
                "2020-01-01T00:00:00Zz",
                "2020-01-01T00:00:00+24:00",
                "2020-01-01T00:",
                "2020-01-",
                "2020-01-01 00:00:00"
            })
    void refuses(String text) {
        assertThat(Dates.parse(text)).isNull();
    }
}
