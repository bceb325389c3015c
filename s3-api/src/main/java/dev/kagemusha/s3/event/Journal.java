package dev.kagemusha.s3.event;

import dev.kagemusha.rows.Pair;
import dev.kagemusha.s3.configuration.Configurations;
import dev.kagemusha.s3.configuration.Settings;
import dev.kagemusha.state.ChangeLog;
import dev.kagemusha.state.Cursor;
import dev.kagemusha.state.KeyReader;
import dev.kagemusha.state.KeyWriter;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.state.Table;
import dev.kagemusha.state.Transaction;
import dev.kagemusha.state.ValueCodec;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * What happens to objects, told to those who follow a bucket and written into its log for those of them who read it. A bucket that nobody
 * follows has no log and pays a look-up in a map.
 *
 * <p>A reader has a place in the log, from the moment it is given one with {@link #begin}; behind the places of all readers the log is
 * cut off.
 */
public final class Journal {
    /** bucket id in 19 digits, name of a follower → number of the first event it has not read */
    static final Table<Pair, Long> PLACES = new Table<>(220, "s3.eventPlaces", new Pair.Codec(), new NumberCodec());

    private final StateStore store;
    private final ChangeLog log;
    private final Configurations configurations;
    private final List<Follower> followers = new ArrayList<>();
    private final Stirring stirring = new Stirring();

    public Journal(StateStore store, ChangeLog log, Configurations configurations) {
        this.store = store;
        this.log = log;
        this.configurations = configurations;
        store.onReset(stirring::clear);
        configurations.watch((tx, scope, bucket, kind, name) -> {
            if (kind == null) {
                log.drop(tx, scope, bucket);
                tx.deleteRange(PLACES, scope, Pair.ownedBy(owner(bucket)));
            }
        });
    }

    /** Adds a follower; all are there before the first request. */
    public void add(Follower follower) {
        followers.add(follower);
    }

    /** Which buckets are written to at all. */
    public Stirring stirring() {
        return stirring;
    }

    /** Tells the followers of one bucket what happens there. */
    public final class Pen {
        private final Site site;
        private final Settings settings;
        private final List<Follower> told;

        Pen(Site site, Settings settings, List<Follower> told) {
            this.site = site;
            this.settings = settings;
            this.told = told;
        }

        /** Whether anybody is told, so that there is an event to be made. */
        public boolean writes() {
            return !told.isEmpty();
        }

        /** Tells of an event in the transaction of the change, under the lock of its object and a share of the bucket's. */
        public void write(Transaction tx, ObjectEvent event) {
            boolean logged = false;
            for (Follower follower : told) {
                if (!logged && !follower.name().isEmpty()) {
                    long ignored = log.append(tx, site.scope(), site.bucket(), event.encode());
                    logged = true;
                }
                follower.told(tx, site, settings, event);
            }
        }
    }

    /** For the changes of a bucket. Asked for outside transactions. */
    public Pen pen(Site site) {
        Settings settings = configurations.of(site.scope(), site.bucket());
        List<Follower> told = List.of();
        if (settings != Settings.NONE) {
            for (Follower follower : followers) {
                if (follower.follows(settings)) {
                    if (told.isEmpty()) {
                        told = new ArrayList<>(followers.size());
                    }
                    told.add(follower);
                }
            }
        }
        return new Pen(site, settings, told);
    }

    // ---- for those who read the log

    /** Gives a follower a place at the end of the log, unless it has one; the transaction has the bucket's lock. */
    public void begin(Transaction tx, int scope, long bucket, Follower follower) {
        if (tx.get(PLACES, scope, place(bucket, follower)) == null) {
            tx.insert(PLACES, scope, place(bucket, follower), log.frontier(scope, bucket));
        }
    }

    /** Takes a follower's place away. */
    public void end(Transaction tx, int scope, long bucket, Follower follower) {
        tx.delete(PLACES, scope, place(bucket, follower));
        trim(tx, scope, bucket);
    }

    /** The next events for a follower, or null when it has no place. Not to be called in a transaction. */
    public ChangeLog.@Nullable Slice read(Site site, Follower follower, int count, long bytes) {
        Long from = store.read(view -> view.get(PLACES, site.scope(), place(site.bucket(), follower)));
        return from == null ? null : log.read(site.scope(), site.bucket(), from, Long.MAX_VALUE, count, bytes);
    }

    /** Everything before this number is read. */
    public void reached(Transaction tx, Site site, Follower follower, long number) {
        Pair place = place(site.bucket(), follower);
        if (tx.get(PLACES, site.scope(), place) != null) {
            tx.update(PLACES, site.scope(), place, number);
            trim(tx, site.scope(), site.bucket());
        }
    }

    /** Whether there is something to read; under the bucket's lock nobody is about to write more. */
    public boolean more(Transaction tx, Site site, Follower follower) {
        Long from = tx.get(PLACES, site.scope(), place(site.bucket(), follower));
        if (from == null) {
            return false;
        }
        try (Cursor<ChangeLog.Place, byte[]> rows =
                ChangeLog.range(tx, site.scope(), site.bucket(), from, Long.MAX_VALUE, false)) {
            return rows.next();
        }
    }

    private void trim(Transaction tx, int scope, long bucket) {
        long least = Long.MAX_VALUE;
        try (Cursor<Pair, Long> places = tx.range(PLACES, scope, Pair.ownedBy(owner(bucket)))) {
            while (places.next()) {
                least = Math.min(least, places.value());
            }
        }
        log.trim(tx, scope, bucket, least);
    }

    private static Pair place(long bucket, Follower follower) {
        return new Pair(owner(bucket), follower.name());
    }

    private static String owner(long bucket) {
        String digits = Long.toString(bucket);
        return "0".repeat(19 - digits.length()) + digits;
    }

    private static final class NumberCodec implements ValueCodec<Long> {
        @Override
        public byte[] encode(Long value) {
            return new KeyWriter().u64(value).toBytes();
        }

        @Override
        public Long decode(byte[] bytes) {
            return new KeyReader(bytes).u64();
        }
    }
}
