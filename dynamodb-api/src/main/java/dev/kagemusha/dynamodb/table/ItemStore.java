package dev.kagemusha.dynamodb.table;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import dev.kagemusha.dynamodb.capacity.Meter;
import dev.kagemusha.dynamodb.item.Item;
import dev.kagemusha.dynamodb.seal.TableKeys;
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
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Reads and writes single items. A write decides and changes the item and its index entries in one transaction under the
 * item's lock, so writes of one item happen one after the other.
 *
 * <p>It is long because single writes, batches and transactions are one path here: what is decided, admitted, done and counted, and
 * in which order, must be the same for all of them.
 */
public final class ItemStore {
    private final StateStore store;
    private final Catalog catalog;
    private final TableKeys keys;
    private final Counts counts;
    private final Admission admission;
    private final OngoingTransactions transactions = new OngoingTransactions();
    private final List<ItemListener> listeners = new CopyOnWriteArrayList<>();

    /** Over the store of this catalog. */
    public ItemStore(StateStore store, Catalog catalog, Admission admission) {
        this.store = store;
        this.catalog = catalog;
        this.keys = catalog.keys();
        this.counts = catalog.counts();
        this.admission = admission;
    }

    /** Has a listener told of all items written from now on. */
    public void listen(ItemListener listener) {
        listeners.add(listener);
    }

    /** The item of a valid key, or nothing. */
    public Found get(int scope, TableInfo table, Item key, Meter meter) {
        byte[] rowKey = RowKey.ofItem(table, key);
        int hash = RowKey.hashIn(rowKey);
        admission.read(scope, table, null, hash);
        keys.ready(scope, table.id());
        byte[] row = store.read(view -> view.get(Rows.ITEMS, scope, rowKey));
        if (row == null) {
            checkCurrent(scope, table);
        }
        Found found = Found.of(keys, scope, row);
        admission.hasRead(scope, table, null, hash, meter.items(found.size()));
        return found;
    }

    /** The item of a valid key as a view shows it, or nothing. */
    public Found find(ReadView view, int scope, TableInfo table, Item key) {
        return Found.of(keys, scope, view.get(Rows.ITEMS, scope, RowKey.ofItem(table, key)));
    }

    /**
     * The items of valid keys in order, each as committed at some time during the call and counted alone.
     *
     * @param most bytes of items at most; those that come after are left
     * @throws DynamoDbException if every read is throttled
     */
    public Gotten getAll(int scope, TableInfo table, List<Item> keys, long most, Meter meter) {
        List<@Nullable Found> found = new ArrayList<>(keys.size());
        this.keys.ready(scope, table.id());
        store.read(view -> {
            found.clear();
            for (Item key : keys) {
                found.add(Found.of(this.keys, scope, view.get(Rows.ITEMS, scope, RowKey.ofItem(table, key))));
            }
            return true;
        });
        checkCurrent(scope, table);
        long bytes = 0;
        DynamoDbException throttled = null;
        for (int i = 0; i < keys.size(); i++) {
            int size = Objects.requireNonNull(found.get(i)).size();
            int hash = RowKey.hashIn(RowKey.ofItem(table, keys.get(i)));
            DynamoDbException refused = bytes + size > most ? null : refused(scope, table, hash);
            if (bytes + size > most || refused != null) {
                throttled = refused == null ? throttled : refused;
                found.set(i, null);
            } else {
                bytes += size;
                admission.hasRead(scope, table, null, hash, meter.items(size));
            }
        }
        return new Gotten(found, bytes, throttled);
    }

    private @Nullable DynamoDbException refused(int scope, TableInfo table, int hash) {
        try {
            admission.read(scope, table, null, hash);
            return null;
        } catch (DynamoDbException throttled) {
            return throttled;
        }
    }

    /** Reads a page: until the limit, a megabyte, or the end of the range. */
    public Page page(int scope, Reach reach, Selection selection, Meter meter) {
        TableInfo table = reach.table();
        Index index = reach.index();
        // The work of a local index is the table's.
        Index payer = index != null && index.global() ? index : null;
        int hash = RowKey.hashIn(reach.from());
        admission.read(scope, table, payer, hash);
        Page page = page(scope, reach, selection);
        admission.hasRead(scope, table, payer, hash, page.charge(meter, index));
        return page;
    }

