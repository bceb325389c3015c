package dev.kagemusha.s3.lifecycle;

import dev.kagemusha.s3.lifecycle.Fate.Act;
import dev.kagemusha.s3.lifecycle.Rule.Move;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.LifecycleRule;

import java.util.ArrayList;
import java.util.List;

/**
 * A bucket's lifecycle configuration as a judge: what is to happen to an object, and when. It knows no store and no clock; all times are epoch
 * milliseconds.
 *
 * <p>Where rules disagree, what ends an object goes before what moves it, and of two moves the cheaper class wins, as AWS says of
 * overlapping rules.
 */
public final class Lifecycle {
    /** What objects must have to be moved where nothing else is said: AWS's default since September 2024. */
    private static final long SMALL = 128 * 1024;

    private final List<Rule> rules;
    private final boolean archivesSmall;

    private Lifecycle(List<Rule> rules, boolean archivesSmall) {
        this.rules = rules;
        this.archivesSmall = archivesSmall;
    }

    /**
     * The enabled ones of these rules.
     *
     * @param minimumSize {@code TransitionDefaultMinimumObjectSize} as it was put, or null
     */
    public static Lifecycle of(List<LifecycleRule> rules, @Nullable String minimumSize) {
        List<Rule> enabled = new ArrayList<>(rules.size());
        for (LifecycleRule rule : rules) {
            if (rule.status() == ExpirationStatus.ENABLED) {
                enabled.add(Rule.of(rule));
            }
        }
        return new Lifecycle(enabled, "varies_by_storage_class".equals(minimumSize));
    }

    /** When an object expires, and by which rule. */
    public record Expiry(long due, String rule) {}

    /** When the current version of this object expires as things are, or null; what {@code x-amz-expiration} tells. */
    public @Nullable Expiry expiry(Subject subject, long created) {
        Expiry first = null;
        for (Rule rule : rules) {
            if (rule.expiry() != null && rule.filter().matches(subject)) {
                long due = rule.expiry().due(created);
                if (first == null || due < first.due()) {
                    first = new Expiry(due, rule.id());
                }
            }
        }
        return first;
    }

    /** When an upload that begins now is given up if nobody completes it, or null. */
    public @Nullable Expiry abort(String key, long initiated) {
        Expiry first = null;
        for (Rule rule : rules) {
            if (rule.abortDays() >= 0 && key.startsWith(rule.filter().prefix())) {
                long due = Days.after(initiated, rule.abortDays());
                if (first == null || due < first.due()) {
                    first = new Expiry(due, rule.id());
                }
            }
        }
        return first;
    }

    /** What happens to a current version that is no delete marker. */
    public Fate current(Subject subject, long created, long now) {
        Expiry expiry = expiry(subject, created);
        if (expiry != null && expiry.due() <= now) {
            return new Fate(Act.EXPIRE, expiry.rule(), null, Fate.NEVER);
        }
        Choice choice = new Choice(subject, now);
        for (Rule rule : rules) {
            if (!rule.moves().isEmpty() && rule.filter().matches(subject)) {
                for (Move move : rule.moves()) {
                    choice.offer(rule, move, created);
                }
            }
        }
        return choice.fate(expiry == null ? Fate.NEVER : expiry.due());
    }

    /**
     * What happens to a noncurrent version.
     *
     * @param since when it ceased to be current: when its successor was made
     * @param newer how many noncurrent versions of its key are newer
     */
    public Fate noncurrent(Subject subject, long since, int newer, long now) {
        long ends = Fate.NEVER;
        Choice choice = new Choice(subject, now);
        for (Rule rule : rules) {
            if ((rule.oldExpiry() == null && rule.oldMoves().isEmpty())
                    || !rule.filter().matches(subject)) {
                continue;
            }
            if (rule.oldExpiry() != null && newer >= rule.oldExpiry().kept()) {
                long due = rule.oldExpiry().when().due(since);
                if (due <= now) {
                    return new Fate(Act.EXPIRE, rule.id(), null, Fate.NEVER);
                }
                ends = Math.min(ends, due);
            }
            for (Move move : rule.oldMoves()) {
                if (newer >= move.kept()) {
                    choice.offer(rule, move, since);
                }
            }
        }
        return choice.fate(ends);
    }

