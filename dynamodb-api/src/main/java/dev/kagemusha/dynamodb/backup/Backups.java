package dev.kagemusha.dynamodb.backup;

import dev.kagemusha.dynamodb.request.TableRef;
import dev.kagemusha.dynamodb.table.TableInfo;
import dev.kagemusha.service.Call;
import dev.kagemusha.state.Cursor;
import dev.kagemusha.state.KeyRange;
import dev.kagemusha.state.Locks;
import dev.kagemusha.state.Transaction;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BackupDescription;
import software.amazon.awssdk.services.dynamodb.model.BackupStatus;
import software.amazon.awssdk.services.dynamodb.model.BackupSummary;
import software.amazon.awssdk.services.dynamodb.model.BackupType;
import software.amazon.awssdk.services.dynamodb.model.BackupTypeFilter;
import software.amazon.awssdk.services.dynamodb.model.CreateBackupRequest;
import software.amazon.awssdk.services.dynamodb.model.CreateBackupResponse;
import software.amazon.awssdk.services.dynamodb.model.DeleteBackupRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteBackupResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeBackupRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeBackupResponse;
import software.amazon.awssdk.services.dynamodb.model.ListBackupsRequest;
import software.amazon.awssdk.services.dynamodb.model.ListBackupsResponse;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.RestoreTableFromBackupRequest;
import software.amazon.awssdk.services.dynamodb.model.RestoreTableFromBackupResponse;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** On-demand backups, and the system's. */
public final class Backups implements DynamoDbClient {
    private static final int PAGE = 100;

    private final BackupParts parts;
    private final Call call;

    public Backups(BackupParts parts, Call call) {
        this.parts = parts;
        this.call = call;
    }

    @Override
    public CreateBackupResponse createBackup(CreateBackupRequest request) {
        TableRef ref = TableRef.of(call, request.tableName());
        TableInfo table = parts.catalog().find(ref.scope(), ref.name());
        if (table == null) {
            throw BackupErrors.tableNotFound(ref.name());
        }
        checkActive(table);
        try {
            Backup backup = parts.work().begin(ref.scope(), ref.name(), request.backupName(), parts.delay());
            return CreateBackupResponse.builder()
                    .backupDetails(backup.details(BackupStatus.CREATING))
                    .build();
        } catch (ResourceNotFoundException gone) {
            throw BackupErrors.tableNotFound(ref.name());
        }
    }

    private void checkActive(TableInfo table) {
        TableStatus status = table.state().at(call.clock().millis());
        if (status == TableStatus.ARCHIVING || status == TableStatus.ARCHIVED) {
            throw BackupErrors.tableInUse(table.name(), "archived");
        }
        if (status == TableStatus.CREATING || status == TableStatus.DELETING) {
            throw BackupErrors.tableInUse(table.name(), status == TableStatus.CREATING ? "created" : "deleted");
        }
    }

    @Override
    public DescribeBackupResponse describeBackup(DescribeBackupRequest request) {
        Backup backup = find(BackupArn.of(call, request.backupArn()));
        if (backup == null) {
            throw BackupErrors.backupNotFound(request.backupArn());
        }
        return DescribeBackupResponse.builder()
                .backupDescription(describe(backup, backup.status()))
                .build();
    }

    private @Nullable Backup find(BackupArn arn) {
        return parts.store().read(view -> view.get(BackupRows.BACKUPS, arn.scope(), arn.name()));
    }

    private static BackupDescription describe(Backup backup, BackupStatus status) {
        return BackupDescription.builder()
                .backupDetails(backup.details(status))
                .sourceTableDetails(SourceTable.details(backup))
                .sourceTableFeatureDetails(SourceTable.features(backup))
                .build();
    }

    @Override
    public DeleteBackupResponse deleteBackup(DeleteBackupRequest request) {
        BackupArn arn = BackupArn.of(call, request.backupArn());
        Backup deleted = parts.store().write(Locks.of(BackupRows.BACKUPS, arn.scope(), arn.name()), tx -> {
            Backup backup = tx.get(BackupRows.BACKUPS, arn.scope(), arn.name());
            if (backup == null) {
                throw BackupErrors.backupNotFound(request.backupArn());
            }
            if (backup.status() == BackupStatus.CREATING || backup.restores() > 0) {
                throw BackupErrors.backupInUse(request.backupArn());
            }
            BackupWork.remove(tx, arn.scope(), backup);
            return backup;
        });
        return DeleteBackupResponse.builder()
                .backupDescription(describe(deleted, BackupStatus.DELETED))
                .build();
    }

