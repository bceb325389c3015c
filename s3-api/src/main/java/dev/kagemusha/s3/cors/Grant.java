package dev.kagemusha.s3.cors;

import dev.kagemusha.http.Headers;
import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * What a rule grants one request. S3 tells all of it with every answer, also where a browser needs it after a preflight alone.
 *
 * @param origin the request's, or {@code *}
 * @param methods all of the rule's
 * @param headers those that were asked for
 */
public record Grant(
        String origin,
        List<String> methods,
        List<String> headers,
        List<String> exposed,
        @Nullable Integer maxAge) {
    private static final String VARY = "Origin, Access-Control-Request-Headers, Access-Control-Request-Method";

    public Grant {
        methods = List.copyOf(methods);
        headers = List.copyOf(headers);
        exposed = List.copyOf(exposed);
    }

    /** Adds it to an answer. */
    public void write(Headers answer) {
        answer.add("Access-Control-Allow-Origin", origin);
        answer.add("Access-Control-Allow-Methods", String.join(", ", methods));
        if (!headers.isEmpty()) {
            answer.add("Access-Control-Allow-Headers", String.join(", ", headers));
        }
        if (!exposed.isEmpty()) {
            answer.add("Access-Control-Expose-Headers", String.join(", ", exposed));
        }
        if (maxAge != null) {
            answer.add("Access-Control-Max-Age", maxAge.toString());
        }
        if (!origin.equals("*")) {
            answer.add("Access-Control-Allow-Credentials", "true");
        }
        answer.add("Vary", VARY);
    }
}
