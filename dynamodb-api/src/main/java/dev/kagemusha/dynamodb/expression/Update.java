package dev.kagemusha.dynamodb.expression;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import dev.kagemusha.dynamodb.item.AttributeValues;
import dev.kagemusha.dynamodb.item.Item;
import dev.kagemusha.dynamodb.item.Numbers;
import dev.kagemusha.dynamodb.item.Value;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * An update that is ready to be applied to items.
 *
 * <p>All right sides are evaluated against the item as it was. List positions, too, mean the list as it was: elements are
 * replaced and removed first, then what was set beyond the end is appended in the order of the positions.
 */
public final class Update {
    private final List<Path> targets;
    private final List<Action> actions;
    private final PathTree<Action> tree;
    private final java.util.Set<String> nestedAttributes;
    private final boolean legacy;

    /** @param legacy whether it comes of {@code AttributeUpdates}, about whose types AWS complains in other words */
    Update(
            List<Path> targets,
            List<Action> actions,
            PathTree<Action> tree,
            java.util.Set<String> nestedAttributes,
            boolean legacy) {
        this.targets = targets;
        this.actions = actions;
        this.tree = tree;
        this.nestedAttributes = nestedAttributes;
        this.legacy = legacy;
    }

    /** What happens at one target. */
    sealed interface Action {}

    /** {@code SET}. */
    record Set(Operand value) implements Action {}

    /** {@code REMOVE}. */
    enum Remove implements Action {
        REMOVE
    }

    /** {@code ADD} of a number or of set elements. */
    record Add(Value value) implements Action {}

    /** {@code DELETE} of set elements. */
    record Delete(Value value) implements Action {}

    /** The paths that are written, in the order of the expression. */
    public List<Path> targets() {
        return targets;
    }

    /** The top-level attributes that the expression reads or writes a part of; no key attribute can be among them. */
    public java.util.Set<String> nestedAttributes() {
        return nestedAttributes;
    }

    /** The value that the update gives to a top-level attribute whatever the item is; null if there is none such. */
    public @Nullable Value constant(String attribute) {
        for (int i = 0; i < targets.size(); i++) {
            if (!targets.get(i).isNested()
                    && targets.get(i).attribute().equals(attribute)
                    && actions.get(i) instanceof Set set
                    && set.value() instanceof Operand.Literal literal) {
                return literal.value();
            }
        }
        return null;
    }

    /** Whether the update makes an item where there is none: one that only removes and deletes does not. */
    public boolean createsItem() {
        for (Action action : actions) {
            if (action instanceof Set || action instanceof Add) {
                return true;
            }
        }
        return false;
    }

    /**
     * The part of an item that lies on the targets: {@code UPDATED_OLD} of the item before, {@code UPDATED_NEW} of the
     * item after. AWS looks positions up in the list as it is then, so that an element set beyond the end is not in it,
     * and one that moved into the place of a removed one is.
     */
    public Item updated(Item item) {
        return Projection.select(item, tree);
    }

    /**
     * The item after the update.
     *
     * @param before the item as it is, or null if there is none
     * @param key the key attributes, of which a new item is made
     * @throws DynamoDbException ValidationException if a right side cannot be evaluated or a target cannot be reached
     */
    public Item apply(@Nullable Item before, Item key) {
        Item base = before == null ? key : before;
        IdentityHashMap<Action, Value> values = new IdentityHashMap<>();
        for (Action action : actions) {
            if (action instanceof Set set) {
                Value value = set.value().in(base);
                if (value == null) {
                    throw DynamoDbErrors.missingAttributeInUpdate();
                }
                values.put(set, value);
            }
        }
        return Item.of(new Application(before != null, values, legacy).map(base.attributes(), tree, 1));
    }

    /** One application of the update: the values of its right sides are known. */
    private record Application(boolean exists, IdentityHashMap<Action, Value> values, boolean legacy) {

        /** {@code old} with the changes of {@code tree}; its entries are values at level {@code depth}. */
        private Map<String, Value> map(Map<String, Value> old, PathTree<Action> tree, int depth) {
            Map<String, Value> changed = new LinkedHashMap<>(old);
            for (Map.Entry<String, PathTree<Action>> entry : tree.entries().entrySet()) {
                Value value = change(old.get(entry.getKey()), entry.getValue(), depth);
                if (value == null) {
                    changed.remove(entry.getKey());
                } else {
                    changed.put(entry.getKey(), value);
                }
            }
            return changed;
        }

        private List<Value> list(List<Value> old, SortedMap<Integer, PathTree<Action>> elements, int depth) {
            List<Value> changed = new ArrayList<>(old.size() + elements.size());
            for (int i = 0; i < old.size(); i++) {
                PathTree<Action> element = elements.get(i);
                Value value = element == null ? old.get(i) : change(old.get(i), element, depth);
                if (value != null) {
                    changed.add(value);
                }
            }
            for (PathTree<Action> beyond : elements.tailMap(old.size()).values()) {
                Value value = change(null, beyond, depth);
                if (value != null) {
                    changed.add(value);
                }
            }
            return changed;
        }

