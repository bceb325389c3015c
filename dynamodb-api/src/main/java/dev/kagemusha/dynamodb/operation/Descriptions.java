package dev.kagemusha.dynamodb.operation;

import dev.kagemusha.dynamodb.backup.Archival;
import dev.kagemusha.dynamodb.backup.RestoreSettings;
import dev.kagemusha.dynamodb.item.KeyAttribute;
import dev.kagemusha.dynamodb.item.KeyShape;
import dev.kagemusha.dynamodb.replica.ReplicaViews;
import dev.kagemusha.dynamodb.settings.ClassChanges;
import dev.kagemusha.dynamodb.settings.Encryption;
import dev.kagemusha.dynamodb.stream.StreamSettings;
import dev.kagemusha.dynamodb.table.Catalog;
import dev.kagemusha.dynamodb.table.Count;
import dev.kagemusha.dynamodb.table.Index;
import dev.kagemusha.dynamodb.table.OnDemandLimit;
import dev.kagemusha.dynamodb.table.TableInfo;
import dev.kagemusha.dynamodb.table.Throughput;
import dev.kagemusha.time.EmulatorClock;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.BillingModeSummary;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexDescription;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexWarmThroughputDescription;
import software.amazon.awssdk.services.dynamodb.model.IndexStatus;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.LocalSecondaryIndexDescription;
import software.amazon.awssdk.services.dynamodb.model.OnDemandThroughput;
import software.amazon.awssdk.services.dynamodb.model.Projection;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputDescription;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.model.TableWarmThroughputDescription;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** Tables as the control operations describe them. AWS sorts attributes by name and leaves indexes in their order. */
final class Descriptions {
    private final Catalog catalog;
    private final int scope;
    private final long now;

    Descriptions(Catalog catalog, int scope, EmulatorClock clock) {
        this.catalog = catalog;
        this.scope = scope;
        this.now = clock.millis();
    }

    /** A table as it is now. */
    TableDescription of(TableInfo table) {
        return of(table, status(table), Set.of());
    }

    /** What a table is doing now; while an index comes or goes, the table is updating. */
    TableStatus status(TableInfo table) {
        TableStatus status = table.state().at(now);
        if (status == TableStatus.ACTIVE) {
            for (Index index : table.indexes()) {
                if (index.phase() == Index.Phase.CREATING || index.phase() == Index.Phase.DELETING) {
                    return TableStatus.UPDATING;
                }
            }
        }
        return status == TableStatus.ACTIVE && inaccessibleMillis(table) != null
                ? TableStatus.INACCESSIBLE_ENCRYPTION_CREDENTIALS
                : status;
    }

    private @Nullable Long inaccessibleMillis(TableInfo table) {
        return Encryption.isBy(table) ? catalog.keys().inaccessibleMillis(scope, table.id()) : null;
    }

    /**
     * A table with all its parts.
     *
     * @param updating indexes whose throughput is being changed
     */
    TableDescription of(TableInfo table, TableStatus status, Set<String> updating) {
        Count count = catalog.count(scope, table);
        TableDescription.Builder answer = summary(table, status)
                .attributeDefinitions(attributes(table.attributes()))
                .keySchema(schema(table.keys()))
                .creationDateTime(Instant.ofEpochMilli(table.createdMillis()))
                .itemCount(count.items())
                .tableSizeBytes(count.bytes());
        if (status != TableStatus.CREATING) {
            answer.warmThroughput(TableWarmThroughputDescription.builder()
                    .readUnitsPerSecond(table.warm().readUnits())
                    .writeUnitsPerSecond(table.warm().writeUnits())
                    .status(TableStatus.ACTIVE)
                    .build());
        }
        List<LocalSecondaryIndexDescription> local = new ArrayList<>();
        List<GlobalSecondaryIndexDescription> global = new ArrayList<>();
        for (Index index : table.indexes()) {
            if (index.global()) {
                IndexStatus indexStatus =
                        updating.contains(index.name()) ? IndexStatus.UPDATING : status(index, status);
                global.add(global(table, index, indexStatus));
            } else {
                local.add(local(table, index));
            }
        }
        if (!local.isEmpty()) {
            answer.localSecondaryIndexes(local);
        }
        if (!global.isEmpty()) {
            answer.globalSecondaryIndexes(global);
        }
        return answer.build();
    }

    private static IndexStatus status(Index index, TableStatus table) {
        return switch (index.phase()) {
            case ACTIVE -> table == TableStatus.CREATING ? IndexStatus.CREATING : IndexStatus.ACTIVE;
            case CREATING, BACKFILLING -> IndexStatus.CREATING;
            case DELETING -> IndexStatus.DELETING;
        };
    }

    /** A table that is being deleted: AWS leaves out its keys and indexes. */
    TableDescription deleting(TableInfo table) {
        Count none = new Count(0, 0);
        return summary(table, TableStatus.DELETING)
                .itemCount(none.items())
                .tableSizeBytes(none.bytes())
                .build();
    }

