package dev.kagemusha.protocol;

import dev.kagemusha.http.Headers;
import dev.kagemusha.http.RequestHead;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;

import java.util.List;

/** One of AWS's wire protocols. Stateless and thread-safe. */
public interface Protocol {
    /** For example {@code aws.protocols#awsJson1_0}. */
    String id();

    /** Whether a request to a service that speaks several protocols is in this one. */
    boolean recognises(RequestHead head);

    /**
     * Which operation the request asks for.
     *
     * @param address the path routes are matched with, and labels found already: an operation matches only if it has each
     *     of them as a member, and all labels it requires are found
     * @param body the gathered body, or null while only the head is there; a protocol that names the operation in the body
     *     (query) then answers {@link Match.NeedsBody}
     */
    Match match(ServiceModel service, RequestHead head, Address address, byte @Nullable [] body);

    /**
     * Decodes a request. A streamed payload is left out: the body is empty then, and the member stays unset.
     *
     * @return the built request, an instance of {@link OperationModel#requestType()}
     * @throws SerializationException when the input is not of the operation's shape
     */
    SdkPojo decode(OperationModel operation, Inbound in) throws SerializationException;

    /** Encodes a response; {@link OperationModel#streamsOut()} operations have an empty body here. */
    Outbound encode(OperationModel operation, SdkPojo response, String requestId);

    /**
     * The same, with elements of the response's lists in one order.
     *
     * @param mixed these very elements; empty where each list stands for itself
     */
    default Outbound encode(
            OperationModel operation, SdkPojo response, String requestId, List<? extends SdkPojo> mixed) {
        return encode(operation, response, requestId);
    }

    /** The headers by which every answer names its request. */
    default Headers ids(ServiceModel service, String requestId) {
        return Headers.of("x-amzn-RequestId", requestId);
    }

    /** Encodes an error. Never fails. */
    Outbound encodeError(ServiceModel service, WireError error, String requestId);
}
