package dev.kagemusha.s3.website;

import dev.kagemusha.http.Headers;
import dev.kagemusha.protocol.ErrorElements;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Why there is no page.
 *
 * @param elements beside code and message, in order
 */
record Failure(int status, String code, String message, Map<String, String> elements) {

    static Failure of(AwsServiceException error) {
        return new Failure(
                error.statusCode(),
                error.awsErrorDetails().errorCode(),
                error.awsErrorDetails().errorMessage(),
                error instanceof ErrorElements more ? more.elements() : Map.of());
    }

    static Failure methodNotAllowed(String method) {
        Map<String, String> elements = new LinkedHashMap<>();
        elements.put("Method", method);
        elements.put("ResourceType", "OBJECT");
        return new Failure(
                405, "MethodNotAllowed", "The specified method is not allowed against this resource.", elements);
    }

    static Failure noSuchBucket(String bucket) {
        return new Failure(404, "NoSuchBucket", "The specified bucket does not exist", Map.of("BucketName", bucket));
    }

    static Failure noWebsite(String bucket) {
        return new Failure(
                404,
                "NoSuchWebsiteConfiguration",
                "The specified bucket does not have a website configuration",
                Map.of("BucketName", bucket));
    }

    static Failure elsewhere(String endpoint) {
        return new Failure(
                400,
                "IncorrectEndpoint",
                "The specified bucket exists in another region. Please direct requests to the specified endpoint.",
                Map.of("Endpoint", endpoint));
    }

    /** A folder without its slash is an error of this name. */
    static Failure found() {
        return new Failure(302, "Found", "Resource Found", Map.of());
    }

    /** Tells it in headers, where the body is somebody's own or none. */
    void write(Headers headers) {
        headers.add("x-amz-error-code", code).add("x-amz-error-message", message);
        String key = elements.get("Key");
        if (key != null) {
            headers.add("x-amz-error-detail-Key", key);
        }
    }
}
