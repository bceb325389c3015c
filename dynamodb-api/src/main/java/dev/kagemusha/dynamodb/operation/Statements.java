package dev.kagemusha.dynamodb.operation;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import dev.kagemusha.dynamodb.capacity.Usage;
import dev.kagemusha.dynamodb.item.AttributeValues;
import dev.kagemusha.dynamodb.item.Item;
import dev.kagemusha.dynamodb.item.Value;
import dev.kagemusha.dynamodb.partiql.Command;
import dev.kagemusha.dynamodb.partiql.DeleteCommand;
import dev.kagemusha.dynamodb.partiql.ExistsCommand;
import dev.kagemusha.dynamodb.partiql.InsertCommand;
import dev.kagemusha.dynamodb.partiql.PageTokens;
import dev.kagemusha.dynamodb.partiql.SelectCommand;
import dev.kagemusha.dynamodb.partiql.UpdateCommand;
import dev.kagemusha.dynamodb.request.Parts;
import dev.kagemusha.dynamodb.request.RequestKeys;
import dev.kagemusha.dynamodb.request.TableRef;
import dev.kagemusha.dynamodb.table.TableInfo;
import dev.kagemusha.dynamodb.table.Write;
import dev.kagemusha.dynamodb.table.Written;
import dev.kagemusha.service.Call;
import dev.kagemusha.service.Permission;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ExecuteStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.ExecuteStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * Runs statements of PartiQL. Their parameters are checked before they are read, as AWS does, and what they need to be allowed
 * is known only then.
 */
final class Statements implements DynamoDbClient {
    private final Parts parts;
    private final StatementReads reads;
    private final Call call;

    Statements(Parts parts, PageTokens tokens, Call call) {
        this.parts = parts;
        this.reads = new StatementReads(parts, tokens, call);
        this.call = call;
    }

    @Override
    public ExecuteStatementResponse executeStatement(ExecuteStatementRequest request) {
        List<Value> parameters = parameters(request.hasParameters() ? request.parameters() : List.of());
        Command command = Command.read(request.statement(), parameters);
        TableRef ref = TableRef.of(call, command.table());
        require(command, ref);
        ExecuteStatementResponse.Builder response = ExecuteStatementResponse.builder();
        if (command instanceof SelectCommand select) {
            StatementReads.Answer answer = reads.read(new StatementReads.Request(
                    select,
                    ref,
                    request.statement(),
                    parameters,
                    Boolean.TRUE.equals(request.consistentRead()),
                    request.limit(),
                    request.nextToken()));
            if (answer.last() != null) {
                response.lastEvaluatedKey(answer.last());
            }
            return response.items(attributes(answer.items()))
                    .nextToken(answer.token())
                    .consumedCapacity(answer.usage().report(request.returnConsumedCapacity()))
                    .build();
        }
        if (request.nextToken() != null) {
            // Only a SELECT has pages, so that the token is that of another statement.
            throw DynamoDbErrors.validation("NextToken does not match request");
        }
        boolean explains = request.returnValuesOnConditionCheckFailure() == ReturnValuesOnConditionCheckFailure.ALL_OLD;
        Usage usage = new Usage(ref.text());
        Item returned = write(command, ref, usage, explains);
        return response.items(attributes(returned == null ? List.of() : List.of(returned)))
                .consumedCapacity(usage.report(request.returnConsumedCapacity()))
                .build();
    }

    private static List<Value> parameters(List<AttributeValue> given) {
        List<Value> parameters = new ArrayList<>(given.size());
        for (AttributeValue parameter : given) {
            parameters.add(AttributeValues.toValue(parameter));
        }
        return parameters;
    }

    private static List<Map<String, AttributeValue>> attributes(List<Item> items) {
        List<Map<String, AttributeValue>> attributes = new ArrayList<>(items.size());
        for (Item item : items) {
            attributes.add(AttributeValues.from(item));
        }
        return attributes;
    }

    /** Source of the condition keys: "IAM security policies with PartiQL for DynamoDB" in the developer guide. */
    private void require(Command command, TableRef ref) {
        RequestKeys keys = new RequestKeys(parts, call, ref.text()).attributes(command.attributes());
        TableInfo table = parts.catalog().find(ref.scope(), ref.name());
        if (table != null) {
            keys.partitions(command.partitions(table));
        }
        if (command instanceof SelectCommand select) {
            keys.stated("Select", select.isStar() ? "ALL_ATTRIBUTES" : "SPECIFIC_ATTRIBUTES");
            if (table != null) {
                keys.stated("FullTableScan", select.isFullScan(table));
            }
        }
        String resource = command.index() == null ? ref.arn() : ref.arn() + "/index/" + command.index();
        call.require(Permission.of(command.action(), resource).with(keys.all()));
    }

    /** Does a statement that writes, and answers what it returns. */
    private @Nullable Item write(Command command, TableRef ref, Usage usage, boolean explains) {
        return switch (command) {
            case InsertCommand insert -> {
                Written ignored = write(
                        ref, usage, (table, counted) -> StatementWrites.insert(insert, ref.scope(), table, counted));
                yield null;
            }
            case UpdateCommand update ->
                StatementWrites.returned(
                        update,
                        write(
                                ref,
                                usage,
                                (table, counted) ->
                                        StatementWrites.update(update, ref.scope(), table, counted, explains)));
            case DeleteCommand delete ->
                StatementWrites.returned(
                        delete,
                        write(
                                ref,
                                usage,
                                (table, counted) ->
                                        StatementWrites.delete(delete, ref.scope(), table, counted, explains)));
            case ExistsCommand ignored ->
                throw DynamoDbErrors.validation("EXISTS can only be used in ExecuteTransaction write requests.");
            case SelectCommand ignored -> throw new IllegalStateException("a SELECT writes nothing");
        };
    }

    private Written write(TableRef ref, Usage usage, BiFunction<TableInfo, Usage, Write> write) {
        try {
            return parts.catalog()
                    .on(ref.scope(), ref.name(), table -> parts.items().write(write.apply(table, usage)));
        } finally {
            call.note("consumedCapacity", usage);
        }
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}
