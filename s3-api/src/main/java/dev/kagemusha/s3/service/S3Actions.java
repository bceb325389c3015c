package dev.kagemusha.s3.service;

import dev.kagemusha.s3.bucket.BucketTags;
import dev.kagemusha.s3.model.UpdateObjectEncryptionRequest;
import dev.kagemusha.service.ActionTable;
import dev.kagemusha.service.Call;
import dev.kagemusha.service.Permission;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CreateBucketRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectTaggingRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesRequest;
import software.amazon.awssdk.services.s3.model.GetObjectLegalHoldRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRetentionRequest;
import software.amazon.awssdk.services.s3.model.GetObjectTaggingRequest;
import software.amazon.awssdk.services.s3.model.GetObjectTorrentRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.ListBucketsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListPartsRequest;
import software.amazon.awssdk.services.s3.model.ObjectLockRetention;
import software.amazon.awssdk.services.s3.model.PutObjectLegalHoldRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRetentionRequest;
import software.amazon.awssdk.services.s3.model.PutObjectTaggingRequest;
import software.amazon.awssdk.services.s3.model.RestoreObjectRequest;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What each operation needs. Source: Service Authorization Reference, "Actions, resources, and condition keys for S3". */
final class S3Actions {
    private S3Actions() {}

    static ActionTable table() {
        return new ActionTable()
                .on(
                        CreateBucketRequest.class,
                        (r, call) -> bucket("s3:CreateBucket", r.bucket(), call, createBucket(r)))
                .on(ListBucketsRequest.class, (r, call) -> bucket("s3:ListAllMyBuckets", "*", call, Map.of()))
                .on(
                        ListObjectsRequest.class,
                        (r, call) -> bucket(
                                "s3:ListBucket", r.bucket(), call, listing(r.prefix(), r.delimiter(), r.maxKeys())))
                .on(
                        ListObjectsV2Request.class,
                        (r, call) -> bucket(
                                "s3:ListBucket", r.bucket(), call, listing(r.prefix(), r.delimiter(), r.maxKeys())))
                .on(PutObjectRequest.class, (r, call) -> object("s3:PutObject", r.bucket(), r.key(), call, put(r)))
                .on(
                        GetObjectRequest.class,
                        (r, call) -> version("s3:GetObject", r.bucket(), r.key(), r.versionId(), call))
                .on(
                        HeadObjectRequest.class,
                        (r, call) -> version("s3:GetObject", r.bucket(), r.key(), r.versionId(), call))
                .on(
                        GetObjectAttributesRequest.class,
                        (r, call) -> version("s3:GetObjectAttributes", r.bucket(), r.key(), r.versionId(), call))
                .on(
                        GetObjectTaggingRequest.class,
                        (r, call) -> version("s3:GetObjectTagging", r.bucket(), r.key(), r.versionId(), call))
                .on(PutObjectTaggingRequest.class, (r, call) -> version(
                                "s3:PutObjectTagging", r.bucket(), r.key(), r.versionId(), call)
                        .with(tags(r)))
                .on(
                        DeleteObjectTaggingRequest.class,
                        (r, call) -> version("s3:DeleteObjectTagging", r.bucket(), r.key(), r.versionId(), call))
                .on(
                        DeleteObjectRequest.class,
                        (r, call) -> object(
                                r.versionId() == null ? "s3:DeleteObject" : "s3:DeleteObjectVersion",
                                r.bucket(),
                                r.key(),
                                call,
                                deletion(r)))
                .on(
                        CreateMultipartUploadRequest.class,
                        (r, call) -> object("s3:PutObject", r.bucket(), r.key(), call, create(r)))
                .on(UploadPartRequest.class, (r, call) -> object("s3:PutObject", r.bucket(), r.key(), call, Map.of()))
                .on(
                        CompleteMultipartUploadRequest.class,
                        (r, call) -> object("s3:PutObject", r.bucket(), r.key(), call, complete(r)))
                .on(
                        AbortMultipartUploadRequest.class,
                        (r, call) -> object("s3:AbortMultipartUpload", r.bucket(), r.key(), call, Map.of()))
                .on(
                        ListPartsRequest.class,
                        (r, call) -> object("s3:ListMultipartUploadParts", r.bucket(), r.key(), call, Map.of()))
                .on(
                        ListObjectVersionsRequest.class,
                        (r, call) -> bucket(
                                "s3:ListBucketVersions",
                                r.bucket(),
                                call,
                                listing(r.prefix(), r.delimiter(), r.maxKeys())))
                .on(
                        PutObjectRetentionRequest.class,
                        (r, call) -> object("s3:PutObjectRetention", r.bucket(), r.key(), call, retention(r, call)))
                .on(
                        GetObjectRetentionRequest.class,
                        (r, call) -> object("s3:GetObjectRetention", r.bucket(), r.key(), call, Map.of()))
                .on(
                        PutObjectLegalHoldRequest.class,
                        (r, call) -> object("s3:PutObjectLegalHold", r.bucket(), r.key(), call, legalHold(r)))
                .on(
                        GetObjectLegalHoldRequest.class,
                        (r, call) -> object("s3:GetObjectLegalHold", r.bucket(), r.key(), call, Map.of()))
                .on(
                        UpdateObjectEncryptionRequest.class,
                        (r, call) -> object(
                                "s3:UpdateObjectEncryption", r.bucket(), r.key(), call, versionKey(r.versionId())))
                .on(
                        GetObjectTorrentRequest.class,
                        (r, call) -> object("s3:GetObjectTorrent", r.bucket(), r.key(), call, Map.of()))
                .on(
                        RestoreObjectRequest.class,
                        (r, call) -> object("s3:RestoreObject", r.bucket(), r.key(), call, versionKey(r.versionId())))
                .inside(CopyObjectRequest.class, UploadPartCopyRequest.class, DeleteObjectsRequest.class);
    }

