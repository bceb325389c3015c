package dev.kagemusha.s3.event;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Something that happened to an object: a record of its bucket's log. When it happened, and in which order, is the record's number.
 *
 * @param versionId of the version it happened to, or null in a bucket that was never versioned
 * @param size bytes, where an object was made or still is; otherwise 0
 * @param etag without quotes; empty where there is none to tell
 * @param detail what this kind of thing has beside: a storage class, or the time until which a copy is restored; otherwise empty
 */
public record ObjectEvent(
        Happening what, String key, @Nullable String versionId, long size, String etag, String detail, Origin origin) {
    private static final int FORM = 1;

    /** The stored form. */
    public byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(160);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(FORM);
            out.writeByte(what.number());
            out.writeUTF(key);
            out.writeUTF(versionId == null ? "" : versionId);
            out.writeLong(size);
            out.writeUTF(etag);
            out.writeUTF(detail);
            out.writeUTF(origin.principal());
            out.writeUTF(origin.requester());
            out.writeUTF(origin.address());
            out.writeUTF(origin.request());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** The event that {@link #encode} made these bytes of. */
    public static ObjectEvent decode(byte[] record) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(record))) {
            int form = in.readUnsignedByte();
            if (form != FORM) {
                throw new IllegalStateException("event of form " + form);
            }
            Happening what = Happening.of(in.readUnsignedByte());
            String key = in.readUTF();
            String versionId = in.readUTF();
            return new ObjectEvent(
                    what,
                    key,
                    versionId.isEmpty() ? null : versionId,
                    in.readLong(),
                    in.readUTF(),
                    in.readUTF(),
                    new Origin(in.readUTF(), in.readUTF(), in.readUTF(), in.readUTF()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
