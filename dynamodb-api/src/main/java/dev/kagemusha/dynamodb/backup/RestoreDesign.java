package dev.kagemusha.dynamodb.backup;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import dev.kagemusha.dynamodb.item.KeyAttribute;
import dev.kagemusha.dynamodb.seal.WrappedKey;
import dev.kagemusha.dynamodb.settings.Encryption;
import dev.kagemusha.dynamodb.table.Index;
import dev.kagemusha.dynamodb.table.OnDemandLimit;
import dev.kagemusha.dynamodb.table.Sections;
import dev.kagemusha.dynamodb.table.State;
import dev.kagemusha.dynamodb.table.TableInfo;
import dev.kagemusha.dynamodb.table.Throughput;
import dev.kagemusha.dynamodb.table.WarmUnits;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.LocalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.OnDemandThroughput;
import software.amazon.awssdk.services.dynamodb.model.Projection;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughput;
import software.amazon.awssdk.services.dynamodb.model.SSESpecification;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.IntSupplier;

/**
 * A table to restore: the definition it was backed up with, or has now, and what the request wants otherwise. Indexes may be left out, but
 * not added or changed. Tags, streams, time to live, recovery and deletion protection are not restored.
 */
final class RestoreDesign {
    private final TableInfo source;
    private final Overrides overrides;
    private final boolean onDemand;

    /** What a request wants otherwise; a null list keeps all indexes. */
    record Overrides(
            @Nullable BillingMode billing,
            @Nullable ProvisionedThroughput throughput,
            @Nullable OnDemandThroughput limit,
            @Nullable List<GlobalSecondaryIndex> global,
            @Nullable List<LocalSecondaryIndex> local,
            @Nullable SSESpecification encryption) {}

    RestoreDesign(TableInfo source, Overrides overrides) {
        this.source = source;
        this.overrides = overrides;
        this.onDemand =
                overrides.billing() == null ? source.onDemand() : overrides.billing() == BillingMode.PAY_PER_REQUEST;
        check();
    }

    private void check() {
        Encryption.check(overrides.encryption());
        if (onDemand && overrides.throughput() != null) {
            throw DynamoDbErrors.invalidParameter("Neither ReadCapacityUnits nor WriteCapacityUnits can be"
                    + " specified when BillingMode is PAY_PER_REQUEST");
        }
        if (!onDemand && source.onDemand() && overrides.throughput() == null) {
            throw DynamoDbErrors.invalidParameter(
                    "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED");
        }
        if (!onDemand && overrides.limit() != null) {
            throw DynamoDbErrors.invalidParameter(
                    "OnDemandThroughput cannot be specified when BillingMode is PROVISIONED");
        }
        Set<String> names = new HashSet<>();
        if (overrides.global() != null) {
            for (GlobalSecondaryIndex index : overrides.global()) {
                checkIndex(index.indexName(), true, index.keySchema(), index.projection(), names);
                checkUnits(index.indexName(), index.provisionedThroughput());
            }
        } else if (!onDemand && source.onDemand()) {
            for (Index index : source.indexes()) {
                if (index.global()) {
                    checkUnits(index.name(), null);
                }
            }
        }
        if (overrides.local() != null) {
            for (LocalSecondaryIndex index : overrides.local()) {
                checkIndex(index.indexName(), false, index.keySchema(), index.projection(), names);
            }
        }
    }

    private void checkUnits(String name, @Nullable ProvisionedThroughput units) {
        if (onDemand && units != null) {
            throw DynamoDbErrors.invalidParameter("ProvisionedThroughput should not be specified for index: " + name
                    + " when BillingMode is PAY_PER_REQUEST");
        }
        if (!onDemand && source.onDemand() && units == null) {
            throw DynamoDbErrors.invalidParameter("ProvisionedThroughput is not specified for index: " + name);
        }
    }

    private void checkIndex(
            String name, boolean global, List<KeySchemaElement> schema, Projection projection, Set<String> names) {
        Index index = source.index(name);
        if (!names.add(name)) {
            throw DynamoDbErrors.invalidParameter("Duplicate index name: " + name);
        }
        if (index == null
                || index.global() != global
                || !schema.equals(schema(index))
                || !index.projectionType().equals(projection.projectionTypeAsString())
                || !new HashSet<>(index.nonKeyAttributes()).equals(new HashSet<>(projection.nonKeyAttributes()))) {
            throw DynamoDbErrors.invalidParameter(
                    "The indexes provided for restore must match indexes of the source table. Index: " + name);
        }
    }

