package dev.kagemusha.dynamodb.stream;

import dev.kagemusha.testing.RunningServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ListStreamsResponse;
import software.amazon.awssdk.services.dynamodb.model.OperationType;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.Shard;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.model.StreamDescription;
import software.amazon.awssdk.services.dynamodb.model.StreamStatus;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import static dev.kagemusha.testing.AwsErrors.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

/** Streams through a real client, from the switch to the trimmed end; long because a shard is read in all its ages. */
class StreamsConformanceTest {
    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags();

    private final DynamoDbClient tables = SERVER.client(DynamoDbClient.builder());
    private final DynamoDbStreamsClient streams = SERVER.client(DynamoDbStreamsClient.builder());
    private final Reader reader = new Reader(streams);

    /** The ARN of the new table's stream. */
    private String create(String name, StreamViewType view) {
        return described(name, view).latestStreamArn();
    }

    private TableDescription described(String name, StreamViewType view) {
        return tables.createTable(r -> r.tableName(name)
                        .billingMode(BillingMode.PAY_PER_REQUEST)
                        .keySchema(k -> k.attributeName("pk").keyType(KeyType.HASH))
                        .attributeDefinitions(a -> a.attributeName("pk").attributeType(ScalarAttributeType.S))
                        .streamSpecification(s -> s.streamEnabled(true).streamViewType(view)))
                .tableDescription();
    }

    private void put(String table, String key, String value) {
        tables.putItem(r -> r.tableName(table).item(Map.of("pk", s(key), "v", s(value))));
    }

    private void delete(String table, String key) {
        tables.deleteItem(r -> r.tableName(table).key(Map.of("pk", s(key))));
    }

    private static AttributeValue s(String text) {
        return AttributeValue.fromS(text);
    }

    private GetRecordsResponse read(String iterator) {
        return streams.getRecords(r -> r.shardIterator(iterator));
    }

    @Test
    void describesTheStreamOfATable() {
        TableDescription created = described("described", StreamViewType.NEW_IMAGE);

        assertThat(created.streamSpecification().streamEnabled()).isTrue();
        assertThat(created.streamSpecification().streamViewType()).isEqualTo(StreamViewType.NEW_IMAGE);
        assertThat(created.latestStreamArn()).isEqualTo(created.tableArn() + "/stream/" + created.latestStreamLabel());
        assertThat(created.latestStreamLabel()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}");
        StreamDescription stream = streams.describeStream(r -> r.streamArn(created.latestStreamArn()))
                .streamDescription();
        assertThat(stream.streamStatus()).isEqualTo(StreamStatus.ENABLED);
        assertThat(stream.streamViewType()).isEqualTo(StreamViewType.NEW_IMAGE);
        assertThat(stream.streamLabel()).isEqualTo(created.latestStreamLabel());
        assertThat(stream.tableName()).isEqualTo("described");
        assertThat(stream.keySchema()).hasSize(1);
        assertThat(stream.creationRequestDateTime()).isNotNull();
        assertThat(stream.shards()).hasSize(1);
        Shard shard = stream.shards().getFirst();
        assertThat(shard.shardId()).matches("shardId-\\d{20}-[0-9a-f]{8}");
        assertThat(shard.parentShardId()).isNull();
        assertThat(shard.sequenceNumberRange().startingSequenceNumber()).matches("\\d{21}");
        assertThat(shard.sequenceNumberRange().endingSequenceNumber()).isNull();
    }

