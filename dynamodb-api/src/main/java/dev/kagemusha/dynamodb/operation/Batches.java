package dev.kagemusha.dynamodb.operation;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import dev.kagemusha.dynamodb.capacity.Meter;
import dev.kagemusha.dynamodb.capacity.Usage;
import dev.kagemusha.dynamodb.expression.ExpressionAttributes;
import dev.kagemusha.dynamodb.expression.LegacyParameters;
import dev.kagemusha.dynamodb.expression.Projection;
import dev.kagemusha.dynamodb.item.AttributeValues;
import dev.kagemusha.dynamodb.item.Item;
import dev.kagemusha.dynamodb.item.ItemSize;
import dev.kagemusha.dynamodb.request.CollectionSize;
import dev.kagemusha.dynamodb.request.Parameters;
import dev.kagemusha.dynamodb.request.Parts;
import dev.kagemusha.dynamodb.request.RequestKeys;
import dev.kagemusha.dynamodb.request.TableRef;
import dev.kagemusha.dynamodb.table.Decision;
import dev.kagemusha.dynamodb.table.Found;
import dev.kagemusha.dynamodb.table.Gotten;
import dev.kagemusha.dynamodb.table.Keys;
import dev.kagemusha.dynamodb.table.TableInfo;
import dev.kagemusha.dynamodb.table.Undone;
import dev.kagemusha.dynamodb.table.Write;
import dev.kagemusha.service.Call;
import dev.kagemusha.service.Permission;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ItemCollectionMetrics;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Reads and writes items of several tables in one request. A batch is no transaction; AWS promises nothing about how its parts
 * follow each other.
 */
final class Batches implements DynamoDbClient {
    private static final int MAX_KEYS = 100;
    private static final int MAX_WRITES = 25;
    private static final long MAX_ANSWER_BYTES = 16L * 1024 * 1024;

    private final Parts parts;
    private final Call call;

    Batches(Parts parts, Call call) {
        this.parts = parts;
        this.call = call;
    }

    /** What is asked of one table. */
    private record Asked(
            TableRef ref,
            KeysAndAttributes keys,
            List<Item> items,
            @Nullable Projection projection) {}

    @Override
    public BatchGetItemResponse batchGetItem(BatchGetItemRequest request) {
        List<Asked> asked = new ArrayList<>();
        int count = 0;
        for (Map.Entry<String, KeysAndAttributes> entry : request.requestItems().entrySet()) {
            asked.add(asked(entry.getKey(), entry.getValue()));
            count += entry.getValue().keys().size();
        }
        if (count > MAX_KEYS) {
            throw DynamoDbErrors.validation("Too many items requested for the BatchGetItem call");
        }
        for (Asked each : asked) {
            RequestKeys keys = new RequestKeys(parts, call, each.ref().text());
            each.keys().keys().forEach(keys::item);
            if (each.projection() != null) {
                keys.attributes(each.projection().attributes());
            }
            call.require(
                    Permission.of("dynamodb:BatchGetItem", each.ref().arn()).with(keys.all()));
        }
        Map<String, List<Map<String, AttributeValue>>> responses = new LinkedHashMap<>();
        Map<String, KeysAndAttributes> unprocessed = new LinkedHashMap<>();
        List<Usage> usages = new ArrayList<>();
        long room = MAX_ANSWER_BYTES;
        DynamoDbException throttled = null;
        for (Asked each : asked) {
            parts.catalog().on(each.ref().scope(), each.ref().name(), table -> check(table, each));
        }
        for (Asked each : asked) {
            Usage usage = new Usage(each.ref().text());
            Meter meter = new Meter(usage, Boolean.TRUE.equals(each.keys().consistentRead()));
            long most = room;
            Gotten gotten = parts.catalog().on(each.ref().scope(), each.ref().name(), table -> {
                boolean ignored = check(table, each);
                parts.unlock(call, each.ref().scope(), table);
                return parts.items().getAll(each.ref().scope(), table, each.items(), most, meter);
            });
            room -= gotten.bytes();
            throttled = gotten.throttled() == null ? throttled : gotten.throttled();
            List<Map<String, AttributeValue>> items = new ArrayList<>();
            List<Map<String, AttributeValue>> left = new ArrayList<>();
            for (int k = 0; k < gotten.found().size(); k++) {
                Found row = gotten.found().get(k);
                Item item = row == null ? null : row.item();
                if (row == null) {
                    left.add(each.keys().keys().get(k));
                } else if (item != null) {
                    Projection projection = each.projection();
                    items.add(AttributeValues.from(projection == null ? item : projection.of(item)));
                }
            }
            responses.put(each.ref().text(), items);
            count -= left.size();
            if (!left.isEmpty()) {
                unprocessed.put(
                        each.ref().text(), each.keys().toBuilder().keys(left).build());
            }
            usages.add(usage);
        }
        if (count == 0 && throttled != null) {
            throw throttled;
        }
        BatchGetItemResponse.Builder answer =
                BatchGetItemResponse.builder().responses(responses).unprocessedKeys(unprocessed);
        List<ConsumedCapacity> consumed = report(usages, request.returnConsumedCapacity());
        if (consumed != null) {
            answer.consumedCapacity(consumed);
        }
        return answer.build();
    }