        /** What becomes of {@code old}, either of which may be nothing. */
        private @Nullable Value change(@Nullable Value old, PathTree<Action> tree, int depth) {
            Action action = tree.leaf();
            if (action != null) {
                return change(old, action, depth);
            }
            if (!tree.entries().isEmpty() && old instanceof Value.M map) {
                return new Value.M(map(map.entries(), tree, depth + 1));
            }
            if (!tree.elements().isEmpty() && old instanceof Value.L list) {
                return new Value.L(list(list.values(), tree.elements(), depth + 1));
            }
            // Where there is no item at all, AWS lets a part of it be removed.
            if (!exists && old == null && onlyRemoves(tree)) {
                return null;
            }
            throw DynamoDbErrors.invalidUpdatePath();
        }

        private @Nullable Value change(@Nullable Value old, Action action, int depth) {
            return switch (action) {
                case Set set -> shallow(values.get(set), depth);
                case Remove ignored -> null;
                case Add add -> add(old, add.value(), legacy);
                case Delete delete -> delete(old, delete.value(), legacy);
            };
        }

        private static boolean onlyRemoves(PathTree<Action> tree) {
            if (tree.leaf() != null) {
                return tree.leaf() == Remove.REMOVE;
            }
            for (PathTree<Action> entry : tree.entries().values()) {
                if (!onlyRemoves(entry)) {
                    return false;
                }
            }
            for (PathTree<Action> element : tree.elements().values()) {
                if (!onlyRemoves(element)) {
                    return false;
                }
            }
            return true;
        }
    }

    private static @Nullable Value shallow(@Nullable Value value, int depth) {
        if (value != null && depth + levels(value) - 1 > AttributeValues.MAX_DEPTH) {
            throw DynamoDbErrors.tooDeep();
        }
        return value;
    }

    private static int levels(Value value) {
        int below = 0;
        if (value instanceof Value.L list) {
            for (Value element : list.values()) {
                below = Math.max(below, levels(element));
            }
        } else if (value instanceof Value.M map) {
            for (Value entry : map.entries().values()) {
                below = Math.max(below, levels(entry));
            }
        }
        return below + 1;
    }

    private static Value add(@Nullable Value old, Value value, boolean legacy) {
        if (old == null) {
            return value;
        }
        if (old instanceof Value.N one && value instanceof Value.N other) {
            return new Value.N(Numbers.add(one.text(), other.text()));
        }
        if (old instanceof Value.SS one && value instanceof Value.SS other) {
            return new Value.SS(union(one.values(), other.values()));
        }
        if (old instanceof Value.NS one && value instanceof Value.NS other) {
            return new Value.NS(union(one.values(), other.values()));
        }
        if (old instanceof Value.BS one && value instanceof Value.BS other) {
            return new Value.BS(union(one.values(), other.values()));
        }
        // An ADD action of AttributeUpdates appends to lists, which that of an expression cannot.
        if (old instanceof Value.L && value instanceof Value.L) {
            return append(old, value);
        }
        throw mismatch(legacy);
    }

    /** What is left of a set; nothing rather than an empty one. */
    private static @Nullable Value delete(@Nullable Value old, Value value, boolean legacy) {
        if (old == null) {
            return null;
        }
        if (old instanceof Value.SS one && value instanceof Value.SS other) {
            List<String> left = difference(one.values(), other.values());
            return left.isEmpty() ? null : new Value.SS(left);
        }
        if (old instanceof Value.NS one && value instanceof Value.NS other) {
            List<String> left = difference(one.values(), other.values());
            return left.isEmpty() ? null : new Value.NS(left);
        }
        if (old instanceof Value.BS one && value instanceof Value.BS other) {
            var left = difference(one.values(), other.values());
            return left.isEmpty() ? null : new Value.BS(left);
        }
        throw mismatch(legacy);
    }

    private static DynamoDbException mismatch(boolean legacy) {
        return legacy ? DynamoDbErrors.typeMismatchInUpdate() : DynamoDbErrors.wrongTypeInUpdate();
    }

    private static <T> List<T> union(List<T> one, List<T> other) {
        LinkedHashSet<T> union = new LinkedHashSet<>(one);
        union.addAll(other);
        return new ArrayList<>(union);
    }

    private static <T> List<T> difference(List<T> one, List<T> other) {
        HashSet<T> unwanted = new HashSet<>(other);
        List<T> left = new ArrayList<>(one.size());
        for (T element : one) {
            if (!unwanted.contains(element)) {
                left.add(element);
            }
        }
        return left;
    }

    /** {@code list_append}. */
    static Value append(@Nullable Value first, @Nullable Value second) {
        if (first == null || second == null) {
            throw DynamoDbErrors.missingAttributeInUpdate();
        }
        if (first instanceof Value.L one && second instanceof Value.L other) {
            List<Value> all =
                    new ArrayList<>(one.values().size() + other.values().size());
            all.addAll(one.values());
            all.addAll(other.values());
            return new Value.L(all);
        }
        throw DynamoDbErrors.wrongTypeInUpdate();
    }

    /** {@code +} or {@code -}. */
    static Value sum(boolean plus, @Nullable Value left, @Nullable Value right) {
        if (left == null || right == null) {
            throw DynamoDbErrors.missingAttributeInUpdate();
        }
        if (left instanceof Value.N one && right instanceof Value.N other) {
            return new Value.N(
                    plus ? Numbers.add(one.text(), other.text()) : Numbers.subtract(one.text(), other.text()));
        }
        throw DynamoDbErrors.wrongTypeInUpdate();
    }
}
