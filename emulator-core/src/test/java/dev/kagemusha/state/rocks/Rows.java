package dev.kagemusha.state.rocks;

import dev.kagemusha.state.KeyCodec;
import dev.kagemusha.state.KeyReader;
import dev.kagemusha.state.KeyWriter;
import dev.kagemusha.state.Table;
import dev.kagemusha.state.ValueCodec;

import java.nio.charset.StandardCharsets;

/** Tables for tests. */
final class Rows {
    static final Table<byte[], byte[]> BYTES = new Table<>(
            90,
            "test.bytes",
            new KeyCodec<>() {
                @Override
                public void write(byte[] key, KeyWriter out) {
                    out.tail(key);
                }

                @Override
                public byte[] read(KeyReader in) {
                    return in.tail();
                }
            },
            new ValueCodec<>() {
                @Override
                public byte[] encode(byte[] value) {
                    return value;
                }

                @Override
                public byte[] decode(byte[] bytes) {
                    return bytes;
                }
            });

    static final Table<String, String> TEXT = new Table<>(
            91,
            "test.text",
            new KeyCodec<>() {
                @Override
                public void write(String key, KeyWriter out) {
                    out.tail(key);
                }

                @Override
                public String read(KeyReader in) {
                    return in.tailText();
                }
            },
            new ValueCodec<>() {
                @Override
                public byte[] encode(String value) {
                    return value.getBytes(StandardCharsets.UTF_8);
                }

                @Override
                public String decode(byte[] bytes) {
                    return new String(bytes, StandardCharsets.UTF_8);
                }
            });

    private Rows() {}
}
