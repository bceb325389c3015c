package dev.kagemusha.s3.document;

import dev.kagemusha.s3.Chapter;
import dev.kagemusha.s3.S3Error;
import dev.kagemusha.s3.S3Errors;
import dev.kagemusha.s3.bucket.BucketTags;
import dev.kagemusha.s3.bucket.Home;
import dev.kagemusha.s3.configuration.Kind;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.AbacStatus;
import software.amazon.awssdk.services.s3.model.AccelerateConfiguration;
import software.amazon.awssdk.services.s3.model.BucketAbacStatus;
import software.amazon.awssdk.services.s3.model.BucketLoggingStatus;
import software.amazon.awssdk.services.s3.model.DeleteBucketTaggingRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketTaggingResponse;
import software.amazon.awssdk.services.s3.model.GetBucketAbacRequest;
import software.amazon.awssdk.services.s3.model.GetBucketAbacResponse;
import software.amazon.awssdk.services.s3.model.GetBucketAccelerateConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketAccelerateConfigurationResponse;
import software.amazon.awssdk.services.s3.model.GetBucketLoggingRequest;
import software.amazon.awssdk.services.s3.model.GetBucketLoggingResponse;
import software.amazon.awssdk.services.s3.model.GetBucketRequestPaymentRequest;
import software.amazon.awssdk.services.s3.model.GetBucketRequestPaymentResponse;
import software.amazon.awssdk.services.s3.model.GetBucketTaggingRequest;
import software.amazon.awssdk.services.s3.model.GetBucketTaggingResponse;
import software.amazon.awssdk.services.s3.model.LoggingEnabled;
import software.amazon.awssdk.services.s3.model.Payer;
import software.amazon.awssdk.services.s3.model.PutBucketAbacRequest;
import software.amazon.awssdk.services.s3.model.PutBucketAbacResponse;
import software.amazon.awssdk.services.s3.model.PutBucketAccelerateConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketAccelerateConfigurationResponse;
import software.amazon.awssdk.services.s3.model.PutBucketLoggingRequest;
import software.amazon.awssdk.services.s3.model.PutBucketLoggingResponse;
import software.amazon.awssdk.services.s3.model.PutBucketRequestPaymentRequest;
import software.amazon.awssdk.services.s3.model.PutBucketRequestPaymentResponse;
import software.amazon.awssdk.services.s3.model.PutBucketTaggingRequest;
import software.amazon.awssdk.services.s3.model.PutBucketTaggingResponse;
import software.amazon.awssdk.services.s3.model.RequestPaymentConfiguration;
import software.amazon.awssdk.services.s3.model.Tagging;

/** The small ones: access logs, who pays, acceleration, tags and whether they count in policies. */
public final class Options implements Chapter {
    private final Desk desk;
    private final Schema schema;

    public Options(Desk desk, Schema schema) {
        this.desk = desk;
        this.schema = schema;
    }

    @Override
    public PutBucketLoggingResponse putBucketLogging(PutBucketLoggingRequest request) {
        Home home = desk.home(request.bucket(), request.expectedBucketOwner());
        BucketLoggingStatus status = schema.check(request.bucketLoggingStatus());
        LoggingEnabled logging = status.loggingEnabled();
        if (logging == null) {
            desk.delete(home, Kind.LOGGING);
            return PutBucketLoggingResponse.builder().build();
        }
        String name = logging.targetBucket();
        Home target = desk.find(name);
        if (target == null) {
            throw DocumentErrors.invalidTarget("The target bucket for logging does not exist", name);
        }
        if (!target.account().equals(home.account())) {
            throw DocumentErrors.invalidTarget(
                    "The owner for the bucket to be logged and the target bucket must be the same.", name);
        }
        if (!target.region().equals(home.region())) {
            throw new S3Error("CrossLocationLoggingProhibited", 403, "Cross S3 location logging not allowed. ")
                    .with("TargetBucketLocation", target.region());
        }
        if (logging.targetObjectKeyFormat() != null
                && logging.targetObjectKeyFormat().simplePrefix() != null
                && logging.targetObjectKeyFormat().partitionedPrefix() != null) {
            throw S3Errors.malformedXml();
        }
        desk.put(home, Kind.LOGGING, logging);
        return PutBucketLoggingResponse.builder().build();
    }

    @Override
    public GetBucketLoggingResponse getBucketLogging(GetBucketLoggingRequest request) {
        return GetBucketLoggingResponse.builder()
                .loggingEnabled(desk.find(request.bucket(), request.expectedBucketOwner(), Kind.LOGGING))
                .build();
    }

