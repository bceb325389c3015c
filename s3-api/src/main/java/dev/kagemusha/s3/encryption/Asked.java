package dev.kagemusha.s3.encryption;

import dev.kagemusha.s3.S3Errors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

import java.util.Map;

/**
 * The encryption that a request asks for, checked as far as it can be by itself.
 *
 * @param kind null when the request leaves it to the bucket
 * @param keyId an id, an ARN or an alias; null for AWS's own key
 * @param context beside what S3 adds
 * @param bucketKey null when the request leaves it to the bucket
 */
public record Asked(
        Encryption.@Nullable Kind kind,
        @Nullable String keyId,
        Map<String, String> context,
        @Nullable Boolean bucketKey,
        @Nullable CustomerKey customer) {
    private static final String HEADER = "x-amz-server-side-encryption";

    public static Asked of(PutObjectRequest r) {
        return of(
                r.serverSideEncryptionAsString(),
                r.ssekmsKeyId(),
                r.ssekmsEncryptionContext(),
                r.bucketKeyEnabled(),
                CustomerKey.of(r.sseCustomerAlgorithm(), r.sseCustomerKey(), r.sseCustomerKeyMD5()));
    }

    public static Asked of(CreateMultipartUploadRequest r) {
        return of(
                r.serverSideEncryptionAsString(),
                r.ssekmsKeyId(),
                r.ssekmsEncryptionContext(),
                r.bucketKeyEnabled(),
                CustomerKey.of(r.sseCustomerAlgorithm(), r.sseCustomerKey(), r.sseCustomerKeyMD5()));
    }

    public static Asked of(CopyObjectRequest r) {
        return of(
                r.serverSideEncryptionAsString(),
                r.ssekmsKeyId(),
                r.ssekmsEncryptionContext(),
                r.bucketKeyEnabled(),
                CustomerKey.of(r.sseCustomerAlgorithm(), r.sseCustomerKey(), r.sseCustomerKeyMD5()));
    }

    /** SSE-KMS under this very key, whatever the bucket's default. */
    public static Asked ofKey(String keyArn, boolean bucketKey) {
        return new Asked(Encryption.Kind.KMS, keyArn, Map.of(), bucketKey, null);
    }

    private static Asked of(
            @Nullable String algorithm,
            @Nullable String keyId,
            @Nullable String context,
            @Nullable Boolean bucketKey,
            @Nullable CustomerKey customer) {
        if (customer != null && (algorithm != null || keyId != null)) {
            throw S3Errors.invalidArgument(
                    "Server Side Encryption with Customer provided key is incompatible with the encryption method specified",
                    HEADER,
                    algorithm == null ? "null" : algorithm);
        }
        Encryption.Kind kind = algorithm == null ? null : Encryption.Kind.of(algorithm);
        if (algorithm != null && kind == null) {
            throw S3Errors.invalidArgument("The encryption method specified is not supported", HEADER, algorithm);
        }
        if ((keyId != null || context != null) && (kind == null || !kind.byKms())) {
            throw S3Errors.invalidArgument(
                    "Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms",
                    HEADER,
                    algorithm == null ? "null" : algorithm);
        }
        return new Asked(kind, keyId, context == null ? Map.of() : ContextHeader.parse(context), bucketKey, customer);
    }
}
