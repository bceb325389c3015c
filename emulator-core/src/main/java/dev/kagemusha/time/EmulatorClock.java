package dev.kagemusha.time;

import java.time.Instant;

/** The time of the emulated cloud. Everything but signature skew lives in it. */
public interface EmulatorClock {
    /** The emulated now. */
    Instant now();
}
