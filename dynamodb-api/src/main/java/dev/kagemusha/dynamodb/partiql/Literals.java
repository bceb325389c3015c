package dev.kagemusha.dynamodb.partiql;

import dev.kagemusha.dynamodb.item.AttributeValues;
import dev.kagemusha.dynamodb.item.Numbers;
import dev.kagemusha.dynamodb.item.Value;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The values that a statement states, as literals or as parameters. A parameter stands for a whole value, never for a part of
 * one. Messages name the part of the value that is wrong, {@code root} being the whole.
 */
final class Literals {
    private static final String ROOT = "root";

    private final List<Value> parameters;

    Literals(List<Value> parameters) {
        this.parameters = parameters;
    }

    /** Whether a node states a value, good or bad, and not something of an item. */
    static boolean isValue(Node node) {
        return switch (node) {
            case Node.Text ignored -> true;
            case Node.Numeral ignored -> true;
            case Node.Bool ignored -> true;
            case Node.Null ignored -> true;
            case Node.Ion ignored -> true;
            case Node.Parameter ignored -> true;
            case Node.Items ignored -> true;
            case Node.Bag ignored -> true;
            case Node.Struct ignored -> true;
            default -> false;
        };
    }

    /** The value that a node states. */
    Value value(Node node) {
        return node instanceof Node.Parameter parameter ? parameters.get(parameter.index()) : value(node, ROOT, 1);
    }

    private Value value(Node node, String path, int depth) {
        if (depth > AttributeValues.MAX_DEPTH) {
            throw StatementErrors.of("Nesting Levels have exceeded supported limits under " + path);
        }
        return switch (node) {
            case Node.Text text -> new Value.S(text.text());
            case Node.Numeral number -> new Value.N(number(number.number(), path));
            case Node.Bool bool -> Value.Bool.of(bool.value());
            case Node.Null ignored -> Value.Null.NULL;
            case Node.Items list -> {
                List<Value> values = new ArrayList<>(list.members().size());
                for (Node member : list.members()) {
                    values.add(value(member, path + "[" + values.size() + "]", depth + 1));
                }
                yield new Value.L(values);
            }
            case Node.Struct struct -> new Value.M(entries(struct, path, depth));
            case Node.Bag bag -> set(bag, path);
            case Node.Ion ion ->
                throw StatementErrors.of("Ion Literals are not supported: " + ion.text() + " under key " + path);
            case Node.Call call -> throw unsupported(call.function(), path, node);
            default -> throw unsupported(node.kind(), path, node);
        };
    }

    private static RuntimeException unsupported(String what, String path, Node node) {
        return StatementErrors.at("Unsupported data type: " + what + " under key " + path, node.place());
    }

    private Map<String, Value> entries(Node.Struct struct, String path, int depth) {
        Map<String, Value> entries =
                LinkedHashMap.newLinkedHashMap(struct.members().size());
        for (Node.Member member : struct.members()) {
            String name = name(member, path);
            Value value = value(member.value(), path + "." + name, depth + 1);
            if (entries.put(name, value) != null) {
                throw duplicate(name, path);
            }
        }
        return entries;
    }

    private static String name(Node.Member member, String path) {
        if (member.name() instanceof Node.Text text) {
            return text.text();
        }
        throw StatementErrors.of("Tuple keys must be of type String. Actual type: "
                + member.name().kind() + " under " + path);
    }

    private static RuntimeException duplicate(String name, String path) {
        return StatementErrors.of("Duplicate keys in tuple. Key: " + name + " under " + path);
    }

    /** The attributes of an item to insert; each value is a root of its own, and may be a parameter. */
    Map<String, Value> item(Node.Struct struct) {
        Map<String, Value> attributes =
                LinkedHashMap.newLinkedHashMap(struct.members().size());
        for (Node.Member member : struct.members()) {
            String name = name(member, ROOT);
            if (attributes.put(name, value(member.value())) != null) {
                throw duplicate(name, ROOT);
            }
        }
        return attributes;
    }

    private static String number(BigDecimal number, String path) {
        return Numbers.of(number, reason -> StatementErrors.of(reason + " under " + path));
    }

    /** A set. AWS speaks of repeated strings as PutItem does, and of repeated numbers otherwise. */
    private static Value set(Node.Bag bag, String path) {
        if (bag.members().isEmpty()) {
            throw StatementErrors.of("Empty bags are not supported");
        }
        List<String> values = new ArrayList<>(bag.members().size());
        List<String> written = new ArrayList<>(bag.members().size());
        boolean numbers = bag.members().getFirst() instanceof Node.Numeral;
        for (Node member : bag.members()) {
            if (numbers && member instanceof Node.Numeral number) {
                values.add(number(number.number(), path));
                written.add(number.number().toString());
            } else if (!numbers && member instanceof Node.Text text) {
                values.add(text.text());
                written.add(text.text());
            } else {
                throw StatementErrors.of(
                        "Unsupported data type in Bag. DynamoDB only supports either numbers or strings in bags");
            }
        }
        Set<String> distinct = new HashSet<>(values);
        if (distinct.size() != values.size()) {
            throw StatementErrors.of("One or more parameter values were invalid: Input collection " + written
                    + (numbers ? " contains duplicates! under " + path : " contains duplicates."));
        }
        return numbers ? new Value.NS(values) : new Value.SS(values);
    }
}
