package dev.kagemusha.s3.bucket;

import dev.kagemusha.http.RequestHead;
import dev.kagemusha.s3.S3Errors;
import dev.kagemusha.s3.configuration.Kind;
import dev.kagemusha.s3.configuration.Settings;
import software.amazon.awssdk.services.s3.model.AccelerateConfiguration;
import software.amazon.awssdk.services.s3.model.BucketAccelerateStatus;

/** Transfer acceleration: here it is no faster, but its hosts answer for the buckets that have it enabled, and for no others. */
final class Acceleration {
    private static final String ENDPOINT = ".s3-accelerate.";

    private Acceleration() {}

    /** @throws dev.kagemusha.s3.S3Error InvalidRequest for a request to an accelerated host of a bucket that has none */
    static void check(RequestHead head, String bucket, Settings settings) {
        if (!head.host().contains(ENDPOINT)) {
            return;
        }
        if (bucket.indexOf('.') >= 0) {
            throw S3Errors.invalidRequest(
                    "S3 Transfer Acceleration is not supported for buckets with periods (.) in their names");
        }
        AccelerateConfiguration configuration = settings.get(Kind.ACCELERATE);
        if (configuration == null) {
            throw S3Errors.invalidRequest("S3 Transfer Acceleration is not configured on this bucket");
        }
        if (configuration.status() != BucketAccelerateStatus.ENABLED) {
            throw S3Errors.invalidRequest("S3 Transfer Acceleration is disabled on this bucket");
        }
    }
}
