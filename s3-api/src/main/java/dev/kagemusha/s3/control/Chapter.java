package dev.kagemusha.s3.control;

import software.amazon.awssdk.services.s3control.S3ControlClient;

/** What every chapter of S3 Control shares: the client's methods that are no operations. */
interface Chapter extends S3ControlClient {
    @Override
    default String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    default void close() {}
}
