package dev.kagemusha.dynamodb.replica;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import dev.kagemusha.dynamodb.replica.AutoScaling.Capacity;
import dev.kagemusha.dynamodb.settings.BillingSwitches;
import dev.kagemusha.dynamodb.settings.ClassChanges;
import dev.kagemusha.dynamodb.table.Catalog;
import dev.kagemusha.dynamodb.table.Index;
import dev.kagemusha.dynamodb.table.State;
import dev.kagemusha.dynamodb.table.TableInfo;
import dev.kagemusha.dynamodb.table.Throughput;
import dev.kagemusha.dynamodb.table.WarmUnits;
import dev.kagemusha.service.Call;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AutoScalingSettingsUpdate;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.BillingModeSummary;
import software.amazon.awssdk.services.dynamodb.model.DescribeGlobalTableSettingsRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeGlobalTableSettingsResponse;
import software.amazon.awssdk.services.dynamodb.model.GlobalTableGlobalSecondaryIndexSettingsUpdate;
import software.amazon.awssdk.services.dynamodb.model.IndexNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.IndexStatus;
import software.amazon.awssdk.services.dynamodb.model.ReplicaGlobalSecondaryIndexSettingsDescription;
import software.amazon.awssdk.services.dynamodb.model.ReplicaGlobalSecondaryIndexSettingsUpdate;
import software.amazon.awssdk.services.dynamodb.model.ReplicaSettingsDescription;
import software.amazon.awssdk.services.dynamodb.model.ReplicaSettingsUpdate;
import software.amazon.awssdk.services.dynamodb.model.ReplicaStatus;
import software.amazon.awssdk.services.dynamodb.model.TableClassSummary;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.model.UpdateGlobalTableSettingsRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateGlobalTableSettingsResponse;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Capacity, billing and auto scaling of global tables of version 2017.11.29: writes alike everywhere, reads by replica. */
public final class GlobalTableSettings implements DynamoDbClient {
    private final Catalog catalog;
    private final Duration delay;
    private final AutoScaling scaling;
    private final Call call;

    /** @param delay how long tables stay {@code UPDATING} */
    public GlobalTableSettings(Catalog catalog, Replication replication, Duration delay, Call call) {
        this.catalog = catalog;
        this.delay = delay;
        this.scaling = replication.scaling(call.caller());
        this.call = call;
    }

    @Override
    public DescribeGlobalTableSettingsResponse describeGlobalTableSettings(DescribeGlobalTableSettingsRequest request) {
        String name = request.globalTableName();
        return DescribeGlobalTableSettingsResponse.builder()
                .globalTableName(name)
                .replicaSettings(describe(tables(name), false))
                .build();
    }

    /** The replicas by region. */
    private Map<String, TableInfo> tables(String name) {
        Map<String, TableInfo> tables = new LinkedHashMap<>();
        for (String region :
                GlobalTables.require(catalog, call, name).replicas().keySet()) {
            TableInfo table = catalog.find(call.scope(call.account(), region), name);
            if (table != null) {
                tables.put(region, table);
            }
        }
        return tables;
    }

    private List<ReplicaSettingsDescription> describe(Map<String, TableInfo> tables, boolean updating) {
        List<ReplicaSettingsDescription> settings = new ArrayList<>();
        tables.forEach((region, table) -> {
            boolean busy = updating || table.state().at(call.clock().millis()) == TableStatus.UPDATING;
            settings.add(describe(region, table, busy));
        });
        return settings;
    }

