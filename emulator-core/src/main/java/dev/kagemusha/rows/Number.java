package dev.kagemusha.rows;

import dev.kagemusha.state.ValueCodec;

import java.nio.ByteBuffer;

/** A whole number in eight bytes. */
@SuppressWarnings("AvoidCommonTypeNames") // a codec is named by what it writes
public final class Number implements ValueCodec<Long> {
    @Override
    public byte[] encode(Long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }

    @Override
    public Long decode(byte[] bytes) {
        return ByteBuffer.wrap(bytes).getLong();
    }
}
