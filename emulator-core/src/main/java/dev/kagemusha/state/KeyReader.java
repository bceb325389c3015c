package dev.kagemusha.state;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads what {@link KeyWriter} wrote, field by field. */
public final class KeyReader {
    private final byte[] bytes;
    private int position;

    public KeyReader(byte[] bytes) {
        this.bytes = bytes;
    }

    public int u8() {
        return bytes[position++] & 0xff;
    }

    public int u16() {
        return u8() << 8 | u8();
    }

    public int u32() {
        return u16() << 16 | u16();
    }

    public long u64() {
        return (long) u32() << 32 | (u32() & 0xffffffffL);
    }

    public String text() {
        return new String(escaped(), StandardCharsets.UTF_8);
    }

    public byte[] escaped() {
        int end = position;
        while (bytes[end] != 0 || bytes[end + 1] != 1) {
            end += bytes[end] == 0 ? 2 : 1;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(end - position);
        for (int i = position; i < end; i++) {
            out.write(bytes[i]);
            if (bytes[i] == 0) {
                i++;
            }
        }
        position = end + 2;
        return out.toByteArray();
    }

    public byte[] tail() {
        byte[] rest = Arrays.copyOfRange(bytes, position, bytes.length);
        position = bytes.length;
        return rest;
    }

    public String tailText() {
        return new String(tail(), StandardCharsets.UTF_8);
    }
}
