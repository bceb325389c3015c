package dev.kagemusha.s3.object;

import dev.kagemusha.s3.bucket.BucketTables;
import dev.kagemusha.s3.bucket.Contents;
import dev.kagemusha.s3.bucket.Home;
import dev.kagemusha.s3.bucket.ObjectKey;
import dev.kagemusha.s3.bucket.S3Call;
import dev.kagemusha.s3.bucket.Versioning;
import dev.kagemusha.s3.event.Happening;
import dev.kagemusha.s3.lock.Hold;
import dev.kagemusha.service.Permission;
import dev.kagemusha.state.BlobRef;
import dev.kagemusha.state.Blobs;
import dev.kagemusha.state.Cursor;
import dev.kagemusha.state.KeyRange;
import dev.kagemusha.state.KeyWriter;
import dev.kagemusha.state.Locks;
import dev.kagemusha.state.ReadView;
import dev.kagemusha.state.Transaction;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.function.UnaryOperator;

/**
 * The verbs on objects: entry and object row change together, and blobs are counted with them.
 *
 * <p>The newest version of a key, if it is an object, is in the tables of current objects: what a bucket without versions costs is what
 * a bucket with them costs to read and to list. All others, and every delete marker, are aside, newest first. So a key has a current
 * object, or its newest version is the first one aside, and then a marker. The null version may be in either place; where it is aside
 * a row of its own says so.
 *
 * <p>Each verb takes the bucket as {@code S3Call.confirm} found it in the same transaction: whether it keeps versions may have changed.
 */
public final class Shelf {
    private final Blobs blobs;

    public Shelf(Blobs blobs) {
        this.blobs = blobs;
    }

    /** What a change of one object locks: the object with its versions, and a share of its bucket. */
    public static Locks locks(Home home, String key) {
        return Locks.of(ObjectTables.OBJECTS, home.scope(), home.key(key))
                .andShared(BucketTables.BUCKETS, home.scope(), home.name());
    }

    public static @Nullable Entry entry(ReadView view, Home home, String key) {
        return view.get(ObjectTables.ENTRIES, home.scope(), home.key(key));
    }

    public static @Nullable StoredObject object(ReadView view, Home home, String key) {
        return view.get(ObjectTables.OBJECTS, home.scope(), home.key(key));
    }

    /** A version aside, or null. */
    static @Nullable Versioned aside(ReadView view, Home home, String key, long order) {
        VersionKey at = VersionKey.of(home, key, order);
        Noncurrent row = view.get(ObjectTables.VERSIONS, home.scope(), at);
        return row == null ? null : aside(view, home, at, row);
    }

    private static Versioned aside(ReadView view, Home home, VersionKey at, Noncurrent row) {
        StoredObject object = row.marker() ? null : view.get(ObjectTables.VERSION_OBJECTS, home.scope(), at);
        return new Versioned(home, at.key(), new Version(at.order(), row.named()), object, row.modified(), false);
    }

    /** The newest version aside, or null. */
    static @Nullable Versioned newestAside(ReadView view, Home home, String key) {
        try (Cursor<VersionKey, Noncurrent> cursor =
                view.range(ObjectTables.VERSIONS, home.scope(), VersionKey.all(home, key))) {
            return cursor.next() ? aside(view, home, cursor.key(), cursor.value()) : null;
        }
    }

    /**
     * Puts an object whose blobs no row refers to through this one yet.
     *
     * @param old the current entry
     * @return the object as it is stored, with its version
     */
    public StoredObject put(Transaction tx, Home home, String key, StoredObject object, @Nullable Entry old) {
        for (BlobRef blob : object.blobs()) {
            blobs.keep(tx, home.scope(), blob);
        }
        return adopt(tx, home, key, object, old);
    }

    /** Puts an object that takes over blobs which other rows, deleted in this transaction, referred to. */
    public StoredObject adopt(Transaction tx, Home home, String key, StoredObject object, @Nullable Entry old) {
        StoredObject placed = object;
        if (home.bucket().versioning() == Versioning.OFF) {
            dropCurrent(tx, home, key, old);
        } else {
            placed = object.withVersion(
                    succeed(tx, home, key, old, object.entry().modified()));
        }
        tx.upsert(ObjectTables.ENTRIES, home.scope(), home.key(key), placed.entry());
        tx.upsert(ObjectTables.OBJECTS, home.scope(), home.key(key), placed);
        return placed;
    }

