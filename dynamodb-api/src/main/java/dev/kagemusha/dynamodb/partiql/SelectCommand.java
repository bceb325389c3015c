package dev.kagemusha.dynamodb.partiql;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import dev.kagemusha.dynamodb.expression.Condition;
import dev.kagemusha.dynamodb.expression.KeyRange;
import dev.kagemusha.dynamodb.expression.Path;
import dev.kagemusha.dynamodb.expression.SortCondition;
import dev.kagemusha.dynamodb.item.Item;
import dev.kagemusha.dynamodb.item.KeyOrder;
import dev.kagemusha.dynamodb.item.KeyShape;
import dev.kagemusha.dynamodb.item.Value;
import dev.kagemusha.dynamodb.table.Index;
import dev.kagemusha.dynamodb.table.Keys;
import dev.kagemusha.dynamodb.table.TableInfo;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** {@code SELECT}: which reads find the items, and what is answered of each. */
public final class SelectCommand implements Command {
    private static final byte[] LOWEST = {};

    private final Statement.Select select;
    private final Literals literals;
    private final Translation translation;
    private final @Nullable Condition condition;
    private final List<Column> columns = new ArrayList<>();

    SelectCommand(Statement.Select select, Literals literals, Translation translation) {
        this.select = select;
        this.literals = literals;
        this.translation = translation;
        this.condition = select.where() == null ? null : translation.where(select.where());
        Set<String> names = new HashSet<>();
        for (Node node : select.columns()) {
            Path path = Translation.resolved(translation.path(node));
            Column column = Column.of(path);
            if (!names.add(column.name())) {
                throw StatementErrors.of("Duplicate identifiers in select clause: " + column.name());
            }
            columns.add(column);
        }
    }

    @Override
    public String table() {
        return select.source().table();
    }

    @Override
    public @Nullable String index() {
        return select.source().index();
    }

    @Override
    public String action() {
        return "dynamodb:PartiQLSelect";
    }

    @Override
    public Set<String> attributes() {
        Set<String> names = new TreeSet<>(projected());
        if (condition != null) {
            names.addAll(condition.attributes());
        }
        return names;
    }

    @Override
    public boolean namesItem(TableInfo table) {
        return !pointed(table).isEmpty();
    }

    @Override
    public List<Value> partitions(TableInfo table) {
        Index index = select.source().index() == null
                ? null
                : table.index(select.source().index());
        return select.where() == null
                ? List.of()
                : new Branches(select.where(), keys(table, index), literals).partitions();
    }

    /** Whether the statement can only be answered by looking at all items of its table or index. */
    public boolean isFullScan(TableInfo table) {
        Index index = select.source().index() == null
                ? null
                : table.index(select.source().index());
        return select.where() == null || !new Branches(select.where(), keys(table, index), literals).areKeyed();
    }

    private static KeyShape keys(TableInfo table, @Nullable Index index) {
        return index == null ? table.keys() : index.keys();
    }

    /** Whether all attributes are asked for. */
    public boolean isStar() {
        return columns.isEmpty();
    }

    /** The top-level attributes of the columns. */
    private Set<String> projected() {
        Set<String> names = new LinkedHashSet<>();
        for (Column column : columns) {
            names.add(column.path().attribute());
        }
        return names;
    }

    /** What is answered of an item. */
    public Item columns(Item item) {
        if (columns.isEmpty()) {
            return item;
        }
        Map<String, Value> answer = LinkedHashMap.newLinkedHashMap(columns.size());
        for (Column column : columns) {
            Value value = column.path().in(item);
            if (value != null) {
                answer.put(column.name(), value);
            }
        }
        return Item.of(answer);
    }

    /**
     * The reads of a statement on a table.
     *
     * @param backwards whether partitions are read from their end
     * @param fetches whether the items are to be read from the table beside the index
     */
    public record Plan(List<Read> reads, boolean backwards, boolean fetches) {}

