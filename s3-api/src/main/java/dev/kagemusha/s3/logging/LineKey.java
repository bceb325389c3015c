package dev.kagemusha.s3.logging;

import dev.kagemusha.state.KeyCodec;
import dev.kagemusha.state.KeyRange;
import dev.kagemusha.state.KeyReader;
import dev.kagemusha.state.KeyWriter;

/**
 * Where a line waits for its delivery; in order of time.
 *
 * @param counter keeps lines of one millisecond apart
 */
record LineKey(long bucket, long millis, int counter) {
    static KeyRange ofBucket(long bucket) {
        return KeyRange.prefix(new KeyWriter().u64(bucket).toBytes());
    }

    byte[] bytes() {
        return new KeyWriter().u64(bucket).u64(millis).u32(counter).toBytes();
    }

    static final class Codec implements KeyCodec<LineKey> {
        @Override
        public void write(LineKey key, KeyWriter out) {
            out.u64(key.bucket()).u64(key.millis()).u32(key.counter());
        }

        @Override
        public LineKey read(KeyReader in) {
            return new LineKey(in.u64(), in.u64(), in.u32());
        }
    }
}
