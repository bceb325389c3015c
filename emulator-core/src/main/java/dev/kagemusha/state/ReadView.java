package dev.kagemusha.state;

import org.jspecify.annotations.Nullable;

/** A consistent view of the store, good only inside the call that it was given to. */
public interface ReadView {
    <K, V> @Nullable V get(Table<K, V> table, int scope, K key);

    /** Whether the key is there, without decoding its value. */
    <K, V> boolean contains(Table<K, V> table, int scope, K key);

    /**
     * The rows of a range in order. The cursor is closed with the view at the latest; close it earlier in long calls.
     */
    <K, V> Cursor<K, V> range(Table<K, V> table, int scope, KeyRange range);
}
