package dev.kagemusha.dynamodb.partiql;

import dev.kagemusha.dynamodb.expression.Condition;
import dev.kagemusha.dynamodb.item.Item;
import dev.kagemusha.dynamodb.item.Value;
import dev.kagemusha.dynamodb.table.TableInfo;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Set;

/** {@code DELETE}: an item that goes if it is there. */
public final class DeleteCommand implements Command {
    private final Statement.Delete statement;
    private final Literals literals;
    private final @Nullable Condition condition;

    DeleteCommand(Statement.Delete statement, Literals literals, Translation translation) {
        this.statement = statement;
        this.literals = literals;
        this.condition = statement.where() == null ? null : translation.where(statement.where());
    }

    /** What must be true of an item that is there: all the statement says, its key included; null for nothing. */
    public @Nullable Condition condition() {
        return condition;
    }

    /** Whether the item that went is answered. */
    public @Nullable Returned returned() {
        return statement.returning();
    }

    /** The key of the item, its types not checked; ValidationException if the statement names none. */
    public Item key(TableInfo table) {
        return KeyEqualities.of(statement.where(), table.keys(), literals).require();
    }

    @Override
    public String table() {
        return statement.source().table();
    }

    @Override
    public @Nullable String index() {
        return null;
    }

    @Override
    public String action() {
        return "dynamodb:PartiQLDelete";
    }

    @Override
    public Set<String> attributes() {
        return condition == null ? Set.of() : condition.attributes();
    }

    @Override
    public boolean namesItem(TableInfo table) {
        return KeyEqualities.of(statement.where(), table.keys(), literals).isOne();
    }

    @Override
    public List<Value> partitions(TableInfo table) {
        return partitions(statement.where(), table, literals);
    }

    static List<Value> partitions(@Nullable Node where, TableInfo table, Literals literals) {
        Value value = KeyEqualities.of(where, table.keys(), literals)
                .key()
                .get(table.keys().hash().name());
        return value == null ? List.of() : List.of(value);
    }
}
