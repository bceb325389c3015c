package dev.kagemusha.s3.encryption;

import dev.kagemusha.s3.ValueReader;
import dev.kagemusha.s3.ValueWriter;
import org.jspecify.annotations.Nullable;

/**
 * What a bucket says of the encryption of new objects.
 *
 * @param configured whether it was put; otherwise it is what every bucket has
 * @param keyId as it was put; null for AWS's own key, and for SSE-S3
 * @param blocksCustomerKeys whether uploads with keys of the customer's are refused
 */
public record BucketEncryption(
        boolean configured,
        Encryption.Kind kind,
        @Nullable String keyId,
        boolean bucketKey,
        boolean blocksCustomerKeys) {
    /** SSE-S3. */
    public static BucketEncryption standard(boolean blocksCustomerKeys) {
        return new BucketEncryption(false, Encryption.Kind.S3, null, false, blocksCustomerKeys);
    }

    public void write(ValueWriter out) {
        out.u8((configured ? 1 : 0) | (bucketKey ? 2 : 0) | (blocksCustomerKeys ? 4 : 0))
                .u8(kind.number())
                .optional(keyId);
    }

    public static BucketEncryption read(ValueReader in) {
        int flags = in.u8();
        Encryption.Kind kind = Encryption.Kind.of(in.u8());
        return new BucketEncryption((flags & 1) != 0, kind, in.optional(), (flags & 2) != 0, (flags & 4) != 0);
    }
}
