package dev.kagemusha.dynamodb.operation;

import dev.kagemusha.testing.RunningServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.LimitExceededException;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputDescription;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

import static dev.kagemusha.testing.AwsErrors.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Texts, counts and times as they have been captured of AWS. */
@SuppressWarnings("unchecked") // the SDK's varargs of consumers
class ChangingCapacityConformanceTest {
    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags();

    private static final String MORE =
            ". Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.";

    private static DynamoDbClient client(String account) {
        return SERVER.client(DynamoDbClient.builder(), account, "test");
    }

    private final DynamoDbClient client = client("111111111111");

    private static void create(DynamoDbClient client, String name, long reads, long writes) {
        client.createTable(r -> r.tableName(name)
                .provisionedThroughput(p -> p.readCapacityUnits(reads).writeCapacityUnits(writes))
                .attributeDefinitions(a -> a.attributeName("pk").attributeType(ScalarAttributeType.S))
                .keySchema(k -> k.attributeName("pk").keyType(KeyType.HASH)));
    }

    private void createIndexed(DynamoDbClient client, String name, long table, long index) {
        client.createTable(r -> r.tableName(name)
                .provisionedThroughput(p -> p.readCapacityUnits(table).writeCapacityUnits(table))
                .attributeDefinitions(
                        a -> a.attributeName("pk").attributeType(ScalarAttributeType.S),
                        a -> a.attributeName("x").attributeType(ScalarAttributeType.S))
                .keySchema(k -> k.attributeName("pk").keyType(KeyType.HASH))
                .globalSecondaryIndexes(g -> g.indexName("by-x")
                        .keySchema(k -> k.attributeName("x").keyType(KeyType.HASH))
                        .projection(p -> p.projectionType(ProjectionType.ALL))
                        .provisionedThroughput(p -> p.readCapacityUnits(index).writeCapacityUnits(index))));
    }

    private static TableDescription set(DynamoDbClient client, String name, long reads, long writes) {
        return client.updateTable(r -> r.tableName(name)
                        .provisionedThroughput(p -> p.readCapacityUnits(reads).writeCapacityUnits(writes)))
                .tableDescription();
    }

    private void setIndex(String name, long units) {
        client.updateTable(r -> r.tableName(name)
                .globalSecondaryIndexUpdates(u -> u.update(i -> i.indexName("by-x")
                        .provisionedThroughput(p -> p.readCapacityUnits(units).writeCapacityUnits(units)))));
    }

    private ProvisionedThroughputDescription described(String name) {
        return client.describeTable(r -> r.tableName(name)).table().provisionedThroughput();
    }

    private static String text(Instant when) {
        return DateTimeFormatter.ofPattern("EEEE, MMMM d, yyyy 'at' h:mm:ss a 'Coordinated Universal Time'", Locale.US)
                .withZone(ZoneOffset.UTC)
                .format(when);
    }

    private static String tooOften(int today, Instant last, Instant next) {
        return "Subscriber limit exceeded: Provisioned throughput decreases are limited within a given UTC day. After the"
                + " first 4 decreases, each subsequent decrease in the same UTC day can be performed at most once every"
                + " 3600 seconds. Number of decreases today: " + today + ". Last decrease at " + text(last)
                + ". Next decrease can be made at " + text(next);
    }

    /** Ten minutes into the next UTC day. */
    private void beginADay() {
        create(client, "clock", 1, 1);
        Instant now = client.describeTable(r -> r.tableName("clock")).table().creationDateTime();
        client.deleteTable(r -> r.tableName("clock"));
        Instant day = now.truncatedTo(ChronoUnit.DAYS).plus(Duration.ofDays(1));
        SERVER.advance(Duration.between(now, day).plusMinutes(10));
    }

