package dev.kagemusha.protocol.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** What is known of AWS's wire from its API references and from answers seen, and in none of its models. */
final class KnownFacts {
    private static final Map<String, String> S3_ROOTS = Map.ofEntries(
            Map.entry("CompleteMultipartUpload", "CompleteMultipartUploadResult"),
            Map.entry("CreateMultipartUpload", "InitiateMultipartUploadResult"),
            Map.entry("CreateSession", "CreateSessionResult"),
            Map.entry("DeleteObjects", "DeleteResult"),
            Map.entry("GetBucketAccelerateConfiguration", "AccelerateConfiguration"),
            Map.entry("GetBucketAcl", "AccessControlPolicy"),
            Map.entry("GetBucketCors", "CORSConfiguration"),
            Map.entry("GetBucketLifecycleConfiguration", "LifecycleConfiguration"),
            Map.entry("GetBucketLocation", "LocationConstraint"),
            Map.entry("GetBucketLogging", "BucketLoggingStatus"),
            Map.entry("GetBucketNotificationConfiguration", "NotificationConfiguration"),
            Map.entry("GetBucketRequestPayment", "RequestPaymentConfiguration"),
            Map.entry("GetBucketTagging", "Tagging"),
            Map.entry("GetBucketVersioning", "VersioningConfiguration"),
            Map.entry("GetBucketWebsite", "WebsiteConfiguration"),
            Map.entry("GetObjectAcl", "AccessControlPolicy"),
            Map.entry("GetObjectAttributes", "GetObjectAttributesResponse"),
            Map.entry("GetObjectTagging", "Tagging"),
            Map.entry("ListBucketAnalyticsConfigurations", "ListBucketAnalyticsConfigurationResult"),
            Map.entry("ListBucketIntelligentTieringConfigurations", "ListBucketIntelligentTieringConfigurationsOutput"),
            Map.entry("ListBucketInventoryConfigurations", "ListInventoryConfigurationsResult"),
            Map.entry("ListBucketMetricsConfigurations", "ListMetricsConfigurationsResult"),
            Map.entry("ListBuckets", "ListAllMyBucketsResult"),
            Map.entry("ListDirectoryBuckets", "ListAllMyDirectoryBucketsResult"),
            Map.entry("ListMultipartUploads", "ListMultipartUploadsResult"),
            Map.entry("ListObjectVersions", "ListVersionsResult"),
            Map.entry("ListObjects", "ListBucketResult"),
            Map.entry("ListObjectsV2", "ListBucketResult"),
            Map.entry("ListParts", "ListPartsResult"));

    /** "List of error codes" of the S3 API reference. */
    private static final Map<String, Integer> S3_STATUSES = Map.of(
            "AccessDenied", 403,
            "BucketAlreadyExists", 409,
            "BucketAlreadyOwnedByYou", 409,
            "InvalidObjectState", 403,
            "NoSuchBucket", 404,
            "NoSuchKey", 404,
            "NoSuchUpload", 404,
            "ObjectAlreadyInActiveTierError", 403,
            "ObjectNotInActiveTierError", 403);

    /** Recorded answers of AWS; the model says 200 of all but a few. */
    private static final Map<String, Integer> S3_CONTROL_SUCCESSES = Map.of(
            "DeleteAccessPoint", 204,
            "DeleteAccessPointPolicy", 204,
            "DeletePublicAccessBlock", 204);

    private KnownFacts() {}

    static List<String> attributes(Class<?> client) {
        return switch (client.getSimpleName()) {
            // Seen in every answer of DynamoDB; its clients check the sum.
            case "DynamoDbClient", "DynamoDbStreamsClient" ->
                List.of("service errorNamespace=com.amazonaws.dynamodb.v20120810", "service crc32=true");
            case "S3Client" ->
                List.of(
                        "service xmlNamespace=http://s3.amazonaws.com/doc/2006-03-01/",
                        "service noErrorWrapping=true",
                        // An error of its own for each limit, and no common message about constraints.
                        "service unchecked=true");
            // Recorded answers: errors wrapped as everywhere but without a type, and with S3's second id.
            case "S3ControlClient" ->
                List.of(
                        "service xmlNamespace=http://awss3control.amazonaws.com/doc/2018-08-20/",
                        "service hostId=true",
                        "service unchecked=true");
            default -> List.of();
        };
    }

    static String operation(Class<?> client, String name) {
        String root = client.getSimpleName().equals("S3Client") ? S3_ROOTS.get(name) : null;
        return root == null ? "" : " root=" + root;
    }

    /** Operations that AWS's newest model has and the SDK has not; a service declares them itself. */
    static List<String> operationsBeyond(Class<?> client) {
        return client.getSimpleName().equals("S3Client")
                ? List.of("operation UpdateObjectEncryption PUT /{Key+}?encryption 200")
                : List.of();
    }

    /** What their requests must have. */
    static Map<String, List<String>> shapesBeyond(Class<?> client) {
        return client.getSimpleName().equals("S3Client")
                ? Map.of(
                        "UpdateObjectEncryptionRequest",
                        List.of("Bucket required", "Key required", "ObjectEncryption required"))
                : Map.of();
    }

    static int success(Class<?> client, String operation, int modelled) {
        return client.getSimpleName().equals("S3ControlClient")
                ? S3_CONTROL_SUCCESSES.getOrDefault(operation, modelled)
                : modelled;
    }

    static int status(Class<?> client, String error, int modelled) {
        return client.getSimpleName().equals("S3Client") ? S3_STATUSES.getOrDefault(error, modelled) : modelled;
    }

    /**
     * The order in which DynamoDB prints an enumeration's values: that of a hash table with 32 buckets. Every set seen in its
     * answers is in this order; other services keep their model's.
     */
    static List<String> printed(Class<?> client, List<String> values) {
        if (!dynamoDb(client)) {
            return values;
        }
        List<String> sorted = new ArrayList<>(values.reversed()); // the last one in stands first in its bucket
        sorted.sort(Comparator.comparingInt(value -> value.hashCode() & 31));
        return sorted;
    }

    /**
     * Where DynamoDB checks a member among those of its structure: also in the order of a hash table, that of Java 7 over
     * names in camel case, as long as a structure has no more than twelve members.
     */
    static int rank(Class<?> client, String member) {
        if (!dynamoDb(client)) {
            return 0;
        }
        String name = Character.toLowerCase(member.charAt(0)) + member.substring(1);
        int hash = name.hashCode();
        hash ^= (hash >>> 20) ^ (hash >>> 12);
        return (hash ^ (hash >>> 7) ^ (hash >>> 4)) & 15;
    }

    private static boolean dynamoDb(Class<?> client) {
        return client.getSimpleName().startsWith("DynamoDb");
    }

    /** Whether the service answers broken constraints with AWS's common message. */
    static boolean checked(Class<?> client) {
        return !client.getSimpleName().equals("S3Client")
                && !client.getSimpleName().equals("S3ControlClient");
    }
}
