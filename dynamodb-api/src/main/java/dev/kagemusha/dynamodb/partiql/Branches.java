package dev.kagemusha.dynamodb.partiql;

import dev.kagemusha.dynamodb.expression.Comparator;
import dev.kagemusha.dynamodb.expression.SortCondition;
import dev.kagemusha.dynamodb.item.KeyAttribute;
import dev.kagemusha.dynamodb.item.KeyShape;
import dev.kagemusha.dynamodb.item.Value;
import dev.kagemusha.dynamodb.item.ValueType;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A {@code WHERE} taken apart into the partitions it can be true in, each with a range of sort keys.
 *
 * <p>It is a disjunction of branches when everything but key conditions is left whole: {@code pk = 1 AND (sk = 2 OR sk = 3)}
 * is two branches, {@code pk = 1 AND (a = 2 OR b = 3)} is one with a filter. A negation is never taken apart. Branches of one
 * partition that could find the same item are refused by AWS, unless one of them says something of the sort key that is no
 * range; these are one branch here, so that no item is found twice.
 *
 * <p>One file: what counts as a condition on a key is asked at each step, and must be the same at all of them.
 */
final class Branches {
    private static final int MAX_BRANCHES = 50;

    /**
     * One partition, or a part of it.
     *
     * @param sort null for all of the partition
     * @param filters what else must be true of an item
     */
    record Branch(Value hash, @Nullable SortCondition sort, List<Node> filters) {
        /** Whether the branch names one item of a table with these keys. */
        boolean isPoint(KeyShape keys) {
            return keys.range() == null || sort instanceof SortCondition.Equal;
        }
    }

    private final Node where;
    private final KeyShape keys;
    private final Literals literals;

    Branches(Node where, KeyShape keys, Literals literals) {
        this.where = where;
        this.keys = keys;
        this.literals = literals;
    }

    /** Whether the condition cannot be true outside of partitions it names; otherwise all items have to be looked at. */
    boolean areKeyed() {
        return pins(where);
    }

    private boolean pins(Node node) {
        return switch (node) {
            case Node.And and -> and.conditions().stream().anyMatch(this::pins);
            case Node.Or or -> or.conditions().stream().allMatch(this::pins);
            case Node.Comparison comparison -> equality(comparison, keys.hash()) != null;
            case Node.In in -> isIn(in, keys.hash());
            default -> false;
        };
    }

    /** The values of the partition key that the condition names, good or bad. */
    List<Value> partitions() {
        List<Value> values = new ArrayList<>();
        if (areKeyed()) {
            collect(where, values);
        }
        return values;
    }

    private void collect(Node node, List<Value> values) {
        switch (node) {
            case Node.And and -> and.conditions().forEach(each -> collect(each, values));
            case Node.Or or -> or.conditions().forEach(each -> collect(each, values));
            case Node.Comparison comparison -> {
                Value value = equality(comparison, keys.hash());
                if (value != null) {
                    values.add(value);
                }
            }
            case Node.In in -> {
                if (isIn(in, keys.hash())) {
                    options(in).forEach(option -> values.add(literals.value(option)));
                }
            }
            default -> {}
        }
    }

    /** A condition on a key attribute, and what it says. */
    private sealed interface Atom {
        Node node();
    }

    private record HashEquals(Node node, Value value) implements Atom {}

    private record Sorts(Node node, SortCondition condition) implements Atom {}

    /** A conjunction under construction. */
    private record Draft(List<Atom> atoms, List<Node> filters) {
        static Draft of(Atom atom) {
            return new Draft(List.of(atom), List.of());
        }

        static Draft filtered(Node filter) {
            return new Draft(List.of(), List.of(filter));
        }

        Draft with(Draft other) {
            return new Draft(joined(atoms, other.atoms), joined(filters, other.filters));
        }

        private static <T> List<T> joined(List<T> one, List<T> other) {
            List<T> all = new ArrayList<>(one);
            all.addAll(other);
            return all;
        }
    }

    /**
     * The branches of a keyed condition, in the order in which they were written.
     *
     * @throws software.amazon.awssdk.services.dynamodb.model.DynamoDbException ValidationException for too many, and for
     *     such as overlap
     */
    List<Branch> branches() {
        List<Branch> branches = new ArrayList<>();
        for (Draft draft : expand(where)) {
            branches.add(branch(draft));
        }
        return separate(branches);
    }

