package dev.kagemusha.http;

import org.jspecify.annotations.Nullable;

import java.net.InetSocketAddress;

/**
 * A request's line and headers.
 *
 * @param method upper case, as sent
 * @param path the raw path, still percent-encoded, beginning with {@code /}; an absolute-form target is cut to its path
 * @param query the raw query without its {@code ?}, empty when there is none
 * @param headers header fields as sent
 * @param tls what it came over; null without TLS
 * @param remote the peer
 */
public record RequestHead(
        String method,
        String path,
        String query,
        Headers headers,
        @Nullable Tls tls,
        InetSocketAddress remote) {
    /**
     * How a connection is secured.
     *
     * @param version for example {@code 1.3}
     * @param cipher as the JDK calls the suite, for example {@code TLS_AES_256_GCM_SHA384}
     */
    public record Tls(String version, String cipher) {
        /** Where nothing more is known than that there is TLS. */
        public static final Tls NEWEST = new Tls("1.3", "TLS_AES_256_GCM_SHA384");
    }

    /** A head that is made and not received. */
    public RequestHead(
            String method, String path, String query, Headers headers, boolean secure, InetSocketAddress remote) {
        this(method, path, query, headers, secure ? Tls.NEWEST : null, remote);
    }

    /** Whether it came over TLS. */
    public boolean secure() {
        return tls != null;
    }

    /** A colon, a blank, the end of the line. */
    private static final int AROUND_FIELD = 4;

    /** Without its query, which holds the signature of a presigned request. */
    @Override
    public String toString() {
        return "RequestHead[" + method + " " + path + " " + headers + "]";
    }

    /** The Host header, or the empty string (HTTP/1.0). */
    public String host() {
        return headers.firstOr("host", "");
    }

    /** Whether the request line, or all header fields together, are longer than so many bytes. */
    public boolean isLongerThan(int bytes) {
        int line = method.length() + path.length() + query.length();
        int fields = 0;
        for (int i = 0; i < headers.size(); i++) {
            fields += headers.name(i).length() + headers.value(i).length() + AROUND_FIELD;
        }
        return line > bytes || fields > bytes;
    }

    /** {@code Content-Length}, or −1 when the body's length is not known beforehand. No body is 0. */
    public long contentLength() {
        String length = headers.first("content-length");
        if (length != null) {
            return Long.parseLong(length); // the front door has checked it
        }
        return headers.contains("transfer-encoding") ? -1 : 0;
    }
}
