package dev.kagemusha.state.rocks;

import dev.kagemusha.state.StoreException;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;

/**
 * Removes rows of scopes that are not live any more. It looks at what is there, one seek per scope, so it needs no record
 * of what a reset left: it runs after each reset, and once after the store was opened, for a process killed in between.
 */
final class DeadScopes {
    private static final int SLICE = 500;

    private final FileBlobs.Access access;
    private final ScopeIndex scopes;
    private final FileBlobs blobs;

    DeadScopes(FileBlobs.Access access, ScopeIndex scopes, FileBlobs blobs) {
        this.access = access;
        this.scopes = scopes;
        this.blobs = blobs;
    }

    void sweepSoon() {
        try {
            blobs.background().execute(() -> {
                try {
                    sweep();
                } catch (IllegalStateException | StoreException e) {
                    // Closed, or broken, meanwhile: whoever opens the store sweeps again.
                    System.getLogger(DeadScopes.class.getName())
                            .log(System.Logger.Level.DEBUG, "rows of reset scopes are left for later", e);
                }
            });
        } catch (RejectedExecutionException e) {
            return;
        }
    }

    void sweep() {
        int next = CoreTables.OWN + 1;
        while (next >= 0) {
            int from = next;
            int found = access.shared(engine -> first(engine, from));
            if (found < 0) {
                return;
            }
            if (!scopes.live(found)) {
                remove(found);
            }
            next = found + 1;
        }
    }

    /** The first scope at or after this one that has a row, or −1. */
    private static int first(Engine engine, int from) {
        try (RangeIterator rows = engine.iterator(null, Keys.scopeStart(from), null, false)) {
            return rows.next() ? Keys.scope(rows.key()) : -1;
        }
    }

    private void remove(int scope) {
        until(() -> access.shared(engine -> {
            if (scopes.live(scope)) {
                return true; // a restore has brought it back since it was found dead
            }
            List<Long> kept = BlobCounts.of(engine, scope, SLICE);
            blobs.removeLater(blobs.counts().dropAll(engine, scope, kept));
            return kept.size() < SLICE;
        }));
        byte[] from = Keys.scopeStart(scope);
        byte[] to = Keys.scopeStart(scope + 1);
        access.shared(engine -> {
            if (!scopes.live(scope)) {
                delete(engine, from, to);
            }
            return true;
        });
    }

    private static void until(BooleanSupplier done) {
        boolean finished = done.getAsBoolean();
        while (!finished) {
            finished = done.getAsBoolean();
        }
    }

    /** Few rows go one by one, which leaves no range tombstone for later reads to mind. */
    private static void delete(Engine engine, byte[] from, byte[] to) {
        List<byte[]> keys = new ArrayList<>();
        try (RangeIterator rows = engine.iterator(null, from, to, false)) {
            while (keys.size() <= SLICE && rows.next()) {
                keys.add(rows.key());
            }
        }
        boolean few = keys.size() <= SLICE;
        try (WriteBatch batch = new WriteBatch()) {
            if (few) {
                for (byte[] key : keys) {
                    batch.delete(key);
                }
            } else {
                batch.deleteRange(from, to);
            }
            engine.write(batch);
        } catch (RocksDBException e) {
            throw Engine.failed(e);
        }
        if (!few) {
            engine.dropFiles(from, to);
        }
    }
}
