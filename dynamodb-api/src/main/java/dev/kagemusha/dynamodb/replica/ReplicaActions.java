package dev.kagemusha.dynamodb.replica;

import dev.kagemusha.dynamodb.request.TableRef;
import dev.kagemusha.service.ActionTable;
import dev.kagemusha.service.Call;
import dev.kagemusha.service.Permission;
import software.amazon.awssdk.services.dynamodb.model.CreateGlobalTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeGlobalTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeGlobalTableSettingsRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableReplicaAutoScalingRequest;
import software.amazon.awssdk.services.dynamodb.model.ListGlobalTablesRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateGlobalTableRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateGlobalTableSettingsRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableReplicaAutoScalingRequest;

/** What the operations of this package need to be allowed. Source: the service authorization reference. */
public final class ReplicaActions {
    private ReplicaActions() {}

    /** Adds them to the service's table. */
    public static ActionTable add(ActionTable table) {
        return table.on(
                        CreateGlobalTableRequest.class,
                        (request, call) -> global(call, "CreateGlobalTable", request.globalTableName()))
                .on(
                        DescribeGlobalTableRequest.class,
                        (request, call) -> global(call, "DescribeGlobalTable", request.globalTableName()))
                .on(
                        UpdateGlobalTableRequest.class,
                        (request, call) -> global(call, "UpdateGlobalTable", request.globalTableName()))
                .on(
                        DescribeGlobalTableSettingsRequest.class,
                        (request, call) -> global(call, "DescribeGlobalTableSettings", request.globalTableName()))
                .on(
                        UpdateGlobalTableSettingsRequest.class,
                        (request, call) -> global(call, "UpdateGlobalTableSettings", request.globalTableName()))
                .on(ListGlobalTablesRequest.class, (request, call) -> Permission.of("dynamodb:ListGlobalTables", "*"))
                .on(
                        DescribeTableReplicaAutoScalingRequest.class,
                        (request, call) -> on(call, "DescribeTableReplicaAutoScaling", request.tableName()))
                .on(
                        UpdateTableReplicaAutoScalingRequest.class,
                        (request, call) -> on(call, "UpdateTableReplicaAutoScaling", request.tableName()));
    }

    private static Permission global(Call call, String action, String name) {
        return Permission.of(
                "dynamodb:" + action,
                "arn:" + call.partition() + ":dynamodb::" + call.account() + ":global-table/" + name);
    }

    private static Permission on(Call call, String action, String table) {
        return Permission.of("dynamodb:" + action, table.startsWith("arn:") ? table : TableRef.arn(call, table));
    }
}
