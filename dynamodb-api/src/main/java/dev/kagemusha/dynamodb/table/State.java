package dev.kagemusha.dynamodb.table;

import dev.kagemusha.time.EmulatorClock;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;

/**
 * What is being done to a table, and until when of the emulated clock; afterwards it is active.
 *
 * @param status {@code CREATING}, {@code UPDATING} or {@code DELETING}; {@code ARCHIVING} and {@code ARCHIVED} stay
 */
public record State(TableStatus status, long untilMillis) {
    /** Nothing is, and nothing ever was that took time. */
    public static final State ACTIVE = new State(TableStatus.ACTIVE, 0);

    /** Whether its items can be read and written. */
    boolean holdsData(EmulatorClock clock) {
        return switch (status) {
            case CREATING -> clock.millis() >= untilMillis;
            case DELETING, ARCHIVING, ARCHIVED -> false;
            default -> true;
        };
    }

    /** What it is at that time. A table that is being deleted stays so until it is gone. */
    public TableStatus at(long millis) {
        return status == TableStatus.DELETING || millis < untilMillis ? status : TableStatus.ACTIVE;
    }
}
