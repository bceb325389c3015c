package dev.kagemusha.dynamodb.movement;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import dev.kagemusha.dynamodb.backup.BackupErrors;
import dev.kagemusha.dynamodb.backup.RecoverySettings;
import dev.kagemusha.dynamodb.request.TableRef;
import dev.kagemusha.dynamodb.table.TableInfo;
import dev.kagemusha.service.Call;
import dev.kagemusha.state.Cursor;
import dev.kagemusha.state.KeyRange;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.DescribeExportRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeExportResponse;
import software.amazon.awssdk.services.dynamodb.model.ExportDescription;
import software.amazon.awssdk.services.dynamodb.model.ExportFormat;
import software.amazon.awssdk.services.dynamodb.model.ExportStatus;
import software.amazon.awssdk.services.dynamodb.model.ExportSummary;
import software.amazon.awssdk.services.dynamodb.model.ExportTableToPointInTimeRequest;
import software.amazon.awssdk.services.dynamodb.model.ExportTableToPointInTimeResponse;
import software.amazon.awssdk.services.dynamodb.model.ExportType;
import software.amazon.awssdk.services.dynamodb.model.ExportViewType;
import software.amazon.awssdk.services.dynamodb.model.IncrementalExportSpecification;
import software.amazon.awssdk.services.dynamodb.model.ListExportsRequest;
import software.amazon.awssdk.services.dynamodb.model.ListExportsResponse;
import software.amazon.awssdk.services.dynamodb.model.S3SseAlgorithm;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Exports of tables that can be recovered: whole as of a time, or what changed between two times. */
public final class Exports implements DynamoDbClient {
    private static final int PAGE = 25;
    private static final Duration SHORTEST = Duration.ofMinutes(15);
    private static final Duration LONGEST = Duration.ofHours(24);
    private static final Duration TOKENS_LIVE = Duration.ofHours(8);

    private final MovementParts parts;
    private final Call call;

    public Exports(MovementParts parts, Call call) {
        this.parts = parts;
        this.call = call;
    }

    @Override
    public ExportTableToPointInTimeResponse exportTableToPointInTime(ExportTableToPointInTimeRequest request) {
        TableRef ref = TableRef.of(call, request.tableArn());
        TableInfo table = parts.catalog().find(ref.scope(), ref.name());
        if (table == null) {
            throw BackupErrors.tableNotFound(ref.name());
        }
        RecoverySettings recovery = table.get(RecoverySettings.SECTION);
        if (recovery == null) {
            throw BackupErrors.recoveryUnavailable(ref.name());
        }
        Instant now = Instant.ofEpochMilli(call.clock().millis());
        ExportDescription asked = describe(request, table, now);
        ExportDescription known = sameToken(ref, asked, now);
        if (known == null) {
            checkTime(asked.exportTime(), recovery, now);
            if (asked.incrementalExportSpecification() != null) {
                checkPeriod(asked.incrementalExportSpecification(), recovery, now);
            }
            known = parts.exports().begin(ref.scope(), call, table, asked);
        }
        return ExportTableToPointInTimeResponse.builder()
                .exportDescription(known)
                .build();
    }

    private static ExportDescription describe(ExportTableToPointInTimeRequest request, TableInfo table, Instant now) {
        ExportType type = request.exportType() == null ? ExportType.FULL_EXPORT : request.exportType();
        IncrementalExportSpecification period = request.incrementalExportSpecification();
        if (type == ExportType.FULL_EXPORT && period != null) {
            throw DynamoDbErrors.validation(
                    "IncrementalExportSpecification can only be specified when ExportType is INCREMENTAL_EXPORT");
        }
        if (type == ExportType.INCREMENTAL_EXPORT) {
            if (period == null || period.exportFromTime() == null) {
                throw DynamoDbErrors.validation(
                        "IncrementalExportSpecification with ExportFromTime must be specified when ExportType is"
                                + " INCREMENTAL_EXPORT");
            }
            if (request.exportTime() != null) {
                throw DynamoDbErrors.validation("ExportTime can only be specified when ExportType is FULL_EXPORT");
            }
            period = period.toBuilder()
                    .exportToTime(period.exportToTime() == null ? now : period.exportToTime())
                    .exportViewType(
                            period.exportViewType() == null
                                    ? ExportViewType.NEW_AND_OLD_IMAGES
                                    : period.exportViewType())
                    .build();
        }
        if (request.s3SseKmsKeyId() != null && request.s3SseAlgorithm() != S3SseAlgorithm.KMS) {
            throw DynamoDbErrors.validation("S3SseKmsKeyId can only be specified when S3SseAlgorithm is KMS");
        }
        ExportDescription.Builder description = ExportDescription.builder()
                .exportStatus(ExportStatus.IN_PROGRESS)
                .startTime(now)
                .tableArn(table.arn())
                .tableId(table.uuid())
                .clientToken(request.clientToken())
                .s3Bucket(request.s3Bucket())
                .s3BucketOwner(request.s3BucketOwner())
                .s3Prefix(request.s3Prefix())
                .s3SseAlgorithm(request.s3SseAlgorithm() == null ? S3SseAlgorithm.AES256 : request.s3SseAlgorithm())
                .s3SseKmsKeyId(request.s3SseKmsKeyId())
                .exportFormat(request.exportFormat() == null ? ExportFormat.DYNAMODB_JSON : request.exportFormat())
                .exportType(type);
        return type == ExportType.FULL_EXPORT
                ? description
                        .exportTime(request.exportTime() == null ? now : request.exportTime())
                        .build()
                : description.incrementalExportSpecification(period).build();
    }

