package dev.kagemusha.dynamodb.partiql;

import dev.kagemusha.dynamodb.item.Item;
import dev.kagemusha.dynamodb.item.Value;
import dev.kagemusha.dynamodb.table.TableInfo;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** {@code INSERT}: an item to put where there is none. */
public final class InsertCommand implements Command {
    private final Statement.Insert insert;
    private final Item item;

    InsertCommand(Statement.Insert insert, Literals literals) {
        this.insert = insert;
        if (!(insert.item() instanceof Node.Struct struct)) {
            throw new IllegalStateException("the parser refuses other items");
        }
        this.item = Item.of(literals.item(struct));
    }

    /** The item, not yet checked against a table. */
    public Item item() {
        return item;
    }

    @Override
    public String table() {
        return insert.source().table();
    }

    @Override
    public @Nullable String index() {
        return null;
    }

    @Override
    public String action() {
        return "dynamodb:PartiQLInsert";
    }

    @Override
    public Set<String> attributes() {
        return new TreeSet<>(item.attributes().keySet());
    }

    @Override
    public boolean namesItem(TableInfo table) {
        return true;
    }

    @Override
    public List<Value> partitions(TableInfo table) {
        Value value = item.get(table.keys().hash().name());
        return value == null ? List.of() : List.of(value);
    }
}
