package dev.kagemusha.dynamodb.metric;

import dev.kagemusha.audit.AuditRecord;
import dev.kagemusha.auth.Caller;
import dev.kagemusha.dynamodb.capacity.Usage;
import dev.kagemusha.metrics.Counter;
import dev.kagemusha.metrics.Metrics;
import dev.kagemusha.state.Scope;

import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Counts each call when it is over, from its audit record and the {@link Usage} noted there. Source: "DynamoDB metrics and
 * dimensions" of the developer guide. A call that touches several tables counts in each.
 */
public final class CallMetrics implements Consumer<AuditRecord> {
    /** Tables whose counters are kept at once; when there are more, all are made anew, and nothing is lost by that. */
    private static final int KEPT = 4_096;

    private static final double MICROS = 1_000;

    private static final String CONDITION_FAILED = "ConditionalCheckFailedException";

    /** What a request that is throttled is answered with. Like failed conditions, these are no {@code UserErrors}. */
    private static final Set<String> THROTTLED =
            Set.of("ProvisionedThroughputExceededException", "ThrottlingException", "RequestLimitExceeded");

    private final Metrics metrics;
    private final Map<String, Map<String, Owner>> owners = new ConcurrentHashMap<>();

    public CallMetrics(Metrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public void accept(AuditRecord call) {
        Caller caller = call.caller();
        if (caller == null || caller.account().isEmpty()) {
            return;
        }
        String error = call.errorCode();
        if (error != null && call.status() == 400) {
            if (THROTTLED.contains(error)) {
                throttled(call, caller, call.resources());
            } else if (!error.equals(CONDITION_FAILED)) {
                owner(call.region(), caller.account()).userErrors.add(1);
            }
        }
        if (call.notes().get("throttled") instanceof Collection<?> resources) {
            throttled(call, caller, resources);
        }
        Object noted = call.notes().get("consumedCapacity");
        if (noted instanceof Usage usage) {
            count(call, caller, usage, true);
        } else if (noted instanceof Collection<?> usages) {
            Set<String> tables = new HashSet<>();
            for (Object each : usages) {
                Usage usage = (Usage) each;
                count(call, caller, usage, tables.add(usage.tableName()));
            }
        }
    }

    /** "ThrottledRequests is incremented by one if any event within a request exceeds a provisioned throughput limit." */
    private void throttled(AuditRecord call, Caller caller, Collection<?> resources) {
        Set<TableCounters> tables = new HashSet<>();
        for (Object resource : resources) {
            String arn = resource.toString();
            if (arn.startsWith("arn:") && arn.contains(":table/")) {
                tables.add(table(call, caller, arn));
            }
        }
        for (TableCounters table : tables) {
            table.operation(call.operation()).throttled.add(1);
        }
    }

    /** @param first whether it is the call's first usage of the table: statements of a batch have one each */
    private void count(AuditRecord call, Caller caller, Usage usage, boolean first) {
        String error = call.errorCode();
        if (error != null && error.equals("ResourceNotFoundException")) {
            return; // there is no such table
        }
        TableCounters table = table(call, caller, usage.tableName());
        if (usage.total() > 0) {
            table.consumed(usage);
        }
        if (!first) {
            return;
        }
        if (error == null) {
            OperationCounters operation = table.operation(call.operation());
            operation.latency.add(call.micros() / MICROS);
            if (usage.returnedItems() >= 0) {
                operation.returnedItems.add(usage.returnedItems());
            }
        } else if (call.status() >= 500) {
            table.operation(call.operation()).systemErrors.add(1);
        } else if (error.equals(CONDITION_FAILED)) {
            table.conditionFailed.add(1);
        } else if (error.equals("TransactionConflictException")) {
            table.conflict.add(1);
        }
    }

    /** A request may name a table by its ARN, and so one of another account. */
    private TableCounters table(AuditRecord call, Caller caller, String named) {
        String account = caller.account();
        String name = named;
        if (named.startsWith("arn:")) {
            String[] fields = named.split(":", 6);
            account = fields[4];
            String path = fields[5].substring(fields[5].indexOf('/') + 1);
            int end = path.indexOf('/');
            name = end < 0 ? path : path.substring(0, end);
        }
        return owner(call.region(), account).table(name);
    }

    private Owner owner(String region, String account) {
        Map<String, Owner> inRegion = owners.get(region);
        Owner known = inRegion == null ? null : inRegion.get(account);
        return known != null
                ? known
                : owners.computeIfAbsent(region, missing -> new ConcurrentHashMap<>())
                        .computeIfAbsent(account, missing -> new Owner(region, account));
    }

    /** An account in a region. */
    private final class Owner {
        private final Scope scope;
        private final Counter userErrors;
        private final Map<String, TableCounters> tables = new ConcurrentHashMap<>();

        Owner(String region, String account) {
            String partition =
                    region.startsWith("cn-") ? "aws-cn" : region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
            this.scope = Metrics.scope(partition, account, region);
            this.userErrors = Names.counter(metrics, scope, "UserErrors");
        }

        TableCounters table(String name) {
            TableCounters known = tables.get(name);
            if (known != null) {
                return known;
            }
            if (tables.size() >= KEPT) {
                tables.clear();
            }
            return tables.computeIfAbsent(name, missing -> new TableCounters(metrics, scope, name));
        }
    }

    /** The counters of one table. */
    private static final class TableCounters {
        private final Metrics metrics;
        private final Scope scope;
        private final String name;
        private final Counter reads;
        private final Counter writes;
        private final Counter conditionFailed;
        private final Counter conflict;
        private final Map<String, OperationCounters> operations = new ConcurrentHashMap<>();
        private final Map<String, Counter> indexReads = new ConcurrentHashMap<>();
        private final Map<String, Counter> indexWrites = new ConcurrentHashMap<>();

        TableCounters(Metrics metrics, Scope scope, String name) {
            this.metrics = metrics;
            this.scope = scope;
            this.name = name;
            this.reads = Names.counter(metrics, scope, "ConsumedReadCapacityUnits", "TableName", name);
            this.writes = Names.counter(metrics, scope, "ConsumedWriteCapacityUnits", "TableName", name);
            this.conditionFailed = Names.counter(metrics, scope, "ConditionalCheckFailedRequests", "TableName", name);
            this.conflict = Names.counter(metrics, scope, "TransactionConflict", "TableName", name);
        }

        /** The table's figures leave out its global indexes, which have their own. */
        void consumed(Usage usage) {
            double own = usage.ofTable();
            if (own > 0) {
                (usage.writes() ? writes : reads).add(own);
            }
            Map<String, Double> global = usage.ofGlobalIndexes();
            if (global != null) {
                for (Map.Entry<String, Double> each : global.entrySet()) {
                    index(each.getKey(), usage.writes()).add(each.getValue());
                }
            }
        }

        private Counter index(String index, boolean written) {
            return (written ? indexWrites : indexReads)
                    .computeIfAbsent(
                            index,
                            missing -> Names.counter(
                                    metrics,
                                    scope,
                                    written ? "ConsumedWriteCapacityUnits" : "ConsumedReadCapacityUnits",
                                    "TableName",
                                    name,
                                    "GlobalSecondaryIndexName",
                                    index));
        }

        OperationCounters operation(String operation) {
            OperationCounters known = operations.get(operation);
            return known != null
                    ? known
                    : operations.computeIfAbsent(
                            operation, missing -> new OperationCounters(metrics, scope, name, operation));
        }
    }

    /** The counters of an operation on one table. */
    private static final class OperationCounters {
        private final Counter latency;
        private final Counter returnedItems;
        private final Counter systemErrors;
        private final Counter throttled;

        OperationCounters(Metrics metrics, Scope scope, String table, String operation) {
            this.latency = Names.latency(metrics, scope, table, operation);
            this.returnedItems =
                    Names.counter(metrics, scope, "ReturnedItemCount", "TableName", table, "Operation", operation);
            this.systemErrors =
                    Names.counter(metrics, scope, "SystemErrors", "TableName", table, "Operation", operation);
            this.throttled =
                    Names.counter(metrics, scope, "ThrottledRequests", "TableName", table, "Operation", operation);
        }
    }
}