    static Permission bucket(String action, String bucket, Call call, Map<String, List<String>> keys) {
        return new Permission(action, "arn:" + call.partition() + ":s3:::" + bucket, null, keys);
    }

    static Permission object(String action, String bucket, String key, Call call, Map<String, List<String>> keys) {
        return new Permission(action, "arn:" + call.partition() + ":s3:::" + bucket + "/" + key, null, keys);
    }

    /** What may be done to current objects and to versions are two permissions. */
    private static Permission version(String action, String bucket, String key, @Nullable String versionId, Call call) {
        return versionId == null
                ? object(action, bucket, key, call, Map.of())
                : object(versionAction(action), bucket, key, call, versionKey(versionId));
    }

    private static Map<String, List<String>> versionKey(@Nullable String versionId) {
        return versionId == null ? Map.of() : Map.of("s3:versionid", List.of(versionId));
    }

    /** For example {@code s3:GetObjectVersionTagging} of {@code s3:GetObjectTagging}. */
    private static String versionAction(String action) {
        int end = action.indexOf("Object") + "Object".length();
        return action.substring(0, end) + "Version" + action.substring(end);
    }

    private static Map<String, List<String>> retention(PutObjectRetentionRequest r, Call call) {
        Map<String, List<String>> keys = new HashMap<>();
        ObjectLockRetention retention = r.retention();
        if (retention != null) {
            add(keys, "s3:object-lock-mode", retention.modeAsString());
            if (retention.retainUntilDate() != null) {
                add(
                        keys,
                        "s3:object-lock-retain-until-date",
                        retention.retainUntilDate().toString());
                long days = Duration.between(call.clock().instant(), retention.retainUntilDate())
                        .toDays();
                add(keys, "s3:object-lock-remaining-retention-days", Long.toString(days));
            }
        }
        return keys;
    }

    private static Map<String, List<String>> legalHold(PutObjectLegalHoldRequest r) {
        Map<String, List<String>> keys = new HashMap<>();
        add(
                keys,
                "s3:object-lock-legal-hold",
                r.legalHold() == null ? null : r.legalHold().statusAsString());
        return keys;
    }

