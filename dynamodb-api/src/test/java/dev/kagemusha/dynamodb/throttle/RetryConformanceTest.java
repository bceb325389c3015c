package dev.kagemusha.dynamodb.throttle;

import dev.kagemusha.testing.RunningServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** The SDK's own retries against real throttling, on a clock that only their waiting moves. */
final class RetryConformanceTest {
    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags().standingStill();

    private static final int BATCH = 25;
    /** With key and names ten write units. */
    private static final String TEN = "x".repeat(10 * 1024 - 20);

    private final List<Duration> waits = new ArrayList<>();

    /** The SDK's backoff without its jitter; instead of sleeping it lets the emulated time pass. */
    private BackoffStrategy emulated() {
        BackoffStrategy backoff =
                BackoffStrategy.exponentialDelayWithoutJitter(Duration.ofSeconds(1), Duration.ofSeconds(20));
        return attempt -> {
            Duration wait = backoff.computeDelay(attempt);
            waits.add(wait);
            SERVER.advance(wait);
            return Duration.ZERO;
        };
    }

    private DynamoDbClient patient() {
        return DynamoDbClient.builder()
                .endpointOverride(SERVER.uri())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .httpClient(UrlConnectionHttpClient.create())
                .overrideConfiguration(o -> o.retryStrategy(StandardRetryStrategy.builder()
                        .maxAttempts(8)
                        .backoffStrategy(emulated())
                        .throttlingBackoffStrategy(emulated())
                        .build()))
                .build();
    }

    private static List<WriteRequest> batch(int number) {
        List<WriteRequest> writes = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            String key = "b" + (number * BATCH + i);
            writes.add(WriteRequest.builder()
                    .putRequest(p -> p.item(Map.of("pk", AttributeValue.fromS(key), "t", AttributeValue.fromS(TEN))))
                    .build());
        }
        return writes;
    }

    @Test
    void drainsAThrottledBatch() {
        try (DynamoDbClient client = patient()) {
            client.createTable(t -> t.tableName("drained")
                    .keySchema(k -> k.attributeName("pk").keyType(KeyType.HASH))
                    .attributeDefinitions(a -> a.attributeName("pk").attributeType(ScalarAttributeType.S))
                    .provisionedThroughput(p -> p.readCapacityUnits(1L).writeCapacityUnits(2L)));
            Instant start = SERVER.server().clock().instant();
            int requests = 0;
            for (int i = 0; i < 4; i++) {
                Map<String, List<WriteRequest>> left = Map.of("drained", batch(i));
                while (!left.isEmpty()) {
                    Map<String, List<WriteRequest>> sent = left;
                    BatchWriteItemResponse written = client.batchWriteItem(b -> b.requestItems(sent));
                    left = written.unprocessedItems();
                    requests++;
                }
            }

            assertThat(client.describeTable(t -> t.tableName("drained")).table().itemCount())
                    .isEqualTo(4 * BATCH);
            // 1,000 units, of which 600 are there and two come in each second; the last item may be let in on a debt.
            Duration took = Duration.between(start, SERVER.server().clock().instant());
            assertThat(took).isBetween(Duration.ofSeconds(195), Duration.ofSeconds(220));
            assertThat(waits.stream().reduce(Duration.ZERO, Duration::plus)).isEqualTo(took);
            assertThat(waits).as("it backs off").contains(Duration.ofSeconds(1), Duration.ofSeconds(2));
            assertThat(requests).as("each gets something done").isLessThanOrEqualTo(4 * BATCH);
        }
    }
}
