package dev.kagemusha.s3.lifecycle;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.LifecycleExpiration;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.NoncurrentVersionExpiration;
import software.amazon.awssdk.services.s3.model.NoncurrentVersionTransition;
import software.amazon.awssdk.services.s3.model.Transition;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A rule that is enabled.
 *
 * @param expiry of current versions, or null
 * @param markers whether delete markers go that nothing is left under
 * @param moves of current versions
 * @param oldExpiry of noncurrent versions, or null
 * @param oldMoves of noncurrent versions
 * @param abortDays after which an upload that was not completed goes, or −1
 */
record Rule(
        String id,
        Filter filter,
        @Nullable When expiry,
        boolean markers,
        List<Move> moves,
        @Nullable Old oldExpiry,
        List<Move> oldMoves,
        int abortDays) {

    /**
     * When something is to happen to an object: so many days after it began to be what it is, or on a day.
     *
     * @param days or −1 where there is a date
     * @param date epoch milliseconds
     */
    record When(int days, long date) {
        static @Nullable When of(@Nullable Integer days, @Nullable Instant date) {
            return days != null ? new When(days, 0) : date != null ? new When(-1, Days.of(date)) : null;
        }

        long due(long since) {
            return days >= 0 ? Days.after(since, days) : date;
        }

        /** The first midnight at which something that begins now or later can have its turn. */
        long earliest(long now) {
            return days >= 0 ? Days.after(now, days) : Math.max(date, Days.next(now));
        }
    }

    /** @param kept how many noncurrent versions newer than one keep it from having its turn: more than these, or it stays */
    record Old(When when, int kept) {}

    /** @param kept as of {@link Old}; 0 for current versions */
    record Move(When when, String storageClass, int kept) {}

    static Rule of(LifecycleRule rule) {
        LifecycleExpiration expiration = rule.expiration();
        List<Move> moves = new ArrayList<>();
        for (Transition move : rule.transitions()) {
            When when = When.of(move.days(), move.date());
            if (when != null) {
                moves.add(new Move(when, move.storageClassAsString(), 0));
            }
        }
        List<Move> oldMoves = new ArrayList<>();
        for (NoncurrentVersionTransition move : rule.noncurrentVersionTransitions()) {
            oldMoves.add(new Move(
                    days(move.noncurrentDays()), move.storageClassAsString(), kept(move.newerNoncurrentVersions())));
        }
        NoncurrentVersionExpiration old = rule.noncurrentVersionExpiration();
        Integer abort = rule.abortIncompleteMultipartUpload() == null
                ? null
                : rule.abortIncompleteMultipartUpload().daysAfterInitiation();
        return new Rule(
                rule.id() == null ? "" : rule.id(),
                Filter.of(rule),
                expiration == null ? null : When.of(expiration.days(), expiration.date()),
                expiration != null && Boolean.TRUE.equals(expiration.expiredObjectDeleteMarker()),
                moves,
                old == null ? null : new Old(days(old.noncurrentDays()), kept(old.newerNoncurrentVersions())),
                oldMoves,
                abort == null ? -1 : abort);
    }

    private static When days(@Nullable Integer days) {
        return new When(days == null ? 0 : days, 0);
    }

    private static int kept(@Nullable Integer versions) {
        return versions == null ? 0 : versions;
    }
}
