package dev.kagemusha.s3.bucket;

import dev.kagemusha.state.ReadView;
import dev.kagemusha.state.Transaction;

/** What the rooms above have in a bucket: asked before the bucket is deleted, and removed with it. */
public interface Contents {
    /** Whether something is there that keeps the bucket from being deleted. */
    default boolean hold(ReadView view, Home home) {
        return false;
    }

    /** Removes the rest, under the bucket's exclusive lock. */
    default void remove(Transaction tx, Home home) {}
}
