package dev.kagemusha.dynamodb.table;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import dev.kagemusha.dynamodb.item.KeyAttribute;
import dev.kagemusha.dynamodb.seal.TableKeys;
import dev.kagemusha.service.Errands;
import dev.kagemusha.state.Cursor;
import dev.kagemusha.state.KeyRange;
import dev.kagemusha.state.KeyWriter;
import dev.kagemusha.state.Locks;
import dev.kagemusha.state.ReadView;
import dev.kagemusha.state.Scope;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.state.Transaction;
import dev.kagemusha.time.EmulatorClock;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Finds tables by name, creates and drops them.
 *
 * <h2>Definitions in memory</h2>
 *
 * Every request needs a definition, few change one, so they are kept. Whoever changes one first puts a mark in its place that
 * sends everybody to the store, and takes it away when the change is committed or given up. A definition read from the store
 * is kept only if no change began since before it was read, which the generation tells.
 *
 * <p>A write holds its table's lock in shared mode and asks {@link #current} there; creating and dropping hold it alone. So no
 * item is ever written into a table that is gone.
 *
 * <p>It is long because who may see which definition when can only be judged with every change of one in sight.
 */
public final class Catalog {
    private static final int CAPACITY = 10_000;
    private static final int TABLES = 2_500;
    private static final int BUSY_TABLES = 500;

    private final StateStore store;
    private final EmulatorClock clock;
    private final Counts counts;
    private final TableKeys keys;
    private final ConcurrentHashMap<Name, Kept> kept = new ConcurrentHashMap<>();
    private final AtomicLong generation = new AtomicLong();
    private final List<TableListener> listeners = new CopyOnWriteArrayList<>();
    private volatile Predicate<TableInfo> keepsItems = table -> false;

    /** The catalog of a store; one for the whole service. */
    public Catalog(StateStore store, EmulatorClock clock, Errands errands) {
        this.store = store;
        this.clock = clock;
        this.counts = new Counts(store);
        this.keys = new TableKeys(store, clock, errands);
        store.onReset(() -> {
            generation.incrementAndGet();
            kept.clear();
        });
    }

    /** Has a listener told of all definitions changed from now on. */
    public void listen(TableListener listener) {
        listeners.add(listener);
    }

    /** Has the items of dropped tables that match stay where they are: they become a copy under the table's id. */
    public void keepItemsOf(Predicate<TableInfo> tables) {
        keepsItems = tables;
    }

    private void tell(Transaction tx, int scope, @Nullable TableInfo before, @Nullable TableInfo after) {
        for (TableListener listener : listeners) {
            listener.changed(tx, scope, before, after);
        }
    }

    /** Refuses to drop a table that somebody still needs. One that is DELETING has passed. */
    public void checkDroppable(int scope, TableInfo table) {
        for (TableListener listener : listeners) {
            listener.checkDroppable(scope, table);
        }
    }

    /** The scope of a table's account in a region. */
    public int scope(TableInfo table, String region) {
        String[] fields = table.arn().split(":", 6);
        return store.scope(new Scope(fields[1], "dynamodb", fields[4], region));
    }

    private record Name(int scope, String name) {}

    /** A definition, or the mark of one change, which has none. */
    private static final class Kept {
        final @Nullable TableInfo table;

        Kept(@Nullable TableInfo table) {
            this.table = table;
        }
    }

    /** The definition an operation works with is no longer that of its table. */
    static final class Stale extends RuntimeException {
        private static final long serialVersionUID = 1;

        Stale() {
            super("the table has changed", null, false, false);
        }
    }

    /** The table of this name, or null. */
    public @Nullable TableInfo find(int scope, String name) {
        Kept found = kept.get(new Name(scope, name));
        if (found != null && found.table != null) {
            return found.table;
        }
        long before = generation.get();
        TableInfo table = store.read(view -> view.get(Rows.TABLES, scope, name));
        if (table != null) {
            keep(scope, name, table, before);
        }
        return table;
    }

