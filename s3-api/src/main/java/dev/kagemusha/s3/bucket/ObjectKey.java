package dev.kagemusha.s3.bucket;

import dev.kagemusha.state.KeyCodec;
import dev.kagemusha.state.KeyReader;
import dev.kagemusha.state.KeyWriter;

/** A key in a bucket; ordered by the UTF-8 bytes of the key, as S3 lists. */
public record ObjectKey(long bucket, String key) {
    /** Bytes before the key's own in its encoding. */
    public static final int KEY_OFFSET = 8;

    public static final class Codec implements KeyCodec<ObjectKey> {
        @Override
        public void write(ObjectKey key, KeyWriter out) {
            out.u64(key.bucket).tail(key.key);
        }

        @Override
        public ObjectKey read(KeyReader in) {
            return new ObjectKey(in.u64(), in.tailText());
        }
    }
}
