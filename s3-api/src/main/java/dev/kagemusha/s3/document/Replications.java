package dev.kagemusha.s3.document;

import dev.kagemusha.s3.Chapter;
import dev.kagemusha.s3.S3Errors;
import dev.kagemusha.s3.bucket.Home;
import dev.kagemusha.s3.configuration.Kind;
import dev.kagemusha.time.Ids;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.DeleteBucketReplicationRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketReplicationResponse;
import software.amazon.awssdk.services.s3.model.DeleteMarkerReplicationStatus;
import software.amazon.awssdk.services.s3.model.Destination;
import software.amazon.awssdk.services.s3.model.EncryptionConfiguration;
import software.amazon.awssdk.services.s3.model.GetBucketReplicationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketReplicationResponse;
import software.amazon.awssdk.services.s3.model.Metrics;
import software.amazon.awssdk.services.s3.model.PutBucketReplicationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketReplicationResponse;
import software.amazon.awssdk.services.s3.model.ReplicationConfiguration;
import software.amazon.awssdk.services.s3.model.ReplicationRule;
import software.amazon.awssdk.services.s3.model.ReplicationRuleFilter;
import software.amazon.awssdk.services.s3.model.ReplicationTime;
import software.amazon.awssdk.services.s3.model.ReplicationTimeStatus;
import software.amazon.awssdk.services.s3.model.ReplicationTimeValue;
import software.amazon.awssdk.services.s3.model.SourceSelectionCriteria;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Where a bucket's objects are replicated to (S3 API reference, PutBucketReplication; user guide, "Replication configuration file elements"). */
@SuppressWarnings("deprecation") // the older form with a prefix is still taken
public final class Replications implements Chapter {
    private static final int MOST_RULES = 1_000;
    private static final String GUIDE = " Please refer to S3 Developer Guide for more information.";
    private static final String SCHEMA = " for this version of Cross Region Replication configuration schema." + GUIDE;
    private static final int PROMISED = 15;

    private final Desk desk;
    private final Schema schema;
    private final Ids ids;

    public Replications(Desk desk, Schema schema, Ids ids) {
        this.desk = desk;
        this.schema = schema;
        this.ids = ids;
    }

    @Override
    public PutBucketReplicationResponse putBucketReplication(PutBucketReplicationRequest request) {
        Home home = desk.home(request.bucket(), request.expectedBucketOwner());
        ReplicationConfiguration given = schema.check(request.replicationConfiguration());
        if (given.rules().size() > MOST_RULES) {
            throw S3Errors.malformedXml();
        }
        role(home, given.role());
        Set<String> names = new HashSet<>();
        Set<Integer> priorities = new HashSet<>();
        List<ReplicationRule> rules = new ArrayList<>();
        boolean newer = given.rules().getFirst().filter() != null;
        for (ReplicationRule rule : given.rules()) {
            if ((rule.filter() != null) != newer) {
                throw S3Errors.invalidRequest(
                        "Rules of both schema versions cannot be used in one replication" + " configuration.");
            }
            check(home, rule);
            if (rule.priority() != null && !priorities.add(rule.priority())) {
                throw S3Errors.invalidRequest("Found duplicate priority " + rule.priority() + ".");
            }
            ReplicationRule named = rule.id() == null || rule.id().isEmpty()
                    ? rule.toBuilder().id(ids.alphanumeric(48)).build()
                    : rule;
            if (!names.add(named.id())) {
                throw DocumentErrors.argument(
                        "Rule Id must be unique. Found same Id for more than one rule", "ID", named.id());
            }
            rules.add(named);
        }
        versioned(home, rules);
        desk.put(home, Kind.REPLICATION, given.toBuilder().rules(rules).build());
        return PutBucketReplicationResponse.builder().build();
    }

    /** S3 acts in it: who gives it a role hands on what the role may, which nobody can of another account's. */
    private static void role(Home home, @Nullable String role) {
        String[] fields = role == null ? new String[0] : role.split(":", 6);
        if (role == null
                || fields.length != 6
                || !fields[0].equals("arn")
                || !fields[2].equals("iam")
                || !fields[5].startsWith("role/")) {
            throw DocumentErrors.argument("Invalid Role specified in replication configuration", "Role", role + "");
        }
        if (!fields[4].equals(home.account())) {
            throw S3Errors.accessDenied("Cross-account pass role is not allowed.");
        }
    }

    private static void check(Home home, ReplicationRule rule) {
        if (rule.id() != null && rule.id().length() > 255) {
            throw DocumentErrors.argument("Rule Id should not be longer than 255 characters", "ID", rule.id());
        }
        // AWS takes it no more: what was there before is for Batch Replication
        if (rule.existingObjectReplication() != null || (rule.filter() == null) == (rule.prefix() == null)) {
            throw S3Errors.malformedXml();
        }
        if (rule.filter() == null) {
            if (rule.priority() != null) {
                throw S3Errors.invalidRequest("Priority cannot be used" + SCHEMA);
            }
            if (rule.deleteMarkerReplication() != null) {
                throw S3Errors.invalidRequest("DeleteMarkerReplication cannot be used" + SCHEMA);
            }
        } else {
            check(rule, rule.filter());
        }
        check(home, rule, rule.destination());
        timed(rule.destination());
    }

