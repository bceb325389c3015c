package dev.kagemusha.dynamodb.replica;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import dev.kagemusha.dynamodb.request.TableRef;
import dev.kagemusha.dynamodb.seal.WrappedKey;
import dev.kagemusha.dynamodb.settings.Encryption;
import dev.kagemusha.dynamodb.stream.StreamSettings;
import dev.kagemusha.dynamodb.table.Catalog;
import dev.kagemusha.dynamodb.table.TableInfo;
import dev.kagemusha.service.Call;
import dev.kagemusha.service.Permission;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.model.CreateReplicationGroupMemberAction;
import software.amazon.awssdk.services.dynamodb.model.ReplicaDescription;
import software.amazon.awssdk.services.dynamodb.model.ReplicaStatus;
import software.amazon.awssdk.services.dynamodb.model.ReplicationGroupUpdate;
import software.amazon.awssdk.services.dynamodb.model.StreamSpecification;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.UpdateReplicationGroupMemberAction;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableRequest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What {@code UpdateTable} does about replicas: global tables of version 2019.11.21. */
public final class ReplicaChange {
    /** The stream that every replica has. */
    static final StreamSpecification STREAM = StreamSpecification.builder()
            .streamEnabled(true)
            .streamViewType(StreamViewType.NEW_AND_OLD_IMAGES)
            .build();

    private final Catalog catalog;
    private final Replication replication;
    private final Call call;
    private final UpdateTableRequest request;

    public ReplicaChange(Catalog catalog, Replication replication, Call call, UpdateTableRequest request) {
        this.catalog = catalog;
        this.replication = replication;
        this.call = call;
        this.request = request;
    }

    /** Whether a request is about replicas. */
    public static boolean isIn(UpdateTableRequest request) {
        return !request.replicaUpdates().isEmpty();
    }

    /** Carries the request out; answers the table as it is then. */
    public TableInfo apply() {
        TableRef ref = TableRef.of(call, request.tableName());
        Map<String, String> named = namedKeys();
        Encryption.check(request.sseSpecification());
        checkAlone(!named.isEmpty());
        TableInfo table = catalog.find(ref.scope(), ref.name());
        if (table == null) {
            throw DynamoDbErrors.tableNotFound(ref.name());
        }
        if (!named.isEmpty()) {
            for (String region : named.keySet()) {
                checkRegion(table, region);
                require("UpdateTable", table, region);
            }
            new ReplicaKeys(catalog, call).change(table, named, request.sseSpecification());
        }
        ReplicationGroupUpdate update = request.replicaUpdates().getFirst();
        if (update.create() != null) {
            return create(ref, table, update.create());
        }
        if (update.delete() != null) {
            return delete(ref, table, update.delete().regionName());
        }
        if (update.update() != null) {
            return update(table, update.update());
        }
        throw DynamoDbErrors.invalidParameter("One of Create, Update, Delete must be specified in ReplicaUpdates");
    }

    /**
     * The KMS keys that replicas are to have, by region. They are all named at once; of any other change there is one in a request.
     */
    private Map<String, String> namedKeys() {
        Map<String, String> named = new LinkedHashMap<>();
        for (ReplicationGroupUpdate update : request.replicaUpdates()) {
            if (update.update() != null && update.update().kmsMasterKeyId() != null) {
                named.put(update.update().regionName(), update.update().kmsMasterKeyId());
            }
        }
        if (request.replicaUpdates().size() > 1
                && named.size() < request.replicaUpdates().size()) {
            throw DynamoDbErrors.invalidParameter("Only one replica update is allowed at a time");
        }
        return named;
    }

    /** @param keys whether keys of replicas are changed, for which the table's own may be, too */
    private void checkAlone(boolean keys) {
        if (request.provisionedThroughput() != null
                || request.billingMode() != null
                || request.streamSpecification() != null
                || !request.globalSecondaryIndexUpdates().isEmpty()
                || (request.sseSpecification() != null && !keys)
                || request.deletionProtectionEnabled() != null
                || request.onDemandThroughput() != null
                || request.warmThroughput() != null
                || request.tableClass() != null) {
            throw DynamoDbErrors.invalidParameter("ReplicaUpdates must be the only operation in the request");
        }
        if (!request.globalTableWitnessUpdates().isEmpty()
                || (request.multiRegionConsistency() != null
                        && !request.multiRegionConsistencyAsString().equals("EVENTUAL"))) {
            throw DynamoDbErrors.validation("Strong consistency of replicas is not supported by this emulator");
        }
    }

    private void checkRegion(TableInfo table, @Nullable String region) {
        if (region == null
                || Region.regions().stream().noneMatch(known -> known.id().equals(region))) {
            throw DynamoDbErrors.validation("Invalid region: " + region);
        }
        if (region.equals(ReplicaSettings.region(table))) {
            throw DynamoDbErrors.validation("Cannot add, delete, or update the local region through ReplicaUpdates."
                    + " Use CreateTable, DeleteTable, or UpdateTable as required.");
        }
    }

