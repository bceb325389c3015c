package dev.kagemusha.dynamodb.backup;

import dev.kagemusha.dynamodb.item.KeyAttribute;
import dev.kagemusha.dynamodb.item.KeyShape;
import dev.kagemusha.dynamodb.settings.Encryption;
import dev.kagemusha.dynamodb.stream.StreamSettings;
import dev.kagemusha.dynamodb.table.Index;
import dev.kagemusha.dynamodb.table.TableInfo;
import dev.kagemusha.dynamodb.table.Throughput;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexInfo;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.LocalSecondaryIndexInfo;
import software.amazon.awssdk.services.dynamodb.model.OnDemandThroughput;
import software.amazon.awssdk.services.dynamodb.model.Projection;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughput;
import software.amazon.awssdk.services.dynamodb.model.SourceTableDetails;
import software.amazon.awssdk.services.dynamodb.model.SourceTableFeatureDetails;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What a backup tells of its table. */
final class SourceTable {
    private SourceTable() {}

    static SourceTableDetails details(Backup backup) {
        TableInfo table = backup.definition();
        SourceTableDetails.Builder details = SourceTableDetails.builder()
                .tableName(table.name())
                .tableId(table.uuid())
                .tableArn(table.arn())
                .tableSizeBytes(backup.bytes())
                .itemCount(backup.items())
                .keySchema(schema(table.keys()))
                .tableCreationDateTime(Instant.ofEpochMilli(table.createdMillis()))
                .provisionedThroughput(units(table.throughput()))
                .billingMode(table.onDemand() ? BillingMode.PAY_PER_REQUEST : BillingMode.PROVISIONED);
        if (table.onDemandLimit() != null) {
            details.onDemandThroughput(OnDemandThroughput.builder()
                    .maxReadRequestUnits(table.onDemandLimit().readUnits())
                    .maxWriteRequestUnits(table.onDemandLimit().writeUnits())
                    .build());
        }
        return details.build();
    }

    static SourceTableFeatureDetails features(Backup backup) {
        TableInfo table = backup.definition();
        List<LocalSecondaryIndexInfo> local = new ArrayList<>();
        List<GlobalSecondaryIndexInfo> global = new ArrayList<>();
        for (Index index : table.indexes()) {
            if (index.global()) {
                global.add(GlobalSecondaryIndexInfo.builder()
                        .indexName(index.name())
                        .keySchema(schema(index.keys()))
                        .projection(projection(index))
                        .provisionedThroughput(units(index.throughput()))
                        .build());
            } else {
                local.add(LocalSecondaryIndexInfo.builder()
                        .indexName(index.name())
                        .keySchema(schema(index.keys()))
                        .projection(projection(index))
                        .build());
            }
        }
        SourceTableFeatureDetails.Builder features = SourceTableFeatureDetails.builder();
        if (!local.isEmpty()) {
            features.localSecondaryIndexes(local);
        }
        if (!global.isEmpty()) {
            features.globalSecondaryIndexes(global);
        }
        TableDescription.Builder described = TableDescription.builder();
        StreamSettings.describe(table, described);
        Encryption.describe(table, null, described);
        TableDescription description = described.build();
        return features.streamDescription(description.streamSpecification())
                .sseDescription(description.sseDescription())
                .build();
    }

    static List<KeySchemaElement> schema(KeyShape keys) {
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

    private static ProvisionedThroughput units(Throughput throughput) {
        return ProvisionedThroughput.builder()
                .readCapacityUnits(throughput.readUnits())
                .writeCapacityUnits(throughput.writeUnits())
                .build();
    }
}
