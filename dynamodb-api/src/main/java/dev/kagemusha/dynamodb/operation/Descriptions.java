package dev.kagemusha.dynamodb.operation;

import dev.kagemusha.dynamodb.item.KeyAttribute;
import dev.kagemusha.dynamodb.item.KeyShape;
import dev.kagemusha.dynamodb.stream.StreamSettings;
import dev.kagemusha.dynamodb.table.Catalog;
import dev.kagemusha.dynamodb.table.Count;
import dev.kagemusha.dynamodb.table.Index;
import dev.kagemusha.dynamodb.table.OnDemandLimit;
import dev.kagemusha.dynamodb.table.TableInfo;
import dev.kagemusha.dynamodb.table.Throughput;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.BillingModeSummary;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexDescription;
import software.amazon.awssdk.services.dynamodb.model.IndexStatus;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.LocalSecondaryIndexDescription;
import software.amazon.awssdk.services.dynamodb.model.OnDemandThroughput;
import software.amazon.awssdk.services.dynamodb.model.Projection;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputDescription;
import software.amazon.awssdk.services.dynamodb.model.TableClassSummary;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Tables as the control operations describe them. */
final class Descriptions {
    private final Catalog catalog;
    private final int scope;

    Descriptions(Catalog catalog, int scope) {
        this.catalog = catalog;
        this.scope = scope;
    }

    /** A table that is being created or is there: all of it. */
    TableDescription of(TableInfo table, TableStatus status) {
        Count count = catalog.count(scope, table);
        TableDescription.Builder answer = summary(table, status)
                .attributeDefinitions(attributes(table.attributes()))
                .keySchema(schema(table.keys()))
                .creationDateTime(Instant.ofEpochMilli(table.createdMillis()))
                .itemCount(count.items())
                .tableSizeBytes(count.bytes());
        List<LocalSecondaryIndexDescription> local = new ArrayList<>();
        List<GlobalSecondaryIndexDescription> global = new ArrayList<>();
        for (Index index : table.indexes()) {
            if (index.global()) {
                global.add(global(table, index, status));
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

    /** A table that is being deleted: AWS leaves out its keys and indexes. */
    TableDescription deleting(TableInfo table) {
        Count none = new Count(0, 0);
        return summary(table, TableStatus.DELETING)
                .itemCount(none.items())
                .tableSizeBytes(none.bytes())
                .build();
    }

    private static TableDescription.Builder summary(TableInfo table, TableStatus status) {
        TableDescription.Builder answer = TableDescription.builder()
                .tableName(table.name())
                .tableArn(table.arn())
                .tableId(table.uuid())
                .tableStatus(status)
                .provisionedThroughput(throughput(table.throughput()))
                .deletionProtectionEnabled(table.deletionProtected());
        if (table.onDemand()) {
            BillingModeSummary.Builder billing = BillingModeSummary.builder().billingMode(BillingMode.PAY_PER_REQUEST);
            if (status != TableStatus.CREATING) {
                billing.lastUpdateToPayPerRequestDateTime(Instant.ofEpochMilli(table.createdMillis()));
            }
            answer.billingModeSummary(billing.build());
        }
        if (table.tableClass() != null) {
            answer.tableClassSummary(
                    TableClassSummary.builder().tableClass(table.tableClass()).build());
        }
        if (table.onDemandLimit() != null) {
            answer.onDemandThroughput(limit(table.onDemandLimit()));
        }
        StreamSettings.describe(table, answer);
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

    private GlobalSecondaryIndexDescription global(TableInfo table, Index index, TableStatus status) {
        Count count = catalog.count(scope, index);
        GlobalSecondaryIndexDescription.Builder answer = GlobalSecondaryIndexDescription.builder()
                .indexName(index.name())
                .indexArn(arn(table, index))
                .indexStatus(status == TableStatus.CREATING ? IndexStatus.CREATING : IndexStatus.ACTIVE)
                .keySchema(schema(index.keys()))
                .projection(projection(index))
                .provisionedThroughput(throughput(index.throughput()))
                .itemCount(count.items())
                .indexSizeBytes(count.bytes());
        if (index.onDemandLimit() != null) {
            answer.onDemandThroughput(limit(index.onDemandLimit()));
        }
        return answer.build();
    }

    private static String arn(TableInfo table, Index index) {
        return table.arn() + "/index/" + index.name();
    }

    private static List<AttributeDefinition> attributes(List<KeyAttribute> attributes) {
        List<AttributeDefinition> definitions = new ArrayList<>();
        for (KeyAttribute attribute : attributes) {
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
            projection.nonKeyAttributes(index.nonKeyAttributes());
        }
        return projection.build();
    }

    private static ProvisionedThroughputDescription throughput(Throughput throughput) {
        return ProvisionedThroughputDescription.builder()
                .readCapacityUnits(throughput.readUnits())
                .writeCapacityUnits(throughput.writeUnits())
                .numberOfDecreasesToday(0L)
                .build();
    }

    private static @Nullable OnDemandThroughput limit(OnDemandLimit limit) {
        return OnDemandThroughput.builder()
                .maxReadRequestUnits(limit.readUnits() == null ? -1L : limit.readUnits())
                .maxWriteRequestUnits(limit.writeUnits() == null ? -1L : limit.writeUnits())
                .build();
    }
}