    /** What the caller may do here it must be allowed to do there. */
    private void require(String action, TableInfo table, String region) {
        String[] fields = table.arn().split(":", 6);
        fields[3] = region;
        call.require(Permission.of("dynamodb:" + action, String.join(":", fields)));
    }

    private TableInfo create(TableRef ref, TableInfo table, CreateReplicationGroupMemberAction action) {
        String region = action.regionName();
        checkRegion(table, region);
        require("CreateTable", table, region);
        if (!table.onDemand() && !replication.scaling(call.caller()).scalesWrites(table)) {
            throw DynamoDbErrors.validation("Table write capacity should either be Pay-Per-Request or AutoScaled.");
        }
        if (catalog.find(replication.scope(table, region), table.name()) != null) {
            throw DynamoDbErrors.validation("Failed to create a the new replica of table with name: '" + table.name()
                    + "' because one or more replicas already existed as tables.");
        }
        long now = call.clock().millis();
        ReplicaOverrides overrides = ReplicaOverrides.of(action);
        TableInfo tried = overrides.apply(table, false, now);
        WrappedKey key = new ReplicaKeys(catalog, call).generate(tried, ref.scope(), region, action.kmsMasterKeyId());
        ReplicaPlan plan = overrides.isEmpty() && key == null ? null : new ReplicaPlan(overrides, key);
        return catalog.change(ref.scope(), ref.name(), (tx, current, ids) -> {
            TableInfo streamed = ReplicaPlan.put(streamed(current, now), region, plan);
            ReplicaSettings group = current.get(ReplicaSettings.SECTION);
            ReplicaSettings settings = (group == null
                            ? new ReplicaSettings(
                                    false, now, 0, Map.of(ReplicaSettings.region(current), ReplicaStatus.ACTIVE))
                            : group)
                    .with(region, ReplicaStatus.CREATING)
                    .source(now);
            replication.begin(tx, ref.scope(), current, region);
            return replication.join(tx, ref.scope(), streamed, settings);
        });
    }

    private static TableInfo streamed(TableInfo table, long nowMillis) {
        TableDescription.Builder described = TableDescription.builder();
        StreamSettings.describe(table, described);
        StreamSpecification stream = described.build().streamSpecification();
        if (stream == null) {
            return StreamSettings.update(table, STREAM, nowMillis);
        }
        if (stream.streamViewType() != StreamViewType.NEW_AND_OLD_IMAGES) {
            throw DynamoDbErrors.validation(
                    "Table must have a stream with the view type NEW_AND_OLD_IMAGES to be replicated");
        }
        return table;
    }

    private TableInfo member(TableInfo table, String region) {
        ReplicaSettings settings = table.get(ReplicaSettings.SECTION);
        if (settings == null || !settings.replicas().containsKey(region)) {
            throw DynamoDbErrors.validation("Update global table operation failed because one or more replicas were"
                    + " not part of the global table.");
        }
        TableInfo replica = catalog.find(replication.scope(table, region), table.name());
        if (replica == null || settings.replicas().get(region) == ReplicaStatus.CREATING) {
            throw DynamoDbErrors.resourceInUse("The resource which you are attempting to change is in use.");
        }
        return replica;
    }

    private TableInfo delete(TableRef ref, TableInfo table, String region) {
        checkRegion(table, region);
        require("DeleteTable", table, region);
        TableInfo replica = member(table, region);
        TableInfo dropped = catalog.drop(replication.scope(table, region), replica.name(), (tx, checked) -> {
            if (checked.deletionProtected()) {
                throw DynamoDbErrors.validation(
                        "Resource cannot be deleted as it is currently protected against deletion."
                                + " Disable deletion protection first.");
            }
        });
        return catalog.change(ref.scope(), dropped.name(), (tx, current, ids) -> replication.without(current, region));
    }

    private TableInfo update(TableInfo table, UpdateReplicationGroupMemberAction action) {
        String region = action.regionName();
        checkRegion(table, region);
        ReplicaOverrides overrides = ReplicaOverrides.of(action);
        if (overrides.isEmpty()) {
            if (action.kmsMasterKeyId() != null) {
                return table;
            }
            throw DynamoDbErrors.invalidParameter("There is nothing to update of the replica in " + region);
        }
        long now = call.clock().millis();
        require("UpdateTable", table, region);
        TableInfo replica = member(table, region);
        TableInfo ignored = catalog.change(
                replication.scope(table, region),
                replica.name(),
                (tx, current, ids) -> overrides.apply(current, true, now));
        return table;
    }

    /** The answer shows a replica that goes. */
    public TableDescription answered(TableDescription description) {
        ReplicationGroupUpdate update = request.replicaUpdates().getFirst();
        if (update.delete() == null) {
            return description;
        }
        List<ReplicaDescription> replicas = new ArrayList<>(description.replicas());
        replicas.add(ReplicaDescription.builder()
                .regionName(update.delete().regionName())
                .replicaStatus(ReplicaStatus.DELETING)
                .build());
        return description.toBuilder()
                .replicas(replicas)
                .globalTableVersion("2019.11.21")
                .build();
    }
}
