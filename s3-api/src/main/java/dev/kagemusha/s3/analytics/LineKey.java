package dev.kagemusha.s3.analytics;

import dev.kagemusha.state.KeyCodec;
import dev.kagemusha.state.KeyRange;
import dev.kagemusha.state.KeyReader;
import dev.kagemusha.state.KeyWriter;

/** A line of a report, in the report's order: by age, storage class and then day, with the sums of all ages at the end. */
record LineKey(long bucket, String configuration, int age, int storageClass, int day) {
    static KeyRange ofBucket(long bucket) {
        return KeyRange.prefix(new KeyWriter().u64(bucket).toBytes());
    }

    static KeyRange of(long bucket, String configuration) {
        return KeyRange.prefix(new KeyWriter().u64(bucket).text(configuration).toBytes());
    }

    static final class Codec implements KeyCodec<LineKey> {
        @Override
        public void write(LineKey key, KeyWriter out) {
            out.u64(key.bucket())
                    .text(key.configuration())
                    .u8(key.age())
                    .u8(key.storageClass())
                    .u32(key.day());
        }

        @Override
        public LineKey read(KeyReader in) {
            return new LineKey(in.u64(), in.text(), in.u8(), in.u8(), in.u32());
        }
    }
}
