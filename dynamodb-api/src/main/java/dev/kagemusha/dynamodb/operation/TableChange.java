package dev.kagemusha.dynamodb.operation;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import dev.kagemusha.dynamodb.seal.WrappedKey;
import dev.kagemusha.dynamodb.settings.BillingSwitches;
import dev.kagemusha.dynamodb.settings.ClassChanges;
import dev.kagemusha.dynamodb.settings.Encryption;
import dev.kagemusha.dynamodb.settings.Units;
import dev.kagemusha.dynamodb.stream.StreamSettings;
import dev.kagemusha.dynamodb.table.Index;
import dev.kagemusha.dynamodb.table.OnDemandLimit;
import dev.kagemusha.dynamodb.table.TableInfo;
import dev.kagemusha.dynamodb.table.Throughput;
import dev.kagemusha.dynamodb.table.WarmUnits;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateGlobalSecondaryIndexAction;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexUpdate;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughput;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.model.UpdateGlobalSecondaryIndexAction;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableRequest;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntSupplier;

/**
 * An UpdateTable request: checked by itself, then against the table as it is, and carried out. Most changes have to be the only
 * one of their request; AWS says so change by change. It is long because the order of the checks is AWS's, across all kinds of change.
 */
final class TableChange {
    private static final int MAX_GLOBAL = 20;

    private final UpdateTableRequest request;
    private final @Nullable CreateGlobalSecondaryIndexAction created;
    private final @Nullable String deleted;
    private final List<UpdateGlobalSecondaryIndexAction> updated = new ArrayList<>();
    private final int builds;

    TableChange(UpdateTableRequest request) {
        this.request = request;
        checkSomething();
        StreamSettings.checkUpdate(request.streamSpecification());
        Encryption.check(request.sseSpecification());
        checkAlone();
        CreateGlobalSecondaryIndexAction create = null;
        String delete = null;
        int count = 0;
        Set<String> names = new HashSet<>();
        for (GlobalSecondaryIndexUpdate update : request.globalSecondaryIndexUpdates()) {
            String name = checkAction(update);
            if (!names.add(name)) {
                throw DynamoDbErrors.invalidParameter(
                        "Only one global secondary index update per index is allowed simultaneously. Index: " + name);
            }
            if (update.create() != null) {
                create = update.create();
                count++;
            } else if (update.delete() != null) {
                delete = name;
                count++;
            } else {
                updated.add(update.update());
            }
        }
        this.created = create;
        this.deleted = delete;
        this.builds = count;
        checkCombination();
        if (created != null) {
            Projections.check(created.projection());
        }
    }

    /** The members that AWS lists, of which some are not of the public API; one that the request has is left out. */
    private void checkSomething() {
        if (request.provisionedThroughput() == null
                && request.billingMode() == null
                && request.streamSpecification() == null
                && request.globalSecondaryIndexUpdates().isEmpty()
                && request.sseSpecification() == null
                && request.replicaUpdates().isEmpty()
                && request.globalTableWitnessUpdates().isEmpty()
                && request.deletionProtectionEnabled() == null
                && request.onDemandThroughput() == null
                && request.warmThroughput() == null
                && request.tableClass() == null) {
            throw DynamoDbErrors.validation("At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled,"
                    + " GlobalSecondaryIndexUpdates, SSESpecification, ReplicaUpdates, MultiAccountReplicaReady,"
                    + " ReplicaTransitRoleArn, "
                    + (request.multiRegionConsistency() == null ? "MultiRegionConsistency, " : "")
                    + "DeletionProtectionEnabled, OnDemandThroughput, WarmThroughput or TableClass is required");
        }
        if (request.hasGlobalSecondaryIndexUpdates()
                && request.globalSecondaryIndexUpdates().isEmpty()) {
            throw DynamoDbErrors.invalidParameter("List of GlobalSecondaryIndexUpdates is empty");
        }
        if (!request.globalTableWitnessUpdates().isEmpty() || request.multiRegionConsistency() != null) {
            throw DynamoDbErrors.validation("Strong consistency of replicas is not supported by this emulator");
        }
    }

