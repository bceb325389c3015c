package dev.kagemusha.dynamodb.operation;

import dev.kagemusha.dynamodb.request.Parts;
import dev.kagemusha.dynamodb.request.RequestKeys;
import dev.kagemusha.dynamodb.request.TableRef;
import dev.kagemusha.service.ActionTable;
import dev.kagemusha.service.Call;
import dev.kagemusha.service.Permission;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.BatchExecuteStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteResourcePolicyRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeContributorInsightsRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeEndpointsRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeKinesisStreamingDestinationRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeLimitsRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTimeToLiveRequest;
import software.amazon.awssdk.services.dynamodb.model.DisableKinesisStreamingDestinationRequest;
import software.amazon.awssdk.services.dynamodb.model.EnableKinesisStreamingDestinationRequest;
import software.amazon.awssdk.services.dynamodb.model.ExecuteStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.ExecuteTransactionRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetResourcePolicyRequest;
import software.amazon.awssdk.services.dynamodb.model.ListContributorInsightsRequest;
import software.amazon.awssdk.services.dynamodb.model.ListTablesRequest;
import software.amazon.awssdk.services.dynamodb.model.ListTagsOfResourceRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutResourcePolicyRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.Tag;
import software.amazon.awssdk.services.dynamodb.model.TagResourceRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.UntagResourceRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateContributorInsightsRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateKinesisStreamingDestinationRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateTimeToLiveRequest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What each operation needs to be allowed. Source: "Actions, resources, and condition keys for Amazon DynamoDB" in the service
 * authorization reference.
 */
final class Actions {
    private Actions() {}

