package dev.kagemusha.rows;

import dev.kagemusha.state.KeyCodec;
import dev.kagemusha.state.KeyReader;
import dev.kagemusha.state.KeyWriter;

/** A number that somebody gave out, as a key by itself. */
public final class Id implements KeyCodec<Integer> {
    @Override
    public void write(Integer key, KeyWriter out) {
        out.u32(key);
    }

    @Override
    public Integer read(KeyReader in) {
        return in.u32();
    }
}
