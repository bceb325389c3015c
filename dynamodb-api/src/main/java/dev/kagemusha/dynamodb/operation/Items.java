package dev.kagemusha.dynamodb.operation;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import dev.kagemusha.dynamodb.capacity.Meter;
import dev.kagemusha.dynamodb.capacity.Usage;
import dev.kagemusha.dynamodb.expression.ExpressionAttributes;
import dev.kagemusha.dynamodb.expression.LegacyParameters;
import dev.kagemusha.dynamodb.expression.Projection;
import dev.kagemusha.dynamodb.expression.Update;
import dev.kagemusha.dynamodb.item.AttributeValues;
import dev.kagemusha.dynamodb.item.Item;
import dev.kagemusha.dynamodb.item.ItemSize;
import dev.kagemusha.dynamodb.request.Change;
import dev.kagemusha.dynamodb.request.CollectionSize;
import dev.kagemusha.dynamodb.request.Conditional;
import dev.kagemusha.dynamodb.request.Guard;
import dev.kagemusha.dynamodb.request.Parameters;
import dev.kagemusha.dynamodb.request.Parts;
import dev.kagemusha.dynamodb.request.TableRef;
import dev.kagemusha.dynamodb.table.Decision;
import dev.kagemusha.dynamodb.table.Found;
import dev.kagemusha.dynamodb.table.Keys;
import dev.kagemusha.dynamodb.table.Write;
import dev.kagemusha.dynamodb.table.Written;
import dev.kagemusha.service.Call;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ItemCollectionMetrics;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnItemCollectionMetrics;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

import java.util.List;
import java.util.function.Function;

/**
 * Reads and writes single items. What is wrong with a request by itself is found before its table is looked up, and what is
 * wrong with it for the table before the item is.
 */
final class Items implements DynamoDbClient {
    private static final List<String> UPDATE_AND_CONDITION = List.of("UpdateExpression", "ConditionExpression");

    private final Parts parts;
    private final Call call;

    Items(Parts parts, Call call) {
        this.parts = parts;
        this.call = call;
    }

    @Override
    public GetItemResponse getItem(GetItemRequest request) {
        TableRef ref = TableRef.of(call, request.tableName());
        ExpressionAttributes attributes = new Parameters()
                .expression("ProjectionExpression", request.projectionExpression())
                .legacy("AttributesToGet", request.hasAttributesToGet())
                .attributes(request.expressionAttributeNames(), null, List.of());
        Item key = AttributeValues.toItem(request.key());
        Projection projection = projection(request, attributes);
        attributes.checkAllUsed();
        Usage usage = new Usage(ref.text());
        Meter meter = new Meter(usage, Boolean.TRUE.equals(request.consistentRead()));
        Found found = parts.catalog().on(ref.scope(), ref.name(), table -> {
            Keys.checkKey(table, key);
            parts.unlock(call, ref.scope(), table);
            if (projection != null) {
                Keys.checkScalars(table, projection.nestedAttributes());
            }
            return parts.items().get(ref.scope(), table, key, meter);
        });
        call.note("consumedCapacity", usage);
        GetItemResponse.Builder answer = GetItemResponse.builder();
        answer.consumedCapacity(usage.report(request.returnConsumedCapacity()));
        Item item = found.item();
        if (item != null) {
            answer.item(AttributeValues.from(projection == null ? item : projection.of(item)));
        }
        return answer.build();
    }

    @Override
    public PutItemResponse putItem(PutItemRequest request) {
        TableRef ref = TableRef.of(call, request.tableName());
        Conditional conditional = Conditional.of(request);
        ExpressionAttributes attributes = conditional.attributes();
        Item item = AttributeValues.toItem(request.item());
        int size = ItemSize.of(item);
        if (size > ItemSize.LIMIT) {
            throw DynamoDbErrors.itemTooLarge();
        }
        checkAllOldOrNone(request.returnValues());
        Guard guard = conditional.guard(parts.parser(), attributes);
        attributes.checkAllUsed();
        Usage usage = new Usage(ref.text());
        Outcome outcome = write(ref, Change.put(item, size, guard), request.returnItemCollectionMetrics(), usage);
        PutItemResponse.Builder answer = PutItemResponse.builder();
        answer.consumedCapacity(usage.report(request.returnConsumedCapacity()));
        answer.itemCollectionMetrics(outcome.metrics());
        Item before = request.returnValues() == ReturnValue.ALL_OLD
                ? outcome.written().before().item()
                : null;
        if (before != null) {
            answer.attributes(AttributeValues.from(before));
        }
        return answer.build();
    }

