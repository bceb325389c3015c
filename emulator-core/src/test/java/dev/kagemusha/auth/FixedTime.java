package dev.kagemusha.auth;

import dev.kagemusha.time.EmulatorClock;

import java.time.Duration;
import java.time.Instant;

/** Two clocks that stand still: the machine's, and the emulated one ahead of it. */
final class FixedTime implements EmulatorClock {
    private Instant real;
    private Duration offset = Duration.ZERO;

    FixedTime(String real) {
        this.real = Instant.parse(real);
    }

    void pass(Duration time) {
        real = real.plus(time);
    }

    @Override
    public Instant instant() {
        return real.plus(offset);
    }

    @Override
    public long millis() {
        return instant().toEpochMilli();
    }

    @Override
    public Instant real() {
        return real;
    }

    @Override
    public long ticks() {
        return 0;
    }

    @Override
    public void advance(Duration by) {
        offset = offset.plus(by);
        jumpedAt = real;
        jump = by;
    }

    private Instant jumpedAt = Instant.MAX;
    private Duration jump = Duration.ZERO;

    @Override
    public Duration offset() {
        return offset;
    }

    @Override
    public Instant emulated(Instant then) {
        return then.isBefore(jumpedAt) ? then : then.plus(jump);
    }
}
