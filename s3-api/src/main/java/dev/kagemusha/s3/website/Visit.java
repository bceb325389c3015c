package dev.kagemusha.s3.website;

import dev.kagemusha.http.QueryString;
import dev.kagemusha.http.RequestHead;

import java.nio.charset.StandardCharsets;

/**
 * A browser's request for a page.
 *
 * @param scheme {@code http} or {@code https}
 * @param host with its port
 * @param rawKey the path without its first slash, as sent
 * @param query as sent; a website looks at it in redirects alone
 */
record Visit(String scheme, String host, String rawKey, String query) {
    static Visit of(RequestHead head) {
        String path = head.path();
        return new Visit(
                head.secure() ? "https" : "http",
                head.host(),
                path.startsWith("/") ? path.substring(1) : path,
                head.query());
    }

    /** The key that the path names. */
    String key() {
        return QueryString.decodePath(rawKey);
    }

    /** What is left of the path behind so many characters of the key. */
    String rawKeyAfter(String prefix) {
        return rawKey.startsWith(prefix)
                ? rawKey.substring(prefix.length())
                : encoded(key().substring(prefix.length()));
    }

    /** The query with its question mark, or nothing. */
    String withQuery() {
        return query.isEmpty() ? "" : "?" + query;
    }

    /** A key as the path of a URL. */
    static String encoded(String key) {
        return encoded(key, "%?#\"<>\\^`{|}");
    }

    /** A text that is meant to be part of a URL: only what cannot stand in one is encoded. */
    static String asWritten(String text) {
        return encoded(text, "\"<>");
    }

    private static String encoded(String text, String special) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (c <= ' ' || c >= 0x7f || special.indexOf(c) >= 0) {
                out.append('%')
                        .append(Character.toUpperCase(Character.forDigit(c >> 4, 16)))
                        .append(Character.toUpperCase(Character.forDigit(c & 15, 16)));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }
}
