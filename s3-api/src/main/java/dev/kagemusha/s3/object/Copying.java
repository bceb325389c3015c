package dev.kagemusha.s3.object;

import dev.kagemusha.s3.Chapter;
import dev.kagemusha.s3.Refusals;
import dev.kagemusha.s3.S3Errors;
import dev.kagemusha.s3.acl.AclForm;
import dev.kagemusha.s3.acl.ObjectAccess;
import dev.kagemusha.s3.body.Reception;
import dev.kagemusha.s3.bucket.Home;
import dev.kagemusha.s3.bucket.S3Call;
import dev.kagemusha.s3.checksum.Algorithm;
import dev.kagemusha.s3.checksum.ObjectChecksum;
import dev.kagemusha.s3.encryption.Asked;
import dev.kagemusha.s3.encryption.CustomerKey;
import dev.kagemusha.s3.encryption.Encryption;
import dev.kagemusha.s3.encryption.Sealing;
import dev.kagemusha.s3.event.Happening;
import dev.kagemusha.s3.lock.Hold;
import dev.kagemusha.service.Permission;
import dev.kagemusha.state.BlobLock;
import dev.kagemusha.state.BlobRef;
import dev.kagemusha.state.Locks;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.CopyObjectResult;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Map;

/** Objects copied inside S3: a whole object shares its source's blobs, a part gets bytes of its own. */
public final class Copying implements Chapter {
    private static final int ATTEMPTS = 8;

    private final S3Call call;

    public Copying(S3Call call) {
        this.call = call;
    }

    @Override
    public CopyObjectResponse copyObject(CopyObjectRequest request) {
        CopySource from = CopySource.of(request);
        String key = request.destinationKey();
        refuse(request);
        Asked asked = Asked.of(request);
        CustomerKey sourceKey = CustomerKey.of(
                request.copySourceSSECustomerAlgorithm(),
                request.copySourceSSECustomerKey(),
                request.copySourceSSECustomerKeyMD5());
        Algorithm wanted = null;
        if (request.checksumAlgorithmAsString() != null) {
            wanted = Algorithm.of(request.checksumAlgorithmAsString());
            if (wanted == null) {
                throw S3Errors.unsupportedChecksum();
            }
        }
        WriteCondition condition = WriteCondition.of(request.ifMatch(), request.ifNoneMatch());
        if (condition.ifMatch() != null) {
            call.call().require(Permission.of("s3:GetObject", call.objectArn(request.destinationBucket(), key)));
        }
        from.authorize(call, request.destinationBucket(), key);
        Hold hold = Shelf.hold(
                call,
                request.destinationBucket(),
                key,
                request.objectLockModeAsString(),
                request.objectLockRetainUntilDate(),
                request.objectLockLegalHoldStatusAsString());
        for (int attempt = 1; ; attempt++) {
            Source source = Source.find(
                    call,
                    from,
                    request.expectedSourceBucketOwner(),
                    new ReadCondition(
                            request.copySourceIfMatch(),
                            request.copySourceIfNoneMatch(),
                            request.copySourceIfModifiedSince(),
                            request.copySourceIfUnmodifiedSince()));
            if (source.object().entry().size() > Reception.MAX_PUT) {
                throw S3Errors.copySourceTooLarge(Reception.MAX_PUT);
            }
            Home home = call.store().read(view -> {
                Home found = call.home(view, request.destinationBucket(), request.expectedBucketOwner());
                condition.check(Shelf.entry(view, found, key), key, false);
                return found;
            });
            refuseCopyToItself(request, from, source, home, key);
            ObjectAccess access = call.access(home, key, form(request));
            Sealing sealing = call.sealing();
            Locked locked =
                    new Locked(sealing.open(source.object().encryption(), sourceKey), call.seal(home, key, asked));
            try (Reception reception =
                    new Reception(call.store().blobs(), locked.target().lock(), algorithm(source.object(), wanted))) {
                StoredObject copy =
                        copy(request, source.object(), algorithm(source.object(), wanted), locked, reception, access);
                StoredObject placed = copy == null
                        ? null
                        : commit(
                                source,
                                from.versionId(),
                                home,
                                key,
                                copy.withHold(home.bucket().lock().hold(hold, call.now())),
                                condition);
                if (placed != null) {
                    source.object().describe(call.watched(source.home()));
                    placed.describe(call.watched(home));
                    return response(source, key, placed, Expiration.header(call, home, key, placed));
                }
            }
            if (attempt == ATTEMPTS) {
                throw S3Errors.conditionalRequestConflict("x-amz-copy-source-if-match", key);
            }
        }
    }

    private static void refuse(CopyObjectRequest r) {
        Refusals.key(r.destinationKey());
        directive(r.metadataDirectiveAsString(), "Unknown metadata directive.", "x-amz-metadata-directive");
        directive(r.taggingDirectiveAsString(), "Unknown tagging directive.", "x-amz-tagging-directive");
    }

    private static void directive(@Nullable String given, String message, String header) {
        if (given != null && !given.equals("COPY") && !given.equals("REPLACE")) {
            throw S3Errors.invalidArgument(message, header, given);
        }
    }

