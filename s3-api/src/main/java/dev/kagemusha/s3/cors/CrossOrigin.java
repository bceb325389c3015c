package dev.kagemusha.s3.cors;

import dev.kagemusha.http.Headers;
import dev.kagemusha.http.RequestHead;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A request of a script, as rules see it.
 *
 * @param method of the request itself, but what {@code Access-Control-Request-Method} names wherever that header is sent: S3
 *     looks at it on every request
 * @param headers names that the script announced, in lower case, in their order; what a request really sends is never looked
 *     at
 */
public record CrossOrigin(String origin, String method, List<String> headers) {
    private static final String REQUEST_METHOD = "access-control-request-method";
    private static final String REQUEST_HEADERS = "access-control-request-headers";

    public CrossOrigin {
        headers = List.copyOf(headers);
    }

    /** Null when the request names no origin. */
    public static @Nullable CrossOrigin of(RequestHead head) {
        Headers headers = head.headers();
        String origin = headers.first("origin");
        if (origin == null) {
            return null;
        }
        return new CrossOrigin(
                origin, headers.firstOr(REQUEST_METHOD, head.method()), names(headers.firstOr(REQUEST_HEADERS, "")));
    }

    private static List<String> names(String list) {
        if (list.isEmpty()) {
            return List.of();
        }
        List<String> names = new ArrayList<>();
        int from = 0;
        while (from <= list.length()) {
            int comma = list.indexOf(',', from);
            int end = comma < 0 ? list.length() : comma;
            String name = list.substring(from, end).strip();
            if (!name.isEmpty()) {
                names.add(name.toLowerCase(Locale.ROOT));
            }
            from = end + 1;
        }
        return names;
    }
}
