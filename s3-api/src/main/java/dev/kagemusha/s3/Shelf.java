package dev.kagemusha.s3;

import dev.kagemusha.state.BlobRef;
import dev.kagemusha.state.Blobs;
import dev.kagemusha.state.Locks;
import dev.kagemusha.state.ReadView;
import dev.kagemusha.state.Transaction;
import org.jspecify.annotations.Nullable;

/** The verbs on objects: entry and object row change together, and blobs are counted with them. */
final class Shelf {
    private final Blobs blobs;

    Shelf(Blobs blobs) {
        this.blobs = blobs;
    }

    /** What a change of one object locks: the object, and a share of its bucket. */
    static Locks locks(Home home, String key) {
        return Locks.of(Tables.OBJECTS, home.scope(), home.key(key))
                .andShared(Tables.BUCKETS, home.scope(), home.name());
    }

    static @Nullable Entry entry(ReadView view, Home home, String key) {
        return view.get(Tables.ENTRIES, home.scope(), home.key(key));
    }

    static @Nullable StoredObject object(ReadView view, Home home, String key) {
        return view.get(Tables.OBJECTS, home.scope(), home.key(key));
    }

    /** Puts an object whose blobs no row refers to through this one yet. */
    void put(Transaction tx, Home home, String key, StoredObject object, @Nullable Entry old) {
        for (BlobRef blob : object.blobs()) {
            blobs.keep(tx, home.scope(), blob);
        }
        adopt(tx, home, key, object, old);
    }

    /** Puts an object that takes over blobs which other rows, deleted in this transaction, referred to. */
    void adopt(Transaction tx, Home home, String key, StoredObject object, @Nullable Entry old) {
        dropBlobs(tx, home, key, old);
        tx.upsert(Tables.ENTRIES, home.scope(), home.key(key), object.entry());
        tx.upsert(Tables.OBJECTS, home.scope(), home.key(key), object);
    }

    void remove(Transaction tx, Home home, String key, Entry old) {
        dropBlobs(tx, home, key, old);
        tx.delete(Tables.ENTRIES, home.scope(), home.key(key));
        tx.delete(Tables.OBJECTS, home.scope(), home.key(key));
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
}
