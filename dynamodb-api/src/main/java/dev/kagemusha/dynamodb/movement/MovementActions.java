package dev.kagemusha.dynamodb.movement;

import dev.kagemusha.dynamodb.request.TableRef;
import dev.kagemusha.service.ActionTable;
import dev.kagemusha.service.Permission;
import software.amazon.awssdk.services.dynamodb.model.DescribeExportRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeImportRequest;
import software.amazon.awssdk.services.dynamodb.model.ExportTableToPointInTimeRequest;
import software.amazon.awssdk.services.dynamodb.model.ImportTableRequest;
import software.amazon.awssdk.services.dynamodb.model.ListExportsRequest;
import software.amazon.awssdk.services.dynamodb.model.ListImportsRequest;

/** What the operations of this package need to be allowed. Source: the service authorization reference. */
public final class MovementActions {
    private MovementActions() {}

    /** Adds them to the service's table. */
    public static ActionTable add(ActionTable table) {
        return table.on(
                        ExportTableToPointInTimeRequest.class,
                        (request, call) -> Permission.of("dynamodb:ExportTableToPointInTime", request.tableArn()))
                .on(
                        DescribeExportRequest.class,
                        (request, call) -> Permission.of("dynamodb:DescribeExport", request.exportArn()))
                .on(ListExportsRequest.class, (request, call) -> Permission.of("dynamodb:ListExports", "*"))
                .on(
                        ImportTableRequest.class,
                        (request, call) -> Permission.of(
                                "dynamodb:ImportTable",
                                TableRef.arn(
                                        call, request.tableCreationParameters().tableName())))
                .on(
                        DescribeImportRequest.class,
                        (request, call) -> Permission.of("dynamodb:DescribeImport", request.importArn()))
                .on(ListImportsRequest.class, (request, call) -> Permission.of("dynamodb:ListImports", "*"));
    }
}
