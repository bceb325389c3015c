package dev.kagemusha.dynamodb.table;

import dev.kagemusha.dynamodb.item.Item;
import dev.kagemusha.dynamodb.item.KeyAttribute;
import dev.kagemusha.dynamodb.item.KeyShape;
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
        Phase phase,
        KeyShape keys,
        String projectionType,
        List<String> nonKeyAttributes,
        @Nullable Set<String> projected,
        Throughput throughput,
        @Nullable OnDemandLimit onDemandLimit,
        WarmUnits warm) {

    /** How far an index on a live table is. Its name is stored. */
    public enum Phase {
        /** It waits to be filled. Writers keep it from now on. */
        CREATING,
        /** The items that were there before it are being added. */
        BACKFILLING,
        /** It has all items, and can be read. */
        ACTIVE,
        /** It is not kept any more, and goes. */
        DELETING;

        /** Whether writers keep its entries. */
        public boolean isKept() {
            return this != DELETING;
        }

        /** Whether queries may read it. */
        public boolean isReadable() {
            return this == ACTIVE;
        }
    }

    /** An index over a table with these keys. */
    public static Index of(
            int id,
            String name,
            boolean global,
            Phase phase,
            KeyShape tableKeys,
            KeyShape keys,
            String projectionType,
            List<String> nonKeyAttributes,
            Throughput throughput,
            @Nullable OnDemandLimit onDemandLimit,
            WarmUnits warm) {
        return new Index(
                id,
                name,
                global,
                phase,
                keys,
                projectionType,
                nonKeyAttributes,
                projectionType.equals("ALL") ? null : names(tableKeys, keys, nonKeyAttributes),
                throughput,
                onDemandLimit,
                warm);
    }

    private static Set<String> names(KeyShape tableKeys, KeyShape keys, List<String> more) {
        Set<String> names = new LinkedHashSet<>();
        for (KeyShape shape : List.of(tableKeys, keys)) {
            for (KeyAttribute attribute : shape.all()) {
                names.add(attribute.name());
            }
        }
        names.addAll(more);
        return names;
    }

    /** The same in another phase. */
    public Index in(Phase other) {
        return new Index(
                id,
                name,
                global,
                other,
                keys,
                projectionType,
                nonKeyAttributes,
                projected,
                throughput,
                onDemandLimit,
                warm);
    }

    /** The same in a copy of its table, where it is filled from the beginning on. */
    public Index as(int otherId) {
        return new Index(
                otherId,
                name,
                global,
                Phase.ACTIVE,
                keys,
                projectionType,
                nonKeyAttributes,
                projected,
                throughput,
                onDemandLimit,
                warm);
    }

    /** The same with other throughput. */
    public Index with(Throughput units, @Nullable OnDemandLimit limit, WarmUnits warmUnits) {
        return new Index(
                id, name, global, phase, keys, projectionType, nonKeyAttributes, projected, units, limit, warmUnits);
    }

    /** Whether every attribute of an item is in its entry. */
    public boolean projectsAll() {
        return projected == null;
    }

    /** Whether all of these attributes are in an entry. */
    public boolean projects(Set<String> names) {
        return projected == null || projected.containsAll(names);
    }

    /**
     * Whether an item has an entry: indexes are sparse. An item that was there before the index may have a value that cannot be
     * a key of it, and is left out as well.
     */
    public boolean holds(Item item) {
        return Keys.fits(keys, item);
    }

    /** The entry of an item that has one. */
    public Item entry(Item item) {
        return projected == null ? item : item.only(projected);
    }
}
