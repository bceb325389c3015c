package dev.kagemusha.dynamodb.table;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import dev.kagemusha.dynamodb.item.Item;
import dev.kagemusha.dynamodb.item.ItemSize;
import dev.kagemusha.state.Locks;
import dev.kagemusha.state.ReadView;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.state.Transaction;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Reads and writes single items. A write decides and changes the item and its index entries in one transaction under the
 * item's lock, so writes of one item happen one after the other.
 */
public final class ItemStore {
    private final StateStore store;
    private final Catalog catalog;
    private final Counts counts;
    private final OngoingTransactions transactions = new OngoingTransactions();
    private final List<ItemListener> listeners = new CopyOnWriteArrayList<>();

    /** Over the store of this catalog. */
    public ItemStore(StateStore store, Catalog catalog) {
        this.store = store;
        this.catalog = catalog;
        this.counts = catalog.counts();
    }

    /** Has a listener told of all items written from now on. */
    public void listen(ItemListener listener) {
        listeners.add(listener);
    }

    /** The item of a valid key, or nothing. */
    public Found get(int scope, TableInfo table, Item key) {
        byte[] rowKey = RowKey.ofItem(table, key);
        byte[] row = store.read(view -> view.get(Rows.ITEMS, scope, rowKey));
        if (row == null) {
            checkCurrent(scope, table);
        }
        return new Found(row);
    }

    /** The item of a valid key as a view shows it, or nothing. */
    public Found find(ReadView view, int scope, TableInfo table, Item key) {
        return new Found(view.get(Rows.ITEMS, scope, RowKey.ofItem(table, key)));
    }

    /** The items of valid keys in order, each as committed at some time during the call. */
    public List<Found> getAll(int scope, TableInfo table, List<Item> keys) {
        List<Found> found = new ArrayList<>(keys.size());
        store.read(view -> {
            found.clear();
            for (Item key : keys) {
                found.add(new Found(view.get(Rows.ITEMS, scope, RowKey.ofItem(table, key))));
            }
            return true;
        });
        checkCurrent(scope, table);
        return found;
    }

    /** Reads a page: until the limit, a megabyte, or the end of the range. */
    public Page page(int scope, Reach reach, Selection selection) {
        TableInfo table = reach.table();
        return store.read(view -> {
            Page page = new PageReading(view, scope, reach, selection).read();
            catalog.current(view, scope, table);
            return page;
        });
    }

    /** How many bytes the collection has that an item of this key is in, of a table with local indexes. */
    public long collectionBytes(int scope, TableInfo table, Item key) {
        return store.read(view -> CollectionSizes.of(view, scope, table, key));
    }

    private void checkCurrent(int scope, TableInfo table) {
        store.read(view -> {
            catalog.current(view, scope, table);
            return true;
        });
    }

    /**
     * Does a write.
     *
     * @throws TransactionConflictException if a transaction is working on the item
     */
    public Written write(Write write) {
        byte[] rowKey = RowKey.ofItem(write.table(), write.key());
        if (transactions.holds(write.scope(), rowKey)) {
            throw DynamoDbErrors.transactionConflict();
        }
        Effect effect = store.write(lock(Locks.NONE, write, rowKey), tx -> {
            Effect decided = decide(tx, write, rowKey);
            carryOut(tx, write, rowKey, decided);
            return decided;
        });
        return finish(write, effect);
    }

    /**
     * Does writes of different items, none of which may be refused.
     *
     * @return those left undone because a transaction is working on their items
     */
    public List<Write> writeAll(List<Write> writes) {
        return writeAll(writes, tx -> {});
    }

