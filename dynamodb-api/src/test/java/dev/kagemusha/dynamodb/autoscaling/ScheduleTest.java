package dev.kagemusha.dynamodb.autoscaling;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class ScheduleTest {
    private static final Instant START = Instant.parse("2026-01-01T00:10:00Z");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            at(2026-03-01T12:00:00)    | UTC           | 2026-02-01T00:00:00Z | 2026-03-01T12:00:00Z
            at(2026-03-01T12:00:00)    | Europe/Rome   | 2026-02-01T00:00:00Z | 2026-03-01T11:00:00Z
            rate(5 minutes)            | UTC           | 2026-01-01T00:11:00Z | 2026-01-01T00:15:00Z
            rate(1 hour)               | UTC           | 2026-01-01T01:10:00Z | 2026-01-01T02:10:00Z
            cron(0 9 * * ? *)          | UTC           | 2026-02-01T09:00:00Z | 2026-02-02T09:00:00Z
            cron(0 9 * * ? *)          | Asia/Tokyo    | 2026-02-01T09:00:00Z | 2026-02-02T00:00:00Z
            cron(10 8 ? * MON-FRI *)   | UTC           | 2026-02-06T08:10:00Z | 2026-02-09T08:10:00Z
            cron(0/15 * * * ? *)       | UTC           | 2026-02-06T08:10:00Z | 2026-02-06T08:15:00Z
            cron(0 0 L * ? *)          | UTC           | 2026-02-06T08:10:00Z | 2026-02-28T00:00:00Z
            cron(0 0 15W * ? *)        | UTC           | 2026-02-06T08:10:00Z | 2026-02-16T00:00:00Z
            cron(0 0 ? * 6L *)         | UTC           | 2026-02-06T08:10:00Z | 2026-02-27T00:00:00Z
            cron(0 0 ? * 2#1 *)        | UTC           | 2026-02-06T08:10:00Z | 2026-03-02T00:00:00Z
            cron(0 0 29 2 ? *)         | UTC           | 2026-02-06T08:10:00Z | 2028-02-29T00:00:00Z
            cron(30 2 29 3 ? *)        | Europe/Berlin | 2026-02-06T08:10:00Z | 2027-03-29T00:30:00Z
            """)
    void happensNext(String schedule, String zone, String after, String next) {
        assertThat(Schedule.parse(schedule, ZoneId.of(zone)).next(Instant.parse(after), START))
                .isEqualTo(Instant.parse(next));
    }

    @ParameterizedTest
    @ValueSource(strings = {"at(2026-01-01T00:00:00)", "cron(0 0 1 1 ? 2025)"})
    void isOver(String schedule) {
        assertThat(Schedule.parse(schedule, ZoneOffset.UTC).next(START, START)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "at(tomorrow)",
                "rate(0 minutes)",
                "rate(x minutes)",
                "rate(5 weeks)",
                "every(1 day)",
                "cron(0 0 * * *)",
                "cron(0 0 * * * *)",
                "cron(0 0 ? * ? *)",
                "cron(60 0 * * ? *)",
                "cron(0 0 ? * MOO *)"
            })
    void refusesWhatIsNoSchedule(String schedule) {
        assertThatThrownBy(() -> Schedule.parse(schedule, ZoneOffset.UTC)).isInstanceOf(IllegalArgumentException.class);
    }
}