    @Test
    void takesFourDecreasesADayAndThenOneAnHour() {
        beginADay();
        create(client, "often", 100, 100);
        assertThat(described("often").lastDecreaseDateTime()).isNull();
        for (int i = 1; i <= 4; i++) {
            TableDescription answer = set(client, "often", 100 - i, 100 - i);
            assertThat(answer.provisionedThroughput().numberOfDecreasesToday())
                    .as("the answer has the old count")
                    .isEqualTo(i - 1);
            assertThat(answer.provisionedThroughput().readCapacityUnits()).isEqualTo(101 - i);
            assertThat(answer.provisionedThroughput().lastDecreaseDateTime())
                    .as("and the new time")
                    .isEqualTo(described("often").lastDecreaseDateTime());
            assertThat(described("often").numberOfDecreasesToday()).isEqualTo(i);
        }
        Instant fourth = described("often").lastDecreaseDateTime();
        assertRefused(
                () -> set(client, "often", 90, 90),
                "LimitExceededException",
                400,
                tooOften(4, fourth, fourth.plusSeconds(3600)));
        assertThatThrownBy(() -> set(client, "often", 95, 200))
                .as("one up and one down is a decrease too")
                .isInstanceOf(LimitExceededException.class);
        assertThat(described("often").numberOfDecreasesToday()).isEqualTo(4);
        assertThat(described("often").lastDecreaseDateTime()).isEqualTo(fourth);

        set(client, "often", 97, 97);
        assertThat(described("often").lastIncreaseDateTime())
                .as("increases are free")
                .isNotNull();

        SERVER.advance(Duration.ofMinutes(59));
        assertThatThrownBy(() -> set(client, "often", 90, 90)).isInstanceOf(LimitExceededException.class);
        SERVER.advance(Duration.ofMinutes(1));
        set(client, "often", 90, 90);
        Instant fifth = described("often").lastDecreaseDateTime();
        assertRefused(
                () -> set(client, "often", 80, 80),
                "LimitExceededException",
                400,
                tooOften(5, fifth, fifth.plusSeconds(3600)));
        int decreases = 5;
        for (int hour = 2; hour < 24; hour++) {
            SERVER.advance(Duration.ofHours(1));
            if (described("often").numberOfDecreasesToday() == decreases) {
                set(client, "often", 90 - hour, 90 - hour);
                decreases++;
            }
        }
        assertThat(decreases).as("of a whole day").isEqualTo(27);
    }

    @Test
    void beginsAgainAtMidnight() {
        beginADay();
        SERVER.advance(Duration.ofHours(23).plusMinutes(20));
        create(client, "midnight", 100, 100);
        for (int i = 1; i <= 4; i++) {
            set(client, "midnight", 100 - i, 100);
        }
        Instant fourth = described("midnight").lastDecreaseDateTime();
        Instant midnight = fourth.truncatedTo(ChronoUnit.DAYS).plus(Duration.ofDays(1));
        assertRefused(
                () -> set(client, "midnight", 90, 100), "LimitExceededException", 400, tooOften(4, fourth, midnight));
        SERVER.advance(Duration.ofMinutes(40));
        assertThat(described("midnight").numberOfDecreasesToday()).isZero();
        assertThat(described("midnight").lastDecreaseDateTime()).isEqualTo(fourth);
        for (int i = 1; i <= 4; i++) {
            set(client, "midnight", 90 - i, 100);
        }
        assertThat(described("midnight").numberOfDecreasesToday()).isEqualTo(4);
    }

    @Test
    void countsEachIndexAlone() {
        beginADay();
        createIndexed(client, "apart", 100, 100);
        for (int i = 1; i <= 4; i++) {
            setIndex("apart", 100 - i);
        }
        assertThatThrownBy(() -> setIndex("apart", 90)).isInstanceOf(LimitExceededException.class);
        assertThatCode(() -> set(client, "apart", 90, 90)).doesNotThrowAnyException();
        assertThat(described("apart").numberOfDecreasesToday()).isEqualTo(1);
        assertThat(client.describeTable(r -> r.tableName("apart"))
                        .table()
                        .globalSecondaryIndexes()
                        .getFirst()
                        .provisionedThroughput()
                        .numberOfDecreasesToday())
                .isEqualTo(4);
    }

