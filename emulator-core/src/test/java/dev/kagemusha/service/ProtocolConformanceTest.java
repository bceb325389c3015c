package dev.kagemusha.service;

import dev.kagemusha.testing.RawHttp;
import dev.kagemusha.testing.RawHttp.Answer;
import dev.kagemusha.testing.RunningServer;
import dev.kagemusha.testing.SignedHttp;
import dev.kagemusha.testing.services.SmallCloudWatch;
import dev.kagemusha.testing.services.SmallKinesis;
import dev.kagemusha.testing.services.SmallXRay;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;
import software.amazon.awssdk.services.cloudwatch.model.Statistic;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.xray.XRayClient;
import software.amazon.awssdk.services.xray.model.InvalidRequestException;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import static dev.kagemusha.testing.AwsErrors.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

/** Each wire protocol through the whole house: what real clients get, and what they get when they are wrong. */
final class ProtocolConformanceTest {
    private static final String FORM = "application/x-www-form-urlencoded; charset=utf-8";
    private static final String NO_MATCH =
            "The request signature we calculated does not match the signature you provided. Check your AWS Secret"
                    + " Access Key and signing method. Consult the service documentation for details.";

    @RegisterExtension
    static final RunningServer SERVER =
            RunningServer.withFlags().withServices(new SmallXRay(), new SmallCloudWatch(), new SmallKinesis());

    private final XRayClient xray = SERVER.client(XRayClient.builder());
    private final CloudWatchClient cloudWatch = SERVER.client(CloudWatchClient.builder());
    private final KinesisClient kinesis = SERVER.client(KinesisClient.builder());

    private static Answer kinesisJson(String operation, String body) throws Exception {
        return SignedHttp.to(SERVER, "kinesis")
                .post(
                        "/",
                        body,
                        "Content-Type",
                        "application/x-amz-json-1.1",
                        "X-Amz-Target",
                        "Kinesis_20131202." + operation);
    }

    private static Answer cloudWatchForm(String body) throws Exception {
        return SignedHttp.to(SERVER, "monitoring").post("/", body, "Content-Type", FORM);
    }

    private static Answer xrayJson(String path, String body) throws Exception {
        return SignedHttp.to(SERVER, "xray").post(path, body, "Content-Type", "application/json");
    }

    // ---- success

    @Test
    void restJsonCarriesStructuresBothWays() {
        xray.createGroup(r -> r.groupName("größe €")
                .filterExpression("service(\"x\")")
                .insightsConfiguration(c -> c.insightsEnabled(true)));

        assertThat(xray.getGroup(r -> r.groupName("größe €")).group()).satisfies(group -> {
            assertThat(group.filterExpression()).isEqualTo("service(\"x\")");
            assertThat(group.insightsConfiguration().insightsEnabled()).isTrue();
            assertThat(group.insightsConfiguration().notificationsEnabled()).isNull();
        });
        assertThat(xray.getGroups(r -> {}).groups()).extracting("groupName").contains("größe €");
    }

    @Test
    void cborCarriesStructuresBothWays() {
        Instant at = Instant.ofEpochMilli(1_700_000_000_250L);
        cloudWatch.putMetricData(r -> r.namespace("cbor")
                .metricData(MetricDatum.builder()
                        .metricName("latency")
                        .dimensions(Dimension.builder().name("host").value("a").build())
                        .timestamp(at)
                        .value(1.25)
                        .unit(StandardUnit.MILLISECONDS)
                        .build()));

        assertThat(cloudWatch.listMetrics(r -> r.namespace("cbor")).metrics())
                .singleElement()
                .satisfies(metric -> assertThat(metric.dimensions())
                        .containsExactly(
                                Dimension.builder().name("host").value("a").build()));
        assertThat(cloudWatch
                        .getMetricStatistics(r -> r.namespace("cbor")
                                .metricName("latency")
                                .statistics(Statistic.SUM)
                                .period(60)
                                .startTime(at)
                                .endTime(at.plusSeconds(60)))
                        .datapoints())
                .singleElement()
                .satisfies(point -> {
                    assertThat(point.timestamp()).isEqualTo(at);
                    assertThat(point.sum()).isEqualTo(1.25);
                    assertThat(point.unit()).isEqualTo(StandardUnit.MILLISECONDS);
                });
    }

