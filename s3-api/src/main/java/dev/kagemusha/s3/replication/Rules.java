package dev.kagemusha.s3.replication;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.DeleteMarkerReplicationStatus;
import software.amazon.awssdk.services.s3.model.Destination;
import software.amazon.awssdk.services.s3.model.MetricsStatus;
import software.amazon.awssdk.services.s3.model.OwnerOverride;
import software.amazon.awssdk.services.s3.model.ReplicaModificationsStatus;
import software.amazon.awssdk.services.s3.model.ReplicationConfiguration;
import software.amazon.awssdk.services.s3.model.ReplicationRule;
import software.amazon.awssdk.services.s3.model.ReplicationRuleFilter;
import software.amazon.awssdk.services.s3.model.ReplicationRuleStatus;
import software.amazon.awssdk.services.s3.model.ReplicationTimeStatus;
import software.amazon.awssdk.services.s3.model.SourceSelectionCriteria;
import software.amazon.awssdk.services.s3.model.SseKmsEncryptedObjectsStatus;
import software.amazon.awssdk.services.s3.model.Tag;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A bucket's replication configuration as a judge: where an object goes, and as what. To each destination it goes by one rule, the one of
 * highest priority; to several destinations by several.
 *
 * @param role ARN on whose behalf everything is copied
 * @param rules the enabled ones, highest priority first
 */
public record Rules(String role, List<Rule> rules) {
    private static final String BUCKET_ARN = ":s3:::";

    /**
     * A rule.
     *
     * @param tags all of which an object has
     * @param bucket name of the destination
     * @param account that the destination must be of, or null
     * @param handsOver whether the copies become that account's
     * @param storageClass of the copies, or null for that of the source
     * @param kmsKey of the copies, or null
     * @param metrics whether what it does is measured, and events tell of what goes wrong
     * @param timed whether it promises to replicate in a quarter of an hour
     */
    public record Rule(
            String id,
            String prefix,
            Map<String, String> tags,
            boolean markers,
            boolean kmsObjects,
            boolean replicaChanges,
            String bucket,
            @Nullable String account,
            boolean handsOver,
            @Nullable String storageClass,
            @Nullable String kmsKey,
            boolean metrics,
            boolean timed) {

        boolean covers(String key, Map<String, String> its) {
            if (!key.startsWith(prefix)) {
                return false;
            }
            for (Map.Entry<String, String> tag : tags.entrySet()) {
                if (!tag.getValue().equals(its.get(tag.getKey()))) {
                    return false;
                }
            }
            return true;
        }
    }

    static Rules of(ReplicationConfiguration configuration) {
        List<ReplicationRule> enabled = new ArrayList<>();
        for (ReplicationRule rule : configuration.rules()) {
            if (rule.status() == ReplicationRuleStatus.ENABLED) {
                enabled.add(rule);
            }
        }
        enabled.sort(Comparator.comparingInt((ReplicationRule r) -> r.priority() == null ? 0 : r.priority())
                .reversed());
        return new Rules(
                configuration.role() == null ? "" : configuration.role(),
                enabled.stream().map(Rules::rule).toList());
    }

    private static Rule rule(ReplicationRule rule) {
        Destination to = rule.destination();
        SourceSelectionCriteria criteria = rule.sourceSelectionCriteria();
        String arn = to.bucket();
        int name = arn.indexOf(BUCKET_ARN);
        boolean overridden = to.accessControlTranslation() != null
                && to.accessControlTranslation().owner() == OwnerOverride.DESTINATION;
        return new Rule(
                rule.id() == null ? "" : rule.id(),
                prefix(rule),
                tags(rule.filter()),
                markers(rule),
                criteria != null
                        && criteria.sseKmsEncryptedObjects() != null
                        && criteria.sseKmsEncryptedObjects().status() == SseKmsEncryptedObjectsStatus.ENABLED,
                criteria != null
                        && criteria.replicaModifications() != null
                        && criteria.replicaModifications().status() == ReplicaModificationsStatus.ENABLED,
                name < 0 ? arn : arn.substring(name + BUCKET_ARN.length()),
                to.account(),
                overridden,
                to.storageClassAsString(),
                to.encryptionConfiguration() == null
                        ? null
                        : to.encryptionConfiguration().replicaKmsKeyID(),
                to.metrics() != null && to.metrics().status() == MetricsStatus.ENABLED,
                to.replicationTime() != null && to.replicationTime().status() == ReplicationTimeStatus.ENABLED);
    }

    @SuppressWarnings("deprecation") // rules of before there were filters have a prefix at the top
    private static String prefix(ReplicationRule rule) {
        ReplicationRuleFilter filter = rule.filter();
        String prefix = filter == null
                ? rule.prefix()
                : filter.and() == null ? filter.prefix() : filter.and().prefix();
        return prefix == null ? "" : prefix;
    }

    private static Map<String, String> tags(@Nullable ReplicationRuleFilter filter) {
        if (filter == null) {
            return Map.of();
        }
        List<Tag> tags =
                filter.and() != null ? filter.and().tags() : filter.tag() == null ? List.of() : List.of(filter.tag());
        Map<String, String> named = new LinkedHashMap<>();
        for (Tag tag : tags) {
            named.put(tag.key(), tag.value());
        }
        return named;
    }

    /** Configurations of before there were filters replicate delete markers; later ones do if they say so. */
    private static boolean markers(ReplicationRule rule) {
        if (rule.filter() == null) {
            return rule.deleteMarkerReplication() == null
                    || rule.deleteMarkerReplication().status() == DeleteMarkerReplicationStatus.ENABLED;
        }
        return rule.deleteMarkerReplication() != null
                && rule.deleteMarkerReplication().status() == DeleteMarkerReplicationStatus.ENABLED;
    }

    /**
     * The rules by which an object is copied, one for each destination.
     *
     * @param kms whether it is encrypted under a key of KMS, which a rule must ask for
     */
    List<Rule> forObject(String key, Map<String, String> tags, boolean kms) {
        List<Rule> found = new ArrayList<>(1);
        for (Rule rule : rules) {
            if (rule.covers(key, tags) && (!kms || rule.kmsObjects()) && !has(found, rule.bucket())) {
                found.add(rule);
            }
        }
        return found;
    }

    /** The rules by which a change of what is said of a replica is copied: those that ask for it. */
    List<Rule> forReplica(String key, Map<String, String> tags, boolean kms) {
        return forObject(key, tags, kms).stream().filter(Rule::replicaChanges).toList();
    }

    /** The rule of this id and destination, or null when there is none any more. */
    @Nullable
    Rule find(String id, String bucket) {
        for (Rule rule : rules) {
            if (rule.id().equals(id) && rule.bucket().equals(bucket)) {
                return rule;
            }
        }
        return null;
    }

    /** The rules by which a delete marker is copied. It has no tags, so rules that ask for some do not cover it. */
    List<Rule> forMarker(String key) {
        List<Rule> found = new ArrayList<>(1);
        for (Rule rule : rules) {
            if (rule.markers() && rule.covers(key, Map.of()) && !has(found, rule.bucket())) {
                found.add(rule);
            }
        }
        return found;
    }

    private static boolean has(List<Rule> found, String bucket) {
        for (Rule rule : found) {
            if (rule.bucket().equals(bucket)) {
                return true;
            }
        }
        return false;
    }
}
