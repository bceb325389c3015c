package dev.kagemusha.s3.event;

import dev.kagemusha.s3.configuration.Settings;
import dev.kagemusha.state.Transaction;

/** Who has something to do when something happens in a bucket. */
public interface Follower {
    /** What its place in a log is kept under; frozen. Empty for one that reads no log. */
    String name();

    /** Whether it cares for a bucket so configured. Asked for every change of an object: must be quick. */
    boolean follows(Settings settings);

    /**
     * Something happened; the transaction is that of the change and shares the bucket's lock.
     *
     * @param settings of the bucket, those of {@link #follows}
     */
    void told(Transaction tx, Site site, Settings settings, ObjectEvent event);
}
