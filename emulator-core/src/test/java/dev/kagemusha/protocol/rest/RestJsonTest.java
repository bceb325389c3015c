package dev.kagemusha.protocol.rest;

import dev.kagemusha.http.Headers;
import dev.kagemusha.http.RequestHead;
import dev.kagemusha.protocol.Address;
import dev.kagemusha.protocol.Inbound;
import dev.kagemusha.protocol.Match;
import dev.kagemusha.protocol.OperationModel;
import dev.kagemusha.protocol.Outbound;
import dev.kagemusha.protocol.SerializationException;
import dev.kagemusha.protocol.ServiceModel;
import dev.kagemusha.protocol.WireError;
import dev.kagemusha.protocol.json.JsonCodec;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.xray.XRayClient;
import software.amazon.awssdk.services.xray.model.GetTraceSummariesRequest;
import software.amazon.awssdk.services.xray.model.PutTraceSegmentsResponse;

import java.net.InetSocketAddress;
import java.util.Map;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** restJson1 as X-Ray's API reference shows it. */
class RestJsonTest {
    private static final ServiceModel XRAY = ServiceModel.of(XRayClient.class);
    private static final RestJson PROTOCOL = new RestJson(new JsonCodec());

    @Test
    void readsTheBody() throws Exception {
        GetTraceSummariesRequest request = (GetTraceSummariesRequest) PROTOCOL.decode(
                operation("GetTraceSummaries"),
                inbound("{\"StartTime\":1568835392.5,\"EndTime\":1568835446,\"Sampling\":false,\"Extra\":[1]}"));
        assertThat(request.startTime()).isEqualTo("2019-09-18T19:36:32.5Z");
        assertThat(request.endTime()).isEqualTo("2019-09-18T19:37:26Z");
        assertThat(request.sampling()).isFalse();
    }

    @Test
    void refusesBrokenJson() {
        assertThatExceptionOfType(SerializationException.class)
                .isThrownBy(() -> PROTOCOL.decode(operation("GetTraceSummaries"), inbound("{\"StartTime\":")))
                .satisfies(e -> assertThat(e.code()).isEqualTo("SerializationException"));
    }

    @Test
    void writesTheBody() {
        Outbound answer = PROTOCOL.encode(
                operation("PutTraceSegments"),
                PutTraceSegmentsResponse.builder()
                        .unprocessedTraceSegments(s -> s.id("6226467e3f845502").errorCode("ParseError"))
                        .build(),
                "id");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers().first("content-type")).isEqualTo("application/json");
        assertThat(answer.headers().first("x-amzn-RequestId")).isEqualTo("id");
        assertThat(answer.body())
                .asString(UTF_8)
                .isEqualTo(
                        "{\"UnprocessedTraceSegments\":[{\"Id\":\"6226467e3f845502\",\"ErrorCode\":\"ParseError\"}]}");
    }

    @Test
    void writesErrors() {
        Outbound answer = PROTOCOL.encodeError(XRAY, WireError.of("InvalidRequestException", 400, "No."), "id");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.headers().first("x-amzn-ErrorType")).isEqualTo("InvalidRequestException");
        assertThat(answer.body()).asString(UTF_8).isEqualTo("{\"Message\":\"No.\"}");
    }

    @Test
    void findsOperationsByPath() {
        assertThat(match("POST", "/TraceSegments")).isEqualTo("PutTraceSegments");
        assertThat(match("POST", "/TraceSegments/")).isEqualTo("PutTraceSegments");
        assertThat(match("GET", "/TraceSegments")).isEqualTo("unknown GET /TraceSegments");
        assertThat(match("POST", "/TraceSegments/more")).isEqualTo("unknown POST /TraceSegments/more");
        assertThat(match("POST", "/")).isEqualTo("unknown POST /");
    }

    private static String match(String method, String path) {
        return switch (PROTOCOL.match(XRAY, head(method, path), new Address(path, Map.of()), null)) {
            case Match.Found found -> found.operation().name();
            case Match.NeedsBody needs -> "needs body";
            case Match.Unknown unknown -> "unknown " + unknown.name();
        };
    }

    private static RequestHead head(String method, String path) {
        return new RequestHead(method, path, "", new Headers(), false, new InetSocketAddress("127.0.0.1", 1));
    }

    private static Inbound inbound(String body) {
        return new Inbound(head("POST", "/TraceSummaries"), Map.of(), body.getBytes(UTF_8));
    }

    private static OperationModel operation(String name) {
        OperationModel operation = XRAY.operation(name);
        assertThat(operation).isNotNull();
        return operation;
    }
}
