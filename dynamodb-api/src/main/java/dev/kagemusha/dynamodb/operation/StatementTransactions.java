package dev.kagemusha.dynamodb.operation;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import dev.kagemusha.dynamodb.capacity.Usage;
import dev.kagemusha.dynamodb.item.AttributeValues;
import dev.kagemusha.dynamodb.item.Item;
import dev.kagemusha.dynamodb.item.Value;
import dev.kagemusha.dynamodb.partiql.Command;
import dev.kagemusha.dynamodb.partiql.DeleteCommand;
import dev.kagemusha.dynamodb.partiql.SelectCommand;
import dev.kagemusha.dynamodb.partiql.UpdateCommand;
import dev.kagemusha.dynamodb.request.Change;
import dev.kagemusha.dynamodb.request.Parts;
import dev.kagemusha.dynamodb.request.TableRef;
import dev.kagemusha.dynamodb.table.Decision;
import dev.kagemusha.dynamodb.table.Found;
import dev.kagemusha.dynamodb.table.TableInfo;
import dev.kagemusha.dynamodb.transaction.Lookup;
import dev.kagemusha.dynamodb.transaction.Part;
import dev.kagemusha.dynamodb.transaction.Reasons;
import dev.kagemusha.dynamodb.transaction.Token;
import dev.kagemusha.dynamodb.transaction.Transactor;
import dev.kagemusha.service.Call;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ExecuteTransactionRequest;
import software.amazon.awssdk.services.dynamodb.model.ExecuteTransactionResponse;
import software.amazon.awssdk.services.dynamodb.model.ItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ParameterizedStatement;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * ExecuteTransaction: statements that read one item each, or write or check one item each, as one transaction.
 *
 * <p>What is wrong with a statement is told with its number. Tables that are not there come after that, and then what makes
 * statements unfit for their table; these cancel the transaction, all of them at once.
 */
final class StatementTransactions implements DynamoDbClient {
    private static final long MAX_BYTES = 4L * 1024 * 1024;

    private final Parts parts;
    private final Transactor transactor;
    private final Call call;

    StatementTransactions(Parts parts, Transactor transactor, Call call) {
        this.parts = parts;
        this.transactor = transactor;
        this.call = call;
    }

    /** A statement, with its table if there is one. */
    private record Member(
            int number,
            Command command,
            TableRef ref,
            @Nullable TableInfo table,
            boolean explains) {}

    @Override
    public ExecuteTransactionResponse executeTransaction(ExecuteTransactionRequest request) {
        List<Member> members = read(request.transactStatements());
        int reads = 0;
        for (Member member : members) {
            reads += member.command() instanceof SelectCommand ? 1 : 0;
        }
        if (reads > 0 && reads < members.size()) {
            throw DynamoDbErrors.validation(
                    "ExecuteTransaction API does not support both read and write operations in the same request.");
        }
        for (Member member : members) {
            call.require(StatementPermission.of(parts, call, member.command(), member.ref(), "ExecuteTransaction"));
        }
        for (Member member : members) {
            parts.unlock(call, member.ref());
        }
        return reads > 0 ? select(members, request.returnConsumedCapacity()) : write(members, request);
    }

    private List<Member> read(List<ParameterizedStatement> statements) {
        List<List<Value>> parameters = new ArrayList<>(statements.size());
        for (ParameterizedStatement statement : statements) {
            parameters.add(Statements.parameters(statement.hasParameters() ? statement.parameters() : List.of()));
        }
        List<Member> members = new ArrayList<>(statements.size());
        for (int i = 0; i < statements.size(); i++) {
            ParameterizedStatement statement = statements.get(i);
            List<Value> given = parameters.get(i);
            Command command = numbered(i, () -> Command.read(statement.statement(), given));
            TableRef ref = numbered(i, () -> TableRef.of(call, command.table()));
            members.add(new Member(
                    i,
                    command,
                    ref,
                    parts.catalog().usable(ref.scope(), ref.name()),
                    statement.returnValuesOnConditionCheckFailure() == ReturnValuesOnConditionCheckFailure.ALL_OLD));
        }
        return members;
    }

    /** Does what can refuse one statement; the refusal tells which. */
    private static <R> R numbered(int number, Supplier<R> work) {
        try {
            return work.get();
        } catch (DynamoDbException refused) {
            throw DynamoDbErrors.validation("Validation failed in TransactStatements[" + number + "]: "
                    + refused.awsErrorDetails().errorMessage());
        }
    }

