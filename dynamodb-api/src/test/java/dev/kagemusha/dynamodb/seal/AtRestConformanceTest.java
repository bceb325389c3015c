package dev.kagemusha.dynamodb.seal;

import dev.kagemusha.testing.RunningServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Looks for what items hold in every byte that is written. */
@SuppressWarnings("unchecked") // the SDK's varargs of consumers
class AtRestConformanceTest {
    private static final String SECRET = "Kumquat-Marmelade-7041";
    private static final String NAME = "nameOfAnAttribute";

    @TempDir
    private Path directory;

    private RunningServer start() {
        return RunningServer.withFlags("data-dir", directory.toString()).start();
    }

    @Test
    void noValueIsPlainInAnyFile() {
        String backup;
        try (RunningServer server = start();
                DynamoDbClient client = server.client(DynamoDbClient.builder())) {
            create(client);
            client.updateContinuousBackups(r ->
                    r.tableName("sealed").pointInTimeRecoverySpecification(p -> p.pointInTimeRecoveryEnabled(true)));
            client.updateTimeToLive(r -> r.tableName("sealed")
                    .timeToLiveSpecification(t -> t.attributeName("ends").enabled(true)));
            for (int i = 0; i < 20; i++) {
                Map<String, AttributeValue> item = item(i);
                client.putItem(r -> r.tableName("sealed").item(item));
            }
            client.updateItem(r -> r.tableName("sealed")
                    .key(Map.of("pk", AttributeValue.fromS("k1")))
                    .updateExpression("SET more = :m")
                    .expressionAttributeValues(Map.of(":m", AttributeValue.fromS("more " + SECRET))));
            client.deleteItem(r -> r.tableName("sealed").key(Map.of("pk", AttributeValue.fromS("k2"))));
            client.transactWriteItems(r -> r.clientRequestToken("once")
                    .transactItems(t -> t.put(
                            Put.builder().tableName("sealed").item(item(30)).build())));
            backup = client.createBackup(r -> r.tableName("sealed").backupName("kept"))
                    .backupDetails()
                    .backupArn();
            client.restoreTableToPointInTime(
                    r -> r.sourceTableName("sealed").targetTableName("again").useLatestRestorableTime(true));
            server.advance(Duration.ofSeconds(1));
            assertThat(client.scan(r -> r.tableName("again")).count()).isEqualTo(20);
        }
        assertThat(filesWith("k1"))
                .as("keys may be plain, so the search does find what is there")
                .isNotEmpty();
        assertThat(filesWith(SECRET)).isEmpty();
        assertThat(filesWith(NAME)).isEmpty();
        try (RunningServer server = start();
                DynamoDbClient client = server.client(DynamoDbClient.builder())) {
            client.deleteTable(r -> r.tableName("sealed"));
            client.restoreTableFromBackup(r -> r.backupArn(backup).targetTableName("sealed"));
            server.advance(Duration.ofSeconds(1));
            assertThat(client.scan(r -> r.tableName("sealed").indexName("by-rank"))
                            .items())
                    .hasSize(20)
                    .allSatisfy(item -> assertThat(item).containsEntry(NAME, AttributeValue.fromS(SECRET)));
            assertThat(client.getItem(r -> r.tableName("sealed").key(Map.of("pk", AttributeValue.fromS("k1"))))
                            .item())
                    .containsEntry("more", AttributeValue.fromS("more " + SECRET));
        }
        assertThat(filesWith(SECRET)).isEmpty();
    }

    private static void create(DynamoDbClient client) {
        client.createTable(r -> r.tableName("sealed")
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(
                        a -> a.attributeName("pk").attributeType(ScalarAttributeType.S),
                        a -> a.attributeName("rank").attributeType(ScalarAttributeType.N))
                .keySchema(k -> k.attributeName("pk").keyType(KeyType.HASH))
                .globalSecondaryIndexes(i -> i.indexName("by-rank")
                        .keySchema(k -> k.attributeName("rank").keyType(KeyType.HASH))
                        .projection(p -> p.projectionType(ProjectionType.ALL)))
                .streamSpecification(s -> s.streamEnabled(true).streamViewType(StreamViewType.NEW_AND_OLD_IMAGES)));
    }

    private static Map<String, AttributeValue> item(int number) {
        return Map.of(
                "pk",
                AttributeValue.fromS("k" + number),
                "rank",
                AttributeValue.fromN(Integer.toString(number)),
                "ends",
                AttributeValue.fromN("99999999999"),
                NAME,
                AttributeValue.fromS(SECRET),
                "deep",
                AttributeValue.fromM(
                        Map.of("list", AttributeValue.fromL(List.of(AttributeValue.fromS("in a list: " + SECRET))))));
    }

    private List<Path> filesWith(String text) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> contains(file, text))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean contains(Path file, String text) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
