package dev.kagemusha.s3.cors;

import dev.kagemusha.http.Body;
import dev.kagemusha.http.Headers;
import dev.kagemusha.http.Response;
import dev.kagemusha.s3.S3Error;
import dev.kagemusha.service.Route;
import dev.kagemusha.service.RouteCall;

/**
 * The question that a browser asks before a request.
 *
 * @param ofObject whether the URL names a key
 */
public record PreflightRoute(String bucket, boolean ofObject, CorsSource source) implements Route {
    @Override
    public String name() {
        return "Preflight";
    }

    @Override
    public Response answer(RouteCall call, Body body) {
        CorsSource.Found found = source.find(call, bucket);
        Preflight preflight =
                Preflight.decide(call.head(), found != null, found == null ? null : found.rules(), ofObject);
        return switch (preflight) {
            case Preflight.Granted granted -> {
                Headers headers = call.ids();
                granted.grant().write(headers);
                yield Response.of(200, headers, Response.NO_BYTES);
            }
            case Preflight.Refused refused -> {
                S3Error error = new S3Error(refused.code(), refused.status(), refused.message());
                refused.elements().forEach(error::with);
                throw error;
            }
        };
    }
}
