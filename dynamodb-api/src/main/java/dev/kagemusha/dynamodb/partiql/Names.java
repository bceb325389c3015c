package dev.kagemusha.dynamodb.partiql;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds the attributes that a condition names. */
final class Names {
    private final Set<String> names = new HashSet<>();

    private Names() {}

    /** The top-level attributes, in the order of a hash set, which is the one AWS lists them in. */
    static Set<String> in(Node node) {
        Names found = new Names();
        found.add(node);
        return found.names;
    }

    private void addAll(List<Node> nodes) {
        nodes.forEach(this::add);
    }

    private void add(Node node) {
        switch (node) {
            case Node.Name name -> names.add(name.name());
            case Node.Path path -> add(path.root());
            case Node.And and -> addAll(and.conditions());
            case Node.Or or -> addAll(or.conditions());
            case Node.Not not -> add(not.condition());
            case Node.Comparison comparison -> {
                add(comparison.left());
                add(comparison.right());
            }
            case Node.Between between -> {
                add(between.value());
                add(between.low());
                add(between.high());
            }
            case Node.In in -> {
                add(in.value());
                add(in.options());
            }
            case Node.Items list -> addAll(list.members());
            case Node.Bag bag -> addAll(bag.members());
            case Node.Is is -> add(is.value());
            case Node.Call call -> addAll(call.arguments());
            case Node.Sum sum -> {
                add(sum.left());
                add(sum.right());
            }
            case Node.Foreign foreign -> addAll(foreign.operands());
            case Node.Text ignored -> {}
            case Node.Numeral ignored -> {}
            case Node.Bool ignored -> {}
            case Node.Null ignored -> {}
            case Node.Missing ignored -> {}
            case Node.Ion ignored -> {}
            case Node.Parameter ignored -> {}
            case Node.Struct ignored -> {}
            case Node.Nested ignored -> {}
        }
    }
}
