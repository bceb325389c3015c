package dev.kagemusha.state;

/** An order-preserving encoding of keys: bytes compared unsigned order as the keys do. */
public interface KeyCodec<K> {
    void write(K key, KeyWriter out);

    K read(KeyReader in);
}
