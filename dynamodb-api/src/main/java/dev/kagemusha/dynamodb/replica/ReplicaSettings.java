package dev.kagemusha.dynamodb.replica;

import dev.kagemusha.dynamodb.item.Value;
import dev.kagemusha.dynamodb.table.Section;
import dev.kagemusha.dynamodb.table.TableInfo;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.ReplicaStatus;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * That a table has replicas. All tables of the group have the same list, which names this one too.
 *
 * @param legacy whether it is a global table of version 2017.11.29
 * @param createdMillis when the group began
 * @param sourceMillis when this table last was the one that a replica was made from; 0 if never
 * @param replicas by region
 */
public record ReplicaSettings(
        boolean legacy, long createdMillis, long sourceMillis, Map<String, ReplicaStatus> replicas) {
    /** Where a table's definition has them; absent in a table that is alone. */
    public static final Section<ReplicaSettings> SECTION =
            new Section<>("replicas", ReplicaSettings::write, ReplicaSettings::read);

    private static Map<String, Value> write(ReplicaSettings settings) {
        Map<String, Value> out = new LinkedHashMap<>();
        out.put("legacy", Value.Bool.of(settings.legacy));
        out.put("created", new Value.N(Long.toString(settings.createdMillis)));
        out.put("source", new Value.N(Long.toString(settings.sourceMillis)));
        Map<String, Value> replicas = new LinkedHashMap<>();
        settings.replicas.forEach((region, status) -> replicas.put(region, new Value.S(status.toString())));
        out.put("replicas", new Value.M(replicas));
        return out;
    }

    private static ReplicaSettings read(Section.Fields fields) {
        Map<String, ReplicaStatus> replicas = new LinkedHashMap<>();
        if (fields.members().get("replicas") instanceof Value.M map) {
            map.entries()
                    .forEach((region, status) ->
                            replicas.put(region, ReplicaStatus.fromValue(((Value.S) status).value())));
        }
        return new ReplicaSettings(fields.flag("legacy"), fields.number("created"), fields.number("source"), replicas);
    }

    ReplicaSettings with(String region, @Nullable ReplicaStatus status) {
        Map<String, ReplicaStatus> changed = new LinkedHashMap<>(replicas);
        if (status == null) {
            changed.remove(region);
        } else {
            changed.put(region, status);
        }
        return new ReplicaSettings(legacy, createdMillis, sourceMillis, changed);
    }

    ReplicaSettings source(long millis) {
        return new ReplicaSettings(legacy, createdMillis, millis, replicas);
    }

    /** The region that a table is in. */
    static String region(TableInfo table) {
        return table.arn().split(":", 6)[3];
    }
}
