package dev.kagemusha.s3.bucket;

import dev.kagemusha.auth.Caller;
import dev.kagemusha.s3.accesspoint.AccessPoint;
import dev.kagemusha.s3.accesspoint.AccessPoints;
import dev.kagemusha.s3.event.Site;
import dev.kagemusha.state.Cursor;
import dev.kagemusha.state.KeyRange;
import dev.kagemusha.state.Locks;
import dev.kagemusha.state.ReadView;
import dev.kagemusha.state.Scope;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.state.Transaction;
import org.jspecify.annotations.Nullable;

import java.util.concurrent.ConcurrentHashMap;

/** Finds buckets for deferred work, which knows them by their internal ids. */
public final class Homes {
    private static final int KEPT = 10_000;

    private final StateStore store;
    // Names are only tried: a bucket of that name is asked for its id each time.
    private final ConcurrentHashMap<Long, String> names = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Integer, Scope> scopes = new ConcurrentHashMap<>();

    public Homes(StateStore store) {
        this.store = store;
        store.onReset(() -> {
            names.clear();
            scopes.clear();
        });
    }

    /**
     * The bucket of this name, whoever has it; null when the name is free.
     *
     * @param names the scope of S3 that spans accounts and regions
     */
    public static @Nullable Home named(ReadView view, StateStore store, int names, String bucket) {
        Holder holder = view.get(BucketTables.NAMES, names, bucket);
        if (holder == null || !store.live(holder.scope())) {
            return null;
        }
        BucketRow row = view.get(BucketTables.BUCKETS, holder.scope(), bucket);
        return row == null ? null : new Home(bucket, holder.scope(), holder.account(), holder.region(), row);
    }

    /** The bucket behind the access point that a text names, or null. */
    private @Nullable Home through(ReadView view, AccessPoints points, int names, String text, String region) {
        AccessPoint point = points.find(view, text, region);
        return point == null ? null : behind(view, store, names, point);
    }

    /** The bucket that a point leads to, if it is still the one that it was made for. */
    static @Nullable Home behind(ReadView view, StateStore store, int names, AccessPoint point) {
        Home home = named(view, store, names, point.bucket());
        return home == null
                        || home.scope() != point.bucketScope()
                        || home.bucket().id() != point.bucketId()
                ? null
                : home.through(point);
    }

    /** A bucket, and where it is, or null when it is gone. Not to be called in a transaction. */
    public @Nullable Home find(int scope, long id) {
        Scope of = scope(scope);
        if (of == null) {
            return null;
        }
        String known = names.get(id);
        return store.read(view -> {
            Home home = known == null ? null : home(view, of, scope, known, id);
            return home != null ? home : search(view, of, scope, id);
        });
    }

    /**
     * The bucket of a name, whoever has it, or null. Not to be called in a transaction.
     *
     * @param region any of the partition that is meant; empty for that of most
     */
    public @Nullable Home named(String region, String bucket) {
        String partition = region.startsWith("cn-") ? "aws-cn" : region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
        int global = store.scope(new Scope(partition, S3Call.SERVICE, "", ""));
        return store.read(view -> {
            Home home = named(view, store, global, bucket);
            return home != null ? home : through(view, new AccessPoints(store, partition), global, bucket, region);
        });
    }

    private @Nullable Scope scope(int id) {
        Scope known = scopes.get(id);
        if (known == null) {
            for (Scope scope : store.scopes()) {
                if (scope.service().equals(S3Call.SERVICE)) {
                    scopes.put(store.scope(scope), scope);
                }
            }
            known = scopes.get(id);
        }
        return known;
    }

    private static @Nullable Home home(ReadView view, Scope of, int scope, String name, long id) {
        BucketRow row = view.get(BucketTables.BUCKETS, scope, name);
        return row == null || row.id() != id ? null : new Home(name, scope, of.account(), of.region(), row);
    }

    private @Nullable Home search(ReadView view, Scope of, int scope, long id) {
        try (Cursor<String, BucketRow> rows = view.range(BucketTables.BUCKETS, scope, KeyRange.all())) {
            while (rows.next()) {
                if (rows.value().id() == id) {
                    String name = rows.key();
                    if (names.size() >= KEPT) {
                        names.clear();
                    }
                    names.put(id, name);
                    return new Home(name, scope, of.account(), of.region(), rows.value());
                }
            }
        }
        return null;
    }

    /** The bucket as it is inside a transaction that shares its lock. */
    public static Home now(Transaction tx, Home home) {
        BucketRow row = tx.get(BucketTables.BUCKETS, home.scope(), home.name());
        return row == null ? home : home.with(row);
    }

    /** The same bucket for those who follow what happens in it. */
    public Site site(Home home) {
        Scope of = scope(home.scope());
        return new Site(
                home.scope(),
                home.bucket().id(),
                of == null ? "aws" : of.partition(),
                home.account(),
                home.region(),
                home.name());
    }

    /**
     * A service of AWS that puts reports or logs of a bucket into another one, whose policy must allow it.
     *
     * @param service for example {@code logging.s3.amazonaws.com}
     */
    public Caller service(String service, Home home) {
        return new Caller.ServicePrincipal(service, home.account(), site(home).arn());
    }

    /** A share of the bucket's lock: it is not deleted or configured anew meanwhile. */
    public static Locks share(Home home) {
        return Locks.NONE.andShared(BucketTables.BUCKETS, home.scope(), home.name());
    }

    /** The bucket's lock: nothing in it is changed meanwhile. */
    public static Locks alone(Home home) {
        return Locks.of(BucketTables.BUCKETS, home.scope(), home.name());
    }
}
