package dev.kagemusha.testkit.junit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * The emulator's time, which ticks with real time and can be moved on: also for the code under test, where that takes a
 * {@link Clock}. It is one for all accounts of an emulator.
 */
public final class EmulatedClock extends Clock {
    private final RunningEmulator running;
    private final ZoneId zone;

    private EmulatedClock(RunningEmulator running, ZoneId zone) {
        this.running = running;
        this.zone = zone;
    }

    static EmulatedClock of(RunningEmulator running) {
        return new EmulatedClock(running, ZoneOffset.UTC);
    }

    /** Moves time on; what comes due on the way has run when this returns, in order, each at its own time. */
    public void advance(Duration by) {
        running.control().advance(by);
    }

    /** The same up to an instant, which must not be past. */
    public void advanceTo(Instant to) {
        running.control().advanceTo(to);
    }

    @Override
    public Instant instant() {
        return running.server().clock().instant();
    }

    @Override
    public ZoneId getZone() {
        return zone;
    }

    @Override
    public Clock withZone(ZoneId other) {
        return new EmulatedClock(running, other);
    }
}
