package dev.kagemusha.s3.bucket;

import dev.kagemusha.s3.ValueReader;
import dev.kagemusha.s3.ValueWriter;
import dev.kagemusha.s3.encryption.BucketEncryption;
import dev.kagemusha.s3.lock.BucketLock;
import org.jspecify.annotations.Nullable;

/**
 * A bucket.
 *
 * @param id internal, never used again: a bucket created anew under an old name sees nothing of the old one
 * @param created epoch milliseconds
 * @param encryption of new objects
 * @param mfaDelete whether deleting a version takes a second factor; null when nobody ever said
 */
public record BucketRow(
        long id,
        long created,
        BucketEncryption encryption,
        Versioning versioning,
        @Nullable Boolean mfaDelete,
        BucketLock lock) {
    private static final int FORM = 3;
    private static final int WITHOUT_VERSIONS = 2;

    byte[] encode() {
        ValueWriter out = new ValueWriter(32).u8(FORM).number(id).number(created);
        encryption.write(out);
        out.u8(versioning.code()).u8(mfaDelete == null ? 0 : mfaDelete ? 2 : 1);
        lock.write(out);
        return out.toBytes();
    }

    static BucketRow decode(byte[] bytes) {
        ValueReader in = new ValueReader(bytes);
        int form = in.u8();
        if (form != FORM && form != WITHOUT_VERSIONS) {
            throw new IllegalStateException("bucket of form " + form);
        }
        long id = in.number();
        long created = in.number();
        BucketEncryption encryption = BucketEncryption.read(in);
        if (form == WITHOUT_VERSIONS) {
            return new BucketRow(id, created, encryption, Versioning.OFF, null, BucketLock.OFF);
        }
        Versioning versioning = Versioning.of(in.u8());
        int mfa = in.u8();
        return new BucketRow(id, created, encryption, versioning, mfa == 0 ? null : mfa == 2, BucketLock.read(in));
    }

    BucketRow withEncryption(BucketEncryption other) {
        return new BucketRow(id, created, other, versioning, mfaDelete, lock);
    }

    BucketRow withVersioning(Versioning other, @Nullable Boolean mfa) {
        return new BucketRow(id, created, encryption, other, mfa, lock);
    }

    BucketRow withLock(BucketLock other) {
        return new BucketRow(id, created, encryption, versioning, mfaDelete, other);
    }
}
