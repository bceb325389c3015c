package dev.kagemusha.dynamodb.movement;

import dev.kagemusha.service.Errands;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.dynamodb.model.ExportDescription;
import software.amazon.awssdk.services.dynamodb.model.S3SseAlgorithm;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** S3, asked on behalf of whoever wants an export or import. */
final class Bucket {
    private final S3Client client;

    Bucket(Errands errands, Task task) {
        try {
            this.client = errands.client(S3Client.class, "dynamodb", task.caller(), task.region());
        } catch (IllegalStateException absent) {
            throw failure(absent);
        }
    }

    /** S3 refused, or is not there. */
    static final class Failure extends RuntimeException {
        private static final long serialVersionUID = 1;

        final String code;

        Failure(String code, String message) {
            super(message, null, false, false);
            this.code = code;
        }
    }

    static Failure failure(RuntimeException refused) {
        return refused instanceof AwsServiceException error && error.awsErrorDetails() != null
                ? new Failure(
                        "S3" + error.awsErrorDetails().errorCode(),
                        String.valueOf(error.awsErrorDetails().errorMessage()))
                : new Failure("S3ServiceUnavailable", "S3 is not available");
    }

    /** Writes an object with the encryption asked for; answers its ETag. */
    String put(ExportDescription export, String key, byte[] body) {
        PutObjectRequest.Builder request = PutObjectRequest.builder()
                .bucket(export.s3Bucket())
                .key(key)
                .expectedBucketOwner(export.s3BucketOwner())
                .contentLength((long) body.length);
        if (export.s3SseAlgorithm() == S3SseAlgorithm.KMS) {
            request.serverSideEncryption(ServerSideEncryption.AWS_KMS).ssekmsKeyId(export.s3SseKmsKeyId());
        } else {
            request.serverSideEncryption(ServerSideEncryption.AES256);
        }
        try {
            String tag = client.putObject(request.build(), RequestBody.fromBytes(body))
                    .eTag();
            return tag == null ? "" : tag.replace("\"", "");
        } catch (AwsServiceException | IllegalStateException refused) {
            throw failure(refused);
        }
    }

    /** The objects whose keys begin with a prefix, but for those that only stand for folders. */
    List<S3Object> list(String bucket, @Nullable String owner, @Nullable String prefix) {
        List<S3Object> found = new ArrayList<>();
        String token = null;
        try {
            do {
                ListObjectsV2Response page = client.listObjectsV2(ListObjectsV2Request.builder()
                        .bucket(bucket)
                        .expectedBucketOwner(owner)
                        .prefix(prefix)
                        .continuationToken(token)
                        .build());
                for (S3Object object : page.contents()) {
                    if (!object.key().endsWith("/")) {
                        found.add(object);
                    }
                }
                token = Boolean.TRUE.equals(page.isTruncated()) ? page.nextContinuationToken() : null;
            } while (token != null);
        } catch (AwsServiceException | IllegalStateException refused) {
            throw failure(refused);
        }
        return found;
    }

    /** An object's body; close it. */
    InputStream open(String bucket, @Nullable String owner, String key) {
        try {
            return client.getObject(
                    r -> r.bucket(bucket).key(key).expectedBucketOwner(owner), ResponseTransformer.toInputStream());
        } catch (AwsServiceException | IllegalStateException refused) {
            throw failure(refused);
        }
    }
}
