package dev.kagemusha.http;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The decoded parameters of a query string or a form body, in order. A name without {@code =} has an empty value. */
public final class QueryString {
    private static final QueryString EMPTY = new QueryString(List.of());

    private final List<String> pairs;

    private QueryString(List<String> pairs) {
        this.pairs = pairs;
    }

    /** @param raw percent-encoded text; {@code +} stands for a blank, as every AWS endpoint reads it */
    public static QueryString parse(String raw) {
        if (raw.isEmpty()) {
            return EMPTY;
        }
        List<String> pairs = new ArrayList<>();
        int start = 0;
        while (start <= raw.length()) {
            int end = raw.indexOf('&', start);
            if (end < 0) {
                end = raw.length();
            }
            if (end > start) {
                int equals = raw.indexOf('=', start);
                if (equals < 0 || equals > end) {
                    pairs.add(decode(raw, start, end, true));
                    pairs.add("");
                } else {
                    pairs.add(decode(raw, start, equals, true));
                    pairs.add(decode(raw, equals + 1, end, true));
                }
            }
            start = end + 1;
        }
        return new QueryString(pairs);
    }

    /** Percent-decodes a path or a label; {@code +} is itself there. A broken escape is kept as it stands. */
    public static String decodePath(String raw) {
        return decode(raw, 0, raw.length(), false);
    }

    private static String decode(String raw, int from, int to, boolean plusIsBlank) {
        boolean plain = true;
        for (int i = from; i < to; i++) {
            char c = raw.charAt(i);
            if (c == '%' || c > 0x7f || (c == '+' && plusIsBlank)) {
                plain = false;
                break;
            }
        }
        if (plain) {
            return raw.substring(from, to);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(to - from);
        for (int i = from; i < to; i++) {
            char c = raw.charAt(i);
            if (c == '%' && i + 2 < to && hex(raw.charAt(i + 1)) >= 0 && hex(raw.charAt(i + 2)) >= 0) {
                bytes.write(hex(raw.charAt(i + 1)) << 4 | hex(raw.charAt(i + 2)));
                i += 2;
            } else if (c == '+' && plusIsBlank) {
                bytes.write(' ');
            } else if (c <= 0xff) {
                bytes.write(c); // a raw byte of the request line, which the front door reads as Latin-1
            } else {
                bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static int hex(char c) {
        return Character.digit(c, 16);
    }

    public @Nullable String first(String name) {
        for (int i = 0; i < pairs.size(); i += 2) {
            if (pairs.get(i).equals(name)) {
                return pairs.get(i + 1);
            }
        }
        return null;
    }

    public boolean contains(String name) {
        return first(name) != null;
    }

    public List<String> all(String name) {
        List<String> values = new ArrayList<>(1);
        for (int i = 0; i < pairs.size(); i += 2) {
            if (pairs.get(i).equals(name)) {
                values.add(pairs.get(i + 1));
            }
        }
        return values;
    }

    public int size() {
        return pairs.size() / 2;
    }

    public String name(int index) {
        return pairs.get(2 * index);
    }

    public String value(int index) {
        return pairs.get(2 * index + 1);
    }
}
