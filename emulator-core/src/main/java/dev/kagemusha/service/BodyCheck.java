package dev.kagemusha.service;

import dev.kagemusha.http.Headers;
import dev.kagemusha.http.RequestHead;
import dev.kagemusha.protocol.OperationModel;

/** What a service checks of a gathered body beside the signature: the digests that headers or trailers give of it. */
@FunctionalInterface
public interface BodyCheck {
    /** Every body passes. */
    BodyCheck NONE = (operation, head, trailers, body) -> {};

    /**
     * Refuses a body with an exception of the service.
     *
     * @param trailers what the client sent after the body, mostly nothing
     * @param body without the framing of its transfer
     */
    void check(OperationModel operation, RequestHead head, Headers trailers, byte[] body);
}
