package dev.kagemusha.protocol.cbor;

import dev.kagemusha.http.Headers;
import dev.kagemusha.http.RequestHead;
import dev.kagemusha.protocol.Address;
import dev.kagemusha.protocol.Inbound;
import dev.kagemusha.protocol.Match;
import dev.kagemusha.protocol.OperationModel;
import dev.kagemusha.protocol.Outbound;
import dev.kagemusha.protocol.Protocol;
import dev.kagemusha.protocol.ServiceModel;
import dev.kagemusha.protocol.WireErrors;
import dev.kagemusha.protocol.catalog.Protocols;
import dev.kagemusha.protocol.wire.RoundTrip;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.DashboardInvalidInputErrorException;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricStatisticsRequest;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricStatisticsResponse;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordRequest;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;

import static org.assertj.core.api.Assertions.assertThat;

class CborTest {
    private static final ServiceModel CLOUDWATCH = ServiceModel.of(CloudWatchClient.class);
    private static final ServiceModel KINESIS = ServiceModel.of(KinesisClient.class);
    private static final Protocol RPC = Protocols.rpcV2Cbor();

    @Test
    void pathNamesServiceAndOperation() {
        OperationModel operation = Objects.requireNonNull(CLOUDWATCH.operation("ListMetrics"));
        assertThat(match("POST", "/service/GraniteServiceVersion20100801/operation/ListMetrics"))
                .isEqualTo(new Match.Found(operation, Map.of()));
        assertThat(match("POST", "/service/Other/operation/ListMetrics")).isEqualTo(new Match.Unknown("ListMetrics"));
        assertThat(match("POST", "/service/GraniteServiceVersion20100801/operation/Nope"))
                .isEqualTo(new Match.Unknown("Nope"));
        assertThat(match("GET", "/service/GraniteServiceVersion20100801/operation/ListMetrics"))
                .isInstanceOf(Match.Unknown.class);
        assertThat(match("POST", "/")).isEqualTo(new Match.Unknown("/"));
    }

    @Test
    void readsTimestampsInSecondsAsAnyNumber() throws Exception {
        // {"StartTime": 1(1700000000), "EndTime": 1(1700000000.5), "Period": 60, "Unknown": [1, h'00']}
        byte[] body = HexFormat.of()
                .parseHex("a4" + text("StartTime") + "c11a6553f100" + text("EndTime") + "c1fb41d954fc40200000"
                        + text("Period") + "183c" + text("Unknown") + "82014100");
        GetMetricStatisticsRequest request = (GetMetricStatisticsRequest) RPC.decode(
                Objects.requireNonNull(CLOUDWATCH.operation("GetMetricStatistics")),
                new Inbound(head("POST", "/"), Map.of(), body));
        assertThat(request.startTime()).isEqualTo(Instant.ofEpochSecond(1_700_000_000));
        assertThat(request.endTime()).isEqualTo(Instant.ofEpochMilli(1_700_000_000_500L));
        assertThat(request.period()).isEqualTo(60);
    }

    @Test
    void writesTimestampsAsTaggedSeconds() {
        Outbound out = RPC.encode(
                Objects.requireNonNull(CLOUDWATCH.operation("GetMetricStatistics")),
                GetMetricStatisticsResponse.builder()
                        .label("L")
                        .datapoints(d -> d.timestamp(Instant.ofEpochMilli(1_700_000_000_500L)))
                        .build(),
                "REQ");
        assertThat(HexFormat.of().formatHex(out.body()))
                .isEqualTo("bf" + text("Label") + text("L") + text("Datapoints") + "81bf" + text("Timestamp")
                        + "c1fb41d954fc40200000" + "ffff");
        assertThat(out.headers().first("smithy-protocol")).isEqualTo("rpc-v2-cbor");
        assertThat(out.headers().first("content-type")).isEqualTo("application/cbor");
    }

    @Test
    void kinesisReadsTimestampsInMillisecondsAndRawBlobs() throws Exception {
        Protocol kinesis = Protocols.kinesisCbor();
        byte[] body = HexFormat.of().parseHex("a1" + text("Timestamp") + "c11b0000018bcfe569f4");
        GetShardIteratorRequest request = (GetShardIteratorRequest) kinesis.decode(
                Objects.requireNonNull(KINESIS.operation("GetShardIterator")),
                new Inbound(head("POST", "/"), Map.of(), body));
        assertThat(request.timestamp()).isEqualTo(Instant.ofEpochMilli(1_700_000_000_500L));
        PutRecordRequest put = (PutRecordRequest) kinesis.decode(
                Objects.requireNonNull(KINESIS.operation("PutRecord")),
                new Inbound(head("POST", "/"), Map.of(), HexFormat.of().parseHex("bf" + text("Data") + "4300ff01ff")));
        assertThat(put.data().asByteArray()).containsExactly(0, -1, 1);
    }

    @Test
    void errorsCarryTheirMembersAndTheQueryCode() throws Exception {
        AwsServiceException thrown = DashboardInvalidInputErrorException.builder()
                .dashboardValidationMessages(m -> m.dataPath("/widgets").message("none"))
                .message("not valid")
                .build();
        Outbound out = RPC.encodeError(CLOUDWATCH, WireErrors.of(CLOUDWATCH, thrown), "REQ");
        assertThat(out.status()).isEqualTo(400);
        assertThat(out.headers().first("x-amzn-query-error")).isEqualTo("InvalidParameterInput;Sender");
        assertThat(HexFormat.of().formatHex(out.body()))
                .startsWith("bf" + text("__type") + "78")
                .contains(HexFormat.of()
                        .formatHex(
                                "com.amazonaws.cloudwatch#DashboardInvalidInputError".getBytes(StandardCharsets.UTF_8)))
                .contains(text("message") + text("not valid"))
                .contains("81bf" + text("DataPath") + text("/widgets") + text("Message") + text("none") + "ff");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void everyOperationOfKinesisPassesBothWays(long seed) throws Exception {
        new RoundTrip(KinesisClient.class, Protocols.kinesisCbor())
                .everyOperation(KinesisClient.builder(), seed, field -> !field.memberName()
                        .contains("ARN"));
    }

    private static Match match(String method, String path) {
        return RPC.match(CLOUDWATCH, head(method, path), new Address(path, Map.of()), null);
    }

    private static RequestHead head(String method, String path) {
        return new RequestHead(method, path, "", new Headers(), false, InetSocketAddress.createUnresolved("client", 1));
    }

    /** A text string of less than 24 bytes in CBOR. */
    private static String text(String text) {
        return HexFormat.of().toHexDigits((byte) (0x60 + text.length()))
                + HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }
}
