package dev.kagemusha.dynamodb.replica;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import dev.kagemusha.dynamodb.backup.BackupErrors;
import dev.kagemusha.dynamodb.stream.StreamSettings;
import dev.kagemusha.dynamodb.table.Catalog;
import dev.kagemusha.dynamodb.table.Index;
import dev.kagemusha.dynamodb.table.TableInfo;
import dev.kagemusha.service.Call;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.CreateGlobalTableRequest;
import software.amazon.awssdk.services.dynamodb.model.CreateGlobalTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeGlobalTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeGlobalTableResponse;
import software.amazon.awssdk.services.dynamodb.model.GlobalTable;
import software.amazon.awssdk.services.dynamodb.model.GlobalTableAlreadyExistsException;
import software.amazon.awssdk.services.dynamodb.model.GlobalTableDescription;
import software.amazon.awssdk.services.dynamodb.model.GlobalTableNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.GlobalTableStatus;
import software.amazon.awssdk.services.dynamodb.model.ListGlobalTablesRequest;
import software.amazon.awssdk.services.dynamodb.model.ListGlobalTablesResponse;
import software.amazon.awssdk.services.dynamodb.model.Replica;
import software.amazon.awssdk.services.dynamodb.model.ReplicaAlreadyExistsException;
import software.amazon.awssdk.services.dynamodb.model.ReplicaDescription;
import software.amazon.awssdk.services.dynamodb.model.ReplicaNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ReplicaStatus;
import software.amazon.awssdk.services.dynamodb.model.ReplicaUpdate;
import software.amazon.awssdk.services.dynamodb.model.StreamSpecification;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.UpdateGlobalTableRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateGlobalTableResponse;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Global tables of version 2017.11.29: tables that the client created itself, empty and alike, become replicas of each other. */
public final class GlobalTables implements DynamoDbClient {
    private static final int PAGE = 100;

    private final Catalog catalog;
    private final Replication replication;
    private final Call call;

    public GlobalTables(Catalog catalog, Replication replication, Call call) {
        this.catalog = catalog;
        this.replication = replication;
        this.call = call;
    }

    @Override
    public CreateGlobalTableResponse createGlobalTable(CreateGlobalTableRequest request) {
        String name = request.globalTableName();
        Map<String, ReplicaStatus> replicas = new LinkedHashMap<>();
        for (Replica replica : request.replicationGroup()) {
            checkRegion(replica.regionName());
            if (replicas.put(replica.regionName(), ReplicaStatus.ACTIVE) != null) {
                throw DynamoDbErrors.invalidParameter("Duplicate region in ReplicationGroup: " + replica.regionName());
            }
        }
        if (!replicas.containsKey(call.region())) {
            throw DynamoDbErrors.validation("ReplicationGroup must have the region that the request is made in");
        }
        TableInfo own = null;
        for (String region : replicas.keySet()) {
            TableInfo table = eligible(name, region);
            if (own != null && !isAlike(own, table)) {
                throw DynamoDbErrors.validation(
                        "The tables of a global table must have the same name, key schema and indexes");
            }
            own = table;
        }
        ReplicaSettings settings = new ReplicaSettings(true, call.clock().millis(), 0, replicas);
        for (String region : replicas.keySet()) {
            join(name, region, settings);
        }
        return CreateGlobalTableResponse.builder()
                .globalTableDescription(describe(name, settings, GlobalTableStatus.CREATING))
                .build();
    }

    private static void checkRegion(@Nullable String region) {
        if (region == null
                || Region.regions().stream().noneMatch(known -> known.id().equals(region))) {
            throw DynamoDbErrors.validation("Invalid region: " + region);
        }
    }

    private int scope(String region) {
        return call.scope(call.account(), region);
    }

    /** The table of a region that can become a replica. */
    private TableInfo eligible(String name, String region) {
        TableInfo table = catalog.find(scope(region), name);
        if (table == null) {
            throw BackupErrors.tableNotFound(name);
        }
        if (table.get(ReplicaSettings.SECTION) != null) {
            throw DynamoDbErrors.of(
                    GlobalTableAlreadyExistsException.builder(),
                    "GlobalTableAlreadyExistsException",
                    "Global table with name: '" + name + "' already exists.");
        }
        TableDescription.Builder described = TableDescription.builder();
        StreamSettings.describe(table, described);
        StreamSpecification stream = described.build().streamSpecification();
        if (stream == null || stream.streamViewType() != StreamViewType.NEW_AND_OLD_IMAGES) {
            throw DynamoDbErrors.validation("Table must have a stream with the view type NEW_AND_OLD_IMAGES");
        }
        if (catalog.count(scope(region), table).items() > 0) {
            throw DynamoDbErrors.validation("One or more tables are not empty");
        }
        return table;
    }

    private static boolean isAlike(TableInfo one, TableInfo other) {
        return one.keys().equals(other.keys()) && names(one).equals(names(other)) && one.onDemand() == other.onDemand();
    }

    private static List<String> names(TableInfo table) {
        return table.indexes().stream().map(Index::name).sorted().toList();
    }

