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
 * @param version stored only in buckets that keep versions, or kept them
 * @param replication what replication has to do with it
 */
public record Entry(
        long size,
        long modified,
        byte[] tag,
        int parts,
        int storageClass,
        Algorithm algorithm,
        boolean composite,
        boolean inFiles,
        Version version,
        ReplicationState replication) {
    private static final int FORM = 1;
    private static final int COMPOSITE = 1;
    private static final int IN_FILES = 2;
    private static final int ORDERED = 4;
    private static final int NAMED = 8;
    private static final int REPLICATION_SHIFT = 4;

    /** Of an object that no bucket with versions has taken in yet. */
    public Entry(
            long size,
            long modified,
            byte[] tag,
            int parts,
            int storageClass,
            Algorithm algorithm,
            boolean composite,
            boolean inFiles) {
        this(
                size,
                modified,
                tag,
                parts,
                storageClass,
                algorithm,
                composite,
                inFiles,
                Version.unnamed(modified),
                ReplicationState.NONE);
    }

    Entry withVersion(Version other) {
        return new Entry(size, modified, tag, parts, storageClass, algorithm, composite, inFiles, other, replication);
    }

    public String etag() {
        return EntityTag.quoted(tag, parts);
    }

    /** To the second, as HTTP dates and listings tell it. */
    public Instant lastModified() {
        return Instant.ofEpochSecond(modified / 1000);
    }

    Entry withStorageClass(int other) {
        return new Entry(size, modified, tag, parts, other, algorithm, composite, inFiles, version, replication);
    }

    Entry withReplication(ReplicationState other) {
        return new Entry(size, modified, tag, parts, storageClass, algorithm, composite, inFiles, version, other);
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
        boolean ordered = !version.equals(Version.unnamed(modified));
        out.u8(FORM)
                .u8((composite ? COMPOSITE : 0)
                        | (inFiles ? IN_FILES : 0)
                        | (ordered ? ORDERED : 0)
                        | (version.named() ? NAMED : 0)
                        | replication.code() << REPLICATION_SHIFT)
                .u8(storageClass)
                .u8(algorithm.number())
                .raw(tag)
                .number(parts)
                .number(size)
                .number(modified);
        if (ordered) {
            out.number(version.order());
        }
    }

    static Entry decode(byte[] bytes) {
        return read(new ValueReader(bytes));
    }

    static Entry read(ValueReader in) {
        int form = in.u8();
        if (form != FORM) {
            throw new IllegalStateException("entry of form " + form);
        }
        int flags = in.u8();
        int storageClass = in.u8();
        Algorithm algorithm = Algorithm.of(in.u8());
        byte[] tag = in.raw(16);
        int parts = (int) in.number();
        long size = in.number();
        long modified = in.number();
        Version version =
                (flags & ORDERED) == 0 ? Version.unnamed(modified) : new Version(in.number(), (flags & NAMED) != 0);
        return new Entry(
                size,
                modified,
                tag,
                parts,
                storageClass,
                algorithm,
                (flags & COMPOSITE) != 0,
                (flags & IN_FILES) != 0,
                version,
                ReplicationState.of(flags >> REPLICATION_SHIFT));
    }
}
