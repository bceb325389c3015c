package dev.kagemusha.dynamodb.item;

import org.jspecify.annotations.Nullable;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * An item, or the part of one that a projection selects: attribute names to values, in the order they were written.
 *
 * <p>Immutable; equality disregards the order, as DynamoDB does.
 */
public final class Item implements Iterable<Map.Entry<String, Value>> {
    private static final Item EMPTY = new Item(Map.of());

    private final Map<String, Value> attributes;

    private Item(Map<String, Value> attributes) {
        this.attributes = attributes;
    }

    /** The item without attributes. */
    public static Item empty() {
        return EMPTY;
    }

    /** An item over {@code attributes}, which the caller gives away: it must not change afterwards. */
    public static Item of(Map<String, Value> attributes) {
        return attributes.isEmpty() ? EMPTY : new Item(attributes);
    }

    /** The value of the top-level attribute {@code name}, or null. */
    public @Nullable Value get(String name) {
        return attributes.get(name);
    }

    /** The value of a top-level attribute that is there, as those of a checked key are. */
    public Value require(String name) {
        Value value = attributes.get(name);
        if (value == null) {
            throw new IllegalStateException("no attribute " + name);
        }
        return value;
    }

    /** Whether there is a top-level attribute {@code name}. */
    public boolean has(String name) {
        return attributes.containsKey(name);
    }

    /** The number of top-level attributes. */
    public int count() {
        return attributes.size();
    }

    /** Whether there is no attribute at all. */
    public boolean isEmpty() {
        return attributes.isEmpty();
    }

    /** The attributes, not to be changed. */
    public Map<String, Value> attributes() {
        return attributes;
    }

    /** This item with only the top-level attributes {@code names}, as a key or an index entry needs. */
    public Item only(Set<String> names) {
        Map<String, Value> kept = LinkedHashMap.newLinkedHashMap(Math.min(names.size(), attributes.size()));
        for (Map.Entry<String, Value> attribute : attributes.entrySet()) {
            if (names.contains(attribute.getKey())) {
                kept.put(attribute.getKey(), attribute.getValue());
            }
        }
        return of(kept);
    }

    /** This item with the attribute {@code name} added or replaced. */
    public Item with(String name, Value value) {
        Map<String, Value> changed = new LinkedHashMap<>(attributes);
        changed.put(name, value);
        return new Item(changed);
    }

    @Override
    public Iterator<Map.Entry<String, Value>> iterator() {
        return attributes.entrySet().iterator();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Item item && attributes.equals(item.attributes);
    }

    @Override
    public int hashCode() {
        return attributes.hashCode();
    }

    @Override
    public String toString() {
        return attributes.toString();
    }
}