    static ActionTable table(Parts parts) {
        return new ActionTable()
                .on(CreateTableRequest.class, (request, call) -> on(call, "CreateTable", request.tableName())
                        .with(tags(request.tags())))
                .on(DescribeTableRequest.class, (request, call) -> on(call, "DescribeTable", request.tableName()))
                .on(UpdateTableRequest.class, (request, call) -> on(call, "UpdateTable", request.tableName()))
                .on(DeleteTableRequest.class, (request, call) -> on(call, "DeleteTable", request.tableName()))
                .on(DescribeLimitsRequest.class, (request, call) -> Permission.of("dynamodb:DescribeLimits", "*"))
                .on(DescribeEndpointsRequest.class, (request, call) -> Permission.of("dynamodb:DescribeEndpoints", "*"))
                .on(ListTablesRequest.class, (request, call) -> Permission.of("dynamodb:ListTables", "*"))
                .on(UpdateTimeToLiveRequest.class, (request, call) -> on(call, "UpdateTimeToLive", request.tableName()))
                .on(
                        DescribeTimeToLiveRequest.class,
                        (request, call) -> on(call, "DescribeTimeToLive", request.tableName()))
                .on(
                        EnableKinesisStreamingDestinationRequest.class,
                        (request, call) -> on(call, "EnableKinesisStreamingDestination", request.tableName()))
                .on(
                        DisableKinesisStreamingDestinationRequest.class,
                        (request, call) -> on(call, "DisableKinesisStreamingDestination", request.tableName()))
                .on(
                        UpdateKinesisStreamingDestinationRequest.class,
                        (request, call) -> on(call, "UpdateKinesisStreamingDestination", request.tableName()))
                .on(
                        DescribeKinesisStreamingDestinationRequest.class,
                        (request, call) -> on(call, "DescribeKinesisStreamingDestination", request.tableName()))
                .on(TagResourceRequest.class, (request, call) -> Permission.of(
                                "dynamodb:TagResource", request.resourceArn())
                        .with(tags(request.tags())))
                .on(UntagResourceRequest.class, (request, call) -> Permission.of(
                                "dynamodb:UntagResource", request.resourceArn())
                        .with(Map.of("aws:TagKeys", request.tagKeys())))
                .on(
                        ListTagsOfResourceRequest.class,
                        (request, call) -> Permission.of("dynamodb:ListTagsOfResource", request.resourceArn()))
                .on(
                        PutResourcePolicyRequest.class,
                        (request, call) -> Permission.of("dynamodb:PutResourcePolicy", request.resourceArn()))
                .on(
                        GetResourcePolicyRequest.class,
                        (request, call) -> Permission.of("dynamodb:GetResourcePolicy", request.resourceArn()))
                .on(
                        DeleteResourcePolicyRequest.class,
                        (request, call) -> Permission.of("dynamodb:DeleteResourcePolicy", request.resourceArn()))
                .on(
                        UpdateContributorInsightsRequest.class,
                        (request, call) ->
                                read(call, "UpdateContributorInsights", request.tableName(), request.indexName()))
                .on(
                        DescribeContributorInsightsRequest.class,
                        (request, call) ->
                                read(call, "DescribeContributorInsights", request.tableName(), request.indexName()))
                .on(
                        ListContributorInsightsRequest.class,
                        (request, call) -> Permission.of("dynamodb:ListContributorInsights", "*"))
                .on(GetItemRequest.class, (request, call) -> on(call, "GetItem", request.tableName())
                        .with(new RequestKeys(parts, call, request.tableName())
                                .names(request.expressionAttributeNames(), null)
                                .item(request.key())
                                .attributes(request.attributesToGet())
                                .projection(request.projectionExpression())
                                .stated("ReturnConsumedCapacity", request.returnConsumedCapacityAsString())
                                .all()))
                .on(PutItemRequest.class, (request, call) -> on(call, "PutItem", request.tableName())
                        .with(new RequestKeys(parts, call, request.tableName())
                                .names(request.expressionAttributeNames(), request.expressionAttributeValues())
                                .item(request.item())
                                .attributes(request.expected().keySet())
                                .condition(request.conditionExpression())
                                .stated("ReturnValues", request.returnValuesAsString())
                                .stated("ReturnConsumedCapacity", request.returnConsumedCapacityAsString())
                                .all()))
                .on(UpdateItemRequest.class, (request, call) -> on(call, "UpdateItem", request.tableName())
                        .with(new RequestKeys(parts, call, request.tableName())
                                .names(request.expressionAttributeNames(), request.expressionAttributeValues())
                                .item(request.key())
                                .attributes(request.attributeUpdates().keySet())
                                .attributes(request.expected().keySet())
                                .update(request.updateExpression())
                                .condition(request.conditionExpression())
                                .stated("ReturnValues", request.returnValuesAsString())
                                .stated("ReturnConsumedCapacity", request.returnConsumedCapacityAsString())
                                .all()))
                .on(DeleteItemRequest.class, (request, call) -> on(call, "DeleteItem", request.tableName())
                        .with(new RequestKeys(parts, call, request.tableName())
                                .names(request.expressionAttributeNames(), request.expressionAttributeValues())
                                .item(request.key())
                                .attributes(request.expected().keySet())
                                .condition(request.conditionExpression())
                                .stated("ReturnValues", request.returnValuesAsString())
                                .stated("ReturnConsumedCapacity", request.returnConsumedCapacityAsString())
                                .all()))
                .on(QueryRequest.class, (request, call) -> read(call, "Query", request.tableName(), request.indexName())
                        .with(new RequestKeys(parts, call, request.tableName())
                                .names(request.expressionAttributeNames(), request.expressionAttributeValues())
                                .keyCondition(
                                        request.indexName(),
                                        request.keyConditionExpression(),
                                        request.hasKeyConditions() ? request.keyConditions() : null)
                                .attributes(request.attributesToGet())
                                .attributes(request.queryFilter().keySet())
                                .projection(request.projectionExpression())
                                .condition(request.filterExpression())
                                .stated("Select", request.selectAsString())
                                .stated("ReturnConsumedCapacity", request.returnConsumedCapacityAsString())
                                .all()))
                .on(ScanRequest.class, (request, call) -> read(call, "Scan", request.tableName(), request.indexName())
                        .with(new RequestKeys(parts, call, request.tableName())
                                .names(request.expressionAttributeNames(), request.expressionAttributeValues())
                                .attributes(request.attributesToGet())
                                .attributes(request.scanFilter().keySet())
                                .projection(request.projectionExpression())
                                .condition(request.filterExpression())
                                .stated("Select", request.selectAsString())
                                .stated("ReturnConsumedCapacity", request.returnConsumedCapacityAsString())
                                .all()))
                .inside(
                        BatchGetItemRequest.class,
                        BatchWriteItemRequest.class,
                        TransactGetItemsRequest.class,
                        TransactWriteItemsRequest.class)
                .inside(
                        ExecuteStatementRequest.class,
                        BatchExecuteStatementRequest.class,
                        ExecuteTransactionRequest.class);
    }

    /** The tags that a request gives. */
    private static Map<String, List<String>> tags(List<Tag> tags) {
        Map<String, List<String>> keys = new HashMap<>();
        List<String> names = new ArrayList<>();
        for (Tag tag : tags) {
            if (tag.key() != null && tag.value() != null) {
                keys.put("aws:RequestTag/" + tag.key(), List.of(tag.value()));
                names.add(tag.key());
            }
        }
        if (!names.isEmpty()) {
            keys.put("aws:TagKeys", names);
        }
        return keys;
    }

    private static Permission read(Call call, String action, String table, @Nullable String index) {
        Permission onTable = on(call, action, table);
        return index == null ? onTable : Permission.of(onTable.action(), onTable.resource() + "/index/" + index);
    }

    private static Permission on(Call call, String action, String table) {
        return Permission.of("dynamodb:" + action, table.startsWith("arn:") ? table : TableRef.arn(call, table));
    }
}
