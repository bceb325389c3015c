package dev.kagemusha.s3;

import dev.kagemusha.s3.checksum.Algorithm;
import dev.kagemusha.s3.checksum.ObjectChecksum;
import dev.kagemusha.service.Permission;
import dev.kagemusha.state.BlobRef;
import dev.kagemusha.state.Locks;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.CopyObjectResult;
import software.amazon.awssdk.services.s3.model.CopyPartResult;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;
import software.amazon.awssdk.services.s3.model.UploadPartCopyResponse;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Map;

/** Objects copied inside S3: a whole object shares its source's blobs, a part gets bytes of its own. */
final class Copying implements Chapter {
    private static final int ATTEMPTS = 8;

    private final S3Call call;

    Copying(S3Call call) {
        this.call = call;
    }

    @Override
    public CopyObjectResponse copyObject(CopyObjectRequest request) {
        CopySource from = CopySource.parse(sourceOf(request));
        String key = request.destinationKey();
        refuse(request);
        Algorithm wanted = null;
        if (request.checksumAlgorithmAsString() != null) {
            wanted = Algorithm.of(request.checksumAlgorithmAsString());
            if (wanted == null) {
                throw S3Errors.unsupportedChecksum();
            }
        }
        WriteCondition condition = WriteCondition.of(request.ifMatch(), request.ifNoneMatch());
        authorize(from, request.destinationBucket(), key);
        for (int attempt = 1; ; attempt++) {
            Source source = source(
                    from,
                    request.expectedSourceBucketOwner(),
                    new ReadCondition(
                            request.copySourceIfMatch(),
                            request.copySourceIfNoneMatch(),
                            request.copySourceIfModifiedSince(),
                            request.copySourceIfUnmodifiedSince()));
            if (source.object.entry().size() > Objects.MAX_PUT) {
                throw S3Errors.copySourceTooLarge(Objects.MAX_PUT);
            }
            Home home = call.store().read(view -> {
                Home found = call.home(view, request.destinationBucket(), request.expectedBucketOwner());
                condition.check(Shelf.entry(view, found, key), key, false);
                return found;
            });
            refuseCopyToItself(request, source, home, key);
            StoredObject copy = copy(request, source.object, wanted);
            if (copy != null && commit(source, home, key, copy, condition)) {
                return response(copy);
            }
            if (attempt == ATTEMPTS) {
                throw S3Errors.conditionalRequestConflict("x-amz-copy-source-if-match", key);
            }
        }
    }

    // the header as it came; bucket and key that the SDK offers instead are what its own client makes it of

    @SuppressWarnings("deprecation")
    private static String sourceOf(CopyObjectRequest request) {
        return request.copySource();
    }

    @SuppressWarnings("deprecation")
    private static String sourceOf(UploadPartCopyRequest request) {
        return request.copySource();
    }

    private void authorize(CopySource from, String bucket, String key) {
        call.call().require(Permission.of("s3:GetObject", call.objectArn(from.bucket(), from.key())));
        call.call().require(Permission.of("s3:PutObject", call.objectArn(bucket, key)));
    }

    private static void refuse(CopyObjectRequest r) {
        Refusals.key(r.destinationKey());
        Refusals.acl(r.aclAsString(), r.grantFullControl(), r.grantRead(), r.grantReadACP(), r.grantWriteACP());
        Refusals.encryption(
                r.serverSideEncryptionAsString(), r.ssekmsKeyId(), r.ssekmsEncryptionContext(), r.bucketKeyEnabled());
        Refusals.customerKey(r.sseCustomerAlgorithm(), r.sseCustomerKey(), r.sseCustomerKeyMD5());
        Refusals.copySourceCustomerKey(
                r.copySourceSSECustomerAlgorithm(), r.copySourceSSECustomerKey(), r.copySourceSSECustomerKeyMD5());
        Refusals.lock(r.objectLockModeAsString(), r.objectLockRetainUntilDate(), r.objectLockLegalHoldStatusAsString());
        directive(r.metadataDirectiveAsString(), "Unknown metadata directive.", "x-amz-metadata-directive");
        directive(r.taggingDirectiveAsString(), "Unknown tagging directive.", "x-amz-tagging-directive");
    }

    private static void directive(@Nullable String given, String message, String header) {
        if (given != null && !given.equals("COPY") && !given.equals("REPLACE")) {
            throw S3Errors.invalidArgument(message, header, given);
        }
    }

    private static void refuseCopyToItself(CopyObjectRequest r, Source source, Home home, String key) {
        boolean changes = "REPLACE".equals(r.metadataDirectiveAsString())
                || r.storageClassAsString() != null
                || r.websiteRedirectLocation() != null
                || r.serverSideEncryptionAsString() != null;
        if (!changes && source.home.equals(home) && source.key.equals(key)) {
            throw S3Errors.copyToItself();
        }
    }

    /** A source found and allowed. */
    private record Source(Home home, String key, StoredObject object) {}

    private Source source(CopySource from, @Nullable String expectedOwner, ReadCondition condition) {
        Home[] home = new Home[1];
        StoredObject object = call.store().read(view -> {
            home[0] = call.home(view, from.bucket(), expectedOwner);
            return Shelf.object(view, home[0], from.key());
        });
        Refusals.version(from.versionId(), from.key());
        if (object == null) {
            throw call.missing(home[0], from.key());
        }
        ReadCondition.Failed failed =
                condition.failed(object.entry(), call.call().clock().instant());
        if (failed != null) {
            throw S3Errors.preconditionFailed("x-amz-copy-source-" + failed.header());
        }
        if (StorageClasses.archived(object.entry().storageClass())) {
            throw S3Errors.invalidObjectState(StorageClasses.name(object.entry().storageClass()));
        }
        return new Source(home[0], from.key(), object);
    }

