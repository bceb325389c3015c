package dev.kagemusha.s3.document;

import dev.kagemusha.s3.S3Error;
import dev.kagemusha.s3.S3Errors;

/**
 * The errors of configurations. Sources: the S3 API reference, operation by operation, and recordings of AWS where it is silent.
 */
final class DocumentErrors {
    private DocumentErrors() {}

    static S3Error noCors(String bucket) {
        return missing("NoSuchCORSConfiguration", "The CORS configuration does not exist", bucket);
    }

    static S3Error noLifecycle(String bucket) {
        return missing("NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist", bucket);
    }

    static S3Error noWebsite(String bucket) {
        return missing(
                "NoSuchWebsiteConfiguration", "The specified bucket does not have a website configuration", bucket);
    }

    static S3Error noTags(String bucket) {
        return missing("NoSuchTagSet", "The TagSet does not exist", bucket);
    }

    static S3Error noReplication(String bucket) {
        return missing("ReplicationConfigurationNotFoundError", "The replication configuration was not found", bucket);
    }

    private static S3Error missing(String code, String message, String bucket) {
        return new S3Error(code, 404, message).with("BucketName", bucket);
    }

    static S3Error noConfiguration() {
        return new S3Error("NoSuchConfiguration", 404, "The specified configuration does not exist.");
    }

    static S3Error tooManyConfigurations() {
        return new S3Error(
                "TooManyConfigurations",
                400,
                "You are attempting to create a new configuration but have already reached the 1,000-configuration"
                        + " limit.");
    }

    static S3Error invalidTarget(String message, String target) {
        return new S3Error("InvalidTargetBucketForLogging", 400, message).with("TargetBucket", target);
    }

    static S3Error argument(String message) {
        return new S3Error("InvalidArgument", 400, message);
    }

    static S3Error argument(String message, String name, String value) {
        return S3Errors.invalidArgument(message, name, value);
    }
}
