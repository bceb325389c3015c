package dev.kagemusha.s3;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads what {@link ValueWriter} wrote. */
public final class ValueReader {
    private final byte[] bytes;
    private int position;

    public ValueReader(byte[] bytes) {
        this.bytes = bytes;
    }

    public int u8() {
        return bytes[position++] & 0xff;
    }

    public long number() {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte b = bytes[position++];
            value |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                return value;
            }
        }
    }

    public byte[] raw(int length) {
        byte[] value = Arrays.copyOfRange(bytes, position, position + length);
        position += length;
        return value;
    }

    public byte[] blob() {
        return raw((int) number());
    }

    public String text() {
        return utf8((int) number());
    }

    @Nullable
    public String optional() {
        int length = (int) number() - 1;
        return length < 0 ? null : utf8(length);
    }

    private String utf8(int length) {
        String value = new String(bytes, position, length, StandardCharsets.UTF_8);
        position += length;
        return value;
    }
}