    /** Reads a page for the emulator itself, which costs nobody anything. */
    public Page page(int scope, Reach reach, Selection selection) {
        keys.ready(scope, reach.table().id());
        return store.read(view -> {
            Page page = new PageReading(view, keys, scope, reach, selection).read();
            catalog.current(view, scope, reach.table());
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
     * @throws DynamoDbException if the write is throttled, or refused by its decision
     */
    public Written write(Write write) {
        byte[] rowKey = RowKey.ofItem(write.table(), write.key());
        if (transactions.holds(write.scope(), rowKey)) {
            throw DynamoDbErrors.transactionConflict();
        }
        keys.ready(write.scope(), write.table().id());
        Effect effect = store.write(lock(Locks.NONE, write, rowKey), tx -> {
            Effect decided = decide(tx, write, rowKey);
            admit(write, rowKey, decided);
            carryOut(tx, write, rowKey, decided);
            return decided;
        });
        return finish(write, effect);
    }

    /**
     * Does a write that no client asked for, without regard to transactions: it waits for them to be over.
     *
     * @param first sees the store under the item's lock, and may commit something with the write or give it up by answering
     *     false
     * @return whether it was done
     */
    public boolean writeIf(Write write, Predicate<Transaction> first) {
        byte[] rowKey = RowKey.ofItem(write.table(), write.key());
        keys.ready(write.scope(), write.table().id());
        Effect done = store.write(lock(Locks.NONE, write, rowKey), tx -> {
            Effect decided = decide(tx, write, rowKey);
            if (!first.test(tx)) {
                return null;
            }
            carryOut(tx, write, rowKey, decided);
            return decided;
        });
        if (done == null) {
            return false;
        }
        Written ignored = finish(write, done);
        return true;
    }

    /** Does writes of different items, none of which is conditional, and says which are left undone. */
    public Undone writeAll(List<Write> writes) {
        return writeAll(writes, tx -> {});
    }

    /**
     * The same.
     *
     * @param along is committed with the writes, if any is done
     */
    public Undone writeAll(List<Write> writes, Consumer<Transaction> along) {
        List<Write> possible = new ArrayList<>(writes.size());
        List<Write> busy = new ArrayList<>();
        List<byte[]> rowKeys = new ArrayList<>(writes.size());
        Locks locks = Locks.NONE;
        for (Write write : writes) {
            keys.ready(write.scope(), write.table().id());
            byte[] rowKey = RowKey.ofItem(write.table(), write.key());
            if (transactions.holds(write.scope(), rowKey)) {
                busy.add(write);
            } else {
                possible.add(write);
                rowKeys.add(rowKey);
                locks = lock(locks, write, rowKey);
            }
        }
        if (possible.isEmpty()) {
            return new Undone(busy, null);
        }
        return store.write(locks, tx -> {
            List<Write> left = new ArrayList<>(busy);
            DynamoDbException throttled = null;
            for (int i = 0; i < possible.size(); i++) {
                Write write = possible.get(i);
                Effect decided = decide(tx, write, rowKeys.get(i));
                DynamoDbException refused = refusal(write, rowKeys.get(i), decided);
                if (refused == null) {
                    carryOut(tx, write, rowKeys.get(i), decided);
                    tx.afterCommit(() -> {
                        Written ignored = finish(write, decided);
                    });
                } else {
                    left.add(write);
                    throttled = refused;
                }
            }
            along.accept(tx);
            return new Undone(left, throttled);
        });
    }

    private @Nullable DynamoDbException refusal(Write write, byte[] rowKey, Effect effect) {
        try {
            admit(write, rowKey, effect);
            return null;
        } catch (DynamoDbException throttled) {
            return throttled;
        }
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
            keys.ready(write.scope(), write.table().id());
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
                admitAll(writes, rowKeys, done);
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

    /** Lets all parts in or none; each says for itself whether it is throttled. */
    private void admitAll(List<Write> writes, List<byte[]> rowKeys, List<Effect> effects) {
        List<@Nullable DynamoDbException> reasons = new ArrayList<>(writes.size());
        boolean throttled = false;
        for (int i = 0; i < writes.size(); i++) {
            DynamoDbException reason = refusal(writes.get(i), rowKeys.get(i), effects.get(i));
            reasons.add(reason);
            throttled |= reason != null;
        }
        if (throttled) {
            for (int i = 0; i < writes.size(); i++) {
                if (reasons.get(i) == null) {
                    giveBack(writes.get(i), rowKeys.get(i), effects.get(i));
                }
            }
            throw new Cancellation(reasons);
        }
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
            keys.ready(read.scope(), read.table().id());
            rowKeys.add(RowKey.ofItem(read.table(), read.key()));
        }
        List<@Nullable DynamoDbException> refusals = new ArrayList<>(reads.size());
        for (int i = 0; i < reads.size(); i++) {
            refusals.add(refused(reads.get(i).scope(), reads.get(i).table(), RowKey.hashIn(rowKeys.get(i))));
        }
        if (refusals.stream().anyMatch(Objects::nonNull)) {
            return new Transacted.Cancelled<>(refusals);
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
            found.add(Found.of(keys, reads.get(i).scope(), first.get(i)));
        }
        if (!conflicts.isEmpty()) {
            return cancelled(conflicts, reads.size());
        }
        for (int i = 0; i < reads.size(); i++) {
            Read read = reads.get(i);
            double units = read.meter().items(found.get(i).size());
            admission.hasRead(read.scope(), read.table(), null, RowKey.hashIn(rowKeys.get(i)), units);
        }
        return new Transacted.Done<>(found);
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

    /** What a write comes to: nothing of it is done yet. */
    private record Effect(Found before, Decision decision, List<EntryChange> entries) {
        /** What the write is charged for in the table itself: the larger of the sizes before and after. */
        int size() {
            return decision instanceof Decision.Put put ? Math.max(before.size(), put.size()) : before.size();
        }

        /** By how many bytes the item grows. */
        int growth() {
            return switch (decision) {
                case Decision.Put put -> put.size() - before.size();
                case Decision.Delete ignored -> -before.size();
                case Decision.Nothing ignored -> 0;
                case Decision.Refused ignored -> 0;
            };
        }
    }

    /** Looks at a write's item, under its lock. */
    private Effect decide(Transaction tx, Write write, byte[] rowKey) {
        catalog.current(tx, write.scope(), write.table());
        Found before = Found.of(keys, write.scope(), tx.get(Rows.ITEMS, write.scope(), rowKey));
        Decision decision = write.decide().apply(before);
        return new Effect(before, decision, entries(tx, write, before, decision));
    }

    /** What the write changes in the indexes. The item found is read only where there is an entry to change. */
    private static List<EntryChange> entries(Transaction tx, Write write, Found before, Decision decision) {
        boolean changes = decision instanceof Decision.Put || decision instanceof Decision.Delete;
        if (!changes || write.table().indexes().isEmpty()) {
            return List.of();
        }
        Item after = decision instanceof Decision.Put put ? put.item() : null;
        List<EntryChange> entries = new ArrayList<>(write.table().indexes().size());
        for (Index index : write.table().indexes()) {
            EntryChange change = index.phase().isKept() ? entry(tx, write, index, before.item(), after) : null;
            if (change != null) {
                entries.add(change);
            }
        }
        return entries;
    }

    private static @Nullable EntryChange entry(
            Transaction tx, Write write, Index index, @Nullable Item before, @Nullable Item after) {
        Item from = before != null && index.holds(before) ? index.entry(before) : null;
        if (from != null && !index.phase().isReadable() && !isFilled(tx, write, index, from)) {
            from = null;
        }
        Item to = after != null && index.holds(after) ? index.entry(after) : null;
        return EntryChange.of(write.table(), index, from, to);
    }

    /** Whether the entry of an item that was there before an index has been added to it. */
    private static boolean isFilled(Transaction tx, Write write, Index index, Item entry) {
        return tx.contains(Rows.INDEXES, write.scope(), RowKey.ofEntry(write.table(), index, entry));
    }

    private void admit(Write write, byte[] rowKey, Effect effect) {
        if (write.origin() == Origin.CLIENT) {
            admission.write(write, RowKey.hashIn(rowKey), write.usage().writeUnits(effect.size()), effect.entries());
        }
    }

    private void giveBack(Write write, byte[] rowKey, Effect effect) {
        if (write.origin() == Origin.CLIENT) {
            admission.giveBack(write, RowKey.hashIn(rowKey), write.usage().writeUnits(effect.size()), effect.entries());
        }
    }

    /** Changes the item and its entries as was decided. */
    private void carryOut(Transaction tx, Write write, byte[] rowKey, Effect effect) {
        int scope = write.scope();
        Found before = effect.before();
        switch (effect.decision()) {
            case Decision.Put put -> {
                byte[] row = Row.encode(keys, scope, write.table(), put.item(), put.size());
                tx.upsert(Rows.ITEMS, scope, rowKey, row);
                index(tx, write, effect);
                tell(tx, write, before, Found.of(keys, scope, row, put.item()));
            }
            case Decision.Delete ignored -> {
                if (before.exists()) {
                    tx.delete(Rows.ITEMS, scope, rowKey);
                    index(tx, write, effect);
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

    private void index(Transaction tx, Write write, Effect effect) {
        long collected = effect.growth();
        for (EntryChange change : effect.entries()) {
            if (change.removed() != null) {
                tx.delete(Rows.INDEXES, write.scope(), change.removed());
            }
            if (change.put() != null && change.entry() != null) {
                tx.upsert(
                        Rows.INDEXES,
                        write.scope(),
                        change.put(),
                        Row.encode(keys, write.scope(), write.table(), change.entry(), change.newSize()));
            }
            collected += change.index().global() ? 0 : change.newSize() - change.oldSize();
        }
        if (write.table().hasLocalIndexes()) {
            CollectionSizes.change(tx, write.scope(), write.table(), write.key(), collected);
        }
    }

    /** Counts what was done, after the commit. */
    private Written finish(Write write, Effect effect) {
        Found before = effect.before();
        write.usage().wrote(effect.size());
        if (effect.decision() instanceof Decision.Refused refused) {
            throw refused.error();
        }
        for (EntryChange change : effect.entries()) {
            change.count(write.usage());
            int entries = (change.newSize() > 0 ? 1 : 0) - (change.oldSize() > 0 ? 1 : 0);
            counts.add(write.scope(), change.index().id(), entries, change.newSize() - change.oldSize());
        }
        if (effect.decision() instanceof Decision.Put put) {
            counts.add(write.scope(), write.table().id(), before.exists() ? 0 : 1, effect.growth());
            return new Written(before, put.item());
        }
        if (effect.decision() instanceof Decision.Delete) {
            counts.add(write.scope(), write.table().id(), before.exists() ? -1 : 0, effect.growth());
        }
        return new Written(before, null);
    }
}
