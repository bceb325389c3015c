package dev.kagemusha.s3.object;

import dev.kagemusha.auth.Caller;
import dev.kagemusha.s3.S3Errors;
import dev.kagemusha.s3.checksum.ObjectChecksum;
import dev.kagemusha.service.Call;
import dev.kagemusha.state.BlobRef;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

import java.util.Map;

/**
 * What one GET or HEAD gives of an object.
 *
 * @param restore what {@code x-amz-restore} says of it, or null
 * @param span the bytes that are sent
 * @param partial whether they were asked for as a range or a part (206)
 * @param partsCount how many parts the object has, when one was asked for
 * @param notModified a condition tells the caller to use what it has (304)
 */
record Reading(
        Versioned version,
        @Nullable String restore,
        Span span,
        boolean partial,
        @Nullable Integer partsCount,
        boolean notModified) {

    static Reading of(GetObjectRequest request, Versioned version, @Nullable Restore restore, Call call) {
        StoredObject object = version.stored();
        refuseOverrides(request, call);
        Entry entry = object.entry();
        Span all = new Span(0, entry.size());
        String told = restore == null ? null : restore.header(call.clock().millis());
        ReadCondition condition = new ReadCondition(
                request.ifMatch(), request.ifNoneMatch(), request.ifModifiedSince(), request.ifUnmodifiedSince());
        ReadCondition.Failed failed = condition.failed(entry, call.clock().instant());
        if (failed != null) {
            if (!failed.notModified()) {
                throw S3Errors.preconditionFailed(failed.header());
            }
            return new Reading(version, told, all, false, null, true);
        }
        if (!call.head().method().equals("HEAD")) {
            Restores.check(
                    restore, entry, call.clock().millis(), "The operation is not valid for the object's storage class");
        }
        Integer part = request.partNumber();
        if (part != null) {
            if (request.range() != null) {
                throw S3Errors.invalidRequest("Cannot specify both Range header and partNumber query parameter");
            }
            return new Reading(
                    version, told, part(object, part), true, entry.parts() == 0 ? null : entry.parts(), false);
        }
        Span range = request.range() == null ? null : Span.ofRange(request.range(), entry.size());
        return range == null
                ? new Reading(version, told, all, false, null, false)
                : new Reading(version, told, range, true, null, false);
    }

    StoredObject object() {
        return version.stored();
    }

    private static Span part(StoredObject object, int number) {
        if (number < 1 || number > 10_000) {
            throw S3Errors.partNumberOutOfRange(Integer.toString(number));
        }
        int parts = Math.max(1, object.entry().parts());
        if (number > parts) {
            throw S3Errors.invalidPartNumber(number, parts);
        }
        if (object.entry().parts() == 0) {
            return new Span(0, object.entry().size());
        }
        long offset = 0;
        for (BlobRef blob : object.blobs().subList(0, number - 1)) {
            offset += blob.length();
        }
        return new Span(offset, object.blobs().get(number - 1).length());
    }

    private static void refuseOverrides(GetObjectRequest request, Call call) {
        boolean overrides = request.responseCacheControl() != null
                || request.responseContentDisposition() != null
                || request.responseContentEncoding() != null
                || request.responseContentLanguage() != null
                || request.responseContentType() != null
                || request.responseExpires() != null;
        if (overrides && call.caller() instanceof Caller.Anonymous) {
            throw S3Errors.invalidRequest(
                    "Request specific response headers cannot be used for anonymous GET requests.");
        }
    }

    @SuppressWarnings("deprecation") // of the two members for Expires the deprecated one is a date
    GetObjectResponse response(GetObjectRequest request) {
        Entry entry = object().entry();
        GetObjectResponse.Builder r = GetObjectResponse.builder()
                .eTag(entry.etag())
                .lastModified(entry.lastModified())
                .versionId(version.told());
        if (notModified) {
            r.sdkHttpResponse(Objects.status(304));
            return r.build();
        }
        Description d = object().description();
        Map<String, String> metadata = d.printableMetadata();
        r.acceptRanges("bytes")
                .contentLength(span.length())
                .storageClass(entry.storageClassHeader())
                .restore(restore)
                .websiteRedirectLocation(d.websiteRedirect())
                .metadata(EncodedWords.encode(metadata))
                .missingMeta(
                        metadata.size() == d.metadata().size()
                                ? null
                                : d.metadata().size() - metadata.size())
                .cacheControl(or(request.responseCacheControl(), d.cacheControl()))
                .contentDisposition(or(request.responseContentDisposition(), d.contentDisposition()))
                .contentEncoding(or(request.responseContentEncoding(), d.contentEncoding()))
                .contentLanguage(or(request.responseContentLanguage(), d.contentLanguage()))
                .contentType(or(or(request.responseContentType(), d.contentType()), Description.DEFAULT_TYPE))
                .expires(or(request.responseExpires(), d.expires()))
                .objectLockMode(object().hold().modeName())
                .objectLockRetainUntilDate(object().hold().untilInstant())
                .objectLockLegalHoldStatus(object().hold().legalName())
                .partsCount(partsCount)
                .replicationStatus(entry.replication().status())
                .tagCount(d.tags().isEmpty() ? null : d.tags().size());
        object().encryption()
                .tell(
                        r::serverSideEncryption,
                        r::ssekmsKeyId,
                        r::bucketKeyEnabled,
                        r::sseCustomerAlgorithm,
                        r::sseCustomerKeyMD5);
        if (partial) {
            if (entry.size() > 0) {
                r.contentRange(span.contentRange(entry.size()));
            }
            r.sdkHttpResponse(Objects.status(206));
        }
        ObjectChecksum checksum = checksum(request);
        if (checksum != null && "ENABLED".equals(request.checksumModeAsString())) {
            r.checksumType(object().checksum().type());
            checksum.write(
                    r::checksumCRC64NVME, r::checksumCRC32, r::checksumCRC32C, r::checksumSHA1, r::checksumSHA256);
        }
        return r.build();
    }

    /** Of the part when one was asked for; some bytes by range have none. */
    private @Nullable ObjectChecksum checksum(GetObjectRequest request) {
        Integer part = request.partNumber();
        if (part != null && object().entry().parts() > 0) {
            return ObjectChecksum.full(
                    object().checksum().algorithm(), object().partChecksums().get(part - 1));
        }
        return partial && part == null ? null : object().checksum();
    }

    private static <T> @Nullable T or(@Nullable T first, @Nullable T second) {
        return first != null ? first : second;
    }
}