    /**
     * One of several reads that follow each other.
     *
     * @param range null for all items
     * @param key names the one item the range can have, if it can have but one
     * @param filter which of the items are meant; null for all of them
     */
    public record Read(
            @Nullable KeyRange range,
            @Nullable Item key,
            @Nullable Condition filter) {}

    /**
     * Checks the statement against its table, and finds out how to read.
     *
     * @param index the one the statement names, or null
     */
    public Plan plan(TableInfo table, @Nullable Index index) {
        checkNames(table);
        KeyShape keys = keys(table, index);
        List<Branches.Branch> branches = branches(keys);
        boolean backwards = false;
        if (!select.orderings().isEmpty()) {
            checkOrderings(keys, branches);
            backwards = isBackwards(keys);
            branches = ordered(branches, keys, backwards);
        }
        boolean fetches = index != null && fetches(index);
        if (branches.isEmpty()) {
            return new Plan(List.of(new Read(null, null, condition)), backwards, fetches);
        }
        if (index != null) {
            checkFilters(index, branches);
        }
        List<Read> reads = new ArrayList<>(branches.size());
        for (Branches.Branch branch : branches) {
            Item key = index == null && branch.isPoint(keys) ? key(keys, branch) : null;
            if (key != null) {
                Keys.checkKey(table, key);
            }
            reads.add(new Read(
                    new KeyRange(List.of(branch.hash()), List.of(), branch.sort()),
                    key,
                    branch.filters().isEmpty() ? null : translation.all(branch.filters())));
        }
        return new Plan(reads, backwards, fetches);
    }

    /** The branches of the condition; none if all items have to be looked at. */
    private List<Branches.Branch> branches(KeyShape keys) {
        if (select.where() == null) {
            return List.of();
        }
        Branches analysis = new Branches(select.where(), keys, literals);
        if (!analysis.areKeyed()) {
            return List.of();
        }
        List<Branches.Branch> branches = analysis.branches();
        analysis.checkTypes(branches);
        return branches;
    }

    private void checkNames(TableInfo table) {
        Set<String> nested = new TreeSet<>();
        for (Column column : columns) {
            if (column.path().isNested()) {
                nested.add(column.path().attribute());
            }
        }
        if (condition != null) {
            nested.addAll(condition.nestedAttributes());
        }
        Keys.checkScalars(table, nested);
    }

    private static Item key(KeyShape keys, Branches.Branch branch) {
        Map<String, Value> key = new LinkedHashMap<>();
        key.put(keys.hash().name(), branch.hash());
        if (keys.range() != null && branch.sort() instanceof SortCondition.Equal equal) {
            key.put(keys.range().name(), equal.value());
        }
        return Item.of(key);
    }

    /** The key of the one item the statement reads by its key alone, or null; types are not checked. */
    public @Nullable Item keyAlone(TableInfo table) {
        List<Branches.Branch> branches = pointed(table);
        return branches.size() == 1 && branches.getFirst().filters().isEmpty()
                ? key(table.keys(), branches.getFirst())
                : null;
    }

    private List<Branches.Branch> pointed(TableInfo table) {
        if (select.where() == null || select.source().index() != null) {
            return List.of();
        }
        Branches analysis = new Branches(select.where(), table.keys(), literals);
        List<Branches.Branch> branches = analysis.areKeyed() ? analysis.branches() : List.of();
        return branches.size() == 1 && branches.getFirst().isPoint(table.keys()) ? branches : List.of();
    }

    /** The equalities that a check of a transaction selects its item by, and what it demands of it. */
    @Nullable
    KeyEqualities equalities(TableInfo table) {
        return select.where() == null ? null : KeyEqualities.of(select.where(), table.keys(), literals);
    }

    Condition all(List<Node> conditions) {
        return translation.all(conditions);
    }

    // Order. Source of the rules: answers of the service; that of terms in another order than the key's is inferred

