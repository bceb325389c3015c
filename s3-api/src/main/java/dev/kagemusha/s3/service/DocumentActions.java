package dev.kagemusha.s3.service;

import dev.kagemusha.service.ActionTable;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.services.s3.model.GetObjectAclRequest;
import software.amazon.awssdk.services.s3.model.PutObjectAclRequest;

import java.util.Map;

/**
 * What the operations on a bucket's configurations need, and others that need one permission on the bucket whatever their request says:
 * removing a configuration is putting it, with two exceptions.
 */
final class DocumentActions {
    private static final String OF_BUCKETS = """
            HeadBucket s3:ListBucket
            DeleteBucket s3:DeleteBucket
            GetBucketLocation s3:GetBucketLocation
            PutBucketEncryption s3:PutEncryptionConfiguration
            GetBucketEncryption s3:GetEncryptionConfiguration
            DeleteBucketEncryption s3:PutEncryptionConfiguration
            ListMultipartUploads s3:ListBucketMultipartUploads
            PutBucketVersioning s3:PutBucketVersioning
            GetBucketVersioning s3:GetBucketVersioning
            PutObjectLockConfiguration s3:PutBucketObjectLockConfiguration
            GetObjectLockConfiguration s3:GetBucketObjectLockConfiguration
            PutBucketPolicy s3:PutBucketPolicy
            GetBucketPolicy s3:GetBucketPolicy
            DeleteBucketPolicy s3:DeleteBucketPolicy
            GetBucketPolicyStatus s3:GetBucketPolicyStatus
            PutBucketAcl s3:PutBucketAcl
            GetBucketAcl s3:GetBucketAcl
            PutBucketOwnershipControls s3:PutBucketOwnershipControls
            GetBucketOwnershipControls s3:GetBucketOwnershipControls
            DeleteBucketOwnershipControls s3:PutBucketOwnershipControls
            PutPublicAccessBlock s3:PutBucketPublicAccessBlock
            GetPublicAccessBlock s3:GetBucketPublicAccessBlock
            DeletePublicAccessBlock s3:PutBucketPublicAccessBlock
            PutBucketCors s3:PutBucketCORS
            GetBucketCors s3:GetBucketCORS
            DeleteBucketCors s3:PutBucketCORS
            PutBucketWebsite s3:PutBucketWebsite
            GetBucketWebsite s3:GetBucketWebsite
            DeleteBucketWebsite s3:DeleteBucketWebsite
            PutBucketLifecycleConfiguration s3:PutLifecycleConfiguration
            GetBucketLifecycleConfiguration s3:GetLifecycleConfiguration
            DeleteBucketLifecycle s3:PutLifecycleConfiguration
            PutBucketReplication s3:PutReplicationConfiguration
            GetBucketReplication s3:GetReplicationConfiguration
            DeleteBucketReplication s3:PutReplicationConfiguration
            PutBucketNotificationConfiguration s3:PutBucketNotification
            GetBucketNotificationConfiguration s3:GetBucketNotification
            PutBucketLogging s3:PutBucketLogging
            GetBucketLogging s3:GetBucketLogging
            PutBucketRequestPayment s3:PutBucketRequestPayment
            GetBucketRequestPayment s3:GetBucketRequestPayment
            PutBucketAccelerateConfiguration s3:PutAccelerateConfiguration
            GetBucketAccelerateConfiguration s3:GetAccelerateConfiguration
            PutBucketTagging s3:PutBucketTagging
            GetBucketTagging s3:GetBucketTagging
            DeleteBucketTagging s3:PutBucketTagging
            PutBucketAbac s3:PutBucketAbac
            GetBucketAbac s3:GetBucketAbac
            PutBucketInventoryConfiguration s3:PutInventoryConfiguration
            GetBucketInventoryConfiguration s3:GetInventoryConfiguration
            ListBucketInventoryConfigurations s3:GetInventoryConfiguration
            DeleteBucketInventoryConfiguration s3:PutInventoryConfiguration
            PutBucketAnalyticsConfiguration s3:PutAnalyticsConfiguration
            GetBucketAnalyticsConfiguration s3:GetAnalyticsConfiguration
            ListBucketAnalyticsConfigurations s3:GetAnalyticsConfiguration
            DeleteBucketAnalyticsConfiguration s3:PutAnalyticsConfiguration
            PutBucketMetricsConfiguration s3:PutMetricsConfiguration
            GetBucketMetricsConfiguration s3:GetMetricsConfiguration
            ListBucketMetricsConfigurations s3:GetMetricsConfiguration
            DeleteBucketMetricsConfiguration s3:PutMetricsConfiguration
            PutBucketIntelligentTieringConfiguration s3:PutIntelligentTieringConfiguration
            GetBucketIntelligentTieringConfiguration s3:GetIntelligentTieringConfiguration
            ListBucketIntelligentTieringConfigurations s3:GetIntelligentTieringConfiguration
            DeleteBucketIntelligentTieringConfiguration s3:PutIntelligentTieringConfiguration
            """;

    private DocumentActions() {}

    static ActionTable addTo(ActionTable table) {
        OF_BUCKETS.lines().forEach(line -> {
            int space = line.indexOf(' ');
            String action = line.substring(space + 1);
            table.on(
                    line.substring(0, space),
                    (request, call) -> S3Actions.bucket(action, bucket(request), call, Map.of()));
        });
        return table.on(
                        GetObjectAclRequest.class,
                        (r, call) -> S3Actions.object(
                                r.versionId() == null ? "s3:GetObjectAcl" : "s3:GetObjectVersionAcl",
                                r.bucket(),
                                r.key(),
                                call,
                                Map.of()))
                .on(
                        PutObjectAclRequest.class,
                        (r, call) -> S3Actions.object(
                                r.versionId() == null ? "s3:PutObjectAcl" : "s3:PutObjectVersionAcl",
                                r.bucket(),
                                r.key(),
                                call,
                                Map.of()));
    }

    private static String bucket(SdkRequest request) {
        return request.getValueForField("Bucket", String.class).orElse("");
    }
}