    @Override
    public DeleteItemResponse deleteItem(DeleteItemRequest request) {
        TableRef ref = TableRef.of(call, request.tableName());
        Conditional conditional = Conditional.of(request);
        ExpressionAttributes attributes = conditional.attributes();
        Item key = AttributeValues.toItem(request.key());
        checkAllOldOrNone(request.returnValues());
        Guard guard = conditional.guard(parts.parser(), attributes);
        attributes.checkAllUsed();
        Usage usage = new Usage(ref.text());
        Outcome outcome = write(ref, Change.delete(key, guard), request.returnItemCollectionMetrics(), usage);
        DeleteItemResponse.Builder answer = DeleteItemResponse.builder();
        answer.consumedCapacity(usage.report(request.returnConsumedCapacity()));
        answer.itemCollectionMetrics(outcome.metrics());
        Item before = request.returnValues() == ReturnValue.ALL_OLD
                ? outcome.written().before().item()
                : null;
        if (before != null) {
            answer.attributes(AttributeValues.from(before));
        }
        return answer.build();
    }

    @Override
    public UpdateItemResponse updateItem(UpdateItemRequest request) {
        TableRef ref = TableRef.of(call, request.tableName());
        Conditional conditional = Conditional.of(request);
        ExpressionAttributes attributes = conditional.attributes(
                new Parameters()
                        .expression("UpdateExpression", request.updateExpression())
                        .legacy("AttributeUpdates", request.hasAttributeUpdates()),
                UPDATE_AND_CONDITION);
        Item key = AttributeValues.toItem(request.key());
        Update update = update(request, attributes);
        Guard guard = conditional.guard(parts.parser(), attributes);
        attributes.checkAllUsed();
        Usage usage = new Usage(ref.text());
        Outcome outcome = write(ref, Change.update(key, update, guard), request.returnItemCollectionMetrics(), usage);
        UpdateItemResponse.Builder answer = UpdateItemResponse.builder();
        answer.consumedCapacity(usage.report(request.returnConsumedCapacity()));
        answer.itemCollectionMetrics(outcome.metrics());
        Item returned = returned(request.returnValues(), update, outcome.written());
        if (returned != null) {
            answer.attributes(AttributeValues.from(returned));
        }
        return answer.build();
    }

    private @Nullable Projection projection(GetItemRequest request, ExpressionAttributes attributes) {
        if (request.hasAttributesToGet()) {
            return LegacyParameters.attributesToGet(request.attributesToGet());
        }
        return request.projectionExpression() == null
                ? null
                : parts.parser().projection(request.projectionExpression()).resolve(attributes);
    }

    private @Nullable Update update(UpdateItemRequest request, ExpressionAttributes attributes) {
        if (request.hasAttributeUpdates()) {
            return request.attributeUpdates().isEmpty()
                    ? null
                    : LegacyParameters.attributeUpdates(request.attributeUpdates());
        }
        return request.updateExpression() == null
                ? null
                : parts.parser().update(request.updateExpression()).resolve(attributes);
    }

    private static @Nullable Item returned(@Nullable ReturnValue asked, @Nullable Update update, Written written) {
        if (asked == null) {
            return null;
        }
        Item before = written.before().item();
        Item after = written.after();
        return switch (asked) {
            case ALL_OLD -> before;
            case ALL_NEW -> after;
            case UPDATED_OLD -> updated(update, before);
            case UPDATED_NEW -> updated(update, after);
            case NONE, UNKNOWN_TO_SDK_VERSION -> null;
        };
    }

    private static @Nullable Item updated(@Nullable Update update, @Nullable Item item) {
        if (update == null || item == null) {
            return null;
        }
        Item updated = update.updated(item);
        return updated.isEmpty() ? null : updated;
    }

    /** What a write did. */
    private record Outcome(Written written, @Nullable ItemCollectionMetrics metrics) {}

    private Outcome write(TableRef ref, Change change, @Nullable ReturnItemCollectionMetrics asked, Usage usage) {
        int scope = ref.scope();
        try {
            return parts.catalog().on(scope, ref.name(), table -> {
                Function<Found, Decision> decide = change.on(table);
                parts.unlock(call, scope, table);
                Written written = parts.items().write(new Write(scope, table, change.item(), decide, usage));
                return new Outcome(written, CollectionSize.of(parts.items(), asked, scope, table, change.item()));
            });
        } finally {
            call.note("consumedCapacity", usage);
        }
    }

    private static void checkAllOldOrNone(@Nullable ReturnValue asked) {
        if (asked != null && asked != ReturnValue.NONE && asked != ReturnValue.ALL_OLD) {
            throw DynamoDbErrors.validation("ReturnValues can only be ALL_OLD or NONE");
        }
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}
