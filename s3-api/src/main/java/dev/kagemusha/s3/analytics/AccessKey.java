package dev.kagemusha.s3.analytics;

import dev.kagemusha.state.KeyCodec;
import dev.kagemusha.state.KeyRange;
import dev.kagemusha.state.KeyReader;
import dev.kagemusha.state.KeyWriter;

/**
 * What is counted together.
 *
 * @param day since the epoch
 * @param age see {@link Age}
 */
record AccessKey(long bucket, String configuration, int day, int storageClass, int age) {
    static KeyRange ofBucket(long bucket) {
        return KeyRange.prefix(new KeyWriter().u64(bucket).toBytes());
    }

    /** From one day until before another. */
    static KeyRange between(long bucket, String configuration, int from, int to) {
        return KeyRange.between(
                new KeyWriter().u64(bucket).text(configuration).u32(from).toBytes(),
                new KeyWriter().u64(bucket).text(configuration).u32(to).toBytes());
    }

    static final class Codec implements KeyCodec<AccessKey> {
        @Override
        public void write(AccessKey key, KeyWriter out) {
            out.u64(key.bucket())
                    .text(key.configuration())
                    .u32(key.day())
                    .u8(key.storageClass())
                    .u8(key.age());
        }

        @Override
        public AccessKey read(KeyReader in) {
            return new AccessKey(in.u64(), in.text(), in.u32(), in.u8(), in.u8());
        }
    }
}
