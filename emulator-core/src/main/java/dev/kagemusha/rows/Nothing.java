package dev.kagemusha.rows;

import dev.kagemusha.state.ValueCodec;

/** The value of a row that says all with its key. */
public enum Nothing {
    NOTHING;

    private static final byte[] NONE = {};

    /** Writes no byte, and does not look at what is there. */
    public static final class Codec implements ValueCodec<Nothing> {
        @Override
        public byte[] encode(Nothing value) {
            return NONE;
        }

        @Override
        public Nothing decode(byte[] bytes) {
            return NOTHING;
        }
    }
}