    private void checkAlone() {
        boolean[] kinds = {
            request.provisionedThroughput() != null || request.billingMode() != null,
            request.streamSpecification() != null,
            !request.globalSecondaryIndexUpdates().isEmpty(),
            request.sseSpecification() != null,
            request.deletionProtectionEnabled() != null,
            request.onDemandThroughput() != null,
            request.warmThroughput() != null,
            request.tableClass() != null
        };
        int count = 0;
        for (boolean kind : kinds) {
            count += kind ? 1 : 0;
        }
        if (count < 2) {
            return;
        }
        String only = request.sseSpecification() != null
                ? "Server-Side Encryption modification"
                : request.tableClass() != null
                        ? "TableClass modification"
                        : request.deletionProtectionEnabled() != null ? "DeletionProtection modification" : null;
        if (only != null) {
            throw DynamoDbErrors.invalidParameter(only + " must be the only operation in the request");
        }
        if (request.warmThroughput() != null) {
            for (GlobalSecondaryIndexUpdate update : request.globalSecondaryIndexUpdates()) {
                if (update.create() != null) {
                    throw DynamoDbErrors.invalidParameter(
                            "Create global secondary index cannot be specified when updating WarmThroughput");
                }
            }
            throw DynamoDbErrors.invalidParameter("WarmThroughput must be the only operation in the request");
        }
        if (request.onDemandThroughput() != null
                && (count > 2 || request.billingMode() == null || request.provisionedThroughput() != null)) {
            throw DynamoDbErrors.invalidParameter(
                    "OnDemandThroughput can only be combined with BillingMode in an UpdateTable request");
        }
    }

    /** The name of the index that an entry is about. */
    private static String checkAction(GlobalSecondaryIndexUpdate update) {
        int actions = (update.create() == null ? 0 : 1)
                + (update.update() == null ? 0 : 1)
                + (update.delete() == null ? 0 : 1);
        if (actions == 0) {
            throw DynamoDbErrors.invalidParameter("One of GlobalSecondaryIndexUpdate.Update,"
                    + " GlobalSecondaryIndexUpdate.Create, GlobalSecondaryIndexUpdate.Delete must not be null");
        }
        if (actions > 1) {
            throw DynamoDbErrors.invalidParameter(
                    "Only one global secondary index action is allowed per GlobalSecondaryIndexUpdate object");
        }
        return update.create() != null
                ? update.create().indexName()
                : update.update() != null
                        ? update.update().indexName()
                        : update.delete().indexName();
    }

    private void checkCombination() {
        if (request.provisionedThroughput() != null && request.streamSpecification() != null) {
            throw DynamoDbErrors.invalidParameter("You cannot modify stream status while updating table IOPS");
        }
        if (builds > 0 && request.provisionedThroughput() != null) {
            throw DynamoDbErrors.invalidParameter("You cannot create or delete index while updating table IOPS");
        }
        if (builds > 0 && request.streamSpecification() != null) {
            throw DynamoDbErrors.invalidParameter("You cannot create or delete index while changing stream status");
        }
        if (request.billingMode() == BillingMode.PAY_PER_REQUEST && request.provisionedThroughput() != null) {
            throw DynamoDbErrors.invalidParameter(
                    "ProvisionedThroughput cannot be specified when BillingMode is PAY_PER_REQUEST");
        }
        if (request.billingMode() == BillingMode.PROVISIONED && request.provisionedThroughput() == null) {
            throw DynamoDbErrors.invalidParameter(
                    "ProvisionedThroughput must be specified when BillingMode is PROVISIONED");
        }
    }

    /** Names of indexes that only change their throughput; the answer calls them UPDATING. */
    Set<String> updatedNames() {
        Set<String> names = new HashSet<>();
        for (UpdateGlobalSecondaryIndexAction update : updated) {
            names.add(update.indexName());
        }
        return names;
    }

    /** Whether the whole table is updating while this is done. */
    boolean updatesTable() {
        return request.provisionedThroughput() != null
                || request.billingMode() != null
                || request.streamSpecification() != null
                || request.tableClass() != null
                || request.deletionProtectionEnabled() != null;
    }

    /** Whether an index comes or goes. */
    boolean builds() {
        return builds > 0;
    }

    /**
     * The table as changed, but for an index to delete, which is only marked.
     *
     * @param key the table's in another wrapping, if the request changes that
     * @throws software.amazon.awssdk.services.dynamodb.model.DynamoDbException if the table, as it is, does not allow it
     */
    TableInfo apply(TableInfo table, IntSupplier ids, long now, @Nullable WrappedKey key) {
        checkState(table, now);
        TableInfo.Change change = table.change();
        boolean onDemand = billing(table, change, now);
        if (request.onDemandThroughput() != null) {
            change.onDemandLimit(
                    Units.limit(request.onDemandThroughput(), onDemand, table.onDemandLimit(), false, null));
        }
        if (request.warmThroughput() != null) {
            change.warm(Units.warmer(request.warmThroughput(), table.warm(), null));
        }
        if (request.deletionProtectionEnabled() != null) {
            change.deletionProtected(request.deletionProtectionEnabled());
        }
        indexes(table, change, onDemand, ids, now);
        TableInfo changed = change.build();
        if (request.tableClass() != null) {
            changed = ClassChanges.update(changed, request.tableClassAsString(), now);
        }
        if (key != null) {
            changed = Encryption.update(changed, key);
        }
        return request.streamSpecification() == null
                ? changed
                : StreamSettings.update(changed, request.streamSpecification(), now);
    }

