package dev.kagemusha.state;

/**
 * A short read-write transaction under the locks it named. It reads its own writes. Everything is committed in one batch
 * when the function returns, nothing when it throws.
 */
public interface Transaction extends ReadView {
    /** Adds a row; an existing one is a programming error ({@link IllegalStateException}). */
    <K, V> void insert(Table<K, V> table, int scope, K key, V value);

    /** Replaces a row; a missing one is a programming error. */
    <K, V> void update(Table<K, V> table, int scope, K key, V value);

    /** Adds or replaces a row. */
    <K, V> void upsert(Table<K, V> table, int scope, K key, V value);

    /** Removes a row, whether it is there or not. */
    <K, V> void delete(Table<K, V> table, int scope, K key);

    /** Removes a whole range at once (a range tombstone, whatever its size). */
    <K, V> void deleteRange(Table<K, V> table, int scope, KeyRange range);

    /** Makes a scope live with this commit although no row of it is written: what refers to it stands elsewhere. */
    void claim(int scope);

    /** Runs after the commit has succeeded, in order, on the committing thread. */
    void afterCommit(Runnable action);

    /** Runs when the transaction is over, whether it was committed or given up, before its locks are let go. */
    void whenOver(Runnable action);
}
