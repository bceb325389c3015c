package dev.kagemusha.s3.model;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.utils.builder.SdkBuilder;

import java.util.List;

/** Encryption under a key of KMS. */
public final class SSEKMSEncryption implements SdkPojo {
    private static final List<SdkField<?>> FIELDS = List.of(
            Fields.text(
                    SSEKMSEncryption.class,
                    Builder.class,
                    "KMSKeyArn",
                    MarshallLocation.PAYLOAD,
                    "KMSKeyArn",
                    SSEKMSEncryption::kmsKeyArn,
                    Builder::kmsKeyArn),
            Fields.text(
                    SSEKMSEncryption.class,
                    Builder.class,
                    "BucketKeyEnabled",
                    MarshallLocation.PAYLOAD,
                    "BucketKeyEnabled",
                    SSEKMSEncryption::bucketKeyEnabledAsString,
                    Builder::bucketKeyEnabled));

    private final @Nullable String kmsKeyArn;
    private final @Nullable String bucketKeyEnabled;

    private SSEKMSEncryption(Builder builder) {
        this.kmsKeyArn = builder.kmsKeyArn;
        this.bucketKeyEnabled = builder.bucketKeyEnabled;
    }

    public static Builder builder() {
        return new Builder();
    }

    public @Nullable String kmsKeyArn() {
        return kmsKeyArn;
    }

    /** As it was sent: S3 has an error of its own for what is neither {@code true} nor {@code false}. */
    public @Nullable String bucketKeyEnabledAsString() {
        return bucketKeyEnabled;
    }

    @Override
    public List<SdkField<?>> sdkFields() {
        return FIELDS;
    }

    /** Makes it. */
    public static final class Builder implements SdkPojo, SdkBuilder<Builder, SSEKMSEncryption> {
        private @Nullable String kmsKeyArn;
        private @Nullable String bucketKeyEnabled;

        private Builder() {}

        public Builder kmsKeyArn(@Nullable String arn) {
            this.kmsKeyArn = arn;
            return this;
        }

        public Builder bucketKeyEnabled(@Nullable String enabled) {
            this.bucketKeyEnabled = enabled;
            return this;
        }

        @Override
        public SSEKMSEncryption build() {
            return new SSEKMSEncryption(this);
        }

        @Override
        public List<SdkField<?>> sdkFields() {
            return FIELDS;
        }
    }
}
