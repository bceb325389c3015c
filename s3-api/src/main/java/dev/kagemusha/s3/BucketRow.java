package dev.kagemusha.s3;

/**
 * A bucket.
 *
 * @param id internal, never used again: a bucket created anew under an old name sees nothing of the old one
 * @param created epoch milliseconds
 */
record BucketRow(long id, long created) {
    byte[] encode() {
        return new ValueWriter(20).u8(1).number(id).number(created).toBytes();
    }

    static BucketRow decode(byte[] bytes) {
        ValueReader in = new ValueReader(bytes);
        in.u8();
        return new BucketRow(in.number(), in.number());
    }
}