    private ReplicaSettingsDescription describe(String region, TableInfo table, boolean busy) {
        List<ReplicaGlobalSecondaryIndexSettingsDescription> indexes = new ArrayList<>();
        for (Index index : table.indexes()) {
            if (index.global()) {
                indexes.add(ReplicaGlobalSecondaryIndexSettingsDescription.builder()
                        .indexName(index.name())
                        .indexStatus(busy ? IndexStatus.UPDATING : IndexStatus.ACTIVE)
                        .provisionedReadCapacityUnits(index.throughput().readUnits())
                        .provisionedReadCapacityAutoScalingSettings(
                                scaling.describe(region, new Capacity(table.name(), index.name(), false)))
                        .provisionedWriteCapacityUnits(index.throughput().writeUnits())
                        .provisionedWriteCapacityAutoScalingSettings(
                                scaling.describe(region, new Capacity(table.name(), index.name(), true)))
                        .build());
            }
        }
        ReplicaSettingsDescription.Builder described = ReplicaSettingsDescription.builder()
                .regionName(region)
                .replicaStatus(busy ? ReplicaStatus.UPDATING : ReplicaStatus.ACTIVE)
                .replicaProvisionedReadCapacityUnits(table.throughput().readUnits())
                .replicaProvisionedReadCapacityAutoScalingSettings(
                        scaling.describe(region, new Capacity(table.name(), null, false)))
                .replicaProvisionedWriteCapacityUnits(table.throughput().writeUnits())
                .replicaProvisionedWriteCapacityAutoScalingSettings(
                        scaling.describe(region, new Capacity(table.name(), null, true)));
        if (table.onDemandMillis() != null) {
            described.replicaBillingModeSummary(BillingModeSummary.builder()
                    .billingMode(table.onDemand() ? BillingMode.PAY_PER_REQUEST : BillingMode.PROVISIONED)
                    .lastUpdateToPayPerRequestDateTime(Instant.ofEpochMilli(table.onDemandMillis()))
                    .build());
        }
        TableDescription.Builder own = TableDescription.builder();
        ClassChanges.describe(table, own);
        TableClassSummary summary = own.build().tableClassSummary();
        if (summary != null) {
            described.replicaTableClassSummary(summary);
        }
        if (!indexes.isEmpty()) {
            described.replicaGlobalSecondaryIndexSettings(indexes);
        }
        return described.build();
    }

    /** What an update says of one replica. */
    private record Wanted(
            @Nullable BillingMode billing,
            @Nullable String tableClass,
            Map<Capacity, Long> units,
            Map<Capacity, AutoScalingSettingsUpdate> scaling) {

        void add(
                String table,
                @Nullable String index,
                boolean writes,
                @Nullable Long wanted,
                @Nullable AutoScalingSettingsUpdate settings) {
            Capacity capacity = new Capacity(table, index, writes);
            if (wanted != null) {
                units.put(capacity, wanted);
            }
            if (settings != null) {
                scaling.put(capacity, settings);
            }
        }

        boolean changesTable() {
            return billing != null || tableClass != null || !units.isEmpty();
        }
    }

    @Override
    public UpdateGlobalTableSettingsResponse updateGlobalTableSettings(UpdateGlobalTableSettingsRequest request) {
        String name = request.globalTableName();
        Map<String, TableInfo> tables = tables(name);
        Map<String, Wanted> wanted = new LinkedHashMap<>();
        tables.keySet().forEach(region -> wanted.put(region, wanted(request, region)));
        for (ReplicaSettingsUpdate update : request.replicaSettingsUpdate()) {
            if (!wanted.containsKey(update.regionName())) {
                throw GlobalTables.replicaNotFound(update.regionName());
            }
        }
        long now = call.clock().millis();
        wanted.forEach((region, update) -> {
            TableInfo table = tables.get(region);
            if (table != null) {
                check(region, table, update, now);
            }
        });
        wanted.forEach((region, update) -> {
            if (update.changesTable()) {
                TableInfo ignored = catalog.change(
                        call.scope(call.account(), region),
                        name,
                        (tx, table, ids) -> updating(changed(table, update, now), now));
            }
            update.scaling().forEach((capacity, settings) -> scaling.update(region, capacity, settings));
        });
        return UpdateGlobalTableSettingsResponse.builder()
                .globalTableName(name)
                .replicaSettings(describe(tables(name), true))
                .build();
    }

    private TableInfo updating(TableInfo table, long now) {
        return delay.isZero()
                ? table
                : table.change()
                        .state(new State(TableStatus.UPDATING, now + delay.toMillis()))
                        .build();
    }