    @Override
    public ListBackupsResponse listBackups(ListBackupsRequest request) {
        int limit = request.limit() == null ? PAGE : request.limit();
        byte[] from = null;
        byte[] to = null;
        int scope = call.scope();
        if (request.tableName() != null) {
            TableRef ref = TableRef.of(call, request.tableName());
            scope = ref.scope();
            from = BackupRows.ofTable(ref.name());
            to = KeyRange.after(from);
        }
        if (request.exclusiveStartBackupArn() != null) {
            byte[] last = BackupRows.key(
                    BackupArn.of(call, request.exclusiveStartBackupArn()).name());
            from = java.util.Arrays.copyOf(last, last.length + 1);
        }
        KeyRange range = KeyRange.between(from, to);
        int in = scope;
        List<Backup> found = parts.store().read(view -> {
            List<Backup> backups = new ArrayList<>();
            try (Cursor<BackupRows.Name, Backup> rows = view.range(BackupRows.BACKUPS, in, range)) {
                while (backups.size() <= limit && rows.next()) {
                    Backup backup = rows.value();
                    if (matches(request, backup)) {
                        backups.add(backup);
                    }
                }
            }
            return backups;
        });
        ListBackupsResponse.Builder answer = ListBackupsResponse.builder();
        if (found.size() > limit) {
            found = found.subList(0, limit);
            answer.lastEvaluatedBackupArn(found.getLast().arn());
        }
        List<BackupSummary> summaries = new ArrayList<>();
        for (Backup backup : found) {
            summaries.add(summary(backup));
        }
        return answer.backupSummaries(summaries).build();
    }

    private static boolean matches(ListBackupsRequest request, Backup backup) {
        Instant created = Instant.ofEpochMilli(backup.createdMillis());
        return isOfType(backup.type(), request.backupType())
                && (request.timeRangeLowerBound() == null || !created.isBefore(request.timeRangeLowerBound()))
                && (request.timeRangeUpperBound() == null || created.isBefore(request.timeRangeUpperBound()));
    }

    /** Those made by users unless others are asked for. */
    private static boolean isOfType(BackupType type, @Nullable BackupTypeFilter asked) {
        return asked == BackupTypeFilter.ALL
                || type.toString().equals((asked == null ? BackupTypeFilter.USER : asked).toString());
    }

    private static BackupSummary summary(Backup backup) {
        BackupSummary.Builder summary = BackupSummary.builder()
                .tableName(backup.table())
                .tableId(backup.definition().uuid())
                .tableArn(backup.definition().arn())
                .backupArn(backup.arn())
                .backupName(backup.name())
                .backupCreationDateTime(Instant.ofEpochMilli(backup.createdMillis()))
                .backupStatus(backup.status())
                .backupType(backup.type())
                .backupSizeBytes(backup.bytes());
        if (backup.expiresMillis() != null) {
            summary.backupExpiryDateTime(Instant.ofEpochMilli(backup.expiresMillis()));
        }
        return summary.build();
    }

    @Override
    public RestoreTableFromBackupResponse restoreTableFromBackup(RestoreTableFromBackupRequest request) {
        String arn = request.backupArn();
        BackupActions.requireRestore(call, arn, request.targetTableName());
        BackupArn ref = BackupArn.of(call, arn);
        Backup backup = find(ref);
        if (backup == null) {
            throw BackupErrors.backupNotFound(arn);
        }
        if (backup.status() != BackupStatus.AVAILABLE) {
            throw BackupErrors.backupInUse(arn);
        }
        Restoration restoration = new Restoration(parts, call);
        restoration.checkTarget(request.targetTableName());
        RestoreDesign design = new RestoreDesign(
                backup.definition(),
                new RestoreDesign.Overrides(
                        request.billingModeOverride(),
                        request.provisionedThroughputOverride(),
                        request.onDemandThroughputOverride(),
                        request.hasGlobalSecondaryIndexOverride() ? request.globalSecondaryIndexOverride() : null,
                        request.hasLocalSecondaryIndexOverride() ? request.localSecondaryIndexOverride() : null,
                        request.sseSpecificationOverride()));
        RestoreSettings settings = new RestoreSettings(backup.definition().arn(), arn, backup.createdMillis(), true);
        TableInfo table = restoration.create(
                request.targetTableName(),
                design,
                settings,
                Locks.of(BackupRows.BACKUPS, ref.scope(), ref.name()),
                tx -> hold(tx, ref, arn));
        return RestoreTableFromBackupResponse.builder()
                .tableDescription(parts.tables().describe(call.scope(), table))
                .build();
    }

    /** A backup cannot be deleted while it is restored. */
    private static void hold(Transaction tx, BackupArn ref, String arn) {
        Backup now = tx.get(BackupRows.BACKUPS, ref.scope(), ref.name());
        if (now == null) {
            throw BackupErrors.backupNotFound(arn);
        }
        tx.update(BackupRows.BACKUPS, ref.scope(), ref.name(), now.restores(now.restores() + 1));
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}
