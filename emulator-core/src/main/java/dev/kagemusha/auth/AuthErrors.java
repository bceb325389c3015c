package dev.kagemusha.auth;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The one table of what an {@link AuthFailure} is called where: code, status and text by {@link ErrorFamily}.
 *
 * <p>https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html,
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html
 */
public final class AuthErrors {
    private AuthErrors() {}

    public static AuthError of(AuthFailure failure, ErrorFamily family) {
        return family == ErrorFamily.S3 ? s3(failure) : common(failure, family);
    }

    private static AuthError s3(AuthFailure failure) {
        String detail = failure.detail();
        return switch (failure.kind()) {
            case MISSING_TOKEN -> s3(failure, "AccessDenied", 403, "Access Denied");
            case TWO_MECHANISMS, FOREIGN_SCHEME, BAD_FIELD -> s3(failure, "InvalidArgument", 400, detail);
            case LEGACY_SIGNATURE ->
                s3(
                        failure,
                        "InvalidRequest",
                        400,
                        "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.");
            case UNSUPPORTED_ALGORITHM ->
                s3(
                        failure,
                        "NotImplemented",
                        501,
                        "A header you provided implies functionality that is not implemented");
            case INCOMPLETE_SIGNATURE -> s3(failure, "AuthorizationHeaderMalformed", 400, detail);
            case BAD_SCOPE ->
                s3(
                        failure,
                        detail.startsWith("Error")
                                ? "AuthorizationQueryParametersError"
                                : "AuthorizationHeaderMalformed",
                        400,
                        detail);
            case BAD_QUERY, PRESIGN_TOO_LONG -> s3(failure, "AuthorizationQueryParametersError", 400, detail);
            case BAD_DATE -> s3(failure, "AccessDenied", 403, detail);
            case SKEWED, NOT_YET ->
                s3(
                        failure,
                        "RequestTimeTooSkewed",
                        403,
                        "The difference between the request time and the current time is too large.");
            case PRESIGN_EXPIRED -> s3(failure, "AccessDenied", 403, "Request has expired");
            case PRESIGN_NOT_YET -> s3(failure, "AccessDenied", 403, "Request is not yet valid");
            case UNSIGNED_HEADER ->
                s3(failure, "AccessDenied", 403, "There were headers present in the request which were not signed");
            case UNKNOWN_KEY ->
                s3(
                        failure,
                        "InvalidAccessKeyId",
                        403,
                        "The AWS Access Key Id you provided does not exist in our records.");
            case INVALID_TOKEN ->
                s3(failure, "InvalidToken", 400, "The provided token is malformed or otherwise invalid.");
            case EXPIRED_TOKEN -> s3(failure, "ExpiredToken", 400, "The provided token has expired.");
            case SIGNATURE_MISMATCH -> s3Mismatch(failure);
            case MISSING_CONTENT_SHA256 ->
                s3(failure, "InvalidRequest", 400, "Missing required header for this request: x-amz-content-sha256");
            case BAD_CONTENT_SHA256 ->
                s3(
                        failure,
                        "InvalidArgument",
                        400,
                        "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER,"
                                + " STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER,"
                                + " STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD,"
                                + " STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER or a valid sha256 value.");
            case PAYLOAD_HASH_MISMATCH ->
                s3(
                        failure,
                        "XAmzContentSHA256Mismatch",
                        400,
                        "The provided 'x-amz-content-sha256' header does not match what was computed.");
            case ANONYMOUS_CHUNKS ->
                s3(
                        failure,
                        "InvalidRequest",
                        400,
                        "Anonymous requests don't support this x-amz-content-sha256 value. Please use"
                                + " UNSIGNED-PAYLOAD or STREAMING-UNSIGNED-PAYLOAD-TRAILER.");
            case MISSING_DECODED_LENGTH ->
                s3(failure, "MissingContentLength", 411, "You must provide the Content-Length HTTP header.");
            case WRONG_LENGTH ->
                s3(
                        failure,
                        "IncompleteBody",
                        400,
                        "You did not provide the number of bytes specified by the Content-Length HTTP header");
            case BROKEN_CHUNKS -> s3(failure, "IncompleteBody", 400, "The request body terminated unexpectedly");
            case CHUNK_TOO_SMALL ->
                s3(
                        failure,
                        "InvalidChunkSizeError",
                        403,
                        "Only the last chunk is allowed to have a size less than 8192 bytes");
            case BAD_TRAILER ->
                s3(
                        failure,
                        "MalformedTrailerError",
                        400,
                        "The request contained trailing data that was not well-formed or did not conform to our"
                                + " published schema.");
        };
    }

