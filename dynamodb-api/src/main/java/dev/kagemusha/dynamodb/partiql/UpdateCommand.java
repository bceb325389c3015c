package dev.kagemusha.dynamodb.partiql;

import dev.kagemusha.dynamodb.expression.Condition;
import dev.kagemusha.dynamodb.expression.Path;
import dev.kagemusha.dynamodb.expression.Update;
import dev.kagemusha.dynamodb.item.Item;
import dev.kagemusha.dynamodb.item.Value;
import dev.kagemusha.dynamodb.table.TableInfo;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** {@code UPDATE}: changes of an item that is there. */
public final class UpdateCommand implements Command {
    private final Statement.Update statement;
    private final Literals literals;
    private final @Nullable Condition condition;
    private final Update update;

    UpdateCommand(Statement.Update statement, Literals literals, Translation translation) {
        this.statement = statement;
        this.literals = literals;
        this.update = translation.update(statement.changes());
        this.condition = statement.where() == null ? null : translation.where(statement.where());
    }

    /** The changes. */
    public Update update() {
        return update;
    }

    /** What must be true of the item: all the statement says, its key included; null for nothing. */
    public @Nullable Condition condition() {
        return condition;
    }

    /** What is answered, or null for nothing. */
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
        return "dynamodb:PartiQLUpdate";
    }

    @Override
    public Set<String> attributes() {
        Set<String> names = new TreeSet<>();
        if (condition != null) {
            names.addAll(condition.attributes());
        }
        for (Path target : update.targets()) {
            names.add(target.attribute());
        }
        return names;
    }

    @Override
    public boolean namesItem(TableInfo table) {
        return KeyEqualities.of(statement.where(), table.keys(), literals).isOne();
    }

    @Override
    public List<Value> partitions(TableInfo table) {
        return DeleteCommand.partitions(statement.where(), table, literals);
    }
}
