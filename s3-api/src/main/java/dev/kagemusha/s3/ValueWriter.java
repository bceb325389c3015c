package dev.kagemusha.s3;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Builds a stored value field by field; {@link ValueReader} reads it back. */
public final class ValueWriter {
    private byte[] bytes;
    private int length;

    public ValueWriter(int expected) {
        this.bytes = new byte[expected];
    }

    private void room(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }

    public ValueWriter u8(int value) {
        room(1);
        bytes[length++] = (byte) value;
        return this;
    }

    /** A number of 0 to 2^63 − 1, seven bits a byte. */
    public ValueWriter number(long value) {
        room(10);
        while (value > 0x7f) {
            bytes[length++] = (byte) (value | 0x80);
            value >>>= 7;
        }
        bytes[length++] = (byte) value;
        return this;
    }

    public ValueWriter raw(byte[] value) {
        room(value.length);
        System.arraycopy(value, 0, bytes, length, value.length);
        length += value.length;
        return this;
    }

    public ValueWriter blob(byte[] value) {
        return number(value.length).raw(value);
    }

    public ValueWriter text(String value) {
        return blob(value.getBytes(StandardCharsets.UTF_8));
    }

    /** Text that may be missing: its length plus one, or 0. */
    public ValueWriter optional(@Nullable String value) {
        if (value == null) {
            return u8(0);
        }
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        return number(utf8.length + 1L).raw(utf8);
    }

    public byte[] toBytes() {
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }
}
