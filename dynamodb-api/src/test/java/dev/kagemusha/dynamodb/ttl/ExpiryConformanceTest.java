package dev.kagemusha.dynamodb.ttl;

import dev.kagemusha.testing.RunningServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.OperationType;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveDescription;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import static dev.kagemusha.testing.AwsErrors.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

class ExpiryConformanceTest {
    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags();

    private final DynamoDbClient client = SERVER.client(DynamoDbClient.builder());
    private final DynamoDbStreamsClient streams = SERVER.client(DynamoDbStreamsClient.builder());

    private void create(String name) {
        client.createTable(r -> r.tableName(name)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .keySchema(k -> k.attributeName("pk").keyType(KeyType.HASH))
                .attributeDefinitions(
                        a -> a.attributeName("pk").attributeType(ScalarAttributeType.S),
                        a -> a.attributeName("g").attributeType(ScalarAttributeType.S))
                .globalSecondaryIndexes(g -> g.indexName("by-g")
                        .keySchema(k -> k.attributeName("g").keyType(KeyType.HASH))
                        .projection(p -> p.projectionType("ALL")))
                .streamSpecification(s -> s.streamEnabled(true).streamViewType(StreamViewType.OLD_IMAGE)));
    }

    private void enable(String table, String attribute) {
        client.updateTimeToLive(r ->
                r.tableName(table).timeToLiveSpecification(s -> s.enabled(true).attributeName(attribute)));
    }

    private void put(String table, String key, AttributeValue expires) {
        client.putItem(r -> r.tableName(table).item(Map.of("pk", s(key), "g", s("g"), "expires", expires)));
    }

    private AttributeValue in(Duration duration) {
        return AttributeValue.fromN(Long.toString(now() + duration.toSeconds()));
    }

    private static long now() {
        return SERVER.server().clock().instant().getEpochSecond();
    }

    private static AttributeValue s(String text) {
        return AttributeValue.fromS(text);
    }

    private List<String> keys(String table) {
        return client.scan(r -> r.tableName(table)).items().stream()
                .map(item -> item.get("pk").s())
                .sorted()
                .toList();
    }

    @Test
    void deletesWhenTheTimeHasCome() {
        create("come");
        enable("come", "expires");
        put("come", "soon", in(Duration.ofHours(2)));
        put("come", "later", in(Duration.ofDays(40)));

        SERVER.advance(Duration.ofHours(1));
        assertThat(keys("come")).containsExactly("later", "soon");
        SERVER.advance(Duration.ofMinutes(61));
        assertThat(keys("come")).containsExactly("later");
        assertThat(client.query(r -> r.tableName("come")
                                .indexName("by-g")
                                .keyConditionExpression("g = :g")
                                .expressionAttributeValues(Map.of(":g", s("g"))))
                        .count())
                .isEqualTo(1);
        SERVER.advance(Duration.ofDays(40));
        assertThat(keys("come")).isEmpty();
    }

    @Test
    void deletesAtOnceWhatHasExpiredAlready() {
        create("past");
        enable("past", "expires");
        put("past", "a", in(Duration.ofSeconds(-60)));
        SERVER.advance(Duration.ZERO);

        assertThat(keys("past")).isEmpty();
    }

    @Test
    void findsItemsThatWereThereBefore() {
        create("before");
        for (int i = 0; i < 40; i++) {
            List<WriteRequest> puts = new ArrayList<>();
            for (int j = 0; j < 25; j++) {
                String key = "k" + i + "-" + j;
                puts.add(WriteRequest.builder()
                        .putRequest(
                                p -> p.item(Map.of("pk", s(key), "g", s("g"), "expires", in(Duration.ofSeconds(-5)))))
                        .build());
            }
            client.batchWriteItem(r -> r.requestItems(Map.of("before", puts)));
        }
        put("before", "stays", in(Duration.ofDays(1)));
        enable("before", "expires");
        SERVER.advance(Duration.ofSeconds(1));

        assertThat(keys("before")).containsExactly("stays");
    }

