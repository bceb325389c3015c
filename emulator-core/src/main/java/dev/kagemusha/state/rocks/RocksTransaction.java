package dev.kagemusha.state.rocks;

import dev.kagemusha.state.Cursor;
import dev.kagemusha.state.KeyRange;
import dev.kagemusha.state.Table;
import dev.kagemusha.state.Transaction;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * A transaction: reads see the newest committed rows under its own overlay. Consistency of what it reads is its locks'
 * business, so it takes no snapshot.
 */
final class RocksTransaction implements Transaction, AutoCloseable {
    private final Engine engine;
    private final Overlay overlay = new Overlay();
    private @Nullable List<RangeIterator> open;
    private @Nullable List<Runnable> actions;
    private @Nullable List<Integer> claims;
    private @Nullable List<Runnable> endings;
    private BlobCounts.@Nullable Changes blobs;
    // The row looked up last: an update usually follows a get of the same row.
    private byte @Nullable [] lookedUp;
    private boolean lookedUpThere;

    RocksTransaction(Engine engine) {
        this.engine = engine;
    }

    @Override
    public <K, V> @Nullable V get(Table<K, V> table, int scope, K key) {
        byte[] value = find(Keys.of(table, scope, key));
        return value == null ? null : table.values().decode(value);
    }

    @Override
    public <K, V> boolean contains(Table<K, V> table, int scope, K key) {
        return contains(Keys.of(table, scope, key));
    }

    private byte @Nullable [] find(byte[] key) {
        if (!overlay.isEmpty()) {
            byte[] own = overlay.find(key);
            if (own != null) {
                return Overlay.deleted(own) ? null : own;
            }
            if (overlay.rangeDeleted(key)) {
                return null;
            }
        }
        byte[] value = engine.get(key);
        lookedUp = key;
        lookedUpThere = value != null;
        return value;
    }

    private boolean contains(byte[] key) {
        if (!overlay.isEmpty()) {
            byte[] own = overlay.find(key);
            if (own != null) {
                return !Overlay.deleted(own);
            }
            if (overlay.rangeDeleted(key)) {
                return false;
            }
        }
        if (lookedUp != null && Arrays.equals(lookedUp, key)) {
            return lookedUpThere;
        }
        return engine.contains(key);
    }

    @Override
    public <K, V> Cursor<K, V> range(Table<K, V> table, int scope, KeyRange range) {
        byte[] prefix = Keys.prefix(scope, table.number());
        byte[] from = Keys.from(prefix, range);
        byte[] to = Keys.to(prefix, range);
        RangeIterator rows = engine.iterator(null, from, to, range.reverse());
        if (open == null) {
            open = new ArrayList<>(2);
        }
        open.add(rows);
        return new TableCursor.Overlaid<>(table, prefix, rows, overlay, from, to, range.reverse());
    }

    @Override
    public <K, V> void insert(Table<K, V> table, int scope, K key, V value) {
        byte[] full = Keys.of(table, scope, key);
        if (contains(full)) {
            throw new IllegalStateException("insert into " + table.name() + ": the row is there already");
        }
        overlay.put(full, table.values().encode(value));
    }

    @Override
    public <K, V> void update(Table<K, V> table, int scope, K key, V value) {
        byte[] full = Keys.of(table, scope, key);
        if (!contains(full)) {
            throw new IllegalStateException("update of " + table.name() + ": there is no such row");
        }
        overlay.put(full, table.values().encode(value));
    }

    @Override
    public <K, V> void upsert(Table<K, V> table, int scope, K key, V value) {
        overlay.put(Keys.of(table, scope, key), table.values().encode(value));
    }

    @Override
    public <K, V> void delete(Table<K, V> table, int scope, K key) {
        overlay.delete(Keys.of(table, scope, key));
    }

    @Override
    public <K, V> void deleteRange(Table<K, V> table, int scope, KeyRange range) {
        byte[] prefix = Keys.prefix(scope, table.number());
        byte[] to = Keys.to(prefix, range);
        if (to == null) {
            throw new IllegalArgumentException("no scope has this number");
        }
        overlay.deleteRange(Keys.from(prefix, range), to);
    }

    @Override
    public void claim(int scope) {
        if (claims == null) {
            claims = new ArrayList<>(1);
        }
        claims.add(scope);
    }

    @Override
    public void afterCommit(Runnable action) {
        if (actions == null) {
            actions = new ArrayList<>(2);
        }
        actions.add(action);
    }

    @Override
    public void whenOver(Runnable action) {
        if (endings == null) {
            endings = new ArrayList<>(2);
        }
        endings.add(action);
    }

    /** The counts of blobs that this transaction changes. */
    BlobCounts.Changes blobChanges() {
        BlobCounts.Changes changes = blobs;
        if (changes == null) {
            changes = new BlobCounts.Changes();
            blobs = changes;
        }
        return changes;
    }

    /** Null when it changes none. */
    BlobCounts.@Nullable Changes changedBlobs() {
        return blobs;
    }

    /** The scopes into which rows are written or under which blobs are kept, some of them more than once. */
    void writtenScopes(IntConsumer scopes) {
        overlay.writtenScopes(scopes);
        if (claims != null) {
            claims.forEach(scopes::accept);
        }
        if (blobs != null) {
            blobs.scopes(scopes);
        }
    }

    void commitRows() {
        if (!overlay.isEmpty()) {
            overlay.commit(engine);
        }
    }

    void runActions() {
        if (actions != null) {
            for (Runnable action : actions) {
                action.run();
            }
        }
    }

    @Override
    public void close() {
        if (open != null) {
            for (RangeIterator rows : open) {
                rows.close();
            }
            open = null;
        }
        if (endings != null) {
            for (Runnable ending : endings) {
                ending.run();
            }
            endings = null;
        }
    }
}
