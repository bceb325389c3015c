package dev.kagemusha.state;

/** How a value becomes bytes. A value's first byte is its version where the form may ever change. */
public interface ValueCodec<V> {
    byte[] encode(V value);

    V decode(byte[] bytes);

    /** Bytes as they are. */
    static ValueCodec<byte[]> bytes() {
        return new ValueCodec<>() {
            @Override
            public byte[] encode(byte[] value) {
                return value;
            }

            @Override
            public byte[] decode(byte[] bytes) {
                return bytes;
            }
        };
    }
}