    /**
     * The same.
     *
     * @param along is committed with the writes, if any is done
     */
    public List<Write> writeAll(List<Write> writes, Consumer<Transaction> along) {
        List<Write> possible = new ArrayList<>(writes.size());
        List<Write> left = new ArrayList<>();
        List<byte[]> rowKeys = new ArrayList<>(writes.size());
        Locks locks = Locks.NONE;
        for (Write write : writes) {
            byte[] rowKey = RowKey.ofItem(write.table(), write.key());
            if (transactions.holds(write.scope(), rowKey)) {
                left.add(write);
            } else {
                possible.add(write);
                rowKeys.add(rowKey);
                locks = lock(locks, write, rowKey);
            }
        }
        if (possible.isEmpty()) {
            return left;
        }
        List<Effect> effects = store.write(locks, tx -> {
            List<Effect> done = new ArrayList<>(possible.size());
            for (int i = 0; i < possible.size(); i++) {
                Effect decided = decide(tx, possible.get(i), rowKeys.get(i));
                carryOut(tx, possible.get(i), rowKeys.get(i), decided);
                done.add(decided);
            }
            along.accept(tx);
            return done;
        });
        for (int i = 0; i < possible.size(); i++) {
            Written ignored = finish(possible.get(i), effects.get(i));
        }
        return left;
    }

    /**
     * Does writes of different items as one transaction: all or none, at one moment. Whatever one of them is refused with is
     * the reason why the transaction is cancelled, be it a condition, an update that cannot be done, or another transaction.
     *
     * @param more locked beside the items
     * @param along is committed with the writes
     */
    public Transacted<Written> transact(List<Write> writes, Locks more, Consumer<Transaction> along) {
        List<byte[]> rowKeys = new ArrayList<>(writes.size());
        Locks locks = more;
        for (Write write : writes) {
            byte[] rowKey = RowKey.ofItem(write.table(), write.key());
            rowKeys.add(rowKey);
            locks = lock(locks, write, rowKey);
        }
        List<Effect> effects;
        try (OngoingTransactions.Begun begun = transactions.begin(writes, rowKeys)) {
            if (!begun.conflicts().isEmpty()) {
                return cancelled(begun.conflicts(), writes.size());
            }
            effects = store.write(locks, tx -> {
                List<Effect> done = decideAll(tx, writes, rowKeys);
                carryOutAll(tx, writes, rowKeys, done);
                along.accept(tx);
                return done;
            });
        } catch (Cancellation cancelled) {
            return new Transacted.Cancelled<>(cancelled.reasons);
        }
        List<Written> written = new ArrayList<>(writes.size());
        for (int i = 0; i < writes.size(); i++) {
            written.add(finish(writes.get(i), effects.get(i)));
        }
        return new Transacted.Done<>(written);
    }

    /** Takes a transaction out of the store's, with nothing committed. */
    private static final class Cancellation extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final transient List<@Nullable DynamoDbException> reasons;

