package dev.kagemusha.dynamodb.operation;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import dev.kagemusha.dynamodb.capacity.Meter;
import dev.kagemusha.dynamodb.capacity.Usage;
import dev.kagemusha.dynamodb.expression.Condition;
import dev.kagemusha.dynamodb.expression.ExpressionAttributes;
import dev.kagemusha.dynamodb.expression.KeyCondition;
import dev.kagemusha.dynamodb.expression.KeyRange;
import dev.kagemusha.dynamodb.expression.LegacyParameters;
import dev.kagemusha.dynamodb.expression.Projection;
import dev.kagemusha.dynamodb.expression.SortCondition;
import dev.kagemusha.dynamodb.item.AttributeValues;
import dev.kagemusha.dynamodb.item.Item;
import dev.kagemusha.dynamodb.item.KeyAttribute;
import dev.kagemusha.dynamodb.item.KeyShape;
import dev.kagemusha.dynamodb.item.Value;
import dev.kagemusha.dynamodb.request.Parameters;
import dev.kagemusha.dynamodb.request.Parts;
import dev.kagemusha.dynamodb.request.TableRef;
import dev.kagemusha.dynamodb.table.Index;
import dev.kagemusha.dynamodb.table.Keys;
import dev.kagemusha.dynamodb.table.Page;
import dev.kagemusha.dynamodb.table.Reach;
import dev.kagemusha.dynamodb.table.TableInfo;
import dev.kagemusha.service.Call;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalOperator;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads many items: those of a partition in the order of the sort key, or all in the order of the partition key's hash. */
final class Queries implements DynamoDbClient {
    private static final List<String> QUERY_VALUES = List.of("FilterExpression", "KeyConditionExpression");
    private static final List<String> SCAN_VALUES = List.of("FilterExpression");

    private final Parts parts;
    private final Call call;

    Queries(Parts parts, Call call) {
        this.parts = parts;
        this.call = call;
    }

    @Override
    public QueryResponse query(QueryRequest request) {
        TableRef ref = TableRef.of(call, request.tableName());
        ExpressionAttributes attributes = new Parameters()
                .expression("ProjectionExpression", request.projectionExpression())
                .expression("FilterExpression", request.filterExpression())
                .expression("KeyConditionExpression", request.keyConditionExpression())
                .legacy("AttributesToGet", request.hasAttributesToGet())
                .legacy("QueryFilter", request.hasQueryFilter())
                .legacy("ConditionalOperator", request.conditionalOperator() != null)
                // AWS takes KeyConditions together with the other expressions.
                .legacy("KeyConditions", request.hasKeyConditions() && request.keyConditionExpression() != null)
                .attributes(request.expressionAttributeNames(), request.expressionAttributeValues(), QUERY_VALUES);
        Item start = request.hasExclusiveStartKey() ? StartKey.read(request.exclusiveStartKey()) : null;
        if (request.keyConditionExpression() == null && !request.hasKeyConditions()) {
            throw DynamoDbErrors.validation(
                    "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.");
        }
        Condition filter = filter(
                request.filterExpression(),
                attributes,
                request.hasQueryFilter() ? request.queryFilter() : null,
                request.conditionalOperator());
        KeyCondition condition = request.keyConditionExpression() == null
                ? LegacyParameters.keyConditions(request.keyConditions())
                : parts.parser().keyCondition(request.keyConditionExpression()).resolve(attributes);
        Projection projection = projection(
                request.projectionExpression(),
                attributes,
                request.hasAttributesToGet() ? request.attributesToGet() : null);
        attributes.checkAllUsed();
        condition.check();
        Select select =
                Select.of(request.select(), request.indexName(), projection, request.hasAttributesToGet(), "Querying");
        Usage usage = new Usage(ref.text());
        boolean consistent = Boolean.TRUE.equals(request.consistentRead());
        Meter meter = new Meter(usage, consistent);
        Answer answer = parts.catalog().on(ref.scope(), ref.name(), table -> {
            Index index = index(table, request.indexName(), consistent);
            KeyShape keys = index == null ? table.keys() : index.keys();
            if (start != null) {
                StartKey.checkQuery(table, index, start);
            }
            KeyRange selected = condition.bind(keys);
            checkFilled(index, keys, selected);
            if (start != null) {
                StartKey.checkInside(table, index, start, selected);
            }
            checkFilter(keys, filter, request.hasQueryFilter() ? "QueryFilter" : "Filter Expression");
            checkScalars(table, filter, projection);
            Reach reach = Reach.query(table, index, selected, Boolean.FALSE.equals(request.scanIndexForward()));
            parts.unlock(call, ref.scope(), table);
            return read(ref, reach, start, select.selection(index, request.limit(), filter), meter);
        });
        QueryResponse.Builder response = QueryResponse.builder();
        response.consumedCapacity(usage.report(request.returnConsumedCapacity()));
        response.count(answer.page().count()).scannedCount(answer.page().scanned());
        if (!select.countOnly()) {
            response.items(answer.items());
        }
        if (answer.next() != null) {
            response.lastEvaluatedKey(answer.next());
        }
        return response.build();
    }

