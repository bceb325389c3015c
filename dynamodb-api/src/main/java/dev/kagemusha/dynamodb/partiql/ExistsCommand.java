package dev.kagemusha.dynamodb.partiql;

import dev.kagemusha.dynamodb.expression.Condition;
import dev.kagemusha.dynamodb.item.Item;
import dev.kagemusha.dynamodb.item.Value;
import dev.kagemusha.dynamodb.table.TableInfo;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Set;

/** {@code EXISTS(SELECT …)}: a condition on an item that a transaction checks. */
public final class ExistsCommand implements Command {
    private final SelectCommand select;

    ExistsCommand(SelectCommand select) {
        this.select = select;
    }

    /**
     * What is checked.
     *
     * @param key of the item, its types not checked
     */
    public record Check(Item key, Condition condition) {}

    /** The check on a table; ValidationException unless the statement names one item and something else. */
    public Check check(TableInfo table) {
        if (select.index() != null) {
            throw StatementErrors.of("Operations on indices are not supported in transactions");
        }
        KeyEqualities equalities = select.equalities(table);
        if (equalities == null || !equalities.complete() || equalities.others().isEmpty()) {
            throw StatementErrors.of("EXISTS() must contain a single item read with additional condition");
        }
        return new Check(equalities.key(), select.all(equalities.others()));
    }

    @Override
    public String table() {
        return select.table();
    }

    @Override
    public @Nullable String index() {
        return select.index();
    }

    @Override
    public String action() {
        return select.action();
    }

    @Override
    public Set<String> attributes() {
        return select.attributes();
    }

    /** Always, since {@link #check} refuses statements that do not, in words of its own. */
    @Override
    public boolean namesItem(TableInfo table) {
        return true;
    }

    @Override
    public List<Value> partitions(TableInfo table) {
        return select.partitions(table);
    }
}
