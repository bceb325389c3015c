package dev.kagemusha.dynamodb.replica;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import dev.kagemusha.dynamodb.replica.AutoScaling.Capacity;
import dev.kagemusha.dynamodb.request.TableRef;
import dev.kagemusha.dynamodb.table.Catalog;
import dev.kagemusha.dynamodb.table.Index;
import dev.kagemusha.dynamodb.table.TableInfo;
import dev.kagemusha.service.Call;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AutoScalingSettingsUpdate;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableReplicaAutoScalingRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableReplicaAutoScalingResponse;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexAutoScalingUpdate;
import software.amazon.awssdk.services.dynamodb.model.IndexStatus;
import software.amazon.awssdk.services.dynamodb.model.ReplicaAutoScalingDescription;
import software.amazon.awssdk.services.dynamodb.model.ReplicaAutoScalingUpdate;
import software.amazon.awssdk.services.dynamodb.model.ReplicaGlobalSecondaryIndexAutoScalingDescription;
import software.amazon.awssdk.services.dynamodb.model.ReplicaGlobalSecondaryIndexAutoScalingUpdate;
import software.amazon.awssdk.services.dynamodb.model.ReplicaStatus;
import software.amazon.awssdk.services.dynamodb.model.TableAutoScalingDescription;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableReplicaAutoScalingRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableReplicaAutoScalingResponse;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The auto scaling of all replicas of a table at once: writes alike everywhere, reads of each replica by itself. */
public final class ReplicaScaling implements DynamoDbClient {
    private final Catalog catalog;
    private final AutoScaling scaling;
    private final Replication replication;
    private final Call call;

    public ReplicaScaling(Catalog catalog, Replication replication, Call call) {
        this.catalog = catalog;
        this.scaling = replication.scaling(call.caller());
        this.replication = replication;
        this.call = call;
    }

    @Override
    public DescribeTableReplicaAutoScalingResponse describeTableReplicaAutoScaling(
            DescribeTableReplicaAutoScalingRequest request) {
        return DescribeTableReplicaAutoScalingResponse.builder()
                .tableAutoScalingDescription(describe(require(request.tableName())))
                .build();
    }

    private TableInfo require(String name) {
        TableRef ref = TableRef.of(call, name);
        TableInfo table = catalog.find(ref.scope(), ref.name());
        if (table == null) {
            throw DynamoDbErrors.tableNotFound(ref.name());
        }
        return table;
    }

    /** The replicas of a table by region; a table that is alone is its only one. */
    private static Map<String, ReplicaStatus> replicas(TableInfo table) {
        ReplicaSettings group = table.get(ReplicaSettings.SECTION);
        return group == null ? Map.of(ReplicaSettings.region(table), ReplicaStatus.ACTIVE) : group.replicas();
    }

    private TableAutoScalingDescription describe(TableInfo table) {
        List<ReplicaAutoScalingDescription> replicas = new ArrayList<>();
        replicas(table).forEach((region, status) -> replicas.add(describe(table, region, status)));
        return TableAutoScalingDescription.builder()
                .tableName(table.name())
                .tableStatus(table.state().at(call.clock().millis()))
                .replicas(replicas)
                .build();
    }

    private ReplicaAutoScalingDescription describe(TableInfo table, String region, ReplicaStatus status) {
        List<ReplicaGlobalSecondaryIndexAutoScalingDescription> indexes = new ArrayList<>();
        for (Index index : table.indexes()) {
            if (index.global()) {
                indexes.add(ReplicaGlobalSecondaryIndexAutoScalingDescription.builder()
                        .indexName(index.name())
                        .indexStatus(index.phase() == Index.Phase.ACTIVE ? IndexStatus.ACTIVE : IndexStatus.CREATING)
                        .provisionedReadCapacityAutoScalingSettings(
                                scaling.describe(region, new Capacity(table.name(), index.name(), false)))
                        .provisionedWriteCapacityAutoScalingSettings(
                                scaling.describe(region, new Capacity(table.name(), index.name(), true)))
                        .build());
            }
        }
        return ReplicaAutoScalingDescription.builder()
                .regionName(region)
                .replicaStatus(status)
                .globalSecondaryIndexes(indexes)
                .replicaProvisionedReadCapacityAutoScalingSettings(
                        scaling.describe(region, new Capacity(table.name(), null, false)))
                .replicaProvisionedWriteCapacityAutoScalingSettings(
                        scaling.describe(region, new Capacity(table.name(), null, true)))
                .build();
    }

