package dev.kagemusha.s3.object;

import dev.kagemusha.s3.Chapter;
import dev.kagemusha.s3.EntityTag;
import dev.kagemusha.s3.Paging;
import dev.kagemusha.s3.Refusals;
import dev.kagemusha.s3.S3Errors;
import dev.kagemusha.s3.bucket.S3Call;
import dev.kagemusha.s3.checksum.ObjectChecksum;
import dev.kagemusha.s3.encryption.CustomerKey;
import dev.kagemusha.s3.encryption.Sealing;
import dev.kagemusha.service.Permission;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.Checksum;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesParts;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesRequest;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesResponse;
import software.amazon.awssdk.services.s3.model.ObjectAttributes;
import software.amazon.awssdk.services.s3.model.ObjectPart;

import java.util.ArrayList;
import java.util.List;

/**
 * GetObjectAttributes: what HEAD and ListParts say, as far as it is asked for. The ETag has no quotes here.
 *
 * <p>Parts are listed one by one only for objects whose checksum was made of theirs; of any other multipart object S3 tells
 * their number alone (API reference, GetObjectAttributesParts).
 */
public final class Attributes implements Chapter {
    private static final String HEADER = "x-amz-object-attributes";

    private final S3Call call;

    public Attributes(S3Call call) {
        this.call = call;
    }

    @Override
    public GetObjectAttributesResponse getObjectAttributes(GetObjectAttributesRequest request) {
        Refusals.key(request.key());
        CustomerKey customer =
                CustomerKey.of(request.sseCustomerAlgorithm(), request.sseCustomerKey(), request.sseCustomerKeyMD5());
        List<ObjectAttributes> asked = request.objectAttributes();
        if (asked.isEmpty() || asked.contains(ObjectAttributes.UNKNOWN_TO_SDK_VERSION)) {
            throw S3Errors.invalidArgument(
                    "Invalid attribute name specified.", HEADER, String.join(",", request.objectAttributesAsStrings()));
        }
        call.call()
                .require(Permission.of(
                        request.versionId() == null ? "s3:GetObject" : "s3:GetObjectVersion",
                        call.objectArn(request.bucket(), request.key())));
        int max = Paging.size(request.maxParts(), "x-amz-max-parts", "x-amz-max-parts");
        int marker = request.partNumberMarker() == null ? 0 : request.partNumberMarker();
        Versioned found = Versioned.find(
                call, request.bucket(), request.key(), request.versionId(), request.expectedBucketOwner());
        StoredObject object = found.stored();
        Sealing.check(object.encryption(), customer);
        Entry entry = object.entry();
        GetObjectAttributesResponse.Builder response = GetObjectAttributesResponse.builder()
                .lastModified(entry.lastModified())
                .versionId(found.told());
        if (asked.contains(ObjectAttributes.E_TAG)) {
            response.eTag(EntityTag.bare(entry.etag()));
        }
        if (asked.contains(ObjectAttributes.CHECKSUM)) {
            response.checksum(checksum(object.checksum()));
        }
        if (asked.contains(ObjectAttributes.OBJECT_PARTS)) {
            response.objectParts(parts(object, marker, max));
        }
        if (asked.contains(ObjectAttributes.STORAGE_CLASS)) {
            response.storageClass(StorageClasses.name(entry.storageClass()));
        }
        if (asked.contains(ObjectAttributes.OBJECT_SIZE)) {
            response.objectSize(entry.size());
        }
        return response.build();
    }

    private static Checksum checksum(ObjectChecksum checksum) {
        Checksum.Builder built = Checksum.builder().checksumType(checksum.type());
        checksum.write(
                built::checksumCRC64NVME,
                built::checksumCRC32,
                built::checksumCRC32C,
                built::checksumSHA1,
                built::checksumSHA256);
        return built.build();
    }

    private static @Nullable GetObjectAttributesParts parts(StoredObject object, int marker, int max) {
        int count = object.entry().parts();
        if (count == 0) {
            return null;
        }
        GetObjectAttributesParts.Builder built =
                GetObjectAttributesParts.builder().totalPartsCount(count);
        if (!object.entry().composite()) {
            return built.build();
        }
        int first = Math.clamp(marker, 0, count);
        int last = (int) Math.min((long) first + max, count);
        List<ObjectPart> parts = new ArrayList<>(last - first);
        for (int i = first; i < last; i++) {
            ObjectPart.Builder part = ObjectPart.builder()
                    .partNumber(i + 1)
                    .size(object.blobs().get(i).length());
            ObjectChecksum.full(
                            object.checksum().algorithm(),
                            object.partChecksums().get(i))
                    .write(
                            part::checksumCRC64NVME,
                            part::checksumCRC32,
                            part::checksumCRC32C,
                            part::checksumSHA1,
                            part::checksumSHA256);
            parts.add(part.build());
        }
        return built.parts(parts)
                .maxParts(max)
                .partNumberMarker(marker)
                .nextPartNumberMarker(last)
                .isTruncated(last < count)
                .build();
    }
}
