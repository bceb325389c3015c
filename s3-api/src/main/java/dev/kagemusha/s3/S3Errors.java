package dev.kagemusha.s3;

import dev.kagemusha.s3.checksum.Algorithm;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * Every error of S3 that this service answers: code, status, text and elements as AWS sends them. Sources: the S3 API
 * reference's list of error responses, and recordings of AWS where the list is silent.
 */
public final class S3Errors {
    private S3Errors() {}

    // Buckets

    public static S3Error noSuchBucket(String bucket) {
        return new S3Error("NoSuchBucket", 404, "The specified bucket does not exist").with("BucketName", bucket);
    }

    /** @param arn of the point */
    public static S3Error noSuchAccessPoint(String arn) {
        return new S3Error("NoSuchAccessPoint", 404, "The specified accesspoint does not exist")
                .with("AccessPointName", arn.substring(arn.lastIndexOf('/') + 1));
    }

    public static S3Error invalidAccessPointAlias() {
        return new S3Error("InvalidAccessPointAliasError", 400, "The specified access point alias name is not valid");
    }

    public static S3Error accessPointsAttached(String bucket) {
        return new S3Error(
                        "BucketHasAccessPointsAttached",
                        400,
                        "The bucket you tried to delete has access points attached. Delete your access points before"
                                + " deleting your bucket.")
                .with("BucketName", bucket);
    }

    public static S3Error bucketNotEmpty(String bucket) {
        return new S3Error("BucketNotEmpty", 409, "The bucket you tried to delete is not empty")
                .with("BucketName", bucket);
    }

    public static S3Error bucketNotEmptyOfVersions(String bucket) {
        return new S3Error(
                        "BucketNotEmpty",
                        409,
                        "The bucket you tried to delete is not empty. You must delete all versions in the bucket.")
                .with("BucketName", bucket);
    }

    public static S3Error invalidBucketName(String bucket) {
        return new S3Error("InvalidBucketName", 400, "The specified bucket is not valid.").with("BucketName", bucket);
    }

    public static S3Error bucketAlreadyExists(String bucket) {
        return new S3Error(
                        "BucketAlreadyExists",
                        409,
                        "The requested bucket name is not available. The bucket namespace is shared by all users of the"
                                + " system. Please select a different name and try again.")
                .with("BucketName", bucket);
    }

    public static S3Error bucketAlreadyOwnedByYou(String bucket) {
        return new S3Error(
                        "BucketAlreadyOwnedByYou",
                        409,
                        "Your previous request to create the named bucket succeeded and you already own it.")
                .with("BucketName", bucket);
    }

    /** @param constraint what was asked for, or {@code unspecified} */
    public static S3Error illegalLocationConstraint(String constraint) {
        return new S3Error(
                "IllegalLocationConstraintException",
                400,
                "The " + constraint
                        + " location constraint is incompatible for the region specific endpoint this request was sent"
                        + " to.");
    }

    public static S3Error invalidLocationConstraint(String constraint) {
        return new S3Error("InvalidLocationConstraint", 400, "The specified location-constraint is not valid")
                .with("LocationConstraint", constraint);
    }

    public static S3Error illegalVersioning() {
        return new S3Error("IllegalVersioningConfigurationException", 400, "The Versioning element must be specified");
    }

    public static S3Error invalidBucketState(String message) {
        return new S3Error("InvalidBucketState", 409, message);
    }

    public static S3Error bucketAclNeedsOwnership() {
        return new S3Error(
                "InvalidBucketAclWithObjectOwnership",
                400,
                "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting");
    }

    // Objects

    public static S3Error noSuchKey(String key) {
        return new S3Error("NoSuchKey", 404, "The specified key does not exist.").with("Key", key);
    }

    public static S3Error noSuchVersion(String key, String versionId) {
        return new S3Error("NoSuchVersion", 404, "The specified version does not exist.")
                .with("Key", key)
                .with("VersionId", versionId);
    }

    public static S3Error invalidVersionId(String given) {
        return invalidArgument("Invalid version id specified", "versionId", given);
    }