    private record Update(String region, Capacity capacity, AutoScalingSettingsUpdate settings) {}

    /** All is checked before anything is changed, since there is no taking back in another region. */
    @Override
    public UpdateTableReplicaAutoScalingResponse updateTableReplicaAutoScaling(
            UpdateTableReplicaAutoScalingRequest request) {
        TableInfo table = require(request.tableName());
        List<Update> updates = updates(table, request);
        if (updates.isEmpty()) {
            throw DynamoDbErrors.validation("At least one of ProvisionedWriteCapacityAutoScalingUpdate,"
                    + " GlobalSecondaryIndexUpdates or ReplicaUpdates is required");
        }
        for (Update update : updates) {
            if (catalog.find(replication.scope(table, update.region()), table.name()) == null) {
                throw DynamoDbErrors.resourceInUse("The resource which you are attempting to change is in use.");
            }
            scaling.check(update.region(), update.capacity(), update.settings());
        }
        for (Update update : updates) {
            scaling.update(update.region(), update.capacity(), update.settings());
        }
        return UpdateTableReplicaAutoScalingResponse.builder()
                .tableAutoScalingDescription(describe(table))
                .build();
    }

    private static List<Update> updates(TableInfo table, UpdateTableReplicaAutoScalingRequest request) {
        List<Update> updates = new ArrayList<>();
        everywhere(updates, table, null, request.provisionedWriteCapacityAutoScalingUpdate());
        for (GlobalSecondaryIndexAutoScalingUpdate update : request.globalSecondaryIndexUpdates()) {
            everywhere(
                    updates,
                    table,
                    index(table, update.indexName()),
                    update.provisionedWriteCapacityAutoScalingUpdate());
        }
        for (ReplicaAutoScalingUpdate update : request.replicaUpdates()) {
            String region = update.regionName();
            if (!replicas(table).containsKey(region)) {
                throw DynamoDbErrors.validation("Update global table operation failed because one or more replicas were"
                        + " not part of the global table.");
            }
            add(updates, region, table, null, false, update.replicaProvisionedReadCapacityAutoScalingUpdate());
            for (ReplicaGlobalSecondaryIndexAutoScalingUpdate one : update.replicaGlobalSecondaryIndexUpdates()) {
                String index = index(table, one.indexName());
                add(updates, region, table, index, false, one.provisionedReadCapacityAutoScalingUpdate());
            }
        }
        return updates;
    }

    private static void everywhere(
            List<Update> updates,
            TableInfo table,
            @Nullable String index,
            @Nullable AutoScalingSettingsUpdate settings) {
        for (String region : replicas(table).keySet()) {
            add(updates, region, table, index, true, settings);
        }
    }

    private static void add(
            List<Update> updates,
            String region,
            TableInfo table,
            @Nullable String index,
            boolean writes,
            @Nullable AutoScalingSettingsUpdate settings) {
        if (settings != null) {
            updates.add(new Update(region, new Capacity(table.name(), index, writes), settings));
        }
    }

    private static String index(TableInfo table, @Nullable String name) {
        Index index = name == null ? null : table.index(name);
        if (index == null || !index.global()) {
            throw DynamoDbErrors.resourceNotFound(
                    "Requested resource not found: Index " + name + " for table " + table.name());
        }
        return index.name();
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}