    @Test
    void theQueryFormMeansTheSameAsCbor() throws Exception {
        Answer put = cloudWatchForm("Action=PutMetricData&Version=2010-08-01&Namespace=form%20%26%20more"
                + "&MetricData.member.1.MetricName=m1&MetricData.member.1.Value=2"
                + "&MetricData.member.2.MetricName=m2&MetricData.member.2.Dimensions.member.1.Name=n"
                + "&MetricData.member.2.Dimensions.member.1.Value=v+w");

        assertThat(put.status()).isEqualTo(200);
        assertThat(put.headers().first("content-type")).startsWith("text/xml");
        assertThat(put.text())
                .contains("<PutMetricDataResponse xmlns=\"http://monitoring.amazonaws.com/doc/2010-08-01/\">")
                .contains("<RequestId>" + put.headers().first("x-amzn-requestid") + "</RequestId>");
        assertThat(cloudWatch.listMetrics(r -> r.namespace("form & more")).metrics())
                .extracting("metricName")
                .containsExactly("m1", "m2");
        assertThat(cloudWatchForm("Action=ListMetrics&Version=2010-08-01&Namespace=form+%26+more")
                        .text())
                .contains("<MetricName>m2</MetricName>", "<Namespace>form &amp; more</Namespace>")
                .contains("<Value>v w</Value>");
    }

    @Test
    void kinesisCborCarriesBytes() {
        kinesis.createStream(r -> r.streamName("bytes").shardCount(1));
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        kinesis.putRecord(r -> r.streamName("bytes").partitionKey("k").data(SdkBytes.fromByteArray(all)));

        assertThat(kinesis.getRecords(r -> r.shardIterator("bytes")).records())
                .singleElement()
                .satisfies(record -> {
                    assertThat(record.data().asByteArray()).isEqualTo(all);
                    assertThat(record.approximateArrivalTimestamp()).isBeforeOrEqualTo(Instant.now());
                });
    }

    @Test
    void kinesisAnswersJsonInJson() throws Exception {
        kinesisJson("CreateStream", "{\"StreamName\":\"json\",\"ShardCount\":1}");
        Answer put = kinesisJson("PutRecord", "{\"StreamName\":\"json\",\"PartitionKey\":\"k\",\"Data\":\"aGVsbG8=\"}");

        assertThat(put.status()).isEqualTo(200);
        assertThat(put.headers().first("content-type")).isEqualTo("application/x-amz-json-1.1");
        assertThat(put.text()).contains("\"ShardId\":\"shardId-000000000000\"", "\"SequenceNumber\":\"0\"");
        assertThat(kinesis.getRecords(r -> r.shardIterator("json"))
                        .records()
                        .getFirst()
                        .data()
                        .asUtf8String())
                .isEqualTo("hello");
    }

    @Test
    void everyAnswerHasItsRequestId() {
        assertThat(xray.getGroups(r -> {}).responseMetadata().requestId())
                .matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
        assertThat(kinesis.createStream(r -> r.streamName("id"))
                        .responseMetadata()
                        .requestId())
                .hasSize(36);
        assertThat(cloudWatch.listMetrics(r -> {}).responseMetadata().requestId())
                .hasSize(36);
    }

    // ---- modelled errors

    @Test
    void modelledErrorsAreTheClientsOwn() {
        assertThat(assertRefused(
                        () -> xray.getGroup(r -> r.groupName("absent")),
                        "InvalidRequestException",
                        400,
                        "Group not found"))
                .isInstanceOf(InvalidRequestException.class);
        assertThat(assertRefused(
                        () -> kinesis.getRecords(r -> r.shardIterator("absent")),
                        "ResourceNotFoundException",
                        400,
                        "Stream absent under account 000000000000 not found."))
                .isInstanceOf(ResourceNotFoundException.class);
    }

    @Test
    void anErrorNamesTheAccountThatAsked() {
        KinesisClient other = SERVER.client(KinesisClient.builder(), "111111111111", "whatever");

        assertRefused(
                () -> other.getRecords(r -> r.shardIterator("absent")),
                "ResourceNotFoundException",
                400,
                "Stream absent under account 111111111111 not found.");
    }

    // ---- constraints

    @Test
    void violationsAreToldAllAtOnce() {
        assertRefused(
                () -> kinesis.putRecord(
                        r -> r.streamName("no blanks").partitionKey("").data(SdkBytes.fromUtf8String("x"))),
                "ValidationException",
                400,
                "2 validation errors detected: Value 'no blanks' at 'streamName' failed to satisfy constraint: "
                        + "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+; "
                        + "Value '' at 'partitionKey' failed to satisfy constraint: "
                        + "Member must have length greater than or equal to 1");
    }

    @Test
    void violationsHaveTheFamilysCode() {
        assertRefused(
                () -> cloudWatch.putMetricData(r -> r.namespace("").metricData(List.of())), "ValidationError", 400);
        assertRefused(() -> xray.createGroup(r -> r.groupName("x".repeat(33))), "ValidationException", 400);
    }

