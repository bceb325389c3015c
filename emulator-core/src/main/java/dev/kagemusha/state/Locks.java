package dev.kagemusha.state;

import java.util.Arrays;

/**
 * The keys a transaction is about, locked in sorted order before it starts. Rows of other keys may be written too when
 * one of the locked keys guards them (index entries of an item, say).
 *
 * <p>A shared lock lets others share it: putting an object shares its bucket's lock, deleting the bucket takes it alone.
 */
public final class Locks {
    /** Locks nothing: for transactions whose rows are guarded otherwise. */
    public static final Locks NONE = new Locks(new int[0], 0);

    // hash << 1 | exclusive
    private final int[] hashes;
    private final int size;

    private Locks(int[] hashes, int size) {
        this.hashes = hashes;
        this.size = size;
    }

    public static <K> Locks of(Table<K, ?> table, int scope, K key) {
        return NONE.and(table, scope, key);
    }

    public <K> Locks and(Table<K, ?> table, int scope, K key) {
        return with(hash(table, scope, key) | 1);
    }

    public <K> Locks andShared(Table<K, ?> table, int scope, K key) {
        return with(hash(table, scope, key));
    }

    private Locks with(int hash) {
        int[] more = Arrays.copyOf(hashes, Math.max(2, size == hashes.length ? 2 * size : hashes.length));
        more[size] = hash;
        return new Locks(more, size + 1);
    }

    private static <K> int hash(Table<K, ?> table, int scope, K key) {
        KeyWriter out = new KeyWriter();
        table.keys().write(key, out);
        int h = 31 * (31 * out.hash() + scope) + table.number();
        h *= 0x9E3779B9;
        return (h ^ h >>> 16) << 1;
    }

    /** How many locks there are. */
    public int size() {
        return size;
    }

    /** A well-mixed hash of the i-th key: 31 bits. */
    public int hash(int i) {
        return hashes[i] >>> 1;
    }

    public boolean exclusive(int i) {
        return (hashes[i] & 1) != 0;
    }
}
