package dev.kagemusha.dynamodb.replica;

import dev.kagemusha.dynamodb.settings.ClassChanges;
import dev.kagemusha.dynamodb.table.Index;
import dev.kagemusha.dynamodb.table.OnDemandLimit;
import dev.kagemusha.dynamodb.table.TableInfo;
import dev.kagemusha.dynamodb.table.Throughput;
import dev.kagemusha.dynamodb.table.WarmUnits;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What is carried to the other replicas when somebody changes it on one. It may differ nevertheless: a replica can have reads and a
 * class of its own, and what Application Auto Scaling does in one region is left to that region.
 */
enum SharedUnit {
    READS,
    WRITES,
    MAX_READS,
    MAX_WRITES,
    WARM,
    CLASS;

    /** Those of a table or of an index. */
    private record Units(Throughput provisioned, @Nullable OnDemandLimit limit, WarmUnits warm) {
        static Units of(TableInfo table) {
            return new Units(table.throughput(), table.onDemandLimit(), table.warm());
        }

        static Units of(Index index) {
            return new Units(index.throughput(), index.onDemandLimit(), index.warm());
        }

        private @Nullable Long max(boolean writes) {
            return limit == null ? null : writes ? limit.writeUnits() : limit.readUnits();
        }

        Units provisioned(long reads, long writes, long now) {
            Throughput next = provisioned.changed(reads, writes, now);
            return new Units(next, limit, warm.atLeast(next));
        }

        Units limited(@Nullable Long reads, @Nullable Long writes) {
            return new Units(
                    provisioned, reads == null && writes == null ? null : new OnDemandLimit(reads, writes), warm);
        }
    }

    /**
     * Whether two definitions have this alike, or have it by different billing modes, which is another matter.
     *
     * @param index the name of a global index, or null for the table
     */
    boolean isSame(TableInfo one, TableInfo other, @Nullable String index) {
        if (this == CLASS) {
            return ClassChanges.of(one).equals(ClassChanges.of(other));
        }
        if (one.onDemand() != other.onDemand()) {
            return true;
        }
        if (index == null) {
            return isSame(Units.of(one), Units.of(other));
        }
        Index its = one.index(index);
        Index others = other.index(index);
        return its == null || others == null || isSame(Units.of(its), Units.of(others));
    }

    private boolean isSame(Units one, Units other) {
        return switch (this) {
            case READS -> one.provisioned.readUnits() == other.provisioned.readUnits();
            case WRITES -> one.provisioned.writeUnits() == other.provisioned.writeUnits();
            case MAX_READS -> Objects.equals(one.max(false), other.max(false));
            case MAX_WRITES -> Objects.equals(one.max(true), other.max(true));
            case WARM -> one.warm.equals(other.warm);
            case CLASS -> true;
        };
    }

    /** A replica's definition with this of another, and without an override of it. */
    TableInfo carry(TableInfo from, TableInfo to, @Nullable String index, long nowMillis) {
        TableInfo carried = carried(from, to, index, nowMillis);
        ReplicaOverrides overrides = carried.get(ReplicaOverrides.SECTION);
        return overrides == null ? carried : carried.with(ReplicaOverrides.SECTION, overrides.without(this, index));
    }

    private TableInfo carried(TableInfo from, TableInfo to, @Nullable String index, long nowMillis) {
        if (this == CLASS) {
            return ClassChanges.carry(from, to, nowMillis);
        }
        if (index == null) {
            Units units = carry(Units.of(from), Units.of(to), nowMillis);
            TableInfo.Change change = to.change().onDemandLimit(units.limit()).warm(units.warm());
            return to.onDemand()
                    ? change.build()
                    : change.provisioned(units.provisioned()).build();
        }
        Index its = from.index(index);
        Index others = to.index(index);
        if (its == null || others == null) {
            return to;
        }
        Units units = carry(Units.of(its), Units.of(others), nowMillis);
        List<Index> indexes = new ArrayList<>(to.indexes());
        indexes.replaceAll(
                each -> each.id() == others.id() ? each.with(units.provisioned(), units.limit(), units.warm()) : each);
        return to.change().indexes(indexes).build();
    }

    private Units carry(Units from, Units to, long nowMillis) {
        return switch (this) {
            case READS -> to.provisioned(from.provisioned.readUnits(), to.provisioned.writeUnits(), nowMillis);
            case WRITES -> to.provisioned(to.provisioned.readUnits(), from.provisioned.writeUnits(), nowMillis);
            case MAX_READS -> to.limited(from.max(false), to.max(true));
            case MAX_WRITES -> to.limited(to.max(false), from.max(true));
            case WARM ->
                new Units(to.provisioned, to.limit, to.warm.atLeast(from.warm.readUnits(), from.warm.writeUnits()));
            case CLASS -> to;
        };
    }
}
