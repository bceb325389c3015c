package dev.kagemusha.s3.logging;

import dev.kagemusha.s3.event.Happening;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;

/** What access logs call the operations: {@code REST.}, the method, and a name of the resource that AWS chose long ago. */
final class Operations {
    private static final Map<String, String> NAMES = names("""
            AbortMultipartUpload REST.DELETE.UPLOAD
            CompleteMultipartUpload REST.POST.UPLOAD
            CopyObject REST.COPY.OBJECT
            CreateBucket REST.PUT.BUCKET
            CreateMultipartUpload REST.POST.UPLOADS
            DeleteBucket REST.DELETE.BUCKET
            DeleteBucketPolicy REST.DELETE.BUCKETPOLICY
            DeleteObject REST.DELETE.OBJECT
            DeleteObjectTagging REST.DELETE.OBJECT_TAGGING
            DeleteObjects REST.POST.MULTI_OBJECT_DELETE
            GetBucketAccelerateConfiguration REST.GET.ACCELERATE
            GetBucketLifecycleConfiguration REST.GET.LIFECYCLE
            GetBucketLogging REST.GET.LOGGING_STATUS
            GetBucketNotificationConfiguration REST.GET.NOTIFICATION
            GetBucketPolicy REST.GET.BUCKETPOLICY
            GetBucketPolicyStatus REST.GET.POLICY_STATUS
            GetObject REST.GET.OBJECT
            GetObjectAcl REST.GET.ACL
            GetObjectAttributes REST.GET.OBJECT_ATTRIBUTES
            GetObjectLegalHold REST.GET.OBJECT_LOCK_LEGAL_HOLD
            GetObjectLockConfiguration REST.GET.OBJECT_LOCK_CONFIGURATION
            GetObjectRetention REST.GET.OBJECT_LOCK_RETENTION
            GetObjectTagging REST.GET.OBJECT_TAGGING
            GetPublicAccessBlock REST.GET.PUBLIC_ACCESS_BLOCK
            HeadBucket REST.HEAD.BUCKET
            HeadObject REST.HEAD.OBJECT
            ListMultipartUploads REST.GET.UPLOADS
            ListObjectVersions REST.GET.BUCKETVERSIONS
            ListObjects REST.GET.BUCKET
            ListObjectsV2 REST.GET.BUCKET
            ListParts REST.GET.UPLOAD
            PostObject REST.POST.OBJECT
            PutBucketAccelerateConfiguration REST.PUT.ACCELERATE
            PutBucketLifecycleConfiguration REST.PUT.LIFECYCLE
            PutBucketLogging REST.PUT.LOGGING_STATUS
            PutBucketNotificationConfiguration REST.PUT.NOTIFICATION
            PutBucketPolicy REST.PUT.BUCKETPOLICY
            PutObject REST.PUT.OBJECT
            PutObjectAcl REST.PUT.ACL
            PutObjectLegalHold REST.PUT.OBJECT_LOCK_LEGAL_HOLD
            PutObjectLockConfiguration REST.PUT.OBJECT_LOCK_CONFIGURATION
            PutObjectRetention REST.PUT.OBJECT_LOCK_RETENTION
            PutObjectTagging REST.PUT.OBJECT_TAGGING
            PutPublicAccessBlock REST.PUT.PUBLIC_ACCESS_BLOCK
            DeletePublicAccessBlock REST.DELETE.PUBLIC_ACCESS_BLOCK
            RestoreObject REST.POST.RESTORE
            SelectObjectContent REST.POST.SELECT
            UploadPart REST.PUT.PART
            UploadPartCopy REST.COPY.PART
            """);

    private static final String[] VERBS = {"Get", "Put", "Delete", "List", "Head", "Create", "Update"};

    private Operations() {}

    private static Map<String, String> names(String table) {
        Map<String, String> names = new HashMap<>();
        table.lines().forEach(line -> {
            int space = line.indexOf(' ');
            names.put(line.substring(0, space), line.substring(space + 1));
        });
        return names;
    }

    /**
     * The name of an operation of the API; for those of bucket configurations it follows from their own, as {@code REST.GET.VERSIONING}
     * from {@code GetBucketVersioning}.
     */
    static String name(String operation, String method) {
        String known = NAMES.get(operation);
        return known != null ? known : "REST." + method + "." + resource(operation);
    }

    /**
     * The name of a request of a website, a form, a preflight, or one that is no operation at all.
     *
     * @param website whether it came to a website's host
     * @param form whether it brought a form
     */
    static String name(String operation, String method, boolean website, boolean form, boolean ofObject) {
        if (website) {
            return "WEBSITE." + method + ".OBJECT";
        }
        return switch (operation) {
            case "" -> "REST." + method + (ofObject ? ".OBJECT" : ".BUCKET");
            case "Preflight" -> "REST.OPTIONS.PREFLIGHT";
            case "PutObject" -> form ? "REST.POST.OBJECT" : name(operation, method);
            default -> name(operation, method);
        };
    }

    /** What lifecycle did, or null when it is not written down (user guide, "Lifecycle and logging"). */
    static @Nullable String ofLifecycle(Happening what, String storageClass) {
        return switch (what) {
            case EXPIRED -> "S3.EXPIRE.OBJECT";
            case EXPIRED_BY_MARKER -> "S3.CREATE.DELETEMARKER";
            case MOVED ->
                switch (storageClass) {
                    case "STANDARD_IA" -> "S3.TRANSITION_SIA.OBJECT";
                    case "ONEZONE_IA" -> "S3.TRANSITION_ZIA.OBJECT";
                    case "INTELLIGENT_TIERING" -> "S3.TRANSITION_INT.OBJECT";
                    case "GLACIER_IR" -> "S3.TRANSITION_GIR.OBJECT";
                    case "DEEP_ARCHIVE" -> "S3.TRANSITION_GDA.OBJECT";
                    default -> "S3.TRANSITION.OBJECT";
                };
            default -> null;
        };
    }

    private static String resource(String operation) {
        String rest = operation;
        for (String verb : VERBS) {
            if (rest.startsWith(verb)) {
                rest = rest.substring(verb.length());
                break;
            }
        }
        if (rest.startsWith("Bucket") && rest.length() > 6) {
            rest = rest.substring(6);
        }
        int end = rest.indexOf("Configuration");
        if (end > 0) {
            rest = rest.substring(0, end);
        }
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < rest.length(); i++) {
            char c = rest.charAt(i);
            if (Character.isUpperCase(c) && i > 0) {
                name.append('_');
            }
            name.append(Character.toUpperCase(c));
        }
        return name.isEmpty() ? "BUCKET" : name.toString();
    }
}
