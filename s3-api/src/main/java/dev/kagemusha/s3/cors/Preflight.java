package dev.kagemusha.s3.cors;

import dev.kagemusha.http.RequestHead;
import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.Set;

/**
 * How an OPTIONS request to a bucket is answered. Whether the object exists does not matter, and nobody has to sign it.
 *
 * <p>Texts as recorded from S3, whose spelling they keep.
 */
public sealed interface Preflight {
    /** The request may follow. */
    record Granted(Grant grant) implements Preflight {}

    /**
     * An error in its place.
     *
     * @param elements beside code and message, in order
     */
    record Refused(int status, String code, String message, Map<String, String> elements) implements Preflight {}

    /**
     * Decides.
     *
     * @param bucketExists whether there is a bucket at all
     * @param rules the bucket's, or null when CORS was never configured
     * @param ofObject whether the request names a key
     */
    static Preflight decide(RequestHead head, boolean bucketExists, @Nullable CorsRules rules, boolean ofObject) {
        CrossOrigin request = CrossOrigin.of(head);
        if (request == null) {
            return bad("Insufficient information. Origin request header needed.");
        }
        if (!bucketExists) {
            return forbidden("Bucket not found", request, false);
        }
        if (rules == null) {
            return forbidden("CORS is not enabled for this bucket.", request, false);
        }
        String announced = head.headers().first("access-control-request-method");
        if (announced == null || !Methods.ALL.contains(announced)) {
            return bad("Invalid Access-Control-Request-Method: " + announced);
        }
        Grant grant = rules.grant(request);
        return grant != null
                ? new Granted(grant)
                : forbidden(
                        "This CORS request is not allowed. This is usually because the evalution of Origin, request"
                                + " method / Access-Control-Request-Method or Access-Control-Request-Headers are not"
                                + " whitelisted by the resource's CORS spec.",
                        request,
                        ofObject);
    }

    private static Refused bad(String message) {
        return new Refused(400, "BadRequest", message, Map.of());
    }

    private static Refused forbidden(String message, CrossOrigin request, boolean ofObject) {
        Map<String, String> elements = new java.util.LinkedHashMap<>();
        elements.put("Method", request.method());
        elements.put("ResourceType", ofObject ? "OBJECT" : "BUCKET");
        return new Refused(403, "AccessForbidden", "CORSResponse: " + message, elements);
    }

    /** The methods that rules may name. */
    final class Methods {
        static final Set<String> ALL = Set.of("GET", "PUT", "HEAD", "POST", "DELETE");

        private Methods() {}
    }
}
