package dev.kagemusha.dynamodb.replica;

import dev.kagemusha.dynamodb.settings.ClassChanges;
import dev.kagemusha.dynamodb.settings.Encryption;
import dev.kagemusha.dynamodb.table.Catalog;
import dev.kagemusha.dynamodb.table.Index;
import dev.kagemusha.dynamodb.table.OnDemandLimit;
import dev.kagemusha.dynamodb.table.TableInfo;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.IndexStatus;
import software.amazon.awssdk.services.dynamodb.model.OnDemandThroughputOverride;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputOverride;
import software.amazon.awssdk.services.dynamodb.model.ReplicaDescription;
import software.amazon.awssdk.services.dynamodb.model.ReplicaGlobalSecondaryIndexDescription;
import software.amazon.awssdk.services.dynamodb.model.ReplicaStatus;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Replicas as the description of another one shows them: with what they have of their own, and their warm throughput. */
public final class ReplicaViews {
    private ReplicaViews() {}

    /** Adds to a table's description its other replicas. */
    public static void describe(Catalog catalog, TableInfo table, TableDescription.Builder answer) {
        ReplicaSettings settings = table.get(ReplicaSettings.SECTION);
        if (settings == null) {
            return;
        }
        String own = ReplicaSettings.region(table);
        List<ReplicaDescription> others = new ArrayList<>();
        settings.replicas().forEach((region, status) -> {
            if (!region.equals(own)) {
                others.add(describe(catalog, table, region, status));
            }
        });
        if (!others.isEmpty()) {
            answer.replicas(others).globalTableVersion(settings.legacy() ? "2017.11.29" : "2019.11.21");
        }
    }

    private static ReplicaDescription describe(Catalog catalog, TableInfo member, String region, ReplicaStatus status) {
        ReplicaDescription.Builder answer =
                ReplicaDescription.builder().regionName(region).replicaStatus(status);
        int scope = catalog.scope(member, region);
        TableInfo table = catalog.find(scope, member.name());
        if (table != null && status != ReplicaStatus.CREATING) {
            describe(table, answer);
            Long inaccessible = Encryption.isBy(table) ? catalog.keys().inaccessibleMillis(scope, table.id()) : null;
            if (inaccessible != null) {
                answer.replicaStatus(ReplicaStatus.INACCESSIBLE_ENCRYPTION_CREDENTIALS)
                        .replicaInaccessibleDateTime(Instant.ofEpochMilli(inaccessible));
            }
            return answer.build();
        }
        ReplicaPlan plan = ReplicaPlan.of(member, region);
        if (plan != null) {
            describe(plan, answer);
        }
        return answer.build();
    }

    private static void describe(TableInfo table, ReplicaDescription.Builder answer) {
        TableDescription.Builder described = TableDescription.builder();
        ClassChanges.describe(table, described);
        ReplicaOverrides own = table.get(ReplicaOverrides.SECTION);
        ReplicaOverrides overrides = own == null ? ReplicaOverrides.NONE : own;
        answer.kmsMasterKeyId(Encryption.keyOf(table))
                .replicaTableClassSummary(described.build().tableClassSummary())
                .warmThroughput(w -> w.readUnitsPerSecond(table.warm().readUnits())
                        .writeUnitsPerSecond(table.warm().writeUnits())
                        .status(TableStatus.ACTIVE))
                .provisionedThroughputOverride(
                        overrides.reads() == null
                                ? null
                                : reads(table.throughput().readUnits()))
                .onDemandThroughputOverride(overrides.maxReads() == null ? null : maxReads(table.onDemandLimit()));
        List<ReplicaGlobalSecondaryIndexDescription> indexes = new ArrayList<>();
        for (Index index : table.indexes()) {
            if (index.global() && index.phase() == Index.Phase.ACTIVE) {
                ReplicaOverrides.OfIndex override = overrides.indexes().get(index.name());
                ReplicaGlobalSecondaryIndexDescription.Builder one = ReplicaGlobalSecondaryIndexDescription.builder()
                        .indexName(index.name())
                        .warmThroughput(w -> w.readUnitsPerSecond(index.warm().readUnits())
                                .writeUnitsPerSecond(index.warm().writeUnits())
                                .status(IndexStatus.ACTIVE));
                if (override != null && override.reads() != null) {
                    one.provisionedThroughputOverride(reads(index.throughput().readUnits()));
                }
                if (override != null && override.maxReads() != null) {
                    one.onDemandThroughputOverride(maxReads(index.onDemandLimit()));
                }
                indexes.add(one.build());
            }
        }
        if (!indexes.isEmpty()) {
            answer.globalSecondaryIndexes(indexes);
        }
    }

    private static ProvisionedThroughputOverride reads(long units) {
        return ProvisionedThroughputOverride.builder().readCapacityUnits(units).build();
    }

    private static OnDemandThroughputOverride maxReads(@Nullable OnDemandLimit limit) {
        Long units = limit == null ? null : limit.readUnits();
        return OnDemandThroughputOverride.builder()
                .maxReadRequestUnits(units == null ? Long.valueOf(-1) : units)
                .build();
    }

    private static void describe(ReplicaPlan plan, ReplicaDescription.Builder answer) {
        ReplicaOverrides overrides = plan.overrides();
        if (plan.key() != null) {
            answer.kmsMasterKeyId(plan.key().kmsKeyArn());
        }
        if (overrides.reads() != null) {
            answer.provisionedThroughputOverride(reads(overrides.reads()));
        }
        if (overrides.maxReads() != null) {
            answer.onDemandThroughputOverride(o -> o.maxReadRequestUnits(overrides.maxReads()));
        }
        if (overrides.tableClass() != null) {
            answer.replicaTableClassSummary(c -> c.tableClass(overrides.tableClass()));
        }
        List<ReplicaGlobalSecondaryIndexDescription> indexes = new ArrayList<>();
        overrides.indexes().forEach((name, own) -> {
            ReplicaGlobalSecondaryIndexDescription.Builder one =
                    ReplicaGlobalSecondaryIndexDescription.builder().indexName(name);
            if (own.reads() != null) {
                one.provisionedThroughputOverride(reads(own.reads()));
            }
            if (own.maxReads() != null) {
                one.onDemandThroughputOverride(o -> o.maxReadRequestUnits(own.maxReads()));
            }
            indexes.add(one.build());
        });
        if (!indexes.isEmpty()) {
            answer.globalSecondaryIndexes(indexes);
        }
    }
}