    private Asked asked(String tableName, KeysAndAttributes keys) {
        ExpressionAttributes attributes = new Parameters()
                .expression("ProjectionExpression", keys.projectionExpression())
                .legacy("AttributesToGet", keys.hasAttributesToGet())
                .attributes(keys.expressionAttributeNames(), null, List.of());
        Projection projection = projection(keys, attributes);
        attributes.checkAllUsed();
        List<Item> items = new ArrayList<>(keys.keys().size());
        Set<Item> distinct = new HashSet<>();
        for (Map<String, AttributeValue> key : keys.keys()) {
            Item item = AttributeValues.toItem(key);
            if (!distinct.add(item)) {
                throw duplicates();
            }
            items.add(item);
        }
        return new Asked(TableRef.of(call, tableName), keys, items, projection);
    }

    private @Nullable Projection projection(KeysAndAttributes keys, ExpressionAttributes attributes) {
        if (keys.hasAttributesToGet()) {
            return LegacyParameters.attributesToGet(keys.attributesToGet());
        }
        return keys.projectionExpression() == null
                ? null
                : parts.parser().projection(keys.projectionExpression()).resolve(attributes);
    }

    private static RuntimeException duplicates() {
        return DynamoDbErrors.validation("Provided list of item keys contains duplicates");
    }

    private static boolean check(TableInfo table, Asked asked) {
        for (Item key : asked.items()) {
            Keys.checkKey(table, key);
        }
        if (asked.projection() != null) {
            Keys.checkScalars(table, asked.projection().nestedAttributes());
        }
        return true;
    }

    /** One write: an item to put, or the key of one to delete. */
    private record Wanted(Item item, Map<String, AttributeValue> attributes, Decision decision, WriteRequest request) {}

    /** What is to be written to one table. */
    private record Part(TableRef ref, List<Wanted> writes) {}

