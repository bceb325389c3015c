package dev.kagemusha.s3.model;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.services.s3.model.S3Request;
import software.amazon.awssdk.utils.builder.SdkBuilder;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** Asks for an object to be locked under another key where it is. Source: S3 API reference, "UpdateObjectEncryption". */
public final class UpdateObjectEncryptionRequest extends S3Request {
    private static final List<SdkField<?>> FIELDS = List.of(
            text("Bucket", MarshallLocation.PATH, "Bucket", UpdateObjectEncryptionRequest::bucket, Builder::bucket),
            text("Key", MarshallLocation.GREEDY_PATH, "Key", UpdateObjectEncryptionRequest::key, Builder::key),
            text(
                    "VersionId",
                    MarshallLocation.QUERY_PARAM,
                    "versionId",
                    UpdateObjectEncryptionRequest::versionId,
                    Builder::versionId),
            Fields.structure(
                    UpdateObjectEncryptionRequest.class,
                    Builder.class,
                    "ObjectEncryption",
                    true,
                    "ObjectEncryption",
                    UpdateObjectEncryptionRequest::objectEncryption,
                    Builder::objectEncryption,
                    ObjectEncryption::builder),
            text(
                    "RequestPayer",
                    MarshallLocation.HEADER,
                    "x-amz-request-payer",
                    UpdateObjectEncryptionRequest::requestPayerAsString,
                    Builder::requestPayer),
            text(
                    "ExpectedBucketOwner",
                    MarshallLocation.HEADER,
                    "x-amz-expected-bucket-owner",
                    UpdateObjectEncryptionRequest::expectedBucketOwner,
                    Builder::expectedBucketOwner),
            text(
                    "ContentMD5",
                    MarshallLocation.HEADER,
                    "Content-MD5",
                    UpdateObjectEncryptionRequest::contentMD5,
                    Builder::contentMD5),
            text(
                    "ChecksumAlgorithm",
                    MarshallLocation.HEADER,
                    "x-amz-sdk-checksum-algorithm",
                    UpdateObjectEncryptionRequest::checksumAlgorithmAsString,
                    Builder::checksumAlgorithm));

    private final String bucket;
    private final String key;
    private final @Nullable String versionId;
    private final @Nullable String requestPayer;
    private final @Nullable String expectedBucketOwner;
    private final @Nullable String contentMD5;
    private final @Nullable String checksumAlgorithm;
    private final @Nullable ObjectEncryption objectEncryption;

    private UpdateObjectEncryptionRequest(Builder builder) {
        super(builder);
        this.bucket = builder.bucket;
        this.key = builder.key;
        this.versionId = builder.versionId;
        this.requestPayer = builder.requestPayer;
        this.expectedBucketOwner = builder.expectedBucketOwner;
        this.contentMD5 = builder.contentMD5;
        this.checksumAlgorithm = builder.checksumAlgorithm;
        this.objectEncryption = builder.objectEncryption;
    }

    private static SdkField<String> text(
            String member,
            MarshallLocation in,
            String name,
            Function<UpdateObjectEncryptionRequest, @Nullable String> get,
            BiConsumer<Builder, String> set) {
        return Fields.text(UpdateObjectEncryptionRequest.class, Builder.class, member, in, name, get, set);
    }

    public static Builder builder() {
        return new Builder();
    }

    @Override
    public Builder toBuilder() {
        return new Builder(this);
    }

    public String bucket() {
        return bucket;
    }

    public String key() {
        return key;
    }

    public @Nullable String versionId() {
        return versionId;
    }

    public @Nullable String requestPayerAsString() {
        return requestPayer;
    }

    public @Nullable String expectedBucketOwner() {
        return expectedBucketOwner;
    }

    public @Nullable String contentMD5() {
        return contentMD5;
    }

    public @Nullable String checksumAlgorithmAsString() {
        return checksumAlgorithm;
    }

    public @Nullable ObjectEncryption objectEncryption() {
        return objectEncryption;
    }

    @Override
    public List<SdkField<?>> sdkFields() {
        return FIELDS;
    }

    /** Makes it. */
    public static final class Builder extends S3Request.BuilderImpl
            implements SdkPojo, SdkBuilder<Builder, UpdateObjectEncryptionRequest> {
        private String bucket = "";
        private String key = "";
        private @Nullable String versionId;
        private @Nullable String requestPayer;
        private @Nullable String expectedBucketOwner;
        private @Nullable String contentMD5;
        private @Nullable String checksumAlgorithm;
        private @Nullable ObjectEncryption objectEncryption;

        private Builder() {}

        private Builder(UpdateObjectEncryptionRequest request) {
            super(request);
            this.bucket = request.bucket;
            this.key = request.key;
            this.versionId = request.versionId;
            this.requestPayer = request.requestPayer;
            this.expectedBucketOwner = request.expectedBucketOwner;
            this.contentMD5 = request.contentMD5;
            this.checksumAlgorithm = request.checksumAlgorithm;
            this.objectEncryption = request.objectEncryption;
        }

        public Builder bucket(String value) {
            this.bucket = value;
            return this;
        }

        public Builder key(String value) {
            this.key = value;
            return this;
        }

        public Builder versionId(@Nullable String value) {
            this.versionId = value;
            return this;
        }

        public Builder requestPayer(@Nullable String value) {
            this.requestPayer = value;
            return this;
        }

        public Builder expectedBucketOwner(@Nullable String value) {
            this.expectedBucketOwner = value;
            return this;
        }

        public Builder contentMD5(@Nullable String value) {
            this.contentMD5 = value;
            return this;
        }

        public Builder checksumAlgorithm(@Nullable String value) {
            this.checksumAlgorithm = value;
            return this;
        }

        public Builder objectEncryption(@Nullable ObjectEncryption value) {
            this.objectEncryption = value;
            return this;
        }

        @Override
        public Builder overrideConfiguration(AwsRequestOverrideConfiguration configuration) {
            super.overrideConfiguration(configuration);
            return this;
        }

        @Override
        public UpdateObjectEncryptionRequest build() {
            return new UpdateObjectEncryptionRequest(this);
        }

        @Override
        public List<SdkField<?>> sdkFields() {
            return FIELDS;
        }
    }
}
