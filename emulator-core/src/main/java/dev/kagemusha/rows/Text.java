package dev.kagemusha.rows;

import dev.kagemusha.state.KeyCodec;
import dev.kagemusha.state.KeyReader;
import dev.kagemusha.state.KeyWriter;
import dev.kagemusha.state.ValueCodec;

import java.nio.charset.StandardCharsets;

/** Text in UTF-8, as a key by itself or as a value. */
public final class Text implements KeyCodec<String>, ValueCodec<String> {
    @Override
    public void write(String key, KeyWriter out) {
        out.tail(key);
    }

    @Override
    public String read(KeyReader in) {
        return in.tailText();
    }

    @Override
    public byte[] encode(String value) {
        return value.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String decode(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
