package dev.kagemusha.state;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The one store of all services: ordered keys, ranges, atomic batches, snapshots. Narrow enough that a distributed engine
 * could stand behind it.
 *
 * <p>Calls are short. They may be made from any thread; from a virtual thread they run on the store's own pool, since
 * native code would pin the carrier. A transaction never spans a body, a network wait or a call to another service.
 */
public interface StateStore extends AutoCloseable {
    /**
     * The id of a scope. Cheap (a map look-up). Ask again in each request: after a reset the same scope has another id. A
     * scope in which nothing was ever written is empty, and asking for its id leaves nothing behind: the first transaction
     * that writes into it makes it.
     */
    int scope(Scope scope);

    /** Whether this id is still that of its scope: a reference into a scope that was reset refers to nothing. */
    boolean live(int scope);

    /**
     * Runs read-only work against one consistent view. Views and cursors must not leave the function.
     *
     * <p>The first row is read without a snapshot, which a single get then never pays for. Should that row change before a
     * second one is read, the work is run again from its start: it must have no effect but its result.
     */
    <R> R read(Function<ReadView, R> work);

    /**
     * Runs a transaction: takes the locks in sorted order, runs the work, commits its writes in one batch. With
     * {@code --fsync} it returns when the batch is on disk. A transaction inside another is a programming error.
     */
    <R> R write(Locks locks, Function<Transaction, R> work);

    /**
     * Whether a call would be over at once now: commits do not wait for the disk, nobody has the store alone or is about to,
     * and none took long just now. Only a hint, since that can change before the call is made.
     */
    boolean prompt();

    /** Bodies too large to be values. */
    Blobs blobs();

    /**
     * Encrypts a small secret under the root key, to be kept in one row: private keys, client secrets. It opens as that row's only, so
     * that no secret can be put in the place of another.
     */
    <K> byte[] seal(Table<K, ?> table, int scope, K key, byte[] plain);

    /**
     * The plain bytes of what {@code seal} made for this row.
     *
     * @throws StoreException for what was not made for it, or was altered
     */
    <K> byte[] unseal(Table<K, ?> table, int scope, K key, byte[] sealed);

    /** The same for what leaves the store, such as tokens; the purpose takes the place of the row. */
    byte[] seal(String purpose, byte[] plain);

    /** @throws StoreException for what was not sealed for this purpose, or was altered */
    byte[] unseal(String purpose, byte[] sealed);

    /** 32 bytes for one purpose, always the same in this installation and outside every reset: derived from the root key. */
    byte[] derivedKey(String purpose);

    /** Forgets the scopes that match; what they held is gone at once for every caller. */
    void reset(Predicate<Scope> scopes);

    /**
     * Called after a reset or a restore and before any other call gets in, so that caches are cleared. The listener may read
     * and write.
     */
    void onReset(Runnable listener);

    /**
     * The same for who keeps something of many scopes: told which ones are gone. After a restore that is all of them.
     */
    void onForget(Consumer<Predicate<Scope>> listener);

    /** All scopes that are live now: those written into since they were last reset. */
    List<Scope> scopes();

    /**
     * Saves the whole state under a name (letters, digits, dash, underscore, and dots but for the first; at most 100 in all);
     * takes the place of one of the same name.
     *
     * @throws IllegalArgumentException for another name
     */
    void snapshot(String name);

    /** Puts back a saved state. @throws java.util.NoSuchElementException when there is none of that name */
    void restore(String name);

    List<String> snapshots();

    void deleteSnapshot(String name);

    /**
     * About how many bytes the rows of a range take in the store, compressed where they are; what is not yet in files is
     * guessed from a sample. Costs a few seeks whatever the range holds.
     */
    long approximateBytes(Table<?, ?> table, int scope, KeyRange range);

    /** Bytes of memory by purpose, for health: never waits, and reports nothing while the store is being replaced. */
    void memory(Consumer<MemoryUse> report);

    /** Where it lives. */
    Path directory();

    @Override
    void close();

    /** @param purpose for example {@code block cache} */
    record MemoryUse(String purpose, long bytes) {}
}
