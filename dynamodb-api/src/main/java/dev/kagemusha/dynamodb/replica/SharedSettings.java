package dev.kagemusha.dynamodb.replica;

import dev.kagemusha.dynamodb.item.KeyAttribute;
import dev.kagemusha.dynamodb.table.Index;
import dev.kagemusha.dynamodb.table.TableInfo;
import dev.kagemusha.dynamodb.table.Throughput;
import dev.kagemusha.dynamodb.table.WarmUnits;
import dev.kagemusha.dynamodb.ttl.SharedExpiry;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntSupplier;

/**
 * What AWS keeps alike in all replicas of version 2019.11.21: time to live, billing mode, global indexes, and whatever somebody
 * changes of {@link SharedUnit}. Protection, tags, recovery, Kinesis destinations and policies are each replica's own. Source:
 * "Settings synchronization" in the developer guide's "How DynamoDB global tables work".
 */
final class SharedSettings {
    private SharedSettings() {}

    private static final String EXPIRY = "expiry";
    private static final String BILLING = "billing";
    private static final String INDEX = "index/";
    private static final String UNIT = "unit/";

    /** Which of them two definitions do not have alike; an index is one by itself. */
    static Set<String> differences(TableInfo one, TableInfo other) {
        Set<String> all = new HashSet<>();
        if (!SharedExpiry.isSame(one, other)) {
            all.add(EXPIRY);
        }
        if (one.onDemand() != other.onDemand()) {
            all.add(BILLING);
        }
        Set<String> indexes = names(one);
        for (String name : names(other)) {
            if (!indexes.remove(name)) {
                all.add(INDEX + name);
            }
        }
        indexes.forEach(name -> all.add(INDEX + name));
        return all;
    }

    /** Which units a change of one definition has changed; those of an index are by themselves. */
    static Set<String> changedUnits(TableInfo before, TableInfo after) {
        Set<String> all = new HashSet<>();
        for (SharedUnit unit : SharedUnit.values()) {
            if (!unit.isSame(before, after, null)) {
                all.add(UNIT + unit);
            }
            for (Index index : after.indexes()) {
                if (index.global() && !unit.isSame(before, after, index.name())) {
                    all.add(UNIT + unit + "/" + index.name());
                }
            }
        }
        return all;
    }

    /** Whether two definitions do not have a setting alike. */
    private static boolean differ(String setting, TableInfo one, TableInfo other) {
        return setting.startsWith(UNIT)
                ? !unit(setting).isSame(one, other, indexOf(setting))
                : differences(one, other).contains(setting);
    }

    private static SharedUnit unit(String setting) {
        int slash = setting.indexOf('/', UNIT.length());
        return SharedUnit.valueOf(setting.substring(UNIT.length(), slash < 0 ? setting.length() : slash));
    }

    private static @Nullable String indexOf(String setting) {
        int slash = setting.indexOf('/', UNIT.length());
        return slash < 0 ? null : setting.substring(slash + 1);
    }

    /** The overrides of a replica that was itself given one of these units. */
    static ReplicaOverrides without(ReplicaOverrides overrides, String setting) {
        return overrides.without(unit(setting), indexOf(setting));
    }

    /** The names of the global indexes that stay. */
    private static Set<String> names(TableInfo table) {
        Set<String> names = new HashSet<>();
        for (Index index : table.indexes()) {
            if (index.global() && index.phase().isKept()) {
                names.add(index.name());
            }
        }
        return names;
    }

    /** A replica's definition with one setting of another. An index that comes or goes is marked so, and has to be seen to. */
    static TableInfo carry(String setting, TableInfo from, TableInfo to, IntSupplier ids, long nowMillis) {
        if (!differ(setting, from, to)) {
            return to;
        }
        if (setting.startsWith(UNIT)) {
            return unit(setting).carry(from, to, indexOf(setting), nowMillis);
        }
        return switch (setting) {
            case EXPIRY -> SharedExpiry.carry(from, to);
            case BILLING -> billed(from, to, nowMillis);
            default -> indexed(setting.substring(INDEX.length()), from, to, ids);
        };
    }

    private static TableInfo indexed(String name, TableInfo from, TableInfo to, IntSupplier ids) {
        Index source = from.index(name);
        Index known = to.index(name);
        List<Index> indexes = new ArrayList<>(to.indexes());
        if (known != null) {
            indexes.replaceAll(index -> index.id() == known.id() ? index.in(Index.Phase.DELETING) : index);
            return to.change().indexes(indexes).build();
        }
        if (source == null) {
            return to;
        }
        indexes.add(source.as(ids.getAsInt()).in(Index.Phase.CREATING));
        List<KeyAttribute> attributes = new ArrayList<>(to.attributes());
        for (KeyAttribute attribute : source.keys().all()) {
            if (attributes.stream().noneMatch(each -> each.name().equals(attribute.name()))) {
                attributes.add(attribute);
            }
        }
        return to.change().indexes(indexes).attributes(attributes).build();
    }

    private static TableInfo billed(TableInfo from, TableInfo to, long nowMillis) {
        List<Index> indexes = new ArrayList<>();
        for (Index index : to.indexes()) {
            indexes.add(index.global() ? billed(from, index) : index);
        }
        TableInfo.Change change = to.change().indexes(indexes);
        ReplicaOverrides overrides = to.get(ReplicaOverrides.SECTION);
        if (overrides != null) {
            change.section(ReplicaOverrides.SECTION, overrides.withoutUnits());
        }
        if (from.onDemand()) {
            return change.onDemand(nowMillis)
                    .warm(to.warm().atLeast(WarmUnits.ON_DEMAND.readUnits(), WarmUnits.ON_DEMAND.writeUnits()))
                    .build();
        }
        return change.provisioned(from.throughput())
                .onDemandLimit(null)
                .warm(to.warm().atLeast(from.throughput()))
                .build();
    }

    private static Index billed(TableInfo from, Index index) {
        Index source = from.index(index.name());
        Throughput units =
                from.onDemand() ? Throughput.ON_DEMAND : source == null ? from.throughput() : source.throughput();
        return index.with(
                units,
                from.onDemand() ? index.onDemandLimit() : null,
                index.warm().atLeast(units));
    }
}
