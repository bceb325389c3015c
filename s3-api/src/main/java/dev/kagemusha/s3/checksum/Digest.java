package dev.kagemusha.s3.checksum;

/** A checksum being computed; not thread-safe. */
public interface Digest {
    void update(byte[] bytes, int offset, int length);

    /** The value, big-endian for CRCs; ends the computation. */
    byte[] value();
}
