package dev.kagemusha.s3.multipart;

import dev.kagemusha.s3.Chapter;
import dev.kagemusha.s3.Refusals;
import dev.kagemusha.s3.S3Errors;
import dev.kagemusha.s3.body.Reception;
import dev.kagemusha.s3.bucket.Home;
import dev.kagemusha.s3.bucket.S3Call;
import dev.kagemusha.s3.checksum.Algorithm;
import dev.kagemusha.s3.checksum.ObjectChecksum;
import dev.kagemusha.s3.encryption.CustomerKey;
import dev.kagemusha.s3.encryption.Sealing;
import dev.kagemusha.s3.object.CopySource;
import dev.kagemusha.s3.object.ReadCondition;
import dev.kagemusha.s3.object.Source;
import dev.kagemusha.s3.object.Span;
import dev.kagemusha.s3.object.StoredObject;
import dev.kagemusha.state.BlobLock;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CopyPartResult;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;
import software.amazon.awssdk.services.s3.model.UploadPartCopyResponse;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;

/** UploadPartCopy: a part that gets its bytes from an object, or from a range of one. */
public final class PartCopying implements Chapter {
    private static final int ATTEMPTS = 8;

    private final S3Call call;

    public PartCopying(S3Call call) {
        this.call = call;
    }

    @Override
    public UploadPartCopyResponse uploadPartCopy(UploadPartCopyRequest request) {
        CopySource copied = CopySource.of(request);
        String key = request.destinationKey();
        Refusals.key(key);
        Uploads.checkPartNumber(request.partNumber());
        CustomerKey customer =
                CustomerKey.of(request.sseCustomerAlgorithm(), request.sseCustomerKey(), request.sseCustomerKeyMD5());
        CustomerKey sourceKey = CustomerKey.of(
                request.copySourceSSECustomerAlgorithm(),
                request.copySourceSSECustomerKey(),
                request.copySourceSSECustomerKeyMD5());
        copied.authorize(call, request.destinationBucket(), key);
        Upload[] upload = new Upload[1];
        Home home = call.store().read(view -> {
            Home found = call.home(view, request.destinationBucket(), request.expectedBucketOwner());
            upload[0] = Uploads.find(view, found, key, request.uploadId());
            return found;
        });
        ReadCondition condition = new ReadCondition(
                request.copySourceIfMatch(),
                request.copySourceIfNoneMatch(),
                request.copySourceIfModifiedSince(),
                request.copySourceIfUnmodifiedSince());
        Sealing sealing = call.sealing();
        BlobLock lock = sealing.openUpload(upload[0].encryption(), customer);
        for (int attempt = 1; ; attempt++) {
            Source source = Source.find(call, copied, request.expectedSourceBucketOwner(), condition);
            BlobLock from = sealing.open(source.object().encryption(), sourceKey);
            UploadPartCopyResponse response = copyPart(request, source, from, home, upload[0], lock);
            if (response != null) {
                return response;
            }
            if (attempt == ATTEMPTS) {
                throw S3Errors.conditionalRequestConflict("x-amz-copy-source-if-match", key);
            }
        }
    }

    /** Null when the source's bytes went before they were read. */
    private @Nullable UploadPartCopyResponse copyPart(
            UploadPartCopyRequest request,
            Source copied,
            @Nullable BlobLock from,
            Home home,
            Upload upload,
            @Nullable BlobLock lock) {
        StoredObject source = copied.object();
        long size = source.entry().size();
        Span span = request.copySourceRange() == null
                ? new Span(0, size)
                : Span.ofCopyRange(request.copySourceRange(), size);
        if (span.length() > Reception.MAX_PUT) {
            throw S3Errors.copySourceTooLarge(Reception.MAX_PUT);
        }
        Algorithm algorithm = upload.effective();
        try (Reception reception = new Reception(call.store().blobs(), lock, algorithm);
                InputStream in = call.store().blobs().read(source.blobs(), from, span.offset(), span.length())) {
            reception.take(in, span.length());
            UploadedPart part =
                    new UploadedPart(call.now(), reception.tag(), reception.value(algorithm), reception.blob());
            Uploads.put(call, home, request.destinationKey(), request.uploadId(), request.partNumber(), part);
            CopyPartResult.Builder result =
                    CopyPartResult.builder().eTag(part.etag()).lastModified(part.lastModified());
            ObjectChecksum.full(algorithm, part.checksum())
                    .write(
                            result::checksumCRC64NVME,
                            result::checksumCRC32,
                            result::checksumCRC32C,
                            result::checksumSHA1,
                            result::checksumSHA256);
            UploadPartCopyResponse.Builder response = UploadPartCopyResponse.builder()
                    .copyPartResult(result.build())
                    .copySourceVersionId(copied.version().told());
            upload.encryption()
                    .tell(
                            response::serverSideEncryption,
                            response::ssekmsKeyId,
                            response::bucketKeyEnabled,
                            response::sseCustomerAlgorithm,
                            response::sseCustomerKeyMD5);
            return response.build();
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
