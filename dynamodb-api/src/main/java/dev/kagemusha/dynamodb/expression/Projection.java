package dev.kagemusha.dynamodb.expression;

import dev.kagemusha.dynamodb.item.Item;
import dev.kagemusha.dynamodb.item.Value;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A choice of document paths, and the part of an item that lies on them. Maps and lists on the way are kept around what
 * was chosen from them; list elements close ranks.
 */
public final class Projection {
    private static final Boolean CHOSEN = true;

    private final List<Path> paths;
    private final PathTree<Boolean> tree;
    private final Set<String> attributes;
    private final Set<String> nestedAttributes;

    private Projection(List<Path> paths, PathTree<Boolean> tree, Set<String> attributes, Set<String> nestedAttributes) {
        this.paths = paths;
        this.tree = tree;
        this.attributes = attributes;
        this.nestedAttributes = nestedAttributes;
    }

    static Projection of(List<Path> paths, Set<String> attributes, Set<String> nestedAttributes) {
        PathTree<Boolean> tree =
                PathTree.of(ExpressionKind.PROJECTION, paths, Collections.nCopies(paths.size(), CHOSEN));
        return new Projection(paths, tree, attributes, nestedAttributes);
    }

    /** The chosen part of {@code item}, possibly empty. */
    public Item of(Item item) {
        return Item.of(select(item.attributes(), tree));
    }

    /** The chosen paths. */
    public List<Path> paths() {
        return paths;
    }

    /** The top-level attributes the paths start in: all that need be read of an item. */
    public Set<String> attributes() {
        return attributes;
    }

    /** Those of {@link #attributes} that a path goes into; no key attribute can be among them. */
    public Set<String> nestedAttributes() {
        return nestedAttributes;
    }

    /** What of {@code item} lies on {@code tree}. */
    static Item select(Item item, PathTree<?> tree) {
        return Item.of(select(item.attributes(), tree));
    }

    private static Map<String, Value> select(Map<String, Value> values, PathTree<?> tree) {
        Map<String, Value> selected =
                LinkedHashMap.newLinkedHashMap(tree.entries().size());
        for (Map.Entry<String, ? extends PathTree<?>> entry : tree.entries().entrySet()) {
            Value value = select(values.get(entry.getKey()), entry.getValue());
            if (value != null) {
                selected.put(entry.getKey(), value);
            }
        }
        return selected;
    }

    private static @Nullable Value select(@Nullable Value value, PathTree<?> tree) {
        if (value == null || tree.leaf() != null) {
            return value;
        }
        if (value instanceof Value.M map && !tree.entries().isEmpty()) {
            Map<String, Value> selected = select(map.entries(), tree);
            return selected.isEmpty() ? null : new Value.M(selected);
        }
        if (value instanceof Value.L list && !tree.elements().isEmpty()) {
            List<Value> selected = select(list.values(), tree);
            return selected.isEmpty() ? null : new Value.L(selected);
        }
        return null;
    }

    private static List<Value> select(List<Value> values, PathTree<?> tree) {
        List<Value> selected = new ArrayList<>();
        for (Map.Entry<Integer, ? extends PathTree<?>> element : tree.elements().entrySet()) {
            if (element.getKey() >= values.size()) {
                break;
            }
            Value value = select(values.get(element.getKey()), element.getValue());
            if (value != null) {
                selected.add(value);
            }
        }
        return selected;
    }
}
