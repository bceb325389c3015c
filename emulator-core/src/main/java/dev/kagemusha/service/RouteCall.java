package dev.kagemusha.service;

import dev.kagemusha.auth.SignedText;
import dev.kagemusha.http.Headers;
import dev.kagemusha.http.RequestHead;
import dev.kagemusha.http.Response;
import dev.kagemusha.protocol.Address;
import software.amazon.awssdk.core.sync.RequestBody;

import java.time.Instant;

/** A request on a {@link Route}: nobody's until it is said who signed it. */
public interface RouteCall extends Call {
    /** The headers by which every answer names its request; a new object each time. */
    Headers ids();

    /**
     * Verifies a signature that stands somewhere else than in the head; its key's owner is the caller from here on.
     *
     * @return when the client signed, by whichever clock it goes
     * @throws dev.kagemusha.auth.AuthFailure when it does not hold
     */
    Instant identify(SignedText signed);

    /**
     * Continues as the operation that another head asks for: decoded, authorized and run like one that came over the wire, under
     * this request's id and in its audit record.
     *
     * @param address where that head goes inside the service
     * @param body read by an operation that takes a stream, ignored by all others
     * @throws software.amazon.awssdk.awscore.exception.AwsServiceException whatever the operation would have answered as an
     *     error
     */
    Response perform(RequestHead head, Address address, RequestBody body);
}
