package dev.kagemusha.dynamodb.table;

import dev.kagemusha.dynamodb.item.Item;
import dev.kagemusha.dynamodb.item.ItemSize;
import dev.kagemusha.state.Cursor;
import dev.kagemusha.state.KeyRange;
import dev.kagemusha.state.Locks;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.state.Transaction;
import dev.kagemusha.state.jobs.JobRun;
import dev.kagemusha.state.jobs.Jobs;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Fills new indexes of live tables in the background, and takes old ones away.
 *
 * <h2>Filling</h2>
 *
 * From the commit that names a new index on, writers keep its entries; what was there before is added by a job, slice by slice
 * in the order of the table's rows. A slice looks at its items again under their locks and adds the entries that are missing,
 * so an item that a writer has changed meanwhile is not put back to what it was. The row where a slice ended is committed with
 * it. When the last one is done the index becomes active.
 *
 * <p>An entry that is missing may yet be filled in, so a writer must not take for granted, while an index is being filled, that
 * an item's former entry is there: {@link ItemStore} looks.
 */
public final class IndexWork {
    /** Job kind; the key is the table's name and the index's id. */
    private static final String KIND = "dynamodb.index";

    private static final int SLICE = 100;
    private static final long SLICE_BYTES = 4 << 20;

    private final StateStore store;
    private final Catalog catalog;
    private final Jobs jobs;

    /** Registers itself with the jobs; one for the whole service. */
    public IndexWork(StateStore store, Catalog catalog, Jobs jobs) {
        this.store = store;
        this.catalog = catalog;
        this.jobs = jobs;
        jobs.handle(KIND, this::run);
    }

    /** Has what an index's phase asks for be done from that time on; called in the transaction that changes the phase. */
    public void schedule(Transaction tx, int scope, String table, Index index, Instant due) {
        jobs.schedule(tx, KIND, scope, key(table, index.id()), due);
    }

    private static String key(String table, int index) {
        return table + '/' + index;
    }

    private void run(JobRun run) {
        int slash = run.key().lastIndexOf('/');
        String name = run.key().substring(0, slash);
        int id = Integer.parseInt(run.key().substring(slash + 1));
        TableInfo table = catalog.find(run.scope(), name);
        Index index = table == null ? null : byId(table, id);
        if (table == null || index == null) {
            finish(run, name);
            return;
        }
        catalog.keys().ready(run.scope(), table.id());
        switch (index.phase()) {
            case CREATING -> change(run, name, index.in(Index.Phase.BACKFILLING), false);
            case BACKFILLING -> fill(run, table, index);
            case DELETING -> change(run, name, index, true);
            case ACTIVE -> finish(run, name);
        }
    }

    private static @Nullable Index byId(TableInfo table, int id) {
        for (Index index : table.indexes()) {
            if (index.id() == id) {
                return index;
            }
        }
        return null;
    }

    /** The table or index is gone, or was done before. */
    private void finish(JobRun run, String table) {
        store.write(Locks.of(Rows.TABLES, run.scope(), table), tx -> {
            run.done(tx);
            return true;
        });
    }

    /** Puts an index in its place, or takes it away. */
    private void change(JobRun run, String name, Index index, boolean remove) {
        boolean[] gone = new boolean[1];
        TableInfo ignored = catalog.changeIfThere(run.scope(), name, (tx, table, ids) -> {
            Index now = byId(table, index.id());
            if (now == null) {
                gone[0] = true;
                return table;
            }
            if (remove) {
                run.done(tx);
                return catalog.without(tx, run.scope(), table, now);
            }
            if (index.phase() == Index.Phase.ACTIVE) {
                run.done(tx);
            } else {
                run.again(tx, new byte[0]);
            }
            return replaced(table, index);
        });
        if (ignored == null || gone[0]) {
            finish(run, name);
        }
    }

    private static TableInfo replaced(TableInfo table, Index index) {
        List<Index> indexes = new ArrayList<>(table.indexes());
        indexes.replaceAll(each -> each.id() == index.id() ? index : each);
        return table.change().indexes(indexes).build();
    }

    /** One slice: the rows after the cursor. */
    private void fill(JobRun run, TableInfo table, Index index) {
        int scope = run.scope();
        List<byte[]> candidates = new ArrayList<>();
        byte[] last = store.read(view -> {
            candidates.clear();
            byte[] prefix = RowKey.ofId(table.id());
            byte[] from = run.cursor().length == 0 ? prefix : Arrays.copyOf(run.cursor(), run.cursor().length + 1);
            int seen = 0;
            long bytes = 0;
            try (Cursor<byte[], byte[]> rows =
                    view.range(Rows.ITEMS, scope, KeyRange.between(from, KeyRange.after(prefix)))) {
                while (rows.next()) {
                    byte[] row = rows.rawValue();
                    if (index.holds(Row.item(catalog.keys(), scope, row))) {
                        candidates.add(rows.rawKey());
                    }
                    seen++;
                    bytes += row.length;
                    if (seen == SLICE || bytes >= SLICE_BYTES) {
                        return rows.rawKey();
                    }
                }
            }
            return null;
        });
        Locks locks = Locks.NONE.andShared(Rows.TABLES, scope, table.name());
        for (byte[] rowKey : candidates) {
            locks = locks.and(Rows.ITEMS, scope, rowKey);
        }
        boolean stale = store.write(locks, tx -> {
            try {
                catalog.current(tx, scope, table);
            } catch (Catalog.Stale changed) {
                return true;
            }
            for (byte[] rowKey : candidates) {
                byte[] row = tx.get(Rows.ITEMS, scope, rowKey);
                if (row != null) {
                    add(tx, scope, table, index, Row.item(catalog.keys(), scope, row));
                }
            }
            if (last != null) {
                run.again(tx, last);
            }
            return false;
        });
        if (stale) {
            run(run);
        } else if (last == null) {
            change(run, table.name(), index.in(Index.Phase.ACTIVE), false);
        }
    }

    private void add(Transaction tx, int scope, TableInfo table, Index index, Item item) {
        if (!index.holds(item)) {
            return;
        }
        Item entry = index.entry(item);
        byte[] key = RowKey.ofEntry(table, index, entry);
        if (tx.contains(Rows.INDEXES, scope, key)) {
            return;
        }
        int size = ItemSize.of(entry);
        tx.insert(Rows.INDEXES, scope, key, Row.encode(catalog.keys(), scope, table, entry, size));
        tx.afterCommit(() -> catalog.counts().add(scope, index.id(), 1, size));
    }
}
