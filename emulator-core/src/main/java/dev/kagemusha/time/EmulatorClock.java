package dev.kagemusha.time;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The time of the emulated cloud. It ticks with real time, at an offset that only ever grows: {@code advance} and {@code
 * set} move it forward, {@code release} keeps the offset and ticks on; only a reset or a restore takes it back.
 *
 * <p>Everything but signature skew lives in it. {@link #real()} is for the {@code Date} header and skew alone.
 */
public interface EmulatorClock extends InstantSource {
    /** The emulated now. */
    @Override
    Instant instant();

    /** The emulated now in epoch milliseconds. */
    @Override
    long millis();

    /** The machine's now. */
    Instant real();

    /** Nanoseconds that never go back, for measuring durations. */
    long ticks();

    /** Moves forward by this much. Due work is run by who owns the jobs, not here. */
    void advance(Duration by);

    /** Emulated minus real time. */
    Duration offset();

    /** The emulated instant that a real one stood for when it was {@code then}: jumps made since do not count. */
    Instant emulated(Instant then);
}