    @Test
    void sparesWhatHasChangedItsMind() {
        create("changed");
        enable("changed", "expires");
        put("changed", "later", in(Duration.ofMinutes(10)));
        put("changed", "later", in(Duration.ofHours(10)));
        put("changed", "never", in(Duration.ofMinutes(10)));
        client.updateItem(
                r -> r.tableName("changed").key(Map.of("pk", s("never"))).updateExpression("REMOVE expires"));
        put("changed", "sooner", in(Duration.ofHours(10)));
        put("changed", "sooner", in(Duration.ofMinutes(10)));
        SERVER.advance(Duration.ofHours(1));

        assertThat(keys("changed")).containsExactly("later", "never");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            text, false
            fraction, true
            thousands, true
            negative, false
            old, false
            nearlyOld, true
            huge, false
            """)
    void takesOnlyNumbersThatAreTimes(String kind, boolean goes) {
        create("kind-" + kind);
        enable("kind-" + kind, "expires");
        long past = now() - 5;
        AttributeValue expires =
                switch (kind) {
                    case "text" -> s(Long.toString(past));
                    case "fraction" -> AttributeValue.fromN(past + ".25");
                    case "thousands" -> AttributeValue.fromN(new BigDecimal(past / 1000).toPlainString() + "e3");
                    case "negative" -> AttributeValue.fromN("-5");
                    case "old" -> in(Duration.ofDays(-5 * 366));
                    case "nearlyOld" -> in(Duration.ofDays(-5 * 364));
                    default -> AttributeValue.fromN("1e100");
                };
        put("kind-" + kind, "a", expires);
        SERVER.advance(Duration.ofSeconds(2));

        assertThat(keys("kind-" + kind).isEmpty()).isEqualTo(goes);
    }

    @Test
    void marksTheRecordOfADeletionByThePrincipal() {
        create("marked");
        enable("marked", "expires");
        put("marked", "a", in(Duration.ofMinutes(5)));
        SERVER.advance(Duration.ofMinutes(6));

        String arn = client.describeTable(r -> r.tableName("marked")).table().latestStreamArn();
        String shard = streams.describeStream(r -> r.streamArn(arn))
                .streamDescription()
                .shards()
                .getFirst()
                .shardId();
        String iterator = streams.getShardIterator(
                        r -> r.streamArn(arn).shardId(shard).shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                .shardIterator();
        List<Record> records =
                streams.getRecords(r -> r.shardIterator(iterator)).records();

        assertThat(records).hasSize(2);
        assertThat(records.getFirst().userIdentity()).isNull();
        Record last = records.getLast();
        assertThat(last.eventName()).isEqualTo(OperationType.REMOVE);
        assertThat(last.userIdentity().type()).isEqualTo("Service");
        assertThat(last.userIdentity().principalId()).isEqualTo("dynamodb.amazonaws.com");
        assertThat(last.dynamodb().oldImage()).containsEntry("pk", s("a"));
    }

    @Test
    void describesWhatItIs() {
        create("described");

        assertThat(describe("described").timeToLiveStatus()).isEqualTo(TimeToLiveStatus.DISABLED);
        assertThat(describe("described").attributeName()).isNull();
        enable("described", "expires");
        assertThat(describe("described").timeToLiveStatus()).isEqualTo(TimeToLiveStatus.ENABLED);
        assertThat(describe("described").attributeName()).isEqualTo("expires");
    }

    private TimeToLiveDescription describe(String table) {
        return client.describeTimeToLive(r -> r.tableName(table)).timeToLiveDescription();
    }

    private void update(String table, boolean enabled, String attribute) {
        client.updateTimeToLive(r -> r.tableName(table)
                .timeToLiveSpecification(s -> s.enabled(enabled).attributeName(attribute)));
    }

    @Test
    void refusesWhatIsSoAlreadyAndTooManyChanges() {
        create("refused");

        assertRefused(
                () -> update("refused", false, "expires"),
                "ValidationException",
                400,
                "TimeToLive is already disabled");
        enable("refused", "expires");
        assertRefused(() -> enable("refused", "expires"), "ValidationException", 400, "TimeToLive is already enabled");
        assertRefused(
                () -> update("refused", false, "other"),
                "ValidationException",
                400,
                "TimeToLive is active on a different AttributeName: current AttributeName is expires");
        assertRefused(
                () -> update("refused", false, "expires"),
                "ValidationException",
                400,
                "Time to live has been modified multiple times within a fixed interval");
        SERVER.advance(Duration.ofHours(1));
        put("refused", "a", in(Duration.ofMinutes(1)));
        update("refused", false, "expires");
        assertThat(describe("refused").timeToLiveStatus()).isEqualTo(TimeToLiveStatus.DISABLED);
        SERVER.advance(Duration.ofHours(1));
        assertThat(keys("refused")).containsExactly("a");
        enable("refused", "expires");
        SERVER.advance(Duration.ofSeconds(1));
        assertThat(keys("refused")).isEmpty();
        assertRefused(
                () -> enable("no-such-table", "expires"),
                "ResourceNotFoundException",
                400,
                "Requested resource not found: Table: no-such-table not found");
    }

    @Test
    void forgetsADroppedTable() {
        create("dropped");
        enable("dropped", "expires");
        put("dropped", "a", in(Duration.ofMinutes(1)));
        client.deleteTable(r -> r.tableName("dropped"));
        create("dropped");
        put("dropped", "a", in(Duration.ofMinutes(1)));
        SERVER.advance(Duration.ofHours(2));

        assertThat(keys("dropped")).containsExactly("a");
    }
}
