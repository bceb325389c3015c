package dev.kagemusha.distribution;

import dev.kagemusha.testing.RawHttp;
import dev.kagemusha.testing.RunningServer;
import dev.kagemusha.testing.Seed;
import dev.kagemusha.testing.wire.RequestMutator;
import dev.kagemusha.testing.wire.RequestMutator.Sample;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.sts.StsClient;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** Changed requests against the real services: each is answered, and never with a failure of the server. */
final class AllServicesFuzzTest {
    private static final Map<String, AttributeValue> ITEM = Map.of(
            "pk", AttributeValue.fromS("k"), "n", AttributeValue.fromN("1"), "l", AttributeValue.fromSs(List.of("x")));

    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags();

    @BeforeAll
    static void makeWhatTheRequestsName() {
        SERVER.client(DynamoDbClient.builder(), "111111111111", "any").createTable(r -> r.tableName("table")
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(a -> a.attributeName("pk").attributeType(ScalarAttributeType.S))
                .keySchema(k -> k.attributeName("pk").keyType(KeyType.HASH)));
        SERVER.client(S3Client.builder().forcePathStyle(true), "111111111111", "any")
                .createBucket(r -> r.bucket("bucket"));
    }

    private static Sample dynamo(Consumer<DynamoDbClient> use) {
        return RequestMutator.capture(DynamoDbClient.builder(), use);
    }

    private static Sample cloudWatch(Consumer<CloudWatchClient> use) {
        return RequestMutator.capture(CloudWatchClient.builder(), use);
    }

    private static Sample s3(Consumer<S3Client> use) {
        S3ClientBuilder builder = S3Client.builder().forcePathStyle(true);
        return RequestMutator.capture(builder, use);
    }

