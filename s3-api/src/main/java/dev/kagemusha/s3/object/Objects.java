package dev.kagemusha.s3.object;

import dev.kagemusha.s3.Chapter;
import dev.kagemusha.s3.Refusals;
import dev.kagemusha.s3.S3Errors;
import dev.kagemusha.s3.acl.AclForm;
import dev.kagemusha.s3.acl.ObjectAccess;
import dev.kagemusha.s3.body.GivenChecksum;
import dev.kagemusha.s3.body.Reception;
import dev.kagemusha.s3.bucket.Home;
import dev.kagemusha.s3.bucket.S3Call;
import dev.kagemusha.s3.checksum.Algorithm;
import dev.kagemusha.s3.checksum.ObjectChecksum;
import dev.kagemusha.s3.encryption.Asked;
import dev.kagemusha.s3.encryption.CustomerKey;
import dev.kagemusha.s3.encryption.Sealing;
import dev.kagemusha.s3.event.Happening;
import dev.kagemusha.s3.lock.Hold;
import dev.kagemusha.service.Permission;
import dev.kagemusha.state.BlobLock;
import dev.kagemusha.state.BlobRef;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.List;

/** Objects put and read whole or in ranges. */
public final class Objects implements Chapter {
    private static final int READ_ATTEMPTS = 4;

    private final S3Call call;

    public Objects(S3Call call) {
        this.call = call;
    }