    /** The new object, or null when the source's bytes went while they were read. */
    private @Nullable StoredObject copy(CopyObjectRequest r, StoredObject source, @Nullable Algorithm wanted) {
        Entry old = source.entry();
        Algorithm algorithm = wanted != null ? wanted : old.algorithm();
        byte[] tag = old.tag();
        byte[] sum = source.checksum().value();
        if (old.parts() != 0 || old.composite() || algorithm != old.algorithm()) {
            // a copy is one object, whatever its source was put together from: its ETag and checksum are of all bytes
            try (Reception reading = new Reception(call.store().blobs(), algorithm);
                    InputStream in = call.store().blobs().read(source.blobs(), 0, old.size())) {
                reading.sum(in);
                tag = reading.tag();
                sum = reading.value(algorithm);
            } catch (NoSuchFileException e) {
                return null;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        Entry entry = new Entry(
                old.size(),
                call.now(),
                tag,
                0,
                StorageClasses.number(r.storageClassAsString()),
                algorithm,
                false,
                old.inFiles());
        return new StoredObject(
                entry,
                ObjectChecksum.full(algorithm, sum),
                description(r, source.description()),
                null,
                List.of(),
                source.blobs());
    }

    private static Description description(CopyObjectRequest r, Description source) {
        Map<String, String> tags =
                "REPLACE".equals(r.taggingDirectiveAsString()) ? Tags.parse(r.tagging()) : source.tags();
        if (!"REPLACE".equals(r.metadataDirectiveAsString())) {
            return source.withTags(tags).withWebsiteRedirect(r.websiteRedirectLocation());
        }
        return new Description(
                r.cacheControl(),
                r.contentDisposition(),
                r.contentEncoding(),
                r.contentLanguage(),
                r.contentType(),
                r.expires(),
                r.websiteRedirectLocation(),
                Description.metadata(r.metadata()),
                tags);
    }

    /** False when the source is another object by now. */
    private boolean commit(Source source, Home home, String key, StoredObject copy, WriteCondition condition) {
        boolean itself = source.home.equals(home) && source.key.equals(key);
        Locks locks = Shelf.locks(home, key);
        if (!itself) {
            locks = locks.andShared(Tables.OBJECTS, source.home.scope(), source.home.key(source.key));
        }
        Shelf shelf = new Shelf(call.store().blobs());
        return call.store().write(locks, tx -> {
            call.confirm(tx, home);
            Entry now = Shelf.entry(tx, source.home, source.key);
            Entry then = source.object.entry();
            if (now == null
                    || now.modified() != then.modified()
                    || !now.etag().equals(then.etag())
                    || (now.inFiles() && !sameBlobs(Shelf.object(tx, source.home, source.key), source.object))) {
                return false;
            }
            Entry old = itself ? now : Shelf.entry(tx, home, key);
            condition.check(old, key, true);
            shelf.put(tx, home, key, copy, old);
            return true;
        });
    }

    private static boolean sameBlobs(@Nullable StoredObject now, StoredObject then) {
        if (now == null || now.blobs().size() != then.blobs().size()) {
            return false;
        }
        for (int i = 0; i < now.blobs().size(); i++) {
            BlobRef one = now.blobs().get(i);
            if (one.id() != then.blobs().get(i).id()) {
                return false;
            }
        }
        return true;
    }

    private static CopyObjectResponse response(StoredObject copy) {
        CopyObjectResult.Builder result = CopyObjectResult.builder()
                .eTag(copy.entry().etag())
                .lastModified(copy.entry().lastModified())
                .checksumType(copy.checksum().type());
        copy.checksum()
                .write(
                        result::checksumCRC64NVME,
                        result::checksumCRC32,
                        result::checksumCRC32C,
                        result::checksumSHA1,
                        result::checksumSHA256);
        return CopyObjectResponse.builder()
                .copyObjectResult(result.build())
                .serverSideEncryption(Objects.ENCRYPTION)
                .build();
    }

    @Override
    public UploadPartCopyResponse uploadPartCopy(UploadPartCopyRequest request) {
        CopySource from = CopySource.parse(sourceOf(request));
        String key = request.destinationKey();
        Refusals.key(key);
        Uploads.checkPartNumber(request.partNumber());
        Refusals.customerKey(request.sseCustomerAlgorithm(), request.sseCustomerKey(), request.sseCustomerKeyMD5());
        Refusals.copySourceCustomerKey(
                request.copySourceSSECustomerAlgorithm(),
                request.copySourceSSECustomerKey(),
                request.copySourceSSECustomerKeyMD5());
        authorize(from, request.destinationBucket(), key);
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
        for (int attempt = 1; ; attempt++) {
            Source source = source(from, request.expectedSourceBucketOwner(), condition);
            UploadPartCopyResponse response = copyPart(request, source.object, home, upload[0]);
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
            UploadPartCopyRequest request, StoredObject source, Home home, Upload upload) {
        long size = source.entry().size();
        Span span = request.copySourceRange() == null
                ? new Span(0, size)
                : Span.ofCopyRange(request.copySourceRange(), size);
        if (span.length() > Objects.MAX_PUT) {
            throw S3Errors.copySourceTooLarge(Objects.MAX_PUT);
        }
        Algorithm algorithm = upload.effective();
        try (Reception reception = new Reception(call.store().blobs(), algorithm);
                InputStream in = call.store().blobs().read(source.blobs(), span.offset(), span.length())) {
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
            return UploadPartCopyResponse.builder()
                    .copyPartResult(result.build())
                    .serverSideEncryption(Objects.ENCRYPTION)
                    .build();
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
