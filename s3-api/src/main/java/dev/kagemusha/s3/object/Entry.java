package dev.kagemusha.s3.object;

import dev.kagemusha.s3.EntityTag;
import dev.kagemusha.s3.ValueReader;
import dev.kagemusha.s3.ValueWriter;
import dev.kagemusha.s3.checksum.Algorithm;
import dev.kagemusha.s3.checksum.ObjectChecksum;
import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * What a listing shows of an object and what a condition asks about it: 40 bytes, kept beside the object's own row so that a
 * listing never reads bodies.
 *
 * @param size plain bytes
 * @param modified epoch milliseconds
 * @param tag the ETag's 16 bytes
 * @param parts of a multipart object, otherwise 0
 * @param storageClass see {@link StorageClasses}
 * @param algorithm of its checksum
 * @param composite whether that checksum is one of parts
 * @param inFiles whether any blob is a file, which a replacement has to drop
 */
public record Entry(
        long size,
        long modified,
        byte[] tag,
        int parts,
        int storageClass,
        Algorithm algorithm,
        boolean composite,
        boolean inFiles) {
    private static final int VERSION = 1;

    public String etag() {
        return EntityTag.quoted(tag, parts);
    }

    /** To the second, as HTTP dates and listings tell it. */
    public Instant lastModified() {
        return Instant.ofEpochSecond(modified / 1000);
    }

    Entry withStorageClass(int other) {
        return new Entry(size, modified, tag, parts, other, algorithm, composite, inFiles);
    }

    public String checksumType() {
        return composite ? ObjectChecksum.COMPOSITE : ObjectChecksum.FULL_OBJECT;
    }

    @Nullable
    String storageClassHeader() {
        return StorageClasses.header(storageClass);
    }

    byte[] encode() {
        ValueWriter out = new ValueWriter(48);
        write(out);
        return out.toBytes();
    }

    void write(ValueWriter out) {
        out.u8(VERSION)
                .u8((composite ? 1 : 0) | (inFiles ? 2 : 0))
                .u8(storageClass)
                .u8(algorithm.number())
                .raw(tag)
                .number(parts)
                .number(size)
                .number(modified);
    }

    static Entry decode(byte[] bytes) {
        return read(new ValueReader(bytes));
    }

    static Entry read(ValueReader in) {
        int version = in.u8();
        if (version != VERSION) {
            throw new IllegalStateException("entry of version " + version);
        }
        int flags = in.u8();
        int storageClass = in.u8();
        Algorithm algorithm = Algorithm.of(in.u8());
        byte[] tag = in.raw(16);
        int parts = (int) in.number();
        long size = in.number();
        long modified = in.number();
        return new Entry(size, modified, tag, parts, storageClass, algorithm, (flags & 1) != 0, (flags & 2) != 0);
    }
}