    @Override
    public ScanResponse scan(ScanRequest request) {
        TableRef ref = TableRef.of(call, request.tableName());
        ExpressionAttributes attributes = new Parameters()
                .expression("ProjectionExpression", request.projectionExpression())
                .expression("FilterExpression", request.filterExpression())
                .legacy("AttributesToGet", request.hasAttributesToGet())
                .legacy("ScanFilter", request.hasScanFilter())
                .legacy("ConditionalOperator", request.conditionalOperator() != null)
                .attributes(request.expressionAttributeNames(), request.expressionAttributeValues(), SCAN_VALUES);
        Item start = request.hasExclusiveStartKey() ? StartKey.read(request.exclusiveStartKey()) : null;
        checkSegments(request.segment(), request.totalSegments());
        Condition filter = filter(
                request.filterExpression(),
                attributes,
                request.hasScanFilter() ? request.scanFilter() : null,
                request.conditionalOperator());
        Projection projection = projection(
                request.projectionExpression(),
                attributes,
                request.hasAttributesToGet() ? request.attributesToGet() : null);
        attributes.checkAllUsed();
        Select select =
                Select.of(request.select(), request.indexName(), projection, request.hasAttributesToGet(), "Scanning");
        Usage usage = new Usage(ref.text());
        boolean consistent = Boolean.TRUE.equals(request.consistentRead());
        Meter meter = new Meter(usage, consistent);
        Answer answer = parts.catalog().on(ref.scope(), ref.name(), table -> {
            Index index = index(table, request.indexName(), consistent);
            if (start != null) {
                StartKey.checkScan(table, index, start);
            }
            Reach reach = reach(request, ref.scope(), table, index, start);
            checkScalars(table, filter, projection);
            parts.unlock(call, ref.scope(), table);
            return read(ref, reach, start, select.selection(index, request.limit(), filter), meter);
        });
        ScanResponse.Builder response = ScanResponse.builder();
        response.consumedCapacity(usage.report(request.returnConsumedCapacity()));
        response.count(answer.page().count()).scannedCount(answer.page().scanned());
        if (!select.countOnly()) {
            response.items(answer.items());
        }
        if (answer.next() != null) {
            response.lastEvaluatedKey(answer.next());
        }
        return response.build();
    }

    private static void checkSegments(@Nullable Integer segment, @Nullable Integer total) {
        if (segment != null && total == null) {
            throw DynamoDbErrors.validation("The TotalSegments parameter is required but was not present in the request"
                    + " when Segment parameter is present");
        }
        if (total == null) {
            return;
        }
        if (segment == null) {
            throw DynamoDbErrors.validation("The Segment parameter is required but was not present in the request when"
                    + " parameter TotalSegments is present");
        }
        if (segment >= total) {
            throw DynamoDbErrors.validation("The Segment parameter is zero-based and must be less than parameter"
                    + " TotalSegments: Segment: " + segment + " is not less than TotalSegments: " + total);
        }
    }

    private Reach reach(ScanRequest request, int scope, TableInfo table, @Nullable Index index, @Nullable Item start) {
        long bytes = parts.catalog().bytes(scope, table, index);
        if (request.totalSegments() == null || request.segment() == null) {
            return Reach.scan(table, index, 0, 1, bytes);
        }
        Reach reach = Reach.scan(table, index, request.segment(), request.totalSegments(), bytes);
        if (start != null && !reach.contains(start)) {
            throw DynamoDbErrors.validation("The provided starting key is invalid: Invalid ExclusiveStartKey. Please"
                    + " use ExclusiveStartKey with correct Segment. TotalSegments: " + request.totalSegments()
                    + " Segment: " + request.segment());
        }
        return reach;
    }

