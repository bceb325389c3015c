package dev.kagemusha.s3.model;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.utils.builder.SdkBuilder;

import java.util.List;

/** How an object is to be encrypted: a union, of one kind so far. */
public final class ObjectEncryption implements SdkPojo {
    private static final List<SdkField<?>> FIELDS = List.of(Fields.structure(
            ObjectEncryption.class,
            Builder.class,
            "SSEKMS",
            false,
            "SSE-KMS",
            ObjectEncryption::ssekms,
            Builder::ssekms,
            SSEKMSEncryption::builder));

    private final @Nullable SSEKMSEncryption ssekms;

    private ObjectEncryption(Builder builder) {
        this.ssekms = builder.ssekms;
    }

    public static Builder builder() {
        return new Builder();
    }

    public @Nullable SSEKMSEncryption ssekms() {
        return ssekms;
    }

    @Override
    public List<SdkField<?>> sdkFields() {
        return FIELDS;
    }

    /** Makes it. */
    public static final class Builder implements SdkPojo, SdkBuilder<Builder, ObjectEncryption> {
        private @Nullable SSEKMSEncryption ssekms;

        private Builder() {}

        public Builder ssekms(@Nullable SSEKMSEncryption encryption) {
            this.ssekms = encryption;
            return this;
        }

        @Override
        public ObjectEncryption build() {
            return new ObjectEncryption(this);
        }

        @Override
        public List<SdkField<?>> sdkFields() {
            return FIELDS;
        }
    }
}
