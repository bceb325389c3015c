package dev.kagemusha.s3;

import dev.kagemusha.s3.model.UpdateObjectEncryptionRequest;
import dev.kagemusha.s3.model.UpdateObjectEncryptionResponse;
import software.amazon.awssdk.services.s3.S3Client;

/** What every chapter of S3 shares: the client's methods that are no operations, and operations that the client does not have yet. */
public interface Chapter extends S3Client {
    /** Locks an object under another key where it is; its bytes, its date and its ETag stay. */
    default UpdateObjectEncryptionResponse updateObjectEncryption(UpdateObjectEncryptionRequest request) {
        throw new UnsupportedOperationException();
    }

    @Override
    default String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    default void close() {}
}
