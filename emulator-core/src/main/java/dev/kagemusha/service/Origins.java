package dev.kagemusha.service;

import dev.kagemusha.http.Headers;
import dev.kagemusha.http.RequestHead;
import dev.kagemusha.http.Response;
import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The origins whose scripts may call the emulator from a browser, where no service decides that itself: DynamoDB is open to all, as
 * on AWS, and a bucket of S3 has rules of its own.
 *
 * <p>By default pages of this machine may, on any port: who develops a page has it there. A page from elsewhere must be named, or
 * else any site that is open in a browser on this machine could read what the emulator keeps.
 */
public final class Origins {
    /** The word for pages of this machine. */
    public static final String LOCAL = "localhost";

    private static final String ALL = "*";
    private static final String NONE = "none";
    private static final String TWO_DAYS = "172800";
    private static final String VARY = "Origin, Access-Control-Request-Headers, Access-Control-Request-Method";

    /** What SDKs look at beside the body. */
    private static final String EXPOSED = "x-amzn-RequestId, x-amzn-ErrorType, x-amzn-ErrorMessage, x-amzn-query-error,"
            + " x-amz-request-id, x-amz-id-2, x-amz-apigw-id, x-amz-bucket-region, x-amz-crc32, smithy-protocol, ETag,"
            + " Date";

    private final boolean local;
    private final List<String> patterns;

    private Origins(boolean local, List<String> patterns) {
        this.local = local;
        this.patterns = patterns;
    }

    /**
     * Reads the flag: {@code localhost}, {@code *}, {@code none}, or origins with at most one {@code *} each, separated by commas.
     *
     * @throws IllegalArgumentException with what an entry should be
     */
    public static Origins parse(String text) {
        boolean local = false;
        List<String> patterns = new ArrayList<>();
        for (String entry : text.equals(NONE) ? new String[0] : text.split(",", -1)) {
            String origin = entry.strip();
            if (origin.equals(LOCAL)) {
                local = true;
            } else if (origin.equals(ALL) || isOrigin(origin)) {
                patterns.add(origin);
            } else {
                throw new IllegalArgumentException(
                        "localhost, *, none or origins such as https://app.example:3000, not " + origin);
            }
        }
        return new Origins(local, patterns);
    }

    private static boolean isOrigin(String text) {
        int scheme = text.indexOf("://");
        return scheme > 0
                && text.length() > scheme + 3
                && text.indexOf('/', scheme + 3) < 0
                && text.indexOf('*') == text.lastIndexOf('*');
    }

    /** Whether a page of this origin may call. */
    boolean allow(String origin) {
        for (String pattern : patterns) {
            if (matches(pattern, origin)) {
                return true;
            }
        }
        return local && isLocal(origin);
    }

    private static boolean matches(String pattern, String origin) {
        int star = pattern.indexOf('*');
        if (star < 0) {
            return pattern.equalsIgnoreCase(origin);
        }
        int tail = pattern.length() - star - 1;
        return origin.length() >= star + tail
                && origin.regionMatches(true, 0, pattern, 0, star)
                && origin.regionMatches(true, origin.length() - tail, pattern, star + 1, tail);
    }

    private static boolean isLocal(String origin) {
        String host;
        try {
            host = URI.create(origin).getHost();
        } catch (IllegalArgumentException e) {
            return false; // such as null, the origin of a file
        }
        if (host == null) {
            return false;
        }
        String lower = host.toLowerCase(Locale.ROOT);
        return lower.equals(LOCAL)
                || lower.endsWith("." + LOCAL)
                || lower.equals("127.0.0.1")
                || lower.equals("[::1]")
                || lower.endsWith(".localhost.localstack.cloud");
    }

    /** The answer to a preflight, or null when the origin may not call. */
    @Nullable
    Response preflight(RequestHead head) {
        String origin = head.headers().firstOr("origin", "");
        if (!allow(origin)) {
            return null;
        }
        Headers headers =
                Headers.of("Access-Control-Allow-Origin", origin, "Access-Control-Max-Age", TWO_DAYS, "Vary", VARY);
        echo(head, "access-control-request-method", headers, "Access-Control-Allow-Methods");
        echo(head, "access-control-request-headers", headers, "Access-Control-Allow-Headers");
        return Response.of(200, headers, Response.NO_BYTES);
    }

    private static void echo(RequestHead head, String asked, Headers headers, String allowed) {
        String value = head.headers().first(asked);
        if (value != null) {
            headers.add(allowed, value);
        }
    }

    /** Lets the script that called see the answer. */
    void share(String origin, Response response) {
        if (allow(origin)) {
            response.headers()
                    .set("Access-Control-Allow-Origin", origin)
                    .set("Access-Control-Expose-Headers", EXPOSED)
                    .set("Vary", "Origin");
        }
    }
}
