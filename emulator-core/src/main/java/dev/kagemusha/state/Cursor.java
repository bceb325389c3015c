package dev.kagemusha.state;

/**
 * Rows of a range, one at a time: {@code while (cursor.next()) { cursor.key() … }}. Key and value are decoded when asked
 * for.
 */
public interface Cursor<K, V> extends AutoCloseable {
    /** Moves to the next row (the first one at the first call); false at the end. */
    boolean next();

    K key();

    V value();

    /** The key's encoding without scope and table. */
    byte[] rawKey();

    /** The value's encoding. */
    byte[] rawValue();

    /**
     * Moves so that the following {@link #next()} answers the first row at or after (in a reverse range: at or before) this
     * encoded key. Used to skip over common prefixes.
     */
    void seek(byte[] rawKey);

    @Override
    void close();
}
