import com.amazonaws.services.dynamodbv2.streamsadapter.AmazonDynamoDBStreamsAdapterClient;
import com.amazonaws.services.dynamodbv2.streamsadapter.StreamsSchedulerFactory;
import com.amazonaws.services.dynamodbv2.streamsadapter.model.DynamoDBStreamsProcessRecordsInput;
import com.amazonaws.services.dynamodbv2.streamsadapter.polling.DynamoDBStreamsPollingConfig;
import com.amazonaws.services.dynamodbv2.streamsadapter.processor.DynamoDBStreamsShardRecordProcessor;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import software.amazon.kinesis.common.ConfigsBuilder;
import software.amazon.kinesis.common.InitialPositionInStream;
import software.amazon.kinesis.common.InitialPositionInStreamExtended;
import software.amazon.kinesis.coordinator.CoordinatorConfig;
import software.amazon.kinesis.coordinator.Scheduler;
import software.amazon.kinesis.lifecycle.events.InitializationInput;
import software.amazon.kinesis.lifecycle.events.LeaseLostInput;
import software.amazon.kinesis.lifecycle.events.ShardEndedInput;
import software.amazon.kinesis.lifecycle.events.ShutdownRequestedInput;
import software.amazon.kinesis.metrics.NullMetricsFactory;

/**
 * A whole consumer of the Kinesis Client Library over a table's stream: leases, checkpoints and workers live in DynamoDB itself.
 * The first shard is read and closed by an advance of the clock, then its child. Prints "first 10", "ended", "second 20".
 */
public final class KclReader {
    private static final Set<String> SEEN = new ConcurrentSkipListSet<>();
    private static final CountDownLatch ENDED = new CountDownLatch(1);
    private static final int BATCH = 10;

    private static final class Processor implements DynamoDBStreamsShardRecordProcessor {
        @Override
        public void initialize(InitializationInput input) {
            System.out.println("shard " + input.shardId());
        }

        @Override
        public void processRecords(DynamoDBStreamsProcessRecordsInput input) {
            input.records().forEach(record ->
                    SEEN.add(record.getRecord().dynamodb().keys().get("pk").s()));
            if (!input.records().isEmpty()) {
                checkpoint(input.checkpointer()::checkpoint);
            }
        }

        @Override
        public void leaseLost(LeaseLostInput input) {}

        @Override
        public void shardEnded(ShardEndedInput input) {
            checkpoint(input.checkpointer()::checkpoint);
            ENDED.countDown();
        }

        @Override
        public void shutdownRequested(ShutdownRequestedInput input) {}

        private interface Checkpoint {
            void run() throws Exception;
        }

        private static void checkpoint(Checkpoint checkpoint) {
            try {
                checkpoint.run();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    public static void main(String[] arguments) throws Exception {
        URI server = URI.create(arguments[0]);
        StaticCredentialsProvider keys =
                StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test"));
        Region region = Region.US_EAST_1;
        DynamoDbClient tables = DynamoDbClient.builder()
                .endpointOverride(server).region(region).credentialsProvider(keys).build();
        DynamoDbAsyncClient leases = DynamoDbAsyncClient.builder()
                .endpointOverride(server).region(region).credentialsProvider(keys).build();
        DynamoDbStreamsClient streams = DynamoDbStreamsClient.builder()
                .endpointOverride(server).region(region).credentialsProvider(keys).build();
        CloudWatchAsyncClient unused = CloudWatchAsyncClient.builder()
                .endpointOverride(server).region(region).credentialsProvider(keys).build();

        String arn = tables.createTable(r -> r.tableName("kcl")
                        .billingMode(BillingMode.PAY_PER_REQUEST)
                        .keySchema(k -> k.attributeName("pk").keyType(KeyType.HASH))
                        .attributeDefinitions(a -> a.attributeName("pk").attributeType(ScalarAttributeType.S))
                        .streamSpecification(s -> s.streamEnabled(true).streamViewType("NEW_IMAGE")))
                .tableDescription()
                .latestStreamArn();
        put(tables, 0);

        AmazonDynamoDBStreamsAdapterClient adapter = new AmazonDynamoDBStreamsAdapterClient(streams, region);
        ConfigsBuilder configs = new ConfigsBuilder(
                StreamsSchedulerFactory.createSingleStreamTracker(
                        arn,
                        InitialPositionInStreamExtended.newInitialPosition(InitialPositionInStream.TRIM_HORIZON)),
                "kcl-leases",
                adapter,
                leases,
                unused,
                "worker",
                Processor::new);
        CoordinatorConfig coordinator = configs.coordinatorConfig();
        coordinator.clientVersionConfig(CoordinatorConfig.ClientVersionConfig.CLIENT_VERSION_CONFIG_3X);
        coordinator.parentShardPollIntervalMillis(500);
        coordinator.shardConsumerDispatchPollIntervalMillis(200);
        Scheduler scheduler = StreamsSchedulerFactory.createScheduler(
                configs.checkpointConfig(),
                coordinator,
                configs.leaseManagementConfig()
                        .shardSyncIntervalMillis(1_000L)
                        .leasesRecoveryAuditorExecutionFrequencyMillis(1_000L)
                        .leaseAssignmentIntervalMillis(500L)
                        .failoverTimeMillis(2_000),
                configs.lifecycleConfig(),
                configs.metricsConfig().metricsFactory(new NullMetricsFactory()),
                configs.processorConfig(),
                configs.retrievalConfig()
                        .retrievalSpecificConfig(
                                new DynamoDBStreamsPollingConfig(adapter).idleTimeBetweenReadsInMillis(200)),
                adapter);
        Thread worker = new Thread(scheduler);
        worker.setDaemon(true);
        worker.start();

        await(BATCH);
        System.out.println("first " + SEEN.size());
        HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(server.resolve("/_kagemusha/clock"))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString("{\"advance\":\"PT5H\"}"))
                                .build(),
                        HttpResponse.BodyHandlers.discarding());
        put(tables, BATCH);
        if (ENDED.await(60, TimeUnit.SECONDS)) {
            System.out.println("ended");
        }
        await(2 * BATCH);
        System.out.println("second " + SEEN.size());
        System.exit(0);
    }

    private static void put(DynamoDbClient tables, int from) {
        for (int i = from; i < from + BATCH; i++) {
            String key = "k" + i;
            tables.putItem(r -> r.tableName("kcl").item(Map.of("pk", AttributeValue.fromS(key))));
        }
    }

    private static void await(int count) throws InterruptedException {
        for (int i = 0; i < 600 && SEEN.size() < count; i++) {
            Thread.sleep(100);
        }
    }
}