    private void keep(int scope, String name, TableInfo table, long before) {
        if (kept.size() >= CAPACITY) {
            // Not the marks: what is changing now must not be kept.
            kept.values().removeIf(each -> each.table != null);
        }
        kept.compute(new Name(scope, name), (key, found) -> {
            if (found != null) {
                return found;
            }
            return generation.get() == before ? new Kept(table) : null;
        });
    }

    /**
     * Runs a data operation on a table, again from its start if the table was dropped or changed meanwhile.
     *
     * @throws ResourceNotFoundException if there is none of this name
     */
    public <R> R on(int scope, String name, Function<TableInfo, R> work) {
        return onAll(() -> work.apply(require(scope, name)));
    }

    /** Runs a data operation that {@linkplain #require asks} for its tables itself, again if one was dropped or changed. */
    public <R> R onAll(Supplier<R> work) {
        while (true) {
            try {
                return work.get();
            } catch (Stale changed) {
                // The next round sees what it is now.
            }
        }
    }

    /**
     * The table of this name, for a data operation.
     *
     * @throws ResourceNotFoundException if there is none, or it is being created or deleted
     */
    public TableInfo require(int scope, String name) {
        TableInfo table = usable(scope, name);
        if (table == null) {
            throw DynamoDbErrors.resourceNotFound();
        }
        return table;
    }

    /** The table of this name if a data operation can use it, or null. */
    public @Nullable TableInfo usable(int scope, String name) {
        TableInfo table = find(scope, name);
        return table != null && table.state().holdsData(clock) ? table : null;
    }

    /** The table of this name as a view shows it, or null. */
    public @Nullable TableInfo find(ReadView view, int scope, String name) {
        return stored(view, scope, name);
    }

    /** The same for a service that shows DynamoDB's state and has no catalog of its own. */
    public static @Nullable TableInfo stored(ReadView view, int scope, String name) {
        return view.get(Rows.TABLES, scope, name);
    }

    /** What a transaction locks to change a table, or to see that nobody else does. */
    public Locks lock(int scope, String name) {
        return Locks.of(Rows.TABLES, scope, name);
    }

    /** Checks, under the table's lock or at the end of a read, that a definition is still that of its table. */
    void current(ReadView view, int scope, TableInfo table) {
        Kept found = kept.get(new Name(scope, table.name()));
        TableInfo now = found != null && found.table != null ? found.table : view.get(Rows.TABLES, scope, table.name());
        if (now == null || now.id() != table.id() || now.version() != table.version()) {
            throw new Stale();
        }
    }

    /**
     * Creates a table.
     *
     * @param design makes the definition, taking ids for it and its indexes
     * @throws ResourceInUseException if there is one of this name
     */
    public TableInfo create(int scope, String name, Function<IntSupplier, TableInfo> design) {
        return create(scope, name, design, Locks.NONE, (tx, table) -> {});
    }

    /**
     * The same.
     *
     * @param more locked beside the table
     * @param along is committed with the table
     */
    public TableInfo create(
            int scope,
            String name,
            Function<IntSupplier, TableInfo> design,
            Locks more,
            BiConsumer<Transaction, TableInfo> along) {
        Locks locks = more.and(Rows.TABLES, scope, name).and(Rows.IDS, scope, 0);
        return changing(scope, name, locks, tx -> {
            if (tx.contains(Rows.TABLES, scope, name)) {
                throw DynamoDbErrors.tableExists(name);
            }
            checkCount(tx, scope);
            TableInfo table = design.apply(() -> nextId(tx, scope));
            tx.insert(Rows.TABLES, scope, name, table);
            keys.create(tx, scope, table.id(), table.arn());
            along.accept(tx, table);
            tell(tx, scope, null, table);
            return table;
        });
    }

