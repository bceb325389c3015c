package dev.kagemusha.s3.object;

import dev.kagemusha.s3.S3Errors;
import org.jspecify.annotations.Nullable;

/** Some bytes of an object: {@code length} from {@code offset}. */
public record Span(long offset, long length) {
    /** For example {@code bytes 0-99/1000}. */
    String contentRange(long size) {
        return "bytes " + offset + "-" + (offset + length - 1) + "/" + size;
    }

    /**
     * What a Range header asks for: {@code bytes=a-b}, {@code a-} or {@code -n}. Null when it is none that S3 understands
     * (several ranges, another unit), which means the whole object.
     */
    static @Nullable Span ofRange(String header, long size) {
        if (!header.startsWith("bytes=")) {
            return null;
        }
        String spec = header.substring(6).strip();
        int dash = spec.indexOf('-');
        if (dash < 0 || spec.indexOf(',') >= 0) {
            return null;
        }
        long first = number(spec, 0, dash);
        long last = number(spec, dash + 1, spec.length());
        if (dash == 0) {
            if (last < 0) {
                return null;
            }
            if (last == 0 || size == 0) {
                throw S3Errors.invalidRange(header, size);
            }
            long length = Math.min(last, size);
            return new Span(size - length, length);
        }
        if (first < 0 || (last < 0 && dash + 1 < spec.length()) || (last >= 0 && last < first)) {
            return null;
        }
        if (first >= size) {
            throw S3Errors.invalidRange(header, size);
        }
        long end = last < 0 ? size - 1 : Math.min(last, size - 1);
        return new Span(first, end - first + 1);
    }

    /** What {@code x-amz-copy-source-range} asks for, which must be exact. */
    public static Span ofCopyRange(String header, long size) {
        int dash = header.indexOf('-');
        if (!header.startsWith("bytes=") || dash < 0) {
            throw S3Errors.copyRangeForm(header);
        }
        long first = number(header, 6, dash);
        long last = number(header, dash + 1, header.length());
        if (first < 0 || last < first) {
            throw S3Errors.copyRangeForm(header);
        }
        if (last >= size) {
            throw S3Errors.copyRangeOutside(header, size);
        }
        return new Span(first, last - first + 1);
    }

    /** The digits as a number (past 18 digits: a very large one), or −1 when there are none or something else. */
    private static long number(String text, int from, int to) {
        if (from >= to) {
            return -1;
        }
        long value = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            value = i - from >= 18 ? Long.MAX_VALUE / 2 : 10 * value + (c - '0');
        }
        return value;
    }
}
