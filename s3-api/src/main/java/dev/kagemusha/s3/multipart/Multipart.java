package dev.kagemusha.s3.multipart;

import dev.kagemusha.s3.Chapter;
import dev.kagemusha.s3.NameEncoding;
import dev.kagemusha.s3.Refusals;
import dev.kagemusha.s3.S3Errors;
import dev.kagemusha.s3.acl.AclForm;
import dev.kagemusha.s3.acl.ObjectAccess;
import dev.kagemusha.s3.body.GivenChecksum;
import dev.kagemusha.s3.body.Reception;
import dev.kagemusha.s3.bucket.BucketTables;
import dev.kagemusha.s3.bucket.Home;
import dev.kagemusha.s3.bucket.S3Call;
import dev.kagemusha.s3.checksum.Algorithm;
import dev.kagemusha.s3.checksum.ObjectChecksum;
import dev.kagemusha.s3.encryption.Asked;
import dev.kagemusha.s3.encryption.CustomerKey;
import dev.kagemusha.s3.encryption.Encryption;
import dev.kagemusha.s3.encryption.Sealing;
import dev.kagemusha.s3.event.Happening;
import dev.kagemusha.s3.lifecycle.Lifecycle;
import dev.kagemusha.s3.lock.Hold;
import dev.kagemusha.s3.object.Description;
import dev.kagemusha.s3.object.Entry;
import dev.kagemusha.s3.object.Expiration;
import dev.kagemusha.s3.object.Shelf;
import dev.kagemusha.s3.object.StorageClasses;
import dev.kagemusha.s3.object.StoredObject;
import dev.kagemusha.s3.object.Tags;
import dev.kagemusha.s3.object.Telling;
import dev.kagemusha.s3.object.Version;
import dev.kagemusha.s3.object.WriteCondition;
import dev.kagemusha.service.Permission;
import dev.kagemusha.state.BlobLock;
import dev.kagemusha.state.Locks;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;

/** Uploads in parts: begun, filled, completed or given up. */
public final class Multipart implements Chapter {
    private final S3Call call;
    private final UploadIds ids;

    public Multipart(S3Call call, UploadIds ids) {
        this.call = call;
        this.ids = ids;
    }

    @Override
    public CreateMultipartUploadResponse createMultipartUpload(CreateMultipartUploadRequest request) {
        String key = request.key();
        refuse(request);
        Asked asked = Asked.of(request);
        Home home = call.store().read(view -> call.home(view, request.bucket(), request.expectedBucketOwner()));
        ObjectAccess access = call.access(home, key, form(request));
        if (request.tagging() != null) {
            call.requireToo(home, "s3:PutObjectTagging", key);
        }
        Hold hold = Shelf.hold(
                call,
                request.bucket(),
                key,
                request.objectLockModeAsString(),
                request.objectLockRetainUntilDate(),
                request.objectLockLegalHoldStatusAsString());
        home.bucket().lock().hold(hold, call.now()); // refused now, not when all is sent
        Upload upload = upload(request, call.seal(home, key, asked).encryption(), access, hold);
        String uploadId = ids.next(upload.initiated());
        Locks locks = Locks.of(UploadTables.UPLOADS, home.scope(), UploadKey.of(home, key, uploadId))
                .andShared(BucketTables.BUCKETS, home.scope(), home.name());
        call.store().write(locks, tx -> {
            call.confirm(tx, home);
            tx.insert(UploadTables.UPLOADS, home.scope(), UploadKey.of(home, key, uploadId), upload);
            return null;
        });
        CreateMultipartUploadResponse.Builder response = CreateMultipartUploadResponse.builder()
                .bucket(request.bucket())
                .key(key)
                .uploadId(uploadId)
                .checksumAlgorithm(
                        upload.algorithm() == null ? null : upload.algorithm().name())
                .checksumType(upload.checksumType());
        Lifecycle lifecycle = call.lifecycle(home);
        Lifecycle.Expiry abort = lifecycle == null ? null : lifecycle.abort(key, upload.initiated());
        if (abort != null) {
            response.abortDate(Instant.ofEpochMilli(abort.due())).abortRuleId(abort.rule());
        }
        upload.encryption()
                .tell(
                        response::serverSideEncryption,
                        response::ssekmsKeyId,
                        response::bucketKeyEnabled,
                        response::sseCustomerAlgorithm,
                        response::sseCustomerKeyMD5);
        return response.build();
    }

