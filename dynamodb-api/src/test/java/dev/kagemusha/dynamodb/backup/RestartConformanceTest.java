package dev.kagemusha.dynamodb.backup;

import dev.kagemusha.testing.RunningServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.PutRequest;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** Background work goes on where it was when the server stopped. */
class RestartConformanceTest {
    private static final int ITEMS = 4_000;

    @TempDir
    private Path directory;

    private RunningServer start() {
        return RunningServer.withFlags("data-dir", directory.toString(), "dynamodb-throttling", "off")
                .start();
    }

    @Test
    void goesOnWithARestoreAfterARestart() {
        try (RunningServer server = start();
                DynamoDbClient client = server.client(DynamoDbClient.builder())) {
            Tables.create(client, "before");
            client.updateContinuousBackups(r ->
                    r.tableName("before").pointInTimeRecoverySpecification(p -> p.pointInTimeRecoveryEnabled(true)));
            for (int i = 0; i < ITEMS; i += 25) {
                List<WriteRequest> batch = new ArrayList<>();
                for (int j = i; j < i + 25; j++) {
                    batch.add(put(j));
                }
                client.batchWriteItem(r -> r.requestItems(Map.of("before", batch)));
            }
            client.restoreTableToPointInTime(
                    r -> r.sourceTableName("before").targetTableName("after").useLatestRestorableTime(true));
            Tables.put(client, "before", "k1", -1);
        }
        try (RunningServer server = start();
                DynamoDbClient client = server.client(DynamoDbClient.builder())) {
            assertThat(client.listTables().tableNames()).contains("after");
            Tables.settle(server);
            assertThat(Tables.all(client, "after", true))
                    .hasSize(ITEMS)
                    .containsEntry("k1", 1L)
                    .isEqualTo(Tables.all(client, "after", false));
        }
    }

    private static WriteRequest put(int number) {
        return WriteRequest.builder()
                .putRequest(PutRequest.builder()
                        .item(Map.of(
                                "pk", AttributeValue.fromS("k" + number),
                                "v", AttributeValue.fromN(Integer.toString(number))))
                        .build())
                .build();
    }
}
