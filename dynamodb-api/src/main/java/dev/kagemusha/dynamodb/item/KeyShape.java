package dev.kagemusha.dynamodb.item;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The key of a table or index. A partition key is one attribute and a sort key one or none; only a global index may have up to
 * four of each, of which the first counts most.
 */
public record KeyShape(List<KeyAttribute> hashes, List<KeyAttribute> ranges) {
    public KeyShape {
        hashes = List.copyOf(hashes);
        ranges = List.copyOf(ranges);
    }

    /** A key of one or two attributes. */
    public static KeyShape of(KeyAttribute hash, @Nullable KeyAttribute range) {
        return new KeyShape(List.of(hash), range == null ? List.of() : List.of(range));
    }

    /** The partition key, or the first attribute of it. */
    public KeyAttribute hash() {
        return hashes.get(0);
    }

    /** The sort key, or the first attribute of it; null if there is none. */
    public @Nullable KeyAttribute range() {
        return ranges.isEmpty() ? null : ranges.get(0);
    }

    /** Whether the partition key or the sort key has several attributes. */
    public boolean isComposite() {
        return hashes.size() > 1 || ranges.size() > 1;
    }

    /** The attribute of this name, or null if it is not part of the key. */
    public @Nullable KeyAttribute find(String name) {
        for (KeyAttribute attribute : hashes) {
            if (attribute.name().equals(name)) {
                return attribute;
            }
        }
        for (KeyAttribute attribute : ranges) {
            if (attribute.name().equals(name)) {
                return attribute;
            }
        }
        return null;
    }

    /** All attributes, those of the partition key first. */
    public List<KeyAttribute> all() {
        List<KeyAttribute> all = new ArrayList<>(hashes);
        all.addAll(ranges);
        return all;
    }

    /** The names of its attributes. */
    public Set<String> names() {
        if (!isComposite()) {
            return ranges.isEmpty()
                    ? Set.of(hash().name())
                    : Set.of(hash().name(), ranges.get(0).name());
        }
        Set<String> names = new LinkedHashSet<>();
        for (KeyAttribute attribute : all()) {
            names.add(attribute.name());
        }
        return names;
    }

    /** How many attributes the key has. */
    public int size() {
        return hashes.size() + ranges.size();
    }
}