    private TableDescription.Builder summary(TableInfo table, TableStatus status) {
        TableDescription.Builder answer = TableDescription.builder()
                .tableName(table.name())
                .tableArn(table.arn())
                .tableId(table.uuid())
                .tableStatus(status)
                .provisionedThroughput(throughput(table.throughput()))
                .deletionProtectionEnabled(table.deletionProtected());
        if (table.onDemandMillis() != null) {
            BillingModeSummary.Builder billing = BillingModeSummary.builder()
                    .billingMode(table.onDemand() ? BillingMode.PAY_PER_REQUEST : BillingMode.PROVISIONED);
            if (status != TableStatus.CREATING) {
                billing.lastUpdateToPayPerRequestDateTime(Instant.ofEpochMilli(table.onDemandMillis()));
            }
            answer.billingModeSummary(billing.build());
        }
        ClassChanges.describe(table, answer);
        Encryption.describe(table, inaccessibleMillis(table), answer);
        if (table.onDemandLimit() != null) {
            answer.onDemandThroughput(limit(table.onDemandLimit()));
        }
        StreamSettings.describe(table, answer);
        RestoreSettings.describe(table, answer);
        ReplicaViews.describe(catalog, table, answer);
        Archival.describe(table, answer);
        return answer;
    }

    private LocalSecondaryIndexDescription local(TableInfo table, Index index) {
        Count count = catalog.count(scope, index);
        return LocalSecondaryIndexDescription.builder()
                .indexName(index.name())
                .indexArn(arn(table, index))
                .keySchema(schema(index.keys()))
                .projection(projection(index))
                .itemCount(count.items())
                .indexSizeBytes(count.bytes())
                .build();
    }

    private GlobalSecondaryIndexDescription global(TableInfo table, Index index, IndexStatus status) {
        Count count = catalog.count(scope, index);
        GlobalSecondaryIndexDescription.Builder answer = GlobalSecondaryIndexDescription.builder()
                .indexName(index.name())
                .indexArn(arn(table, index))
                .indexStatus(status)
                .keySchema(schema(index.keys()))
                .projection(projection(index))
                .provisionedThroughput(throughput(index.throughput()))
                .itemCount(count.items())
                .indexSizeBytes(count.bytes())
                .warmThroughput(GlobalSecondaryIndexWarmThroughputDescription.builder()
                        .readUnitsPerSecond(index.warm().readUnits())
                        .writeUnitsPerSecond(index.warm().writeUnits())
                        .status(status == IndexStatus.CREATING ? IndexStatus.UPDATING : IndexStatus.ACTIVE)
                        .build());
        // An index that came with its table never says anything of backfilling.
        if (index.phase() == Index.Phase.CREATING || index.phase() == Index.Phase.BACKFILLING) {
            answer.backfilling(index.phase() == Index.Phase.BACKFILLING);
        }
        if (index.onDemandLimit() != null) {
            answer.onDemandThroughput(limit(index.onDemandLimit()));
        }
        return answer.build();
    }

    private static String arn(TableInfo table, Index index) {
        return table.arn() + "/index/" + index.name();
    }

    private static List<AttributeDefinition> attributes(List<KeyAttribute> attributes) {
        List<KeyAttribute> sorted = new ArrayList<>(attributes);
        sorted.sort(Comparator.comparing(KeyAttribute::name));
        List<AttributeDefinition> definitions = new ArrayList<>();
        for (KeyAttribute attribute : sorted) {
            definitions.add(AttributeDefinition.builder()
                    .attributeName(attribute.name())
                    .attributeType(attribute.type().code())
                    .build());
        }
        return definitions;
    }

    private static List<KeySchemaElement> schema(KeyShape keys) {
        List<KeySchemaElement> schema = new ArrayList<>(keys.size());
        for (KeyAttribute attribute : keys.hashes()) {
            schema.add(element(attribute, KeyType.HASH));
        }
        for (KeyAttribute attribute : keys.ranges()) {
            schema.add(element(attribute, KeyType.RANGE));
        }
        return schema;
    }

    private static KeySchemaElement element(KeyAttribute attribute, KeyType type) {
        return KeySchemaElement.builder()
                .attributeName(attribute.name())
                .keyType(type)
                .build();
    }

    private static Projection projection(Index index) {
        Projection.Builder projection = Projection.builder().projectionType(index.projectionType());
        if (!index.nonKeyAttributes().isEmpty()) {
            List<String> sorted = new ArrayList<>(index.nonKeyAttributes());
            sorted.sort(Comparator.naturalOrder());
            projection.nonKeyAttributes(sorted);
        }
        return projection.build();
    }

    private ProvisionedThroughputDescription throughput(Throughput throughput) {
        return ProvisionedThroughputDescription.builder()
                .readCapacityUnits(throughput.readUnits())
                .writeCapacityUnits(throughput.writeUnits())
                .numberOfDecreasesToday((long) throughput.decreasesOn(now))
                .lastIncreaseDateTime(instant(throughput.increasedMillis()))
                .lastDecreaseDateTime(instant(throughput.decreasedMillis()))
                .build();
    }

    private static @Nullable Instant instant(@Nullable Long millis) {
        return millis == null ? null : Instant.ofEpochMilli(millis);
    }

    private static @Nullable OnDemandThroughput limit(OnDemandLimit limit) {
        return OnDemandThroughput.builder()
                .maxReadRequestUnits(limit.readUnits() == null ? -1L : limit.readUnits())
                .maxWriteRequestUnits(limit.writeUnits() == null ? -1L : limit.writeUnits())
                .build();
    }
}