    private void checkState(TableInfo table, long now) {
        switch (table.state().at(now)) {
            case CREATING -> throw DynamoDbErrors.inUse("Table is being created: " + table.name());
            case DELETING -> throw DynamoDbErrors.inUse("Table is being deleted: " + table.name());
            case ARCHIVING, ARCHIVED -> throw DynamoDbErrors.inUse("Table is archived: " + table.name());
            case UPDATING -> {
                if (request.deletionProtectionEnabled() == null) {
                    throw DynamoDbErrors.inUse("Table: " + table.name() + " is in the process of being updated.");
                }
            }
            default -> {}
        }
        List<String> creating = new ArrayList<>();
        List<String> deleting = new ArrayList<>();
        boolean building = false;
        for (Index index : table.indexes()) {
            building |= index.phase() != Index.Phase.ACTIVE;
            if (index.phase() == Index.Phase.CREATING) {
                creating.add(index.name());
            } else if (index.phase() == Index.Phase.DELETING) {
                deleting.add(index.name());
            }
        }
        checkBuilding(table, creating, "created", "creation");
        checkBuilding(table, deleting, "deleted", "deletion");
        if (builds > 1 || (building && builds > 0 && !deletesBackfilling(table))) {
            throw DynamoDbErrors.limitExceeded("Subscriber limit exceeded: Only 1 online index can be created or"
                    + " deleted simultaneously per table");
        }
    }

    private void checkBuilding(TableInfo table, List<String> indexes, String done, String doing) {
        if (indexes.isEmpty()) {
            return;
        }
        for (UpdateGlobalSecondaryIndexAction update : updated) {
            if (indexes.contains(update.indexName())) {
                throw DynamoDbErrors.inUse(
                        "Index is being " + done + ".  Table: " + table.name() + " Index: " + update.indexName());
            }
        }
        if (request.provisionedThroughput() != null
                || (request.billingMode() != null
                        && (request.billingMode() == BillingMode.PAY_PER_REQUEST) != table.onDemand())) {
            throw DynamoDbErrors.inUse("Can't change table IOPS when an index is being " + done + ".  Table: "
                    + table.name() + " Indexes: " + indexes);
        }
        if (request.onDemandThroughput() != null) {
            throw DynamoDbErrors.inUse("OnDemandThroughput cannot be updated while index " + doing
                    + " is in progress for indexes: " + indexes);
        }
        if (request.streamSpecification() != null) {
            throw DynamoDbErrors.inUse("Can't change stream status when an index is being " + done);
        }
    }

    /** An index that is being filled may be given up; one that has only been announced may not. */
    private boolean deletesBackfilling(TableInfo table) {
        Index index = deleted == null ? null : table.index(deleted);
        if (index != null && index.phase() == Index.Phase.CREATING) {
            throw DynamoDbErrors.inUse("Index creation is in resource allocation phase. Retry deletion during"
                    + " backfilling phase or when the index is active.  Table: " + table.name() + " Index: " + deleted);
        }
        return index != null && index.phase() == Index.Phase.BACKFILLING;
    }

    /** Billing mode and provisioned throughput of the table; answers whether it is on demand afterwards. */
    private boolean billing(TableInfo table, TableInfo.Change change, long now) {
        ProvisionedThroughput asked = request.provisionedThroughput();
        boolean onDemand =
                request.billingMode() == null ? table.onDemand() : request.billingMode() == BillingMode.PAY_PER_REQUEST;
        if (onDemand) {
            if (asked != null) {
                throw DynamoDbErrors.unitsOnDemand();
            }
            if (!table.onDemand()) {
                BillingSwitches.add(table, change, now);
                change.onDemand(now)
                        .warm(table.warm().atLeast(WarmUnits.ON_DEMAND.readUnits(), WarmUnits.ON_DEMAND.writeUnits()));
            }
            return true;
        }
        if (asked == null) {
            return false;
        }
        Throughput units = Units.provisioned(asked);
        if (table.onDemand()) {
            checkAllIndexesProvisioned(table);
            change.provisioned(units).onDemandLimit(null);
        } else {
            Units.checkChanges(table.throughput(), units, null);
            Units.checkDecreases(table.throughput(), units, now);
            change.provisioned(table.throughput().changed(units.readUnits(), units.writeUnits(), now));
        }
        change.warm(table.warm().atLeast(units));
        return false;
    }

    private void checkAllIndexesProvisioned(TableInfo table) {
        List<String> missing = new ArrayList<>();
        for (Index index : table.indexes()) {
            if (index.global()
                    && updated.stream()
                            .noneMatch(update -> update.indexName().equals(index.name())
                                    && update.provisionedThroughput() != null)) {
                missing.add(index.name());
            }
        }
        if (!missing.isEmpty()) {
            throw DynamoDbErrors.invalidParameter(
                    "ProvisionedThroughput must be specified for index: " + String.join(",", missing));
        }
    }

