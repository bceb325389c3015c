package dev.kagemusha.dynamodb.replica;

import dev.kagemusha.state.ChangeLog;
import org.jspecify.annotations.Nullable;

/**
 * When an item became what it is: the order of all its states, the same on every replica. Two states have the same number only if
 * they were written in different regions.
 *
 * @param number of the emulated clock, in the form of the log's numbers; greater than that of the state before it
 * @param region where it was written
 */
record Stamp(long number, String region) implements Comparable<Stamp> {
    /** That of what was there before the table had replicas. */
    static final Stamp OLD = new Stamp(0, "");

    /** The stamp of a write that comes after {@code before}. */
    static Stamp next(@Nullable Stamp before, long nowMillis, String region) {
        long now = ChangeLog.at(nowMillis);
        return new Stamp(before == null ? now : Math.max(now, before.number + 1), region);
    }

    @Override
    public int compareTo(Stamp other) {
        int order = Long.compare(number, other.number);
        return order != 0 ? order : region.compareTo(other.region);
    }
}
