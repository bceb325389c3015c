package dev.kagemusha.s3.object;

import dev.kagemusha.s3.ValueReader;
import dev.kagemusha.s3.ValueWriter;
import dev.kagemusha.s3.bucket.Watched;
import dev.kagemusha.s3.checksum.ObjectChecksum;
import dev.kagemusha.s3.encryption.Encryption;
import dev.kagemusha.s3.lock.Hold;
import dev.kagemusha.state.BlobRef;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An object's own row.
 *
 * @param checksum of the object
 * @param description headers, metadata, tags
 * @param uploadId the multipart upload it came from, so that completing it again answers the same
 * @param partChecksums values of the parts' checksums, as many as {@code entry.parts()}; empty when not multipart
 * @param encryption of all its blobs
 * @param blobs its bytes, one after another; of a multipart object one for each part
 * @param hold what keeps it from being deleted
 */
public record StoredObject(
        Entry entry,
        ObjectChecksum checksum,
        Description description,
        @Nullable String uploadId,
        List<byte[]> partChecksums,
        List<BlobRef> blobs,
        Encryption encryption,
        Hold hold) {

    /** The same bytes with something else said in listings. */
    StoredObject withEntry(Entry other) {
        return new StoredObject(other, checksum, description, uploadId, partChecksums, blobs, encryption, hold);
    }

    /** The same bytes under another description. */
    public StoredObject withDescription(Description other) {
        return new StoredObject(entry, checksum, other, uploadId, partChecksums, blobs, encryption, hold);
    }

    /** The same version in another bucket: its id, dates, parts and checksums stay. */
    public StoredObject asReplica(
            int storageClass, Description other, Encryption locked, List<BlobRef> relocked, Hold held) {
        return new StoredObject(
                entry.withStorageClass(storageClass).withReplication(ReplicationState.REPLICA),
                checksum,
                other,
                null,
                partChecksums,
                List.copyOf(relocked),
                locked,
                held);
    }

    /** The same version in another state of replication. */
    public StoredObject withReplication(ReplicationState state) {
        return withEntry(entry.withReplication(state));
    }

    StoredObject withVersion(Version other) {
        return new StoredObject(
                entry.withVersion(other), checksum, description, uploadId, partChecksums, blobs, encryption, hold);
    }

    /** The same bytes under another lock. */
    StoredObject withLock(Encryption other, List<BlobRef> relocked) {
        return new StoredObject(
                entry, checksum, description, uploadId, partChecksums, List.copyOf(relocked), other, hold);
    }

    public StoredObject withHold(Hold other) {
        return new StoredObject(entry, checksum, description, uploadId, partChecksums, blobs, encryption, other);
    }

    /** Says what it is where requests to its bucket are watched. */
    public void describe(@Nullable Watched watched) {
        if (watched != null) {
            watched.about(new Watched.About(
                    entry.size(), StorageClasses.name(entry.storageClass()), entry.modified(), description.tags()));
        }
    }

    /** Whether it has the very same blobs under the same lock: a blob's wrapped key, which is in its reference, is never the same twice. */
    public boolean sharesBlobs(StoredObject other) {
        boolean same = blobs.size() == other.blobs.size();
        for (int i = 0; same && i < blobs.size(); i++) {
            BlobRef one = blobs.get(i);
            BlobRef two = other.blobs.get(i);
            same = one.id() == two.id() && Arrays.equals(one.bytes(), two.bytes());
        }
        return same;
    }

    byte[] encode() {
        int size = 256;
        for (BlobRef blob : blobs) {
            size += blob.bytes().length + 16;
        }
        ValueWriter out = new ValueWriter(size);
        entry.write(out);
        out.blob(checksum.value()).optional(uploadId);
        description.write(out);
        out.number(partChecksums.size());
        for (byte[] value : partChecksums) {
            out.blob(value);
        }
        out.number(blobs.size());
        for (BlobRef blob : blobs) {
            write(blob, out);
        }
        encryption.write(out);
        hold.write(out);
        return out.toBytes();
    }

    static StoredObject decode(byte[] bytes) {
        ValueReader in = new ValueReader(bytes);
        Entry entry = Entry.read(in);
        ObjectChecksum checksum =
                new ObjectChecksum(entry.algorithm(), in.blob(), entry.composite() ? entry.parts() : 0);
        String uploadId = in.optional();
        Description description = Description.read(in);
        int partCount = (int) in.number();
        List<byte[]> partChecksums = new ArrayList<>(partCount);
        for (int i = 0; i < partCount; i++) {
            partChecksums.add(in.blob());
        }
        int blobCount = (int) in.number();
        List<BlobRef> blobs = new ArrayList<>(blobCount);
        for (int i = 0; i < blobCount; i++) {
            blobs.add(readBlob(in));
        }
        return new StoredObject(
                entry, checksum, description, uploadId, partChecksums, blobs, Encryption.read(in), Hold.read(in));
    }

    public static void write(BlobRef blob, ValueWriter out) {
        out.number(blob.id()).number(blob.length()).blob(blob.bytes());
    }

    public static BlobRef readBlob(ValueReader in) {
        return new BlobRef(in.number(), in.number(), in.blob());
    }
}
