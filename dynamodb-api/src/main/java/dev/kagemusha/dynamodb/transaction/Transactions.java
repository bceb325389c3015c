package dev.kagemusha.dynamodb.transaction;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import dev.kagemusha.dynamodb.capacity.Usage;
import dev.kagemusha.dynamodb.expression.ExpressionAttributes;
import dev.kagemusha.dynamodb.expression.Projection;
import dev.kagemusha.dynamodb.item.AttributeValues;
import dev.kagemusha.dynamodb.item.Item;
import dev.kagemusha.dynamodb.request.CollectionSize;
import dev.kagemusha.dynamodb.request.Parameters;
import dev.kagemusha.dynamodb.request.Parts;
import dev.kagemusha.dynamodb.request.RequestKeys;
import dev.kagemusha.dynamodb.request.TableRef;
import dev.kagemusha.dynamodb.table.Found;
import dev.kagemusha.dynamodb.table.TableInfo;
import dev.kagemusha.service.Call;
import dev.kagemusha.service.Permission;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.Get;
import software.amazon.awssdk.services.dynamodb.model.ItemCollectionMetrics;
import software.amazon.awssdk.services.dynamodb.model.ItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ReturnItemCollectionMetrics;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItem;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** TransactWriteItems and TransactGetItems. */
public final class Transactions implements DynamoDbClient {
    /** What the actions bring along, or what the reads find, at most. */
    private static final long MAX_BYTES = 4L * 1024 * 1024;

    private final Parts parts;
    private final Transactor transactor;
    private final Call call;

    /** For one call. */
    public Transactions(Parts parts, Transactor transactor, Call call) {
        this.parts = parts;
        this.transactor = transactor;
        this.call = call;
    }

    @Override
    public TransactWriteItemsResponse transactWriteItems(TransactWriteItemsRequest request) {
        Actions actions = new Actions(parts, call);
        List<Part> wanted = new ArrayList<>(request.transactItems().size());
        List<Permission> permissions = new ArrayList<>(request.transactItems().size());
        long bytes = 0;
        for (TransactWriteItem item : request.transactItems()) {
            Actions.Action action = actions.read(item);
            wanted.add(action.part());
            permissions.add(action.permission());
            bytes += action.bytes();
        }
        // AWS means what the request brings, not the items as they are stored: 5 MB can be deleted in one transaction.
        if (bytes > MAX_BYTES) {
            throw DynamoDbErrors.validation("Transaction payload size cannot exceed 4MB");
        }
        checkOneAccount(wanted.stream().map(Part::ref).toList());
        permissions.forEach(call::require);
        wanted.forEach(each -> parts.unlock(call, each.ref()));
        String token = request.clientRequestToken();
        Transactor.Wrote wrote = transactor.write(call, wanted, token == null ? null : Token.of(token, request));
        TransactWriteItemsResponse.Builder answer = TransactWriteItemsResponse.builder();
        List<ConsumedCapacity> consumed = report(wrote.usages(), request.returnConsumedCapacity());
        if (consumed != null) {
            answer.consumedCapacity(consumed);
        }
        Map<String, List<ItemCollectionMetrics>> metrics =
                metrics(wanted, wrote.tables(), request.returnItemCollectionMetrics());
        if (!metrics.isEmpty()) {
            answer.itemCollectionMetrics(metrics);
        }
        return answer.build();
    }

    private Map<String, List<ItemCollectionMetrics>> metrics(
            List<Part> wanted, List<TableInfo> tables, @Nullable ReturnItemCollectionMetrics asked) {
        Map<String, List<ItemCollectionMetrics>> metrics = new LinkedHashMap<>();
        for (int i = 0; i < tables.size(); i++) {
            TableRef ref = wanted.get(i).ref();
            ItemCollectionMetrics each = CollectionSize.of(
                    parts.items(),
                    asked,
                    ref.scope(),
                    tables.get(i),
                    wanted.get(i).change().item());
            if (each != null) {
                List<ItemCollectionMetrics> of = metrics.computeIfAbsent(ref.text(), missing -> new ArrayList<>());
                if (!of.contains(each)) {
                    of.add(each);
                }
            }
        }
        return metrics;
    }

    @Override
    public TransactGetItemsResponse transactGetItems(TransactGetItemsRequest request) {
        List<Lookup> wanted = new ArrayList<>(request.transactItems().size());
        List<Permission> permissions = new ArrayList<>(request.transactItems().size());
        for (TransactGetItem item : request.transactItems()) {
            wanted.add(lookup(item.get()));
            permissions.add(permission(item.get()));
        }
        checkOneAccount(wanted.stream().map(Lookup::ref).toList());
        permissions.forEach(call::require);
        wanted.forEach(each -> parts.unlock(call, each.ref()));
        Transactor.Saw saw = transactor.read(call, wanted);
        long bytes = 0;
        List<ItemResponse> responses = new ArrayList<>(wanted.size());
        for (int i = 0; i < wanted.size(); i++) {
            Found found = saw.found().get(i);
            bytes += found.size();
            responses.add(response(wanted.get(i).projection(), found.item()));
        }
        if (bytes > MAX_BYTES) {
            throw DynamoDbErrors.validation("Transaction payload size cannot exceed 4MB");
        }
        TransactGetItemsResponse.Builder answer =
                TransactGetItemsResponse.builder().responses(responses);
        List<ConsumedCapacity> consumed = report(saw.usages(), request.returnConsumedCapacity());
        if (consumed != null) {
            answer.consumedCapacity(consumed);
        }
        return answer.build();
    }

    private static ItemResponse response(@Nullable Projection projection, @Nullable Item item) {
        ItemResponse.Builder response = ItemResponse.builder();
        if (item != null) {
            response.item(AttributeValues.from(projection == null ? item : projection.of(item)));
        }
        return response.build();
    }

    private Lookup lookup(Get get) {
        TableRef ref = TableRef.of(call, get.tableName());
        ExpressionAttributes attributes = new Parameters()
                .expression("ProjectionExpression", get.projectionExpression())
                .attributes(get.expressionAttributeNames(), null, List.of());
        Item key = AttributeValues.toItem(get.key());
        Projection projection = get.projectionExpression() == null
                ? null
                : parts.parser().projection(get.projectionExpression()).resolve(attributes);
        attributes.checkAllUsed();
        return new Lookup(ref, key, projection);
    }

    private Permission permission(Get get) {
        return Permission.of(
                        "dynamodb:GetItem", TableRef.of(call, get.tableName()).arn())
                .with(new RequestKeys(parts, call, get.tableName())
                        .names(get.expressionAttributeNames(), null)
                        .item(get.key())
                        .projection(get.projectionExpression())
                        .stated("EnclosingOperation", "TransactGetItems")
                        .all());
    }

    private static void checkOneAccount(List<TableRef> refs) {
        for (TableRef ref : refs) {
            if (ref.scope() != refs.getFirst().scope()) {
                throw DynamoDbErrors.validation("Transaction request cannot include tables of different accounts");
            }
        }
    }

    private @Nullable List<ConsumedCapacity> report(List<Usage> usages, @Nullable ReturnConsumedCapacity asked) {
        call.note("consumedCapacity", usages);
        List<ConsumedCapacity> reports = new ArrayList<>(usages.size());
        for (Usage usage : usages) {
            ConsumedCapacity report = usage.report(asked);
            if (report == null) {
                return null;
            }
            reports.add(report);
        }
        return reports;
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}
