package dev.kagemusha.time;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SystemClockTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final FixedTime real = new FixedTime(START);
    private final SystemClock clock = new SystemClock(real, List.of());

    @Test
    void ticksOnAtItsOffset() {
        clock.advance(Duration.ofDays(3));
        real.set(START.plusSeconds(5));
        assertThat(clock.instant()).isEqualTo(START.plus(Duration.ofDays(3)).plusSeconds(5));
        assertThat(clock.millis()).isEqualTo(clock.instant().toEpochMilli());
        assertThat(clock.real()).isEqualTo(START.plusSeconds(5));
        assertThat(clock.offset()).isEqualTo(Duration.ofDays(3));
    }

    @Test
    void mapsARealInstantToTheEmulatedOneItStoodFor() {
        real.set(START.plusSeconds(10));
        clock.advance(Duration.ofHours(1));
        real.set(START.plusSeconds(20));
        clock.advance(Duration.ofHours(1));

        assertThat(clock.emulated(START.plusSeconds(9))).isEqualTo(START.plusSeconds(9));
        assertThat(clock.emulated(START.plusSeconds(10)))
                .isEqualTo(START.plusSeconds(10).plus(Duration.ofHours(1)));
        assertThat(clock.emulated(START.plusSeconds(19)))
                .isEqualTo(START.plusSeconds(19).plus(Duration.ofHours(1)));
        assertThat(clock.emulated(START.plusSeconds(25)))
                .isEqualTo(START.plusSeconds(25).plus(Duration.ofHours(2)));
    }

    @Test
    void makesOneJumpOfThoseAtOneRealInstant() {
        for (int i = 0; i < 100; i++) {
            clock.advance(Duration.ofSeconds(1));
        }
        assertThat(clock.jumps()).containsExactly(new Jump(START.toEpochMilli(), 100_000));
    }

    @Test
    void forgetsJumpsThatNothingIssuedBeforeCanOutlive() {
        clock.advance(Duration.ofSeconds(1));
        real.set(START.plus(Duration.ofDays(1)));
        clock.advance(Duration.ofSeconds(1));
        real.set(START.plus(Duration.ofDays(30)));
        clock.advance(Duration.ofSeconds(1));
        assertThat(clock.jumps()).hasSize(2);
        assertThat(clock.offset()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void doesNotGoBack() {
        assertThatThrownBy(() -> clock.advance(Duration.ofSeconds(-1))).isInstanceOf(IllegalArgumentException.class);
    }
}