        Cancellation(List<@Nullable DynamoDbException> reasons) {
            super("cancelled", null, false, false);
            this.reasons = reasons;
        }
    }

    /** Every part looks at its item, also when another one is refused. */
    private List<Effect> decideAll(Transaction tx, List<Write> writes, List<byte[]> rowKeys) {
        List<Effect> decided = new ArrayList<>(writes.size());
        List<@Nullable DynamoDbException> reasons = new ArrayList<>(writes.size());
        boolean refused = false;
        for (int i = 0; i < writes.size(); i++) {
            DynamoDbException reason;
            try {
                Effect effect = decide(tx, writes.get(i), rowKeys.get(i));
                decided.add(effect);
                reason = effect.decision() instanceof Decision.Refused no ? no.error() : null;
            } catch (DynamoDbException impossible) {
                reason = impossible;
            }
            reasons.add(reason);
            refused |= reason != null;
        }
        if (refused) {
            throw new Cancellation(reasons);
        }
        return decided;
    }

    private void carryOutAll(Transaction tx, List<Write> writes, List<byte[]> rowKeys, List<Effect> effects) {
        for (int i = 0; i < writes.size(); i++) {
            try {
                carryOut(tx, writes.get(i), rowKeys.get(i), effects.get(i));
            } catch (DynamoDbException impossible) {
                List<@Nullable DynamoDbException> reasons =
                        new ArrayList<>(Collections.<@Nullable DynamoDbException>nCopies(writes.size(), null));
                reasons.set(i, impossible);
                throw new Cancellation(reasons);
            }
        }
    }

    private static <T> Transacted<T> cancelled(BitSet conflicts, int parts) {
        List<@Nullable DynamoDbException> reasons = new ArrayList<>(parts);
        for (int i = 0; i < parts; i++) {
            reasons.add(conflicts.get(i) ? DynamoDbErrors.transactionConflict() : null);
        }
        return new Transacted.Cancelled<>(reasons);
    }

    /**
     * Reads items as they are at one moment. A read conflicts with a transaction that is working on its item, and with a write
     * of it that comes in between: AWS reads twice and compares.
     */
    public Transacted<Found> readTogether(List<Read> reads) {
        List<byte[]> rowKeys = new ArrayList<>(reads.size());
        for (Read read : reads) {
            rowKeys.add(RowKey.ofItem(read.table(), read.key()));
        }
        BitSet conflicts = new BitSet(reads.size());
        List<byte @Nullable []> first = rows(reads, rowKeys);
        List<byte @Nullable []> second = rows(reads, rowKeys);
        List<Found> found = new ArrayList<>(reads.size());
        for (int i = 0; i < reads.size(); i++) {
            if (transactions.holds(reads.get(i).scope(), rowKeys.get(i))
                    || !Arrays.equals(first.get(i), second.get(i))) {
                conflicts.set(i);
            }
            found.add(new Found(first.get(i)));
        }
        return conflicts.isEmpty() ? new Transacted.Done<>(found) : cancelled(conflicts, reads.size());
    }

    private List<byte @Nullable []> rows(List<Read> reads, List<byte[]> rowKeys) {
        return store.read(view -> {
            List<byte @Nullable []> rows = new ArrayList<>(reads.size());
            for (int i = 0; i < reads.size(); i++) {
                catalog.current(view, reads.get(i).scope(), reads.get(i).table());
                rows.add(view.get(Rows.ITEMS, reads.get(i).scope(), rowKeys.get(i)));
            }
            return rows;
        });
    }

    private static Locks lock(Locks locks, Write write, byte[] rowKey) {
        return CollectionSizes.lock(locks, write.scope(), write.table(), write.key())
                .and(Rows.ITEMS, write.scope(), rowKey)
                .andShared(Rows.TABLES, write.scope(), write.table().name());
    }

    /** What a transaction did for one write. */
    private record Effect(Found before, Decision decision) {}

    /** Looks at a write's item, under its lock. */
    private Effect decide(Transaction tx, Write write, byte[] rowKey) {
        catalog.current(tx, write.scope(), write.table());
        Found before = new Found(tx.get(Rows.ITEMS, write.scope(), rowKey));
        return new Effect(before, write.decide().apply(before));
    }

    /** Changes the item and its entries as was decided. */
    private void carryOut(Transaction tx, Write write, byte[] rowKey, Effect effect) {
        int scope = write.scope();
        Found before = effect.before();
        switch (effect.decision()) {
            case Decision.Put put -> {
                byte[] row = Row.encode(put.item(), put.size());
                tx.upsert(Rows.ITEMS, scope, rowKey, row);
                index(tx, write, indexed(before, write.table()), put.item(), put.size() - before.size());
                tell(tx, write, before, new Found(row, put.item()));
            }
            case Decision.Delete ignored -> {
                if (before.exists()) {
                    tx.delete(Rows.ITEMS, scope, rowKey);
                    index(tx, write, indexed(before, write.table()), null, -before.size());
                    tell(tx, write, before, Found.NOTHING);
                }
            }
            case Decision.Nothing ignored -> {}
            case Decision.Refused ignored -> {}
        }
    }

    private void tell(Transaction tx, Write write, Found before, Found after) {
        for (ItemListener listener : listeners) {
            listener.written(tx, write, before, after);
        }
    }

    /** The item found, read only where there are entries to change. */
    private static @Nullable Item indexed(Found before, TableInfo table) {
        return table.indexes().isEmpty() ? null : before.item();
    }

    /** @param bytes by how many the item itself grows */
    private void index(Transaction tx, Write write, @Nullable Item before, @Nullable Item after, int bytes) {
        long collected = bytes;
        for (Index index : write.table().indexes()) {
            if (!index.phase().isKept()) {
                continue;
            }
            Item from = before != null && index.holds(before) ? index.entry(before) : null;
            if (from != null && !index.phase().isReadable() && !isFilled(tx, write, index, from)) {
                from = null;
            }
            Item to = after != null && index.holds(after) ? index.entry(after) : null;
            int more = index(tx, write, index, from, to);
            collected += index.global() ? 0 : more;
        }
        if (write.table().hasLocalIndexes()) {
            CollectionSizes.change(tx, write.scope(), write.table(), write.key(), collected);
        }
    }

    /** Whether the entry of an item that was there before an index has been added to it. */
    private static boolean isFilled(Transaction tx, Write write, Index index, Item entry) {
        return tx.contains(Rows.INDEXES, write.scope(), RowKey.ofEntry(write.table(), index, entry));
    }

    /**
     * Moves an entry from what it was to what it becomes. A changed key is a removal and an addition, and costs both; an entry
     * that stays as it is costs nothing.
     *
     * @return by how many bytes the index grows
     */
    private int index(Transaction tx, Write write, Index index, @Nullable Item from, @Nullable Item to) {
        int scope = write.scope();
        byte[] oldKey = from == null ? null : RowKey.ofEntry(write.table(), index, from);
        byte[] newKey = to == null ? null : RowKey.ofEntry(write.table(), index, to);
        int oldSize = from == null ? 0 : ItemSize.of(from);
        int newSize = to == null ? 0 : ItemSize.of(to);
        boolean moved = oldKey != null && newKey != null && !Arrays.equals(oldKey, newKey);
        if (oldKey != null && (newKey == null || moved)) {
            tx.delete(Rows.INDEXES, scope, oldKey);
            write.usage().wroteEntry(index.name(), index.global(), oldSize);
        }
        if (newKey != null && to != null && (moved || from == null || !to.equals(from))) {
            tx.upsert(Rows.INDEXES, scope, newKey, Row.encode(to, newSize));
            write.usage().wroteEntry(index.name(), index.global(), moved ? newSize : Math.max(oldSize, newSize));
        }
        int items = (newKey == null ? 0 : 1) - (oldKey == null ? 0 : 1);
        int bytes = newSize - oldSize;
        if (items != 0 || bytes != 0) {
            tx.afterCommit(() -> counts.add(scope, index.id(), items, bytes));
        }
        return bytes;
    }

    private Written finish(Write write, Effect effect) {
        Found before = effect.before();
        int oldSize = before.size();
        return switch (effect.decision()) {
            case Decision.Put put -> {
                write.usage().wrote(Math.max(oldSize, put.size()));
                counts.add(write.scope(), write.table().id(), before.exists() ? 0 : 1, put.size() - oldSize);
                yield new Written(before, put.item());
            }
            case Decision.Delete ignored -> {
                write.usage().wrote(oldSize);
                counts.add(write.scope(), write.table().id(), before.exists() ? -1 : 0, -oldSize);
                yield new Written(before, null);
            }
            case Decision.Nothing ignored -> {
                write.usage().wrote(oldSize);
                yield new Written(before, null);
            }
            case Decision.Refused refused -> {
                write.usage().wrote(oldSize);
                throw refused.error();
            }
        };
    }
}