    /**
     * What happens to a delete marker that is current and has no version under it any more. A rule that expires objects after some days
     * takes it away at that age, one for such markers at once.
     */
    public Fate marker(String key, long created, long now) {
        long ends = Fate.NEVER;
        for (Rule rule : rules) {
            if ((!rule.markers() && rule.expiry() == null)
                    || !rule.filter().tags().isEmpty()
                    || rule.filter().sized()
                    || !key.startsWith(rule.filter().prefix())) {
                continue;
            }
            long due = rule.markers() || rule.expiry() == null
                    ? Days.next(created)
                    : rule.expiry().due(created);
            if (due <= now) {
                return new Fate(Act.EXPIRE, rule.id(), null, Fate.NEVER);
            }
            ends = Math.min(ends, due);
        }
        return Fate.stay(ends);
    }

    /** What happens to an upload that is not completed. */
    public Fate upload(String key, long initiated, long now) {
        Expiry abort = abort(key, initiated);
        if (abort == null) {
            return Fate.stay(Fate.NEVER);
        }
        return abort.due() <= now ? new Fate(Act.EXPIRE, abort.rule(), null, Fate.NEVER) : Fate.stay(abort.due());
    }

    /**
     * The first moment at which there can be something to do for what is made from now on, or becomes noncurrent: whoever has seen everything
     * that is there now need not look again before. {@link Fate#NEVER} without rules.
     */
    public long earliest(long now) {
        long first = Fate.NEVER;
        for (Rule rule : rules) {
            if (rule.expiry() != null) {
                first = Math.min(first, rule.expiry().earliest(now));
            }
            for (Move move : rule.moves()) {
                first = Math.min(first, move.when().earliest(now));
            }
            if (rule.oldExpiry() != null) {
                first = Math.min(first, rule.oldExpiry().when().earliest(now));
            }
            for (Move move : rule.oldMoves()) {
                first = Math.min(first, move.when().earliest(now));
            }
            if (rule.abortDays() >= 0) {
                first = Math.min(first, Days.after(now, rule.abortDays()));
            }
        }
        return first;
    }

    /**
     * Whether something that is old already may get its turn by what is done to it or its neighbours: tags put on it, versions put over it or
     * deleted from under it. After such a change the next midnight counts.
     */
    public boolean sudden() {
        for (Rule rule : rules) {
            if (!rule.filter().tags().isEmpty()
                    || rule.markers()
                    || rule.expiry() != null
                    || (rule.oldExpiry() != null && rule.oldExpiry().kept() > 0)) {
                return true;
            }
            for (Move move : rule.oldMoves()) {
                if (move.kept() > 0) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether any rule is about uploads. */
    public boolean aborts() {
        for (Rule rule : rules) {
            if (rule.abortDays() >= 0) {
                return true;
            }
        }
        return false;
    }

    /** Whether any rule is about more than uploads. */
    public boolean concernsObjects() {
        for (Rule rule : rules) {
            if (rule.expiry() != null
                    || rule.markers()
                    || rule.oldExpiry() != null
                    || !rule.moves().isEmpty()
                    || !rule.oldMoves().isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /** The move that wins, and the time of the next one. */
    private final class Choice {
        private final Subject subject;
        private final long now;
        private @Nullable Move best;
        private String by = "";
        private long next = Fate.NEVER;

        Choice(Subject subject, long now) {
            this.subject = subject;
            this.now = now;
        }

        void offer(Rule rule, Move move, long since) {
            if (!Waterfall.allows(subject.storageClass(), move.storageClass()) || tooSmall(rule, move)) {
                return;
            }
            long due = move.when().due(since);
            if (due > now) {
                next = Math.min(next, due);
            } else if (best == null || Waterfall.rank(move.storageClass()) > Waterfall.rank(best.storageClass())) {
                best = move;
                by = rule.id();
            }
        }

        private boolean tooSmall(Rule rule, Move move) {
            return subject.size() < SMALL
                    && !rule.filter().sized()
                    && !(archivesSmall && Waterfall.archive(move.storageClass()));
        }

        Fate fate(long ends) {
            long then = Math.min(next, ends);
            return best == null ? Fate.stay(then) : new Fate(Act.MOVE, by, best.storageClass(), then);
        }
    }
}
