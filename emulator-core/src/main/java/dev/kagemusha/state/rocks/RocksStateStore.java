package dev.kagemusha.state.rocks;

import dev.kagemusha.state.Blobs;
import dev.kagemusha.state.DataDirectoryException;
import dev.kagemusha.state.KeyRange;
import dev.kagemusha.state.Locks;
import dev.kagemusha.state.ReadView;
import dev.kagemusha.state.Scope;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.state.StoreException;
import dev.kagemusha.state.Table;
import dev.kagemusha.state.Transaction;
import dev.kagemusha.time.EmulatorClock;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The store on plain RocksDB.
 *
 * <h2>How a call runs</h2>
 *
 * Every call passes the gate in shared mode; reset, restore and close take it alone, so native handles are never closed under a
 * running call. A transaction then takes its stripes ({@link Stripes}), works against an {@link Overlay}, commits it as one
 * batch, and lets go. RocksDB joins commits that wait for the disk at the same time, so that with fsync they share one.
 *
 * <h2>Why no TransactionDB</h2>
 *
 * It rejects range deletions and locks inside native code; stripes are cheaper, know shared locks, and are visible to Java.
 *
 * <p>It is long because it is the whole of an interface, and who holds the gate when is easier to check in one place.
 */
public final class RocksStateStore implements StateStore {
    private static final int STRIPES = 4096;
    private static final String ROOT = "root";

    private final DataDirectory directory;
    private final boolean temporary;
    private final Stripes stripes = new Stripes(STRIPES);
    private final Pace pace = new Pace(System::nanoTime);
    private final ReentrantReadWriteLock gate = new ReentrantReadWriteLock();
    private final ThreadLocal<boolean[]> inTransaction = ThreadLocal.withInitial(() -> new boolean[1]);
    private final List<Consumer<Predicate<Scope>>> resetListeners = new CopyOnWriteArrayList<>();
    private final ScopeIndex scopes = new ScopeIndex();
    private final Pool pool;
    private final boolean fsync;
    private final long memoryBudget;
    private final Frames frames;
    private final FileBlobs blobs;
    private final DeadScopes deadScopes;
    private final SnapshotFolder snapshots;
    private Engine engine;
    private boolean closed;

    private RocksStateStore(StoreOptions options, DataDirectory directory, boolean temporary) {
        this.directory = directory;
        this.temporary = temporary;
        pool = new Pool(options.fsync() ? 16 : Math.max(4, Runtime.getRuntime().availableProcessors()));
        fsync = options.fsync();
        memoryBudget = options.memoryBudgetBytes();
        byte[] rootKey = options.rootKey();
        frames = new Frames(rootKey != null ? rootKey : directory.rootKey());
        snapshots = new SnapshotFolder(directory.snapshots());
        FileBlobs.Access access = this::lend;
        blobs = new FileBlobs(access, frames, folder(directory.state()), fsync);
        deadScopes = new DeadScopes(access, scopes, blobs);
        engine = engine(directory.state());
        try {
            checkRootKey();
            scopes.load(engine);
            blobs.load(engine, blobs.folder());
        } catch (RuntimeException | Error e) {
            engine.close();
            throw e;
        }
    }

    /** Another key would show only when a body is read, long after others were written under it. */
    private void checkRootKey() {
        byte[] seal;
        try (RocksTransaction tx = new RocksTransaction(engine)) {
            seal = tx.get(CoreTables.SEALS, CoreTables.OWN, ROOT);
            if (seal == null) {
                tx.insert(CoreTables.SEALS, CoreTables.OWN, ROOT, frames.seal(new byte[0]));
                tx.commitRows();
                return;
            }
        }
        try {
            byte[] ignored = frames.unseal(seal, 0, seal.length);
        } catch (StoreException e) {
            throw new DataDirectoryException(
                    "data directory " + directory.root() + " was made under another root key", e);
        }
    }

    private BlobFolder folder(Path state) {
        return new BlobFolder(state.resolve("blobs"), fsync);
    }

    private Engine engine(Path state) {
        return new Engine(state.resolve("db"), fsync, memoryBudget);
    }

    private <R> R lend(Function<Engine, R> work) {
        return shared(() -> work.apply(engine));
    }

    /**
     * Opens a data directory, or makes one.
     *
     * @throws DataDirectoryException when it cannot be used; nothing on disk has changed then
     */
    public static RocksStateStore open(StoreOptions options, EmulatorClock clock) {
        return open(options, false);
    }

    /** Opens a store that is removed when it is closed. */
    public static RocksStateStore openTemporary(long memoryBudgetBytes, EmulatorClock clock) {
        return openTemporary(memoryBudgetBytes, null, clock);
    }