    private static void refuse(CreateMultipartUploadRequest r) {
        Refusals.key(r.key());
    }

    private static AclForm form(CreateMultipartUploadRequest r) {
        return new AclForm(
                r.aclAsString(),
                new AclForm.Headers(r.grantFullControl(), r.grantRead(), r.grantReadACP(), null, r.grantWriteACP()));
    }

    private Upload upload(CreateMultipartUploadRequest r, Encryption encryption, ObjectAccess access, Hold hold) {
        Algorithm algorithm = null;
        boolean composite = false;
        String type = r.checksumTypeAsString();
        if (r.checksumAlgorithmAsString() != null) {
            algorithm = Algorithm.of(r.checksumAlgorithmAsString());
            if (algorithm == null) {
                throw S3Errors.unsupportedChecksum();
            }
            composite = type == null ? algorithm.composite() : type.equals(ObjectChecksum.COMPOSITE);
            if (composite ? !algorithm.composite() : !algorithm.fullObject()) {
                throw S3Errors.checksumTypeUnfit(String.valueOf(type), algorithm);
            }
        } else if (type != null) {
            throw S3Errors.checksumTypeAlone();
        }
        Description description = new Description(
                        r.cacheControl(),
                        r.contentDisposition(),
                        r.contentEncoding(),
                        r.contentLanguage(),
                        r.contentType(),
                        r.expires(),
                        Description.redirect(r.websiteRedirectLocation()),
                        Description.metadata(r.metadata()),
                        Tags.parse(r.tagging()))
                .withAccess(access);
        return new Upload(
                call.now(),
                call.call().caller().arn(),
                StorageClasses.number(r.storageClassAsString()),
                algorithm,
                composite,
                description,
                encryption,
                hold);
    }