    /**
     * Puts a version of another bucket under its own id and at its own place in time, which need not be the newest. The bucket keeps
     * versions, and has none of that id.
     */
    public void place(Transaction tx, Home home, String key, StoredObject object) {
        for (BlobRef blob : object.blobs()) {
            blobs.keep(tx, home.scope(), blob);
        }
        Version version = object.entry().version();
        if (newer(tx, home, key, version)) {
            Entry old = entry(tx, home, key);
            if (old != null) {
                setAside(tx, home, key, old);
            }
            tx.upsert(ObjectTables.ENTRIES, home.scope(), home.key(key), object.entry());
            tx.upsert(ObjectTables.OBJECTS, home.scope(), home.key(key), object);
        } else {
            VersionKey at = VersionKey.of(home, key, version.order());
            tx.insert(ObjectTables.VERSIONS, home.scope(), at, Noncurrent.of(object.entry()));
            tx.insert(ObjectTables.VERSION_OBJECTS, home.scope(), at, object);
        }
    }

    /** The same for a delete marker. */
    public static void placeMarker(Transaction tx, Home home, String key, Version version, long modified) {
        Entry old = entry(tx, home, key);
        if (old != null && newer(tx, home, key, version)) {
            setAside(tx, home, key, old);
            deleteCurrent(tx, home, key);
        }
        tx.insert(
                ObjectTables.VERSIONS,
                home.scope(),
                VersionKey.of(home, key, version.order()),
                new Noncurrent(true, modified, null));
    }

    /** Whether a version comes after all that a key has. */
    private static boolean newer(ReadView view, Home home, String key, Version version) {
        Versioned newest = Versioned.find(view, home, key, null);
        return newest == null || newest.version().order() < version.order();
    }

    /** Moves an object to another storage class; nothing else of it changes, not even its date. */
    public void move(Transaction tx, Home home, String key, int storageClass) {
        StoredObject object = object(tx, home, key);
        if (object != null) {
            StoredObject moved = object.withEntry(object.entry().withStorageClass(storageClass));
            tx.upsert(ObjectTables.ENTRIES, home.scope(), home.key(key), moved.entry());
            tx.upsert(ObjectTables.OBJECTS, home.scope(), home.key(key), moved);
        }
    }

    /** Puts a delete marker over a key of a bucket that keeps versions, or kept them. */
    Version mark(Transaction tx, Home home, String key, @Nullable Entry old, long now) {
        Version version = succeed(tx, home, key, old, now);
        if (old != null) {
            deleteCurrent(tx, home, key);
        }
        tx.insert(
                ObjectTables.VERSIONS,
                home.scope(),
                VersionKey.of(home, key, version.order()),
                new Noncurrent(version.named(), now, null));
        if (!version.named()) {
            tx.upsert(ObjectTables.NULLS, home.scope(), home.key(key), version.order());
        }
        return version;
    }

    /**
     * Ends a current object as deleting its key does.
     *
     * @return the id of the delete marker that hides it now, or null where the bucket never kept versions
     */
    public @Nullable String expire(Transaction tx, Home home, String key, Entry old, long now) {
        if (home.bucket().versioning() != Versioning.OFF) {
            return mark(tx, home, key, old, now).id(key);
        }
        remove(tx, home, key, old);
        return null;
    }

    /** Makes room for a new version: what it replaces is dropped, what it follows is set aside. */
    private Version succeed(Transaction tx, Home home, String key, @Nullable Entry old, long now) {
        boolean named = home.bucket().versioning() == Versioning.ENABLED;
        Version newest = old != null ? old.version() : null;
        if (old == null) {
            Versioned aside = newestAside(tx, home, key);
            newest = aside == null ? null : aside.version();
        }
        if (!named) {
            Long unnamed = tx.get(ObjectTables.NULLS, home.scope(), home.key(key));
            if (unnamed != null) {
                dropAside(tx, home, key, unnamed);
            }
        }
        if (old != null && !named && !old.version().named()) {
            dropCurrent(tx, home, key, old);
        } else if (old != null) {
            setAside(tx, home, key, old);
        }
        return Version.after(newest, now, named);
    }

    private static void setAside(Transaction tx, Home home, String key, Entry old) {
        StoredObject object = object(tx, home, key);
        if (object == null) {
            return;
        }
        VersionKey at = VersionKey.of(home, key, old.version().order());
        tx.insert(ObjectTables.VERSIONS, home.scope(), at, Noncurrent.of(old));
        tx.insert(ObjectTables.VERSION_OBJECTS, home.scope(), at, object);
        if (!old.version().named()) {
            tx.upsert(ObjectTables.NULLS, home.scope(), home.key(key), at.order());
        }
    }

    /** Removes the current object of a bucket that never kept versions. */
    void remove(Transaction tx, Home home, String key, Entry old) {
        dropCurrent(tx, home, key, old);
        deleteCurrent(tx, home, key);
    }