    /**
     * Opens a store that is removed when it is closed.
     *
     * @param rootKey 32 bytes, or null for one of its own
     */
    public static RocksStateStore openTemporary(
            long memoryBudgetBytes, byte @Nullable [] rootKey, EmulatorClock clock) {
        try {
            Path directory = Files.createTempDirectory("kagemusha-");
            return open(new StoreOptions(directory, false, memoryBudgetBytes, rootKey), true);
        } catch (IOException e) {
            throw new DataDirectoryException("no temporary directory can be made: " + e.getMessage(), e);
        }
    }

    private static RocksStateStore open(StoreOptions options, boolean temporary) {
        DataDirectory directory = DataDirectory.open(options.directory(), options.fsync());
        try {
            RocksStateStore store = new RocksStateStore(options, directory, temporary);
            store.deadScopes.sweepSoon();
            return store;
        } catch (RuntimeException | Error e) {
            directory.close();
            throw e;
        }
    }

    @Override
    public int scope(Scope scope) {
        return scopes.id(scope);
    }

    @Override
    public boolean live(int scope) {
        return scopes.live(scope);
    }

    @Override
    public List<Scope> scopes() {
        return scopes.all();
    }

    @Override
    public long approximateBytes(Table<?, ?> table, int scope, KeyRange range) {
        byte[] prefix = Keys.prefix(scope, table.number());
        byte[] to = Keys.to(prefix, range);
        enter();
        try {
            return to == null ? 0 : engine.approximateBytes(Keys.from(prefix, range), to);
        } finally {
            leave();
        }
    }

    @Override
    public <R> R read(Function<ReadView, R> work) {
        if (Thread.currentThread().isVirtual()) {
            return pool.call(() -> read(work));
        }
        enter();
        try {
            try (RocksView view = new RocksView(engine, false)) {
                return work.apply(view);
            } catch (RocksView.Stale e) {
                try (RocksView view = new RocksView(engine, true)) {
                    return work.apply(view);
                }
            }
        } finally {
            leave();
        }
    }

    @Override
    public <R> R write(Locks locks, Function<Transaction, R> work) {
        if (Thread.currentThread().isVirtual()) {
            return pool.call(() -> write(locks, work));
        }
        boolean[] inside = inTransaction.get();
        if (inside[0]) {
            throw new IllegalStateException("a transaction inside another");
        }
        int[] plan = stripes.plan(locks);
        RocksTransaction tx;
        R result;
        enter();
        try {
            stripes.lock(plan);
            inside[0] = true;
            try {
                tx = new RocksTransaction(engine);
                try (tx) {
                    result = work.apply(tx);
                    commit(tx);
                }
            } finally {
                inside[0] = false;
                stripes.unlock(plan);
            }
        } finally {
            leave();
        }
        tx.runActions();
        return result;
    }

    @Override
    public boolean prompt() {
        return !fsync && !gate.isWriteLocked() && !gate.hasQueuedThreads() && pace.steady();
    }

    private void commit(RocksTransaction tx) {
        long began = pace.begin();
        scopes.settle(engine, tx);
        BlobCounts.Changes changes = tx.changedBlobs();
        if (changes == null) {
            tx.commitRows();
        } else {
            blobs.commit(tx, changes);
        }
        pace.end(began);
    }

    private void enter() {
        gate.readLock().lock();
        if (closed) {
            gate.readLock().unlock();
            throw new IllegalStateException("the store is closed");
        }
    }

    private void leave() {
        gate.readLock().unlock();
    }

    private <R> R shared(Supplier<R> work) {
        if (Thread.currentThread().isVirtual()) {
            return pool.call(() -> shared(work));
        }
        enter();
        try {
            return work.get();
        } finally {
            leave();
        }
    }

