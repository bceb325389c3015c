package dev.kagemusha.dynamodb.metric;

import dev.kagemusha.dynamodb.table.Index;
import dev.kagemusha.dynamodb.table.OnDemandLimit;
import dev.kagemusha.dynamodb.table.TableInfo;
import dev.kagemusha.dynamodb.table.TableListener;
import dev.kagemusha.dynamodb.table.Throughput;
import dev.kagemusha.metrics.MetricId;
import dev.kagemusha.metrics.Metrics;
import dev.kagemusha.state.Scope;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.state.Transaction;
import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.function.Predicate;

/** What tables and global indexes are set to, which is measured whether they are used or not. */
public final class ProvisionedMetrics implements TableListener {
    private final Metrics metrics;
    private final StateStore store;

    /** Of the tables of a store. */
    public ProvisionedMetrics(Metrics metrics, StateStore store) {
        this.metrics = metrics;
        this.store = store;
        store.onForget(this::forget);
    }

    /** Where DynamoDB's tables were reset and CloudWatch was not, nothing is provisioned any more. */
    private void forget(Predicate<Scope> gone) {
        for (Scope scope : store.scopes()) {
            if (scope.service().equals(Metrics.SERVICE)
                    && !gone.test(scope)
                    && gone.test(new Scope(scope.partition(), "dynamodb", scope.account(), scope.region()))) {
                metrics.endAll(store.scope(scope), Names.NAMESPACE);
            }
        }
    }

    @Override
    public void changed(Transaction tx, int scope, @Nullable TableInfo before, @Nullable TableInfo after) {
        TableInfo table = Objects.requireNonNull(after == null ? before : after);
        String[] arn = table.arn().split(":", 6);
        int own = store.scope(Metrics.scope(arn[1], arn[4], arn[3]));
        show(
                tx,
                own,
                before == null ? null : before.throughput(),
                after == null ? null : after.throughput(),
                "TableName",
                table.name());
        limit(
                tx,
                own,
                before == null ? null : before.onDemandLimit(),
                after == null || !after.onDemand() ? null : after.onDemandLimit(),
                "TableName",
                table.name());
        if (before != null) {
            for (Index index : before.indexes()) {
                if (index.global() && (after == null || after.index(index.name()) == null)) {
                    index(tx, own, table, index, null, after);
                }
            }
        }
        if (after != null) {
            for (Index index : after.indexes()) {
                if (index.global()) {
                    index(tx, own, table, before == null ? null : before.index(index.name()), index, after);
                }
            }
        }
    }

    private void index(
            Transaction tx,
            int scope,
            TableInfo table,
            @Nullable Index before,
            @Nullable Index after,
            @Nullable TableInfo tableAfter) {
        String name = Objects.requireNonNull(after == null ? before : after).name();
        String[] dimensions = {"TableName", table.name(), "GlobalSecondaryIndexName", name};
        show(
                tx,
                scope,
                before == null ? null : before.throughput(),
                after == null ? null : after.throughput(),
                dimensions);
        limit(
                tx,
                scope,
                before == null ? null : before.onDemandLimit(),
                after == null || tableAfter == null || !tableAfter.onDemand() ? null : after.onDemandLimit(),
                dimensions);
    }

    private void show(
            Transaction tx, int scope, @Nullable Throughput before, @Nullable Throughput after, String... dimensions) {
        set(
                tx,
                scope,
                "ProvisionedReadCapacityUnits",
                before == null ? 0 : before.readUnits(),
                after == null ? 0 : after.readUnits(),
                dimensions);
        set(
                tx,
                scope,
                "ProvisionedWriteCapacityUnits",
                before == null ? 0 : before.writeUnits(),
                after == null ? 0 : after.writeUnits(),
                dimensions);
    }

    private void limit(
            Transaction tx,
            int scope,
            @Nullable OnDemandLimit before,
            @Nullable OnDemandLimit after,
            String... dimensions) {
        set(
                tx,
                scope,
                "OnDemandMaxReadRequestUnits",
                before == null ? 0 : units(before.readUnits()),
                after == null ? 0 : units(after.readUnits()),
                dimensions);
        set(
                tx,
                scope,
                "OnDemandMaxWriteRequestUnits",
                before == null ? 0 : units(before.writeUnits()),
                after == null ? 0 : units(after.writeUnits()),
                dimensions);
    }

    private static long units(@Nullable Long limit) {
        return limit == null ? 0 : limit;
    }

    private void set(Transaction tx, int scope, String name, long before, long after, String... dimensions) {
        MetricId id = MetricId.of(Names.NAMESPACE, name, dimensions);
        if (after > 0) {
            metrics.set(tx, scope, id, "Count", (double) after);
        } else if (before > 0) {
            metrics.end(tx, scope, id);
        }
    }
}
