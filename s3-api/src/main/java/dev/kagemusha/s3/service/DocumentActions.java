package dev.kagemusha.s3.service;

import dev.kagemusha.service.ActionTable;
import software.amazon.awssdk.services.s3.model.DeleteBucketAnalyticsConfigurationRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketCorsRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketIntelligentTieringConfigurationRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketInventoryConfigurationRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketLifecycleRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketMetricsConfigurationRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketOwnershipControlsRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketPolicyRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketReplicationRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketTaggingRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketWebsiteRequest;
import software.amazon.awssdk.services.s3.model.DeletePublicAccessBlockRequest;
import software.amazon.awssdk.services.s3.model.GetBucketAbacRequest;
import software.amazon.awssdk.services.s3.model.GetBucketAccelerateConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketAclRequest;
import software.amazon.awssdk.services.s3.model.GetBucketAnalyticsConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketCorsRequest;
import software.amazon.awssdk.services.s3.model.GetBucketIntelligentTieringConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketInventoryConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketLifecycleConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketLoggingRequest;
import software.amazon.awssdk.services.s3.model.GetBucketMetricsConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketNotificationConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketOwnershipControlsRequest;
import software.amazon.awssdk.services.s3.model.GetBucketPolicyRequest;
import software.amazon.awssdk.services.s3.model.GetBucketPolicyStatusRequest;
import software.amazon.awssdk.services.s3.model.GetBucketReplicationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketRequestPaymentRequest;
import software.amazon.awssdk.services.s3.model.GetBucketTaggingRequest;
import software.amazon.awssdk.services.s3.model.GetBucketWebsiteRequest;
import software.amazon.awssdk.services.s3.model.GetObjectAclRequest;
import software.amazon.awssdk.services.s3.model.GetPublicAccessBlockRequest;
import software.amazon.awssdk.services.s3.model.ListBucketAnalyticsConfigurationsRequest;
import software.amazon.awssdk.services.s3.model.ListBucketIntelligentTieringConfigurationsRequest;
import software.amazon.awssdk.services.s3.model.ListBucketInventoryConfigurationsRequest;
import software.amazon.awssdk.services.s3.model.ListBucketMetricsConfigurationsRequest;
import software.amazon.awssdk.services.s3.model.PutBucketAbacRequest;
import software.amazon.awssdk.services.s3.model.PutBucketAccelerateConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketAclRequest;
import software.amazon.awssdk.services.s3.model.PutBucketAnalyticsConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketCorsRequest;
import software.amazon.awssdk.services.s3.model.PutBucketIntelligentTieringConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketInventoryConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketLifecycleConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketLoggingRequest;
import software.amazon.awssdk.services.s3.model.PutBucketMetricsConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketNotificationConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketOwnershipControlsRequest;
import software.amazon.awssdk.services.s3.model.PutBucketPolicyRequest;
import software.amazon.awssdk.services.s3.model.PutBucketReplicationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketRequestPaymentRequest;
import software.amazon.awssdk.services.s3.model.PutBucketTaggingRequest;
import software.amazon.awssdk.services.s3.model.PutBucketWebsiteRequest;
import software.amazon.awssdk.services.s3.model.PutObjectAclRequest;
import software.amazon.awssdk.services.s3.model.PutPublicAccessBlockRequest;

import java.util.Map;

/** What the operations on a bucket's configurations need: removing one is putting it, with two exceptions. */
final class DocumentActions {
    private DocumentActions() {}

