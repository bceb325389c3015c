package dev.kagemusha.kms.key;

import dev.kagemusha.protocol.SerializationException;
import dev.kagemusha.protocol.cbor.CborCodec;
import dev.kagemusha.state.KeyCodec;
import dev.kagemusha.state.KeyReader;
import dev.kagemusha.state.KeyWriter;
import dev.kagemusha.state.ValueCodec;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.utils.builder.Buildable;

import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/** How the rows of KMS are written. What the SDK has a class for is kept in its wire form. */
public final class Codecs {
    private static final byte[] NOTHING = {};

    private Codecs() {}

    /** A name, as it is. */
    public static final class Text implements KeyCodec<String>, ValueCodec<String> {
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

    /** Something that belongs to a key, or to whatever else the first name is. */
    public record Pair(String owner, String name) {
        static byte[] prefix(String owner) {
            return new KeyWriter().text(owner).toBytes();
        }
    }

    /** Pairs in the order of their owners. */
    public static final class PairKey implements KeyCodec<Pair> {
        @Override
        public void write(Pair key, KeyWriter out) {
            out.text(key.owner()).tail(key.name());
        }

        @Override
        public Pair read(KeyReader in) {
            return new Pair(in.text(), in.tailText());
        }
    }

    /** Bytes as they are. */
    public static final class Bytes implements ValueCodec<byte[]> {
        @Override
        public byte[] encode(byte[] value) {
            return value;
        }

        @Override
        public byte[] decode(byte[] bytes) {
            return bytes;
        }
    }

    /** The encoding that all pairs of an owner begin with. */
    public static byte[] ownedBy(String owner) {
        return Pair.prefix(owner);
    }

    /** For rows that say all with their key. */
    public static byte[] nothing() {
        return NOTHING;
    }

    /** A class of the SDK. */
    public static final class Pojo<T extends SdkPojo, B extends Buildable> implements ValueCodec<T> {
        private static final CborCodec CODEC = CborCodec.inSeconds();

        private final Supplier<B> builder;

        /** @param builder of the class that the rows are */
        public Pojo(Supplier<B> builder) {
            this.builder = builder;
        }

        @Override
        public byte[] encode(T value) {
            return CODEC.write(value);
        }

        @Override
        @SuppressWarnings("unchecked")
        public T decode(byte[] bytes) {
            B made = builder.get();
            try {
                CODEC.read(bytes, (SdkPojo) made, "kms");
            } catch (SerializationException e) {
                throw new IllegalStateException("a row that is not what was written", e);
            }
            return (T) made.build();
        }
    }
}