    /** What was asked for by its id is a delete marker, which can only be deleted. */
    public static S3Error deleteMarker(String method, Instant modified, String versionId) {
        return methodNotAllowed(method, "DeleteMarker")
                .header("Allow", "DELETE")
                .header("x-amz-delete-marker", "true")
                .header("x-amz-version-id", versionId)
                .header(
                        "Last-Modified",
                        DateTimeFormatter.RFC_1123_DATE_TIME.format(modified.atOffset(ZoneOffset.UTC)));
    }

    public static S3Error keyTooLong(int size) {
        return new S3Error("KeyTooLongError", 400, "Your key is too long")
                .with("Size", Integer.toString(size))
                .with("MaxSizeAllowed", "1024");
    }

    public static S3Error invalidRedirect(String message) {
        return new S3Error("InvalidRedirectLocation", 400, message);
    }

    public static S3Error metadataTooLarge(int size) {
        return new S3Error("MetadataTooLarge", 400, "Your metadata headers exceed the maximum allowed metadata size")
                .with("Size", Integer.toString(size))
                .with("MaxSizeAllowed", "2048");
    }

    public static S3Error entityTooLarge(long size, long max) {
        return new S3Error("EntityTooLarge", 400, "Your proposed upload exceeds the maximum allowed size")
                .with("ProposedSize", Long.toString(size))
                .with("MaxSizeAllowed", Long.toString(max));
    }

    public static S3Error missingContentLength() {
        return new S3Error("MissingContentLength", 411, "You must provide the Content-Length HTTP header.");
    }

    public static S3Error incompleteBody() {
        return new S3Error(
                "IncompleteBody",
                400,
                "You did not provide the number of bytes specified by the Content-Length HTTP header");
    }

    public static S3Error invalidStorageClass(String given) {
        return new S3Error("InvalidStorageClass", 400, "The storage class you specified is not valid")
                .with("StorageClassRequested", given);
    }

    /** @param storageClass of the object, where AWS tells it */
    public static S3Error invalidObjectState(String message, @Nullable String storageClass) {
        S3Error error = new S3Error("InvalidObjectState", 403, message);
        return storageClass == null ? error : error.with("StorageClass", storageClass);
    }

    public static S3Error restoreInProgress() {
        return new S3Error("RestoreAlreadyInProgress", 409, "Object restore is already in progress");
    }

    /** @param resource what it is, as AWS calls it: for example {@code OBJECT} */
    public static S3Error methodNotAllowed(String method, String resource) {
        return methodNotAllowed(method).with("ResourceType", resource);
    }

    public static S3Error methodNotAllowed(String method) {
        return new S3Error("MethodNotAllowed", 405, "The specified method is not allowed against this resource.")
                .with("Method", method);
    }

    public static S3Error accessControlListNotSupported() {
        return new S3Error("AccessControlListNotSupported", 400, "The bucket does not allow ACLs");
    }

    public static S3Error objectLocked() {
        return accessDenied("Access Denied because object protected by object lock.");
    }

    public static S3Error noObjectLock() {
        return new S3Error(
                "NoSuchObjectLockConfiguration", 404, "The specified object does not have a ObjectLock configuration");
    }

    public static S3Error objectLockNotConfigured(String bucket) {
        return new S3Error(
                        "ObjectLockConfigurationNotFoundError",
                        404,
                        "Object Lock configuration does not exist for this bucket")
                .with("BucketName", bucket);
    }

    public static S3Error invalidRetentionPeriod(String message) {
        return new S3Error("InvalidRetentionPeriod", 400, message);
    }

    public static S3Error missingObjectLock() {
        return invalidRequest("Bucket is missing Object Lock Configuration");
    }

    public static S3Error invalidTag(String message) {
        return new S3Error("InvalidTag", 400, message);
    }

    public static S3Error tooManyTags() {
        return new S3Error("BadRequest", 400, "Object tags cannot be greater than 10");
    }

    // Ranges and parts of objects

    public static S3Error invalidRange(String requested, long size) {
        return new S3Error("InvalidRange", 416, "The requested range is not satisfiable")
                .with("RangeRequested", requested)
                .with("ActualObjectSize", Long.toString(size));
    }

