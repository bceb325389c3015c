package dev.kagemusha.dynamodb.operation;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import dev.kagemusha.dynamodb.autoscaling.ServiceRole;
import dev.kagemusha.dynamodb.replica.ReplicaChange;
import dev.kagemusha.dynamodb.replica.ReplicaKeys;
import dev.kagemusha.dynamodb.replica.Replication;
import dev.kagemusha.dynamodb.request.Parts;
import dev.kagemusha.dynamodb.request.TableRef;
import dev.kagemusha.dynamodb.seal.TableKeys;
import dev.kagemusha.dynamodb.seal.WrappedKey;
import dev.kagemusha.dynamodb.settings.Encryption;
import dev.kagemusha.dynamodb.settings.Quotas;
import dev.kagemusha.dynamodb.table.Index;
import dev.kagemusha.dynamodb.table.State;
import dev.kagemusha.dynamodb.table.TableInfo;
import dev.kagemusha.service.Call;
import dev.kagemusha.state.Locks;
import dev.kagemusha.state.Transaction;
import dev.kagemusha.time.Ids;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.CreateTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DeleteTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeEndpointsRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeEndpointsResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeLimitsRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeLimitsResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.Endpoint;
import software.amazon.awssdk.services.dynamodb.model.ListTablesRequest;
import software.amazon.awssdk.services.dynamodb.model.ListTablesResponse;
import software.amazon.awssdk.services.dynamodb.model.SSESpecification;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableResponse;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Creates, describes, lists and deletes tables. A new table is active at once, though its creation answers CREATING. */
final class Tables implements DynamoDbClient {
    private static final int PAGE = 100;
    private static final long ENDPOINT_MINUTES = 1_440;
    private static final Ids IDS = Ids.secure();

    private final Parts parts;
    private final Replication replication;
    private final Call call;

    Tables(Parts parts, Replication replication, Call call) {
        this.parts = parts;
        this.replication = replication;
        this.call = call;
    }

    @Override
    public CreateTableResponse createTable(CreateTableRequest request) {
        TableDesign design = new TableDesign(request);
        UUID uuid = IDS.uuid();
        State state = during(TableStatus.CREATING);
        String kmsKey = Encryption.wanted(request.sseSpecification());
        if (kmsKey != null && parts.catalog().find(call.scope(), request.tableName()) != null) {
            throw DynamoDbErrors.tableExists(request.tableName());
        }
        TableKeys keys = parts.catalog().keys();
        WrappedKey key = keys.generate(call, TableRef.arn(call, request.tableName()), kmsKey);
        TableInfo table = parts.catalog()
                .create(
                        call.scope(),
                        request.tableName(),
                        ids -> Encryption.of(design.table(call, uuid, ids, state), key),
                        Locks.NONE,
                        (tx, made) -> keys.put(tx, call.scope(), made.id(), key));
        return CreateTableResponse.builder()
                .tableDescription(describe(call.scope()).of(table, TableStatus.CREATING, Set.of()))
                .build();
    }

    @Override
    public DescribeTableResponse describeTable(DescribeTableRequest request) {
        TableRef ref = TableRef.of(call, request.tableName());
        TableInfo table = require(ref);
        if (Encryption.isBy(table)) {
            parts.catalog().keys().check(ref.scope(), table.id());
        }
        Descriptions describe = describe(ref.scope());
        return DescribeTableResponse.builder()
                .table(describe.status(table) == TableStatus.DELETING ? describe.deleting(table) : describe.of(table))
                .build();
    }

    private TableInfo require(TableRef ref) {
        TableInfo table = parts.catalog().find(ref.scope(), ref.name());
        if (table == null) {
            throw DynamoDbErrors.tableNotFound(ref.name());
        }
        return table;
    }

    /** A state that lasts as long as tables take, which may be no time at all. */
    private State during(TableStatus status) {
        return parts.tableDelay().isZero() ? State.ACTIVE : new State(status, soon().toEpochMilli());
    }

    private Instant soon() {
        return call.clock().instant().plus(parts.tableDelay());
    }

    @Override
    public UpdateTableResponse updateTable(UpdateTableRequest request) {
        if (ReplicaChange.isIn(request)) {
            return updateReplicas(request);
        }
        TableRef ref = TableRef.of(call, request.tableName());
        TableChange change = new TableChange(request);
        long now = call.clock().millis();
        TableInfo[] shown = new TableInfo[2];
        SSESpecification encryption = request.sseSpecification();
        ReplicaKeys replicas =
                encryption == null ? null : ReplicaKeys.following(parts.catalog(), call, require(ref), encryption);
        Rewrapped rewrapped = encryption == null ? null : rewrapped(ref, encryption);
        // Capacity that is scaled moves in each region by itself.
        boolean byHand = !ServiceRole.is(call.caller());
        TableInfo ignored = parts.catalog().change(ref.scope(), ref.name(), (tx, table, ids) -> {
            if (rewrapped != null && rewrapped.table() != table.id()) {
                throw DynamoDbErrors.tableNotFound(ref.name());
            }
            WrappedKey key = rewrapped == null ? null : rewrapped.key();
            TableInfo changed = change.apply(table, ids, now, key);
            parts.catalog().keys().put(tx, ref.scope(), table.id(), key);
            shown[0] = change.answered(table, changed, now);
            shown[1] = table;
            if (change.updatesTable() && !parts.tableDelay().isZero()) {
                changed = changed.change().state(during(TableStatus.UPDATING)).build();
            }
            TableInfo shared = byHand ? replication.share(tx, ref.scope(), table, changed) : changed;
            return work(tx, ref, table, shared);
        });
        if (replicas != null) {
            replicas.commit();
        }
        Descriptions describe = describe(ref.scope());
        TableInfo answered = shown[0];
        TableDescription description =
                describe.of(answered, change.answeredStatus(describe.status(answered)), change.updatedNames());
        return UpdateTableResponse.builder()
                .tableDescription(
                        request.sseSpecification() == null ? description : Encryption.updating(shown[1], description))
                .build();
    }

