package dev.kagemusha.dynamodb.movement;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import dev.kagemusha.dynamodb.request.TableRef;
import dev.kagemusha.dynamodb.seal.TableKeys;
import dev.kagemusha.dynamodb.seal.WrappedKey;
import dev.kagemusha.dynamodb.settings.Encryption;
import dev.kagemusha.dynamodb.table.State;
import dev.kagemusha.dynamodb.table.TableInfo;
import dev.kagemusha.service.Call;
import dev.kagemusha.state.Cursor;
import dev.kagemusha.state.KeyRange;
import dev.kagemusha.state.Locks;
import dev.kagemusha.time.Ids;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeImportRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeImportResponse;
import software.amazon.awssdk.services.dynamodb.model.ImportStatus;
import software.amazon.awssdk.services.dynamodb.model.ImportSummary;
import software.amazon.awssdk.services.dynamodb.model.ImportTableDescription;
import software.amazon.awssdk.services.dynamodb.model.ImportTableRequest;
import software.amazon.awssdk.services.dynamodb.model.ImportTableResponse;
import software.amazon.awssdk.services.dynamodb.model.InputCompressionType;
import software.amazon.awssdk.services.dynamodb.model.InputFormat;
import software.amazon.awssdk.services.dynamodb.model.ListImportsRequest;
import software.amazon.awssdk.services.dynamodb.model.ListImportsResponse;
import software.amazon.awssdk.services.dynamodb.model.TableCreationParameters;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Imports from S3 into tables that they create. */
public final class Imports implements DynamoDbClient {
    private static final int PAGE = 25;
    private static final Duration TOKENS_LIVE = Duration.ofHours(8);
    private static final Ids IDS = Ids.secure();

    private final MovementParts parts;
    private final Call call;

    public Imports(MovementParts parts, Call call) {
        this.parts = parts;
        this.call = call;
    }

    @Override
    public ImportTableResponse importTable(ImportTableRequest request) {
        Instant now = call.clock().instant();
        ImportTableDescription known = sameToken(request, now);
        if (known == null) {
            known = begin(request, now);
        }
        return ImportTableResponse.builder().importTableDescription(known).build();
    }

    private @Nullable ImportTableDescription sameToken(ImportTableRequest request, Instant now) {
        if (request.clientToken() == null) {
            return null;
        }
        Instant since = now.minus(TOKENS_LIVE);
        for (Task task : find(null, null, Integer.MAX_VALUE)) {
            ImportTableDescription known = Descriptions.ofImport(task);
            if (request.clientToken().equals(known.clientToken())
                    && known.startTime().isAfter(since)) {
                if (!known.s3BucketSource().equals(request.s3BucketSource())
                        || known.inputFormat() != request.inputFormat()
                        || !known.tableCreationParameters().equals(request.tableCreationParameters())) {
                    throw MovementErrors.importConflict();
                }
                return known;
            }
        }
        return null;
    }

