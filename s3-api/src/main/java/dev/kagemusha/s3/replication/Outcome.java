package dev.kagemusha.s3.replication;

import org.jspecify.annotations.Nullable;

/**
 * How replication to one destination ended.
 *
 * @param failure AWS's reason, or null when all is well
 * @param gone whether what was to be replicated is none of replication's any more: no event tells of a failure then
 */
record Outcome(@Nullable String failure, boolean gone) {
    static final Outcome DONE = new Outcome(null, false);

    /** The version was deleted. */
    static final Outcome GONE = new Outcome(null, true);

    /** There is no such rule any more. */
    static final Outcome UNRULED = new Outcome("SrcBucketReplicationConfigMissing", true);

    /** Whether it failed, and something could be done about it. */
    boolean refused() {
        return failure != null && !gone;
    }

    static Outcome failed(String reason) {
        return new Outcome(reason, false);
    }
}