    /** A table's key in another wrapping. */
    private record Rewrapped(int table, WrappedKey key) {}

    private Rewrapped rewrapped(TableRef ref, SSESpecification asked) {
        TableInfo table = require(ref);
        TableKeys keys = parts.catalog().keys();
        return new Rewrapped(
                table.id(), keys.wrap(call, ref.scope(), table.id(), table.arn(), Encryption.wanted(asked)));
    }

    private UpdateTableResponse updateReplicas(UpdateTableRequest request) {
        ReplicaChange change = new ReplicaChange(parts.catalog(), replication, call, request);
        TableInfo table = change.apply();
        int scope = TableRef.of(call, request.tableName()).scope();
        return UpdateTableResponse.builder()
                .tableDescription(change.answered(describe(scope).of(table, TableStatus.UPDATING, Set.of())))
                .build();
    }

    /** Has indexes that come be filled and those that go be removed, which is done at once where nothing takes time. */
    private TableInfo work(Transaction tx, TableRef ref, TableInfo before, TableInfo table) {
        TableInfo left = table;
        for (Index index : table.indexes()) {
            Index known = before.index(index.name());
            if (known != null && known.phase() == index.phase()) {
                continue;
            }
            boolean goes = index.phase() == Index.Phase.DELETING;
            if (goes && parts.tableDelay().isZero()) {
                left = parts.catalog().without(tx, ref.scope(), left, index);
            } else if (goes || index.phase() == Index.Phase.CREATING) {
                parts.indexWork().schedule(tx, ref.scope(), ref.name(), index, soon());
            }
        }
        return left;
    }

    @Override
    public DeleteTableResponse deleteTable(DeleteTableRequest request) {
        TableRef ref = TableRef.of(call, request.tableName());
        TableInfo table = parts.tableDelay().isZero()
                ? parts.catalog().drop(ref.scope(), ref.name(), (tx, dropped) -> checkDeletable(dropped))
                : parts.catalog().change(ref.scope(), ref.name(), (tx, kept, ids) -> {
                    checkDeletable(kept);
                    parts.catalog().checkDroppable(ref.scope(), kept);
                    parts.removal().schedule(tx, ref.scope(), ref.name(), soon());
                    return kept.change().state(during(TableStatus.DELETING)).build();
                });
        return DeleteTableResponse.builder()
                .tableDescription(describe(ref.scope()).deleting(table))
                .build();
    }

    private void checkDeletable(TableInfo table) {
        switch (table.state().at(call.clock().millis())) {
            case CREATING -> throw DynamoDbErrors.inUse("Table is being created: " + table.name());
            case DELETING -> throw DynamoDbErrors.inUse("Table is being deleted: " + table.name());
            case UPDATING, ARCHIVING ->
                throw DynamoDbErrors.inUse("Table: " + table.name() + " is in the process of being updated.");
            default -> {}
        }
        for (Index index : table.indexes()) {
            if (index.phase() != Index.Phase.ACTIVE) {
                throw DynamoDbErrors.inUse("Cannot delete table while indexes are being created, updated, or deleted.");
            }
        }
        if (table.deletionProtected()) {
            throw DynamoDbErrors.validation("Resource cannot be deleted as it is currently protected against deletion."
                    + " Disable deletion protection first.");
        }
    }

    @Override
    public ListTablesResponse listTables(ListTablesRequest request) {
        int limit = request.limit() == null ? PAGE : request.limit();
        List<String> names = parts.catalog().names(call.scope(), request.exclusiveStartTableName(), limit + 1);
        ListTablesResponse.Builder answer = ListTablesResponse.builder();
        if (names.size() > limit) {
            names = names.subList(0, limit);
            answer.lastEvaluatedTableName(names.getLast());
        }
        return answer.tableNames(names).build();
    }

    @Override
    public DescribeLimitsResponse describeLimits(DescribeLimitsRequest request) {
        return DescribeLimitsResponse.builder()
                .accountMaxReadCapacityUnits(Quotas.ACCOUNT)
                .accountMaxWriteCapacityUnits(Quotas.ACCOUNT)
                .tableMaxReadCapacityUnits(Quotas.TABLE)
                .tableMaxWriteCapacityUnits(Quotas.TABLE)
                .build();
    }

    /** The endpoint is the one that the client is talking to. */
    @Override
    public DescribeEndpointsResponse describeEndpoints(DescribeEndpointsRequest request) {
        String base = call.baseUrl();
        return DescribeEndpointsResponse.builder()
                .endpoints(Endpoint.builder()
                        .address(base.substring(base.indexOf("://") + 3))
                        .cachePeriodInMinutes(ENDPOINT_MINUTES)
                        .build())
                .build();
    }

    private Descriptions describe(int scope) {
        return new Descriptions(parts.catalog(), scope, call.clock());
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}
