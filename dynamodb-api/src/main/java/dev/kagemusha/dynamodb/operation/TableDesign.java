package dev.kagemusha.dynamodb.operation;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import dev.kagemusha.dynamodb.item.KeyShape;
import dev.kagemusha.dynamodb.request.TableRef;
import dev.kagemusha.dynamodb.settings.Encryption;
import dev.kagemusha.dynamodb.settings.Policies;
import dev.kagemusha.dynamodb.settings.TagRules;
import dev.kagemusha.dynamodb.settings.Units;
import dev.kagemusha.dynamodb.stream.StreamSettings;
import dev.kagemusha.dynamodb.table.Index;
import dev.kagemusha.dynamodb.table.Sections;
import dev.kagemusha.dynamodb.table.State;
import dev.kagemusha.dynamodb.table.TableInfo;
import dev.kagemusha.dynamodb.table.Throughput;
import dev.kagemusha.dynamodb.table.WarmUnits;
import dev.kagemusha.service.Call;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.LocalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughput;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.IntSupplier;

/** A CreateTable request checked as AWS checks it, first fault first, and the table it describes. */
final class TableDesign {
    private static final int MAX_LOCAL = 5;
    private static final int MAX_GLOBAL = 20;

    private final CreateTableRequest request;
    private final KeyDesign keys;
    private final Set<String> indexNames = new HashSet<>();
    private final boolean onDemand;

    TableDesign(CreateTableRequest request) {
        this.request = request;
        this.onDemand = request.billingMode() == BillingMode.PAY_PER_REQUEST;
        StreamSettings.checkNew(request.streamSpecification());
        Encryption.check(request.sseSpecification());
        TableRef.checkName(request.tableName());
        checkThroughput();
        requirePresent(request.hasAttributeDefinitions(), "attributeDefinitions");
        requirePresent(request.hasKeySchema(), "keySchema");
        keys = new KeyDesign(request.attributeDefinitions());
        keys.check(request.keySchema());
        boolean indexed = request.hasLocalSecondaryIndexes() || request.hasGlobalSecondaryIndexes();
        if (!indexed && request.keySchema().size() != keys.count()) {
            throw DynamoDbErrors.invalidParameter("Number of attributes in KeySchema does not exactly match number of"
                    + " attributes defined in AttributeDefinitions");
        }
        checkNotEmpty();
        checkIndexKeys();
        checkLocalIndexes();
        checkGlobalIndexes();
        checkProjectedTotal();
    }

    private void checkThroughput() {
        ProvisionedThroughput throughput = request.provisionedThroughput();
        if (onDemand) {
            if (throughput != null) {
                throw DynamoDbErrors.unitsOnDemand();
            }
        } else if (throughput == null) {
            throw DynamoDbErrors.invalidParameter(
                    "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED");
        }
        Throughput provisioned = throughput(throughput);
        Units.limit(request.onDemandThroughput(), onDemand, null, true, null);
        Units.warm(request.warmThroughput(), onDemand, provisioned, null);
    }

    private static void requirePresent(boolean present, String member) {
        if (!present) {
            throw DynamoDbErrors.validation("1 validation error detected: Value null at '" + member
                    + "' failed to satisfy constraint: Member must not be null");
        }
    }

    private void checkNotEmpty() {
        if (request.hasLocalSecondaryIndexes()
                && request.localSecondaryIndexes().isEmpty()) {
            throw DynamoDbErrors.invalidParameter("List of LocalSecondaryIndexes is empty");
        }
        if (request.hasGlobalSecondaryIndexes()
                && request.globalSecondaryIndexes().isEmpty()) {
            throw DynamoDbErrors.invalidParameter("List of GlobalSecondaryIndexes is empty");
        }
    }

    /** AWS looks for unused attributes before it looks at anything else of an index. */
    private void checkIndexKeys() {
        for (LocalSecondaryIndex index : request.localSecondaryIndexes()) {
            keys.check(index.keySchema());
        }
        for (GlobalSecondaryIndex index : request.globalSecondaryIndexes()) {
            keys.checkGlobal(index.keySchema());
        }
        keys.checkAllUsed();
    }

    private void checkLocalIndexes() {
        List<LocalSecondaryIndex> indexes = request.localSecondaryIndexes();
        if (!indexes.isEmpty() && request.keySchema().size() < 2) {
            throw DynamoDbErrors.invalidParameter(
                    "Table KeySchema does not have a range key, which is required when specifying a"
                            + " LocalSecondaryIndex");
        }
        String tableHash = request.keySchema().get(0).attributeName();
        for (LocalSecondaryIndex index : indexes) {
            if (index.keySchema().size() < 2) {
                throw DynamoDbErrors.invalidParameter(
                        "Index KeySchema does not have a range key for index: " + index.indexName());
            }
            String hash = index.keySchema().get(0).attributeName();
            if (!hash.equals(tableHash)) {
                throw DynamoDbErrors.invalidParameter(
                        "Index KeySchema does not have the same leading hash key as table KeySchema for index: "
                                + index.indexName() + ". index hash key: " + hash + ", table hash key: " + tableHash);
            }
            Projections.check(index.projection());
            checkIndexName(index.indexName());
        }
        if (indexes.size() > MAX_LOCAL) {
            throw DynamoDbErrors.invalidParameter("Number of LocalSecondaryIndexes exceeds per-table limit of 5");
        }
    }

