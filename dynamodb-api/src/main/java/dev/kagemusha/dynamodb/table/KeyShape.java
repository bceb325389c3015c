package dev.kagemusha.dynamodb.table;

import org.jspecify.annotations.Nullable;

import java.util.Set;

/** The key of a table or index: a partition key and perhaps a sort key. */
public record KeyShape(KeyAttribute hash, @Nullable KeyAttribute range) {
    /** The attribute of this name, or null if it is not part of the key. */
    public @Nullable KeyAttribute find(String name) {
        if (hash.name().equals(name)) {
            return hash;
        }
        return range != null && range.name().equals(name) ? range : null;
    }

    /** The names of its attributes. */
    public Set<String> names() {
        return range == null ? Set.of(hash.name()) : Set.of(hash.name(), range.name());
    }

    /** How many attributes the key has. */
    public int size() {
        return range == null ? 1 : 2;
    }
}
