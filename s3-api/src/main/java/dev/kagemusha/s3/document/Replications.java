package dev.kagemusha.s3.document;

import dev.kagemusha.s3.Chapter;
import dev.kagemusha.s3.S3Errors;
import dev.kagemusha.s3.bucket.Home;
import dev.kagemusha.s3.configuration.Kind;
import dev.kagemusha.time.Ids;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.DeleteBucketReplicationRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketReplicationResponse;
import software.amazon.awssdk.services.s3.model.Destination;
import software.amazon.awssdk.services.s3.model.GetBucketReplicationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketReplicationResponse;
import software.amazon.awssdk.services.s3.model.PutBucketReplicationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketReplicationResponse;
import software.amazon.awssdk.services.s3.model.ReplicationConfiguration;
import software.amazon.awssdk.services.s3.model.ReplicationRule;
import software.amazon.awssdk.services.s3.model.ReplicationRuleFilter;
import software.amazon.awssdk.services.s3.model.ReplicationTimeStatus;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Where a bucket's objects are replicated to (S3 API reference, PutBucketReplication; user guide, "Replication configuration file elements"). */
@SuppressWarnings("deprecation") // the older form with a prefix is still taken
public final class Replications implements Chapter {
    private static final int MOST_RULES = 1_000;
    private static final String NEWER_SCHEMA = " must be specified for this version of Cross Region Replication"
            + " configuration schema. Please refer to S3 Developer Guide for more information.";

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
        role(given.role());
        Set<String> names = new HashSet<>();
        Set<Integer> priorities = new HashSet<>();
        List<ReplicationRule> rules = new ArrayList<>();
        boolean newer = given.rules().getFirst().filter() != null;
        for (ReplicationRule rule : given.rules()) {
            if ((rule.filter() != null) != newer) {
                throw S3Errors.invalidRequest(
                        "Rules of both schema versions cannot be used in one replication" + " configuration.");
            }
            check(rule);
            if (rule.priority() != null && !priorities.add(rule.priority())) {
                throw S3Errors.invalidRequest("Found duplicate priority " + rule.priority());
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

    private static void role(@Nullable String role) {
        boolean arn = role != null && role.startsWith("arn:") && role.contains(":iam:") && role.contains(":role/");
        if (!arn) {
            throw DocumentErrors.argument("Invalid Role specified in replication configuration", "Role", role + "");
        }
    }

    private static void check(ReplicationRule rule) {
        if (rule.id() != null && rule.id().length() > 255) {
            throw DocumentErrors.argument("Rule Id should not be longer than 255 characters", "ID", rule.id());
        }
        ReplicationRuleFilter filter = rule.filter();
        if ((filter == null) == (rule.prefix() == null)) {
            throw S3Errors.malformedXml();
        }
        if (filter != null) {
            int predicates =
                    (filter.prefix() == null ? 0 : 1) + (filter.tag() == null ? 0 : 1) + (filter.and() == null ? 0 : 1);
            if (predicates > 1) {
                throw S3Errors.malformedXml();
            }
            if (rule.priority() == null) {
                throw S3Errors.invalidRequest("Priority" + NEWER_SCHEMA);
            }
            if (rule.deleteMarkerReplication() == null) {
                throw S3Errors.invalidRequest("DeleteMarkerReplication" + NEWER_SCHEMA);
            }
        }
        Destination destination = rule.destination();
        if (Schema.bucketOf(destination.bucket()) == null) {
            throw DocumentErrors.argument("Invalid bucket ARN.", "Bucket", String.valueOf(destination.bucket()));
        }
        if (destination.accessControlTranslation() != null && destination.account() == null) {
            throw S3Errors.invalidRequest("Account must be specified with AccessControlTranslation.");
        }
        if (destination.replicationTime() != null
                && destination.replicationTime().status() == ReplicationTimeStatus.ENABLED
                && destination.metrics() == null) {
            throw S3Errors.invalidRequest("Metrics must be enabled when ReplicationTime is enabled.");
        }
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