    @Test
    void billsByRequestFourTimesInADay() {
        create(client, "billed", 5, 5);
        for (int i = 1; i <= 4; i++) {
            client.updateTable(r -> r.tableName("billed").billingMode(BillingMode.PAY_PER_REQUEST));
            client.updateTable(r -> r.tableName("billed")
                    .billingMode(BillingMode.PROVISIONED)
                    .provisionedThroughput(p -> p.readCapacityUnits(5L).writeCapacityUnits(5L)));
        }
        assertThatThrownBy(
                        () -> client.updateTable(r -> r.tableName("billed").billingMode(BillingMode.PAY_PER_REQUEST)))
                .isInstanceOf(LimitExceededException.class)
                .hasMessageStartingWith("Subscriber limit exceeded: Update to PayPerRequest mode are limited to 4 times"
                        + " in 1 day(s). Last update at ");
        SERVER.advance(Duration.ofHours(24));
        client.updateTable(r -> r.tableName("billed").billingMode(BillingMode.PAY_PER_REQUEST));
    }

    @Test
    void keepsTablesBelowTheirMaximum() {
        DynamoDbClient own = client("222222222222");
        assertRefused(
                () -> create(own, "large", 40_001, 1),
                "LimitExceededException",
                400,
                "The requested ReadCapacityUnits, 40001, is above the per table maximum for the account in us-east-1."
                        + " Per table maximum: 40000" + MORE);
        assertThat(own.listTables().tableNames()).isEmpty();
        create(own, "large", 40_000, 40_000);
        assertRefused(
                () -> set(own, "large", 40_000, 45_000),
                "LimitExceededException",
                400,
                "The requested WriteCapacityUnits, 45000, is above the per table maximum for the account in us-east-1."
                        + " Per table maximum: 40000" + MORE);
        assertRefused(
                () -> createIndexed(own, "indexed", 10, 50_000),
                "LimitExceededException",
                400,
                "The requested ReadCapacityUnits for index by-x, 50000, is above the per index maximum for the account in"
                        + " us-east-1. Per index maximum: 40000" + MORE);
        assertThatThrownBy(() -> createIndexed(own, "indexed", 25_000, 25_000))
                .as("the table's maximum is that of its indexes too")
                .isInstanceOf(LimitExceededException.class);
    }

    @Test
    void keepsAccountsBelowTheirMaximum() {
        DynamoDbClient own = client("333333333333");
        create(own, "one", 40_000, 10);
        create(own, "two", 30_000, 10);
        String text =
                "This request would have caused the ReadCapacityUnits limit to be exceeded for the account in us-east-1."
                        + " Current ReadCapacityUnits reserved by the account: 70000. Limit: 80000. Requested: ";
        assertRefused(() -> create(own, "three", 10_001, 10), "LimitExceededException", 400, text + "10001" + MORE);
        create(own, "three", 10_000, 10);
        own.deleteTable(r -> r.tableName("three"));
        set(own, "one", 39_000, 20);
        assertThatCode(() -> create(client("444444444444"), "elsewhere", 40_000, 10))
                .doesNotThrowAnyException();
    }

    @Test
    void keepsMaximaAndWarmThroughputBelowTheTablesMaximum() {
        DynamoDbClient own = client("555555555555");
        own.createTable(r -> r.tableName("demand")
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(a -> a.attributeName("pk").attributeType(ScalarAttributeType.S))
                .keySchema(k -> k.attributeName("pk").keyType(KeyType.HASH)));
        assertRefused(
                () -> own.updateTable(
                        r -> r.tableName("demand").onDemandThroughput(o -> o.maxReadRequestUnits(40_001L))),
                "LimitExceededException",
                400,
                "Subscriber limit exceeded: Requested MaxReadRequestUnits for OnDemandThroughput for table exceeds"
                        + " TableMaxReadCapacityUnits of the account in region us-east-1");
        assertRefused(
                () -> own.updateTable(r -> r.tableName("demand").warmThroughput(w -> w.writeUnitsPerSecond(40_001L))),
                "LimitExceededException",
                400,
                "Subscriber limit exceeded: Requested WriteUnitsPerSecond for WarmThroughput for table exceeds"
                        + " TableMaxWriteCapacityUnits of the account in region us-east-1");
        own.updateTable(r -> r.tableName("demand").warmThroughput(w -> w.writeUnitsPerSecond(40_000L)));
    }
}