    @Override
    public PutBucketRequestPaymentResponse putBucketRequestPayment(PutBucketRequestPaymentRequest request) {
        Home home = desk.home(request.bucket(), request.expectedBucketOwner());
        desk.put(home, Kind.REQUEST_PAYMENT, schema.check(request.requestPaymentConfiguration()));
        return PutBucketRequestPaymentResponse.builder().build();
    }

    @Override
    public GetBucketRequestPaymentResponse getBucketRequestPayment(GetBucketRequestPaymentRequest request) {
        RequestPaymentConfiguration found =
                desk.find(request.bucket(), request.expectedBucketOwner(), Kind.REQUEST_PAYMENT);
        return GetBucketRequestPaymentResponse.builder()
                .payer(found == null ? Payer.BUCKET_OWNER : found.payer())
                .build();
    }

    @Override
    public PutBucketAccelerateConfigurationResponse putBucketAccelerateConfiguration(
            PutBucketAccelerateConfigurationRequest request) {
        Home home = desk.home(request.bucket(), request.expectedBucketOwner());
        AccelerateConfiguration accelerate = schema.check(request.accelerateConfiguration());
        if (accelerate.status() == null) {
            throw S3Errors.malformedXml();
        }
        if (home.name().indexOf('.') >= 0) {
            throw S3Errors.invalidRequest(
                    "S3 Transfer Acceleration is not supported for buckets with periods (.) in their names");
        }
        desk.put(home, Kind.ACCELERATE, accelerate);
        return PutBucketAccelerateConfigurationResponse.builder().build();
    }

    @Override
    public GetBucketAccelerateConfigurationResponse getBucketAccelerateConfiguration(
            GetBucketAccelerateConfigurationRequest request) {
        AccelerateConfiguration found = desk.find(request.bucket(), request.expectedBucketOwner(), Kind.ACCELERATE);
        return GetBucketAccelerateConfigurationResponse.builder()
                .status(found == null ? null : found.status())
                .build();
    }

    @Override
    public PutBucketTaggingResponse putBucketTagging(PutBucketTaggingRequest request) {
        Home home = desk.home(request.bucket(), request.expectedBucketOwner());
        refuseWhereTagsCount(home, "PUT");
        Tagging tagging = request.tagging();
        if (tagging == null || !tagging.hasTagSet()) {
            throw S3Errors.malformedXml();
        }
        schema.check(tagging);
        BucketTags.check(tagging.tagSet());
        if (tagging.tagSet().isEmpty()) {
            desk.delete(home, Kind.TAGGING);
        } else {
            desk.put(home, Kind.TAGGING, tagging);
        }
        return (PutBucketTaggingResponse) PutBucketTaggingResponse.builder()
                .sdkHttpResponse(SdkHttpResponse.builder().statusCode(204).build()) // whatever the model says
                .build();
    }

    @Override
    public GetBucketTaggingResponse getBucketTagging(GetBucketTaggingRequest request) {
        Tagging tagging = desk.get(
                request.bucket(),
                request.expectedBucketOwner(),
                Kind.TAGGING,
                () -> DocumentErrors.noTags(request.bucket()));
        return GetBucketTaggingResponse.builder().tagSet(tagging.tagSet()).build();
    }

    @Override
    public DeleteBucketTaggingResponse deleteBucketTagging(DeleteBucketTaggingRequest request) {
        Home home = desk.home(request.bucket(), request.expectedBucketOwner());
        refuseWhereTagsCount(home, "DELETE");
        desk.delete(home, Kind.TAGGING);
        return DeleteBucketTaggingResponse.builder().build();
    }

    /** Tags that decide who may do what are changed by S3 Control's operations alone (S3 API reference, PutBucketTagging). */
    private void refuseWhereTagsCount(Home home, String method) {
        if (BucketTags.counted(desk.settings(home))
                && desk.call().call().calledVia().isEmpty()) {
            throw S3Errors.methodNotAllowed(method, "BUCKET");
        }
    }

    @Override
    public PutBucketAbacResponse putBucketAbac(PutBucketAbacRequest request) {
        Home home = desk.home(request.bucket(), request.expectedBucketOwner());
        AbacStatus status = schema.check(request.abacStatus());
        if (status.status() == null) {
            throw S3Errors.malformedXml();
        }
        desk.put(home, Kind.ABAC, status);
        return PutBucketAbacResponse.builder().build();
    }

    @Override
    public GetBucketAbacResponse getBucketAbac(GetBucketAbacRequest request) {
        AbacStatus found = desk.find(request.bucket(), request.expectedBucketOwner(), Kind.ABAC);
        return GetBucketAbacResponse.builder()
                .abacStatus(
                        found == null
                                ? AbacStatus.builder()
                                        .status(BucketAbacStatus.DISABLED)
                                        .build()
                                : found)
                .build();
    }
}
