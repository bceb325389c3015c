package dev.kagemusha.s3.configuration;

import dev.kagemusha.rows.Bytes;
import dev.kagemusha.state.Cursor;
import dev.kagemusha.state.ReadView;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.state.Table;
import dev.kagemusha.state.Transaction;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The configurations of all buckets. Every request asks for some, so what a bucket has is kept decoded in memory; a bucket without
 * any costs a look-up in a map.
 *
 * <p>What is kept stands for as long as the number of its bucket's stripe, which every change raises after its commit and before
 * its answer: who reads while a change is being committed may keep the old rows, but under a number that is no longer valid.
 */
public final class Configurations {
    /** bucket id, kind, name → document; in the scope of the bucket's owner */
    static final Table<Place, byte[]> ROWS = new Table<>(208, "s3.configurations", new Place.Codec(), new Bytes());

    private static final int STRIPES = 256;
    private static final int KEPT = 10_000;
    private static final Kind<?>[] KINDS = Kind.byNumber();

    private final StateStore store;
    private final ConcurrentHashMap<Bucket, Kept> kept = new ConcurrentHashMap<>();
    private final AtomicLongArray changes = new AtomicLongArray(STRIPES);
    private final List<Watcher> watchers = new CopyOnWriteArrayList<>();

    public Configurations(StateStore store) {
        this.store = store;
        store.onReset(() -> {
            for (int i = 0; i < STRIPES; i++) {
                changes.incrementAndGet(i);
            }
            kept.clear();
        });
    }

    private record Bucket(int scope, long id) {
        int stripe() {
            return (31 * scope + Long.hashCode(id)) & (STRIPES - 1);
        }
    }

    private record Kept(long change, Settings settings) {}

    /** Who carries configurations out, and has to know when there is another. */
    @FunctionalInterface
    public interface Watcher {
        /**
         * Called in the transaction of the change, which has the bucket's lock; {@link #of(Transaction, int, long)} shows what is configured
         * from now on.
         *
         * @param kind null when the bucket goes with all that is configured of it
         */
        void changed(Transaction tx, int scope, long bucket, @Nullable Kind<?> kind, String name);
    }

    /** What is configured of a bucket. */
    public Settings of(int scope, long bucket) {
        Bucket which = new Bucket(scope, bucket);
        long change = changes.get(which.stripe());
        Kept known = kept.get(which);
        if (known != null && known.change() == change) {
            return known.settings();
        }
        Settings settings = store.read(view -> read(view, scope, bucket));
        if (kept.size() >= KEPT) {
            kept.clear();
        }
        kept.put(which, new Kept(change, settings));
        return settings;
    }

    /** The same as a transaction sees it. */
    public Settings of(Transaction tx, int scope, long bucket) {
        return read(tx, scope, bucket);
    }

    private static Settings read(ReadView view, int scope, long bucket) {
        Settings found = Settings.NONE;
        try (Cursor<Place, byte[]> rows = view.range(ROWS, scope, Place.ofBucket(bucket))) {
            while (rows.next()) {
                if (found == Settings.NONE) {
                    found = new Settings();
                }
                found.add(KINDS[rows.key().kind()], rows.key().name(), rows.value());
            }
        }
        return found;
    }

    /** Puts the one configuration of a kind; the transaction has the bucket's lock. */
    public <T> void put(Transaction tx, int scope, long bucket, Kind<T> kind, T value) {
        put(tx, scope, bucket, kind, "", value);
    }

    /** Puts a configuration with a name; the transaction has the bucket's lock. */
    public <T> void put(Transaction tx, int scope, long bucket, Kind<T> kind, String name, T value) {
        tx.upsert(
                ROWS,
                scope,
                new Place(bucket, kind.number(), name),
                kind.codec().encode(value));
        changed(tx, scope, bucket, kind, name);
    }

    /** Removes the one configuration of a kind, if there is one. */
    public void delete(Transaction tx, int scope, long bucket, Kind<?> kind) {
        delete(tx, scope, bucket, kind, "");
    }

    /** Removes a configuration with a name, if there is one. */
    public void delete(Transaction tx, int scope, long bucket, Kind<?> kind, String name) {
        tx.delete(ROWS, scope, new Place(bucket, kind.number(), name));
        changed(tx, scope, bucket, kind, name);
    }

    /** Removes all that is configured of a bucket, with the bucket. */
    public void deleteAll(Transaction tx, int scope, long bucket) {
        tx.deleteRange(ROWS, scope, Place.ofBucket(bucket));
        changed(tx, scope, bucket, null, "");
        tx.afterCommit(() -> kept.remove(new Bucket(scope, bucket)));
    }

    /** Has somebody told of all changes. */
    public void watch(Watcher watcher) {
        watchers.add(watcher);
    }

    private void changed(Transaction tx, int scope, long bucket, @Nullable Kind<?> kind, String name) {
        for (Watcher watcher : watchers) {
            watcher.changed(tx, scope, bucket, kind, name);
        }
        int stripe = new Bucket(scope, bucket).stripe();
        tx.afterCommit(() -> changes.incrementAndGet(stripe));
    }
}