    /** Removes one version for good; if it was the newest, the one before it takes its place. */
    public void remove(Transaction tx, Versioned version) {
        Home home = version.home();
        String key = version.key();
        if (version.current()) {
            remove(tx, home, key, version.stored().entry());
        } else {
            dropAside(tx, home, key, version.version().order());
        }
        if (home.bucket().versioning() == Versioning.OFF || (!version.current() && entry(tx, home, key) != null)) {
            return;
        }
        Versioned next = newestAside(tx, home, key);
        if (next != null && next.object() != null) {
            VersionKey at = VersionKey.of(home, key, next.version().order());
            deleteAside(tx, home, at, next.version().named());
            tx.upsert(
                    ObjectTables.ENTRIES,
                    home.scope(),
                    home.key(key),
                    next.object().entry());
            tx.upsert(ObjectTables.OBJECTS, home.scope(), home.key(key), next.object());
        }
    }

    /** Puts another description, or hold, of the same version with the same blobs. */
    public static void replace(Transaction tx, Versioned version, StoredObject object) {
        Home home = version.home();
        if (version.current()) {
            ObjectKey at = home.key(version.key());
            tx.upsert(ObjectTables.OBJECTS, home.scope(), at, object);
            if (!object.entry().equals(version.stored().entry())) {
                tx.upsert(ObjectTables.ENTRIES, home.scope(), at, object.entry());
            }
        } else {
            VersionKey at = VersionKey.of(home, version.key(), version.version().order());
            tx.upsert(ObjectTables.VERSION_OBJECTS, home.scope(), at, object);
            if (!object.entry().equals(version.stored().entry())) {
                tx.upsert(ObjectTables.VERSIONS, home.scope(), at, Noncurrent.of(object.entry()));
            }
        }
    }

    /**
     * Changes what is said of a version, which may be named, and tells of it.
     *
     * @return the version that was changed
     */
    public static Versioned change(
            S3Call call,
            Home home,
            String key,
            @Nullable String id,
            Happening what,
            UnaryOperator<StoredObject> change) {
        Telling telling = new Telling(call, home);
        Versioned found = call.store().write(locks(home, key), tx -> {
            Versioned version = Versioned.find(tx, call.confirm(tx, home), key, id);
            if (version != null && version.object() != null) {
                StoredObject changed = change.apply(version.object());
                replace(tx, version, changed);
                telling.of(tx, what, key, version.version().told(key), changed.entry());
            }
            return version;
        });
        return Versioned.found(call, home, key, id, found);
    }

    /** What a request wants its object held by; the caller needs permission for each. */
    public static Hold hold(
            S3Call call,
            String bucket,
            String key,
            @Nullable String mode,
            @Nullable Instant until,
            @Nullable String legal) {
        Hold hold = Hold.of(mode, until, legal, call.now());
        if (hold.mode() != null) {
            call.call().require(Permission.of("s3:PutObjectRetention", call.objectArn(bucket, key)));
        }
        if (hold.legal() != null) {
            call.call().require(Permission.of("s3:PutObjectLegalHold", call.objectArn(bucket, key)));
        }
        return hold;
    }

    private void dropAside(Transaction tx, Home home, String key, long order) {
        Versioned version = aside(tx, home, key, order);
        if (version == null) {
            return;
        }
        if (version.object() != null && version.object().entry().inFiles()) {
            drop(tx, home, version.object());
        }
        deleteAside(tx, home, VersionKey.of(home, key, order), version.version().named());
    }

    private static void deleteAside(Transaction tx, Home home, VersionKey at, boolean named) {
        tx.delete(ObjectTables.VERSIONS, home.scope(), at);
        tx.delete(ObjectTables.VERSION_OBJECTS, home.scope(), at);
        if (!named) {
            tx.delete(ObjectTables.NULLS, home.scope(), home.key(at.key()));
        }
    }

    private static void deleteCurrent(Transaction tx, Home home, String key) {
        tx.delete(ObjectTables.ENTRIES, home.scope(), home.key(key));
        tx.delete(ObjectTables.OBJECTS, home.scope(), home.key(key));
    }

    private void dropCurrent(Transaction tx, Home home, String key, @Nullable Entry old) {
        if (old == null || !old.inFiles()) {
            return; // a body inside the row goes with it
        }
        StoredObject object = object(tx, home, key);
        if (object != null) {
            drop(tx, home, object);
        }
    }

    private void drop(Transaction tx, Home home, StoredObject object) {
        for (BlobRef blob : object.blobs()) {
            blobs.drop(tx, home.scope(), blob);
        }
    }

    /** Keeps a bucket with objects, older versions or delete markers from being deleted. */
    public static Contents contents() {
        return new Contents() {
            @Override
            public boolean hold(ReadView view, Home home) {
                KeyRange all =
                        KeyRange.prefix(new KeyWriter().u64(home.bucket().id()).toBytes());
                try (Cursor<ObjectKey, Entry> objects = view.range(ObjectTables.ENTRIES, home.scope(), all);
                        Cursor<VersionKey, Noncurrent> versions =
                                view.range(ObjectTables.VERSIONS, home.scope(), all)) {
                    return objects.next() || versions.next();
                }
            }
        };
    }
}
