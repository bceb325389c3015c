package dev.kagemusha.s3.multipart;

import dev.kagemusha.s3.EntityTag;
import dev.kagemusha.s3.ValueReader;
import dev.kagemusha.s3.ValueWriter;
import dev.kagemusha.s3.object.StoredObject;
import dev.kagemusha.state.BlobRef;

import java.time.Instant;

/**
 * A part of an upload in progress.
 *
 * @param modified epoch milliseconds
 * @param checksum value by the upload's algorithm
 */
record UploadedPart(long modified, byte[] md5, byte[] checksum, BlobRef blob) {
    long size() {
        return blob.length();
    }

    String etag() {
        return EntityTag.quoted(md5, 0);
    }

    Instant lastModified() {
        return Instant.ofEpochSecond(modified / 1000);
    }

    byte[] encode() {
        ValueWriter out = new ValueWriter(80 + blob.bytes().length)
                .u8(1)
                .number(modified)
                .raw(md5)
                .blob(checksum);
        StoredObject.write(blob, out);
        return out.toBytes();
    }

    static UploadedPart decode(byte[] bytes) {
        ValueReader in = new ValueReader(bytes);
        in.u8();
        return new UploadedPart(in.number(), in.raw(16), in.blob(), StoredObject.readBlob(in));
    }
}
