package dev.kagemusha.s3;

import dev.kagemusha.state.KeyCodec;
import dev.kagemusha.state.KeyReader;
import dev.kagemusha.state.KeyWriter;
import dev.kagemusha.state.ValueCodec;

import java.util.function.Function;

/**
 * How S3's tables are declared: each room has its own, their numbers are frozen. 200, 201 and 207 are of {@code bucket}; 202,
 * 203, 209 to 211 and 230 of {@code object}; 205 and 206 of {@code multipart}; 208 of {@code configuration}; 212 to 215 of {@code
 * accesspoint}; 204 was never used.
 */
public final class Rows {
    private Rows() {}

    /** Keys that are one text. */
    public static KeyCodec<String> text() {
        return new KeyCodec<>() {
            @Override
            public void write(String key, KeyWriter out) {
                out.tail(key);
            }

            @Override
            public String read(KeyReader in) {
                return in.tailText();
            }
        };
    }

    /** Values that write and read themselves. */
    public static <V> ValueCodec<V> value(Function<V, byte[]> encode, Function<byte[], V> decode) {
        return new ValueCodec<>() {
            @Override
            public byte[] encode(V value) {
                return encode.apply(value);
            }

            @Override
            public V decode(byte[] bytes) {
                return decode.apply(bytes);
            }
        };
    }
}