    public static S3Error invalidPartNumber(int requested, int actual) {
        return new S3Error("InvalidPartNumber", 416, "The requested partnumber is not satisfiable")
                .with("ActualPartCount", Integer.toString(actual))
                .with("PartNumberRequested", Integer.toString(requested));
    }

    public static S3Error partNumberOutOfRange(String number) {
        return invalidArgument("Part number must be an integer between 1 and 10000, inclusive", "partNumber", number);
    }

    // Integrity

    public static S3Error badMd5(String expected, String calculated) {
        return new S3Error("BadDigest", 400, "The Content-MD5 you specified did not match what we received.")
                .with("ExpectedDigest", expected)
                .with("CalculatedDigest", calculated);
    }

    public static S3Error invalidMd5(String given) {
        return new S3Error("InvalidDigest", 400, "The Content-MD5 you specified was invalid.")
                .with("Content-MD5", given);
    }

    public static S3Error badChecksum(Algorithm algorithm) {
        return new S3Error(
                "BadDigest", 400, "The " + algorithm.name() + " you specified did not match the calculated checksum.");
    }

    public static S3Error invalidChecksumHeader(String header) {
        return invalidRequest("Value for " + header + " header is invalid.");
    }

    public static S3Error severalChecksums() {
        return invalidRequest("Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");
    }

    public static S3Error checksumAnnouncedOnly() {
        return invalidRequest("x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or"
                + " x-amz-trailer headers were found.");
    }

    public static S3Error unsupportedChecksum() {
        return invalidRequest("Checksum algorithm provided is unsupported. Please try again with any of the valid"
                + " types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]");
    }

    public static S3Error malformedTrailer() {
        return new S3Error(
                "MalformedTrailerError",
                400,
                "The request contained trailing data that was not well-formed or did not conform to our published"
                        + " schema.");
    }

    public static S3Error digestRequired() {
        return invalidRequest("Missing required header for this request: Content-MD5 OR x-amz-checksum-*");
    }

    // Conditions

    /** @param condition the header that did not hold, for example {@code If-None-Match} */
    public static S3Error preconditionFailed(String condition) {
        return new S3Error("PreconditionFailed", 412, "At least one of the pre-conditions you specified did not hold")
                .with("Condition", condition);
    }

    /** What was begun cannot be finished, since the object changes all the time. */
    public static S3Error operationAborted() {
        return new S3Error(
                "OperationAborted",
                409,
                "A conflicting conditional operation is currently in progress against this resource. Try again.");
    }

    public static S3Error conditionalRequestConflict(String condition, String key) {
        return new S3Error(
                        "ConditionalRequestConflict",
                        409,
                        "The conditional request cannot succeed due to a conflicting operation against this resource.")
                .with("Condition", condition)
                .with("Key", key);
    }

    // Multipart uploads

    public static S3Error noSuchUpload(String uploadId) {
        return new S3Error(
                        "NoSuchUpload",
                        404,
                        "The specified upload does not exist. The upload ID may be invalid, or the upload may have been"
                                + " aborted or completed.")
                .with("UploadId", uploadId);
    }

    public static S3Error invalidPart(String uploadId, int number, String etag) {
        return new S3Error(
                        "InvalidPart",
                        400,
                        "One or more of the specified parts could not be found.  The part may not have been uploaded,"
                                + " or the specified entity tag may not match the part's entity tag.")
                .with("UploadId", uploadId)
                .with("PartNumber", Integer.toString(number))
                .with("ETag", etag);
    }

    public static S3Error badPartChecksum(Algorithm algorithm, int number) {
        return new S3Error(
                "BadDigest",
                400,
                "The " + algorithm.lowerName() + " you specified for part " + number
                        + " did not match what we received.");
    }

    /** Completing writes the algorithm in lower case, PutObject in upper case. */
    public static S3Error badObjectChecksum(Algorithm algorithm) {
        return new S3Error(
                "BadDigest",
                400,
                "The " + algorithm.lowerName() + " you specified did not match the calculated checksum.");
    }

