package dev.kagemusha.service;

import dev.kagemusha.http.Headers;
import dev.kagemusha.http.RequestHead;
import dev.kagemusha.testing.RawHttp;
import dev.kagemusha.testing.RawHttp.Answer;
import dev.kagemusha.testing.RunningServer;
import dev.kagemusha.testing.Seed;
import dev.kagemusha.testing.services.SmallCloudWatch;
import dev.kagemusha.testing.services.SmallKinesis;
import dev.kagemusha.testing.services.SmallXRay;
import dev.kagemusha.testing.wire.RequestMutator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.xray.XRayClient;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Random;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** Requests that were good until somebody changed them: each is answered, and never with a failure of the server. */
final class GatewayFuzzTest {
    private static final int ROUNDS = 1_500;

    @RegisterExtension
    static final RunningServer SERVER =
            RunningServer.withFlags().withServices(new SmallXRay(), new SmallCloudWatch(), new SmallKinesis());

    private static List<RequestMutator.Sample> samples() {
        return List.of(
                RequestMutator.capture(
                        XRayClient.builder(),
                        c -> c.createGroup(r -> r.groupName("g").insightsConfiguration(i -> i.insightsEnabled(true)))),
                RequestMutator.capture(XRayClient.builder(), c -> c.getGroups(r -> r.nextToken("t"))),
                RequestMutator.capture(
                        KinesisClient.builder(),
                        c -> c.putRecord(
                                r -> r.streamName("s").partitionKey("k").data(SdkBytes.fromUtf8String("data")))),
                RequestMutator.capture(
                        CloudWatchClient.builder(),
                        c -> c.putMetricData(r -> r.namespace("n")
                                .metricData(m -> m.metricName("m").value(1.0)))),
                new RequestMutator.Sample(
                        new RequestHead(
                                "POST",
                                "/",
                                "",
                                Headers.of(
                                        "Host",
                                        "monitoring.us-east-1.amazonaws.com",
                                        "Content-Type",
                                        "application/x-www-form-urlencoded"),
                                false,
                                new InetSocketAddress("127.0.0.1", 1)),
                        "Action=ListMetrics&Version=2010-08-01".getBytes(UTF_8)));
    }

    @Test
    void changedRequestsNeverFailTheServer() throws Exception {
        long seed = Seed.next();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        List<RequestMutator.Sample> samples = samples();
        int good = 0;
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] request = new RequestMutator(random).mutate(samples.get(random.nextInt(samples.size())));
            Answer answer = RawHttp.send(SERVER.port(), request);

            assertThat(answer.status())
                    .as("seed %d round %d: %s", seed, round, new String(request, UTF_8))
                    .isNotEqualTo(500);
            good += answer.status() == 200 ? 1 : 0;
            refused += answer.status() >= 400 ? 1 : 0;
            assertThat(answer.text()).doesNotContain("Exception:", "\tat ", "java.lang", "dev.kagemusha");
        }
        // The changes are small enough to get past the door, and large enough to matter.
        assertThat(good).isGreaterThan(ROUNDS / 20);
        assertThat(refused).isGreaterThan(ROUNDS / 4);
        assertThat(RawHttp.send(SERVER.port(), "", "GET /_kagemusha/health HTTP/1.1", "Host: localhost")
                        .status())
                .isEqualTo(200);
    }
}
