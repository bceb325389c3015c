package dev.kagemusha.s3.logging;

import org.jspecify.annotations.Nullable;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * One line of an access log, in AWS's order of fields: what is not known is a dash.
 *
 * @param owner canonical user id of the bucket's owner
 * @param millis when the request came in
 * @param requester canonical user id or ARN; null for nobody
 * @param operation for example {@code REST.PUT.OBJECT}
 * @param uri the request's line
 * @param sent bytes of the answer's body, or −1
 * @param size of the object, or −1
 * @param total milliseconds
 * @param signature {@code SigV4}, {@code SigV2} or null
 * @param authentication {@code AuthHeader}, {@code QueryString} or null
 * @param accessPoint its ARN, where one was used
 * @param byAcl whether an ACL let it through
 */
record Line(
        String owner,
        String bucket,
        long millis,
        String address,
        @Nullable String requester,
        String request,
        String operation,
        @Nullable String key,
        @Nullable String uri,
        int status,
        @Nullable String error,
        long sent,
        long size,
        long total,
        @Nullable String referer,
        @Nullable String agent,
        @Nullable String versionId,
        @Nullable String hostId,
        @Nullable String signature,
        @Nullable String cipher,
        @Nullable String authentication,
        @Nullable String host,
        @Nullable String tls,
        @Nullable String accessPoint,
        boolean byAcl) {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    /** The line with its end. */
    String text() {
        StringBuilder out = new StringBuilder(512);
        out.append(owner).append(' ').append(bucket).append(" [");
        TIME.formatTo(Instant.ofEpochMilli(millis), out);
        out.append("] ");
        field(out, address);
        field(out, requester);
        field(out, request);
        field(out, operation);
        field(out, key == null ? null : encoded(key));
        quoted(out, uri);
        number(out, status == 0 ? -1 : status);
        field(out, error);
        number(out, sent == 0 ? -1 : sent);
        number(out, size);
        number(out, total);
        number(out, total); // turn-around time: what came after it is not measured
        quoted(out, referer);
        quoted(out, agent);
        field(out, versionId);
        field(out, hostId);
        field(out, signature);
        field(out, cipher);
        field(out, authentication);
        field(out, host);
        field(out, tls);
        field(out, accessPoint);
        field(out, byAcl ? "Yes" : null);
        return out.append("-\n").toString(); // the region the request came from
    }

    private static void field(StringBuilder out, @Nullable String value) {
        out.append(value == null || value.isEmpty() ? "-" : value).append(' ');
    }

    private static void number(StringBuilder out, long value) {
        if (value < 0) {
            out.append('-');
        } else {
            out.append(value);
        }
        out.append(' ');
    }

    /** What clients send is between quotes; a line break or a quote of theirs must not end it. */
    private static void quoted(StringBuilder out, @Nullable String value) {
        out.append('"');
        if (value == null || value.isEmpty()) {
            out.append('-');
        } else {
            for (int i = 0; i < value.length(); i++) {
                char c = value.charAt(i);
                if (c == '"') {
                    out.append("%22");
                } else if (c < ' ') {
                    out.append('%').append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
                } else {
                    out.append(c);
                }
            }
        }
        out.append("\" ");
    }

    /** Keys are encoded as in URLs, but for the slash. */
    static String encoded(String key) {
        return URLEncoder.encode(key, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%2F", "/");
    }
}
