package dev.kagemusha.dynamodb.transaction;

import dev.kagemusha.rows.Text;
import dev.kagemusha.state.KeyCodec;
import dev.kagemusha.state.KeyReader;
import dev.kagemusha.state.KeyWriter;
import dev.kagemusha.state.Table;
import dev.kagemusha.state.ValueCodec;
import software.amazon.awssdk.core.SdkBytes;

import java.nio.ByteBuffer;

/** The tables of the store that remember client tokens. Their numbers are frozen. */
final class TokenRows {
    private static final byte[] NOTHING = {};

    /** A token's transaction. */
    record Remembered(long expires, SdkBytes digest) {}

    /** A token by the minute before which it expires. */
    record Expiry(long minute, String token) {}

    private static final ValueCodec<Remembered> REMEMBERED = new ValueCodec<>() {
        @Override
        public byte[] encode(Remembered value) {
            byte[] digest = value.digest().asByteArrayUnsafe();
            return ByteBuffer.allocate(8 + digest.length)
                    .putLong(value.expires())
                    .put(digest)
                    .array();
        }

        @Override
        public Remembered decode(byte[] bytes) {
            ByteBuffer in = ByteBuffer.wrap(bytes);
            long expires = in.getLong();
            return new Remembered(expires, SdkBytes.fromByteBuffer(in));
        }
    };

    private static final KeyCodec<Expiry> EXPIRY_KEY = new KeyCodec<>() {
        @Override
        public void write(Expiry key, KeyWriter out) {
            out.u64(key.minute()).tail(key.token());
        }

        @Override
        public Expiry read(KeyReader in) {
            return new Expiry(in.u64(), in.tailText());
        }
    };

    private static final ValueCodec<Boolean> PRESENT = new ValueCodec<>() {
        @Override
        public byte[] encode(Boolean value) {
            return NOTHING;
        }

        @Override
        public Boolean decode(byte[] bytes) {
            return true;
        }
    };

    /** token → when it expires, digest of its request */
    static final Table<String, Remembered> TOKENS = new Table<>(130, "dynamodb.tokens", new Text(), REMEMBERED);

    /** minute, token → nothing */
    static final Table<Expiry, Boolean> EXPIRY = new Table<>(131, "dynamodb.token-expiry", EXPIRY_KEY, PRESENT);

    private TokenRows() {}
}
