package dev.kagemusha.s3.multipart;

import dev.kagemusha.s3.Chapter;
import dev.kagemusha.s3.NameEncoding;
import dev.kagemusha.s3.Paging;
import dev.kagemusha.s3.S3Errors;
import dev.kagemusha.s3.bucket.Home;
import dev.kagemusha.s3.bucket.S3Call;
import dev.kagemusha.s3.checksum.ObjectChecksum;
import dev.kagemusha.s3.lifecycle.Lifecycle;
import dev.kagemusha.s3.object.StorageClasses;
import dev.kagemusha.state.Cursor;
import dev.kagemusha.state.KeyRange;
import dev.kagemusha.state.KeyWriter;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.Initiator;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListPartsRequest;
import software.amazon.awssdk.services.s3.model.ListPartsResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.Owner;
import software.amazon.awssdk.services.s3.model.Part;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** ListParts and ListMultipartUploads. */
public final class UploadListing implements Chapter {
    private final S3Call call;

    public UploadListing(S3Call call) {
        this.call = call;
    }

    @Override
    public ListPartsResponse listParts(ListPartsRequest request) {
        int max = Paging.size(request.maxParts(), "max-parts", "max-parts");
        int marker = request.partNumberMarker() == null ? 0 : request.partNumberMarker();
        if (marker < 0) {
            throw S3Errors.invalidArgument(
                    "Argument part-number-marker must be an integer between 0 and 2147483647",
                    "part-number-marker",
                    Integer.toString(marker));
        }
        Upload[] found = new Upload[1];
        ListPartsResponse page = call.store().read(view -> {
            Home home = call.home(view, request.bucket(), request.expectedBucketOwner());
            Upload upload = Uploads.find(view, home, request.key(), request.uploadId());
            found[0] = upload;
            List<Part> parts = new ArrayList<>();
            boolean truncated = false;
            int last = 0;
            KeyRange range = PartKey.of(request.uploadId(), Math.min(marker, Uploads.MAX_PARTS));
            try (Cursor<PartKey, UploadedPart> cursor = view.range(UploadTables.PARTS, home.scope(), range)) {
                while (cursor.next()) {
                    if (parts.size() == max) {
                        truncated = true;
                        break;
                    }
                    last = cursor.key().number();
                    parts.add(part(last, cursor.value(), upload));
                }
            }
            return ListPartsResponse.builder()
                    .bucket(request.bucket())
                    .key(request.key())
                    .uploadId(request.uploadId())
                    .partNumberMarker(marker)
                    .nextPartNumberMarker(last)
                    .maxParts(max)
                    .isTruncated(truncated)
                    .parts(parts)
                    .initiator(initiator(upload))
                    .owner(owner(upload, home))
                    .storageClass(StorageClasses.name(upload.storageClass()))
                    .checksumAlgorithm(
                            upload.algorithm() == null
                                    ? null
                                    : upload.algorithm().name())
                    .checksumType(upload.checksumType())
                    .build();
        });
        Lifecycle lifecycle = call.lifecycle(call.here());
        Lifecycle.Expiry abort = lifecycle == null ? null : lifecycle.abort(request.key(), found[0].initiated());
        return abort == null
                ? page
                : page.toBuilder()
                        .abortDate(Instant.ofEpochMilli(abort.due()))
                        .abortRuleId(abort.rule())
                        .build();
    }

    private static Part part(int number, UploadedPart part, Upload upload) {
        Part.Builder built = Part.builder()
                .partNumber(number)
                .lastModified(part.lastModified())
                .eTag(part.etag())
                .size(part.size());
        if (upload.algorithm() != null) {
            ObjectChecksum.full(upload.algorithm(), part.checksum())
                    .write(
                            built::checksumCRC64NVME,
                            built::checksumCRC32,
                            built::checksumCRC32C,
                            built::checksumSHA1,
                            built::checksumSHA256);
        }
        return built.build();
    }

    /** Who is to own the object. */
    private static Owner owner(Upload upload, Home home) {
        String owner = upload.description().access().owner(S3Call.canonicalUser(home.account()));
        return Owner.builder().id(owner).build();
    }

    /** An account itself has a canonical id, any other principal its ARN. */
    private static Initiator initiator(Upload upload) {
        String arn = upload.initiator();
        String id = arn.endsWith(":root") ? S3Call.canonicalUser(arn.split(":", 6)[4]) : arn;
        return Initiator.builder().id(id).build();
    }

