package dev.kagemusha.s3;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * What a request may ask for and this service refuses: because AWS does for a bucket as it is here (no ACLs, no object
 * lock, no versions), or because it is not there yet. Nothing is accepted and then left out.
 */
final class Refusals {
    private Refusals() {}

    static void key(String key) {
        int size = key.length() * 3 <= 1024 ? 0 : key.getBytes(StandardCharsets.UTF_8).length;
        if (size > 1024) {
            throw S3Errors.keyTooLong(size);
        }
    }

    /** ACLs are disabled on every bucket (BucketOwnerEnforced, AWS's default since April 2023). */
    static void acl(@Nullable String canned, @Nullable String... grants) {
        if (canned != null && !canned.equals("private") && !canned.equals("bucket-owner-full-control")) {
            throw S3Errors.accessControlListNotSupported();
        }
        for (String grant : grants) {
            if (grant != null) {
                throw S3Errors.accessControlListNotSupported();
            }
        }
    }

    static void encryption(
            @Nullable String algorithm, @Nullable String keyId, @Nullable String context, @Nullable Boolean bucketKey) {
        if (algorithm != null && !algorithm.equals("AES256")) {
            if (!algorithm.startsWith("aws:")) {
                throw S3Errors.invalidArgument(
                        "The encryption method specified is not supported", "x-amz-server-side-encryption", algorithm);
            }
            throw S3Errors.notImplemented("x-amz-server-side-encryption");
        }
        if (keyId != null) {
            throw S3Errors.invalidArgument(
                    "Server Side Encryption with AWS KMS managed key requires HTTP header"
                            + " x-amz-server-side-encryption : aws:kms",
                    "x-amz-server-side-encryption",
                    algorithm == null ? "null" : algorithm);
        }
        absent(context, "x-amz-server-side-encryption-context");
        absent(Boolean.TRUE.equals(bucketKey) ? bucketKey : null, "x-amz-server-side-encryption-bucket-key-enabled");
    }

    static void customerKey(@Nullable String algorithm, @Nullable String key, @Nullable String keyMd5) {
        absent(algorithm, "x-amz-server-side-encryption-customer-algorithm");
        absent(key, "x-amz-server-side-encryption-customer-key");
        absent(keyMd5, "x-amz-server-side-encryption-customer-key-MD5");
    }

    static void copySourceCustomerKey(@Nullable String algorithm, @Nullable String key, @Nullable String keyMd5) {
        absent(algorithm, "x-amz-copy-source-server-side-encryption-customer-algorithm");
        absent(key, "x-amz-copy-source-server-side-encryption-customer-key");
        absent(keyMd5, "x-amz-copy-source-server-side-encryption-customer-key-MD5");
    }

    static void lock(@Nullable String mode, @Nullable Instant until, @Nullable String legalHold) {
        if (mode != null || until != null || legalHold != null) {
            throw S3Errors.missingObjectLock();
        }
    }

    /** The only version of an object is {@code null}: no bucket keeps others. */
    static void version(@Nullable String versionId, String key) {
        if (versionId == null || versionId.equals("null")) {
            return;
        }
        if (versionId.length() == 32) {
            throw S3Errors.noSuchVersion(key, versionId);
        }
        throw S3Errors.invalidArgument("Invalid version id specified", "versionId", versionId);
    }

    /** A header that asks for what is not there yet. */
    static void absent(@Nullable Object value, String header) {
        if (value != null) {
            throw S3Errors.notImplemented(header);
        }
    }
}
