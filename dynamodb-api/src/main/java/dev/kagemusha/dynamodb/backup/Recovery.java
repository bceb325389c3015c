package dev.kagemusha.dynamodb.backup;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import dev.kagemusha.dynamodb.request.TableRef;
import dev.kagemusha.dynamodb.table.TableInfo;
import dev.kagemusha.service.Call;
import dev.kagemusha.state.Locks;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ContinuousBackupsDescription;
import software.amazon.awssdk.services.dynamodb.model.ContinuousBackupsStatus;
import software.amazon.awssdk.services.dynamodb.model.DescribeContinuousBackupsRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeContinuousBackupsResponse;
import software.amazon.awssdk.services.dynamodb.model.PointInTimeRecoveryDescription;
import software.amazon.awssdk.services.dynamodb.model.PointInTimeRecoverySpecification;
import software.amazon.awssdk.services.dynamodb.model.PointInTimeRecoveryStatus;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.RestoreTableToPointInTimeRequest;
import software.amazon.awssdk.services.dynamodb.model.RestoreTableToPointInTimeResponse;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.model.UpdateContinuousBackupsRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateContinuousBackupsResponse;

import java.time.Instant;

/**
 * Point-in-time recovery. The latest restorable time is now: the log of changes is complete at once, where AWS takes about five
 * minutes.
 */
public final class Recovery implements DynamoDbClient {
    private final BackupParts parts;
    private final Call call;

    public Recovery(BackupParts parts, Call call) {
        this.parts = parts;
        this.call = call;
    }

    @Override
    public UpdateContinuousBackupsResponse updateContinuousBackups(UpdateContinuousBackupsRequest request) {
        TableRef ref = TableRef.of(call, request.tableName());
        PointInTimeRecoverySpecification asked = request.pointInTimeRecoverySpecification();
        boolean on = asked.pointInTimeRecoveryEnabled();
        if (!on && asked.recoveryPeriodInDays() != null) {
            throw DynamoDbErrors.invalidParameter(
                    "RecoveryPeriodInDays can only be specified when PointInTimeRecoveryEnabled is true");
        }
        Integer days = asked.recoveryPeriodInDays();
        long now = call.clock().millis();
        try {
            TableInfo changed = parts.catalog().change(ref.scope(), ref.name(), (tx, table, ids) -> {
                if (table.state().at(now) == TableStatus.CREATING) {
                    throw BackupErrors.continuousBackupsUnavailable();
                }
                return on
                        ? RecoverySettings.enable(table, days == null ? RecoverySettings.MOST_DAYS : days, now)
                        : RecoverySettings.disable(table);
            });
            return UpdateContinuousBackupsResponse.builder()
                    .continuousBackupsDescription(describe(changed))
                    .build();
        } catch (ResourceNotFoundException absent) {
            throw BackupErrors.tableNotFound(ref.name());
        }
    }

    @Override
    public DescribeContinuousBackupsResponse describeContinuousBackups(DescribeContinuousBackupsRequest request) {
        TableRef ref = TableRef.of(call, request.tableName());
        return DescribeContinuousBackupsResponse.builder()
                .continuousBackupsDescription(describe(require(ref.scope(), ref.name())))
                .build();
    }

    private TableInfo require(int scope, String name) {
        TableInfo table = parts.catalog().find(scope, name);
        if (table == null) {
            throw BackupErrors.tableNotFound(name);
        }
        return table;
    }

    private ContinuousBackupsDescription describe(TableInfo table) {
        RecoverySettings settings = table.get(RecoverySettings.SECTION);
        PointInTimeRecoveryDescription.Builder recovery = PointInTimeRecoveryDescription.builder()
                .pointInTimeRecoveryStatus(
                        settings == null ? PointInTimeRecoveryStatus.DISABLED : PointInTimeRecoveryStatus.ENABLED);
        if (settings != null) {
            long now = call.clock().millis();
            recovery.recoveryPeriodInDays(settings.days())
                    .earliestRestorableDateTime(Instant.ofEpochMilli(settings.earliestMillis(now)))
                    .latestRestorableDateTime(Instant.ofEpochMilli(now));
        }
        return ContinuousBackupsDescription.builder()
                .continuousBackupsStatus(ContinuousBackupsStatus.ENABLED)
                .pointInTimeRecoveryDescription(recovery.build())
                .build();
    }

    @Override
    public RestoreTableToPointInTimeResponse restoreTableToPointInTime(RestoreTableToPointInTimeRequest request) {
        boolean latest = Boolean.TRUE.equals(request.useLatestRestorableTime());
        if (request.sourceTableArn() == null && request.sourceTableName() == null) {
            throw DynamoDbErrors.validation("Either SourceTableArn or SourceTableName must be specified");
        }
        if (latest == (request.restoreDateTime() != null)) {
            throw DynamoDbErrors.validation(
                    latest
                            ? "Only one of RestoreDateTime and UseLatestRestorableTime can be specified"
                            : "Either RestoreDateTime or UseLatestRestorableTime must be specified");
        }
        TableInfo source = source(request);
        RecoverySettings settings = source.get(RecoverySettings.SECTION);
        if (settings == null) {
            throw BackupErrors.recoveryUnavailable(source.name());
        }
        long now = call.clock().millis();
        if (!latest && !settings.reaches(request.restoreDateTime(), now)) {
            throw BackupErrors.invalidRestoreTime();
        }
        long time = latest ? now : request.restoreDateTime().toEpochMilli();
        Restoration restoration = new Restoration(parts, call);
        restoration.checkTarget(request.targetTableName());
        RestoreDesign design = new RestoreDesign(
                source,
                new RestoreDesign.Overrides(
                        request.billingModeOverride(),
                        request.provisionedThroughputOverride(),
                        request.onDemandThroughputOverride(),
                        request.hasGlobalSecondaryIndexOverride() ? request.globalSecondaryIndexOverride() : null,
                        request.hasLocalSecondaryIndexOverride() ? request.localSecondaryIndexOverride() : null,
                        request.sseSpecificationOverride()));
        TableInfo table = restoration.create(
                request.targetTableName(),
                design,
                new RestoreSettings(source.arn(), null, time, true),
                Locks.NONE,
                tx -> {});
        return RestoreTableToPointInTimeResponse.builder()
                .tableDescription(parts.tables().describe(call.scope(), table))
                .build();
    }

    /** The table restored from, which may be of another region. */
    private TableInfo source(RestoreTableToPointInTimeRequest request) {
        String arn = request.sourceTableArn();
        if (arn == null) {
            TableRef ref = TableRef.of(call, request.sourceTableName());
            return require(ref.scope(), ref.name());
        }
        String[] fields = arn.split(":", 6);
        if (fields.length < 6
                || !fields[1].equals(call.partition())
                || !fields[2].equals("dynamodb")
                || !fields[4].equals(call.account())
                || !fields[5].startsWith("table/")) {
            throw DynamoDbErrors.validation("Invalid table ARN");
        }
        String name = fields[5].substring("table/".length());
        TableRef.checkName(name);
        if (request.sourceTableName() != null && !request.sourceTableName().equals(name)) {
            throw DynamoDbErrors.validation("SourceTableName and SourceTableArn are not of the same table");
        }
        return require(call.scope(fields[4], fields[3]), name);
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}