    private static void check(ReplicationRule rule, ReplicationRuleFilter filter) {
        int predicates =
                (filter.prefix() == null ? 0 : 1) + (filter.tag() == null ? 0 : 1) + (filter.and() == null ? 0 : 1);
        if (predicates > 1) {
            throw S3Errors.malformedXml();
        }
        if (filter.and() != null
                && (filter.and().prefix() == null ? 0 : 1) + filter.and().tags().size() < 2) {
            throw S3Errors.malformedXml();
        }
        if (rule.priority() == null) {
            throw S3Errors.invalidRequest("Priority must be specified" + SCHEMA);
        }
        if (rule.priority() < 0) {
            throw S3Errors.invalidRequest("Priority must be between 0 and " + Integer.MAX_VALUE + ".");
        }
        if (rule.deleteMarkerReplication() == null) {
            throw S3Errors.invalidRequest("DeleteMarkerReplication must be specified" + SCHEMA);
        }
        boolean tags = filter.tag() != null
                || (filter.and() != null && !filter.and().tags().isEmpty());
        if (tags && rule.deleteMarkerReplication().status() == DeleteMarkerReplicationStatus.ENABLED) {
            throw S3Errors.invalidRequest(
                    "Delete marker replication is not supported if any Tag filter is specified." + GUIDE);
        }
    }

    private static void check(Home home, ReplicationRule rule, Destination destination) {
        String bucket = Schema.bucketOf(destination.bucket());
        if (bucket == null) {
            throw DocumentErrors.argument("Invalid bucket ARN.", "Bucket", String.valueOf(destination.bucket()));
        }
        if (bucket.equals(home.name())) {
            throw S3Errors.invalidRequest("Destination bucket cannot be the same as the source bucket.");
        }
        SourceSelectionCriteria criteria = rule.sourceSelectionCriteria();
        if (criteria != null && criteria.sseKmsEncryptedObjects() == null && criteria.replicaModifications() == null) {
            throw S3Errors.invalidRequest("SourceSelectionCriteria cannot be empty.");
        }
        if (destination.accessControlTranslation() != null && destination.account() == null) {
            throw S3Errors.invalidRequest(
                    "Account must be specified if the Owner in AccessControlTranslation has a value");
        }
        boolean kms = criteria != null && criteria.sseKmsEncryptedObjects() != null;
        EncryptionConfiguration encryption = destination.encryptionConfiguration();
        if (encryption != null && !kms) {
            throw S3Errors.invalidRequest(
                    "SseKmsEncryptedObjects must be specified if EncryptionConfiguration is present.");
        }
        String key = encryption == null ? null : encryption.replicaKmsKeyID();
        if (kms && (key == null || key.isEmpty())) {
            throw S3Errors.invalidRequest(
                    "ReplicaKmsKeyID must be specified if SseKmsEncryptedObjects tag is present.");
        }
        if (key != null && !isKey(key)) {
            throw DocumentErrors.argument("Invalid ReplicaKmsKeyID ARN.", "ReplicaKmsKeyID", key);
        }
    }

    private static boolean isKey(String arn) {
        String[] fields = arn.split(":", 6);
        return fields.length == 6
                && fields[0].equals("arn")
                && fields[2].equals("kms")
                && !fields[3].isEmpty()
                && (fields[5].startsWith("key/") || fields[5].startsWith("alias/"))
                && !fields[5].endsWith("/");
    }

    private static void timed(Destination destination) {
        ReplicationTime time = destination.replicationTime();
        Metrics metrics = destination.metrics();
        if (time != null && metrics == null) {
            throw S3Errors.invalidRequest(
                    "Replication destination must contain both ReplicationTime and Metrics or neither.");
        }
        if (time != null && !minutes(time.time())) {
            throw DocumentErrors.argument("Invalid time minute value", "ReplicationTime", "null");
        }
        boolean promised = time != null && time.status() == ReplicationTimeStatus.ENABLED;
        if (metrics == null) {
            return;
        }
        if (promised && metrics.eventThreshold() == null) {
            throw DocumentErrors.argument(
                    "ReplicationMetrics must contain an event threshold", "ReplicationMetrics", "null");
        }
        if (promised && !minutes(metrics.eventThreshold())) {
            throw DocumentErrors.argument("Invalid event threshold minute value", "ReplicationMetrics", "null");
        }
        if (!promised && metrics.eventThreshold() != null) {
            throw DocumentErrors.argument(
                    "Metrics cannot contain an event threshold when ReplicationTime is not specified or Disabled",
                    "Metrics",
                    "null");
        }
    }

    /** Fifteen is all there is. */
    private static boolean minutes(@Nullable ReplicationTimeValue value) {
        return value != null && value.minutes() != null && value.minutes() == PROMISED;
    }

    /** Source and destinations have to keep versions; a destination in another account is looked at when something goes there. */
    private void versioned(Home home, List<ReplicationRule> rules) {
        if (!desk.isVersioned(home)) {
            throw S3Errors.invalidRequest(
                    "Versioning must be 'Enabled' on the bucket to apply a replication configuration");
        }
        for (ReplicationRule rule : rules) {
            Home target =
                    desk.find(String.valueOf(Schema.bucketOf(rule.destination().bucket())));
            if (target == null) {
                throw S3Errors.invalidRequest("Destination bucket must exist.");
            }
            if (!desk.isVersioned(target)) {
                throw S3Errors.invalidRequest("Destination bucket must have versioning enabled.");
            }
        }
    }

    @Override
    public GetBucketReplicationResponse getBucketReplication(GetBucketReplicationRequest request) {
        return GetBucketReplicationResponse.builder()
                .replicationConfiguration(desk.get(
                        request.bucket(),
                        request.expectedBucketOwner(),
                        Kind.REPLICATION,
                        () -> DocumentErrors.noReplication(request.bucket())))
                .build();
    }

    @Override
    public DeleteBucketReplicationResponse deleteBucketReplication(DeleteBucketReplicationRequest request) {
        desk.delete(desk.home(request.bucket(), request.expectedBucketOwner()), Kind.REPLICATION);
        return DeleteBucketReplicationResponse.builder().build();
    }
}
