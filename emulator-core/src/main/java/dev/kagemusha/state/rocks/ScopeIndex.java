package dev.kagemusha.state.rocks;

import dev.kagemusha.state.KeyRange;
import dev.kagemusha.state.Scope;
import dev.kagemusha.state.Transaction;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** Scopes and their ids, wholly in memory; the rows behind them are written when a scope is first used or forgotten. */
final class ScopeIndex {
    static final String COUNTER = "scope";

    private final Map<Scope, Integer> ids = new ConcurrentHashMap<>();
    private final Map<Integer, Scope> scopes = new ConcurrentHashMap<>();

    @Nullable
    Integer find(Scope scope) {
        return ids.get(scope);
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
        try (RocksTransaction tx = new RocksTransaction(engine);
                var rows = tx.range(CoreTables.SCOPES, CoreTables.OWN, KeyRange.all())) {
            while (rows.next()) {
                add(rows.key(), rows.value().intValue());
            }
        }
    }

    private void add(Scope scope, int id) {
        scopes.put(id, scope);
        ids.put(scope, id);
    }

    /** Gives a scope the next id, never one that was used before. Its own commit: it may be asked for inside a transaction. */
    synchronized int intern(Engine engine, Scope scope) {
        Integer known = ids.get(scope);
        if (known != null) {
            return known;
        }
        try (RocksTransaction tx = new RocksTransaction(engine)) {
            Long counted = tx.get(CoreTables.COUNTERS, CoreTables.OWN, COUNTER);
            long id = counted == null ? 1 : counted;
            if (id > Integer.MAX_VALUE) {
                throw new IllegalStateException("no scope ids left");
            }
            tx.upsert(CoreTables.COUNTERS, CoreTables.OWN, COUNTER, id + 1);
            tx.insert(CoreTables.SCOPES, CoreTables.OWN, scope, id);
            tx.commitRows();
            add(scope, (int) id);
            return (int) id;
        }
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