    @Override
    public UploadPartResponse uploadPart(UploadPartRequest request, RequestBody body) {
        Uploads.checkPartNumber(request.partNumber());
        Refusals.key(request.key());
        CustomerKey customer =
                CustomerKey.of(request.sseCustomerAlgorithm(), request.sseCustomerKey(), request.sseCustomerKeyMD5());
        byte[] md5 = GivenChecksum.md5(request.contentMD5());
        GivenChecksum given = GivenChecksum.of(
                new GivenChecksum.Members(
                        request.checksumCRC64NVME(),
                        request.checksumCRC32(),
                        request.checksumCRC32C(),
                        request.checksumSHA1(),
                        request.checksumSHA256()),
                request.checksumAlgorithmAsString(),
                call.call().head().headers().first("x-amz-trailer"));
        long length = Reception.length(
                request.contentLength(), body, call.call().head().headers(), Reception.MAX_PUT);
        Upload[] upload = new Upload[1];
        Home home = call.store().read(view -> {
            Home found = call.home(view, request.bucket(), request.expectedBucketOwner());
            upload[0] = Uploads.find(view, found, request.key(), request.uploadId());
            return found;
        });
        Algorithm[] algorithms = Uploads.algorithms(upload[0], given);
        BlobLock lock = call.sealing().openUpload(upload[0].encryption(), customer);
        try (Reception reception = new Reception(call.store().blobs(), lock, algorithms);
                InputStream in = body.contentStreamProvider().newStream()) {
            reception.take(in, length);
            reception.verify(md5, given, call.call().trailers());
            UploadedPart part =
                    new UploadedPart(call.now(), reception.tag(), reception.value(algorithms[0]), reception.blob());
            Uploads.put(call, home, request.key(), request.uploadId(), request.partNumber(), part);
            UploadPartResponse.Builder response = UploadPartResponse.builder().eTag(part.etag());
            upload[0]
                    .encryption()
                    .tell(
                            response::serverSideEncryption,
                            response::ssekmsKeyId,
                            response::bucketKeyEnabled,
                            response::sseCustomerAlgorithm,
                            response::sseCustomerKeyMD5);
            Algorithm answered = algorithms[algorithms.length - 1];
            ObjectChecksum.full(answered, reception.value(answered))
                    .write(
                            response::checksumCRC64NVME,
                            response::checksumCRC32,
                            response::checksumCRC32C,
                            response::checksumSHA1,
                            response::checksumSHA256);
            return response.build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public CompleteMultipartUploadResponse completeMultipartUpload(CompleteMultipartUploadRequest request) {
        String key = request.key();
        Refusals.key(key);
        CustomerKey customer =
                CustomerKey.of(request.sseCustomerAlgorithm(), request.sseCustomerKey(), request.sseCustomerKeyMD5());
        WriteCondition condition = WriteCondition.of(request.ifMatch(), request.ifNoneMatch());
        if (condition.ifMatch() != null) {
            call.call().require(Permission.of("s3:GetObject", call.objectArn(request.bucket(), key)));
        }
        Completion completion = new Completion(request);
        Home home = call.store().read(view -> call.home(view, request.bucket(), request.expectedBucketOwner()));
        UploadKey uploadKey = UploadKey.of(home, key, request.uploadId());
        Locks locks = Shelf.locks(home, key).and(UploadTables.UPLOADS, home.scope(), uploadKey);
        Telling telling = new Telling(call, home);
        StoredObject object = call.store().write(locks, tx -> {
            Home now = call.confirm(tx, home);
            Upload upload = tx.get(UploadTables.UPLOADS, home.scope(), uploadKey);
            if (upload == null) {
                return completedBefore(Shelf.object(tx, home, key), request.uploadId());
            }
            // The key is asked for only where a checksum was (S3 API reference, CompleteMultipartUpload).
            if (customer != null || upload.algorithm() != null) {
                Sealing.checkUpload(upload.encryption(), customer);
            }
            Entry old = Shelf.entry(tx, home, key);
            condition.check(old, key, false);
            StoredObject made = completion.run(tx, call.store().blobs(), now, upload, call.now());
            StoredObject placed = new Shelf(call.store().blobs()).adopt(tx, now, key, made, old);
            tx.delete(UploadTables.UPLOADS, home.scope(), uploadKey);
            telling.of(
                    tx,
                    Happening.CREATED_MULTIPART,
                    key,
                    placed.entry().version().told(key),
                    placed.entry());
            return placed;
        });
        object.describe(call.watched(home));
        Version version = object.entry().version();
        CompleteMultipartUploadResponse.Builder response = CompleteMultipartUploadResponse.builder()
                .location(location(request))
                .bucket(request.bucket())
                .key(key)
                .eTag(object.entry().etag())
                .versionId(version.told(key))
                .checksumType(object.checksum().type())
                .expiration(Expiration.header(call, home, key, object));
        // Nothing is said of a customer's key here (S3 API reference, CompleteMultipartUpload).
        object.encryption()
                .tell(
                        response::serverSideEncryption,
                        response::ssekmsKeyId,
                        response::bucketKeyEnabled,
                        algorithm -> {},
                        md5 -> {});
        object.checksum()
                .write(
                        response::checksumCRC64NVME,
                        response::checksumCRC32,
                        response::checksumCRC32C,
                        response::checksumSHA1,
                        response::checksumSHA256);
        return response.build();
    }

    /** Completing once more, because the first answer was lost, answers the same while the object is still there. */
    private static StoredObject completedBefore(@Nullable StoredObject object, String uploadId) {
        if (object == null || !uploadId.equals(object.uploadId())) {
            throw S3Errors.noSuchUpload(uploadId);
        }
        return object;
    }

    private String location(CompleteMultipartUploadRequest request) {
        String base = call.call().baseUrl();
        String key = NameEncoding.percentEncode(request.key()).replace("/", "%2F");
        return base.contains("://" + request.bucket() + ".")
                ? base + "/" + key
                : base + "/" + request.bucket() + "/" + key;
    }

    @Override
    public AbortMultipartUploadResponse abortMultipartUpload(AbortMultipartUploadRequest request) {
        Refusals.absent(request.ifMatchInitiatedTime(), "x-amz-if-match-initiated-time");
        Home home = call.store().read(view -> call.home(view, request.bucket(), request.expectedBucketOwner()));
        UploadKey key = UploadKey.of(home, request.key(), request.uploadId());
        Locks locks = Locks.of(UploadTables.UPLOADS, home.scope(), key)
                .andShared(BucketTables.BUCKETS, home.scope(), home.name());
        call.store().write(locks, tx -> {
            call.confirm(tx, home);
            Uploads.find(tx, home, request.key(), request.uploadId());
            Uploads.abort(tx, call.store().blobs(), home, key);
            return null;
        });
        return AbortMultipartUploadResponse.builder().build();
    }
}