    @Override
    public BatchWriteItemResponse batchWriteItem(BatchWriteItemRequest request) {
        List<Part> wanted = new ArrayList<>();
        int count = 0;
        for (Map.Entry<String, List<WriteRequest>> entry :
                request.requestItems().entrySet()) {
            TableRef ref = TableRef.of(call, entry.getKey());
            List<Wanted> writes = new ArrayList<>(entry.getValue().size());
            for (WriteRequest write : entry.getValue()) {
                writes.add(wanted(write));
            }
            wanted.add(new Part(ref, writes));
            count += writes.size();
        }
        if (count > MAX_WRITES) {
            throw DynamoDbErrors.validation("Too many items requested for the BatchWriteItem call");
        }
        for (Part part : wanted) {
            RequestKeys keys = new RequestKeys(parts, call, part.ref().text());
            for (Wanted write : part.writes()) {
                keys.item(write.attributes());
            }
            call.require(
                    Permission.of("dynamodb:BatchWriteItem", part.ref().arn()).with(keys.all()));
        }
        List<Usage> usages = new ArrayList<>();
        Map<String, List<ItemCollectionMetrics>> metrics = new LinkedHashMap<>();
        for (Part part : wanted) {
            parts.catalog().on(part.ref().scope(), part.ref().name(), table -> check(table, part));
        }
        Map<String, List<WriteRequest>> unprocessed = new LinkedHashMap<>();
        DynamoDbException throttled = null;
        for (Part part : wanted) {
            Usage usage = new Usage(part.ref().text());
            Left left = parts.catalog().on(part.ref().scope(), part.ref().name(), table -> {
                boolean ignored = check(table, part);
                parts.unlock(call, part.ref().scope(), table);
                Left undone = write(table, part, usage);
                List<ItemCollectionMetrics> sizes = CollectionSize.of(
                        parts.items(),
                        request.returnItemCollectionMetrics(),
                        part.ref().scope(),
                        table,
                        part.writes().stream().map(Wanted::item).toList());
                if (!sizes.isEmpty()) {
                    metrics.put(part.ref().text(), sizes);
                }
                return undone;
            });
            usages.add(usage);
            count -= left.requests().size();
            throttled = left.throttled() == null ? throttled : left.throttled();
            if (!left.requests().isEmpty()) {
                unprocessed.put(part.ref().text(), left.requests());
            }
        }
        if (count == 0 && throttled != null) {
            throw throttled;
        }
        BatchWriteItemResponse.Builder answer = BatchWriteItemResponse.builder().unprocessedItems(unprocessed);
        List<ConsumedCapacity> consumed = report(usages, request.returnConsumedCapacity());
        if (consumed != null) {
            answer.consumedCapacity(consumed);
        }
        if (!metrics.isEmpty()) {
            answer.itemCollectionMetrics(metrics);
        }
        return answer.build();
    }

    private static Wanted wanted(WriteRequest write) {
        if ((write.putRequest() == null) == (write.deleteRequest() == null)) {
            throw DynamoDbErrors.validation("Supplied AttributeValue has more than one datatypes set,"
                    + " must contain exactly one of the supported datatypes");
        }
        if (write.deleteRequest() != null) {
            Map<String, AttributeValue> key = write.deleteRequest().key();
            return new Wanted(AttributeValues.toItem(key), key, Decision.Delete.DELETE, write);
        }
        Item item = AttributeValues.toItem(write.putRequest().item());
        int size = ItemSize.of(item);
        if (size > ItemSize.LIMIT) {
            throw DynamoDbErrors.itemTooLarge();
        }
        return new Wanted(item, write.putRequest().item(), new Decision.Put(item, size), write);
    }

    private static boolean check(TableInfo table, Part part) {
        Set<Item> keys = new HashSet<>();
        for (Wanted write : part.writes()) {
            if (write.decision() == Decision.Delete.DELETE) {
                Keys.checkKey(table, write.item());
            } else {
                // AWS speaks of an item's key here as it does of keys alone.
                Keys.checkPart(table.keys(), write.item());
                Keys.checkIndexKeys(table, write.item());
            }
            if (!keys.add(write.item().only(table.keys().names()))) {
                throw duplicates();
            }
        }
        return true;
    }

    /** What is left of one table's writes, and why one of them was throttled, if any was. */
    private record Left(
            List<WriteRequest> requests, @Nullable DynamoDbException throttled) {}

    /** Does what can be done. */
    private Left write(TableInfo table, Part part, Usage usage) {
        IdentityHashMap<Write, WriteRequest> asked = new IdentityHashMap<>();
        List<Write> writes = new ArrayList<>(part.writes().size());
        for (Wanted wanted : part.writes()) {
            Write write = new Write(part.ref().scope(), table, wanted.item(), found -> wanted.decision(), usage);
            writes.add(write);
            asked.put(write, wanted.request());
        }
        List<WriteRequest> left = new ArrayList<>();
        Undone undone = parts.items().writeAll(writes);
        for (Write write : undone.writes()) {
            left.add(Objects.requireNonNull(asked.get(write)));
        }
        return new Left(left, undone.throttled());
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
