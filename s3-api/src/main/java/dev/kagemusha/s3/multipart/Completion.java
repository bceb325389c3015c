package dev.kagemusha.s3.multipart;

import dev.kagemusha.s3.EntityTag;
import dev.kagemusha.s3.S3Errors;
import dev.kagemusha.s3.body.GivenChecksum;
import dev.kagemusha.s3.bucket.Home;
import dev.kagemusha.s3.checksum.Algorithm;
import dev.kagemusha.s3.checksum.Digest;
import dev.kagemusha.s3.checksum.ObjectChecksum;
import dev.kagemusha.s3.lock.Hold;
import dev.kagemusha.s3.object.Entry;
import dev.kagemusha.s3.object.StoredObject;
import dev.kagemusha.state.BlobRef;
import dev.kagemusha.state.Blobs;
import dev.kagemusha.state.Cursor;
import dev.kagemusha.state.Transaction;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompletedPart;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/**
 * The making of an object from the parts of an upload: blobs are linked, no byte is copied, and checksums come from those of
 * the parts.
 */
final class Completion {
    private static final long MIN_PART = 5L * 1024 * 1024;

    private final CompleteMultipartUploadRequest request;
    private final List<CompletedPart> listed;

    /** Checks what can be told from the request alone. */
    Completion(CompleteMultipartUploadRequest request) {
        this.request = request;
        if (request.multipartUpload() == null
                || request.multipartUpload().parts().isEmpty()) {
            throw S3Errors.malformedXml();
        }
        this.listed = request.multipartUpload().parts();
        int before = 0;
        for (CompletedPart part : listed) {
            if (part.partNumber() == null || part.eTag() == null) {
                throw S3Errors.malformedXml();
            }
            Uploads.checkPartNumber(part.partNumber());
            if (part.partNumber() <= before) {
                throw S3Errors.invalidPartOrder(request.uploadId());
            }
            before = part.partNumber();
        }
    }

    /** The object; its parts' rows are deleted, and blobs of parts that are not listed are dropped. */
    StoredObject run(Transaction tx, Blobs blobs, Home home, Upload upload, long now) {
        if (request.checksumTypeAsString() != null
                && !request.checksumTypeAsString().equals(upload.checksumType())) {
            throw S3Errors.checksumModeDiffers(String.valueOf(upload.checksumType()));
        }
        List<UploadedPart> parts = new ArrayList<>(listed.size());
        try (Cursor<PartKey, UploadedPart> cursor =
                tx.range(UploadTables.PARTS, home.scope(), PartKey.of(request.uploadId(), 0))) {
            while (cursor.next()) {
                int number = cursor.key().number();
                UploadedPart part = cursor.value();
                CompletedPart wanted = parts.size() < listed.size() ? listed.get(parts.size()) : null;
                if (wanted == null || number < wanted.partNumber()) {
                    blobs.drop(tx, home.scope(), part.blob());
                } else if (number > wanted.partNumber()) {
                    throw S3Errors.invalidPart(request.uploadId(), wanted.partNumber(), EntityTag.bare(wanted.eTag()));
                } else {
                    check(upload, wanted, part, parts.size() == listed.size() - 1);
                    parts.add(part);
                }
            }
        }
        if (parts.size() < listed.size()) {
            CompletedPart wanted = listed.get(parts.size());
            throw S3Errors.invalidPart(request.uploadId(), wanted.partNumber(), EntityTag.bare(wanted.eTag()));
        }
        tx.deleteRange(UploadTables.PARTS, home.scope(), PartKey.of(request.uploadId(), 0));
        return object(upload, parts, now, home.bucket().lock().hold(upload.hold(), now));
    }

    private void check(Upload upload, CompletedPart wanted, UploadedPart part, boolean last) {
        int number = wanted.partNumber();
        String given = EntityTag.bare(wanted.eTag());
        if (!given.equals(EntityTag.bare(part.etag()))) {
            throw S3Errors.invalidPart(request.uploadId(), number, given);
        }
        GivenChecksum.Members members = new GivenChecksum.Members(
                wanted.checksumCRC64NVME(),
                wanted.checksumCRC32(),
                wanted.checksumCRC32C(),
                wanted.checksumSHA1(),
                wanted.checksumSHA256());
        Algorithm algorithm = members.only();
        String sum = members.of(upload.effective());
        if (sum == null && upload.composite()) {
            throw algorithm == null
                    ? S3Errors.partChecksumMissing(upload.effective(), number)
                    : S3Errors.badPartChecksum(algorithm, number);
        }
        boolean unasked = algorithm != null && upload.algorithm() == null;
        boolean other = algorithm != null && sum == null;
        if (unasked
                || other
                || (sum != null
                        && !sum.equals(ObjectChecksum.full(upload.effective(), part.checksum())
                                .text()))) {
            throw S3Errors.invalidPart(request.uploadId(), number, given);
        }
        if (!last && part.size() < MIN_PART) {
            throw S3Errors.entityTooSmall(part.size(), number, given);
        }
    }

    private StoredObject object(Upload upload, List<UploadedPart> parts, long now, Hold hold) {
        MessageDigest tag = Algorithm.md5();
        long size = 0;
        boolean inFiles = false;
        List<BlobRef> refs = new ArrayList<>(parts.size());
        List<byte[]> partChecksums = new ArrayList<>(parts.size());
        for (UploadedPart part : parts) {
            tag.update(part.md5());
            size += part.size();
            inFiles |= part.blob().id() != 0;
            refs.add(part.blob());
            partChecksums.add(part.checksum());
        }
        if (request.mpuObjectSize() != null && request.mpuObjectSize() != size) {
            throw S3Errors.objectSizeDiffers(request.mpuObjectSize(), size);
        }
        ObjectChecksum checksum = checksum(upload, parts);
        verify(checksum);
        Entry entry = new Entry(
                size,
                now,
                tag.digest(),
                parts.size(),
                upload.storageClass(),
                checksum.algorithm(),
                upload.composite(),
                inFiles);
        return new StoredObject(
                entry,
                checksum,
                upload.description(),
                request.uploadId(),
                partChecksums,
                refs,
                upload.encryption(),
                hold);
    }

    private static ObjectChecksum checksum(Upload upload, List<UploadedPart> parts) {
        Algorithm algorithm = upload.effective();
        if (upload.composite()) {
            Digest digest = algorithm.open();
            for (UploadedPart part : parts) {
                digest.update(part.checksum(), 0, part.checksum().length);
            }
            return new ObjectChecksum(algorithm, digest.value(), parts.size());
        }
        byte[] value = parts.getFirst().checksum();
        for (UploadedPart part : parts.subList(1, parts.size())) {
            value = algorithm.combine(value, part.checksum(), part.size());
        }
        return ObjectChecksum.full(algorithm, value);
    }

    /** The value that the request gives for the whole, if any, has to be the computed one. */
    private void verify(ObjectChecksum checksum) {
        GivenChecksum.Members members = new GivenChecksum.Members(
                request.checksumCRC64NVME(),
                request.checksumCRC32(),
                request.checksumCRC32C(),
                request.checksumSHA1(),
                request.checksumSHA256());
        Algorithm given = members.only();
        if (given == null) {
            return;
        }
        String text = members.of(given);
        if (given != checksum.algorithm() || !checksum.text().equals(text)) {
            throw S3Errors.badObjectChecksum(given);
        }
    }
}