    private List<Draft> expand(Node node) {
        if (!isRelevant(node)) {
            return List.of(Draft.filtered(node));
        }
        return switch (node) {
            case Node.And and -> {
                List<Draft> product = List.of(new Draft(List.of(), List.of()));
                for (Node condition : and.conditions()) {
                    product = product(product, expand(condition));
                }
                yield product;
            }
            case Node.Or or -> {
                List<Draft> all = new ArrayList<>();
                for (Node condition : or.conditions()) {
                    all.addAll(expand(condition));
                    checkCount(all.size());
                }
                yield all;
            }
            case Node.In in -> {
                checkCount(options(in).size());
                List<Draft> all = new ArrayList<>();
                for (Node option : options(in)) {
                    all.add(Draft.of(atom(new Node.Comparison(Comparator.EQUAL, in.value(), option))));
                }
                yield all;
            }
            default -> List.of(Draft.of(atom(node)));
        };
    }

    private static List<Draft> product(List<Draft> one, List<Draft> other) {
        checkCount(one.size() * other.size());
        List<Draft> product = new ArrayList<>(one.size() * other.size());
        for (Draft left : one) {
            for (Draft right : other) {
                product.add(left.with(right));
            }
        }
        return product;
    }

    private static void checkCount(int count) {
        if (count > MAX_BRANCHES) {
            throw StatementErrors.of("Too many decomposed read operations for a given query.");
        }
    }

    private boolean isRelevant(Node node) {
        return switch (node) {
            case Node.And and -> and.conditions().stream().anyMatch(this::isRelevant);
            case Node.Or or -> or.conditions().stream().anyMatch(this::isRelevant);
            case Node.In in -> isIn(in, keys.hash()) || (keys.range() != null && isIn(in, keys.range()));
            case Node.Comparison comparison -> equality(comparison, keys.hash()) != null || sort(node) != null;
            default -> sort(node) != null;
        };
    }

    private Atom atom(Node node) {
        if (node instanceof Node.Comparison comparison) {
            Value value = equality(comparison, keys.hash());
            if (value != null) {
                return new HashEquals(node, value);
            }
        }
        SortCondition condition = sort(node);
        if (condition == null) {
            throw new IllegalStateException("no condition on a key");
        }
        return new Sorts(node, condition);
    }

    /** The first value of the partition key is the branch's, and so is the closest of the ranges; others are filters. */
    private Branch branch(Draft draft) {
        Value hash = null;
        Sorts range = null;
        for (Atom atom : draft.atoms()) {
            if (atom instanceof HashEquals equals && hash == null) {
                hash = equals.value();
            } else if (atom instanceof Sorts sorts
                    && (range == null
                            || (sorts.condition() instanceof SortCondition.Equal
                                    && !(range.condition() instanceof SortCondition.Equal)))) {
                range = sorts;
            }
        }
        if (hash == null) {
            throw new IllegalStateException("a branch of a keyed condition names no partition");
        }
        List<Node> filters = new ArrayList<>();
        for (Atom atom : draft.atoms()) {
            boolean said =
                    switch (atom) {
                        case HashEquals equals -> equals.value().equals(hash);
                        case Sorts sorts -> range != null && sorts.condition().equals(range.condition());
                    };
            if (!said) {
                filters.add(atom.node());
            }
        }
        filters.addAll(draft.filters());
        return new Branch(hash, range == null ? null : range.condition(), filters);
    }

    private List<Branch> separate(List<Branch> branches) {
        if (branches.size() < 2) {
            return branches;
        }
        List<Branch> separate = new ArrayList<>();
        for (int i = 0; i < branches.size(); i++) {
            Branch branch = branches.get(i);
            boolean first = true;
            boolean merged = isLoose(branch);
            boolean overlaps = false;
            boolean alone = true;
            for (int j = 0; j < branches.size(); j++) {
                Branch other = branches.get(j);
                if (i != j && other.hash().equals(branch.hash())) {
                    alone = false;
                    first &= j > i;
                    merged |= isLoose(other);
                    overlaps |= overlap(branch, other);
                }
            }
            if (alone) {
                separate.add(branch);
            } else if (merged) {
                if (first) {
                    separate.add(new Branch(branch.hash(), null, List.of(where)));
                }
            } else if (overlaps) {
                throw StatementErrors.of(StatementErrors.OVERLAPPING);
            } else {
                separate.add(branch);
            }
        }
        return separate;
    }

    /** Whether a filter says something of the sort key, as negations do. */
    private boolean isLoose(Branch branch) {
        KeyAttribute range = keys.range();
        if (range == null) {
            return false;
        }
        for (Node filter : branch.filters()) {
            if (sort(filter) == null && Names.in(filter).contains(range.name())) {
                return true;
            }
        }
        return false;
    }

