package dev.kagemusha.distribution;

import dev.kagemusha.testing.RunningServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.ReplicationGroupUpdate;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.SSEDescription;
import software.amazon.awssdk.services.dynamodb.model.SSEStatus;
import software.amazon.awssdk.services.dynamodb.model.SSEType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.KeyManagerType;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Tables under keys of KMS, with both services in their places. */
@SuppressWarnings("unchecked") // the SDK's varargs of consumers
class TableKeysTest {
    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags();

    private static final String SECRET = "Kumquat-Marmelade-7041";
    private static final String OTHER = "222222222222";
    private static final Duration KEPT = Duration.ofMinutes(5);

    private final DynamoDbClient dynamo = SERVER.client(DynamoDbClient.builder());
    private final KmsClient kms = SERVER.client(KmsClient.builder());

    private static String key(KmsClient kms) {
        return kms.createKey(r -> {}).keyMetadata().arn();
    }

    private static void create(DynamoDbClient dynamo, String table, String key) {
        dynamo.createTable(r -> r.tableName(table)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(
                        a -> a.attributeName("pk").attributeType(ScalarAttributeType.S),
                        a -> a.attributeName("rank").attributeType(ScalarAttributeType.N))
                .keySchema(k -> k.attributeName("pk").keyType(KeyType.HASH))
                .globalSecondaryIndexes(i -> i.indexName("by-rank")
                        .keySchema(k -> k.attributeName("rank").keyType(KeyType.HASH))
                        .projection(p -> p.projectionType(ProjectionType.ALL)))
                .streamSpecification(s -> s.streamEnabled(true).streamViewType(StreamViewType.NEW_AND_OLD_IMAGES))
                .sseSpecification(s -> s.enabled(true).sseType(SSEType.KMS).kmsMasterKeyId(key)));
    }

    private static Map<String, AttributeValue> id(String pk) {
        return Map.of("pk", AttributeValue.fromS(pk));
    }

    private static Map<String, AttributeValue> item(String pk) {
        return Map.of(
                "pk", AttributeValue.fromS(pk), "rank", AttributeValue.fromN("1"), "v", AttributeValue.fromS(SECRET));
    }

    private static void put(DynamoDbClient dynamo, String table, String pk) {
        dynamo.putItem(r -> r.tableName(table).item(item(pk)));
    }

    private static Map<String, AttributeValue> get(DynamoDbClient dynamo, String table, String pk) {
        return dynamo.getItem(r -> r.tableName(table).key(id(pk))).item();
    }

    private TableDescription describe(String table) {
        return dynamo.describeTable(r -> r.tableName(table)).table();
    }