    private void join(String name, String region, ReplicaSettings settings) {
        int scope = scope(region);
        TableInfo ignored =
                catalog.change(scope, name, (tx, table, ids) -> replication.join(tx, scope, table, settings));
    }

    private GlobalTableDescription describe(String name, ReplicaSettings settings, GlobalTableStatus status) {
        List<ReplicaDescription> replicas = new ArrayList<>();
        settings.replicas()
                .forEach((region, replica) -> replicas.add(ReplicaDescription.builder()
                        .regionName(region)
                        .replicaStatus(replica)
                        .build()));
        return GlobalTableDescription.builder()
                .globalTableName(name)
                .globalTableArn("arn:" + call.partition() + ":dynamodb::" + call.account() + ":global-table/" + name)
                .globalTableStatus(status)
                .creationDateTime(Instant.ofEpochMilli(settings.createdMillis()))
                .replicationGroup(replicas)
                .build();
    }

    private ReplicaSettings require(String name) {
        return require(catalog, call, name);
    }

    /** The group of a global table that has a replica in the call's region. */
    static ReplicaSettings require(Catalog catalog, Call call, String name) {
        TableInfo table = catalog.find(call.scope(), name);
        ReplicaSettings settings = table == null ? null : table.get(ReplicaSettings.SECTION);
        if (settings == null || !settings.legacy()) {
            throw DynamoDbErrors.of(
                    GlobalTableNotFoundException.builder(),
                    "GlobalTableNotFoundException",
                    "Global table not found: Global table with name: '" + name + "' does not exist.");
        }
        return settings;
    }

    @Override
    public DescribeGlobalTableResponse describeGlobalTable(DescribeGlobalTableRequest request) {
        String name = request.globalTableName();
        return DescribeGlobalTableResponse.builder()
                .globalTableDescription(describe(name, require(name), GlobalTableStatus.ACTIVE))
                .build();
    }

    @Override
    public ListGlobalTablesResponse listGlobalTables(ListGlobalTablesRequest request) {
        int limit = request.limit() == null ? PAGE : request.limit();
        List<GlobalTable> found = new ArrayList<>();
        String after = request.exclusiveStartGlobalTableName();
        boolean over = false;
        while (!over && found.size() <= limit) {
            List<String> names = catalog.names(call.scope(), after, PAGE);
            over = names.isEmpty();
            for (String name : names) {
                TableInfo table = catalog.find(call.scope(), name);
                ReplicaSettings settings = table == null ? null : table.get(ReplicaSettings.SECTION);
                if (settings != null
                        && settings.legacy()
                        && (request.regionName() == null || settings.replicas().containsKey(request.regionName()))) {
                    found.add(listed(name, settings));
                }
                after = name;
            }
        }
        ListGlobalTablesResponse.Builder answer = ListGlobalTablesResponse.builder();
        if (found.size() > limit) {
            found = found.subList(0, limit);
            answer.lastEvaluatedGlobalTableName(found.getLast().globalTableName());
        }
        return answer.globalTables(found).build();
    }

    private static GlobalTable listed(String name, ReplicaSettings settings) {
        List<Replica> replicas = new ArrayList<>();
        for (String region : settings.replicas().keySet()) {
            replicas.add(Replica.builder().regionName(region).build());
        }
        return GlobalTable.builder()
                .globalTableName(name)
                .replicationGroup(replicas)
                .build();
    }

    @Override
    public UpdateGlobalTableResponse updateGlobalTable(UpdateGlobalTableRequest request) {
        String name = request.globalTableName();
        ReplicaSettings before = require(name);
        ReplicaSettings after = before;
        for (ReplicaUpdate update : request.replicaUpdates()) {
            if (update.create() != null) {
                String region = update.create().regionName();
                checkRegion(region);
                if (after.replicas().containsKey(region)) {
                    throw DynamoDbErrors.of(
                            ReplicaAlreadyExistsException.builder(),
                            "ReplicaAlreadyExistsException",
                            "The specified replica is already part of the global table: " + region);
                }
                TableInfo added = eligible(name, region);
                after = after.with(ReplicaSettings.region(added), ReplicaStatus.ACTIVE);
            }
            if (update.delete() != null) {
                String region = update.delete().regionName();
                if (!after.replicas().containsKey(region)) {
                    throw replicaNotFound(region);
                }
                after = after.with(region, null);
            }
        }
        for (String region : before.replicas().keySet()) {
            if (!after.replicas().containsKey(region)) {
                TableInfo ignored = catalog.change(scope(region), name, (tx, table, ids) -> Replication.leave(table));
            }
        }
        for (String region : after.replicas().keySet()) {
            join(name, region, after);
        }
        return UpdateGlobalTableResponse.builder()
                .globalTableDescription(describe(name, after, GlobalTableStatus.UPDATING))
                .build();
    }

    static RuntimeException replicaNotFound(String region) {
        return DynamoDbErrors.of(
                ReplicaNotFoundException.builder(),
                "ReplicaNotFoundException",
                "The specified replica is no longer part of the global table: " + region);
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}