    private void indexes(TableInfo table, TableInfo.Change change, boolean onDemand, IntSupplier ids, long now) {
        List<Index> indexes = new ArrayList<>(table.indexes());
        for (UpdateGlobalSecondaryIndexAction update : updated) {
            Index index = global(table, update.indexName(), "update");
            Index next = update(index, update, onDemand, table.onDemand(), now);
            indexes.replaceAll(each -> each.id() == index.id() ? next : each);
        }
        if (onDemand != table.onDemand()) {
            indexes.replaceAll(index -> !index.global() ? index : switched(index, onDemand));
        }
        if (deleted != null) {
            Index index = global(table, deleted, "delete");
            indexes.replaceAll(each -> each.id() == index.id() ? index.in(Index.Phase.DELETING) : each);
        }
        if (created != null) {
            NewIndex design = new NewIndex(created, request.attributeDefinitions(), table, onDemand);
            if (indexes.stream().filter(Index::global).count() >= MAX_GLOBAL) {
                throw DynamoDbErrors.limitExceeded(
                        "Subscriber limit exceeded: Number of global secondary indexes exceeds per-table limit of 20");
            }
            indexes.add(design.index(ids.getAsInt()));
            change.attributes(design.attributes());
        }
        change.indexes(indexes);
    }

    private static Index switched(Index index, boolean onDemand) {
        return onDemand
                ? index.with(
                        Throughput.ON_DEMAND,
                        index.onDemandLimit(),
                        index.warm().atLeast(WarmUnits.ON_DEMAND.readUnits(), WarmUnits.ON_DEMAND.writeUnits()))
                : index.with(index.throughput(), null, index.warm());
    }

    private static Index global(TableInfo table, String name, String verb) {
        Index index = table.index(name);
        if (index == null) {
            throw DynamoDbErrors.resourceNotFound(
                    "Requested resource not found: Index " + name + " for table " + table.name());
        }
        if (!index.global()) {
            throw DynamoDbErrors.validation("Cannot " + verb + " an index that is not a GlobalSecondaryIndex: " + name);
        }
        return index;
    }

    private static Index update(
            Index index, UpdateGlobalSecondaryIndexAction update, boolean onDemand, boolean wasOnDemand, long now) {
        String name = index.name();
        Throughput units = index.throughput();
        if (onDemand) {
            if (update.provisionedThroughput() != null
                    || (update.onDemandThroughput() == null && update.warmThroughput() == null)) {
                throw DynamoDbErrors.invalidParameter("The only Updates for index: " + name
                        + " when TableThroughputMode is PAY_PER_REQUEST can be to OnDemandThroughput, WarmThroughput");
            }
        } else if (update.provisionedThroughput() != null) {
            Throughput asked = Units.provisioned(update.provisionedThroughput());
            if (wasOnDemand) {
                units = asked;
            } else {
                Units.checkChanges(units, asked, name);
                Units.checkDecreases(units, asked, now);
                units = units.changed(asked.readUnits(), asked.writeUnits(), now);
            }
        } else if (update.warmThroughput() == null && update.onDemandThroughput() == null) {
            throw DynamoDbErrors.invalidParameter(
                    "Both ReadCapacityUnits and WriteCapacityUnits must be specified for index: " + name);
        }
        OnDemandLimit limit = Units.limit(update.onDemandThroughput(), onDemand, index.onDemandLimit(), false, name);
        WarmUnits warm = Units.warmer(update.warmThroughput(), index.warm(), name);
        return index.with(units, limit, warm.atLeast(units));
    }

    /**
     * What the answer shows: AWS answers with the units that are being changed and with the number of decreases until now,
     * but with the time of the new one; it describes the rest later.
     */
    TableInfo answered(TableInfo before, TableInfo after, long now) {
        TableInfo.Change shown = after.change();
        if (request.provisionedThroughput() != null && !before.onDemand()) {
            shown.provisioned(new Throughput(
                    before.throughput().readUnits(),
                    before.throughput().writeUnits(),
                    after.throughput().increasedMillis(),
                    after.throughput().decreasedMillis(),
                    before.throughput().decreasesOn(now)));
        }
        List<Index> indexes = new ArrayList<>(after.indexes());
        for (UpdateGlobalSecondaryIndexAction update : updated) {
            Index old = before.index(update.indexName());
            if (old != null) {
                indexes.replaceAll(each -> each.id() == old.id() ? old : each);
            }
        }
        return shown.indexes(indexes).build();
    }

    /** What the answer says of the table's state. */
    TableStatus answeredStatus(TableStatus now) {
        return updatesTable() || builds() ? TableStatus.UPDATING : now;
    }
}
