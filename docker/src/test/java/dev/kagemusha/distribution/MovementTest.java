package dev.kagemusha.distribution;

import com.github.luben.zstd.Zstd;
import dev.kagemusha.testing.RunningServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.ExportDescription;
import software.amazon.awssdk.services.dynamodb.model.ExportFormat;
import software.amazon.awssdk.services.dynamodb.model.ExportStatus;
import software.amazon.awssdk.services.dynamodb.model.ExportTableToPointInTimeRequest;
import software.amazon.awssdk.services.dynamodb.model.ExportType;
import software.amazon.awssdk.services.dynamodb.model.ImportStatus;
import software.amazon.awssdk.services.dynamodb.model.ImportTableDescription;
import software.amazon.awssdk.services.dynamodb.model.ImportTableRequest;
import software.amazon.awssdk.services.dynamodb.model.InputCompressionType;
import software.amazon.awssdk.services.dynamodb.model.InputFormat;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

import static dev.kagemusha.testing.AwsErrors.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

/** Exports to S3 and imports from it, with both services in their places. */
class MovementTest {
    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags();

    private final DynamoDbClient client = SERVER.client(DynamoDbClient.builder());
    private final S3Client s3 = SERVER.client(S3Client.builder().forcePathStyle(true));

    private String create(String name) {
        String arn = client.createTable(r -> r.tableName(name)
                        .billingMode(BillingMode.PAY_PER_REQUEST)
                        .attributeDefinitions(key())
                        .keySchema(schema()))
                .tableDescription()
                .tableArn();
        client.updateContinuousBackups(
                r -> r.tableName(name).pointInTimeRecoverySpecification(p -> p.pointInTimeRecoveryEnabled(true)));
        return arn;
    }

    private static AttributeDefinition key() {
        return AttributeDefinition.builder()
                .attributeName("pk")
                .attributeType(ScalarAttributeType.S)
                .build();
    }

    private static KeySchemaElement schema() {
        return KeySchemaElement.builder()
                .attributeName("pk")
                .keyType(KeyType.HASH)
                .build();
    }

    private void put(String table, String pk, Map<String, AttributeValue> more) {
        Map<String, AttributeValue> item = new HashMap<>(more);
        item.put("pk", AttributeValue.fromS(pk));
        client.putItem(r -> r.tableName(table).item(item));
    }

    private static Map<String, AttributeValue> everyType() {
        return Map.of(
                "n", AttributeValue.fromN("-1.5E-10"),
                "b", AttributeValue.fromB(SdkBytes.fromByteArray(new byte[] {0, 1, -1})),
                "t", AttributeValue.fromBool(true),
                "nul", AttributeValue.fromNul(true),
                "ss", AttributeValue.fromSs(List.of("a", "\"q\"")),
                "ns", AttributeValue.fromNs(List.of("1", "2.5")),
                "bs", AttributeValue.fromBs(List.of(SdkBytes.fromUtf8String("x"))),
                "m", AttributeValue.fromM(Map.of("in", AttributeValue.fromL(List.of(AttributeValue.fromS("ü\n"))))));
    }

    private Map<String, Map<String, AttributeValue>> all(String table) {
        Map<String, Map<String, AttributeValue>> all = new HashMap<>();
        client.scanPaginator(r -> r.tableName(table))
                .items()
                .forEach(item -> all.put(item.get("pk").s(), item));
        return all;
    }

    private ExportDescription export(
            String arn, String bucket, Consumer<ExportTableToPointInTimeRequest.Builder> more) {
        ExportTableToPointInTimeRequest.Builder request =
                ExportTableToPointInTimeRequest.builder().tableArn(arn).s3Bucket(bucket);
        more.accept(request);
        ExportDescription begun =
                client.exportTableToPointInTime(request.build()).exportDescription();
        assertThat(begun.exportStatus()).isEqualTo(ExportStatus.IN_PROGRESS);
        SERVER.advance(Duration.ofMillis(1));
        return client.describeExport(r -> r.exportArn(begun.exportArn())).exportDescription();
    }

