package dev.kagemusha.http.netty;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;

/** A written body that is short enough to be written at once, into one array. */
final class ShortBody extends OutputStream {
    private final byte[] bytes;
    private int size;

    ShortBody(int length) {
        this.bytes = new byte[length];
    }

    @Override
    public void write(int value) throws IOException {
        room(1);
        bytes[size++] = (byte) value;
    }

    @Override
    public void write(byte[] source, int offset, int count) throws IOException {
        Objects.checkFromIndexSize(offset, count, source.length);
        room(count);
        System.arraycopy(source, offset, bytes, size, count);
        size += count;
    }

    private void room(int count) throws IOException {
        if (count > bytes.length - size) {
            throw new IOException("the body is longer than the " + bytes.length + " bytes announced");
        }
    }

    byte[] whole() throws IOException {
        if (size < bytes.length) {
            throw new IOException("the body ended after " + size + " of the " + bytes.length + " bytes announced");
        }
        return bytes;
    }
}