    private static void refused(Supplier<Object> work, String code, String begin, String end) {
        AwsServiceException refused = catchThrowableOfType(AwsServiceException.class, work::get);
        assertThat(refused.awsErrorDetails().errorCode()).isEqualTo(code);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.awsErrorDetails().errorMessage()).startsWith(begin).endsWith(end);
    }

    private static void disabled(String key, Supplier<Object> work) {
        refused(
                work,
                "ValidationException",
                "KMS key disabled error: com.amazonaws.services.kms.model.DisabledException: " + key
                        + " is disabled. (Service: AWSKMS; Status Code: 400; Error Code: DisabledException; Request ID: ",
                "; Proxy: null)");
    }

    @Test
    void aTableGoesWithItsKeyAndComesBackWithIt() {
        String key = key(kms);
        create(dynamo, "customer", key);
        put(dynamo, "customer", "a");
        assertThat(describe("customer").sseDescription()).satisfies(sse -> {
            assertThat(sse.status()).isEqualTo(SSEStatus.ENABLED);
            assertThat(sse.kmsMasterKeyArn()).isEqualTo(key);
            assertThat(sse.inaccessibleEncryptionDateTime()).isNull();
        });

        kms.disableKey(r -> r.keyId(key));
        assertThat(get(dynamo, "customer", "a")).as("kept for five minutes").isEqualTo(item("a"));
        SERVER.advance(KEPT);

        disabled(key, () -> get(dynamo, "customer", "a"));
        disabled(key, () -> dynamo.putItem(r -> r.tableName("customer").item(item("b"))));
        disabled(key, () -> dynamo.updateItem(r -> r.tableName("customer").key(id("b"))));
        disabled(key, () -> dynamo.deleteItem(r -> r.tableName("customer").key(id("a"))));
        disabled(key, () -> dynamo.scan(r -> r.tableName("customer").indexName("by-rank")));
        disabled(
                key,
                () -> dynamo.query(r -> r.tableName("customer")
                        .keyConditionExpression("pk = :a")
                        .expressionAttributeValues(Map.of(":a", AttributeValue.fromS("a")))));
        disabled(
                key,
                () -> dynamo.batchGetItem(r -> r.requestItems(Map.of(
                        "customer", KeysAndAttributes.builder().keys(id("a")).build()))));
        disabled(
                key,
                () -> dynamo.transactWriteItems(r -> r.transactItems(t -> t.put(
                        Put.builder().tableName("customer").item(item("c")).build()))));
        disabled(key, () -> dynamo.executeStatement(r -> r.statement("SELECT * FROM customer WHERE pk = 'a'")));
        disabled(key, () -> dynamo.executeStatement(r -> r.statement("DELETE FROM customer WHERE pk = 'a'")));
        disabled(key, () -> records("customer"));
        TableDescription gone = describe("customer");
        assertThat(gone.tableStatus()).isEqualTo(TableStatus.INACCESSIBLE_ENCRYPTION_CREDENTIALS);
        assertThat(gone.sseDescription().inaccessibleEncryptionDateTime()).isNotNull();

        kms.enableKey(r -> r.keyId(key));
        assertThat(get(dynamo, "customer", "a")).isEqualTo(item("a"));
        assertThat(get(dynamo, "customer", "b")).isEmpty();
        assertThat(records("customer")).isEqualTo(1);
        assertThat(describe("customer").tableStatus()).isEqualTo(TableStatus.ACTIVE);
        assertThat(describe("customer").sseDescription().inaccessibleEncryptionDateTime())
                .isNull();
    }

    private int records(String table) {
        DynamoDbStreamsClient streams = SERVER.client(DynamoDbStreamsClient.builder());
        String stream = describe(table).latestStreamArn();
        return streams.describeStream(r -> r.streamArn(stream)).streamDescription().shards().stream()
                .map(shard -> streams.getShardIterator(r -> r.streamArn(stream)
                                .shardId(shard.shardId())
                                .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                        .shardIterator())
                .mapToInt(iterator -> streams.getRecords(r -> r.shardIterator(iterator))
                        .records()
                        .size())
                .sum();
    }

    @Test
    void aTableIsArchivedSevenDaysAfterItsKeyHasGone() {
        String key = key(kms);
        create(dynamo, "archived", key);
        put(dynamo, "archived", "a");
        put(dynamo, "archived", "b");
        kms.disableKey(r -> r.keyId(key));
        SERVER.advance(KEPT);
        disabled(key, () -> get(dynamo, "archived", "a"));
        SERVER.advance(Duration.ofDays(7).minusMinutes(1));
        assertThat(describe("archived").tableStatus()).isEqualTo(TableStatus.INACCESSIBLE_ENCRYPTION_CREDENTIALS);
        SERVER.advance(Duration.ofMinutes(2));

        TableDescription gone = describe("archived");
        assertThat(gone.tableStatus()).isEqualTo(TableStatus.ARCHIVED);
        assertThat(gone.archivalSummary().archivalReason()).isEqualTo("INACCESSIBLE_ENCRYPTION_CREDENTIALS");
        String backup = gone.archivalSummary().archivalBackupArn();
        assertThat(gone.archivalSummary().archivalDateTime())
                .isEqualTo(dynamo.describeBackup(b -> b.backupArn(backup))
                        .backupDescription()
                        .backupDetails()
                        .backupCreationDateTime());

        kms.enableKey(r -> r.keyId(key));
        assertThatThrownBy(() -> get(dynamo, "archived", "a")).isInstanceOf(ResourceNotFoundException.class);
        assertThatThrownBy(() -> dynamo.updateTable(u -> u.tableName("archived").deletionProtectionEnabled(true)))
                .isInstanceOf(ResourceInUseException.class);
        dynamo.deleteTable(d -> d.tableName("archived"));
        dynamo.restoreTableFromBackup(r -> r.backupArn(backup).targetTableName("archived"));
        SERVER.advance(Duration.ofSeconds(1)); // until it is filled
        assertThat(get(dynamo, "archived", "a")).isEqualTo(item("a"));
        assertThat(get(dynamo, "archived", "b")).isEqualTo(item("b"));
        assertThat(describe("archived").archivalSummary()).isNull();
    }

    @Test
    void aTableThatNobodyUsesIsArchivedToo() {
        String lost = key(kms);
        String found = key(kms);
        create(dynamo, "unused", lost);
        create(dynamo, "reprieved", found);
        kms.disableKey(r -> r.keyId(lost));
        kms.disableKey(r -> r.keyId(found));
        SERVER.advance(Duration.ofDays(5));
        kms.enableKey(r -> r.keyId(found));
        SERVER.advance(Duration.ofDays(10));

        assertThat(describe("unused").tableStatus()).isEqualTo(TableStatus.ARCHIVED);
        assertThat(describe("reprieved").tableStatus()).isEqualTo(TableStatus.ACTIVE);
    }

    @Test
    void describingATableFindsOutThatItsKeyIsAboutToGo() {
        String key = key(kms);
        create(dynamo, "doomed", key);
        put(dynamo, "doomed", "a");
        kms.scheduleKeyDeletion(r -> r.keyId(key).pendingWindowInDays(7));
        SERVER.advance(KEPT);

        assertThat(describe("doomed").tableStatus()).isEqualTo(TableStatus.INACCESSIBLE_ENCRYPTION_CREDENTIALS);
        refused(
                () -> get(dynamo, "doomed", "a"),
                "ValidationException",
                "KMS validation error: com.amazonaws.services.kms.model.KMSInvalidStateException: " + key
                        + " is pending deletion.",
                "; Proxy: null)");
        kms.cancelKeyDeletion(r -> r.keyId(key));
        kms.enableKey(r -> r.keyId(key));
        assertThat(describe("doomed").tableStatus()).isEqualTo(TableStatus.ACTIVE);
        assertThat(get(dynamo, "doomed", "a")).isEqualTo(item("a"));
    }

    @Test
    void usesTheKeyThatAwsManagesIfNoneIsNamed() {
        create(dynamo, "managed", null);
        put(dynamo, "managed", "a");

        String key = describe("managed").sseDescription().kmsMasterKeyArn();
        assertThat(kms.describeKey(r -> r.keyId("alias/aws/dynamodb")).keyMetadata())
                .satisfies(described -> {
                    assertThat(described.arn()).isEqualTo(key);
                    assertThat(described.keyManager()).isEqualTo(KeyManagerType.AWS);
                });
        SERVER.advance(KEPT);
        assertThat(get(dynamo, "managed", "a")).isEqualTo(item("a"));
    }

    @Test
    void enablingSaysOnlyThatItIsUnderWay() {
        dynamo.createTable(r -> r.tableName("plain")
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(a -> a.attributeName("pk").attributeType(ScalarAttributeType.S))
                .keySchema(k -> k.attributeName("pk").keyType(KeyType.HASH)));
        assertThat(dynamo.updateTable(r -> r.tableName("plain")
                                .sseSpecification(s -> s.enabled(true).sseType(SSEType.KMS)))
                        .tableDescription()
                        .sseDescription())
                .isEqualTo(SSEDescription.builder().status(SSEStatus.UPDATING).build());
        assertThat(describe("plain").sseDescription().kmsMasterKeyArn()).contains(":key/");
    }

    @Test
    void valuesOutliveEveryChangeOfTheKey() {
        String first = key(kms);
        String second = key(kms);
        create(dynamo, "moving", first);
        put(dynamo, "moving", "a");
        kms.rotateKeyOnDemand(r -> r.keyId(first));
        put(dynamo, "moving", "b");
        SERVER.advance(KEPT);
        assertThat(get(dynamo, "moving", "a")).isEqualTo(item("a"));

        encrypt("moving", second);
        kms.disableKey(r -> r.keyId(first));
        SERVER.advance(KEPT);
        assertThat(describe("moving").sseDescription().kmsMasterKeyArn()).isEqualTo(second);
        assertThat(get(dynamo, "moving", "a")).isEqualTo(item("a"));
        refused(
                () -> {
                    encrypt("moving", second);
                    return "";
                },
                "ValidationException",
                "One or more parameter values were invalid: Table is already encrypted with given KMSMasterKeyId.",
                "");

        assertThat(dynamo.updateTable(r -> r.tableName("moving").sseSpecification(s -> s.enabled(false)))
                        .tableDescription()
                        .sseDescription())
                .satisfies(sse -> {
                    assertThat(sse.status()).isEqualTo(SSEStatus.UPDATING);
                    assertThat(sse.kmsMasterKeyArn()).as("that of until now").isEqualTo(second);
                });
        kms.disableKey(r -> r.keyId(second));
        SERVER.advance(KEPT);
        assertThat(describe("moving").sseDescription()).isNull();
        assertThat(get(dynamo, "moving", "b")).isEqualTo(item("b"));
        assertThat(dynamo.scan(r -> r.tableName("moving").indexName("by-rank")).count())
                .isEqualTo(2);
    }

    private void encrypt(String table, String key) {
        dynamo.updateTable(r -> r.tableName(table)
                .sseSpecification(s -> s.enabled(true).sseType(SSEType.KMS).kmsMasterKeyId(key)));
    }

    @Test
    void whoMayUseTheTableMayYetNotUseItsKey() {
        String key = key(kms);
        create(dynamo, "guarded", key);
        put(dynamo, "guarded", "a");
        String arn = describe("guarded").tableArn();
        dynamo.putResourcePolicy(r -> r.resourceArn(arn).policy("""
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "%s"},
                 "Action": "dynamodb:GetItem", "Resource": "%s"}]}""".formatted(OTHER, arn)));
        DynamoDbClient stranger = SERVER.client(DynamoDbClient.builder(), OTHER, "anything");

        refused(
                () -> get(stranger, arn, "a"),
                "AccessDeniedException",
                "KMS key access denied error: com.amazonaws.services.kms.model.AWSKMSException: ",
                "; Proxy: null)");
        assertThat(describe("guarded").tableStatus()).isEqualTo(TableStatus.ACTIVE);
        kms.putKeyPolicy(r -> r.keyId(key).policy("""
                {"Version": "2012-10-17", "Statement": [
                 {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::000000000000:root"},
                  "Action": "kms:*", "Resource": "*"},
                 {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::%s:root"},
                  "Action": "kms:Decrypt", "Resource": "*", "Condition": {"StringEquals": {
                   "kms:EncryptionContext:aws:dynamodb:tableName": "guarded",
                   "kms:ViaService": "dynamodb.us-east-1.amazonaws.com"}}}]}""".formatted(OTHER)));
        assertThat(get(stranger, arn, "a")).isEqualTo(item("a"));
    }

    @Test
    void eachUseOfTheKeyIsOnRecord() throws IOException, InterruptedException {
        String key = key(kms);
        create(dynamo, "recorded", key);
        put(dynamo, "recorded", "a");

        String audit;
        try (HttpClient http = HttpClient.newHttpClient()) {
            audit = http.send(
                            HttpRequest.newBuilder(SERVER.uri().resolve("/_kagemusha/audit"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
        assertThat(List.of(audit.split("\"time\":", -1))).anySatisfy(record -> assertThat(record)
                .contains("\"Decrypt\"", key, "arn:aws:iam::000000000000:root", "aws:dynamodb:tableName", "recorded"));
    }

    @Test
    void grantsItselfTheUseOfTheKeyForTheTable() {
        String key = key(kms);
        create(dynamo, "granted", key);

        assertThat(kms.listGrants(r -> r.keyId(key)).grants()).singleElement().satisfies(grant -> {
            assertThat(grant.granteePrincipal()).isEqualTo("dynamodb.us-east-1.amazonaws.com");
            assertThat(grant.constraints().encryptionContextSubset())
                    .containsEntry("aws:dynamodb:tableName", "granted")
                    .containsEntry("aws:dynamodb:subscriberId", "000000000000");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"disabled", "absent", "elsewhere"})
    void makesNoTableUnderAKeyThatCannotBeUsed(String kind) {
        String key =
                switch (kind) {
                    case "disabled" -> key(kms);
                    case "absent" -> "alias/nowhere";
                    default -> key(kms).replace("us-east-1", "eu-west-1");
                };
        if (kind.equals("disabled")) {
            kms.disableKey(r -> r.keyId(key));
        }
        refused(
                () -> {
                    create(dynamo, "never", key);
                    return "";
                },
                "ValidationException",
                kind.equals("disabled") ? "KMS key disabled error: " : "KMS validation error: ",
                "; Proxy: null)");
        assertThat(dynamo.listTables().tableNames()).doesNotContain("never");
    }

    @Test
    void backupsStaySealedAndOpenWithTheKey() {
        String key = key(kms);
        create(dynamo, "backed", key);
        put(dynamo, "backed", "a");
        String backup = dynamo.createBackup(r -> r.tableName("backed").backupName("kept"))
                .backupDetails()
                .backupArn();
        SERVER.advance(Duration.ofSeconds(1));
        dynamo.deleteTable(r -> r.tableName("backed"));
        dynamo.restoreTableFromBackup(r -> r.backupArn(backup).targetTableName("restored"));
        SERVER.advance(KEPT);

        assertThat(get(dynamo, "restored", "a")).isEqualTo(item("a"));
        assertThat(describe("restored").sseDescription().kmsMasterKeyArn()).isEqualTo(key);
    }

    @Test
    void backgroundWorkGoesOnAfterARestartAndNothingIsPlain(@TempDir Path directory) throws IOException {
        String key;
        try (RunningServer server = RunningServer.withFlags("data-dir", directory.toString())
                        .start();
                DynamoDbClient client = server.client(DynamoDbClient.builder());
                KmsClient keys = server.client(KmsClient.builder())) {
            key = key(keys);
            create(client, "lasting", key);
            client.updateTimeToLive(r -> r.tableName("lasting")
                    .timeToLiveSpecification(t -> t.attributeName("rank").enabled(true)));
            put(client, "lasting", "a");
            long soon = System.currentTimeMillis() / 1000 + 3600;
            client.putItem(r -> r.tableName("lasting")
                    .item(Map.of(
                            "pk", AttributeValue.fromS("b"),
                            "rank", AttributeValue.fromN(Long.toString(soon)),
                            "v", AttributeValue.fromS(SECRET))));
        }
        assertThat(files(directory, "lasting")).isNotZero();
        assertThat(files(directory, SECRET)).isZero();
        try (RunningServer server = RunningServer.withFlags("data-dir", directory.toString())
                        .start();
                DynamoDbClient client = server.client(DynamoDbClient.builder());
                KmsClient keys = server.client(KmsClient.builder())) {
            server.advance(Duration.ofDays(3));
            assertThat(get(client, "lasting", "b")).isEmpty();
            assertThat(get(client, "lasting", "a")).isEqualTo(item("a"));
            keys.disableKey(r -> r.keyId(key));
        }
        try (RunningServer server = RunningServer.withFlags("data-dir", directory.toString())
                        .start();
                DynamoDbClient client = server.client(DynamoDbClient.builder())) {
            disabled(key, () -> get(client, "lasting", "a"));
        }
        assertThat(files(directory, SECRET)).isZero();
    }

    @Test
    void workThatNeedsTheKeyWaitsForIt() {
        String key = key(kms);
        create(dynamo, "waiting", key);
        dynamo.updateTimeToLive(r -> r.tableName("waiting")
                .timeToLiveSpecification(t -> t.attributeName("ends").enabled(true)));
        long soon = describe("waiting").creationDateTime().getEpochSecond() + 3600;
        dynamo.putItem(r -> r.tableName("waiting")
                .item(Map.of("pk", AttributeValue.fromS("a"), "ends", AttributeValue.fromN(Long.toString(soon)))));
        kms.disableKey(r -> r.keyId(key));

        SERVER.advance(Duration.ofDays(2));
        disabled(key, () -> get(dynamo, "waiting", "a"));
        kms.enableKey(r -> r.keyId(key));
        SERVER.advance(Duration.ofMinutes(5));
        assertThat(get(dynamo, "waiting", "a")).isEmpty();
        assertThat(records("waiting")).as("the record of its deletion is new").isEqualTo(1);
    }

    private static long files(Path directory, String text) throws IOException {
        long found = 0;
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                found += new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text) ? 1 : 0;
            }
        }
        return found;
    }

    private static <B extends AwsClientBuilder<B, C>, C> C frankfurt(B builder) {
        return builder.endpointOverride(SERVER.uri())
                .region(Region.EU_CENTRAL_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .build();
    }

    private void replicate(String table, @Nullable String key) {
        dynamo.updateTable(r -> r.tableName(table)
                .replicaUpdates(ReplicationGroupUpdate.builder()
                        .create(c -> c.regionName("eu-central-1").kmsMasterKeyId(key))
                        .build()));
        SERVER.advance(Duration.ofMillis(1));
    }

    @Test
    void replicasAreUnderKeysOfTheirOwnRegions() {
        DynamoDbClient there = frankfurt(DynamoDbClient.builder());
        KmsClient kmsThere = frankfurt(KmsClient.builder());
        create(dynamo, "replicated", key(kms));
        put(dynamo, "replicated", "a");
        refused(
                () -> {
                    replicate("replicated", null);
                    return "made";
                },
                "ValidationException",
                "One or more parameter values were invalid: ",
                "KMSMasterKeyId must be specified for each replica.");
        String key = key(kmsThere);
        replicate("replicated", key);
        assertThat(describe("replicated").replicas().getFirst().kmsMasterKeyId())
                .isEqualTo(key);
        assertThat(there.describeTable(r -> r.tableName("replicated"))
                        .table()
                        .sseDescription()
                        .kmsMasterKeyArn())
                .isEqualTo(key);
        assertThat(get(there, "replicated", "a")).isEqualTo(item("a"));
        put(there, "replicated", "b");
        SERVER.advance(Duration.ofMillis(1));
        assertThat(get(dynamo, "replicated", "b")).isEqualTo(item("b"));

        refused(
                () -> dynamo.updateTable(r -> r.tableName("replicated")
                        .sseSpecification(
                                s -> s.enabled(true).sseType(SSEType.KMS).kmsMasterKeyId(key(kms)))),
                "ValidationException",
                "Invalid operation: Customer Managed CMKs on Global Table Version 2019.11.21 replicas cannot be updated",
                "can only be updated through ReplicaUpdates parameter");
        String other = key(kmsThere);
        String own = key(kms);
        dynamo.updateTable(r -> r.tableName("replicated")
                .sseSpecification(s -> s.enabled(true).sseType(SSEType.KMS).kmsMasterKeyId(own))
                .replicaUpdates(ReplicationGroupUpdate.builder()
                        .update(u -> u.regionName("eu-central-1").kmsMasterKeyId(other))
                        .build()));
        assertThat(describe("replicated").sseDescription().kmsMasterKeyArn()).isEqualTo(own);
        assertThat(describe("replicated").replicas().getFirst().kmsMasterKeyId())
                .isEqualTo(other);
        kmsThere.disableKey(r -> r.keyId(key));
        SERVER.advance(KEPT);
        assertThat(get(there, "replicated", "a")).isEqualTo(item("a"));

        dynamo.updateTable(r -> r.tableName("replicated").sseSpecification(s -> s.enabled(false)));
        assertThat(there.describeTable(r -> r.tableName("replicated")).table().sseDescription())
                .as("all replicas have the same kind of key")
                .isNull();
        kmsThere.disableKey(r -> r.keyId(other));
        SERVER.advance(KEPT);
        assertThat(get(there, "replicated", "b")).isEqualTo(item("b"));
    }
}
