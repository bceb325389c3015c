package dev.kagemusha.metrics;

import java.time.Duration;

/**
 * How fine points are kept, and for how long: CloudWatch keeps high-resolution points for 3 hours, those of a minute for 15 days, of 5
 * minutes for 63 days, of an hour for 455 days ("Metrics retention" of the CloudWatch user guide).
 *
 * <p>Rows lie in blocks of time, so that what is too old goes with one range deletion whatever it holds.
 */
public enum Resolution {
    SECOND(0, 1, Duration.ofHours(3), Duration.ofHours(1)),
    MINUTE(1, 60, Duration.ofDays(15), Duration.ofDays(1)),
    FIVE_MINUTES(2, 300, Duration.ofDays(63), Duration.ofDays(7)),
    HOUR(3, 3600, Duration.ofDays(455), Duration.ofDays(35));

    private final int number;
    private final int seconds;
    private final long retention;
    private final long block;

    Resolution(int number, int seconds, Duration retention, Duration block) {
        this.number = number;
        this.seconds = seconds;
        this.retention = retention.toSeconds();
        this.block = block.toSeconds();
    }

    /** Its number in the store. */
    int number() {
        return number;
    }

    static Resolution numbered(int number) {
        return switch (number) {
            case 0 -> SECOND;
            case 1 -> MINUTE;
            case 2 -> FIVE_MINUTES;
            case 3 -> HOUR;
            default -> throw new IllegalArgumentException("no resolution " + number);
        };
    }

    /** Seconds between two points. */
    public int seconds() {
        return seconds;
    }

    /** Seconds for which points are kept. */
    public long retention() {
        return retention;
    }

    long block(long second) {
        return second / block;
    }

    /** The first second of which a point of this block would still be kept: before it, the whole block is too old. */
    long blockEnds(long number) {
        return (number + 1) * block;
    }

    /** The point that this second belongs to. */
    long floor(long second) {
        return second - Math.floorMod(second, (long) seconds);
    }
}
