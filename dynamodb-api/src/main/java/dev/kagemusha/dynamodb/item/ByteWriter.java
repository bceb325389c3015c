package dev.kagemusha.dynamodb.item;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing byte array with the few primitives the two codecs write. */
final class ByteWriter {
    private byte[] bytes;
    private int length;

    ByteWriter(int capacity) {
        bytes = new byte[capacity];
    }

    int length() {
        return length;
    }

    void write(int value) {
        ensure(1);
        bytes[length++] = (byte) value;
    }

    void write(byte[] source) {
        ensure(source.length);
        System.arraycopy(source, 0, bytes, length, source.length);
        length += source.length;
    }

    /** An unsigned LEB128 number. */
    void writeVarint(long value) {
        ensure(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
    }

    void writeBytes(byte[] source) {
        writeVarint(source.length);
        write(source);
    }

    /** UTF-8 with its length. The JDK encodes and copies many bytes at a time; a loop of our own does not. */
    void writeText(String text) {
        writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Leaves four bytes free for {@link #endSized} and answers where. */
    int beginSized() {
        ensure(4);
        length += 4;
        return length;
    }

    /** Fills in the number of bytes written since {@link #beginSized} answered {@code start}. */
    void endSized(int start) {
        int size = length - start;
        bytes[start - 4] = (byte) (size >>> 24);
        bytes[start - 3] = (byte) (size >>> 16);
        bytes[start - 2] = (byte) (size >>> 8);
        bytes[start - 1] = (byte) size;
    }

    byte[] toByteArray() {
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }

    private void ensure(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