    private void checkGlobalIndexes() {
        List<GlobalSecondaryIndex> indexes = request.globalSecondaryIndexes();
        for (GlobalSecondaryIndex index : indexes) {
            Projections.check(index.projection());
            checkThroughput(index);
            checkIndexName(index.indexName());
        }
        if (indexes.size() > MAX_GLOBAL) {
            throw DynamoDbErrors.invalidParameter("GlobalSecondaryIndex count exceeds the per-table limit of 20");
        }
    }

    private void checkThroughput(GlobalSecondaryIndex index) {
        ProvisionedThroughput throughput = index.provisionedThroughput();
        if (onDemand) {
            if (throughput != null) {
                throw DynamoDbErrors.invalidParameter("ProvisionedThroughput should not be specified for index: "
                        + index.indexName() + " when BillingMode is PAY_PER_REQUEST");
            }
        } else if (throughput == null) {
            throw DynamoDbErrors.invalidParameter(
                    "ProvisionedThroughput is not specified for index: " + index.indexName());
        }
        Throughput provisioned = throughput(throughput);
        Units.limit(index.onDemandThroughput(), onDemand, null, true, index.indexName());
        Units.warm(index.warmThroughput(), onDemand, provisioned, index.indexName());
    }

    private void checkIndexName(String name) {
        if (!indexNames.add(name)) {
            throw DynamoDbErrors.invalidParameter("Duplicate index name: " + name);
        }
    }

    private void checkProjectedTotal() {
        int total = 0;
        for (LocalSecondaryIndex index : request.localSecondaryIndexes()) {
            total += index.projection().nonKeyAttributes().size();
        }
        for (GlobalSecondaryIndex index : request.globalSecondaryIndexes()) {
            total += index.projection().nonKeyAttributes().size();
        }
        Projections.checkTotal(total);
    }

    /** The table, with ids from {@code ids}. */
    TableInfo table(Call call, UUID uuid, IntSupplier ids, State state) {
        KeyShape shape = keys.shape(request.keySchema());
        int id = ids.getAsInt();
        List<Index> indexes = new ArrayList<>();
        for (LocalSecondaryIndex index : request.localSecondaryIndexes()) {
            indexes.add(Index.of(
                    ids.getAsInt(),
                    index.indexName(),
                    false,
                    Index.Phase.ACTIVE,
                    shape,
                    keys.shape(index.keySchema()),
                    index.projection().projectionTypeAsString(),
                    List.copyOf(index.projection().nonKeyAttributes()),
                    Throughput.ON_DEMAND,
                    null,
                    WarmUnits.NONE));
        }
        for (GlobalSecondaryIndex index : request.globalSecondaryIndexes()) {
            Throughput provisioned = throughput(index.provisionedThroughput());
            indexes.add(Index.of(
                    ids.getAsInt(),
                    index.indexName(),
                    true,
                    Index.Phase.ACTIVE,
                    shape,
                    keys.shape(index.keySchema()),
                    index.projection().projectionTypeAsString(),
                    List.copyOf(index.projection().nonKeyAttributes()),
                    provisioned,
                    Units.limit(index.onDemandThroughput(), onDemand, null, true, index.indexName()),
                    Units.warm(index.warmThroughput(), onDemand, provisioned, index.indexName())));
        }
        Map<String, String> tags = TagRules.check(request.tags());
        Throughput provisioned = throughput(request.provisionedThroughput());
        long now = call.clock().millis();
        TableInfo table = new TableInfo(
                id,
                request.tableName(),
                TableRef.arn(call, request.tableName()),
                uuid.toString(),
                now,
                1,
                state,
                shape,
                keys.attributes(),
                List.copyOf(indexes),
                onDemand,
                onDemand ? Long.valueOf(now) : null,
                provisioned,
                Units.limit(request.onDemandThroughput(), onDemand, null, true, null),
                Units.warm(request.warmThroughput(), onDemand, provisioned, null),
                request.tableClassAsString(),
                Boolean.TRUE.equals(request.deletionProtectionEnabled()),
                tags,
                Sections.NONE);
        return Policies.create(StreamSettings.create(table, request.streamSpecification()), request.resourcePolicy());
    }

    private static Throughput throughput(@Nullable ProvisionedThroughput throughput) {
        return throughput == null ? Throughput.ON_DEMAND : Units.provisioned(throughput);
    }
}