    private ExecuteTransactionResponse select(List<Member> members, @Nullable ReturnConsumedCapacity asked) {
        List<Lookup> lookups = new ArrayList<>(members.size());
        for (Member member : members) {
            TableInfo table = member.table();
            if (table != null) {
                Item key = numbered(member.number(), () -> key((SelectCommand) member.command(), table));
                lookups.add(new Lookup(member.ref(), key, null));
            }
        }
        checkTables(members);
        Transactor.Saw saw = transactor.read(call, lookups);
        List<ItemResponse> responses = new ArrayList<>(members.size());
        long bytes = 0;
        for (int i = 0; i < members.size(); i++) {
            SelectCommand select = (SelectCommand) members.get(i).command();
            Found found = saw.found().get(i);
            Item item = found.item();
            bytes += found.size();
            ItemResponse.Builder response = ItemResponse.builder();
            if (item != null) {
                response.item(AttributeValues.from(select.columns(item)));
            }
            responses.add(response.build());
        }
        if (bytes > MAX_BYTES) {
            throw DynamoDbErrors.validation("Transaction payload size cannot exceed 4MB");
        }
        return respond(responses, saw.usages(), asked);
    }

    private static Item key(SelectCommand select, TableInfo table) {
        if (select.index() != null) {
            throw DynamoDbErrors.validation("Reads on indices are not supported within transactions.");
        }
        Item key = select.keyAlone(table);
        if (key == null) {
            throw DynamoDbErrors.validation(
                    "Select statements within ExecuteTransaction must specify the primary key in the where clause.");
        }
        return key;
    }

    private ExecuteTransactionResponse write(List<Member> members, ExecuteTransactionRequest request) {
        List<Part> wanted = new ArrayList<>(members.size());
        List<@Nullable DynamoDbException> unfit = new ArrayList<>(members.size());
        boolean fit = true;
        for (Member member : members) {
            TableInfo table = member.table();
            if (table == null) {
                continue;
            }
            numbered(member.number(), () -> checkReturnsNothing(member.command()));
            Change change = numbered(member.number(), () -> change(member, table));
            DynamoDbException refusal = change == null ? DynamoDbErrors.keyDoesNotMatchSchema() : misfit(change, table);
            fit &= refusal == null;
            unfit.add(refusal);
            if (change != null) {
                wanted.add(new Part(member.ref(), change));
            }
        }
        checkTables(members);
        if (!fit) {
            throw Reasons.cancelled(unfit);
        }
        String token = request.clientRequestToken();
        Transactor.Wrote wrote = transactor.write(call, wanted, token == null ? null : Token.of(token, request));
        return respond(List.of(), wrote.usages(), request.returnConsumedCapacity());
    }

    private static boolean checkReturnsNothing(Command command) {
        boolean returns = (command instanceof UpdateCommand update && update.returned() != null)
                || (command instanceof DeleteCommand delete && delete.returned() != null);
        if (returns) {
            throw DynamoDbErrors.validation("RETURNING clause is not supported in ExecuteTransaction.");
        }
        return true;
    }

    /** What a statement changes, or null if it does not name one item. */
    private static @Nullable Change change(Member member, TableInfo table) {
        return member.command().namesItem(table)
                ? StatementWrites.of(member.command(), table, member.explains())
                : null;
    }

    private static @Nullable DynamoDbException misfit(Change change, TableInfo table) {
        try {
            Function<Found, Decision> ignored = change.on(table);
            return null;
        } catch (DynamoDbException unfit) {
            return unfit;
        }
    }

    private static void checkTables(List<Member> members) {
        List<@Nullable DynamoDbException> reasons = new ArrayList<>(members.size());
        boolean missing = false;
        for (Member member : members) {
            reasons.add(member.table() == null ? DynamoDbErrors.resourceNotFound() : null);
            missing |= member.table() == null;
        }
        if (missing) {
            throw Reasons.cancelled(reasons);
        }
    }

    private ExecuteTransactionResponse respond(
            List<ItemResponse> responses, List<Usage> usages, @Nullable ReturnConsumedCapacity asked) {
        call.note("consumedCapacity", usages);
        ExecuteTransactionResponse.Builder response =
                ExecuteTransactionResponse.builder().responses(responses);
        List<ConsumedCapacity> consumed = new ArrayList<>(usages.size());
        for (Usage usage : usages) {
            ConsumedCapacity report = usage.report(asked);
            if (report != null) {
                consumed.add(report);
            }
        }
        if (!consumed.isEmpty()) {
            response.consumedCapacity(consumed);
        }
        return response.build();
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}
