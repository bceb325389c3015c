package dev.kagemusha.time;

import java.time.Instant;
import java.time.InstantSource;

/** Real time that moves only when it is told to. */
public final class FixedTime implements InstantSource {
    private volatile Instant now;

    public FixedTime(Instant now) {
        this.now = now;
    }

    public void set(Instant to) {
        now = to;
    }

    @Override
    public Instant instant() {
        return now;
    }
}