    static ActionTable addTo(ActionTable table) {
        return table.on(
                        PutBucketPolicyRequest.class,
                        (r, call) -> S3Actions.bucket("s3:PutBucketPolicy", r.bucket(), call, Map.of()))
                .on(
                        GetBucketPolicyRequest.class,
                        (r, call) -> S3Actions.bucket("s3:GetBucketPolicy", r.bucket(), call, Map.of()))
                .on(
                        DeleteBucketPolicyRequest.class,
                        (r, call) -> S3Actions.bucket("s3:DeleteBucketPolicy", r.bucket(), call, Map.of()))
                .on(
                        GetBucketPolicyStatusRequest.class,
                        (r, call) -> S3Actions.bucket("s3:GetBucketPolicyStatus", r.bucket(), call, Map.of()))
                .on(
                        PutBucketAclRequest.class,
                        (r, call) -> S3Actions.bucket("s3:PutBucketAcl", r.bucket(), call, Map.of()))
                .on(
                        GetBucketAclRequest.class,
                        (r, call) -> S3Actions.bucket("s3:GetBucketAcl", r.bucket(), call, Map.of()))
                .on(
                        PutBucketOwnershipControlsRequest.class,
                        (r, call) -> S3Actions.bucket("s3:PutBucketOwnershipControls", r.bucket(), call, Map.of()))
                .on(
                        GetBucketOwnershipControlsRequest.class,
                        (r, call) -> S3Actions.bucket("s3:GetBucketOwnershipControls", r.bucket(), call, Map.of()))
                .on(
                        DeleteBucketOwnershipControlsRequest.class,
                        (r, call) -> S3Actions.bucket("s3:PutBucketOwnershipControls", r.bucket(), call, Map.of()))
                .on(
                        PutPublicAccessBlockRequest.class,
                        (r, call) -> S3Actions.bucket("s3:PutBucketPublicAccessBlock", r.bucket(), call, Map.of()))
                .on(
                        GetPublicAccessBlockRequest.class,
                        (r, call) -> S3Actions.bucket("s3:GetBucketPublicAccessBlock", r.bucket(), call, Map.of()))
                .on(
                        DeletePublicAccessBlockRequest.class,
                        (r, call) -> S3Actions.bucket("s3:PutBucketPublicAccessBlock", r.bucket(), call, Map.of()))
                .on(
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
                                Map.of()))
                .on(
                        PutBucketCorsRequest.class,
                        (r, call) -> S3Actions.bucket("s3:PutBucketCORS", r.bucket(), call, Map.of()))
                .on(
                        GetBucketCorsRequest.class,
                        (r, call) -> S3Actions.bucket("s3:GetBucketCORS", r.bucket(), call, Map.of()))
                .on(
                        DeleteBucketCorsRequest.class,
                        (r, call) -> S3Actions.bucket("s3:PutBucketCORS", r.bucket(), call, Map.of()))
                .on(
                        PutBucketWebsiteRequest.class,
                        (r, call) -> S3Actions.bucket("s3:PutBucketWebsite", r.bucket(), call, Map.of()))
                .on(
                        GetBucketWebsiteRequest.class,
                        (r, call) -> S3Actions.bucket("s3:GetBucketWebsite", r.bucket(), call, Map.of()))
                .on(
                        DeleteBucketWebsiteRequest.class,
                        (r, call) -> S3Actions.bucket("s3:DeleteBucketWebsite", r.bucket(), call, Map.of()))
                .on(
                        PutBucketLifecycleConfigurationRequest.class,
                        (r, call) -> S3Actions.bucket("s3:PutLifecycleConfiguration", r.bucket(), call, Map.of()))
                .on(
                        GetBucketLifecycleConfigurationRequest.class,
                        (r, call) -> S3Actions.bucket("s3:GetLifecycleConfiguration", r.bucket(), call, Map.of()))
                .on(
                        DeleteBucketLifecycleRequest.class,
                        (r, call) -> S3Actions.bucket("s3:PutLifecycleConfiguration", r.bucket(), call, Map.of()))
                .on(
                        PutBucketReplicationRequest.class,
                        (r, call) -> S3Actions.bucket("s3:PutReplicationConfiguration", r.bucket(), call, Map.of()))
                .on(
                        GetBucketReplicationRequest.class,
                        (r, call) -> S3Actions.bucket("s3:GetReplicationConfiguration", r.bucket(), call, Map.of()))
                .on(
                        DeleteBucketReplicationRequest.class,
                        (r, call) -> S3Actions.bucket("s3:PutReplicationConfiguration", r.bucket(), call, Map.of()))
                .on(
                        PutBucketNotificationConfigurationRequest.class,
                        (r, call) -> S3Actions.bucket("s3:PutBucketNotification", r.bucket(), call, Map.of()))
                .on(
                        GetBucketNotificationConfigurationRequest.class,
                        (r, call) -> S3Actions.bucket("s3:GetBucketNotification", r.bucket(), call, Map.of()))
                .on(
                        PutBucketLoggingRequest.class,
                        (r, call) -> S3Actions.bucket("s3:PutBucketLogging", r.bucket(), call, Map.of()))
                .on(
                        GetBucketLoggingRequest.class,
                        (r, call) -> S3Actions.bucket("s3:GetBucketLogging", r.bucket(), call, Map.of()))
                .on(
                        PutBucketRequestPaymentRequest.class,
                        (r, call) -> S3Actions.bucket("s3:PutBucketRequestPayment", r.bucket(), call, Map.of()))
                .on(
                        GetBucketRequestPaymentRequest.class,
                        (r, call) -> S3Actions.bucket("s3:GetBucketRequestPayment", r.bucket(), call, Map.of()))
                .on(
                        PutBucketAccelerateConfigurationRequest.class,
                        (r, call) -> S3Actions.bucket("s3:PutAccelerateConfiguration", r.bucket(), call, Map.of()))
                .on(
                        GetBucketAccelerateConfigurationRequest.class,
                        (r, call) -> S3Actions.bucket("s3:GetAccelerateConfiguration", r.bucket(), call, Map.of()))
                .on(
                        PutBucketTaggingRequest.class,
                        (r, call) -> S3Actions.bucket("s3:PutBucketTagging", r.bucket(), call, Map.of()))
                .on(
                        GetBucketTaggingRequest.class,
                        (r, call) -> S3Actions.bucket("s3:GetBucketTagging", r.bucket(), call, Map.of()))
                .on(
                        DeleteBucketTaggingRequest.class,
                        (r, call) -> S3Actions.bucket("s3:PutBucketTagging", r.bucket(), call, Map.of()))
                .on(
                        PutBucketAbacRequest.class,
                        (r, call) -> S3Actions.bucket("s3:PutBucketAbac", r.bucket(), call, Map.of()))
                .on(
                        GetBucketAbacRequest.class,
                        (r, call) -> S3Actions.bucket("s3:GetBucketAbac", r.bucket(), call, Map.of()))
                .on(
                        PutBucketInventoryConfigurationRequest.class,
                        (r, call) -> S3Actions.bucket("s3:PutInventoryConfiguration", r.bucket(), call, Map.of()))
                .on(
                        GetBucketInventoryConfigurationRequest.class,
                        (r, call) -> S3Actions.bucket("s3:GetInventoryConfiguration", r.bucket(), call, Map.of()))
                .on(
                        ListBucketInventoryConfigurationsRequest.class,
                        (r, call) -> S3Actions.bucket("s3:GetInventoryConfiguration", r.bucket(), call, Map.of()))
                .on(
                        DeleteBucketInventoryConfigurationRequest.class,
                        (r, call) -> S3Actions.bucket("s3:PutInventoryConfiguration", r.bucket(), call, Map.of()))
                .on(
                        PutBucketAnalyticsConfigurationRequest.class,
                        (r, call) -> S3Actions.bucket("s3:PutAnalyticsConfiguration", r.bucket(), call, Map.of()))
                .on(
                        GetBucketAnalyticsConfigurationRequest.class,
                        (r, call) -> S3Actions.bucket("s3:GetAnalyticsConfiguration", r.bucket(), call, Map.of()))
                .on(
                        ListBucketAnalyticsConfigurationsRequest.class,
                        (r, call) -> S3Actions.bucket("s3:GetAnalyticsConfiguration", r.bucket(), call, Map.of()))
                .on(
                        DeleteBucketAnalyticsConfigurationRequest.class,
                        (r, call) -> S3Actions.bucket("s3:PutAnalyticsConfiguration", r.bucket(), call, Map.of()))
                .on(
                        PutBucketMetricsConfigurationRequest.class,
                        (r, call) -> S3Actions.bucket("s3:PutMetricsConfiguration", r.bucket(), call, Map.of()))
                .on(
                        GetBucketMetricsConfigurationRequest.class,
                        (r, call) -> S3Actions.bucket("s3:GetMetricsConfiguration", r.bucket(), call, Map.of()))
                .on(
                        ListBucketMetricsConfigurationsRequest.class,
                        (r, call) -> S3Actions.bucket("s3:GetMetricsConfiguration", r.bucket(), call, Map.of()))
                .on(
                        DeleteBucketMetricsConfigurationRequest.class,
                        (r, call) -> S3Actions.bucket("s3:PutMetricsConfiguration", r.bucket(), call, Map.of()))
                .on(
                        PutBucketIntelligentTieringConfigurationRequest.class,
                        (r, call) ->
                                S3Actions.bucket("s3:PutIntelligentTieringConfiguration", r.bucket(), call, Map.of()))
                .on(
                        GetBucketIntelligentTieringConfigurationRequest.class,
                        (r, call) ->
                                S3Actions.bucket("s3:GetIntelligentTieringConfiguration", r.bucket(), call, Map.of()))
                .on(
                        ListBucketIntelligentTieringConfigurationsRequest.class,
                        (r, call) ->
                                S3Actions.bucket("s3:GetIntelligentTieringConfiguration", r.bucket(), call, Map.of()))
                .on(
                        DeleteBucketIntelligentTieringConfigurationRequest.class,
                        (r, call) ->
                                S3Actions.bucket("s3:PutIntelligentTieringConfiguration", r.bucket(), call, Map.of()));
    }
}
