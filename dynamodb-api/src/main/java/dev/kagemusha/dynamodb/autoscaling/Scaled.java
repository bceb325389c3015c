package dev.kagemusha.dynamodb.autoscaling;

/**
 * When the capacity of a target was changed last by a policy.
 *
 * @param outMillis when it was added, or 0
 * @param inMillis when it was taken away, or 0
 * @param outFrom what there was before it was added, in all of a scale-out cooldown
 */
record Scaled(long outMillis, long inMillis, long outFrom) {
    static final Scaled NEVER = new Scaled(0, 0, 0);

    /** Added, to what there was before. */
    Scaled out(long from, long millis) {
        return new Scaled(millis, inMillis, from);
    }

    /** Taken away. */
    Scaled in(long millis) {
        return new Scaled(outMillis, millis, outFrom);
    }
}