    private static void checkTime(@Nullable Instant time, RecoverySettings recovery, Instant now) {
        if (time != null && !recovery.reaches(time, now.toEpochMilli())) {
            throw MovementErrors.invalidExportTime();
        }
    }

    private static void checkPeriod(IncrementalExportSpecification period, RecoverySettings recovery, Instant now) {
        checkTime(period.exportFromTime(), recovery, now);
        checkTime(period.exportToTime(), recovery, now);
        Duration length = Duration.between(period.exportFromTime(), period.exportToTime());
        if (length.compareTo(SHORTEST) < 0 || length.compareTo(LONGEST) > 0) {
            throw DynamoDbErrors.validation(
                    "The period between ExportFromTime and ExportToTime must be between 15 minutes and 24 hours");
        }
    }

    /** The export that a request with this token began within the last eight hours. */
    private @Nullable ExportDescription sameToken(TableRef ref, ExportDescription asked, Instant now) {
        if (asked.clientToken() == null) {
            return null;
        }
        Instant since = now.minus(TOKENS_LIVE);
        for (Task task : find(ref.scope(), TaskRows.ofTable(ref.name()), null, Integer.MAX_VALUE)) {
            ExportDescription known = Descriptions.ofExport(task);
            if (asked.clientToken().equals(known.clientToken())
                    && known.startTime().isAfter(since)) {
                if (!isSame(asked, known)) {
                    throw MovementErrors.exportConflict();
                }
                return known;
            }
        }
        return null;
    }

    private static boolean isSame(ExportDescription one, ExportDescription other) {
        return one.s3Bucket().equals(other.s3Bucket())
                && Objects.equals(one.s3Prefix(), other.s3Prefix())
                && Objects.equals(one.s3BucketOwner(), other.s3BucketOwner())
                && one.exportFormat() == other.exportFormat()
                && one.exportType() == other.exportType()
                && one.s3SseAlgorithm() == other.s3SseAlgorithm()
                && Objects.equals(one.s3SseKmsKeyId(), other.s3SseKmsKeyId());
    }

    private List<Task> find(int scope, byte @Nullable [] prefix, byte @Nullable [] after, int limit) {
        KeyRange range =
                KeyRange.between(after == null ? prefix : after, prefix == null ? null : KeyRange.after(prefix));
        return parts.store().read(view -> {
            List<Task> found = new ArrayList<>();
            try (Cursor<TaskRows.Name, Task> rows = view.range(TaskRows.EXPORTS, scope, range)) {
                while (found.size() < limit && rows.next()) {
                    found.add(rows.value());
                }
            }
            return found;
        });
    }

    @Override
    public DescribeExportResponse describeExport(DescribeExportRequest request) {
        TaskArn arn = TaskArn.of(call, request.exportArn(), "export");
        Task task = arn == null
                ? null
                : parts.store()
                        .read(view ->
                                view.get(TaskRows.EXPORTS, arn.scope(), new TaskRows.Name(arn.table(), arn.id())));
        if (task == null) {
            throw MovementErrors.exportNotFound(request.exportArn());
        }
        return DescribeExportResponse.builder()
                .exportDescription(Descriptions.ofExport(task))
                .build();
    }

    @Override
    public ListExportsResponse listExports(ListExportsRequest request) {
        int limit = request.maxResults() == null ? PAGE : request.maxResults();
        int scope = call.scope();
        byte[] prefix = null;
        if (request.tableArn() != null) {
            TableRef ref = TableRef.of(call, request.tableArn());
            scope = ref.scope();
            prefix = TaskRows.ofTable(ref.name());
        }
        List<Task> found = find(scope, prefix, PageToken.after(request.nextToken()), limit + 1);
        ListExportsResponse.Builder answer = ListExportsResponse.builder();
        if (found.size() > limit) {
            found = found.subList(0, limit);
            Task last = found.getLast();
            answer.nextToken(
                    PageToken.of(TaskRows.key(new TaskRows.Name(last.table().name(), last.id()))));
        }
        List<ExportSummary> summaries = new ArrayList<>();
        for (Task task : found) {
            ExportDescription description = Descriptions.ofExport(task);
            summaries.add(ExportSummary.builder()
                    .exportArn(description.exportArn())
                    .exportStatus(description.exportStatus())
                    .exportType(description.exportType())
                    .build());
        }
        return answer.exportSummaries(summaries).build();
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}
