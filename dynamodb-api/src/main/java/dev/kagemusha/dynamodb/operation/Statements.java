package dev.kagemusha.dynamodb.operation;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import dev.kagemusha.dynamodb.capacity.Usage;
import dev.kagemusha.dynamodb.item.AttributeValues;
import dev.kagemusha.dynamodb.item.Item;
import dev.kagemusha.dynamodb.item.Value;
import dev.kagemusha.dynamodb.partiql.Command;
import dev.kagemusha.dynamodb.partiql.ExistsCommand;
import dev.kagemusha.dynamodb.partiql.PageTokens;
import dev.kagemusha.dynamodb.partiql.SelectCommand;
import dev.kagemusha.dynamodb.request.Change;
import dev.kagemusha.dynamodb.request.Parts;
import dev.kagemusha.dynamodb.request.TableRef;
import dev.kagemusha.dynamodb.table.TableInfo;
import dev.kagemusha.dynamodb.table.Write;
import dev.kagemusha.dynamodb.table.Written;
import dev.kagemusha.service.Call;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchExecuteStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchExecuteStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementError;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementErrorCodeEnum;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ExecuteStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.ExecuteStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Runs statements of PartiQL, alone and in batches. Their parameters are checked before they are read, as AWS does, and what
 * they need to be allowed is known only then.
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
        call.require(StatementPermission.of(parts, call, command, ref, null));
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
        checkIsNoCheck(command);
        boolean explains = request.returnValuesOnConditionCheckFailure() == ReturnValuesOnConditionCheckFailure.ALL_OLD;
        Usage usage = new Usage(ref.text());
        Written written = parts.catalog()
                .on(
                        ref.scope(),
                        ref.name(),
                        table -> write(StatementWrites.of(command, table, explains), ref, table, usage));
        Item returned = StatementWrites.returned(command, written);
        return response.items(attributes(returned == null ? List.of() : List.of(returned)))
                .consumedCapacity(usage.report(request.returnConsumedCapacity()))
                .build();
    }

    static List<Value> parameters(List<AttributeValue> given) {
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

    private static void checkIsNoCheck(Command command) {
        if (command instanceof ExistsCommand) {
            throw DynamoDbErrors.validation("EXISTS can only be used in ExecuteTransaction write requests.");
        }
    }

    private Written write(Change change, TableRef ref, TableInfo table, Usage usage) {
        parts.unlock(call, ref.scope(), table);
        Write write = new Write(ref.scope(), table, change.item(), change.on(table), usage);
        try {
            return parts.items().write(write);
        } finally {
            call.note("consumedCapacity", usage);
        }
    }

    // Batches

    @Override
    public BatchExecuteStatementResponse batchExecuteStatement(BatchExecuteStatementRequest request) {
        List<Member> members = new ArrayList<>(request.statements().size());
        boolean anyRead = false;
        boolean anyWrite = false;
        for (BatchStatementRequest statement : request.statements()) {
            Member member = new Member(statement);
            member.attempt(member::read);
            members.add(member);
            anyRead |= member.command instanceof SelectCommand;
            anyWrite |= member.command != null && !(member.command instanceof SelectCommand);
        }
        if (anyRead && anyWrite) {
            // That AWS refuses it is documented; the words are those it has for ExecuteTransaction.
            throw DynamoDbErrors.validation(
                    "BatchExecuteStatement API does not support both read and write operations in the same request.");
        }
        List<BatchStatementResponse> responses = new ArrayList<>(members.size());
        List<ConsumedCapacity> consumed = new ArrayList<>(members.size());
        List<Usage> usages = new ArrayList<>(members.size());
        for (Member member : members) {
            member.attempt(member::run);
            responses.add(member.response.build());
            if (member.usage != null) {
                usages.add(member.usage);
                ConsumedCapacity report = member.usage.report(request.returnConsumedCapacity());
                if (report != null) {
                    consumed.add(report);
                }
            }
        }
        call.note("consumedCapacity", usages);
        BatchExecuteStatementResponse.Builder response =
                BatchExecuteStatementResponse.builder().responses(responses);
        if (!consumed.isEmpty()) {
            response.consumedCapacity(consumed);
        }
        return response.build();
    }

    /** A statement of a batch, which succeeds or fails by itself. */
    private final class Member {
        private final BatchStatementRequest request;
        private final BatchStatementResponse.Builder response = BatchStatementResponse.builder();
        private List<Value> parameters = List.of();
        private @Nullable Command command;
        private @Nullable TableRef ref;
        private @Nullable Usage usage;
        private boolean failed;

        Member(BatchStatementRequest request) {
            this.request = request;
        }

        /** Does one step, unless a step before has failed. */
        void attempt(Runnable step) {
            if (failed) {
                return;
            }
            try {
                step.run();
            } catch (AwsServiceException refused) {
                failed = true;
                response.error(BatchStatementError.builder()
                        .code(code(refused))
                        .message(refused.awsErrorDetails().errorMessage())
                        .build());
            }
        }

        void read() {
            parameters = parameters(request.hasParameters() ? request.parameters() : List.of());
            Command read = Command.read(request.statement(), parameters);
            ref = TableRef.of(call, read.table());
            command = read;
        }

        void run() {
            TableRef table = ref;
            Command read = command;
            if (table == null || read == null) {
                throw new IllegalStateException("a statement that was not read");
            }
            call.require(StatementPermission.of(parts, call, read, table, null));
            if (read instanceof SelectCommand select) {
                select(select, table);
            } else {
                checkIsNoCheck(read);
                write(read, table);
            }
        }

        private void select(SelectCommand select, TableRef table) {
            StatementReads.Answer answer = reads.readOne(new StatementReads.Request(
                    select,
                    table,
                    request.statement(),
                    parameters,
                    Boolean.TRUE.equals(request.consistentRead()),
                    null,
                    null));
            usage = answer.usage();
            response.tableName(table.name());
            if (!answer.items().isEmpty()) {
                response.item(AttributeValues.from(answer.items().getFirst()));
            }
        }

        /** The table is named in the answer as soon as the statement is found to be one about an item of it. */
        private void write(Command read, TableRef table) {
            Usage counted = new Usage(table.text());
            Written written = parts.catalog().on(table.scope(), table.name(), info -> {
                Change change = StatementWrites.of(read, info, false);
                parts.unlock(call, table.scope(), info);
                Write write = new Write(table.scope(), info, change.item(), change.on(info), counted);
                response.tableName(table.name());
                usage = counted;
                return parts.items().write(write);
            });
            Item returned = StatementWrites.returned(read, written);
            if (returned != null) {
                response.item(AttributeValues.from(returned));
            }
        }
    }

    /** Batches have names of their own for errors: most are those of exceptions, shortened. */
    private static BatchStatementErrorCodeEnum code(AwsServiceException refused) {
        return switch (refused.awsErrorDetails().errorCode()) {
            case "ValidationException" -> BatchStatementErrorCodeEnum.VALIDATION_ERROR;
            case "ConditionalCheckFailedException" -> BatchStatementErrorCodeEnum.CONDITIONAL_CHECK_FAILED;
            case "DuplicateItemException" -> BatchStatementErrorCodeEnum.DUPLICATE_ITEM;
            case "ResourceNotFoundException" -> BatchStatementErrorCodeEnum.RESOURCE_NOT_FOUND;
            case "AccessDeniedException" -> BatchStatementErrorCodeEnum.ACCESS_DENIED;
            case "TransactionConflictException" -> BatchStatementErrorCodeEnum.TRANSACTION_CONFLICT;
            case "ItemCollectionSizeLimitExceededException" ->
                BatchStatementErrorCodeEnum.ITEM_COLLECTION_SIZE_LIMIT_EXCEEDED;
            case "ProvisionedThroughputExceededException" ->
                BatchStatementErrorCodeEnum.PROVISIONED_THROUGHPUT_EXCEEDED;
            case "RequestLimitExceeded" -> BatchStatementErrorCodeEnum.REQUEST_LIMIT_EXCEEDED;
            case "ThrottlingException" -> BatchStatementErrorCodeEnum.THROTTLING_ERROR;
            default -> throw refused;
        };
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}