    /** Runs alone: calls that run now are waited for, later ones wait. */
    private <R> R alone(Supplier<R> work) {
        if (Thread.currentThread().isVirtual()) {
            return pool.call(() -> alone(work));
        }
        if (gate.getReadHoldCount() > 0) {
            throw new IllegalStateException("not inside a call to the store");
        }
        gate.writeLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException("the store is closed");
            }
            return work.get();
        } finally {
            gate.writeLock().unlock();
        }
    }

    @Override
    public Blobs blobs() {
        return blobs;
    }

    @Override
    public byte[] derivedKey(String purpose) {
        return frames.derive(purpose);
    }

    @Override
    public <K> byte[] seal(Table<K, ?> table, int scope, K key, byte[] plain) {
        return frames.seal(Keys.of(table, scope, key), plain);
    }

    @Override
    public <K> byte[] unseal(Table<K, ?> table, int scope, K key, byte[] sealed) {
        return frames.unseal(Keys.of(table, scope, key), sealed);
    }

    @Override
    public byte[] seal(String purpose, byte[] plain) {
        return frames.seal(purpose(purpose), plain);
    }

    @Override
    public byte[] unseal(String purpose, byte[] sealed) {
        return frames.unseal(purpose(purpose), sealed);
    }

    /** As if it were a row's key, of a table that there is none of. */
    private static byte[] purpose(String purpose) {
        return Keys.join(Keys.prefix(CoreTables.OWN, 0), purpose.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void reset(Predicate<Scope> which) {
        alone(() -> {
            int gone = scopes.forget(engine, which);
            tellReset(which);
            return gone;
        });
        deadScopes.sweepSoon();
    }

    /** For tests: the sweep that follows a reset, waited for. */
    DeadScopes deadScopes() {
        return deadScopes;
    }

    /** For tests: how often the log was forced to disk. */
    long syncs() {
        return lend(Engine::syncs);
    }

    private void tellReset(Predicate<Scope> gone) {
        resetListeners.forEach(listener -> listener.accept(gone));
    }

    @Override
    public void onReset(Runnable listener) {
        resetListeners.add(gone -> listener.run());
    }

    @Override
    public void onForget(Consumer<Predicate<Scope>> listener) {
        resetListeners.add(listener);
    }

    @Override
    public void snapshot(String name) {
        SnapshotFolder.check(name);
        // What is in memory goes to disk before everyone is made to wait for the rest of it.
        lend(engine -> {
            engine.flush();
            return true;
        });
        blobs.removals().lock();
        try {
            snapshots.save(
                    name,
                    database -> alone(() -> {
                        engine.checkpoint(database);
                        return BlobCounts.of(engine, CoreTables.OWN, Integer.MAX_VALUE);
                    }),
                    blobs.folder());
        } finally {
            blobs.removals().unlock();
        }
    }

    @Override
    public void restore(String name) {
        blobs.removals().lock();
        try {
            long next = directory.generation() + 1;
            Path state = directory.state(next);
            try {
                snapshots.unpack(name, state);
                alone(() -> {
                    swap(next, state);
                    return true;
                });
            } finally {
                directory.removeOtherGenerations();
            }
        } catch (IOException e) {
            throw new StoreException("snapshot " + name + " cannot be restored: " + e.getMessage(), e);
        } finally {
            blobs.removals().unlock();
        }
        deadScopes.sweepSoon();
    }

    /** Opens the other state before it lets go of this one, so that a failure leaves all as it was. */
    private void swap(long generation, Path state) {
        Engine other = engine(state);
        try {
            // Ids never come back: a reference from before must not meet a namesake.
            other.raise(ScopeIndex.COUNTER, engine);
            other.raise(FileBlobs.COUNTER, engine);
            directory.switchTo(generation);
        } catch (IOException e) {
            other.close();
            throw new StoreException("the restored state cannot take its place: " + e.getMessage(), e);
        } catch (RuntimeException | Error e) {
            other.close();
            throw e;
        }
        Engine old = engine;
        engine = other;
        old.close();
        scopes.load(other);
        blobs.load(other, folder(state));
        tellReset(scope -> true);
    }

    @Override
    public List<String> snapshots() {
        return snapshots.names();
    }

    @Override
    public void deleteSnapshot(String name) {
        snapshots.delete(name);
    }

    @Override
    public void memory(Consumer<MemoryUse> report) {
        // Two counters, read where the caller is: health must not queue behind slow commits, a restore or a reset.
        if (!gate.readLock().tryLock()) {
            return;
        }
        try {
            if (!closed) {
                long buffers = engine.memtableBytes();
                // What write buffers take is charged to the cache.
                report.accept(new MemoryUse("block cache", Math.max(0, engine.cacheBytes() - buffers)));
                report.accept(new MemoryUse("write buffers", buffers));
            }
        } finally {
            leave();
        }
    }

    @Override
    public Path directory() {
        return directory.root();
    }

    @Override
    public void close() {
        gate.writeLock().lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            blobs.close(engine);
            if (!temporary) {
                // A log to be replayed would make the next start slower.
                engine.flush();
            }
            engine.close();
        } finally {
            gate.writeLock().unlock();
            pool.close();
        }
        directory.close();
        if (temporary) {
            try {
                DataDirectory.deleteTree(directory.root());
            } catch (IOException e) {
                throw new StoreException("cannot remove " + directory.root(), e);
            }
        }
    }
}
