package dev.kagemusha.dynamodb.partiql;

import dev.kagemusha.dynamodb.expression.Comparator;
import dev.kagemusha.dynamodb.item.Item;
import dev.kagemusha.dynamodb.item.KeyShape;
import dev.kagemusha.dynamodb.item.Value;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the {@code WHERE} of a statement about one item says of its key by equality, and what else it says.
 *
 * @param key the values first named; of a wrong type, perhaps
 * @param complete whether all key attributes are there
 * @param conflict a key attribute that is said to equal two values, or null
 * @param others all other conditions, and the second values
 */
record KeyEqualities(Item key, boolean complete, @Nullable String conflict, List<Node> others) {

    static KeyEqualities of(@Nullable Node where, KeyShape keys, Literals literals) {
        Map<String, Value> values = new LinkedHashMap<>();
        List<Node> others = new ArrayList<>();
        String conflict = null;
        List<Node> conditions = new ArrayList<>();
        if (where != null) {
            flatten(where, conditions);
        }
        for (Node condition : conditions) {
            String name = equated(condition, keys);
            if (name == null) {
                others.add(condition);
                continue;
            }
            Value value = literals.value(
                    ((Node.Comparison) condition).left() instanceof Node.Name
                            ? ((Node.Comparison) condition).right()
                            : ((Node.Comparison) condition).left());
            Value before = values.putIfAbsent(name, value);
            if (before != null && !before.equals(value)) {
                conflict = conflict == null ? name : conflict;
                others.add(condition);
            }
        }
        return new KeyEqualities(Item.of(values), values.size() == keys.size(), conflict, others);
    }

    private static void flatten(Node node, List<Node> conditions) {
        if (node instanceof Node.And and) {
            for (Node condition : and.conditions()) {
                flatten(condition, conditions);
            }
        } else {
            conditions.add(node);
        }
    }

    /** The key attribute that a condition equates with a value, or null. */
    private static @Nullable String equated(Node condition, KeyShape keys) {
        if (!(condition instanceof Node.Comparison comparison) || comparison.comparator() != Comparator.EQUAL) {
            return null;
        }
        boolean nameFirst = comparison.left() instanceof Node.Name;
        Node named = nameFirst ? comparison.left() : comparison.right();
        Node value = nameFirst ? comparison.right() : comparison.left();
        return named instanceof Node.Name name && Literals.isValue(value) && keys.find(name.name()) != null
                ? name.name()
                : null;
    }

    /** Whether one item is meant. */
    boolean isOne() {
        return complete && conflict == null;
    }

    /**
     * The key of the one item that is meant.
     *
     * @throws software.amazon.awssdk.services.dynamodb.model.DynamoDbException ValidationException if there is none
     */
    Item require() {
        if (conflict != null) {
            throw StatementErrors.of("Multiple conditions on same key " + conflict
                    + ". Only single item Update/Insert/Delete are supported");
        }
        if (!complete) {
            throw StatementErrors.of(StatementErrors.NO_FULL_KEY);
        }
        return key;
    }
}