    private static List<KeySchemaElement> schema(Index index) {
        return SourceTable.schema(index.keys());
    }

    /** What names the KMS key of the table; null if there is none. */
    @Nullable
    String kmsKey() {
        return Encryption.wanted(source, overrides.encryption());
    }

    /**
     * The table, which has no items yet.
     *
     * @param key made for it, or null for the root key's
     */
    TableInfo table(
            String name,
            String arn,
            UUID uuid,
            long nowMillis,
            RestoreSettings settings,
            @Nullable WrappedKey key,
            IntSupplier ids) {
        int id = ids.getAsInt();
        List<Index> indexes = new ArrayList<>();
        for (Index index : source.indexes()) {
            if (index.phase().isKept() && keeps(index)) {
                indexes.add(index(index, ids.getAsInt()));
            }
        }
        List<KeyAttribute> attributes = new ArrayList<>(source.attributes());
        attributes.removeIf(attribute -> source.keys().find(attribute.name()) == null
                && indexes.stream().noneMatch(index -> index.keys().find(attribute.name()) != null));
        Throughput throughput = throughput(overrides.throughput(), source.throughput());
        TableInfo table = new TableInfo(
                id,
                name,
                arn,
                uuid.toString(),
                nowMillis,
                1,
                new State(TableStatus.CREATING, Long.MAX_VALUE),
                source.keys(),
                List.copyOf(attributes),
                List.copyOf(indexes),
                onDemand,
                onDemand ? Long.valueOf(nowMillis) : null,
                throughput,
                limit(overrides.limit(), source.onDemandLimit()),
                warm(throughput),
                source.tableClass(),
                false,
                Map.of(),
                Sections.NONE.with(RestoreSettings.SECTION, settings));
        return Encryption.of(table, key);
    }

    private boolean keeps(Index index) {
        if (index.global()) {
            return overrides.global() == null || find(overrides.global(), index) != null;
        }
        return overrides.local() == null
                || overrides.local().stream().anyMatch(each -> each.indexName().equals(index.name()));
    }

    private static @Nullable GlobalSecondaryIndex find(@Nullable List<GlobalSecondaryIndex> asked, Index index) {
        if (asked != null) {
            for (GlobalSecondaryIndex each : asked) {
                if (each.indexName().equals(index.name())) {
                    return each;
                }
            }
        }
        return null;
    }

    private Index index(Index index, int id) {
        GlobalSecondaryIndex asked = index.global() ? find(overrides.global(), index) : null;
        Throughput throughput = index.global()
                ? throughput(asked == null ? null : asked.provisionedThroughput(), index.throughput())
                : index.throughput();
        return Index.of(
                id,
                index.name(),
                index.global(),
                Index.Phase.ACTIVE,
                source.keys(),
                index.keys(),
                index.projectionType(),
                index.nonKeyAttributes(),
                throughput,
                limit(asked == null ? null : asked.onDemandThroughput(), index.onDemandLimit()),
                index.global() ? warm(throughput) : WarmUnits.NONE);
    }

    private WarmUnits warm(Throughput throughput) {
        return onDemand ? WarmUnits.ON_DEMAND : WarmUnits.NONE.atLeast(throughput);
    }

    private Throughput throughput(@Nullable ProvisionedThroughput asked, Throughput before) {
        if (onDemand) {
            return Throughput.ON_DEMAND;
        }
        return asked == null
                ? Throughput.of(before.readUnits(), before.writeUnits())
                : Throughput.of(asked.readCapacityUnits(), asked.writeCapacityUnits());
    }

    private @Nullable OnDemandLimit limit(@Nullable OnDemandThroughput asked, @Nullable OnDemandLimit before) {
        if (!onDemand) {
            return null;
        }
        return asked == null
                ? before
                : new OnDemandLimit(bound(asked.maxReadRequestUnits()), bound(asked.maxWriteRequestUnits()));
    }

    private static @Nullable Long bound(@Nullable Long units) {
        return units == null || units < 0 ? null : units;
    }
}
