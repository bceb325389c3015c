package dev.kagemusha.dynamodb.backup;

import dev.kagemusha.dynamodb.request.TableRef;
import dev.kagemusha.service.ActionTable;
import dev.kagemusha.service.Call;
import dev.kagemusha.service.Permission;
import software.amazon.awssdk.services.dynamodb.model.CreateBackupRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteBackupRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeBackupRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeContinuousBackupsRequest;
import software.amazon.awssdk.services.dynamodb.model.ListBackupsRequest;
import software.amazon.awssdk.services.dynamodb.model.RestoreTableFromBackupRequest;
import software.amazon.awssdk.services.dynamodb.model.RestoreTableToPointInTimeRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateContinuousBackupsRequest;

/** What the operations of this package need to be allowed. Source: the service authorization reference. */
public final class BackupActions {
    private BackupActions() {}

    /** Adds them to the service's table. */
    public static ActionTable add(ActionTable table) {
        return table.on(CreateBackupRequest.class, (request, call) -> on(call, "CreateBackup", request.tableName()))
                .on(
                        DescribeBackupRequest.class,
                        (request, call) -> Permission.of("dynamodb:DescribeBackup", request.backupArn()))
                .on(
                        DeleteBackupRequest.class,
                        (request, call) -> Permission.of("dynamodb:DeleteBackup", request.backupArn()))
                .on(ListBackupsRequest.class, (request, call) -> Permission.of("dynamodb:ListBackups", "*"))
                .on(
                        UpdateContinuousBackupsRequest.class,
                        (request, call) -> on(call, "UpdateContinuousBackups", request.tableName()))
                .on(
                        DescribeContinuousBackupsRequest.class,
                        (request, call) -> on(call, "DescribeContinuousBackups", request.tableName()))
                .on(
                        RestoreTableToPointInTimeRequest.class,
                        (request, call) -> on(
                                call,
                                "RestoreTableToPointInTime",
                                request.sourceTableArn() != null
                                        ? request.sourceTableArn()
                                        : request.sourceTableName() != null
                                                ? request.sourceTableName()
                                                : request.targetTableName()))
                .inside(RestoreTableFromBackupRequest.class);
    }

    /** A restore is about both the backup and the table that comes of it. */
    static void requireRestore(Call call, String backupArn, String target) {
        call.require(Permission.of("dynamodb:RestoreTableFromBackup", backupArn));
        call.require(on(call, "RestoreTableFromBackup", target));
    }

    private static Permission on(Call call, String action, String table) {
        return Permission.of("dynamodb:" + action, table.startsWith("arn:") ? table : TableRef.arn(call, table));
    }
}
