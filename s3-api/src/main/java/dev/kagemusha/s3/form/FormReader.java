package dev.kagemusha.s3.form;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Takes a {@code multipart/form-data} body apart while it comes in (RFC 7578, RFC 2046 §5.1): the fields before the file are gathered, the
 * file is a stream, and what follows it is nobody's.
 *
 * <p>Memory is one buffer and at most 20 KB of fields. A part is the file when its name is {@code file}, not because it has a file name:
 * some clients give every part one.
 */
final class FormReader {
    /** Bytes that names and values of all fields may have together. */
    static final int FIELDS_LIMIT = 20_480;

    private static final int BUFFER = 64 * 1024;
    private static final int LINE_LIMIT = 8 * 1024;
    private static final int HEADERS_LIMIT = 16;

    private final InputStream in;
    private final byte[] delimiter;
    private final byte[] buffer = new byte[BUFFER];
    private int position;
    private int limit;
    private boolean ended;

    /** Where the next delimiter begins in the buffer, or −1 when none begins before {@link #searched}. */
    private int found = -1;

    private int searched;
    private int fieldBytes;
    private @Nullable String fileName;

    /** @param boundary without its two hyphens */
    FormReader(InputStream in, String boundary) {
        this.in = in;
        this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
        // the first delimiter may open the body, where no line end is before it
        buffer[0] = '\r';
        buffer[1] = '\n';
        limit = 2;
    }

    /** The boundary that a Content-Type names, or null when it names none that RFC 2046 allows. */
    static @Nullable String boundary(String contentType) {
        String boundary = HeaderValue.parameter(contentType, "boundary");
        return boundary == null || boundary.isEmpty() || boundary.length() > 70 ? null : boundary;
    }

    /** Reads the fields up to the file. */
    FormFields fields() throws IOException {
        FormFields fields = new FormFields();
        skipPart();
        while (nextPart()) {
            String disposition = partHeaders();
            String name = HeaderValue.parameter(disposition, "name");
            if (name == null || !HeaderValue.first(disposition).equalsIgnoreCase("form-data")) {
                skipPart();
            } else if (name.equalsIgnoreCase("file")) {
                fileName = HeaderValue.parameter(disposition, "filename");
                return fields;
            } else {
                fields.add(name, value(name));
            }
        }
        throw FormErrors.noFile();
    }

    /** The file's name as the browser gave it, perhaps with a path; null when it gave none. */
    @Nullable
    String fileName() {
        return fileName;
    }

    /** The file's bytes; after {@link #fields}. */
    InputStream file() {
        return new Part();
    }

    private String value(String name) throws IOException {
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        fieldBytes += name.length();
        byte[] piece = new byte[1024];
        for (int n = part(piece, 0, piece.length); n >= 0; n = part(piece, 0, piece.length)) {
            value.write(piece, 0, n);
            fieldBytes += n;
            if (fieldBytes > FIELDS_LIMIT) {
                throw FormErrors.fieldsTooLarge(FIELDS_LIMIT);
            }
        }
        return value.toString(StandardCharsets.UTF_8);
    }

    /** Reads what ends a delimiter's line; false after the last one. */
    private boolean nextPart() throws IOException {
        position += delimiter.length;
        found = -1;
        searched = position;
        while (limit - position < 2 && fill()) {
            // until there is enough to tell the last one, after which nothing need follow
        }
        if (limit - position >= 2 && buffer[position] == '-' && buffer[position + 1] == '-') {
            return false;
        }
        if (!line().isBlank()) {
            throw FormErrors.malformed();
        }
        return true;
    }

    /** The part's Content-Disposition, empty when it has none. */
    private String partHeaders() throws IOException {
        String disposition = "";
        for (int i = 0; i < HEADERS_LIMIT; i++) {
            String line = line();
            if (line.isEmpty()) {
                searched = position;
                // the line end before an empty part's delimiter is the one that ended its headers
                position -= 2;
                if (startsWithDelimiter()) {
                    found = position;
                } else {
                    position += 2;
                }
                return disposition;
            }
            int colon = line.indexOf(':');
            if (colon < 0) {
                throw FormErrors.malformed();
            }
            if (line.substring(0, colon).strip().equalsIgnoreCase("content-disposition")) {
                disposition = line.substring(colon + 1).strip();
            }
        }
        throw FormErrors.malformed();
    }

    private boolean startsWithDelimiter() throws IOException {
        while (limit - position < delimiter.length && fill()) {
            // until there is enough to compare
        }
        return limit - position >= delimiter.length && isDelimiter(position);
    }

    /** A line without its end, in UTF-8. */
    private String line() throws IOException {
        int at = position;
        while (true) {
            for (; at + 1 < limit; at++) {
                if (buffer[at] == '\r' && buffer[at + 1] == '\n') {
                    String line = new String(buffer, position, at - position, StandardCharsets.UTF_8);
                    position = at + 2;
                    return line;
                }
            }
            int scanned = at - position;
            if (scanned > LINE_LIMIT || !fill()) {
                throw FormErrors.malformed();
            }
            at = position + scanned;
        }
    }

    private void skipPart() throws IOException {
        byte[] piece = new byte[8 * 1024];
        int n = part(piece, 0, piece.length);
        while (n >= 0) {
            n = part(piece, 0, piece.length);
        }
    }

    /** Bytes of the part that is being read, −1 at its end. */
    private int part(byte[] target, int offset, int count) throws IOException {
        while (true) {
            search();
            int end = found >= 0 ? found : Math.max(position, searched);
            if (end > position) {
                int n = Math.min(count, end - position);
                System.arraycopy(buffer, position, target, offset, n);
                position += n;
                return n;
            }
            if (found >= 0) {
                return -1;
            }
            if (!fill()) {
                throw FormErrors.malformed();
            }
        }
    }

    /** Looks for the delimiter in what was not looked at yet; all before {@link #searched} is content. */
    private void search() {
        if (found >= 0) {
            return;
        }
        int last = limit - delimiter.length;
        int at = Math.max(searched, position);
        for (; at <= last; at++) {
            if (buffer[at] == '\r' && isDelimiter(at)) {
                found = at;
                return;
            }
        }
        searched = at;
    }

    private boolean isDelimiter(int at) {
        return Arrays.equals(buffer, at, at + delimiter.length, delimiter, 0, delimiter.length);
    }

    /** Gets more bytes in, at the end of those that are left; false when there are no more. */
    private boolean fill() throws IOException {
        if (ended) {
            return false;
        }
        if (position > 0) {
            System.arraycopy(buffer, position, buffer, 0, limit - position);
            limit -= position;
            searched = Math.max(0, searched - position);
            found = found < 0 ? -1 : found - position;
            position = 0;
        }
        int n = in.read(buffer, limit, buffer.length - limit);
        if (n < 0) {
            ended = true;
            return false;
        }
        limit += n;
        return true;
    }

    /** The part that is being read, as a stream. */
    private final class Part extends InputStream {
        private boolean over;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int count) throws IOException {
            if (over || count == 0) {
                return over ? -1 : 0;
            }
            int n = part(target, offset, count);
            over = n < 0;
            return n;
        }
    }
}
