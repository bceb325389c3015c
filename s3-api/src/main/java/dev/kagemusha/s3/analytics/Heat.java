package dev.kagemusha.s3.analytics;

import dev.kagemusha.s3.ValueReader;
import dev.kagemusha.s3.ValueWriter;

/**
 * What requests did to objects.
 *
 * @param uploaded bytes put
 * @param retrieved bytes read
 * @param reads requests that read
 */
record Heat(long uploaded, long retrieved, long reads) {
    static final Heat NONE = new Heat(0, 0, 0);

    Heat plus(Heat other) {
        return new Heat(uploaded + other.uploaded, retrieved + other.retrieved, reads + other.reads);
    }

    byte[] encode() {
        return new ValueWriter(24)
                .number(uploaded)
                .number(retrieved)
                .number(reads)
                .toBytes();
    }

    static Heat decode(byte[] bytes) {
        ValueReader in = new ValueReader(bytes);
        return new Heat(in.number(), in.number(), in.number());
    }
}