    /** What a page answers. */
    private record Answer(
            Page page,
            List<Map<String, AttributeValue>> items,
            @Nullable Map<String, AttributeValue> next) {}

    private Answer read(
            TableRef ref,
            Reach reach,
            @Nullable Item start,
            dev.kagemusha.dynamodb.table.Selection selection,
            Meter meter) {
        Page page = parts.items().page(ref.scope(), start == null ? reach : reach.after(start), selection, meter);
        call.note("consumedCapacity", meter.usage());
        meter.usage().returned(page.count());
        List<Map<String, AttributeValue>> items = new ArrayList<>(page.items().size());
        for (Item item : page.items()) {
            items.add(AttributeValues.from(item));
        }
        return new Answer(
                page, items, page.last() == null ? null : StartKey.after(reach.table(), reach.index(), page.last()));
    }

    private @Nullable Condition filter(
            @Nullable String expression,
            ExpressionAttributes attributes,
            @Nullable Map<String, software.amazon.awssdk.services.dynamodb.model.Condition> legacy,
            @Nullable ConditionalOperator operator) {
        LegacyParameters.checkOperator(operator, legacy);
        if (legacy != null) {
            return legacy.isEmpty() ? null : LegacyParameters.filter(legacy, operator);
        }
        return expression == null ? null : parts.parser().filter(expression).resolve(attributes);
    }

    private @Nullable Projection projection(
            @Nullable String expression, ExpressionAttributes attributes, @Nullable List<String> legacy) {
        if (legacy != null) {
            return LegacyParameters.attributesToGet(legacy);
        }
        return expression == null ? null : parts.parser().projection(expression).resolve(attributes);
    }

    private static @Nullable Index index(TableInfo table, @Nullable String name, boolean consistent) {
        if (name == null) {
            return null;
        }
        Index index = table.index(name);
        if (index == null) {
            throw DynamoDbErrors.validation("The table does not have the specified index: " + name);
        }
        if (index.phase() == Index.Phase.DELETING) {
            throw DynamoDbErrors.validation("The table does not have the specified index: " + name);
        }
        if (!index.phase().isReadable()) {
            throw DynamoDbErrors.validation("Cannot read from backfilling global secondary index: " + name);
        }
        if (index.global() && consistent) {
            throw DynamoDbErrors.validation("Consistent reads are not supported on global secondary indexes");
        }
        return index;
    }

    private static void checkFilter(KeyShape keys, @Nullable Condition filter, String parameter) {
        if (filter == null) {
            return;
        }
        for (KeyAttribute attribute : keys.all()) {
            if (filter.attributes().contains(attribute.name())) {
                throw DynamoDbErrors.filterOnKey(parameter, attribute.name());
            }
        }
    }

    /** No item has an empty key, so AWS refuses to look for one. */
    private static void checkFilled(@Nullable Index index, KeyShape keys, KeyRange selected) {
        for (int i = 0; i < selected.hash().size(); i++) {
            checkFilled(index, keys.hashes().get(i).name(), selected.hash().get(i));
        }
        int at = selected.equal().size();
        for (int i = 0; i < at; i++) {
            checkFilled(index, keys.ranges().get(i).name(), selected.equal().get(i));
        }
        if (selected.sort() instanceof SortCondition.Equal equal) {
            checkFilled(index, keys.ranges().get(at).name(), equal.value());
        }
    }

    private static void checkFilled(@Nullable Index index, String name, Value value) {
        if (Keys.isEmpty(value)) {
            boolean binary = value instanceof Value.B;
            throw index == null
                    ? DynamoDbErrors.emptyKeyValue(name, binary)
                    : DynamoDbErrors.emptyIndexKeyValue(name, binary, index.name());
        }
    }

    private static void checkScalars(TableInfo table, @Nullable Condition filter, @Nullable Projection projection) {
        if (projection != null) {
            Keys.checkScalars(table, projection.nestedAttributes());
        }
        if (filter != null) {
            Keys.checkScalars(table, filter.nestedAttributes());
        }
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}
