package dev.kagemusha.dynamodb.throttle;

import dev.kagemusha.dynamodb.table.Index;
import dev.kagemusha.dynamodb.table.OnDemandLimit;
import dev.kagemusha.dynamodb.table.PartitionCount;
import dev.kagemusha.dynamodb.table.TableInfo;
import dev.kagemusha.dynamodb.table.Throughput;
import dev.kagemusha.dynamodb.table.WarmUnits;
import dev.kagemusha.metrics.Metrics;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The lanes of one table and of its global indexes. */
final class TableThrottle {
    /** How often it is asked how large the table has become. */
    private static final long LOOK_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Metrics metrics;
    private final Lanes own;
    private volatile Map<Integer, Lanes> indexes;
    private volatile TableInfo table;
    private volatile long looked;

    record Lanes(Lane reads, Lane writes) {}

    TableThrottle(TableInfo table, Metrics metrics, long now) {
        this.metrics = metrics;
        own = new Lanes(lane(table, null, false, now, metrics), lane(table, null, true, now, metrics));
        indexes = indexes(table, Map.of(), now);
        this.table = table;
        looked = now;
    }

    Lane reads(@Nullable Index index) {
        return lanes(index).reads();
    }

    Lane writes(@Nullable Index index) {
        return lanes(index).writes();
    }

    private Lanes lanes(@Nullable Index index) {
        Lanes lanes = index == null ? own : indexes.get(index.id());
        if (lanes == null) {
            throw new IllegalStateException("an index without throughput");
        }
        return lanes;
    }

    /** The definition that counts. */
    TableInfo table() {
        return table;
    }

    /** Whether the definition is newer, or it is time to look how large the table is. */
    boolean isStale(TableInfo table, long now) {
        return table.version() > this.table.version() || now - looked > LOOK_NANOS;
    }

    synchronized void refresh(TableInfo table, long bytes, long now) {
        looked = now;
        change(own, table.onDemand(), table.throughput(), table.onDemandLimit(), table.warm(), bytes, now);
        if (table.version() > this.table.version()) {
            indexes = indexes(table, indexes, now);
            this.table = table;
        }
    }

    private Map<Integer, Lanes> indexes(TableInfo table, Map<Integer, Lanes> before, long now) {
        Map<Integer, Lanes> lanes = new HashMap<>();
        for (Index index : table.indexes()) {
            if (index.global()) {
                Lanes known = before.get(index.id());
                if (known == null) {
                    known = new Lanes(lane(table, index, false, now, metrics), lane(table, index, true, now, metrics));
                } else {
                    change(known, table.onDemand(), index.throughput(), index.onDemandLimit(), index.warm(), 0, now);
                }
                lanes.put(index.id(), known);
            }
        }
        return lanes;
    }

    private static Lane lane(TableInfo table, @Nullable Index index, boolean writes, long now, Metrics metrics) {
        Lane.Plan plan = index == null
                ? plan(writes, table.onDemand(), table.throughput(), table.onDemandLimit(), table.warm(), 0)
                : plan(writes, table.onDemand(), index.throughput(), index.onDemandLimit(), index.warm(), 0);
        return new Lane(writes, plan, now, new LaneMetrics(metrics, table, index, writes));
    }

    private static void change(
            Lanes lanes,
            boolean onDemand,
            Throughput units,
            @Nullable OnDemandLimit limit,
            WarmUnits warm,
            long bytes,
            long now) {
        lanes.reads().change(plan(false, onDemand, units, limit, warm, bytes), now);
        lanes.writes().change(plan(true, onDemand, units, limit, warm, bytes), now);
    }

    private static Lane.Plan plan(
            boolean writes,
            boolean onDemand,
            Throughput units,
            @Nullable OnDemandLimit limit,
            WarmUnits warm,
            long bytes) {
        WarmUnits ready = PartitionCount.ready(onDemand, units, warm);
        Long maximum = limit == null || !onDemand ? null : writes ? limit.writeUnits() : limit.readUnits();
        return new Lane.Plan(
                onDemand ? 0 : writes ? units.writeUnits() : units.readUnits(),
                writes ? ready.writeUnits() : ready.readUnits(),
                maximum == null ? 0 : maximum,
                PartitionCount.of(onDemand, units, warm, bytes));
    }
}
