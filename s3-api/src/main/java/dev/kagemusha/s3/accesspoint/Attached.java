package dev.kagemusha.s3.accesspoint;

import dev.kagemusha.state.KeyCodec;
import dev.kagemusha.state.KeyRange;
import dev.kagemusha.state.KeyReader;
import dev.kagemusha.state.KeyWriter;

/** That a point leads to a bucket; both are in one region. */
record Attached(long bucket, String account, String point) {
    static Attached of(AccessPoint point) {
        return new Attached(point.bucketId(), point.account(), point.name());
    }

    static KeyRange ofBucket(long bucket) {
        return KeyRange.prefix(new KeyWriter().u64(bucket).toBytes());
    }

    static final class Codec implements KeyCodec<Attached> {
        @Override
        public void write(Attached key, KeyWriter out) {
            out.u64(key.bucket()).tail(key.account() + "/" + key.point());
        }

        @Override
        public Attached read(KeyReader in) {
            long bucket = in.u64();
            String[] point = in.tailText().split("/", 2);
            return new Attached(bucket, point[0], point[1]);
        }
    }
}
