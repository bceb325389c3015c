package dev.kagemusha.kms.operation;

import software.amazon.awssdk.services.kms.KmsClient;

/** A part of the service. Only its own operations are its own; a client's other methods mean nothing here. */
interface Chapter extends KmsClient {
    @Override
    default String serviceName() {
        return KmsClient.SERVICE_NAME;
    }

    @Override
    default void close() {}
}