    private static AuthError s3(AuthFailure failure, String code, int status, String message) {
        return new AuthError(code, status, message, failure.values());
    }

    private static AuthError s3Mismatch(AuthFailure failure) {
        Map<String, String> elements = new LinkedHashMap<>();
        failure.values().forEach((name, text) -> {
            elements.put(name, text);
            // S3 shows both texts byte by byte as well, the first one after the signature.
            if (name.equals("SignatureProvided") && failure.values().containsKey("StringToSign")) {
                elements.put("StringToSignBytes", bytes(failure.value("StringToSign")));
            } else if (name.equals("CanonicalRequest")) {
                elements.put("CanonicalRequestBytes", bytes(text));
            }
        });
        return new AuthError(
                "SignatureDoesNotMatch",
                403,
                "The request signature we calculated does not match the signature you provided. Check your key and"
                        + " signing method.",
                elements);
    }

    private static String bytes(String text) {
        return HexFormat.ofDelimiter(" ").formatHex(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static AuthError common(AuthFailure failure, ErrorFamily family) {
        String detail = failure.detail();
        return switch (failure.kind()) {
            case MISSING_TOKEN, LEGACY_SIGNATURE, FOREIGN_SCHEME ->
                common(family, "MissingAuthenticationToken", "Request is missing Authentication Token");
            case INCOMPLETE_SIGNATURE,
                    UNSUPPORTED_ALGORITHM,
                    BAD_DATE,
                    TWO_MECHANISMS,
                    BAD_QUERY,
                    BAD_FIELD,
                    PRESIGN_TOO_LONG -> incomplete(family, detail);
            case UNKNOWN_KEY -> unknown(family, "The security token included in the request is invalid.");
            case INVALID_TOKEN -> unknown(family, "The security token included in the request is invalid");
            case EXPIRED_TOKEN ->
                common(family, "ExpiredToken", "The security token included in the request is expired");
            case BAD_SCOPE, SKEWED, NOT_YET, UNSIGNED_HEADER -> wrong(family, detail);
            case SIGNATURE_MISMATCH ->
                wrong(
                        family,
                        "The request signature we calculated does not match the signature you provided. Check your"
                                + " AWS Secret Access Key and signing method. Consult the service documentation for"
                                + " details." + calculated(failure));
            case PAYLOAD_HASH_MISMATCH ->
                wrong(family, "The provided 'x-amz-content-sha256' header does not match what was computed.");
            case MISSING_CONTENT_SHA256, BAD_CONTENT_SHA256 ->
                incomplete(family, "A streamed body needs a valid 'x-amz-content-sha256' header.");
            case PRESIGN_EXPIRED,
                    PRESIGN_NOT_YET,
                    ANONYMOUS_CHUNKS,
                    MISSING_DECODED_LENGTH,
                    WRONG_LENGTH,
                    BROKEN_CHUNKS,
                    CHUNK_TOO_SMALL,
                    BAD_TRAILER -> wrong(family, s3(failure).message());
        };
    }

    /** What we signed, so that a client's author can compare. */
    private static String calculated(AuthFailure failure) {
        if (failure.value("CanonicalRequest").isEmpty()) {
            return "";
        }
        return "\n\nThe Canonical String for this request should have been\n'" + failure.value("CanonicalRequest")
                + "'\n\nThe String-to-Sign should have been\n'" + failure.value("StringToSign") + "'\n";
    }

    private static AuthError unknown(ErrorFamily family, String message) {
        return family == ErrorFamily.QUERY
                ? of("InvalidClientTokenId", 403, message)
                : of("UnrecognizedClientException", status(family), message);
    }

    private static AuthError wrong(ErrorFamily family, String message) {
        return family == ErrorFamily.QUERY
                ? of("SignatureDoesNotMatch", 403, message)
                : of("InvalidSignatureException", status(family), message);
    }

    private static AuthError incomplete(ErrorFamily family, String message) {
        return family == ErrorFamily.QUERY
                ? of("IncompleteSignature", 400, message)
                : of("IncompleteSignatureException", status(family), message);
    }

    private static AuthError common(ErrorFamily family, String code, String message) {
        return family == ErrorFamily.QUERY ? of(code, 403, message) : of(code + "Exception", status(family), message);
    }

    private static int status(ErrorFamily family) {
        return family == ErrorFamily.JSON ? 400 : 403;
    }

    private static AuthError of(String code, int status, String message) {
        return new AuthError(code, status, message, Map.of());
    }
}
