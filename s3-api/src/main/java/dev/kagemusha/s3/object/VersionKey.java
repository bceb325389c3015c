package dev.kagemusha.s3.object;

import dev.kagemusha.s3.bucket.Home;
import dev.kagemusha.state.KeyCodec;
import dev.kagemusha.state.KeyRange;
import dev.kagemusha.state.KeyReader;
import dev.kagemusha.state.KeyWriter;

/** A version that is not its key's current object: ordered by key, then the newest first. */
public record VersionKey(long bucket, String key, long order) {
    static VersionKey of(Home home, String key, long order) {
        return new VersionKey(home.bucket().id(), key, order);
    }

    /** All versions of one key. */
    static KeyRange all(Home home, String key) {
        return KeyRange.prefix(new KeyWriter().u64(home.bucket().id()).text(key).toBytes());
    }

    /** All versions of a bucket. */
    static KeyRange all(Home home) {
        return KeyRange.prefix(new KeyWriter().u64(home.bucket().id()).toBytes());
    }

    static final class Codec implements KeyCodec<VersionKey> {
        @Override
        public void write(VersionKey key, KeyWriter out) {
            out.u64(key.bucket).text(key.key).u64(~key.order);
        }

        @Override
        public VersionKey read(KeyReader in) {
            return new VersionKey(in.u64(), in.text(), ~in.u64());
        }
    }
}