    public static S3Error invalidPartOrder(String uploadId) {
        return new S3Error(
                        "InvalidPartOrder",
                        400,
                        "The list of parts was not in ascending order. Parts must be ordered by part number.")
                .with("UploadId", uploadId);
    }

    public static S3Error entityTooSmall(long size, int number, String etag) {
        return new S3Error("EntityTooSmall", 400, "Your proposed upload is smaller than the minimum allowed size")
                .with("ProposedSize", Long.toString(size))
                .with("MinSizeAllowed", "5242880")
                .with("PartNumber", Integer.toString(number))
                .with("ETag", etag);
    }

    public static S3Error checksumTypeMismatch(String expected, String actual) {
        return invalidRequest("Checksum Type mismatch occurred, expected checksum Type: " + expected
                + ", actual checksum Type: " + actual);
    }

    public static S3Error partChecksumMissing(Algorithm algorithm, int number) {
        return invalidRequest("The upload was created using a " + algorithm.lowerName()
                + " checksum. The complete request must include the checksum for each part. It was missing for part "
                + number + " in the request.");
    }

    public static S3Error checksumModeDiffers(String mode) {
        return invalidRequest("The upload was created using the " + mode
                + " checksum mode. The complete request must use the same checksum mode.");
    }

    public static S3Error checksumTypeUnfit(String type, Algorithm algorithm) {
        return invalidRequest("The " + type + " checksum type cannot be used with the " + algorithm.lowerName()
                + " checksum algorithm.");
    }

    public static S3Error checksumTypeAlone() {
        return invalidRequest(
                "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.");
    }

    public static S3Error objectSizeDiffers(long given, long computed) {
        return invalidRequest("The provided 'x-amz-mp-object-size' header value " + given
                + " does not match what was computed: " + computed);
    }

    // Copies

    public static S3Error invalidCopySource() {
        return invalidArgument("Invalid copy source object key", "x-amz-copy-source", "x-amz-copy-source");
    }

    public static S3Error copyToItself() {
        return invalidRequest("This copy request is illegal because it is trying to copy an object to itself without"
                + " changing the object's metadata, storage class, website redirect location or encryption"
                + " attributes.");
    }

    public static S3Error copySourceTooLarge(long max) {
        return invalidRequest(
                "The specified copy source is larger than the maximum allowable size for a copy source: " + max);
    }

    public static S3Error copyRangeForm(String given) {
        return invalidArgument(
                "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the"
                        + " zero-based offsets of the first and last bytes to copy",
                "x-amz-copy-source-range",
                given);
    }

    public static S3Error copyRangeOutside(String given, long size) {
        return invalidArgument(
                "Range specified is not valid for source object of size: " + size, "x-amz-copy-source-range", given);
    }

    // Anything

    public static S3Error accessDenied(@Nullable String text) {
        return new S3Error("AccessDenied", 403, text == null ? "Access Denied" : text);
    }

    public static S3Error customerKeysBlocked(String caller, String object) {
        return accessDenied("User: " + caller + " is not authorized to perform: s3:PutObject on resource: \"" + object
                + "\" because this bucket has blocked upload requests that specify Server Side Encryption with Customer"
                + " provided keys (SSE-C). Please specify a different server-side encryption type");
    }

    public static S3Error accessDenied() {
        return new S3Error("AccessDenied", 403, "Access Denied");
    }

    public static S3Error invalidBucketOwner(String given) {
        return new S3Error(
                "InvalidBucketOwnerAWSAccountID",
                400,
                "The value of the expected bucket owner parameter must be an AWS Account ID... [" + given + "]");
    }

    public static S3Error invalidRequest(String message) {
        return new S3Error("InvalidRequest", 400, message);
    }

    public static S3Error invalidArgument(String message, String name, String value) {
        return new S3Error("InvalidArgument", 400, message)
                .with("ArgumentName", name)
                .with("ArgumentValue", value);
    }

    public static S3Error malformedXml() {
        return new S3Error(
                "MalformedXML",
                400,
                "The XML you provided was not well-formed or did not validate against our published schema");
    }

    public static S3Error notImplemented(String header) {
        return new S3Error("NotImplemented", 501, "A header you provided implies functionality that is not implemented")
                .with("Header", header);
    }
}
