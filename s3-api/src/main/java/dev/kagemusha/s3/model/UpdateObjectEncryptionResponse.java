package dev.kagemusha.s3.model;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.services.s3.model.S3Response;
import software.amazon.awssdk.utils.builder.SdkBuilder;

import java.util.List;

/** The object is locked under the key that was asked for. */
public final class UpdateObjectEncryptionResponse extends S3Response {
    private static final List<SdkField<?>> FIELDS = List.of(Fields.text(
            UpdateObjectEncryptionResponse.class,
            Builder.class,
            "RequestCharged",
            MarshallLocation.HEADER,
            "x-amz-request-charged",
            UpdateObjectEncryptionResponse::requestChargedAsString,
            Builder::requestCharged));

    private final @Nullable String requestCharged;

    private UpdateObjectEncryptionResponse(Builder builder) {
        super(builder);
        this.requestCharged = builder.requestCharged;
    }

    public static Builder builder() {
        return new Builder();
    }

    @Override
    public Builder toBuilder() {
        return new Builder(this);
    }

    public @Nullable String requestChargedAsString() {
        return requestCharged;
    }

    @Override
    public List<SdkField<?>> sdkFields() {
        return FIELDS;
    }

    /** Makes it. */
    public static final class Builder extends S3Response.BuilderImpl
            implements SdkPojo, SdkBuilder<Builder, UpdateObjectEncryptionResponse> {
        private @Nullable String requestCharged;

        private Builder() {}

        private Builder(UpdateObjectEncryptionResponse response) {
            super(response);
            this.requestCharged = response.requestCharged;
        }

        public Builder requestCharged(@Nullable String value) {
            this.requestCharged = value;
            return this;
        }

        @Override
        public UpdateObjectEncryptionResponse build() {
            return new UpdateObjectEncryptionResponse(this);
        }

        @Override
        public List<SdkField<?>> sdkFields() {
            return FIELDS;
        }
    }
}