    @Override
    public PutObjectResponse putObject(PutObjectRequest request, RequestBody body) {
        String key = request.key();
        refuse(request);
        Asked asked = Asked.of(request);
        int storageClass = StorageClasses.number(request.storageClassAsString());
        Description description = description(request);
        WriteCondition condition = WriteCondition.of(request.ifMatch(), request.ifNoneMatch());
        if (condition.ifMatch() != null) {
            call.call().require(Permission.of("s3:GetObject", call.objectArn(request.bucket(), key)));
        }
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
        Hold hold = Shelf.hold(
                call,
                request.bucket(),
                key,
                request.objectLockModeAsString(),
                request.objectLockRetainUntilDate(),
                request.objectLockLegalHoldStatusAsString());
        long length = Reception.length(
                request.contentLength(), body, call.call().head().headers(), Reception.MAX_PUT);
        Home home = call.store().read(view -> {
            Home found = call.home(view, request.bucket(), request.expectedBucketOwner());
            if (condition.present()) {
                condition.check(Shelf.entry(view, found, key), key, false);
            }
            return found;
        });
        ObjectAccess access = call.access(home, key, form(request));
        if (request.tagging() != null) {
            call.requireToo(home, "s3:PutObjectTagging", key);
        }
        Hold held = home.bucket().lock().hold(hold, call.now());
        if (!hold.none() && md5 == null && given.algorithm() == null) {
            throw S3Errors.invalidRequest(
                    "Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests"
                            + " with Object Lock parameters");
        }
        Algorithm algorithm = given.algorithm() == null ? Algorithm.CRC64NVME : given.algorithm();
        Sealing.Sealed sealed = call.seal(home, key, asked);
        try (Reception reception = new Reception(call.store().blobs(), sealed.lock(), algorithm);
                InputStream in = body.contentStreamProvider().newStream()) {
            reception.take(in, length);
            reception.verify(md5, given, call.call().trailers());
            BlobRef blob = reception.blob();
            ObjectChecksum checksum = ObjectChecksum.full(algorithm, reception.value(algorithm));
            Entry entry = new Entry(
                    blob.length(),
                    call.now(),
                    sealed.encryption().tag(reception.tag()),
                    0,
                    storageClass,
                    algorithm,
                    false,
                    blob.id() != 0);
            StoredObject object = new StoredObject(
                    entry,
                    checksum,
                    description.withAccess(access),
                    null,
                    List.of(),
                    List.of(blob),
                    sealed.encryption(),
                    held);
            StoredObject placed = put(home, key, object, condition);
            placed.describe(call.watched(home));
            PutObjectResponse.Builder response = PutObjectResponse.builder()
                    .eTag(entry.etag())
                    .checksumType(checksum.type())
                    .versionId(placed.entry().version().told(key))
                    .expiration(Expiration.header(call, home, key, placed));
            sealed.encryption()
                    .tell(
                            response::serverSideEncryption,
                            response::ssekmsKeyId,
                            response::bucketKeyEnabled,
                            response::sseCustomerAlgorithm,
                            response::sseCustomerKeyMD5);
            checksum.write(
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

    private StoredObject put(Home home, String key, StoredObject object, WriteCondition condition) {
        Shelf shelf = new Shelf(call.store().blobs());
        Telling telling = new Telling(call, home);
        return call.store().write(Shelf.locks(home, key), tx -> {
            Home now = call.confirm(tx, home);
            Entry old = Shelf.entry(tx, now, key);
            condition.check(old, key, true);
            StoredObject placed = shelf.put(tx, now, key, object, old);
            Happening how = call.byForm() ? Happening.CREATED_POST : Happening.CREATED_PUT;
            telling.of(tx, how, key, placed.entry().version().told(key), placed.entry());
            return placed;
        });
    }

    private static void refuse(PutObjectRequest r) {
        Refusals.key(r.key());
        Refusals.absent(r.writeOffsetBytes(), "x-amz-write-offset-bytes");
    }

    private static AclForm form(PutObjectRequest r) {
        return new AclForm(
                r.aclAsString(),
                new AclForm.Headers(r.grantFullControl(), r.grantRead(), r.grantReadACP(), null, r.grantWriteACP()));
    }

    private static Description description(PutObjectRequest r) {
        return new Description(
                r.cacheControl(),
                r.contentDisposition(),
                r.contentEncoding(),
                r.contentLanguage(),
                r.contentType(),
                r.expires(),
                Description.redirect(r.websiteRedirectLocation()),
                Description.metadata(r.metadata()),
                Tags.parse(r.tagging()));
    }

    @Override
    public <R> R getObject(GetObjectRequest request, ResponseTransformer<GetObjectResponse, R> transformer) {
        for (int attempt = 1; ; attempt++) {
            Reading reading = find(request);
            GetObjectResponse response = answer(reading, request);
            if (reading.notModified()) {
                return transform(transformer, response, InputStream.nullInputStream());
            }
            BlobLock lock = call.sealing().open(reading.object().encryption(), customerKey(request));
            InputStream bytes;
            try {
                bytes = call.store()
                        .blobs()
                        .read(
                                reading.object().blobs(),
                                lock,
                                reading.span().offset(),
                                reading.span().length());
            } catch (NoSuchFileException e) {
                // replaced or deleted since its row was read: what is there now is the answer
                if (attempt < READ_ATTEMPTS) {
                    continue;
                }
                throw new UncheckedIOException(e);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return transform(transformer, response, bytes);
        }
    }

    private static <R> R transform(
            ResponseTransformer<GetObjectResponse, R> transformer, GetObjectResponse response, InputStream bytes) {
        try {
            return transformer.transform(response, AbortableInputStream.create(bytes));
        } catch (RuntimeException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private GetObjectResponse answer(Reading reading, GetObjectRequest request) {
        GetObjectResponse response = reading.response(request);
        reading.object().describe(call.watched(call.here()));
        String expiration =
                reading.notModified() ? null : Expiration.header(call, call.here(), request.key(), reading.object());
        return expiration == null
                ? response
                : response.toBuilder().expiration(expiration).build();
    }

    /** HEAD answers what GET would, without the bytes. */
    @Override
    public HeadObjectResponse headObject(HeadObjectRequest request) {
        GetObjectRequest.Builder get = GetObjectRequest.builder();
        copy(request.sdkFields(), request, get.sdkFields(), get);
        GetObjectRequest asGet = get.build();
        GetObjectResponse answer = answer(find(asGet), asGet);
        HeadObjectResponse.Builder response = HeadObjectResponse.builder();
        copy(answer.sdkFields(), answer, response.sdkFields(), response);
        response.sdkHttpResponse(answer.sdkHttpResponse());
        return response.build();
    }

    /** Copies members of the same name; one header may be two members, as Expires is a date and a text. */
    private static void copy(List<SdkField<?>> fields, Object from, List<SdkField<?>> known, Object to) {
        for (SdkField<?> field : fields) {
            Object value = field.getValueOrDefault(from);
            if (value != null) {
                for (SdkField<?> same : known) {
                    if (same.memberName().equals(field.memberName())) {
                        same.set(to, value);
                    }
                }
            }
        }
    }

    private Reading find(GetObjectRequest request) {
        CustomerKey customer = customerKey(request);
        Refusals.encryptionOfRead(call.call().head().headers());
        Refusals.key(request.key());
        Versioned found = Versioned.find(
                call, request.bucket(), request.key(), request.versionId(), request.expectedBucketOwner());
        Sealing.check(found.stored().encryption(), customer);
        return Reading.of(request, found, restore(found), call.call());
    }

    private @Nullable Restore restore(Versioned found) {
        Entry entry = found.stored().entry();
        return StorageClasses.archived(entry.storageClass())
                ? call.store().read(view -> Restores.find(view, found.home(), found.key(), entry))
                : null;
    }

    private static @Nullable CustomerKey customerKey(GetObjectRequest request) {
        return CustomerKey.of(request.sseCustomerAlgorithm(), request.sseCustomerKey(), request.sseCustomerKeyMD5());
    }

    static SdkHttpResponse status(int code) {
        return SdkHttpResponse.builder().statusCode(code).build();
    }
}
