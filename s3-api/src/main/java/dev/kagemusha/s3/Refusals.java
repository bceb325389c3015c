package dev.kagemusha.s3;

import dev.kagemusha.http.Headers;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;

/**
 * What a request may ask for and this service refuses because it is not there yet, and what AWS refuses of any request. Nothing is
 * accepted and then left out.
 */
public final class Refusals {
    private Refusals() {}

    public static void key(String key) {
        int size = key.length() * 3 <= 1024 ? 0 : key.getBytes(StandardCharsets.UTF_8).length;
        if (size > 1024) {
            throw S3Errors.keyTooLong(size);
        }
    }

    /** How an object is encrypted is not the reader's to say (S3 API reference, GetObject). */
    public static void encryptionOfRead(Headers headers) {
        String asked = headers.first("x-amz-server-side-encryption");
        if (asked != null) {
            throw S3Errors.invalidArgument(
                    "x-amz-server-side-encryption header is not supported for this operation.",
                    "x-amz-server-side-encryption",
                    asked);
        }
    }

    /** A header that asks for what is not there yet. */
    public static void absent(@Nullable Object value, String header) {
        if (value != null) {
            throw S3Errors.notImplemented(header);
        }
    }
}
