package dev.kagemusha.dynamodb.replica;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import dev.kagemusha.dynamodb.item.Value;
import dev.kagemusha.dynamodb.settings.ClassChanges;
import dev.kagemusha.dynamodb.settings.Units;
import dev.kagemusha.dynamodb.table.Index;
import dev.kagemusha.dynamodb.table.OnDemandLimit;
import dev.kagemusha.dynamodb.table.Section;
import dev.kagemusha.dynamodb.table.TableInfo;
import dev.kagemusha.dynamodb.table.Throughput;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.CreateReplicationGroupMemberAction;
import software.amazon.awssdk.services.dynamodb.model.OnDemandThroughput;
import software.amazon.awssdk.services.dynamodb.model.OnDemandThroughputOverride;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughput;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputOverride;
import software.amazon.awssdk.services.dynamodb.model.ReplicaGlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.UpdateReplicationGroupMemberAction;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one replica has of its own where the others follow each other: reads, and the class. It is a part of the replica's
 * definition; the units as they are now are the table's. A later change of the same setting on any replica ends the override.
 *
 * @param reads provisioned, or null
 * @param maxReads at most on demand, or null
 * @param tableClass or null
 * @param indexes by name
 */
record ReplicaOverrides(
        @Nullable Long reads,
        @Nullable Long maxReads,
        @Nullable String tableClass,
        Map<String, OfIndex> indexes) {
    /** Of a replica that is as the others are. */
    static final ReplicaOverrides NONE = new ReplicaOverrides(null, null, null, Map.of());

    /** Where a replica's definition has them. */
    static final Section<ReplicaOverrides> SECTION =
            new Section<>("replicaOverrides", ReplicaOverrides::write, ReplicaOverrides::read);

    /** What a global index has of its own. */
    record OfIndex(@Nullable Long reads, @Nullable Long maxReads) {}

    static ReplicaOverrides of(CreateReplicationGroupMemberAction action) {
        return of(
                action.provisionedThroughputOverride(),
                action.onDemandThroughputOverride(),
                action.tableClassOverrideAsString(),
                action.globalSecondaryIndexes());
    }

    static ReplicaOverrides of(UpdateReplicationGroupMemberAction action) {
        return of(
                action.provisionedThroughputOverride(),
                action.onDemandThroughputOverride(),
                action.tableClassOverrideAsString(),
                action.globalSecondaryIndexes());
    }

    private static ReplicaOverrides of(
            @Nullable ProvisionedThroughputOverride provisioned,
            @Nullable OnDemandThroughputOverride onDemand,
            @Nullable String tableClass,
            List<ReplicaGlobalSecondaryIndex> named) {
        Map<String, OfIndex> indexes = new LinkedHashMap<>();
        for (ReplicaGlobalSecondaryIndex index : named) {
            OfIndex own = new OfIndex(
                    reads(index.provisionedThroughputOverride()), maxReads(index.onDemandThroughputOverride()));
            if (indexes.put(index.indexName(), own) != null) {
                throw DynamoDbErrors.invalidParameter(
                        "Only one global secondary index update per index is allowed simultaneously. Index: "
                                + index.indexName());
            }
        }
        return new ReplicaOverrides(reads(provisioned), maxReads(onDemand), tableClass, indexes);
    }

    private static @Nullable Long reads(@Nullable ProvisionedThroughputOverride override) {
        return override == null ? null : override.readCapacityUnits();
    }

    private static @Nullable Long maxReads(@Nullable OnDemandThroughputOverride override) {
        return override == null ? null : override.maxReadRequestUnits();
    }

    boolean isEmpty() {
        return reads == null && maxReads == null && tableClass == null && indexes.isEmpty();
    }

    /**
     * A replica's definition with these overrides beside those that it has.
     *
     * @param changing whether they count as changes of a table that is there, which AWS allows only so often
     * @throws software.amazon.awssdk.services.dynamodb.model.DynamoDbException if the table cannot have them
     */
    TableInfo apply(TableInfo table, boolean changing, long now) {
        TableInfo classed = table;
        if (tableClass != null) {
            classed = changing
                    ? ClassChanges.update(table, tableClass, now)
                    : table.change().tableClass(tableClass).build();
        }
        TableInfo.Change change = classed.change();
        if (reads != null) {
            Throughput units = provisioned(table, table.throughput(), reads, changing, now);
            change.provisioned(units).warm(table.warm().atLeast(units));
        }
        change.onDemandLimit(limit(table, maxReads, table.onDemandLimit(), null));
        List<Index> changed = new ArrayList<>(table.indexes());
        indexes.forEach((name, own) -> {
            Index index = table.index(name);
            if (index == null || !index.global()) {
                throw DynamoDbErrors.resourceNotFound(
                        "Requested resource not found: Index " + name + " for table " + table.name());
            }
            Throughput units = own.reads == null
                    ? index.throughput()
                    : provisioned(table, index.throughput(), own.reads, changing, now);
            Index next = index.with(
                    units,
                    limit(table, own.maxReads, index.onDemandLimit(), name),
                    index.warm().atLeast(units));
            changed.replaceAll(each -> each.id() == index.id() ? next : each);
        });
        ReplicaOverrides before = table.get(SECTION);
        return change.indexes(changed)
                .section(SECTION, before == null ? this : before.and(this))
                .build();
    }

    private static Throughput provisioned(TableInfo table, Throughput before, long reads, boolean changing, long now) {
        if (table.onDemand()) {
            throw DynamoDbErrors.unitsOnDemand();
        }
        Throughput asked = Units.provisioned(ProvisionedThroughput.builder()
                .readCapacityUnits(reads)
                .writeCapacityUnits(before.writeUnits())
                .build());
        if (!changing) {
            return asked;
        }
        Units.checkDecreases(before, asked, now);
        return before.changed(reads, before.writeUnits(), now);
    }

    private static @Nullable OnDemandLimit limit(
            TableInfo table, @Nullable Long maxReads, @Nullable OnDemandLimit before, @Nullable String index) {
        OnDemandThroughput asked = maxReads == null
                ? null
                : OnDemandThroughput.builder().maxReadRequestUnits(maxReads).build();
        return Units.limit(asked, table.onDemand(), before, false, index);
    }

    private ReplicaOverrides and(ReplicaOverrides later) {
        Map<String, OfIndex> all = new LinkedHashMap<>(indexes);
        later.indexes.forEach((name, own) -> all.merge(
                name, own, (old, next) -> new OfIndex(or(next.reads, old.reads), or(next.maxReads, old.maxReads))));
        return new ReplicaOverrides(
                or(later.reads, reads),
                or(later.maxReads, maxReads),
                later.tableClass == null ? tableClass : later.tableClass,
                all);
    }

    private static @Nullable Long or(@Nullable Long one, @Nullable Long other) {
        return one == null ? other : one;
    }

    /** Without the one of a setting that came from another replica; {@code index} is null for the table's. */
    ReplicaOverrides without(SharedUnit unit, @Nullable String index) {
        boolean own = index == null;
        Map<String, OfIndex> left = new LinkedHashMap<>(indexes);
        if (index != null) {
            left.computeIfPresent(
                    index,
                    (name, each) -> new OfIndex(
                            unit == SharedUnit.READS ? null : each.reads,
                            unit == SharedUnit.MAX_READS ? null : each.maxReads));
        }
        return new ReplicaOverrides(
                own && unit == SharedUnit.READS ? null : reads,
                own && unit == SharedUnit.MAX_READS ? null : maxReads,
                own && unit == SharedUnit.CLASS ? null : tableClass,
                left);
    }

    /** Without those of capacity, none of which outlives the billing mode it was for. */
    ReplicaOverrides withoutUnits() {
        return new ReplicaOverrides(null, null, tableClass, Map.of());
    }

    static Map<String, Value> write(ReplicaOverrides overrides) {
        Map<String, Value> out = new LinkedHashMap<>();
        put(out, "reads", overrides.reads);
        put(out, "maxReads", overrides.maxReads);
        if (overrides.tableClass != null) {
            out.put("class", new Value.S(overrides.tableClass));
        }
        Map<String, Value> indexes = new LinkedHashMap<>();
        overrides.indexes.forEach((name, own) -> {
            Map<String, Value> index = new LinkedHashMap<>();
            put(index, "reads", own.reads);
            put(index, "maxReads", own.maxReads);
            indexes.put(name, new Value.M(index));
        });
        out.put("indexes", new Value.M(indexes));
        return out;
    }

    private static void put(Map<String, Value> out, String name, @Nullable Long number) {
        if (number != null) {
            out.put(name, new Value.N(Long.toString(number)));
        }
    }

    static ReplicaOverrides read(Section.Fields fields) {
        Map<String, OfIndex> indexes = new LinkedHashMap<>();
        if (fields.members().get("indexes") instanceof Value.M map) {
            map.entries().forEach((name, value) -> {
                if (value instanceof Value.M index) {
                    Section.Fields own = new Section.Fields(index.entries());
                    indexes.put(name, new OfIndex(own.optionalNumber("reads"), own.optionalNumber("maxReads")));
                }
            });
        }
        return new ReplicaOverrides(
                fields.optionalNumber("reads"), fields.optionalNumber("maxReads"), fields.optional("class"), indexes);
    }
}
