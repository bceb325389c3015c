package dev.kagemusha.service;

import dev.kagemusha.auth.Caller;
import dev.kagemusha.http.Headers;
import dev.kagemusha.http.RequestHead;
import dev.kagemusha.policy.Policy;
import dev.kagemusha.time.EmulatorClock;
import software.amazon.awssdk.core.SdkPojo;

import java.util.List;

/**
 * Everything one request brings with it; a chapter is built from it. There is no ambient state: what an operation needs to
 * know of its request is here.
 */
public interface Call {
    Caller caller();

    /** The account the request acts in: the caller's, 12 digits; {@code 000000000000} for anonymous callers. */
    String account();

    String region();

    /** For example {@code aws}. */
    String partition();

    String requestId();

    /** The request's line and headers; of the outermost request when services call each other. */
    RequestHead head();

    /** Scheme and authority for URLs in answers, without a slash: the request's own, or else that of {@code --public-url}. */
    String baseUrl();

    EmulatorClock clock();

    /** The state scope of this call's service, account and region. */
    int scope();

    /** The state scope of this call's service that spans accounts and regions. */
    int globalScope();

    /** The state scope of this call's service in another account or region. */
    int scope(String account, String region);

    /**
     * Refuses the request unless the caller may do this; called before any change.
     *
     * @throws software.amazon.awssdk.awscore.exception.AwsServiceException the service's access-denied error
     */
    void require(Permission permission);

    /**
     * Whether a policy denies the caller this in so many words; that none allows it is not enough. For what is done unless somebody
     * forbids it. Nothing is recorded.
     */
    boolean denied(Permission permission);

    /**
     * Whether the caller could do this if the resource had this policy and nothing beside it: asked before a policy is put
     * that might lock its author out. Nothing is recorded.
     */
    boolean allowedUnder(Permission permission, Policy policy);

    /**
     * The services through which the call came, for example {@code s3.amazonaws.com}, the first one first; empty when a client
     * made it.
     */
    List<String> calledVia();

    /** Another service, called on behalf of this call's caller as AWS services do; it enters the gateway after decoding. */
    <C> C client(Class<C> type);

    /** Trailers of a streamed body; empty until the body has been read to its end. */
    Headers trailers();

    /** Sends a header with the answer, where the operation succeeds. */
    void answer(String header, String value);

    /**
     * Has the elements of the answer's lists written in this one order, as S3's versions and delete markers are: its lists must have these
     * very elements.
     */
    default void mixed(List<? extends SdkPojo> elements) {}

    /** Adds a fact to the call's audit record, for example {@code consumed capacity}. */
    void note(String name, Object value);
}
