package dev.kagemusha.rows;

import dev.kagemusha.state.KeyCodec;
import dev.kagemusha.state.KeyReader;
import dev.kagemusha.state.KeyWriter;
import dev.kagemusha.state.ValueCodec;

/** Bytes as they are. */
public final class Bytes implements KeyCodec<byte[]>, ValueCodec<byte[]> {
    @Override
    public void write(byte[] key, KeyWriter out) {
        out.tail(key);
    }

    @Override
    public byte[] read(KeyReader in) {
        return in.tail();
    }

    @Override
    public byte[] encode(byte[] value) {
        return value;
    }

    @Override
    public byte[] decode(byte[] bytes) {
        return bytes;
    }
}
