package dev.kagemusha.state.rocks;

import dev.kagemusha.state.KeyRange;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntConsumer;

/**
 * How many rows refer to each blob, per scope and in all. A transaction gathers its changes and applies them at its commit under
 * the blobs' own stripes, which are taken after all key stripes and held for the commit only; so two transactions that share
 * a blob but no key lose no count, and cannot wait for each other in a circle.
 */
final class BlobCounts {
    /** An intent: the file is being published, or it is no longer referred to. Either way it goes if nobody keeps it. */
    static final Long UNKEPT = 1L;

    private final Stripes stripes = new Stripes(256);

    /** What one transaction changes. */
    static final class Changes {
        private final TreeMap<Long, TreeMap<Integer, Integer>> byBlob = new TreeMap<>();

        void add(long blob, int scope, int by) {
            byBlob.computeIfAbsent(blob, b -> new TreeMap<>()).merge(scope, by, Integer::sum);
        }

        void scopes(IntConsumer scopes) {
            for (Map<Integer, Integer> byScope : byBlob.values()) {
                byScope.forEach((scope, by) -> scopes.accept(scope));
            }
        }

        long[] blobs() {
            long[] ids = new long[byBlob.size()];
            int i = 0;
            for (long id : byBlob.keySet()) {
                ids[i++] = id;
            }
            return ids;
        }
    }

    /** Adds the changed counts to the transaction and commits it. Returns the blobs that nobody refers to any more. */
    List<Long> commit(RocksTransaction tx, Changes changes) {
        int[] plan = stripes.plan(changes.blobs());
        stripes.lock(plan);
        try {
            List<Long> unkept = new ArrayList<>(0);
            for (Map.Entry<Long, TreeMap<Integer, Integer>> blob : changes.byBlob.entrySet()) {
                if (apply(tx, blob.getKey(), blob.getValue())) {
                    unkept.add(blob.getKey());
                }
            }
            tx.commitRows();
            return unkept;
        } finally {
            stripes.unlock(plan);
        }
    }

    private static boolean apply(RocksTransaction tx, Long blob, Map<Integer, Integer> byScope) {
        long total = count(tx, CoreTables.OWN, blob);
        long before = total;
        for (Map.Entry<Integer, Integer> change : byScope.entrySet()) {
            int scope = change.getKey();
            long count = count(tx, scope, blob) + change.getValue();
            total += change.getValue();
            put(tx, scope, blob, count);
        }
        put(tx, CoreTables.OWN, blob, total);
        if (before == 0 && total > 0) {
            if (!tx.contains(CoreTables.BLOB_INTENTS, CoreTables.OWN, blob)) {
                throw new IllegalStateException("blob " + blob + " is gone: nothing referred to it any more");
            }
            tx.delete(CoreTables.BLOB_INTENTS, CoreTables.OWN, blob);
        } else if (before > 0 && total == 0) {
            tx.insert(CoreTables.BLOB_INTENTS, CoreTables.OWN, blob, UNKEPT);
            return true;
        }
        return false;
    }

    private static long count(RocksTransaction tx, int scope, Long blob) {
        Long count = tx.get(CoreTables.BLOBS, scope, blob);
        return count == null ? 0 : count;
    }

    private static void put(RocksTransaction tx, int scope, Long blob, long count) {
        if (count < 0) {
            throw new IllegalStateException("blob " + blob + " dropped more often than kept");
        } else if (count == 0) {
            tx.delete(CoreTables.BLOBS, scope, blob);
        } else {
            tx.upsert(CoreTables.BLOBS, scope, blob, count);
        }
    }

    /** Runs the removal of a blob's file, unless it was kept again; the intent goes with it. */
    boolean remove(Engine engine, long blob, Runnable file) {
        int[] plan = stripes.plan(new long[] {blob});
        stripes.lock(plan);
        try (RocksTransaction tx = new RocksTransaction(engine)) {
            if (!tx.contains(CoreTables.BLOB_INTENTS, CoreTables.OWN, blob)) {
                return false;
            }
            file.run();
            tx.delete(CoreTables.BLOB_INTENTS, CoreTables.OWN, blob);
            tx.commitRows();
            return true;
        } finally {
            stripes.unlock(plan);
        }
    }

    /** Whether an intent of a blob is left. */
    static boolean unkept(Engine engine, long blob) {
        try (RocksTransaction tx = new RocksTransaction(engine)) {
            return tx.contains(CoreTables.BLOB_INTENTS, CoreTables.OWN, blob);
        }
    }

    /** Blobs of which an intent is left. */
    static List<Long> unkept(Engine engine) {
        return blobs(engine, CoreTables.BLOB_INTENTS, CoreTables.OWN, Integer.MAX_VALUE);
    }

    /** The first blobs that rows of a scope refer to. */
    static List<Long> of(Engine engine, int scope, int most) {
        return blobs(engine, CoreTables.BLOBS, scope, most);
    }

    private static List<Long> blobs(Engine engine, dev.kagemusha.state.Table<Long, Long> table, int scope, int most) {
        List<Long> ids = new ArrayList<>();
        try (RocksTransaction tx = new RocksTransaction(engine);
                var rows = tx.range(table, scope, KeyRange.all())) {
            while (ids.size() < most && rows.next()) {
                ids.add(rows.key());
            }
        }
        return ids;
    }

    /** Takes all that a scope's rows had kept of these blobs. Returns those that nobody refers to any more. */
    List<Long> dropAll(Engine engine, int scope, List<Long> blobs) {
        try (RocksTransaction tx = new RocksTransaction(engine)) {
            Changes changes = new Changes();
            for (Long blob : blobs) {
                @Nullable Long count = tx.get(CoreTables.BLOBS, scope, blob);
                if (count != null) {
                    changes.add(blob, scope, -Math.toIntExact(count));
                }
            }
            return commit(tx, changes);
        }
    }
}