    // ---- what is not known

    @Test
    void unknownOperationsAreRefused() throws Exception {
        Answer json = kinesisJson("Nothing", "{}");
        assertThat(json.status()).isEqualTo(400);
        assertThat(json.text()).contains("\"__type\":\"UnknownOperationException\"");

        Answer form = cloudWatchForm("Action=Nothing&Version=2010-08-01");
        assertThat(form.status()).isEqualTo(400);
        assertThat(form.text())
                .contains("<Code>InvalidAction</Code>")
                .contains("<Message>Could not find operation Nothing for version 2010-08-01</Message>");

        Answer noAction = cloudWatchForm("Version=2010-08-01");
        assertThat(noAction.status()).isEqualTo(400);
        assertThat(noAction.text()).contains("<Code>MissingAction</Code>");

        Answer rest = xrayJson("/Nothing", "{}");
        assertThat(rest.status()).isEqualTo(404);
        assertThat(rest.headers().first("x-amzn-errortype")).startsWith("UnknownOperationException");

        Answer cbor = SignedHttp.to(SERVER, "monitoring")
                .post(
                        "/service/GraniteServiceVersion20100801/operation/Nothing",
                        new byte[] {(byte) 0xa0},
                        "smithy-protocol",
                        "rpc-v2-cbor",
                        "Content-Type",
                        "application/cbor");
        assertThat(cbor.status()).isBetween(400, 404);
    }

    @Test
    void operationsWithoutAChapterSaySo() {
        assertRefused(
                () -> xray.getEncryptionConfig(r -> {}),
                "NotImplemented",
                501,
                "xray:GetEncryptionConfig is not implemented by this emulator.");
        assertRefused(
                () -> kinesis.listStreams(r -> {}),
                "NotImplemented",
                501,
                "kinesis:ListStreams is not implemented by this emulator.");
    }

    @Test
    void unknownMembersAreIgnored() throws Exception {
        assertThat(xrayJson("/CreateGroup", "{\"GroupName\":\"u\",\"Later\":{\"a\":[1,{\"b\":null}]}}")
                        .status())
                .isEqualTo(200);
        assertThat(kinesisJson("CreateStream", "{\"Later\":[[]],\"StreamName\":\"u\"}")
                        .status())
                .isEqualTo(200);
        assertThat(cloudWatchForm("Action=ListMetrics&Version=2010-08-01&Later.member.1=x")
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"StreamName\":{}}",
                "{\"StreamName\":[]}",
                "{\"ShardCount\":\"many\"}",
                "[]",
                "{",
                "{\"StreamName\":",
                "nonsense",
                "{\"StreamName\":\"a\"}}",
                "\"x\""
            })
    void wrongTypesAndBrokenJsonAreRefused(String body) throws Exception {
        Answer json = kinesisJson("CreateStream", body);
        assertThat(json.status()).as(json.text()).isEqualTo(400);
        assertThat(json.text()).contains("\"__type\":\"SerializationException\"");

        Answer rest = xrayJson("/CreateGroup", body.replace("StreamName", "GroupName"));
        assertThat(rest.status()).as(rest.text()).isEqualTo(400);
        if (!body.contains("ShardCount")) {
            assertThat(rest.headers().first("x-amzn-errortype")).isEqualTo("SerializationException");
        }
    }

