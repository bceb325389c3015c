package dev.kagemusha.s3;

import dev.kagemusha.http.Headers;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * What a request may ask for and this service refuses: because AWS does for a bucket as it is here (no object
 * lock, no versions), or because it is not there yet. Nothing is accepted and then left out.
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

    public static void lock(@Nullable String mode, @Nullable Instant until, @Nullable String legalHold) {
        if (mode != null || until != null || legalHold != null) {
            throw S3Errors.missingObjectLock();
        }
    }

    /** The only version of an object is {@code null}: no bucket keeps others. */
    public static void version(@Nullable String versionId, String key) {
        if (versionId == null || versionId.equals("null")) {
            return;
        }
        if (versionId.length() == 32) {
            throw S3Errors.noSuchVersion(key, versionId);
        }
        throw S3Errors.invalidArgument("Invalid version id specified", "versionId", versionId);
    }

    /** A header that asks for what is not there yet. */
    public static void absent(@Nullable Object value, String header) {
        if (value != null) {
            throw S3Errors.notImplemented(header);
        }
    }
}
