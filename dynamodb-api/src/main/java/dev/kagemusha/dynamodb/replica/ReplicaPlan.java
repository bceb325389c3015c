package dev.kagemusha.dynamodb.replica;

import dev.kagemusha.dynamodb.item.Value;
import dev.kagemusha.dynamodb.seal.WrappedKey;
import dev.kagemusha.dynamodb.table.Section;
import dev.kagemusha.dynamodb.table.TableInfo;
import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a replica that is being made will have of its own. It is kept by the table that the replica is made from, since there is no
 * other table yet.
 *
 * @param key the replica's, if KMS wraps it
 */
record ReplicaPlan(ReplicaOverrides overrides, @Nullable WrappedKey key) {
    private static final Section<Map<String, ReplicaPlan>> SECTION =
            new Section<>("replicaPlans", ReplicaPlan::write, ReplicaPlan::read);

    /** That of a region's replica, or null. */
    static @Nullable ReplicaPlan of(TableInfo table, String region) {
        Map<String, ReplicaPlan> plans = table.get(SECTION);
        return plans == null ? null : plans.get(region);
    }

    /** A definition with a plan for a region, or without any if that is null. */
    static TableInfo put(TableInfo table, String region, @Nullable ReplicaPlan plan) {
        Map<String, ReplicaPlan> before = table.get(SECTION);
        Map<String, ReplicaPlan> plans = before == null ? new LinkedHashMap<>() : new LinkedHashMap<>(before);
        if (plan == null) {
            plans.remove(region);
        } else {
            plans.put(region, plan);
        }
        return table.with(SECTION, plans.isEmpty() ? null : plans);
    }

    private static Map<String, Value> write(Map<String, ReplicaPlan> plans) {
        Map<String, Value> out = new LinkedHashMap<>();
        plans.forEach((region, plan) -> {
            Map<String, Value> one = new LinkedHashMap<>();
            one.put("overrides", new Value.M(ReplicaOverrides.write(plan.overrides)));
            if (plan.key != null) {
                one.put("key", new Value.M(plan.key.values()));
            }
            out.put(region, new Value.M(one));
        });
        return out;
    }

    private static Map<String, ReplicaPlan> read(Section.Fields fields) {
        Map<String, ReplicaPlan> plans = new LinkedHashMap<>();
        fields.members().forEach((region, value) -> {
            if (value instanceof Value.M one && one.entries().get("overrides") instanceof Value.M overrides) {
                plans.put(
                        region,
                        new ReplicaPlan(
                                ReplicaOverrides.read(new Section.Fields(overrides.entries())),
                                one.entries().get("key") instanceof Value.M key ? WrappedKey.of(key.entries()) : null));
            }
        });
        return plans;
    }
}
