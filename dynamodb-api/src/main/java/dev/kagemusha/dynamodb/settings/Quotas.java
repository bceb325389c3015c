package dev.kagemusha.dynamodb.settings;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import dev.kagemusha.dynamodb.table.Catalog;
import dev.kagemusha.dynamodb.table.Index;
import dev.kagemusha.dynamodb.table.OnDemandLimit;
import dev.kagemusha.dynamodb.table.TableInfo;
import dev.kagemusha.dynamodb.table.TableListener;
import dev.kagemusha.dynamodb.table.Throughput;
import dev.kagemusha.dynamodb.table.WarmUnits;
import dev.kagemusha.state.ReadView;
import dev.kagemusha.state.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * How much throughput an account gets by default ("Quotas in Amazon DynamoDB"). It looks at each new definition inside the
 * transaction that stores it, however it came about, so that two requests at once do not exceed the quota together. A table
 * that gets less than it had is never refused.
 */
public final class Quotas implements TableListener {
    /** Read and write units of one table with its global indexes. */
    public static final long TABLE = 40_000;
    /** Read and write units of all tables of an account in a region. */
    public static final long ACCOUNT = 80_000;

    private static final String MORE =
            ". Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.";

    private final Catalog catalog;

    /** Of the tables of a catalog. */
    public Quotas(Catalog catalog) {
        this.catalog = catalog;
    }

    @Override
    public void changed(Transaction tx, int scope, @Nullable TableInfo before, @Nullable TableInfo after) {
        if (after == null) {
            return;
        }
        String region = after.arn().split(":", 5)[3];
        for (Index index : after.indexes()) {
            Index known = before == null ? null : before.index(index.name());
            checkIndex(known == null ? null : known.throughput(), index, region);
        }
        for (boolean writes : new boolean[] {false, true}) {
            long had = before == null ? 0 : units(before, writes);
            long wants = units(after, writes);
            if (wants > had) {
                checkTable(wants, writes, region);
                checkAccount(tx, scope, after, had, wants, writes, region);
            }
        }
        checkLimit(before == null ? null : before.onDemandLimit(), after.onDemandLimit(), "table", region);
        checkWarm(before == null ? null : before.warm(), after.warm(), "table", region);
        for (Index index : after.indexes()) {
            Index known = before == null ? null : before.index(index.name());
            checkLimit(
                    known == null ? null : known.onDemandLimit(),
                    index.onDemandLimit(),
                    "index : " + index.name(),
                    region);
            checkWarm(known == null ? null : known.warm(), index.warm(), "index " + index.name(), region);
        }
    }

    private static String name(boolean writes) {
        return writes ? "WriteCapacityUnits" : "ReadCapacityUnits";
    }

    /** What a table and its global indexes have provisioned together. */
    public static long units(TableInfo table, boolean writes) {
        long units = units(table.throughput(), writes);
        for (Index index : table.indexes()) {
            units += units(index.throughput(), writes);
        }
        return units;
    }

    private static long units(Throughput throughput, boolean writes) {
        return writes ? throughput.writeUnits() : throughput.readUnits();
    }

    private static void checkIndex(@Nullable Throughput before, Index index, String region) {
        for (boolean writes : new boolean[] {false, true}) {
            long wants = units(index.throughput(), writes);
            if (wants > TABLE && (before == null || wants > units(before, writes))) {
                throw DynamoDbErrors.limitExceeded("The requested " + name(writes) + " for index " + index.name() + ", "
                        + wants + ", is above the per index maximum for the account in " + region
                        + ". Per index maximum: " + TABLE + MORE);
            }
        }
    }

    private static void checkTable(long wants, boolean writes, String region) {
        if (wants > TABLE) {
            throw DynamoDbErrors.limitExceeded("The requested " + name(writes) + ", " + wants
                    + ", is above the per table maximum for the account in " + region + ". Per table maximum: " + TABLE
                    + MORE);
        }
    }

    private void checkAccount(
            ReadView view, int scope, TableInfo table, long had, long wants, boolean writes, String region) {
        long[] others = new long[1];
        catalog.visit(view, scope, each -> {
            if (each.id() != table.id()) {
                others[0] += units(each, writes);
            }
        });
        if (others[0] + wants > ACCOUNT) {
            throw DynamoDbErrors.limitExceeded("This request would have caused the " + name(writes)
                    + " limit to be exceeded for the account in " + region + ". Current " + name(writes)
                    + " reserved by the account: " + (others[0] + had) + ". Limit: " + ACCOUNT + ". Requested: " + wants
                    + MORE);
        }
    }

    private static void checkLimit(
            @Nullable OnDemandLimit before, @Nullable OnDemandLimit after, String of, String region) {
        if (after == null) {
            return;
        }
        check(before == null ? null : before.readUnits(), after.readUnits(), "MaxReadRequestUnits", false, of, region);
        check(
                before == null ? null : before.writeUnits(),
                after.writeUnits(),
                "MaxWriteRequestUnits",
                true,
                of,
                region);
    }

    private static void check(
            @Nullable Long before, @Nullable Long after, String member, boolean writes, String of, String region) {
        if (after != null && after > TABLE && !after.equals(before)) {
            throw exceeds(member + " for OnDemandThroughput", writes, of, region);
        }
    }

    private static void checkWarm(@Nullable WarmUnits before, WarmUnits after, String of, String region) {
        if (after.readUnits() > TABLE && (before == null || after.readUnits() > before.readUnits())) {
            throw exceeds("ReadUnitsPerSecond for WarmThroughput", false, of, region);
        }
        if (after.writeUnits() > TABLE && (before == null || after.writeUnits() > before.writeUnits())) {
            throw exceeds("WriteUnitsPerSecond for WarmThroughput", true, of, region);
        }
    }

    private static RuntimeException exceeds(String what, boolean writes, String of, String region) {
        return DynamoDbErrors.limitExceeded("Subscriber limit exceeded: Requested " + what + " for " + of
                + " exceeds TableMax" + name(writes) + " of the account in region " + region);
    }
}
