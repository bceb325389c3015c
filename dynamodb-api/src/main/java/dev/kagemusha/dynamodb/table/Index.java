package dev.kagemusha.dynamodb.table;

import dev.kagemusha.dynamodb.item.Item;
import org.jspecify.annotations.Nullable;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A secondary index. Its entries are rows of their own, so that a query of it reads nothing else.
 *
 * @param id internal, never used again
 * @param global whether it has a partition key of its own; a local one shares the table's
 * @param projectionType {@code ALL}, {@code KEYS_ONLY} or {@code INCLUDE}
 * @param nonKeyAttributes those an {@code INCLUDE} projection names
 * @param projected the names of all attributes of an entry, keys included; null stands for all attributes
 */
public record Index(
        int id,
        String name,
        boolean global,
        KeyShape keys,
        String projectionType,
        List<String> nonKeyAttributes,
        @Nullable Set<String> projected,
        Throughput throughput,
        @Nullable OnDemandLimit onDemandLimit) {

    /** An index over a table with these keys. */
    public static Index of(
            int id,
            String name,
            boolean global,
            KeyShape tableKeys,
            KeyShape keys,
            String projectionType,
            List<String> nonKeyAttributes,
            Throughput throughput,
            @Nullable OnDemandLimit onDemandLimit) {
        return new Index(
                id,
                name,
                global,
                keys,
                projectionType,
                nonKeyAttributes,
                projectionType.equals("ALL") ? null : names(tableKeys, keys, nonKeyAttributes),
                throughput,
                onDemandLimit);
    }

    private static Set<String> names(KeyShape tableKeys, KeyShape keys, List<String> more) {
        Set<String> names = new LinkedHashSet<>();
        for (KeyShape shape : List.of(tableKeys, keys)) {
            names.add(shape.hash().name());
            if (shape.range() != null) {
                names.add(shape.range().name());
            }
        }
        names.addAll(more);
        return names;
    }

    /** Whether every attribute of an item is in its entry. */
    public boolean projectsAll() {
        return projected == null;
    }

    /** Whether all of these attributes are in an entry. */
    public boolean projects(Set<String> names) {
        return projected == null || projected.containsAll(names);
    }

    /** Whether an item has the key attributes and so an entry: indexes are sparse. */
    public boolean holds(Item item) {
        return item.has(keys.hash().name())
                && (keys.range() == null || item.has(keys.range().name()));
    }

    /** The entry of an item that has one. */
    public Item entry(Item item) {
        return projected == null ? item : item.only(projected);
    }
}
