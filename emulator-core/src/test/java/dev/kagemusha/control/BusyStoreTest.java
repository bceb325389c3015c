package dev.kagemusha.control;

import dev.kagemusha.testing.RawHttp;
import dev.kagemusha.testing.RunningServer;
import dev.kagemusha.testing.services.SlowXRay;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.xray.XRayClient;
import software.amazon.awssdk.services.xray.model.GetGroupsResponse;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import static org.assertj.core.api.Assertions.assertThat;

/** Health while every commit of the store stands still. */
final class BusyStoreTest {
    private static final int CALLS = 60;

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pool threads", "virtual threads"})
    void healthWaitsForNoCommit(String threads) throws Exception {
        CountDownLatch begun = new CountDownLatch(2);
        CountDownLatch release = new CountDownLatch(1);
        SlowXRay stuck = new SlowXRay(() -> {
            begun.countDown();
            await(release);
        });
        try (RunningServer server =
                        RunningServer.withFlags().withServices(stuck).start();
                var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            if (threads.equals("virtual threads")) {
                // While there is a fault rule, calls run on virtual threads and commit on the store's own.
                RawHttp.send(
                        server.port(),
                        "{\"drop\":true,\"operation\":\"GetGroup\"}",
                        "POST /_kagemusha/faults HTTP/1.1",
                        "Host: localhost",
                        "Content-Type: application/json");
            }
            XRayClient client = server.client(XRayClient.builder());
            List<Future<GetGroupsResponse>> calls = new ArrayList<>();
            for (int i = 0; i < CALLS; i++) {
                calls.add(clients.submit(() -> client.getGroups(r -> {})));
            }
            begun.await();
            try {
                RawHttp.Answer health =
                        RawHttp.send(server.port(), "", "GET /_kagemusha/health HTTP/1.1", "Host: localhost");
                assertThat(health.status()).isEqualTo(200);
                assertThat(health.text()).contains("\"block cache\":");
            } finally {
                release.countDown();
            }
            for (Future<GetGroupsResponse> call : calls) {
                assertThat(call.get().groups()).isEmpty();
            }
        }
    }

    @Test
    void healthIsAnsweredFromTheFirstMoment() throws Exception {
        try (RunningServer server = RunningServer.withFlags().start()) {
            assertThat(RawHttp.send(server.port(), "", "GET /_kagemusha/health HTTP/1.1", "Host: localhost")
                            .status())
                    .isEqualTo(200);
        }
    }
}