    @Test
    void tellsEachChangeOnceAndInOrder() {
        String arn = create("changes", StreamViewType.NEW_AND_OLD_IMAGES);
        put("changes", "a", "1");
        put("changes", "a", "1");
        put("changes", "a", "2");
        tables.updateItem(r -> r.tableName("changes")
                .key(Map.of("pk", s("a")))
                .updateExpression("SET v = :v")
                .expressionAttributeValues(Map.of(":v", s("2"))));
        tables.updateItem(r -> r.tableName("changes").key(Map.of("pk", s("b"))).updateExpression("REMOVE v"));
        delete("changes", "a");
        delete("changes", "a");

        List<Record> records = reader.all(arn);

        assertThat(records)
                .extracting(Record::eventName)
                .containsExactly(OperationType.INSERT, OperationType.MODIFY, OperationType.REMOVE);
        assertThat(records).extracting(r -> r.dynamodb().oldImage().get("v")).containsExactly(null, s("1"), s("2"));
        assertThat(records).extracting(r -> r.dynamodb().newImage().get("v")).containsExactly(s("1"), s("2"), null);
    }

    @Test
    void givesRecordsAmazonsShape() {
        String arn = create("shape", StreamViewType.NEW_AND_OLD_IMAGES);
        put("shape", "a", "12");
        put("shape", "a", "123");

        Record record = reader.all(arn).getLast();

        assertThat(record.eventID()).matches("[0-9a-f]{32}");
        assertThat(record.eventVersion()).isEqualTo("1.1");
        assertThat(record.eventSource()).isEqualTo("aws:dynamodb");
        assertThat(record.awsRegion()).isEqualTo("us-east-1");
        assertThat(record.userIdentity()).isNull();
        assertThat(record.dynamodb().keys()).isEqualTo(Map.of("pk", s("a")));
        assertThat(record.dynamodb().streamViewType()).isEqualTo(StreamViewType.NEW_AND_OLD_IMAGES);
        assertThat(record.dynamodb().sequenceNumber()).matches("\\d{21}");
        assertThat(record.dynamodb().approximateCreationDateTime().getNano()).isZero();
        assertThat(record.dynamodb().sizeBytes()).isEqualTo(3 + 6 + 7);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            KEYS_ONLY, false, false
            NEW_IMAGE, false, true
            OLD_IMAGE, true, false
            NEW_AND_OLD_IMAGES, true, true
            """)
    void showsWhatTheViewTypeSays(StreamViewType view, boolean showsOld, boolean showsNew) {
        String table = "view-" + view;
        String arn = create(table, view);
        put(table, "a", "1");
        put(table, "a", "2");

        Record record = reader.all(arn).getLast();

        assertThat(record.dynamodb().hasOldImage()).isEqualTo(showsOld);
        assertThat(record.dynamodb().hasNewImage()).isEqualTo(showsNew);
        assertThat(record.dynamodb().keys()).isEqualTo(Map.of("pk", s("a")));
    }

    @Test
    void takesEqualItemsForTheSame() {
        String arn = create("equal", StreamViewType.KEYS_ONLY);
        tables.putItem(
                r -> r.tableName("equal").item(Map.of("pk", s("a"), "set", AttributeValue.fromSs(List.of("x", "y")))));
        tables.putItem(
                r -> r.tableName("equal").item(Map.of("pk", s("a"), "set", AttributeValue.fromSs(List.of("y", "x")))));

        assertThat(reader.all(arn)).hasSize(1);
    }

    @Test
    void startsWhereTheIteratorSays() {
        String arn = create("iterators", StreamViewType.KEYS_ONLY);
        put("iterators", "a", "1");
        put("iterators", "b", "1");
        String shard = reader.shards(arn).getFirst().shardId();
        String latest = reader.iterator(arn, shard, ShardIteratorType.LATEST);
        put("iterators", "c", "1");
        List<Record> all = reader.all(arn);
        String second = all.get(1).dynamodb().sequenceNumber();

        assertThat(keys(read(at(arn, shard, ShardIteratorType.AT_SEQUENCE_NUMBER, second))))
                .containsExactly("b", "c");
        assertThat(keys(read(at(arn, shard, ShardIteratorType.AFTER_SEQUENCE_NUMBER, second))))
                .containsExactly("c");
        assertThat(keys(read(latest))).containsExactly("c");
        assertThat(keys(read(reader.iterator(arn, shard, ShardIteratorType.TRIM_HORIZON))))
                .containsExactly("a", "b", "c");
        assertThat(keys(read(read(latest).nextShardIterator()))).isEmpty();
    }

    private String at(String arn, String shard, ShardIteratorType type, String number) {
        return streams.getShardIterator(r ->
                        r.streamArn(arn).shardId(shard).shardIteratorType(type).sequenceNumber(number))
                .shardIterator();
    }

    private static List<String> keys(GetRecordsResponse page) {
        return page.records().stream()
                .map(r -> r.dynamodb().keys().get("pk").s())
                .toList();
    }

    @Test
    void pagesByLimitAndByMegabyte() {
        String arn = create("pages", StreamViewType.NEW_IMAGE);
        String large = "x".repeat(300_000);
        for (int i = 0; i < 5; i++) {
            put("pages", "k" + i, large);
        }
        String shard = reader.shards(arn).getFirst().shardId();
        String start = reader.iterator(arn, shard, ShardIteratorType.TRIM_HORIZON);

        assertThat(read(start).records()).hasSize(3);
        GetRecordsResponse two = streams.getRecords(r -> r.shardIterator(start).limit(2));
        assertThat(two.records()).hasSize(2);
        assertThat(keys(read(two.nextShardIterator()))).containsExactly("k2", "k3", "k4");
        assertRefused(
                () -> streams.getRecords(r -> r.shardIterator(start).limit(1001)),
                "ValidationException",
                400,
                "1 validation error detected: Value '1001' at 'limit' failed to satisfy constraint:"
                        + " Member must have value less than or equal to 1000");
    }

    @Test
    void closesShardsAfterFourHoursAndContinuesThem() {
        String arn = create("rolled", StreamViewType.KEYS_ONLY);
        put("rolled", "a", "1");
        String first = reader.shards(arn).getFirst().shardId();
        SERVER.advance(Duration.ofHours(5));
        put("rolled", "b", "1");

        List<Shard> shards = reader.shards(arn);

        assertThat(shards).hasSize(2);
        assertThat(shards.getFirst().shardId()).isEqualTo(first);
        assertThat(shards.getFirst().sequenceNumberRange().endingSequenceNumber())
                .isNotNull();
        assertThat(shards.getLast().parentShardId()).isEqualTo(first);
        assertThat(shards.getLast().sequenceNumberRange().endingSequenceNumber())
                .isNull();
        GetRecordsResponse old = read(reader.iterator(arn, first, ShardIteratorType.TRIM_HORIZON));
        assertThat(keys(old)).containsExactly("a");
        assertThat(old.nextShardIterator()).isNull();
        assertThat(reader.all(arn, shards.getLast().shardId())).hasSize(1);
        assertThat(streams.describeStream(r -> r.streamArn(arn)
                                .shardFilter(f -> f.type("CHILD_SHARDS").shardId(first)))
                        .streamDescription()
                        .shards())
                .extracting(Shard::shardId)
                .containsExactly(shards.getLast().shardId());
        StreamDescription page =
                streams.describeStream(r -> r.streamArn(arn).limit(1)).streamDescription();
        assertThat(page.lastEvaluatedShardId()).isEqualTo(first);
        assertThat(streams.describeStream(r -> r.streamArn(arn).exclusiveStartShardId(first))
                        .streamDescription()
                        .shards())
                .hasSize(1);
    }

    @Test
    void forgetsRecordsAfterADay() {
        String arn = create("trimmed", StreamViewType.KEYS_ONLY);
        put("trimmed", "old", "1");
        String number = reader.all(arn).getFirst().dynamodb().sequenceNumber();
        SERVER.advance(Duration.ofHours(23));
        put("trimmed", "new", "1");
        assertThat(reader.all(arn)).hasSize(2);
        String shard = reader.shards(arn).getFirst().shardId();
        String old = at(arn, shard, ShardIteratorType.AT_SEQUENCE_NUMBER, number);
        SERVER.advance(Duration.ofMinutes(59));
        String late = at(arn, shard, ShardIteratorType.AT_SEQUENCE_NUMBER, number);
        assertRefused(
                () -> read(old),
                "ExpiredIteratorException",
                400,
                "Iterator expired. A shard iterator can be used for 15 minutes after it was returned.");
        SERVER.advance(Duration.ofMinutes(2));

        assertThat(reader.all(arn))
                .extracting(r -> r.dynamodb().keys().get("pk").s())
                .containsExactly("new");
        assertRefused(
                () -> read(late),
                "TrimmedDataAccessException",
                400,
                "The data you are trying to access has been trimmed");
        assertRefused(
                () -> at(arn, shard, ShardIteratorType.AT_SEQUENCE_NUMBER, number),
                "TrimmedDataAccessException",
                400,
                "The data you are trying to access has been trimmed");
        SERVER.advance(Duration.ofHours(6));
        assertThat(reader.shards(arn)).extracting(Shard::shardId).doesNotContain(shard);
    }

    @Test
    void keepsTheStreamOfADeletedTableForADay() {
        String arn = create("deleted", StreamViewType.KEYS_ONLY);
        put("deleted", "a", "1");
        String shard = reader.shards(arn).getFirst().shardId();
        String before = reader.iterator(arn, shard, ShardIteratorType.TRIM_HORIZON);
        tables.deleteTable(r -> r.tableName("deleted"));
        String second = create("deleted", StreamViewType.KEYS_ONLY);
        put("deleted", "b", "1");

        assertThat(streams.describeStream(r -> r.streamArn(arn))
                        .streamDescription()
                        .streamStatus())
                .isEqualTo(StreamStatus.DISABLED);
        assertThat(keys(read(before))).containsExactly("a");
        assertThat(read(before).nextShardIterator()).isNull();
        assertThat(reader.all(arn)).hasSize(1);
        assertThat(reader.all(second)).hasSize(1);
        assertThat(streams.listStreams(r -> r.tableName("deleted")).streams())
                .extracting(s -> s.streamArn())
                .containsExactly(arn, second);
        SERVER.advance(Duration.ofHours(24));
        assertThat(streams.listStreams(r -> r.tableName("deleted")).streams())
                .extracting(s -> s.streamArn())
                .containsExactly(second);
        assertRefused(
                () -> streams.describeStream(r -> r.streamArn(arn)),
                "ResourceNotFoundException",
                400,
                "Requested resource not found: Stream: " + arn + " not found");
    }

    @Test
    void listsStreamsInPages() {
        for (int i = 0; i < 5; i++) {
            create("listed-" + i, StreamViewType.KEYS_ONLY);
        }
        List<String> found = new ArrayList<>();
        ListStreamsResponse page = streams.listStreams(r -> r.limit(2));
        while (true) {
            page.streams().forEach(stream -> found.add(stream.tableName()));
            String last = page.lastEvaluatedStreamArn();
            if (last == null) {
                break;
            }
            assertThat(page.streams().getLast().streamArn()).isEqualTo(last);
            page = streams.listStreams(r -> r.limit(2).exclusiveStartStreamArn(last));
        }

        assertThat(found).doesNotHaveDuplicates().contains("listed-0", "listed-1", "listed-2", "listed-3", "listed-4");
        assertThat(streams.listStreams(r -> r.tableName("none-such")).streams()).isEmpty();
    }

    @Test
    void refusesWhatMakesNoSense() {
        String arn = create("refused", StreamViewType.KEYS_ONLY);
        String shard = reader.shards(arn).getFirst().shardId();
        String nonsense = "an ARN that is long enough to be one of some stream";

        assertRefused(
                () -> streams.describeStream(r -> r.streamArn(nonsense)),
                "ValidationException",
                400,
                "Invalid StreamArn");
        assertRefused(
                () -> streams.listStreams(r -> r.exclusiveStartStreamArn(nonsense)),
                "ValidationException",
                400,
                "Invalid StreamArn");
        assertRefused(
                () -> read("no iterator at all, whatever it is"), "ValidationException", 400, "Invalid ShardIterator");
        String iterator = reader.iterator(arn, shard, ShardIteratorType.LATEST);
        assertRefused(
                () -> read(iterator.replace("refused", "another")),
                "ValidationException",
                400,
                "Invalid ShardIterator");
        assertRefused(
                () -> reader.iterator(arn, "shardId-00000000000000000000-00000000", ShardIteratorType.LATEST),
                "ResourceNotFoundException",
                400,
                "Requested resource not found: Shard: shardId-00000000000000000000-00000000 in Stream: " + arn
                        + " not found");
        assertRefused(
                () -> at(arn, shard, ShardIteratorType.LATEST, "100000000000000000000"),
                "ValidationException",
                400,
                "One or more parameter values were invalid: SequenceNumber must not be specified for ShardIteratorType"
                        + " LATEST");
        assertRefused(
                () -> streams.describeStream(r ->
                        r.streamArn(arn).shardFilter(f -> f.type("CHILD_SHARDS").shardId("qwerty"))),
                "ValidationException",
                400,
                "1 validation error detected: Value 'qwerty' at 'shardFilter.shardId' failed to satisfy constraint:"
                        + " Member must have length greater than or equal to 28");
    }

    @Test
    void losesNothingWhileManyWrite() throws Exception {
        String arn = create("busy", StreamViewType.NEW_IMAGE);
        String iterator = reader.iterator(arn, reader.shards(arn).getFirst().shardId(), ShardIteratorType.LATEST);
        int writers = 4;
        int writes = 60;
        Map<String, Integer> reached = new HashMap<>();
        int seen = 0;
        try (ExecutorService pool = Executors.newFixedThreadPool(writers)) {
            List<Future<?>> running = new ArrayList<>();
            for (int w = 0; w < writers; w++) {
                running.add(pool.submit(() -> {
                    for (int i = 0; i < writes; i++) {
                        String key = "key" + i % 3;
                        tables.updateItem(r -> r.tableName("busy")
                                .key(Map.of("pk", s(key)))
                                .updateExpression("ADD n :one")
                                .expressionAttributeValues(Map.of(":one", AttributeValue.fromN("1"))));
                    }
                }));
            }
            boolean over = false;
            while (!over) {
                over = running.stream().allMatch(Future::isDone);
                GetRecordsResponse page = read(iterator);
                while (!page.records().isEmpty()) {
                    for (Record record : page.records()) {
                        String key = record.dynamodb().keys().get("pk").s();
                        int n = Integer.parseInt(
                                record.dynamodb().newImage().get("n").n());
                        assertThat(n).isEqualTo(reached.merge(key, 1, Integer::sum));
                        seen++;
                    }
                    page = read(page.nextShardIterator());
                }
                iterator = page.nextShardIterator();
            }
            for (Future<?> each : running) {
                each.get();
            }
        }
        assertThat(seen).isEqualTo(writers * writes);
    }

    private void enable(String table, StreamViewType view) {
        tables.updateTable(r -> r.tableName(table)
                .streamSpecification(s -> s.streamEnabled(true).streamViewType(view)));
    }

    private void disable(String table) {
        tables.updateTable(r -> r.tableName(table).streamSpecification(s -> s.streamEnabled(false)));
    }

    @Test
    void beginsAndEndsWithTheTablesDefinition() {
        tables.createTable(r -> r.tableName("switched")
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .keySchema(k -> k.attributeName("pk").keyType(KeyType.HASH))
                .attributeDefinitions(a -> a.attributeName("pk").attributeType(ScalarAttributeType.S)));
        put("switched", "unseen", "1");
        assertRefused(
                () -> disable("switched"),
                "ValidationException",
                400,
                "Table has no stream to disable: TableName: switched");
        enable("switched", StreamViewType.KEYS_ONLY);
        put("switched", "a", "1");
        assertRefused(
                () -> enable("switched", StreamViewType.KEYS_ONLY),
                "ValidationException",
                400,
                "Table already has an enabled stream: TableName: switched");
        TableDescription on = tables.describeTable(r -> r.tableName("switched")).table();
        String first = on.latestStreamArn();
        disable("switched");
        put("switched", "between", "1");
        TableDescription off =
                tables.describeTable(r -> r.tableName("switched")).table();
        enable("switched", StreamViewType.NEW_IMAGE);
        put("switched", "b", "1");
        String second =
                tables.describeTable(r -> r.tableName("switched")).table().latestStreamArn();

        assertThat(on.streamSpecification().streamViewType()).isEqualTo(StreamViewType.KEYS_ONLY);
        assertThat(off.streamSpecification()).isNull();
        assertThat(off.latestStreamArn()).isEqualTo(first);
        assertThat(second).isNotEqualTo(first);
        assertThat(reader.all(first))
                .extracting(r -> r.dynamodb().keys().get("pk"))
                .containsExactly(s("a"));
        assertThat(reader.all(second))
                .extracting(r -> r.dynamodb().keys().get("pk"))
                .containsExactly(s("b"));
        assertThat(reader.shards(first).getFirst().sequenceNumberRange().endingSequenceNumber())
                .isNotNull();
    }

    @Test
    void splitsShardsWhenTheTableGetsMorePartitions() {
        String arn = tables.createTable(r -> r.tableName("split")
                        .provisionedThroughput(t -> t.readCapacityUnits(5L).writeCapacityUnits(5L))
                        .keySchema(k -> k.attributeName("pk").keyType(KeyType.HASH))
                        .attributeDefinitions(a -> a.attributeName("pk").attributeType(ScalarAttributeType.S))
                        .streamSpecification(s -> s.streamEnabled(true).streamViewType(StreamViewType.KEYS_ONLY)))
                .tableDescription()
                .latestStreamArn();
        for (int i = 0; i < 20; i++) {
            put("split", "k" + i, "1");
        }
        SERVER.advance(Duration.ofSeconds(1));
        tables.updateTable(r -> r.tableName("split")
                .provisionedThroughput(t -> t.readCapacityUnits(5L).writeCapacityUnits(4000L)));
        SERVER.advance(Duration.ofSeconds(1));
        for (int i = 0; i < 20; i++) {
            put("split", "k" + i, "2");
        }

        List<Shard> shards = reader.shards(arn);
        String parent = shards.getFirst().shardId();
        assertThat(shards.size()).isEqualTo(1 + 8);
        assertThat(shards.subList(1, shards.size())).allMatch(shard -> parent.equals(shard.parentShardId()));
        assertThat(reader.all(arn, parent)).hasSize(20);
        Map<String, Integer> counts = new HashMap<>();
        for (Shard shard : shards.subList(1, shards.size())) {
            for (Record record : reader.all(arn, shard.shardId())) {
                counts.merge(record.dynamodb().keys().get("pk").s(), 1, Integer::sum);
            }
        }
        assertThat(counts).hasSize(20).allSatisfy((key, count) -> assertThat(count)
                .isEqualTo(1));
        SERVER.advance(Duration.ofHours(5));
        List<Shard> rolled = reader.shards(arn);
        assertThat(rolled).hasSize(1 + 8 + 8);
        assertThat(rolled.subList(9, 17)).extracting(Shard::parentShardId).doesNotHaveDuplicates();
    }

    @Test
    void isReadInTheRightRegionAndAccountOnly() {
        String arn = create("mine", StreamViewType.KEYS_ONLY);

        assertRefused(
                () -> streams.describeStream(r -> r.streamArn(arn.replace("us-east-1", "eu-west-1"))),
                "ValidationException",
                400,
                "Invalid StreamArn");
        assertRefused(
                () -> streams.describeStream(r -> r.streamArn(arn.replace("table/mine", "table/yours"))),
                "ResourceNotFoundException",
                400,
                "Requested resource not found: Stream: " + arn.replace("table/mine", "table/yours") + " not found");
    }
}