    private void checkOrderings(KeyShape keys, List<Branches.Branch> branches) {
        if (select.where() == null) {
            throw StatementErrors.of("Must have WHERE clause in the statement when using ORDER BY clause.");
        }
        if (branches.isEmpty()) {
            throw StatementErrors.of("Must have at least one non-optional hash key condition in WHERE clause when using"
                    + " ORDER BY clause.");
        }
        boolean byHash = false;
        for (Statement.Ordering ordering : select.orderings()) {
            if (!(ordering.key() instanceof Node.Name name)) {
                throw StatementErrors.of("Argument to ORDER BY must be of type VariableReference. Type: "
                        + ordering.key().kind());
            }
            if (keys.find(name.name()) == null) {
                throw StatementErrors.of(
                        "Attribute " + name.name() + " in ORDER BY clause must be part of the primary key");
            }
            byHash |= name.name().equals(keys.hash().name());
        }
        Set<Value> partitions = new HashSet<>();
        for (Branches.Branch branch : branches) {
            partitions.add(branch.hash());
        }
        if (partitions.size() > 1 && !byHash) {
            throw StatementErrors.of("Must have hash key in ORDER BY clause when more than one hash key condition"
                    + " specified in WHERE clause.");
        }
    }

    /** Where the sort key is not among the terms, AWS goes backwards. */
    private boolean isBackwards(KeyShape keys) {
        Boolean descending =
                keys.range() == null ? null : descending(keys.range().name());
        return descending == null || descending;
    }

    private @Nullable Boolean descending(String attribute) {
        for (Statement.Ordering ordering : select.orderings()) {
            if (ordering.key() instanceof Node.Name name && name.name().equals(attribute)) {
                return ordering.descending();
            }
        }
        return null;
    }

    private List<Branches.Branch> ordered(List<Branches.Branch> branches, KeyShape keys, boolean backwards) {
        boolean descending = Boolean.TRUE.equals(descending(keys.hash().name()));
        List<Branches.Branch> ordered = new ArrayList<>(branches);
        ordered.sort((one, other) -> {
            int byHash = KeyOrder.compare(one.hash(), other.hash());
            if (byHash != 0) {
                return descending ? -byHash : byHash;
            }
            int bySort = Arrays.compareUnsigned(from(one), from(other));
            return backwards ? -bySort : bySort;
        });
        return ordered;
    }

    private static byte[] from(Branches.Branch branch) {
        return branch.sort() == null ? LOWEST : branch.sort().from();
    }

    // What an index holds

    /** Whether a local index has to be helped out by the table; a global one cannot be. */
    private boolean fetches(Index index) {
        if (columns.isEmpty() || index.projects(projected())) {
            return false;
        }
        if (!index.global()) {
            return true;
        }
        Set<String> missing = new TreeSet<>();
        for (String name : projected()) {
            if (!index.projects(Set.of(name))) {
                missing.add(name);
            }
        }
        throw DynamoDbErrors.invalidParameter(
                "Global secondary index " + index.name() + " does not project " + missing);
    }

    /**
     * Refuses filters on what an index does not hold. AWS looks at one of several branches, and takes them in an order of its
     * own; here all of them have to have such a filter.
     */
    private static void checkFilters(Index index, List<Branches.Branch> branches) {
        Set<String> refused = null;
        for (Branches.Branch branch : branches) {
            Set<String> missing = new HashSet<>();
            for (Node filter : branch.filters()) {
                for (String name : Names.in(filter)) {
                    if (!index.projects(Set.of(name))) {
                        missing.add(name);
                    }
                }
            }
            if (missing.isEmpty()) {
                return;
            }
            refused = refused == null ? missing : refused;
        }
        if (refused != null) {
            throw DynamoDbErrors.invalidParameter(
                    "Secondary index " + index.name() + " does not project one or more filter attributes: " + refused);
        }
    }
}