    @Override
    public ListMultipartUploadsResponse listMultipartUploads(ListMultipartUploadsRequest request) {
        NameEncoding encoding = NameEncoding.of(request.encodingTypeAsString());
        int max = Paging.size(request.maxUploads(), "max-uploads", "max-uploads");
        String prefix = Paging.orEmpty(request.prefix());
        String delimiter = Paging.orEmpty(request.delimiter());
        String keyMarker = Paging.orEmpty(request.keyMarker());
        // without a key marker an upload id marker means nothing
        String idMarker = keyMarker.isEmpty() ? "" : Paging.orEmpty(request.uploadIdMarker());
        return call.store().read(view -> {
            Home home = call.home(view, request.bucket(), request.expectedBucketOwner());
            Page page = new Page(encoding, home);
            KeyRange range = KeyRange.prefix(new KeyWriter()
                    .u64(home.bucket().id())
                    .tail(escaped(prefix))
                    .toBytes());
            try (Cursor<UploadKey, Upload> cursor = view.range(UploadTables.UPLOADS, home.scope(), range)) {
                if (!keyMarker.isEmpty() && keyMarker.compareTo(prefix) >= 0) {
                    cursor.seek(beyond(home, keyMarker, idMarker));
                }
                page.fill(cursor, prefix, delimiter, keyMarker, max);
            }
            return ListMultipartUploadsResponse.builder()
                    .bucket(request.bucket())
                    .prefix(encoding.write(prefix))
                    .delimiter(delimiter.isEmpty() ? null : encoding.write(delimiter))
                    .keyMarker(encoding.write(keyMarker))
                    .uploadIdMarker(Paging.orEmpty(request.uploadIdMarker()))
                    .nextKeyMarker(page.truncated ? encoding.write(page.lastKey) : "")
                    .nextUploadIdMarker(page.truncated ? page.lastId : "")
                    .maxUploads(max)
                    .isTruncated(page.truncated)
                    .encodingType(request.encodingTypeAsString())
                    .uploads(page.uploads)
                    .commonPrefixes(page.commonPrefixes)
                    .build();
        });
    }

    /** The first encoded key after a marker: the next key, or the same key's next upload when an id is given. */
    private static byte[] beyond(Home home, String keyMarker, String idMarker) {
        KeyWriter out = new KeyWriter().u64(home.bucket().id()).text(keyMarker);
        if (!idMarker.isEmpty()) {
            return out.tail(idMarker).u8(0).toBytes();
        }
        byte[] after = KeyRange.after(out.toBytes());
        return after == null ? out.toBytes() : after;
    }

    /** A prefix as it stands in an encoded key, without the field's end. */
    private static byte[] escaped(String prefix) {
        byte[] whole = new KeyWriter().text(prefix).toBytes();
        return Arrays.copyOf(whole, whole.length - 2);
    }

    private static final class Page {
        private final NameEncoding encoding;
        private final Home home;
        private final List<MultipartUpload> uploads = new ArrayList<>();
        private final List<CommonPrefix> commonPrefixes = new ArrayList<>();
        private boolean truncated;
        private String lastKey = "";
        private String lastId = "";

        Page(NameEncoding encoding, Home home) {
            this.encoding = encoding;
            this.home = home;
        }

        void fill(Cursor<UploadKey, Upload> cursor, String prefix, String delimiter, String keyMarker, int max) {
            String rolled = null;
            while (cursor.next()) {
                UploadKey key = cursor.key();
                int cut = delimiter.isEmpty() ? -1 : key.key().indexOf(delimiter, prefix.length());
                String common = cut < 0 ? null : key.key().substring(0, cut + delimiter.length());
                if (common != null && (common.equals(rolled) || keyMarker.startsWith(common))) {
                    leap(cursor, common);
                    continue;
                }
                if (uploads.size() + commonPrefixes.size() == max) {
                    truncated = max > 0;
                    return;
                }
                if (common == null) {
                    uploads.add(upload(key, cursor.value()));
                    lastKey = key.key();
                    lastId = key.uploadId();
                } else {
                    commonPrefixes.add(CommonPrefix.builder()
                            .prefix(encoding.write(common))
                            .build());
                    rolled = common;
                    lastKey = common;
                    lastId = "";
                }
            }
        }

        private void leap(Cursor<UploadKey, Upload> cursor, String common) {
            byte[] beyond = KeyRange.after(new KeyWriter()
                    .u64(home.bucket().id())
                    .tail(escaped(common))
                    .toBytes());
            if (beyond != null) {
                cursor.seek(beyond);
            }
        }

        private MultipartUpload upload(UploadKey key, Upload upload) {
            return MultipartUpload.builder()
                    .key(encoding.write(key.key()))
                    .uploadId(key.uploadId())
                    .initiated(Instant.ofEpochSecond(upload.initiated() / 1000))
                    .storageClass(StorageClasses.name(upload.storageClass()))
                    .owner(owner(upload, home))
                    .initiator(initiator(upload))
                    .checksumAlgorithm(
                            upload.algorithm() == null
                                    ? null
                                    : upload.algorithm().name())
                    .checksumType(upload.checksumType())
                    .build();
        }
    }
}