    private static Map<String, List<String>> createBucket(CreateBucketRequest r) {
        boolean tagged = r.createBucketConfiguration() != null
                && r.createBucketConfiguration().hasTags();
        Map<String, List<String>> keys =
                tagged ? BucketTags.requested(r.createBucketConfiguration().tags()) : new HashMap<>();
        add(keys, "s3:x-amz-acl", r.aclAsString());
        add(keys, "s3:x-amz-object-ownership", r.objectOwnershipAsString());
        add(
                keys,
                "s3:locationconstraint",
                r.createBucketConfiguration() == null
                        ? null
                        : r.createBucketConfiguration().locationConstraintAsString());
        return keys;
    }

    private static Map<String, List<String>> listing(
            @Nullable String prefix, @Nullable String delimiter, @Nullable Integer maxKeys) {
        Map<String, List<String>> keys = new HashMap<>();
        add(keys, "s3:prefix", prefix);
        add(keys, "s3:delimiter", delimiter);
        add(keys, "s3:max-keys", maxKeys == null ? null : Integer.toString(maxKeys));
        return keys;
    }

    private static Map<String, List<String>> put(PutObjectRequest r) {
        Map<String, List<String>> keys = new HashMap<>();
        add(keys, "s3:x-amz-acl", r.aclAsString());
        add(keys, "s3:x-amz-storage-class", r.storageClassAsString());
        add(keys, "s3:x-amz-server-side-encryption", r.serverSideEncryptionAsString());
        add(keys, "s3:x-amz-server-side-encryption-aws-kms-key-id", r.ssekmsKeyId());
        add(keys, "s3:x-amz-server-side-encryption-customer-algorithm", r.sseCustomerAlgorithm());
        add(keys, "s3:x-amz-website-redirect-location", r.websiteRedirectLocation());
        add(keys, "s3:if-match", r.ifMatch());
        add(keys, "s3:if-none-match", r.ifNoneMatch());
        add(keys, "s3:ObjectCreationOperation", "true");
        return keys;
    }

    private static Map<String, List<String>> create(CreateMultipartUploadRequest r) {
        Map<String, List<String>> keys = new HashMap<>();
        add(keys, "s3:x-amz-acl", r.aclAsString());
        add(keys, "s3:x-amz-storage-class", r.storageClassAsString());
        add(keys, "s3:x-amz-server-side-encryption", r.serverSideEncryptionAsString());
        add(keys, "s3:x-amz-server-side-encryption-aws-kms-key-id", r.ssekmsKeyId());
        add(keys, "s3:x-amz-server-side-encryption-customer-algorithm", r.sseCustomerAlgorithm());
        add(keys, "s3:x-amz-website-redirect-location", r.websiteRedirectLocation());
        add(keys, "s3:ObjectCreationOperation", "false");
        return keys;
    }

    private static Map<String, List<String>> complete(CompleteMultipartUploadRequest r) {
        Map<String, List<String>> keys = new HashMap<>();
        add(keys, "s3:if-match", r.ifMatch());
        add(keys, "s3:if-none-match", r.ifNoneMatch());
        add(keys, "s3:ObjectCreationOperation", "true");
        return keys;
    }

    private static Map<String, List<String>> tags(PutObjectTaggingRequest r) {
        Map<String, List<String>> keys = new HashMap<>();
        if (r.tagging() != null) {
            for (Tag tag : r.tagging().tagSet()) {
                add(keys, "s3:RequestObjectTag/" + tag.key(), tag.value());
            }
            keys.put(
                    "s3:RequestObjectTagKeys",
                    r.tagging().tagSet().stream().map(Tag::key).toList());
        }
        return keys;
    }

    private static Map<String, List<String>> deletion(DeleteObjectRequest r) {
        Map<String, List<String>> keys = new HashMap<>();
        add(keys, "s3:if-match", r.ifMatch());
        return keys;
    }

    private static void add(Map<String, List<String>> keys, String name, @Nullable String value) {
        if (value != null) {
            keys.put(name, List.of(value));
        }
    }
}