    private static List<Sample> samples() {
        return List.of(
                dynamo(c -> c.putItem(r -> r.tableName("table")
                        .item(ITEM)
                        .conditionExpression("attribute_not_exists(#p) OR n < :v")
                        .expressionAttributeNames(Map.of("#p", "pk"))
                        .expressionAttributeValues(Map.of(":v", AttributeValue.fromN("2"))))),
                dynamo(c -> c.updateItem(r -> r.tableName("table")
                        .key(Map.of("pk", AttributeValue.fromS("k")))
                        .updateExpression("SET a.b[1] = if_not_exists(n, :v) + :v REMOVE c ADD d :v DELETE l :s")
                        .expressionAttributeValues(
                                Map.of(":v", AttributeValue.fromN("2"), ":s", AttributeValue.fromSs(List.of("x")))))),
                dynamo(c -> c.query(r -> r.tableName("table")
                        .keyConditionExpression("pk = :k")
                        .projectionExpression("a, b[0].c")
                        .limit(3)
                        .expressionAttributeValues(Map.of(":k", AttributeValue.fromS("k"))))),
                dynamo(c -> c.scan(r -> r.tableName("table").segment(0).totalSegments(2))),
                dynamo(c -> c.batchGetItem(r -> r.requestItems(Map.of(
                        "table",
                        KeysAndAttributes.builder()
                                .keys(Map.of("pk", AttributeValue.fromS("k")))
                                .build())))),
                dynamo(c -> c.executeStatement(r -> r.statement(
                                "SELECT a.b[0], n FROM \"table\" WHERE pk IN ['k', ?] AND (n > 1 OR size(l) = 2)")
                        .parameters(AttributeValue.fromS("k"))
                        .limit(2))),
                dynamo(c ->
                        c.executeStatement(r -> r.statement("UPDATE \"table\" SET n = n + 1, l = set_add(l, <<'y'>>)"
                                + " REMOVE a.b WHERE pk = 'k' AND NOT m IS MISSING RETURNING ALL NEW *"))),
                dynamo(c -> c.batchExecuteStatement(r -> r.statements(
                        s -> s.statement("INSERT INTO \"table\" VALUE {'pk': 'k', 'm': {'x': [1, 'a', <<2>>]}}"),
                        s -> s.statement("DELETE FROM \"table\" WHERE pk = 'k' AND n BETWEEN 1 AND 2")))),
                dynamo(c -> c.executeTransaction(r -> r.transactStatements(
                        s -> s.statement("EXISTS(SELECT * FROM \"table\" WHERE pk = 'k' AND n = 1)"),
                        s -> s.statement("DELETE FROM \"table\" WHERE pk = 'j'")))),
                dynamo(c -> c.describeTable(r -> r.tableName("table"))),
                RequestMutator.capture(StsClient.builder(), c -> c.getCallerIdentity()),
                cloudWatch(c -> c.putMetricData(r -> r.namespace("fuzz").metricData(d -> d.metricName("m")
                        .values(1.0, 2.5)
                        .counts(3.0, 1.0)
                        .storageResolution(1)
                        .dimensions(x -> x.name("n").value("v"))))),
                cloudWatch(c -> c.getMetricStatistics(r -> r.namespace("fuzz")
                        .metricName("m")
                        .startTime(Instant.parse("2026-01-01T00:00:00Z"))
                        .endTime(Instant.parse("2026-01-01T06:00:00Z"))
                        .period(60)
                        .extendedStatistics("p90", "TM(10%:90%)"))),
                cloudWatch(c -> c.getMetricData(r -> r.startTime(Instant.parse("2026-01-01T00:00:00Z"))
                        .endTime(Instant.parse("2026-01-01T06:00:00Z"))
                        .metricDataQueries(
                                q -> q.id("e1").expression("FILL(m1 * 2 + IF(m1 > 3, 1, 0), LINEAR)"),
                                q -> q.id("m1").metricStat(s -> s.metric(
                                                m -> m.namespace("fuzz").metricName("m"))
                                        .period(60)
                                        .stat("Sum"))))),
                cloudWatch(c -> c.putMetricAlarm(r -> r.alarmName("a")
                        .namespace("fuzz")
                        .metricName("m")
                        .statistic("Sum")
                        .period(60)
                        .evaluationPeriods(3)
                        .datapointsToAlarm(2)
                        .threshold(1.0)
                        .comparisonOperator("GreaterThanThreshold")
                        .alarmActions("arn:aws:sns:us-east-1:111111111111:t"))),
                cloudWatch(c -> c.describeAlarms(r -> r.alarmNamePrefix("a").maxRecords(3))),
                cloudWatch(c -> c.describeAlarmHistory(r -> r.alarmName("a").maxRecords(3))),
                s3(c -> c.putObject(
                        r -> r.bucket("bucket").key("a/b c").metadata(Map.of("k", "v")),
                        RequestBody.fromString("content"))),
                s3(c -> c.getObjectAsBytes(r -> r.bucket("bucket").key("a/b c").range("bytes=0-3"))),
                s3(c -> c.listObjectsV2(r -> r.bucket("bucket").prefix("a").delimiter("/"))),
                s3(c -> c.deleteObjects(r -> r.bucket("bucket").delete(d -> d.objects(o -> o.key("x"))))),
                s3(c -> c.copyObject(r -> r.sourceBucket("bucket")
                        .sourceKey("a/b c")
                        .destinationBucket("bucket")
                        .destinationKey("d"))),
                s3(c -> c.createMultipartUpload(r -> r.bucket("bucket").key("m"))),
                s3(c -> c.uploadPart(
                        r -> r.bucket("bucket").key("m").uploadId("u").partNumber(1), RequestBody.fromString("part"))),
                s3(c -> c.completeMultipartUpload(r -> r.bucket("bucket")
                        .key("m")
                        .uploadId("u")
                        .multipartUpload(u -> u.parts(p -> p.partNumber(1).eTag("e"))))),
                s3(c -> c.createBucket(r -> r.bucket("another"))));
    }

    @Test
    void changedRequestsNeverFailTheServer() throws Exception {
        fuzz(4_000);
    }

    @Test
    @Tag("slow")
    void aGreatManyChangedRequestsNeverFailTheServer() throws Exception {
        fuzz(60_000);
    }

    /** To a body that is not coded as its head says, DynamoDB itself answers 500. */
    private static boolean namesACoding(byte[] request) {
        return new String(request, UTF_8).contains("Content-Encoding: ");
    }

    private static void fuzz(int rounds) throws Exception {
        long seed = Seed.next();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        List<Sample> samples = samples();
        List<String> failures = new ArrayList<>();
        int good = 0;
        for (int round = 0; round < rounds; round++) {
            byte[] request = new RequestMutator(random).mutate(samples.get(random.nextInt(samples.size())));
            RawHttp.Answer answer = RawHttp.send(SERVER.port(), request);

            good += answer.status() / 100 == 2 ? 1 : 0;
            if ((answer.status() == 500 && !namesACoding(request))
                    || answer.text().contains("\tat ")
                    || answer.text().contains("dev.kagemusha.")) {
                failures.add(new String(request, UTF_8) + "\n=> " + answer);
            }
        }
        assertThat(failures.subList(0, Math.min(3, failures.size())))
                .as("the first of %d of seed %d", failures.size(), seed)
                .isEmpty();
        assertThat(good).isGreaterThan(rounds / 20);
    }
}
