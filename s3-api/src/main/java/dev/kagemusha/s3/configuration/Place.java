package dev.kagemusha.s3.configuration;

import dev.kagemusha.state.KeyCodec;
import dev.kagemusha.state.KeyRange;
import dev.kagemusha.state.KeyReader;
import dev.kagemusha.state.KeyWriter;

/**
 * Where a configuration is.
 *
 * @param name empty for kinds of which a bucket has one
 */
record Place(long bucket, int kind, String name) {
    static KeyRange ofBucket(long bucket) {
        return KeyRange.prefix(new KeyWriter().u64(bucket).toBytes());
    }

    static final class Codec implements KeyCodec<Place> {
        @Override
        public void write(Place key, KeyWriter out) {
            out.u64(key.bucket()).u8(key.kind()).tail(key.name());
        }

        @Override
        public Place read(KeyReader in) {
            return new Place(in.u64(), in.u8(), in.tailText());
        }
    }
}
