package dev.kagemusha.state.rocks;

import dev.kagemusha.state.KeyRange;
import dev.kagemusha.state.Scope;
import dev.kagemusha.state.Transaction;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Scopes and their ids, wholly in memory. A scope has a row, and is live, from the first transaction that writes into it. Until
 * then its id is a promise: anyone may ask for the scopes of a million accounts and leave nothing behind.
 */
final class ScopeIndex {
    static final String COUNTER = "scope";

    /** So many promises are kept; of more, the oldest are broken: a write that relies on one fails, and none goes astray. */
    static final int PROMISES = 8192;

    private static final int RESERVED = 64;

    private final Map<Scope, Integer> ids = new ConcurrentHashMap<>();
    private final Map<Integer, Scope> scopes = new ConcurrentHashMap<>();
    private final LinkedHashMap<Scope, Integer> promised = new LinkedHashMap<>(); // guarded by this, as all below
    private final Map<Integer, Scope> promises = new HashMap<>();
    private long next = 1;
    private long reserved = 1;
    private int lastBroken;
    private volatile boolean settled = true;

    int id(Scope scope) {
        Integer known = ids.get(scope);
        return known != null ? known : promise(scope);
    }

    private synchronized int promise(Scope scope) {
        Integer known = ids.get(scope);
        if (known == null) {
            known = promised.get(scope);
        }
        if (known != null) {
            return known;
        }
        if (next > Integer.MAX_VALUE) {
            throw new IllegalStateException("no scope ids left");
        }
        int id = (int) next++;
        if (promised.size() == PROMISES) {
            Map.Entry<Scope, Integer> oldest = promised.pollFirstEntry();
            promises.remove(oldest.getValue());
            lastBroken = oldest.getValue();
        }
        promised.put(scope, id);
        promises.put(id, scope);
        settled = false;
        return id;
    }

    /** Makes the scopes that a transaction is about to write into. A commit of their own: rows never precede their scope. */
    void settle(Engine engine, RocksTransaction tx) {
        if (!settled) {
            tx.writtenScopes(id -> {
                if (!live(id)) {
                    make(engine, id);
                }
            });
        }
    }

    private synchronized void make(Engine engine, int id) {
        if (live(id)) {
            return;
        }
        Scope scope = promises.get(id);
        if (scope == null) {
            if (id <= lastBroken) {
                throw new IllegalStateException("too many scopes were asked for meanwhile");
            }
            return; // it was reset meanwhile, and the write goes with it
        }
        try (RocksTransaction tx = new RocksTransaction(engine)) {
            if (id >= reserved) {
                reserved = id + (long) RESERVED;
                tx.upsert(CoreTables.COUNTERS, CoreTables.OWN, COUNTER, reserved);
            }
            tx.insert(CoreTables.SCOPES, CoreTables.OWN, scope, (long) id);
            tx.commitRows();
        }
        add(scope, id);
        promised.remove(scope);
        promises.remove(id);
        settled = promises.isEmpty() && lastBroken == 0;
    }

    boolean live(int id) {
        return id == CoreTables.OWN || scopes.containsKey(id);
    }

    List<Scope> all() {
        return List.copyOf(ids.keySet());
    }

    /** Reads the rows anew. */
    synchronized void load(Engine engine) {
        ids.clear();
        scopes.clear();
        promised.clear();
        promises.clear();
        try (RocksTransaction tx = new RocksTransaction(engine);
                var rows = tx.range(CoreTables.SCOPES, CoreTables.OWN, KeyRange.all())) {
            Long counted = tx.get(CoreTables.COUNTERS, CoreTables.OWN, COUNTER);
            reserved = counted == null ? 1 : counted;
            next = Math.max(next, reserved);
            while (rows.next()) {
                add(rows.key(), rows.value().intValue());
            }
        }
    }

    private void add(Scope scope, int id) {
        scopes.put(id, scope);
        ids.put(scope, id);
    }

    /** Forgets scopes; the next use gives them new ids. Returns how many there were. */
    synchronized int forget(Engine engine, Predicate<Scope> which) {
        List<Scope> gone = new ArrayList<>();
        for (Scope scope : ids.keySet()) {
            if (which.test(scope)) {
                gone.add(scope);
            }
        }
        try (RocksTransaction tx = new RocksTransaction(engine)) {
            forgetRows(tx, gone);
            tx.commitRows();
        }
        for (Scope scope : gone) {
            Integer id = ids.remove(scope);
            if (id != null) {
                scopes.remove(id);
            }
        }
        return gone.size();
    }

    private static void forgetRows(Transaction tx, List<Scope> gone) {
        for (Scope scope : gone) {
            tx.delete(CoreTables.SCOPES, CoreTables.OWN, scope);
        }
    }
}
