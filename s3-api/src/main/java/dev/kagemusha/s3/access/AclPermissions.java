package dev.kagemusha.s3.access;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.Permission;

/** Which permission of an ACL stands for an action (user guide, "Mapping of ACL permissions and access policy permissions"). */
final class AclPermissions {
    private AclPermissions() {}

    /** In the bucket's list; null where no list can help. */
    static @Nullable Permission ofBucket(String action) {
        return switch (action) {
            case "s3:ListBucket", "s3:ListBucketVersions", "s3:ListBucketMultipartUploads" -> Permission.READ;
            case "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts" ->
                Permission.WRITE;
            case "s3:GetBucketAcl" -> Permission.READ_ACP;
            case "s3:PutBucketAcl" -> Permission.WRITE_ACP;
            default -> null;
        };
    }

    /** In the object's list; null where the bucket's decides. */
    static @Nullable Permission ofObject(String action) {
        return switch (action) {
            case "s3:GetObject", "s3:GetObjectVersion", "s3:GetObjectTorrent", "s3:GetObjectVersionForReplication" ->
                Permission.READ;
            case "s3:GetObjectAcl", "s3:GetObjectVersionAcl" -> Permission.READ_ACP;
            case "s3:PutObjectAcl", "s3:PutObjectVersionAcl" -> Permission.WRITE_ACP;
            default -> null;
        };
    }
}
