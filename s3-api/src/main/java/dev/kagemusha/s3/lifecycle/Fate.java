package dev.kagemusha.s3.lifecycle;

import org.jspecify.annotations.Nullable;

/**
 * What the rules say of an object at a moment.
 *
 * @param act what is to be done to it now
 * @param rule by which rule; empty for none
 * @param storageClass where it is to move, or null
 * @param next when there will be something to do to it as it is, in epoch milliseconds; {@link #NEVER} for nothing
 */
public record Fate(Act act, String rule, @Nullable String storageClass, long next) {
    /** No time. */
    public static final long NEVER = Long.MAX_VALUE;

    /** What is done to an object. */
    public enum Act {
        /** Nothing. */
        STAY,
        /** It expires. */
        EXPIRE,
        /** It moves to another storage class. */
        MOVE
    }

    /** Nothing is to be done until then. */
    public static Fate stay(long next) {
        return new Fate(Act.STAY, "", null, next);
    }
}
