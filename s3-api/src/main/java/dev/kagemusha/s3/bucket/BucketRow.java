package dev.kagemusha.s3.bucket;

import dev.kagemusha.s3.ValueReader;
import dev.kagemusha.s3.ValueWriter;
import dev.kagemusha.s3.encryption.BucketEncryption;

/**
 * A bucket.
 *
 * @param id internal, never used again: a bucket created anew under an old name sees nothing of the old one
 * @param created epoch milliseconds
 * @param encryption of new objects
 */
public record BucketRow(long id, long created, BucketEncryption encryption) {
    byte[] encode() {
        ValueWriter out = new ValueWriter(24).u8(2).number(id).number(created);
        encryption.write(out);
        return out.toBytes();
    }

    static BucketRow decode(byte[] bytes) {
        ValueReader in = new ValueReader(bytes);
        int version = in.u8();
        if (version != 2) {
            throw new IllegalStateException("bucket of version " + version);
        }
        return new BucketRow(in.number(), in.number(), BucketEncryption.read(in));
    }

    BucketRow withEncryption(BucketEncryption other) {
        return new BucketRow(id, created, other);
    }
}
