package dev.kagemusha.auth;

import dev.kagemusha.http.Headers;
import dev.kagemusha.http.RequestHead;

import java.util.ArrayList;
import java.util.List;

/**
 * Writes the canonical form of a request, the text that is signed, into a {@link Scratch}.
 *
 * <p>The path is where services differ. S3 takes the path it was sent, each byte encoded once ({@code %2f} becomes
 * {@code %2F}, a bare {@code (} becomes {@code %28}), and keeps empty and dot segments, which are part of a key; clients
 * that leave a character bare sign it bare or encoded, and S3 takes either. All others remove those and encode the path as it stood on the wire once more, percent signs included.
 *
 * <p>https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
final class CanonicalRequest {
    private CanonicalRequest() {}

    /** What is done to the path. */
    enum PathRule {
        ENCODED_ONCE,
        VERBATIM,
        NORMALIZED
    }

    /** Whether a path has characters that a client may sign in two ways. */
    static boolean ambiguous(String path) {
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c != '/' && !unreserved(c)) {
                return true;
            }
        }
        return false;
    }

    /** Everything but the payload's hash, which is the last line. */
    static void write(Scratch out, RequestHead head, String signedHeaders, boolean presigned, PathRule rule) {
        out.add(head.method()).add('\n');
        switch (rule) {
            case ENCODED_ONCE -> path(out, head.path());
            case VERBATIM -> out.add(head.path());
            case NORMALIZED -> normalizedPath(out, head.path());
        }
        out.add('\n');
        query(out, head.query(), presigned);
        out.add('\n');
        headers(out, head.headers(), signedHeaders);
        out.add('\n').add(signedHeaders).add('\n');
    }

    private static boolean unreserved(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '-'
                || c == '_'
                || c == '.'
                || c == '~';
    }

    private static void path(Scratch out, String path) {
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '/') {
                out.add('/');
            } else if (escape(path, i, path.length())) {
                decoded(out, path, i);
                i += 2;
            } else {
                encoded(out, c);
            }
        }
        if (path.isEmpty()) {
            out.add('/');
        }
    }

    private static void normalizedPath(Scratch out, String path) {
        int start = out.size();
        int at = 0;
        boolean slashAtEnd = true;
        while (at < path.length()) {
            int end = path.indexOf('/', at);
            if (end < 0) {
                end = path.length();
            }
            slashAtEnd = end < path.length();
            int length = end - at;
            if (length == 2 && path.startsWith("..", at)) {
                int back = out.size();
                while (back > start && out.at(back - 1) != '/') {
                    back--;
                }
                out.truncate(Math.max(start, back - 1));
                slashAtEnd = true;
            } else if (length == 1 && path.charAt(at) == '.') {
                slashAtEnd = true;
            } else if (length > 0) {
                out.add('/');
                for (int i = at; i < end; i++) {
                    encoded(out, path.charAt(i));
                }
            }
            at = end + 1;
        }
        if (slashAtEnd) {
            out.add('/');
        }
    }

    private static boolean escape(String text, int at, int end) {
        return text.charAt(at) == '%'
                && at + 2 < end
                && Character.digit(text.charAt(at + 1), 16) >= 0
                && Character.digit(text.charAt(at + 2), 16) >= 0;
    }

    private static void decoded(Scratch out, String text, int at) {
        int value = (Character.digit(text.charAt(at + 1), 16) << 4) | Character.digit(text.charAt(at + 2), 16);
        if (unreserved(value)) {
            out.add((char) value);
        } else {
            out.addEscape(value);
        }
    }

    private static void encoded(Scratch out, char c) {
        if (unreserved(c)) {
            out.add(c);
        } else {
            out.addEscape(c);
        }
    }

    private record Parameter(int from, int equals, int to) {}

    /** Parameters encoded once whatever their form on the wire, in the order of their encoded names, then values. */
    private static void query(Scratch out, String query, boolean presigned) {
        if (query.isEmpty()) {
            return;
        }
        List<Parameter> parameters = new ArrayList<>();
        int start = out.size();
        int at = 0;
        while (at < query.length()) {
            int end = query.indexOf('&', at);
            if (end < 0) {
                end = query.length();
            }
            if (end > at && !(presigned && query.startsWith("X-Amz-Signature=", at))) {
                parameters.add(parameter(out, query, at, end));
            }
            at = end + 1;
        }
        parameters.sort((a, b) -> {
            int byName = out.compare(a.from, a.equals, b.from, b.equals);
            return byName != 0 ? byName : out.compare(a.equals, a.to, b.equals, b.to);
        });
        int written = out.size();
        for (int i = 0; i < parameters.size(); i++) {
            if (i > 0) {
                out.add('&');
            }
            out.repeat(parameters.get(i).from, parameters.get(i).to);
        }
        out.remove(start, written);
    }

    private static Parameter parameter(Scratch out, String query, int from, int to) {
        int start = out.size();
        int equals = -1;
        for (int i = from; i < to; i++) {
            char c = query.charAt(i);
            if (c == '=' && equals < 0) {
                equals = out.size();
                out.add('=');
            } else if (c == '+') {
                out.addEscape(' ');
            } else if (escape(query, i, to)) {
                decoded(out, query, i);
                i += 2;
            } else {
                encoded(out, c);
            }
        }
        if (equals < 0) {
            equals = out.size();
            out.add('=');
        }
        return new Parameter(start, equals, out.size());
    }

    private static void headers(Scratch out, Headers headers, String signed) {
        int at = 0;
        while (at <= signed.length()) {
            int end = signed.indexOf(';', at);
            if (end < 0) {
                end = signed.length();
            }
            int length = end - at;
            out.add(signed, at, end).add(':');
            boolean more = false;
            for (int i = 0; i < headers.size(); i++) {
                String name = headers.name(i);
                if (name.length() == length && name.regionMatches(true, 0, signed, at, length)) {
                    if (more) {
                        out.add(',');
                    }
                    value(out, headers.value(i));
                    more = true;
                }
            }
            out.add('\n');
            at = end + 1;
        }
    }

    /** Without blanks at the ends, and one where there are several. */
    private static void value(Scratch out, String value) {
        if (!value.contains("  ")) {
            out.add(value.trim());
            return;
        }
        String trimmed = value.trim();
        for (int i = 0; i < trimmed.length(); i++) {
            char c = trimmed.charAt(i);
            if (c != ' ' || trimmed.charAt(i - 1) != ' ') {
                out.add(c);
            }
        }
    }
}