    private ImportTableDescription load(
            String bucket, String prefix, String table, Consumer<ImportTableRequest.Builder> more) {
        ImportTableRequest.Builder request = ImportTableRequest.builder()
                .s3BucketSource(s -> s.s3Bucket(bucket).s3KeyPrefix(prefix))
                .inputFormat(InputFormat.DYNAMODB_JSON)
                .tableCreationParameters(t -> t.tableName(table)
                        .billingMode(BillingMode.PAY_PER_REQUEST)
                        .attributeDefinitions(key())
                        .keySchema(schema()));
        more.accept(request);
        String arn =
                client.importTable(request.build()).importTableDescription().importArn();
        SERVER.advance(Duration.ofMillis(1));
        ImportTableDescription loaded =
                client.describeImport(r -> r.importArn(arn)).importTableDescription();
        if (loaded.processedItemCount() > 0) {
            assertThat(client.describeTable(r -> r.tableName(table)).table().tableStatus())
                    .isEqualTo(TableStatus.ACTIVE);
        }
        return loaded;
    }

    private byte[] read(String bucket, String key) {
        return s3.getObjectAsBytes(r -> r.bucket(bucket).key(key)).asByteArray();
    }

    @Test
    void exportsWholeTablesThatImportAsTheyWere() throws Exception {
        String arn = create("moved");
        s3.createBucket(r -> r.bucket("moves"));
        for (int i = 0; i < 250; i++) {
            put("moved", "k" + i, Map.of("i", AttributeValue.fromN("" + i)));
        }
        put("moved", "every", everyType());
        Map<String, Map<String, AttributeValue>> then = all("moved");
        Instant time = client.describeContinuousBackups(r -> r.tableName("moved"))
                .continuousBackupsDescription()
                .pointInTimeRecoveryDescription()
                .latestRestorableDateTime();
        SERVER.advance(Duration.ofMinutes(1));
        put("moved", "later", Map.of());
        client.deleteItem(r -> r.tableName("moved").key(Map.of("pk", AttributeValue.fromS("k1"))));

        for (ExportFormat format : List.of(ExportFormat.DYNAMODB_JSON, ExportFormat.ION)) {
            ExportDescription done =
                    export(arn, "moves", r -> r.exportTime(time).s3Prefix("to").exportFormat(format));
            assertThat(done.failureMessage()).isNull();
            assertThat(done.exportStatus()).isEqualTo(ExportStatus.COMPLETED);
            assertThat(done.itemCount()).isEqualTo(251);
            String id = done.exportArn().substring(done.exportArn().lastIndexOf('/') + 1);
            String folder = "to/AWSDynamoDB/" + id + "/";
            assertThat(done.exportManifest()).isEqualTo(folder + "manifest-summary.json");
            List<String> keys = new ArrayList<>();
            for (S3Object object :
                    s3.listObjectsV2(r -> r.bucket("moves").prefix(folder)).contents()) {
                keys.add(object.key().substring(folder.length()));
            }
            assertThat(keys)
                    .contains(
                            "_started",
                            "manifest-files.checksum",
                            "manifest-files.json",
                            "manifest-summary.checksum",
                            "manifest-summary.json")
                    .anyMatch(key -> key.matches("data/[0-9a-v]{26}\\.(json|ion)\\.gz"));
            byte[] files = read("moves", folder + "manifest-files.json");
            assertThat(read("moves", folder + "manifest-files.checksum"))
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo(Base64.getEncoder()
                            .encodeToString(MessageDigest.getInstance("MD5").digest(files)));
            assertThat(new String(files, StandardCharsets.UTF_8)).contains("\"dataFileS3Key\":\"" + folder + "data/");
            assertThat(new String(read("moves", folder + "manifest-summary.json"), StandardCharsets.UTF_8))
                    .contains("\"outputFormat\":\"" + format + "\"", "\"itemCount\":251", "\"s3Prefix\":\"to\"");

            ImportTableDescription loaded = load("moves", folder + "data/", "loaded-" + format, r -> r.inputFormat(
                            InputFormat.fromValue(format.toString()))
                    .inputCompressionType(InputCompressionType.GZIP));
            assertThat(loaded.importStatus()).isEqualTo(ImportStatus.COMPLETED);
            assertThat(loaded.importedItemCount()).isEqualTo(251);
            assertThat(loaded.errorCount()).isZero();
            assertThat(all("loaded-" + format)).isEqualTo(then);
        }
        assertThat(client.listExports(r -> r.tableArn(arn)).exportSummaries()).hasSize(2);
        var page = client.listExports(r -> r.tableArn(arn).maxResults(1));
        assertThat(client.listExports(r -> r.tableArn(arn).nextToken(page.nextToken()))
                        .exportSummaries())
                .hasSize(1);
        assertThat(client.listImports(r -> {}).importSummaryList()).hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void exportsWhatChangedBetweenTwoTimes() throws IOException {
        String arn = create("changing");
        s3.createBucket(r -> r.bucket("changes"));
        put("changing", "before", Map.of("v", AttributeValue.fromN("1")));
        put("changing", "same", Map.of());
        put("changing", "goes", Map.of());
        SERVER.advance(Duration.ofMinutes(1));
        Instant from = client.describeContinuousBackups(r -> r.tableName("changing"))
                .continuousBackupsDescription()
                .pointInTimeRecoveryDescription()
                .latestRestorableDateTime();
        put("changing", "before", Map.of("v", AttributeValue.fromN("2")));
        put("changing", "before", Map.of("v", AttributeValue.fromN("3")));
        put("changing", "comes", Map.of());
        client.deleteItem(r -> r.tableName("changing").key(Map.of("pk", AttributeValue.fromS("goes"))));
        SERVER.advance(Duration.ofMinutes(20));

        ExportDescription done = export(arn, "changes", r -> r.exportType(ExportType.INCREMENTAL_EXPORT)
                .incrementalExportSpecification(i -> i.exportFromTime(from)));

        assertThat(done.exportStatus()).isEqualTo(ExportStatus.COMPLETED);
        assertThat(done.itemCount()).isEqualTo(3);
        String key = s3.listObjectsV2(r -> r.bucket("changes").prefix("AWSDynamoDB/data/"))
                .contents()
                .getFirst()
                .key();
        String lines = new String(
                new GZIPInputStream(new ByteArrayInputStream(read("changes", key))).readAllBytes(),
                StandardCharsets.UTF_8);
        assertThat(lines.lines())
                .hasSize(3)
                .allMatch(line -> line.startsWith("{\"Metadata\":{\"WriteTimestampMicros\":\""))
                .anyMatch(line -> line.contains("\"Keys\":{\"pk\":{\"S\":\"before\"}}")
                        && line.contains("{\"N\":\"3\"}")
                        && line.contains("{\"N\":\"1\"}")
                        && !line.contains("{\"N\":\"2\"}"))
                .anyMatch(line -> line.contains("\"comes\"") && !line.contains("OldImage"))
                .anyMatch(line -> line.contains("\"goes\"") && !line.contains("NewImage"));
    }

    @Test
    void tellsOfWhatS3Refused() {
        String arn = create("nowhere");

        ExportDescription failed = export(arn, "no-such-bucket-here", r -> {});

        assertThat(failed.exportStatus()).isEqualTo(ExportStatus.FAILED);
        assertThat(failed.failureCode()).isEqualTo("S3NoSuchBucket");
        ImportTableDescription unread = load("no-such-bucket-here", "x", "not-loaded", r -> {});
        assertThat(unread.importStatus()).isEqualTo(ImportStatus.FAILED);
        assertThat(unread.failureCode()).isEqualTo("S3NoSuchBucket");
        assertThat(client.listTables().tableNames()).doesNotContain("not-loaded");
    }

    @Test
    void skipsItemsThatAreNotValidAndTheRestOfFilesThatCannotBeRead() {
        s3.createBucket(r -> r.bucket("faulty"));
        List<String> files = List.of(
                "{\"Item\":{\"pk\":{\"S\":\"a\"}}}\n{\"Item\":{\"other\":{\"S\":\"b\"}}}\n{\"Item\":{\"pk\":{\"S\":\"c\"}}}",
                "{\"Item\":{\"pk\":{\"S\":\"d\"}}}\nno json\n{\"Item\":{\"pk\":{\"S\":\"e\"}}}",
                "{\"Item\":{\"pk\":{\"S\":\"f\"}}}");
        for (int i = 0; i < files.size(); i++) {
            String key = "in/" + i;
            s3.putObject(r -> r.bucket("faulty").key(key), RequestBody.fromString(files.get(i)));
        }
        ImportTableDescription loaded = load("faulty", "in/", "faulty", r -> r.inputFormat(InputFormat.DYNAMODB_JSON));
        assertThat(loaded.importStatus()).isEqualTo(ImportStatus.FAILED);
        assertThat(loaded.failureCode()).isEqualTo("ItemValidationError");
        assertThat(loaded.processedItemCount()).isEqualTo(6);
        assertThat(loaded.importedItemCount()).isEqualTo(4);
        assertThat(loaded.errorCount()).isEqualTo(2);
        assertThat(all("faulty")).containsOnlyKeys("a", "c", "d", "f");

        ImportTableDescription packed = load("faulty", "in/2", "packed", r -> r.inputFormat(InputFormat.DYNAMODB_JSON)
                .inputCompressionType(InputCompressionType.GZIP));
        assertThat(packed.failureCode()).isEqualTo("ItemValidationError");
        assertThat(packed.errorCount()).isEqualTo(1);
    }

    @Test
    void exportsOnceForAToken() {
        String arn = create("tokens");
        s3.createBucket(r -> r.bucket("tokens"));
        ExportDescription first = export(arn, "tokens", r -> r.clientToken("once"));

        assertThat(client.exportTableToPointInTime(
                                r -> r.tableArn(arn).s3Bucket("tokens").clientToken("once"))
                        .exportDescription()
                        .exportArn())
                .isEqualTo(first.exportArn());
        assertRefused(
                () -> client.exportTableToPointInTime(
                        r -> r.tableArn(arn).s3Bucket("others").clientToken("once")),
                "ExportConflictException",
                400,
                "There was a conflict when writing to the specified S3 bucket: the client token was used with other"
                        + " parameters");
    }

    @Test
    void importsCommaSeparatedValuesAndCountsWhatIsNoItem() {
        s3.createBucket(r -> r.bucket("sheets"));
        String text = "pk,note,amount\n"
                + "a,\"one, \"\"two\"\"\nthree\",5\r\n"
                + ",without key,6\n"
                + "b,too,many,fields\n"
                + "c,plain\n";
        s3.putObject(
                r -> r.bucket("sheets").key("in/sheet.csv.zst"),
                RequestBody.fromBytes(Zstd.compress(text.getBytes(StandardCharsets.UTF_8))));

        ImportTableDescription loaded = load("sheets", "in/", "sheet", r -> r.inputFormat(InputFormat.CSV)
                .inputCompressionType(InputCompressionType.ZSTD));

        assertThat(loaded.importStatus()).isEqualTo(ImportStatus.FAILED);
        assertThat(loaded.processedItemCount()).isEqualTo(4);
        assertThat(loaded.importedItemCount()).isEqualTo(2);
        assertThat(loaded.errorCount()).isEqualTo(2);
        assertThat(all("sheet"))
                .isEqualTo(Map.of(
                        "a",
                        Map.of(
                                "pk", AttributeValue.fromS("a"),
                                "note", AttributeValue.fromS("one, \"two\"\nthree"),
                                "amount", AttributeValue.fromS("5")),
                        "c",
                        Map.of("pk", AttributeValue.fromS("c"), "note", AttributeValue.fromS("plain"))));
    }
}
