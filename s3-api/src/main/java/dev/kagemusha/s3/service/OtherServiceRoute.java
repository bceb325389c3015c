package dev.kagemusha.s3.service;

import dev.kagemusha.http.Body;
import dev.kagemusha.http.QueryString;
import dev.kagemusha.http.RequestHead;
import dev.kagemusha.http.Response;
import dev.kagemusha.s3.S3Error;
import dev.kagemusha.service.Route;
import dev.kagemusha.service.RouteCall;
import org.jspecify.annotations.Nullable;

/**
 * An operation of S3's client that AWS has another service for: those of directory buckets and of Object Lambda are signed for
 * these, and are not here.
 */
record OtherServiceRoute(String service, String operation) implements Route {
    static final String DIRECTORY_BUCKETS = "s3express";
    static final String OBJECT_LAMBDA = "s3-object-lambda";

    /** Null for a request to S3 itself. */
    static @Nullable Route of(RequestHead head) {
        String signed = head.headers().first("authorization");
        if (signed == null) {
            return null;
        }
        String service = signed.contains("/" + DIRECTORY_BUCKETS + "/")
                ? DIRECTORY_BUCKETS
                : signed.contains("/" + OBJECT_LAMBDA + "/") ? OBJECT_LAMBDA : null;
        if (service == null) {
            return null;
        }
        String named = QueryString.parse(head.query()).first("x-id");
        if (named == null) {
            named = head.path().equals("/") ? "ListDirectoryBuckets" : head.method() + " " + head.path();
        }
        return new OtherServiceRoute(service, named);
    }

    @Override
    public String name() {
        return operation;
    }

    @Override
    public Response answer(RouteCall call, Body body) {
        throw new S3Error("NotImplemented", 501, service + ":" + operation + " is not implemented by this emulator.");
    }
}
