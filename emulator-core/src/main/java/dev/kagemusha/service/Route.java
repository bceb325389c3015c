package dev.kagemusha.service;

import dev.kagemusha.http.Body;
import dev.kagemusha.http.Response;

import java.io.IOException;

/** A request to a service that is none of its SDK's operations: a preflight, a form of a browser, a page of a website. */
public interface Route {
    /** What the audit record calls it while it is no operation, for example {@code Preflight}. */
    String name();

    /**
     * Answers on a virtual thread, so that the body may be read as it comes; what is left of it is dropped. Whatever is thrown
     * becomes the protocol's error.
     */
    Response answer(RouteCall call, Body body) throws IOException;
}