    private static Wanted wanted(UpdateGlobalTableSettingsRequest request, String region) {
        String table = request.globalTableName();
        ReplicaSettingsUpdate own = null;
        for (ReplicaSettingsUpdate update : request.replicaSettingsUpdate()) {
            own = update.regionName().equals(region) ? update : own;
        }
        Wanted wanted = new Wanted(
                request.globalTableBillingMode(),
                own == null ? null : own.replicaTableClassAsString(),
                new LinkedHashMap<>(),
                new LinkedHashMap<>());
        wanted.add(
                table,
                null,
                true,
                request.globalTableProvisionedWriteCapacityUnits(),
                request.globalTableProvisionedWriteCapacityAutoScalingSettingsUpdate());
        for (GlobalTableGlobalSecondaryIndexSettingsUpdate index :
                request.globalTableGlobalSecondaryIndexSettingsUpdate()) {
            wanted.add(
                    table,
                    index.indexName(),
                    true,
                    index.provisionedWriteCapacityUnits(),
                    index.provisionedWriteCapacityAutoScalingSettingsUpdate());
        }
        if (own != null) {
            wanted.add(
                    table,
                    null,
                    false,
                    own.replicaProvisionedReadCapacityUnits(),
                    own.replicaProvisionedReadCapacityAutoScalingSettingsUpdate());
            for (ReplicaGlobalSecondaryIndexSettingsUpdate index : own.replicaGlobalSecondaryIndexSettingsUpdate()) {
                wanted.add(
                        table,
                        index.indexName(),
                        false,
                        index.provisionedReadCapacityUnits(),
                        index.provisionedReadCapacityAutoScalingSettingsUpdate());
            }
        }
        return wanted;
    }

    /** All replicas are looked at before the first is changed. */
    private void check(String region, TableInfo table, Wanted wanted, long now) {
        if (table.state().at(now) != TableStatus.ACTIVE) {
            throw DynamoDbErrors.resourceInUse("The resource which you are attempting to change is in use.");
        }
        for (Capacity capacity : wanted.units().keySet()) {
            checkIndex(table, capacity);
        }
        for (Capacity capacity : wanted.scaling().keySet()) {
            checkIndex(table, capacity);
        }
        TableInfo ignored = changed(table, wanted, now);
        wanted.scaling().forEach((capacity, settings) -> scaling.check(region, capacity, settings));
    }

    private static void checkIndex(TableInfo table, Capacity capacity) {
        String name = capacity.index();
        Index index = name == null ? null : table.index(name);
        if (name != null && (index == null || !index.global())) {
            throw DynamoDbErrors.of(
                    IndexNotFoundException.builder(), "IndexNotFoundException", "Index not found: " + name);
        }
    }

    private static TableInfo changed(TableInfo table, Wanted wanted, long now) {
        TableInfo from = wanted.tableClass() == null ? table : ClassChanges.update(table, wanted.tableClass(), now);
        TableInfo.Change change = from.change();
        boolean onDemand =
                wanted.billing() == null ? table.onDemand() : wanted.billing() == BillingMode.PAY_PER_REQUEST;
        if (onDemand) {
            if (!wanted.units().isEmpty()) {
                throw DynamoDbErrors.invalidParameter(
                        "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is"
                                + " PAY_PER_REQUEST");
            }
            return table.onDemand() ? from : onDemand(from, change, now);
        }
        Throughput units = provisioned(table, wanted, null, table.throughput(), now);
        change.provisioned(units).warm(table.warm().atLeast(units));
        List<Index> indexes = new ArrayList<>();
        for (Index index : table.indexes()) {
            if (index.global()) {
                Throughput each = provisioned(table, wanted, index.name(), index.throughput(), now);
                indexes.add(index.with(
                        each,
                        table.onDemand() ? null : index.onDemandLimit(),
                        index.warm().atLeast(each)));
            } else {
                indexes.add(index);
            }
        }
        if (table.onDemand()) {
            change.onDemandLimit(null);
        }
        return change.indexes(indexes).build();
    }

    private static TableInfo onDemand(TableInfo table, TableInfo.Change change, long now) {
        BillingSwitches.add(table, change, now);
        List<Index> indexes = new ArrayList<>();
        for (Index index : table.indexes()) {
            indexes.add(
                    index.global()
                            ? index.with(Throughput.ON_DEMAND, index.onDemandLimit(), warm(index.warm()))
                            : index);
        }
        return change.onDemand(now).warm(warm(table.warm())).indexes(indexes).build();
    }

    private static WarmUnits warm(WarmUnits before) {
        return before.atLeast(WarmUnits.ON_DEMAND.readUnits(), WarmUnits.ON_DEMAND.writeUnits());
    }

    private static Throughput provisioned(
            TableInfo table, Wanted wanted, @Nullable String index, Throughput before, long now) {
        Long reads = wanted.units().get(new Capacity(table.name(), index, false));
        Long writes = wanted.units().get(new Capacity(table.name(), index, true));
        if (!table.onDemand()) {
            return before.changed(
                    reads == null ? before.readUnits() : reads, writes == null ? before.writeUnits() : writes, now);
        }
        if (reads == null || writes == null) {
            throw DynamoDbErrors.invalidParameter(
                    "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED");
        }
        return Throughput.of(reads, writes);
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}
