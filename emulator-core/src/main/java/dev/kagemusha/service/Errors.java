package dev.kagemusha.service;

import dev.kagemusha.auth.AuthError;
import dev.kagemusha.auth.AuthErrors;
import dev.kagemusha.auth.AuthFailure;
import dev.kagemusha.auth.ErrorFamily;
import dev.kagemusha.http.BodyException;
import dev.kagemusha.http.Headers;
import dev.kagemusha.protocol.SerializationException;
import dev.kagemusha.protocol.WireError;
import dev.kagemusha.protocol.WireErrors;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What each exception is on the wire, by the family of its service. An exception that is not AWS's own is a programming
 * error: it is logged once and answered as an internal failure.
 */
final class Errors {
    private static final System.Logger LOG = System.getLogger(Errors.class.getName());

    private Errors() {}

    static WireError of(GatewayCall call, Throwable problem) {
        ErrorFamily family = call.service().signing().family();
        return switch (problem) {
            case AwsServiceException e -> WireErrors.of(call.service().model(), e);
            case AuthFailure e -> auth(AuthErrors.of(e, family));
            case Gateway.Struck e -> e.error();
            case Gateway.AccessDenied e -> accessDenied(family, e);
            case Gateway.InvalidRequest e ->
                WireError.of(
                        family == ErrorFamily.QUERY ? "ValidationError" : "ValidationException",
                        400,
                        String.valueOf(e.getMessage()));
            case SerializationException e -> WireError.of(e.code(), 400, String.valueOf(e.getMessage()));
            case Gateway.UnknownOperation e -> unknownOperation(call, family, String.valueOf(e.getMessage()));
            case Invoker.NotImplemented e -> WireError.of("NotImplemented", 501, String.valueOf(e.getMessage()));
            case Endpoint.Undecodable e -> internal(family);
            case BodyException e -> body(family, e);
            case UncheckedIOException e ->
                of(call, Objects.requireNonNull(e.getCause())); // a body that an operation read
            default -> internal(call, family, problem);
        };
    }

    /** What a client of the service would see: the SDK's exceptions as they are, anything else as one of them. */
    static AwsServiceException thrown(RuntimeException problem, WireError error) {
        if (problem instanceof AwsServiceException ofTheSdk) {
            return ofTheSdk;
        }
        return AwsServiceException.builder()
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(error.code())
                        .errorMessage(error.message())
                        .build())
                .statusCode(error.status())
                .message(error.message())
                .build();
    }

    private static WireError auth(AuthError error) {
        return new WireError(error.code(), error.message(), error.status(), null, error.elements(), new Headers());
    }

    private static WireError accessDenied(ErrorFamily family, Gateway.AccessDenied denied) {
        String text = String.valueOf(denied.getMessage());
        return switch (family) {
            case S3 -> WireError.of("AccessDenied", 403, denied.textOfS3());
            case QUERY -> WireError.of("AccessDenied", 403, text);
            case JSON -> WireError.of("AccessDeniedException", 400, text);
            case REST_JSON -> WireError.of("AccessDeniedException", 403, text);
        };
    }

    private static WireError unknownOperation(GatewayCall call, ErrorFamily family, String name) {
        return switch (family) {
            case S3 ->
                new WireError(
                        "MethodNotAllowed",
                        "The specified method is not allowed against this resource.",
                        405,
                        null,
                        inOrder("Method", call.head().method(), "ResourceType", "OBJECT"),
                        new Headers());
            case QUERY ->
                name.isEmpty()
                        ? WireError.of("MissingAction", 400, "Missing Action")
                        : WireError.of(
                                "InvalidAction",
                                400,
                                "Could not find operation " + name + " for version "
                                        + (call.service().apiVersion() == null
                                                ? "NO_VERSION_SPECIFIED"
                                                : call.service().apiVersion()));
            case JSON -> WireError.of("UnknownOperationException", 400, "");
            case REST_JSON -> WireError.of("UnknownOperationException", 404, "");
        };
    }

    private static Map<String, String> inOrder(String name, String value, String next, String itsValue) {
        Map<String, String> elements = new LinkedHashMap<>();
        elements.put(name, value);
        elements.put(next, itsValue);
        return elements;
    }

    private static WireError body(ErrorFamily family, BodyException problem) {
        boolean s3 = family == ErrorFamily.S3;
        return switch (problem.reason()) {
            case INCOMPLETE ->
                WireError.of(
                        s3 ? "IncompleteBody" : "SerializationException",
                        400,
                        "The request body terminated unexpectedly");
            case TOO_LARGE ->
                WireError.of(s3 ? "MaxMessageLengthExceeded" : "RequestEntityTooLarge", 413, "Request too large");
            case TOO_SLOW ->
                WireError.of(
                        "RequestTimeout",
                        400,
                        "Your socket connection to the server was not read from or written to within the timeout"
                                + " period. Idle connections will be closed.");
            case MALFORMED -> WireError.of(s3 ? "IncompleteBody" : "SerializationException", 400, "Malformed body");
            case NO_MEMORY ->
                s3
                        ? WireError.of("SlowDown", 503, "Please reduce your request rate.")
                        : WireError.of("ServiceUnavailable", 503, "Too many large requests at once.");
        };
    }

    private static WireError internal(GatewayCall call, ErrorFamily family, Throwable problem) {
        LOG.log(
                System.Logger.Level.ERROR,
                "request " + call.requestId() + " failed unexpectedly in "
                        + call.service().name() + "." + call.operationOrNull(),
                problem);
        return internal(family);
    }

    private static WireError internal(ErrorFamily family) {
        return family == ErrorFamily.S3
                ? WireError.of("InternalError", 500, "We encountered an internal error. Please try again.")
                : WireError.of(
                        family == ErrorFamily.JSON ? "InternalServerError" : "InternalFailure",
                        500,
                        "The request processing has failed because of an unknown error, exception or failure.");
    }
}