    @Test
    void brokenCborIsRefused() throws Exception {
        Answer answer = SignedHttp.to(SERVER, "monitoring")
                .post(
                        "/service/GraniteServiceVersion20100801/operation/ListMetrics",
                        new byte[] {(byte) 0xbf, 0x63, 'a'},
                        "smithy-protocol",
                        "rpc-v2-cbor",
                        "Content-Type",
                        "application/cbor");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).contains("SerializationException");
    }

    // ---- who asks

    @Test
    void aWrongSecretIsRefusedByEachFamily() {
        assertThat(assertRefused(
                                () -> SERVER.client(XRayClient.builder(), "test", "wrong")
                                        .getGroups(r -> {}),
                                "InvalidSignatureException",
                                403)
                        .awsErrorDetails()
                        .errorMessage())
                .startsWith(NO_MATCH);
        assertThat(assertRefused(
                                () -> SERVER.client(KinesisClient.builder(), "test", "wrong")
                                        .createStream(r -> r.streamName("s")),
                                "InvalidSignatureException",
                                400)
                        .awsErrorDetails()
                        .errorMessage())
                .startsWith(NO_MATCH);
        assertThat(assertRefused(
                                () -> SERVER.client(CloudWatchClient.builder(), "test", "wrong")
                                        .listMetrics(r -> {}),
                                "SignatureDoesNotMatch",
                                403)
                        .awsErrorDetails()
                        .errorMessage())
                .startsWith(NO_MATCH);
    }

    @ParameterizedTest
    @CsvSource({
        "xray,       /Groups, 20, InvalidSignatureException, 403",
        "kinesis,    /,       20, InvalidSignatureException, 400",
        "monitoring, /,        6, SignatureDoesNotMatch,     403"
    })
    void anOldSignatureIsRefused(String service, String path, int minutes, String code, int status) throws Exception {
        Answer answer = SignedHttp.to(SERVER, service)
                .sentBefore(Duration.ofMinutes(minutes))
                .post(
                        path,
                        service.equals("monitoring") ? "Action=ListMetrics&Version=2010-08-01" : "{}",
                        "Content-Type",
                        service.equals("monitoring") ? FORM : "application/json");

        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.text() + answer.headers().firstOr("x-amzn-errortype", ""))
                .contains(code);
        assertThat(answer.text()).contains("Signature expired: ");
    }

    @Test
    void unsignedCallsAreRefused() throws Exception {
        Answer json = RawHttp.send(
                SERVER.port(),
                "{}",
                "POST / HTTP/1.1",
                "Host: localhost",
                "X-Amz-Target: Kinesis_20131202.ListStreams",
                "Content-Type: application/x-amz-json-1.1");
        assertThat(json.status()).isEqualTo(400);
        assertThat(json.text())
                .contains("\"__type\":\"MissingAuthenticationTokenException\"")
                .contains("Request is missing Authentication Token");

        Answer rest = RawHttp.send(
                SERVER.port(), "{}", "POST /Groups HTTP/1.1", "Host: xray.us-east-1.amazonaws.com", "Accept: */*");
        assertThat(rest.status()).isEqualTo(403);
        assertThat(rest.headers().first("x-amzn-errortype")).isEqualTo("MissingAuthenticationTokenException");

        Answer form = RawHttp.send(
                SERVER.port(),
                "Action=ListMetrics&Version=2010-08-01",
                "POST / HTTP/1.1",
                "Host: monitoring.us-east-1.amazonaws.com",
                "Content-Type: " + FORM);
        assertThat(form.status()).isEqualTo(403);
        assertThat(form.text()).contains("<Code>MissingAuthenticationToken</Code>");
    }

    @Test
    void whatNamesNoServiceIsRefusedInAwsWords() throws Exception {
        Answer unknown = SignedHttp.to(SERVER, "nothing").post("/", "{}");
        assertThat(unknown.status()).isEqualTo(400);
        assertThat(unknown.text()).contains("\"__type\":\"UnknownOperationException\"");
        assertThat(unknown.headers().first("x-amzn-requestid")).hasSize(36);

        Answer unsigned = RawHttp.send(SERVER.port(), "", "GET /some/thing HTTP/1.1", "Host: localhost");
        assertThat(unsigned.status()).isEqualTo(400);
        assertThat(unsigned.text()).contains("UnknownOperationException");
    }

    @Test
    void strictRefusesKeysThatNobodyGave() {
        try (RunningServer strict = RunningServer.withFlags("strict", "true", "credentials", "AKIAMINE:s")
                .withServices(new SmallXRay(), new SmallCloudWatch(), new SmallKinesis())
                .start()) {
            strict.client(XRayClient.builder(), "AKIAMINE", "s").getGroups(r -> {});
            String text = "The security token included in the request is invalid.";
            assertRefused(
                    () -> strict.client(XRayClient.builder(), "AKIAOTHER", "s").getGroups(r -> {}),
                    "UnrecognizedClientException",
                    403,
                    text);
            assertRefused(
                    () -> strict.client(KinesisClient.builder(), "AKIAOTHER", "s")
                            .createStream(r -> r.streamName("s")),
                    "UnrecognizedClientException",
                    400,
                    text);
            assertRefused(
                    () -> strict.client(CloudWatchClient.builder(), "AKIAOTHER", "s")
                            .listMetrics(r -> {}),
                    "InvalidClientTokenId",
                    403,
                    text);
        }
    }

    @Test
    void bodiesThatAreNotUtf8AreNoFailureOfTheServer() throws Exception {
        byte[] body = "{\"GroupName\":\"?\"}".getBytes(StandardCharsets.UTF_8);
        body[14] = (byte) 0xff;

        Answer answer = SignedHttp.to(SERVER, "xray").post("/CreateGroup", body, "Content-Type", "application/json");

        assertThat(answer.status()).isEqualTo(400);
    }
}
