package dev.kagemusha.dynamodb.partiql;

import dev.kagemusha.dynamodb.item.Value;
import dev.kagemusha.dynamodb.table.TableInfo;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Set;

/** A statement with its parameters, checked as far as that goes without its table. */
public sealed interface Command permits SelectCommand, InsertCommand, UpdateCommand, DeleteCommand, ExistsCommand {

    /**
     * Reads a statement.
     *
     * @param parameters what its question marks stand for
     * @throws software.amazon.awssdk.services.dynamodb.model.DynamoDbException ValidationException for what is not well
     *     formed, not PartiQL for DynamoDB, or wrong whatever the table
     */
    static Command read(String text, List<Value> parameters) {
        Parser.Parsed parsed = Parser.parse(text);
        if (parsed.parameters() != parameters.size()) {
            throw StatementErrors.of("Number of parameters in request and statement don't match.");
        }
        if (parsed.refusal() != null) {
            throw parsed.refusal();
        }
        Literals literals = new Literals(parameters);
        Translation translation = new Translation(literals);
        return switch (parsed.statement()) {
            case Statement.Select select -> new SelectCommand(select, literals, translation);
            case Statement.Insert insert -> new InsertCommand(insert, literals);
            case Statement.Update update -> new UpdateCommand(update, literals, translation);
            case Statement.Delete delete -> new DeleteCommand(delete, literals, translation);
            case Statement.Exists exists ->
                new ExistsCommand(new SelectCommand(exists.select(), literals, translation));
        };
    }

    /** The table, as the statement writes it: a name or an ARN. */
    String table();

    /** The index that is read, or null. */
    @Nullable
    String index();

    /** The action to be allowed, for example {@code dynamodb:PartiQLSelect}. */
    String action();

    /** The top-level attributes the statement names. */
    Set<String> attributes();

    /** Whether the statement is about one item of its table, and says which. */
    boolean namesItem(TableInfo table);

    /** The values of the partition key the statement names; of a wrong type, perhaps. */
    List<Value> partitions(TableInfo table);
}
