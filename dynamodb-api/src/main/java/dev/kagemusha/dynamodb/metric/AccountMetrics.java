package dev.kagemusha.dynamodb.metric;

import dev.kagemusha.dynamodb.settings.Quotas;
import dev.kagemusha.dynamodb.table.Catalog;
import dev.kagemusha.dynamodb.table.Index;
import dev.kagemusha.dynamodb.table.TableInfo;
import dev.kagemusha.dynamodb.table.TableListener;
import dev.kagemusha.dynamodb.table.Throughput;
import dev.kagemusha.metrics.MetricId;
import dev.kagemusha.metrics.Metrics;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.state.Transaction;
import org.jspecify.annotations.Nullable;

import java.util.Objects;

/**
 * An account's quotas in a region, and how much of them is provisioned, for as long as it has a table there. These metrics have no
 * dimensions. Source: "DynamoDB metrics and dimensions" of the developer guide. Definitions of one scope change one after another,
 * so that sums are of all of them.
 */
public final class AccountMetrics implements TableListener {
    private static final double PERCENT = 100;

    private final Metrics metrics;
    private final StateStore store;
    private final Catalog catalog;

    /** Of the tables of a catalog. */
    public AccountMetrics(Metrics metrics, StateStore store, Catalog catalog) {
        this.metrics = metrics;
        this.store = store;
        this.catalog = catalog;
    }

    @Override
    public void changed(Transaction tx, int scope, @Nullable TableInfo before, @Nullable TableInfo after) {
        TableInfo table = Objects.requireNonNull(after == null ? before : after);
        boolean comesOrGoes = before == null || after == null;
        boolean alone = comesOrGoes && catalog.isAlone(tx, scope, table);
        if (!alone && before != null && after != null && isSame(before, after)
                || comesOrGoes && !alone && units(table, false) + units(table, true) == 0) {
            return;
        }
        String[] arn = table.arn().split(":", 6);
        int own = store.scope(Metrics.scope(arn[1], arn[4], arn[3]));
        for (boolean writes : new boolean[] {false, true}) {
            String plural = writes ? "Writes" : "Reads";
            String one = writes ? "Write" : "Read";
            set(tx, own, "AccountMax" + plural, "Count", alone && after == null ? null : (double) Quotas.ACCOUNT);
            set(
                    tx,
                    own,
                    "AccountMaxTableLevel" + plural,
                    "Count",
                    alone && after == null ? null : (double) Quotas.TABLE);
            Sum sum = alone && after == null ? null : sum(tx, scope, table, after, writes);
            set(
                    tx,
                    own,
                    "AccountProvisioned" + one + "CapacityUtilization",
                    "Percent",
                    sum == null ? null : sum.all * PERCENT / Quotas.ACCOUNT);
            set(
                    tx,
                    own,
                    "MaxProvisionedTable" + one + "CapacityUtilization",
                    "Percent",
                    sum == null ? null : sum.highest * PERCENT / Quotas.TABLE);
        }
    }

    private static long units(TableInfo table, boolean writes) {
        return Quotas.units(table, writes);
    }

    private static boolean isSame(TableInfo before, TableInfo after) {
        for (boolean writes : new boolean[] {false, true}) {
            if (units(before, writes) != units(after, writes) || highest(before, writes) != highest(after, writes)) {
                return false;
            }
        }
        return true;
    }

    /** Of all tables and global indexes. */
    private static final class Sum {
        long all;
        long highest;

        void add(TableInfo table, boolean writes) {
            all += units(table, writes);
            highest = Math.max(highest, highest(table, writes));
        }
    }

    private Sum sum(Transaction tx, int scope, TableInfo changing, @Nullable TableInfo after, boolean writes) {
        Sum sum = new Sum();
        catalog.visit(tx, scope, each -> {
            if (each.id() != changing.id()) {
                sum.add(each, writes);
            }
        });
        if (after != null) {
            sum.add(after, writes);
        }
        return sum;
    }

    /** What the table has, or the index of it that has most. */
    private static long highest(TableInfo table, boolean writes) {
        long most = units(table.throughput(), writes);
        for (Index index : table.indexes()) {
            most = Math.max(most, units(index.throughput(), writes));
        }
        return most;
    }

    private static long units(Throughput throughput, boolean writes) {
        return writes ? throughput.writeUnits() : throughput.readUnits();
    }

    private void set(Transaction tx, int scope, String name, String unit, @Nullable Double value) {
        MetricId id = MetricId.of(Names.NAMESPACE, name);
        if (value == null) {
            metrics.end(tx, scope, id);
        } else {
            metrics.set(tx, scope, id, unit, value);
        }
    }
}