    /** AWS's quotas of tables, and of tables that something is being done to. */
    private void checkCount(ReadView view, int scope) {
        int tables = 0;
        int busy = 0;
        long now = clock.millis();
        try (Cursor<String, TableInfo> rows = view.range(Rows.TABLES, scope, KeyRange.all())) {
            while (rows.next()) {
                tables++;
                TableStatus status = rows.value().state().at(now);
                if (status != TableStatus.ACTIVE && status != TableStatus.ARCHIVED) {
                    busy++;
                }
            }
        }
        if (busy >= BUSY_TABLES) {
            throw DynamoDbErrors.limitExceeded("Subscriber limit exceeded: Only " + BUSY_TABLES
                    + " tables can be created, updated, or deleted simultaneously");
        }
        if (tables >= TABLES) {
            throw DynamoDbErrors.limitExceeded(
                    "Subscriber limit exceeded: There is a limit of " + TABLES + " tables per subscriber");
        }
    }

    private static int nextId(Transaction tx, int scope) {
        Integer last = tx.get(Rows.IDS, scope, 0);
        int next = last == null ? 1 : last + 1;
        tx.upsert(Rows.IDS, scope, 0, next);
        return next;
    }

    /**
     * Drops a table with everything in it, at a cost that does not depend on how much that is.
     *
     * @param check looks at the definition and may refuse, or commit something with it
     * @throws ResourceNotFoundException if there is none of this name
     */
    public TableInfo drop(int scope, String name, BiConsumer<Transaction, TableInfo> check) throws DynamoDbException {
        // As creating and changing do, so that who sums up the tables of a scope sees one change after another.
        Locks locks = Locks.of(Rows.TABLES, scope, name).and(Rows.IDS, scope, 0);
        TableInfo dropped = changing(scope, name, locks, tx -> {
            TableInfo table = tx.get(Rows.TABLES, scope, name);
            if (table == null) {
                throw DynamoDbErrors.tableNotFound(name);
            }
            if (table.state().status() != TableStatus.DELETING) {
                checkDroppable(scope, table);
            }
            check.accept(tx, table);
            tx.delete(Rows.TABLES, scope, name);
            tell(tx, scope, table, null);
            if (!keepsItems.test(table)) {
                tx.deleteRange(Rows.ITEMS, scope, KeyRange.prefix(RowKey.ofId(table.id())));
            }
            tx.deleteRange(Rows.COLLECTIONS, scope, KeyRange.prefix(RowKey.ofId(table.id())));
            tx.delete(Rows.COUNTS, scope, table.id());
            for (Index index : table.indexes()) {
                tx.deleteRange(Rows.INDEXES, scope, KeyRange.prefix(RowKey.ofId(index.id())));
                tx.delete(Rows.COUNTS, scope, index.id());
            }
            return table;
        });
        counts.forget(scope, dropped.id());
        keys.forget(scope, dropped.id());
        for (Index index : dropped.indexes()) {
            counts.forget(scope, index.id());
        }
        return dropped;
    }

    /** What a change makes of a definition, in the transaction that commits it. */
    @FunctionalInterface
    public interface Change {
        /** The new definition, or the old one to leave it; {@code ids} gives numbers to new indexes. */
        TableInfo apply(Transaction tx, TableInfo table, IntSupplier ids);
    }

    /**
     * Changes a table's definition. Writers that hold the old one begin again.
     *
     * @throws ResourceNotFoundException if there is none of this name
     */
    public TableInfo change(int scope, String name, Change change) {
        TableInfo changed = changeIfThere(scope, name, change);
        if (changed == null) {
            throw DynamoDbErrors.tableNotFound(name);
        }
        return changed;
    }