    private static void refuseCopyToItself(CopyObjectRequest r, CopySource from, Source source, Home home, String key) {
        boolean changes = "REPLACE".equals(r.metadataDirectiveAsString())
                || from.versionId() != null
                || r.storageClassAsString() != null
                || r.websiteRedirectLocation() != null
                || r.serverSideEncryptionAsString() != null
                || r.sseCustomerAlgorithm() != null;
        if (!changes && source.home().sameBucket(home) && source.key().equals(key)) {
            throw S3Errors.copyToItself();
        }
    }

    /** What opens the source, and what the copy is sealed with. */
    private record Locked(@Nullable BlobLock source, Sealing.Sealed target) {}

    private static Algorithm algorithm(StoredObject source, @Nullable Algorithm wanted) {
        return wanted != null ? wanted : source.entry().algorithm();
    }

    /**
     * The new object, or null when the source's bytes went while they were read. Under the store's own keys it shares the source's
     * blobs; under any others it gets its own.
     */
    private @Nullable StoredObject copy(
            CopyObjectRequest r,
            StoredObject source,
            Algorithm algorithm,
            Locked locked,
            Reception reception,
            ObjectAccess access) {
        Entry old = source.entry();
        Encryption encryption = locked.target().encryption();
        boolean shared =
                encryption.kind() == Encryption.Kind.S3 && source.encryption().kind() == Encryption.Kind.S3;
        byte[] tag = old.tag();
        byte[] sum = source.checksum().value();
        // a copy is one object, whatever its source was put together from: its ETag and checksum are of all bytes
        if (!shared || old.parts() != 0 || old.composite() || algorithm != old.algorithm()) {
            try (InputStream in = call.store().blobs().read(source.blobs(), locked.source(), 0, old.size())) {
                if (shared) {
                    reception.sum(in);
                } else {
                    reception.take(in, old.size());
                }
                tag = encryption.tag(reception.tag());
                sum = reception.value(algorithm);
            } catch (NoSuchFileException e) {
                return null;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        List<BlobRef> blobs = shared ? source.blobs() : List.of(reception.blob());
        Entry entry = new Entry(
                old.size(),
                call.now(),
                tag,
                0,
                StorageClasses.number(r.storageClassAsString()),
                algorithm,
                false,
                shared ? old.inFiles() : reception.blob().id() != 0);
        return new StoredObject(
                entry,
                ObjectChecksum.full(algorithm, sum),
                description(r, source.description()).withAccess(access),
                null,
                List.of(),
                blobs,
                encryption,
                Hold.NONE);
    }

    private static AclForm form(CopyObjectRequest r) {
        return new AclForm(
                r.aclAsString(),
                new AclForm.Headers(r.grantFullControl(), r.grantRead(), r.grantReadACP(), null, r.grantWriteACP()));
    }

    private static Description description(CopyObjectRequest r, Description source) {
        Map<String, String> tags =
                "REPLACE".equals(r.taggingDirectiveAsString()) ? Tags.parse(r.tagging()) : source.tags();
        if (!"REPLACE".equals(r.metadataDirectiveAsString())) {
            return source.withTags(tags).withWebsiteRedirect(Description.redirect(r.websiteRedirectLocation()));
        }
        return new Description(
                r.cacheControl(),
                r.contentDisposition(),
                r.contentEncoding(),
                r.contentLanguage(),
                r.contentType(),
                r.expires(),
                Description.redirect(r.websiteRedirectLocation()),
                Description.metadata(r.metadata()),
                tags);
    }

    /** Null when the source is another object by now. */
    private @Nullable StoredObject commit(
            Source source,
            @Nullable String versionId,
            Home home,
            String key,
            StoredObject copy,
            WriteCondition condition) {
        boolean itself = source.home().sameBucket(home) && source.key().equals(key);
        Locks locks = Shelf.locks(home, key);
        if (!itself) {
            locks = locks.andShared(
                    ObjectTables.OBJECTS, source.home().scope(), source.home().key(source.key()));
        }
        Shelf shelf = new Shelf(call.store().blobs());
        Telling telling = new Telling(call, home);
        return call.store().write(locks, tx -> {
            Home target = call.confirm(tx, home);
            Versioned now = Versioned.find(tx, source.home(), source.key(), versionId);
            Entry then = source.object().entry();
            if (now == null
                    || now.object() == null
                    || now.modified() != then.modified()
                    || !now.object().entry().etag().equals(then.etag())
                    || (then.inFiles() && !sameBlobs(now.object(), source.object()))) {
                return null;
            }
            Entry old = Shelf.entry(tx, target, key);
            condition.check(old, key, true);
            StoredObject placed = shelf.put(tx, target, key, copy, old);
            telling.of(tx, Happening.CREATED_COPY, key, placed.entry().version().told(key), placed.entry());
            return placed;
        });
    }

    private static boolean sameBlobs(StoredObject now, StoredObject then) {
        if (now.blobs().size() != then.blobs().size()) {
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

    private static CopyObjectResponse response(
            Source source, String key, StoredObject copy, @Nullable String expiration) {
        Version version = copy.entry().version();
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
        CopyObjectResponse.Builder response = CopyObjectResponse.builder()
                .copyObjectResult(result.build())
                .copySourceVersionId(source.version().told())
                .versionId(version.told(key))
                .expiration(expiration);
        copy.encryption()
                .tell(
                        response::serverSideEncryption,
                        response::ssekmsKeyId,
                        response::bucketKeyEnabled,
                        response::sseCustomerAlgorithm,
                        response::sseCustomerKeyMD5);
        return response.build();
    }
}
