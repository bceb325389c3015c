package dev.kagemusha.s3.upkeep;

import dev.kagemusha.state.KeyReader;
import dev.kagemusha.state.KeyWriter;

/**
 * How far a walk through a bucket has come.
 *
 * @param phase what is walked through now
 * @param next the first moment, of those seen so far, at which there will be something to do; epoch milliseconds
 * @param after the last row seen; empty at the beginning of a phase
 */
record Pass(int phase, long next, byte[] after) {
    static final int OBJECTS = 0;
    static final int UPLOADS = 1;
    static final int VERSIONS = 2;
    private static final byte[] START = {};

    static Pass begin(long next) {
        return new Pass(OBJECTS, next, START);
    }

    static Pass decode(byte[] cursor) {
        KeyReader in = new KeyReader(cursor);
        return new Pass(in.u8(), in.u64(), in.tail());
    }

    byte[] encode() {
        return new KeyWriter().u8(phase).u64(next).tail(after).toBytes();
    }

    Pass on(byte[] seen, long then) {
        return new Pass(phase, Math.min(next, then), seen);
    }

    Pass to(int other, long then) {
        return new Pass(other, Math.min(next, then), START);
    }
}
