package dev.kagemusha.cloudwatch.operation;

import dev.kagemusha.protocol.cbor.CborCodec;
import dev.kagemusha.testing.RawHttp;
import dev.kagemusha.testing.RunningServer;
import dev.kagemusha.testing.SignedHttp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricStatisticsRequest;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricStatisticsResponse;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.Statistic;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** The protocols that the pinned SDK does not speak to CloudWatch: CBOR, which newer ones prefer, and JSON. */
final class ProtocolsConformanceTest {
    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags();

    private static final String SERVICE = "GraniteServiceVersion20100801";

    private final CborCodec cbor = CborCodec.inSeconds();
    private final SignedHttp http = SignedHttp.to(SERVER, "monitoring");
    private final Instant minute =
            SERVER.server().clock().instant().truncatedTo(ChronoUnit.HOURS).minusSeconds(3600);

    private record Answer(int status, String queryError, byte[] body) {}

    /** Through the SDK's own signer and HTTP client, since an answer in CBOR is no text. */
    private Answer cbor(String operation, SdkPojo request) throws Exception {
        ContentStreamProvider body = ContentStreamProvider.fromByteArray(cbor.write(request));
        SdkHttpRequest unsigned = SdkHttpRequest.builder()
                .method(SdkHttpMethod.POST)
                .uri(SERVER.uri().resolve("/service/" + SERVICE + "/operation/" + operation))
                .putHeader("smithy-protocol", "rpc-v2-cbor")
                .putHeader("content-type", "application/cbor")
                .build();
        SdkHttpRequest signed = AwsV4HttpSigner.create()
                .sign(r -> r.request(unsigned)
                        .payload(body)
                        .identity(AwsBasicCredentials.create("test", "test"))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "monitoring")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, "us-east-1"))
                .request();
        try (SdkHttpClient client = UrlConnectionHttpClient.create()) {
            HttpExecuteResponse answer = client.prepareRequest(HttpExecuteRequest.builder()
                            .request(signed)
                            .contentStreamProvider(body)
                            .build())
                    .call();
            return new Answer(
                    answer.httpResponse().statusCode(),
                    answer.httpResponse()
                            .firstMatchingHeader("x-amzn-query-error")
                            .orElse(""),
                    bytes(answer));
        }
    }

    private static byte[] bytes(HttpExecuteResponse answer) throws IOException {
        return answer.responseBody().isEmpty()
                ? new byte[0]
                : answer.responseBody().get().readAllBytes();
    }

    private RawHttp.Answer json(String operation, String body) throws Exception {
        return http.post(
                "/", body, "x-amz-target", SERVICE + "." + operation, "content-type", "application/x-amz-json-1.0");
    }

    @Test
    void speaksCbor() throws Exception {
        Answer put = cbor(
                "PutMetricData",
                PutMetricDataRequest.builder()
                        .namespace("cbor")
                        .metricData(d -> d.metricName("m").timestamp(minute).value(2.5))
                        .build());
        assertThat(put.status()).isEqualTo(200);

        Answer got = cbor(
                "GetMetricStatistics",
                GetMetricStatisticsRequest.builder()
                        .namespace("cbor")
                        .metricName("m")
                        .startTime(minute)
                        .endTime(minute.plusSeconds(60))
                        .period(60)
                        .statistics(Statistic.MAXIMUM)
                        .build());
        GetMetricStatisticsResponse.Builder answer = GetMetricStatisticsResponse.builder();
        cbor.read(got.body(), (SdkPojo) answer, "cloudwatch");
        assertThat(answer.build().datapoints()).hasSize(1).first().satisfies(point -> {
            assertThat(point.maximum()).isEqualTo(2.5);
            assertThat(point.timestamp()).isEqualTo(minute);
            assertThat(point.unitAsString()).isEqualTo("None");
        });
    }

    @Test
    void refusesInCborWithTheCodeThatQueryKnew() throws Exception {
        Answer refused = cbor(
                "PutMetricData",
                PutMetricDataRequest.builder()
                        .namespace("cbor")
                        .metricData(d -> d.metricName("m").value(Double.NaN))
                        .build());

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.queryError()).isEqualTo("InvalidParameterValue;Sender");
        assertThat(new String(refused.body(), StandardCharsets.UTF_8))
                .contains("InvalidParameterValueException")
                .contains("The value NaN for parameter MetricData.member.1.Value is invalid.");
    }

    @Test
    void speaksJson() throws Exception {
        long second = minute.getEpochSecond();
        RawHttp.Answer put = json("PutMetricData", """
                {"Namespace":"json","MetricData":[{"MetricName":"m","Timestamp":%d,"Values":[1,3],"Counts":[3,1]}]}
                """.formatted(second));
        assertThat(put.status()).as(put.text()).isEqualTo(200);

        RawHttp.Answer got = json("GetMetricStatistics", """
                {"Namespace":"json","MetricName":"m","StartTime":%d,"EndTime":%d,"Period":60,"Statistics":["Average"]}
                """.formatted(second, second + 60));
        assertThat(got.text())
                .isEqualTo("{\"Label\":\"m\",\"Datapoints\":[{\"Timestamp\":" + second
                        + ",\"Average\":1.5,\"Unit\":\"None\"}]}");
        RawHttp.Answer refused = json("ListMetrics", "{\"NextToken\":\"?\"}");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text()).contains("InvalidNextToken");
    }
}
