package dev.kagemusha.s3.object;

import dev.kagemusha.s3.Refusals;
import dev.kagemusha.s3.bucket.BucketTables;
import dev.kagemusha.s3.bucket.Contents;
import dev.kagemusha.s3.bucket.Home;
import dev.kagemusha.s3.bucket.ObjectKey;
import dev.kagemusha.s3.bucket.S3Call;
import dev.kagemusha.state.BlobRef;
import dev.kagemusha.state.Blobs;
import dev.kagemusha.state.Cursor;
import dev.kagemusha.state.KeyRange;
import dev.kagemusha.state.KeyWriter;
import dev.kagemusha.state.Locks;
import dev.kagemusha.state.ReadView;
import dev.kagemusha.state.Transaction;
import org.jspecify.annotations.Nullable;

/** The verbs on objects: entry and object row change together, and blobs are counted with them. */
public final class Shelf {
    private final Blobs blobs;

    public Shelf(Blobs blobs) {
        this.blobs = blobs;
    }

    /** What a change of one object locks: the object, and a share of its bucket. */
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

    /** An object that may be named with the one version it has. */
    public static StoredObject find(
            S3Call call, String bucket, String key, @Nullable String version, @Nullable String expectedOwner) {
        Home[] home = new Home[1];
        StoredObject object = call.store().read(view -> {
            home[0] = call.home(view, bucket, expectedOwner);
            return object(view, home[0], key);
        });
        Refusals.version(version, key);
        if (object == null) {
            throw call.missing(home[0], key);
        }
        return object;
    }

    /** Puts an object whose blobs no row refers to through this one yet. */
    void put(Transaction tx, Home home, String key, StoredObject object, @Nullable Entry old) {
        for (BlobRef blob : object.blobs()) {
            blobs.keep(tx, home.scope(), blob);
        }
        adopt(tx, home, key, object, old);
    }

    /** Puts an object that takes over blobs which other rows, deleted in this transaction, referred to. */
    public void adopt(Transaction tx, Home home, String key, StoredObject object, @Nullable Entry old) {
        dropBlobs(tx, home, key, old);
        tx.upsert(ObjectTables.ENTRIES, home.scope(), home.key(key), object.entry());
        tx.upsert(ObjectTables.OBJECTS, home.scope(), home.key(key), object);
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

    public void remove(Transaction tx, Home home, String key, Entry old) {
        dropBlobs(tx, home, key, old);
        tx.delete(ObjectTables.ENTRIES, home.scope(), home.key(key));
        tx.delete(ObjectTables.OBJECTS, home.scope(), home.key(key));
    }

    private void dropBlobs(Transaction tx, Home home, String key, @Nullable Entry old) {
        if (old == null || !old.inFiles()) {
            return; // a body inside the row goes with it
        }
        StoredObject object = object(tx, home, key);
        if (object != null) {
            for (BlobRef blob : object.blobs()) {
                blobs.drop(tx, home.scope(), blob);
            }
        }
    }

    /** Keeps a bucket with objects from being deleted. */
    public static Contents contents() {
        return new Contents() {
            @Override
            public boolean hold(ReadView view, Home home) {
                byte[] prefix = new KeyWriter().u64(home.bucket().id()).toBytes();
                try (Cursor<ObjectKey, Entry> cursor =
                        view.range(ObjectTables.ENTRIES, home.scope(), KeyRange.prefix(prefix))) {
                    return cursor.next();
                }
            }
        };
    }
}
