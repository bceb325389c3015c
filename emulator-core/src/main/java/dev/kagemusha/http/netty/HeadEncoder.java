package dev.kagemusha.http.netty;

import dev.kagemusha.http.Headers;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponseStatus;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;

/** Writes response heads through one array, since single bytes are slow to put into a direct buffer. One per loop. */
final class HeadEncoder {
    /** {@code length} of a body sent in chunks. */
    static final long CHUNKED = -1;
    /** {@code length} of a body that ends with its connection (HTTP/1.0), or of none at all (204, 304). */
    static final long UNSAID = -2;

    private static final byte[] CONTENT_LENGTH = ascii("content-length: ");
    private static final byte[] CHUNKED_LINE = ascii("transfer-encoding: chunked\r\n");
    private static final byte[] CLOSE = ascii("connection: close\r\n");
    private static final byte[] KEEP_ALIVE = ascii("connection: keep-alive\r\n");
    private static final byte[] DATE = ascii("date: ");
    // RFC_1123_DATE_TIME writes the day of month without its leading zero.
    private static final DateTimeFormatter IMF_FIXDATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'\r\n", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final InstantSource clock;
    private final byte[][] statusLines = new byte[600][];
    private byte[] scratch = new byte[4096];
    private int at;
    private long dateSecond = Long.MIN_VALUE;
    private byte[] date = {};

    HeadEncoder(InstantSource clock) {
        this.clock = clock;
    }

    /** How a connection goes on after this answer. */
    enum After {
        /** HTTP/1.1 keeps it without saying so. */
        KEEP,
        /** HTTP/1.0 is told. */
        SAY_KEEP,
        CLOSE
    }

    /**
     * Appends a response head.
     *
     * @param length of the body, or {@link #CHUNKED} or {@link #UNSAID}
     * @param ownLength whether a {@code Content-Length} among the headers stands in for {@code length} (HEAD)
     */
    void encode(ByteBuf out, int status, Headers headers, long length, boolean ownLength, After after) {
        at = 0;
        put(statusLine(status));
        boolean dated = false;
        boolean sized = false;
        for (int i = 0; i < headers.size(); i++) {
            String name = headers.name(i);
            switch (name.length()) {
                case 4 -> dated |= name.equalsIgnoreCase("date");
                case 10 -> {
                    if (name.equalsIgnoreCase("connection")) {
                        continue;
                    }
                }
                case 14 -> {
                    if (name.equalsIgnoreCase("content-length")) {
                        if (!ownLength) {
                            continue;
                        }
                        sized = true;
                    }
                }
                case 17 -> {
                    if (name.equalsIgnoreCase("transfer-encoding")) {
                        continue;
                    }
                }
                default -> {}
            }
            put(name);
            put((byte) ':', (byte) ' ');
            put(headers.value(i));
            put((byte) '\r', (byte) '\n');
        }
        if (length == CHUNKED) {
            put(CHUNKED_LINE);
        } else if (length >= 0 && !sized) {
            put(CONTENT_LENGTH);
            putNumber(length);
            put((byte) '\r', (byte) '\n');
        }
        if (!dated) {
            put(DATE);
            put(date());
        }
        if (after != After.KEEP) {
            put(after == After.CLOSE ? CLOSE : KEEP_ALIVE);
        }
        put((byte) '\r', (byte) '\n');
        out.writeBytes(scratch, 0, at);
        if (scratch.length > 64 << 10) {
            scratch = new byte[4096];
        }
    }

    private byte[] statusLine(int status) {
        if (status < 100 || status >= statusLines.length) {
            throw new IllegalArgumentException("status " + status);
        }
        byte[] line = statusLines[status];
        if (line == null) {
            line = ascii("HTTP/1.1 " + status + ' '
                    + HttpResponseStatus.valueOf(status).reasonPhrase() + "\r\n");
            statusLines[status] = line;
        }
        return line;
    }

    private byte[] date() {
        long second = Math.floorDiv(clock.millis(), 1000);
        if (second != dateSecond) {
            dateSecond = second;
            date = ascii(IMF_FIXDATE.format(Instant.ofEpochSecond(second)));
        }
        return date;
    }

    private void ensure(int more) {
        if (scratch.length - at < more) {
            scratch = Arrays.copyOf(scratch, Math.max(2 * scratch.length, at + more));
        }
    }

    private void put(byte[] bytes) {
        ensure(bytes.length);
        System.arraycopy(bytes, 0, scratch, at, bytes.length);
        at += bytes.length;
    }

    private void put(byte first, byte second) {
        ensure(2);
        scratch[at++] = first;
        scratch[at++] = second;
    }

    /** Latin-1; a line break or another control character would let a value write headers of its own, so it is a blank. */
    private void put(String text) {
        int length = text.length();
        ensure(length);
        byte[] to = scratch;
        int position = at;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == 0x7f) {
                c = ' ';
            } else if (c > 0xff) {
                c = '?';
            }
            to[position++] = (byte) c;
        }
        at = position;
    }

    private void putNumber(long number) {
        ensure(20);
        int start = at;
        long rest = number;
        do {
            scratch[at++] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest > 0);
        for (int low = start, high = at - 1; low < high; low++, high--) {
            byte swapped = scratch[low];
            scratch[low] = scratch[high];
            scratch[high] = swapped;
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
