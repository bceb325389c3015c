package dev.kagemusha.state;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Builds an order-preserving key. Fields follow each other; every field but {@link #tail} knows its own end, so that
 * {@code ("a", "b")} and {@code ("ab", "")} differ and sort by the first field first.
 */
public final class KeyWriter {
    private byte[] bytes = new byte[64];
    private int length;

    private void room(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }

    public KeyWriter u8(int value) {
        room(1);
        bytes[length++] = (byte) value;
        return this;
    }

    public KeyWriter u16(int value) {
        return u8(value >>> 8).u8(value);
    }

    public KeyWriter u32(int value) {
        return u16(value >>> 16).u16(value);
    }

    /** Unsigned order: use for ids and for times since the epoch. */
    public KeyWriter u64(long value) {
        return u32((int) (value >>> 32)).u32((int) value);
    }

    /** Text in UTF-8, ended by 00 01; a zero byte inside becomes 00 FF. Order is that of the UTF-8 bytes. */
    public KeyWriter text(String value) {
        return escaped(value.getBytes(StandardCharsets.UTF_8));
    }

    /** Bytes ended by 00 01; a zero byte inside becomes 00 FF. */
    public KeyWriter escaped(byte[] value) {
        room(value.length + 2);
        for (byte b : value) {
            u8(b);
            if (b == 0) {
                u8(0xff);
            }
        }
        return u8(0).u8(1);
    }

    /** The last field, as it is. */
    public KeyWriter tail(byte[] value) {
        room(value.length);
        System.arraycopy(value, 0, bytes, length, value.length);
        length += value.length;
        return this;
    }

    /** Text as the last field, as it is. */
    public KeyWriter tail(String value) {
        return tail(value.getBytes(StandardCharsets.UTF_8));
    }

    public byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    int hash() {
        int h = 1;
        for (int i = 0; i < length; i++) {
            h = 31 * h + bytes[i];
        }
        return h;
    }
}
