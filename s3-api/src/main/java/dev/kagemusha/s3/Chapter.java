package dev.kagemusha.s3;

import software.amazon.awssdk.services.s3.S3Client;

/** What every chapter of S3 shares: the two methods of the client that are not operations. */
public interface Chapter extends S3Client {
    @Override
    default String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    default void close() {}
}