    /** Changes a table's definition; answers null if there is none of this name. */
    @Nullable
    TableInfo changeIfThere(int scope, String name, Change change) {
        Locks locks = Locks.of(Rows.TABLES, scope, name).and(Rows.IDS, scope, 0);
        return changing(scope, name, locks, tx -> {
            TableInfo before = tx.get(Rows.TABLES, scope, name);
            if (before == null) {
                return null;
            }
            TableInfo after = change.apply(tx, before, () -> nextId(tx, scope));
            if (after.equals(before)) {
                return before;
            }
            TableInfo next = after.change().version(before.version() + 1).build();
            tx.update(Rows.TABLES, scope, name, next);
            tell(tx, scope, before, next);
            return next;
        });
    }

    /** A definition without this index, whose entries go at a cost that does not depend on how many there are. */
    public TableInfo without(Transaction tx, int scope, TableInfo table, Index index) {
        dropEntries(tx, scope, index);
        tx.afterCommit(() -> counts.forget(scope, index.id()));
        List<Index> left = new ArrayList<>(table.indexes());
        left.removeIf(each -> each.id() == index.id());
        List<KeyAttribute> used = new ArrayList<>(table.attributes());
        used.removeIf(attribute -> table.keys().find(attribute.name()) == null
                && left.stream().noneMatch(each -> each.keys().find(attribute.name()) != null));
        return table.change().indexes(left).attributes(used).build();
    }

    private static void dropEntries(Transaction tx, int scope, Index index) {
        tx.deleteRange(Rows.INDEXES, scope, KeyRange.prefix(RowKey.ofId(index.id())));
        tx.delete(Rows.COUNTS, scope, index.id());
    }

    /** The mark is put under the table's lock, so that marks of one table never overlap. */
    private <T extends @Nullable TableInfo> T changing(
            int scope, String name, Locks locks, Function<Transaction, T> change) {
        Name key = new Name(scope, name);
        Kept mark = new Kept(null);
        try {
            return store.write(locks, tx -> {
                generation.incrementAndGet();
                kept.put(key, mark);
                return change.apply(tx);
            });
        } finally {
            generation.incrementAndGet();
            kept.remove(key, mark);
        }
    }

    /** Up to {@code limit} names in order, those after {@code after} if it is given. */
    public List<String> names(int scope, @Nullable String after, int limit) {
        byte[] from = after == null ? null : new KeyWriter().tail(after).u8(0).toBytes();
        return store.read(view -> {
            List<String> names = new ArrayList<>();
            try (Cursor<String, TableInfo> rows = view.range(Rows.TABLES, scope, KeyRange.between(from, null))) {
                while (names.size() < limit && rows.next()) {
                    names.add(rows.key());
                }
            }
            return names;
        });
    }

    /** All tables as a view shows them, in order of their names. */
    public void visit(ReadView view, int scope, Consumer<TableInfo> visitor) {
        try (Cursor<String, TableInfo> rows = view.range(Rows.TABLES, scope, KeyRange.all())) {
            while (rows.next()) {
                visitor.accept(rows.value());
            }
        }
    }

    /** Whether a scope has no other table. */
    public boolean isAlone(ReadView view, int scope, TableInfo table) {
        try (Cursor<String, TableInfo> rows = view.range(Rows.TABLES, scope, KeyRange.all())) {
            while (rows.next()) {
                if (!rows.key().equals(table.name())) {
                    return false;
                }
            }
            return true;
        }
    }

    /** How many items a table has, and their bytes. */
    public Count count(int scope, TableInfo table) {
        return counts.of(scope, table.id());
    }

    /** How many entries an index has, and their bytes. */
    public Count count(int scope, Index index) {
        return counts.of(scope, index.id());
    }

    /** The bytes of a table, or of its index if that is global. */
    public long bytes(int scope, TableInfo table, @Nullable Index index) {
        return (index == null || !index.global() ? count(scope, table) : count(scope, index)).bytes();
    }

    Counts counts() {
        return counts;
    }

    /** What the rows of tables are sealed with. */
    public TableKeys keys() {
        return keys;
    }
}