    /** Whether two branches of one partition could find the same item, going by all they say of the sort key's range. */
    private boolean overlap(Branch one, Branch other) {
        List<SortCondition> all = new ArrayList<>(ranges(one));
        all.addAll(ranges(other));
        byte[] from = {};
        byte[] to = null;
        for (SortCondition condition : all) {
            if (!isKeyValue(condition)) {
                return false;
            }
            byte[] low = condition.from();
            byte[] high = condition.to();
            from = Arrays.compareUnsigned(low, from) > 0 ? low : from;
            to = high != null && (to == null || Arrays.compareUnsigned(high, to) < 0) ? high : to;
        }
        return to == null || Arrays.compareUnsigned(from, to) < 0;
    }

    private List<SortCondition> ranges(Branch branch) {
        List<SortCondition> ranges = new ArrayList<>();
        if (branch.sort() != null) {
            ranges.add(branch.sort());
        }
        for (Node filter : branch.filters()) {
            SortCondition condition = sort(filter);
            if (condition != null) {
                ranges.add(condition);
            }
        }
        return ranges;
    }

    /** Refuses values of other types than the keys have; what has such a type is in no range of keys. */
    void checkTypes(List<Branch> branches) {
        for (Branch branch : branches) {
            checkType(keys.hash(), branch.hash().type());
            SortCondition sort = branch.sort();
            if (keys.range() != null && sort != null) {
                for (Value value : values(sort)) {
                    checkType(keys.range(), value.type());
                }
            }
        }
    }

    private static void checkType(KeyAttribute attribute, ValueType type) {
        if (type != attribute.type()) {
            throw StatementErrors.of(
                    "Key attribute's data type should match its data type in table's schema: Key " + attribute.name());
        }
    }

    private static boolean isKeyValue(SortCondition condition) {
        for (Value value : values(condition)) {
            if (!value.type().isKey()) {
                return false;
            }
        }
        return true;
    }

    private static List<Value> values(SortCondition condition) {
        return switch (condition) {
            case SortCondition.Equal equal -> List.of(equal.value());
            case SortCondition.Below below -> List.of(below.value());
            case SortCondition.Above above -> List.of(above.value());
            case SortCondition.Between between -> List.of(between.low(), between.high());
            case SortCondition.BeginsWith begins -> List.of(begins.prefix());
        };
    }

    /** The value that a comparison says an attribute equals, or null if it says something else. */
    private @Nullable Value equality(Node.Comparison comparison, KeyAttribute attribute) {
        return comparison.comparator() == Comparator.EQUAL ? compared(comparison, attribute) : null;
    }

    /** The value that a comparison compares an attribute with, or null if it compares others. */
    private @Nullable Value compared(Node.Comparison comparison, KeyAttribute attribute) {
        Node value = isNamed(comparison.left(), attribute)
                ? comparison.right()
                : isNamed(comparison.right(), attribute) ? comparison.left() : null;
        return value != null && Literals.isValue(value) ? literals.value(value) : null;
    }

    private static boolean isNamed(Node node, KeyAttribute attribute) {
        return node instanceof Node.Name name && name.name().equals(attribute.name());
    }

    private static boolean isIn(Node.In in, KeyAttribute attribute) {
        return isNamed(in.value(), attribute) && options(in).stream().allMatch(Literals::isValue);
    }

    private static List<Node> options(Node.In in) {
        return switch (in.options()) {
            case Node.Items list -> list.members();
            case Node.Bag bag -> bag.members();
            default -> List.of();
        };
    }

    /** What a condition says of the sort key, if that is a range. */
    private @Nullable SortCondition sort(Node node) {
        KeyAttribute range = keys.range();
        if (range == null) {
            return null;
        }
        return switch (node) {
            case Node.Comparison comparison -> sort(comparison, range);
            case Node.Between between ->
                isNamed(between.value(), range) && Literals.isValue(between.low()) && Literals.isValue(between.high())
                        ? new SortCondition.Between(literals.value(between.low()), literals.value(between.high()))
                        : null;
            case Node.Call call ->
                call.function().equals("begins_with")
                                && isNamed(call.arguments().getFirst(), range)
                                && Literals.isValue(call.arguments().get(1))
                        ? new SortCondition.BeginsWith(
                                literals.value(call.arguments().get(1)))
                        : null;
            default -> null;
        };
    }

    private @Nullable SortCondition sort(Node.Comparison comparison, KeyAttribute range) {
        Value value = compared(comparison, range);
        if (value == null) {
            return null;
        }
        Comparator comparator = isNamed(comparison.left(), range)
                ? comparison.comparator()
                : comparison.comparator().mirrored();
        return switch (comparator) {
            case EQUAL -> new SortCondition.Equal(value);
            case LESS -> new SortCondition.Below(value, false);
            case AT_MOST -> new SortCondition.Below(value, true);
            case GREATER -> new SortCondition.Above(value, false);
            case AT_LEAST -> new SortCondition.Above(value, true);
            case NOT_EQUAL -> null;
        };
    }
}
