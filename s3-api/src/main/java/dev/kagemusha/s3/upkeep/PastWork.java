package dev.kagemusha.s3.upkeep;

import dev.kagemusha.s3.bucket.Home;
import dev.kagemusha.s3.bucket.Homes;
import dev.kagemusha.s3.event.Happening;
import dev.kagemusha.s3.event.Journal;
import dev.kagemusha.s3.event.ObjectEvent;
import dev.kagemusha.s3.event.Origin;
import dev.kagemusha.s3.lifecycle.Days;
import dev.kagemusha.s3.lifecycle.Fate;
import dev.kagemusha.s3.lifecycle.Lifecycle;
import dev.kagemusha.s3.lifecycle.Subject;
import dev.kagemusha.s3.object.ObjectTables;
import dev.kagemusha.s3.object.Past;
import dev.kagemusha.s3.object.Shelf;
import dev.kagemusha.s3.object.StorageClasses;
import dev.kagemusha.s3.object.Telling;
import dev.kagemusha.s3.object.Versioned;
import dev.kagemusha.state.Locks;
import dev.kagemusha.state.ReadView;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.state.Transaction;
import dev.kagemusha.time.Ids;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The part of a lifecycle's walk that goes through noncurrent versions and delete markers. What Object Lock holds stays until it does not. */
final class PastWork {
    private static final int ROWS = 1_000;
    private static final int ACTS = 200;
    private static final Ids IDS = Ids.secure();

    private final StateStore store;
    private final Home home;
    private final Lifecycle lifecycle;
    private final long now;

    PastWork(StateStore store, Home home, Lifecycle lifecycle, long now) {
        this.store = store;
        this.home = home;
        this.lifecycle = lifecycle;
        this.now = now;
    }

    /**
     * A part of the walk.
     *
     * @param due versions for which there is something to do
     * @param next when there will be something to do for the others
     * @param last where to go on, or empty when there are no more
     */
    record Part(List<Past.One> due, long next, byte[] last) {}

    Part read(byte[] after) {
        return store.read(view -> {
            List<Past.One> due = new ArrayList<>();
            long next = Fate.NEVER;
            List<Past.One> seen = Past.after(view, home, after, ROWS);
            for (Past.One one : seen) {
                Fate fate = fate(view, one);
                if (fate.act() == Fate.Act.STAY) {
                    next = Math.min(next, fate.next());
                } else {
                    due.add(one);
                }
                if (due.size() == ACTS) {
                    return new Part(due, next, one.resume());
                }
            }
            return new Part(due, next, seen.size() == ROWS ? seen.getLast().resume() : new byte[0]);
        });
    }

    Locks locks(Part part) {
        Locks locks = Homes.share(home);
        String last = null;
        for (Past.One one : part.due()) {
            if (!one.key().equals(last)) {
                locks = locks.and(ObjectTables.OBJECTS, home.scope(), home.key(one.key()));
                last = one.key();
            }
        }
        return locks;
    }

    private Fate fate(ReadView view, Past.One one) {
        if (one.newer() < 0) {
            return Past.onlyMarker(view, home, one.key())
                    ? lifecycle.marker(one.key(), one.modified(), now)
                    : Fate.stay(Fate.NEVER);
        }
        Subject subject = new Subject(
                one.key(), one.size(), StorageClasses.name(one.storageClass()), () -> Past.tags(view, home, one));
        Fate fate = lifecycle.noncurrent(subject, one.since(), one.newer(), now);
        return fate.act() == Fate.Act.MOVE && one.marker() ? Fate.stay(fate.next()) : fate;
    }

    /** Does what is to be done with the versions of a part as they are now; answers when there will be more to do. */
    long act(Transaction tx, Part part, Journal.Pen pen) {
        Home current = Homes.now(tx, home);
        Shelf shelf = new Shelf(store.blobs());
        long next = part.next();
        for (Past.One one : part.due()) {
            Versioned version = Past.find(tx, current, one);
            if (version != null) {
                next = Math.min(next, act(tx, shelf, one, version, pen));
            }
        }
        return next;
    }

    private long act(Transaction tx, Shelf shelf, Past.One one, Versioned version, Journal.Pen pen) {
        Fate fate = fate(tx, one);
        if (fate.act() != Fate.Act.STAY
                && version.object() != null
                && version.object().entry().replication().awaited()) {
            return Days.next(now);
        }
        switch (fate.act()) {
            case EXPIRE -> {
                if (version.object() != null && !version.object().hold().permitsDeletion(now, false)) {
                    return Days.next(Math.max(now, version.object().hold().until()));
                }
                shelf.remove(tx, version);
                tell(tx, pen, Happening.EXPIRED, version, one, "");
                return Past.onlyMarker(tx, home, one.key()) ? Days.next(now) : Fate.NEVER;
            }
            case MOVE -> {
                String storageClass = Objects.requireNonNull(fate.storageClass());
                Past.move(tx, version, StorageClasses.number(storageClass));
                tell(tx, pen, Happening.MOVED, version, one, storageClass);
            }
            case STAY -> {}
        }
        return fate.next();
    }

    private static void tell(
            Transaction tx, Journal.Pen pen, Happening what, Versioned version, Past.One one, String storageClass) {
        if (pen.writes()) {
            pen.write(
                    tx,
                    new ObjectEvent(
                            what,
                            version.key(),
                            version.told(),
                            one.size(),
                            version.object() == null
                                    ? ""
                                    : Telling.bare(version.object().entry()),
                            storageClass,
                            Origin.service(IDS.upperAlphanumeric(16))));
        }
    }
}