    private ImportTableDescription begin(ImportTableRequest request, Instant now) {
        if (request.inputFormat() != InputFormat.CSV
                && request.inputFormatOptions() != null
                && request.inputFormatOptions().csv() != null) {
            throw DynamoDbErrors.validation("CSV options can only be specified when InputFormat is CSV");
        }
        TableCreationParameters asked = request.tableCreationParameters();
        MovementParts.Design design = parts.design().apply(request(asked));
        if (parts.catalog().find(call.scope(), asked.tableName()) != null) {
            throw DynamoDbErrors.tableExists(asked.tableName());
        }
        String id = ExportWork.id(now);
        UUID uuid = IDS.uuid();
        String arn = TableRef.arn(call, asked.tableName());
        ImportTableDescription description = ImportTableDescription.builder()
                .importArn(arn + "/import/" + id)
                .importStatus(ImportStatus.IN_PROGRESS)
                .tableArn(arn)
                .tableId(uuid.toString())
                .clientToken(request.clientToken())
                .s3BucketSource(request.s3BucketSource())
                .inputFormat(request.inputFormat())
                .inputFormatOptions(request.inputFormatOptions())
                .inputCompressionType(
                        request.inputCompressionType() == null
                                ? InputCompressionType.NONE
                                : request.inputCompressionType())
                .tableCreationParameters(asked)
                .startTime(now)
                .errorCount(0L)
                .processedItemCount(0L)
                .importedItemCount(0L)
                .processedSizeBytes(0L)
                .build();
        int scope = call.scope();
        TableKeys keys = parts.catalog().keys();
        WrappedKey key = keys.generate(call, arn, Encryption.wanted(asked.sseSpecification()));
        TableInfo ignored = parts.catalog()
                .create(
                        scope,
                        asked.tableName(),
                        ids -> Encryption.of(
                                        design.table(call, uuid, ids, new State(TableStatus.CREATING, Long.MAX_VALUE)),
                                        key)
                                .with(ImportSettings.SECTION, new ImportSettings(id)),
                        Locks.NONE,
                        (tx, table) -> {
                            keys.put(tx, scope, table.id(), key);
                            tx.insert(
                                    TaskRows.IMPORTS,
                                    scope,
                                    id,
                                    new Task(
                                            id,
                                            Descriptions.JSON.write(description),
                                            call.caller(),
                                            call.region(),
                                            -1,
                                            0,
                                            table,
                                            List.of()));
                        });
        return description;
    }

    private static CreateTableRequest request(TableCreationParameters asked) {
        return CreateTableRequest.builder()
                .tableName(asked.tableName())
                .attributeDefinitions(asked.attributeDefinitions())
                .keySchema(asked.keySchema())
                .billingMode(asked.billingModeAsString())
                .provisionedThroughput(asked.provisionedThroughput())
                .onDemandThroughput(asked.onDemandThroughput())
                .sseSpecification(asked.sseSpecification())
                .globalSecondaryIndexes(asked.hasGlobalSecondaryIndexes() ? asked.globalSecondaryIndexes() : null)
                .build();
    }

    private List<Task> find(byte @Nullable [] after, @Nullable String tableArn, int limit) {
        return parts.store().read(view -> {
            List<Task> found = new ArrayList<>();
            try (Cursor<String, Task> rows =
                    view.range(TaskRows.IMPORTS, call.scope(), KeyRange.between(after, null))) {
                while (found.size() < limit && rows.next()) {
                    Task task = rows.value();
                    if (tableArn == null || tableArn.equals(task.table().arn())) {
                        found.add(task);
                    }
                }
            }
            return found;
        });
    }

    @Override
    public DescribeImportResponse describeImport(DescribeImportRequest request) {
        TaskArn arn = TaskArn.of(call, request.importArn(), "import");
        Task task = arn == null ? null : parts.store().read(view -> view.get(TaskRows.IMPORTS, arn.scope(), arn.id()));
        if (task == null) {
            throw MovementErrors.importNotFound(request.importArn());
        }
        return DescribeImportResponse.builder()
                .importTableDescription(Descriptions.ofImport(task))
                .build();
    }

    @Override
    public ListImportsResponse listImports(ListImportsRequest request) {
        int limit = request.pageSize() == null ? PAGE : request.pageSize();
        List<Task> found = find(PageToken.after(request.nextToken()), request.tableArn(), limit + 1);
        ListImportsResponse.Builder answer = ListImportsResponse.builder();
        if (found.size() > limit) {
            found = found.subList(0, limit);
            answer.nextToken(PageToken.of(found.getLast().id().getBytes(StandardCharsets.UTF_8)));
        }
        List<ImportSummary> summaries = new ArrayList<>();
        for (Task task : found) {
            ImportTableDescription description = Descriptions.ofImport(task);
            summaries.add(ImportSummary.builder()
                    .importArn(description.importArn())
                    .importStatus(description.importStatus())
                    .tableArn(description.tableArn())
                    .s3BucketSource(description.s3BucketSource())
                    .inputFormat(description.inputFormat())
                    .startTime(description.startTime())
                    .endTime(description.endTime())
                    .build());
        }
        return answer.importSummaryList(summaries).build();
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}
