package dev.kagemusha.service;

import dev.kagemusha.testing.RunningServer;
import dev.kagemusha.testing.services.SmallXRay;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.xray.XRayClient;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

import static org.assertj.core.api.Assertions.assertThat;

/** A request that comes before its service is defined. */
final class LateDefinitionTest {
    private record Defined(String name, Supplier<Definition> definition) implements Service {
        @Override
        public Definition define(Environment environment) {
            return definition.get();
        }
    }

    @Test
    void definesAServiceOnTheWorkers() {
        CountDownLatch release = new CountDownLatch(1);
        List<String> threads = new CopyOnWriteArrayList<>();
        // The background defines services in order, and does not get past the first.
        Service first = new Defined("first", () -> {
            await(release);
            return Definition.of("first", XRayClient.class);
        });
        Service xray = new Service() {
            @Override
            public String name() {
                return "xray";
            }

            @Override
            public Definition define(Environment environment) {
                threads.add(Thread.currentThread().getName());
                return new SmallXRay().define(environment);
            }
        };
        try (RunningServer server =
                RunningServer.withFlags().withServices(first, xray).start()) {
            try {
                XRayClient client = server.client(XRayClient.builder());
                assertThat(client.getGroups(r -> {}).groups()).isEmpty();
                assertThat(threads).singleElement().asString().startsWith("worker-");
            } finally {
                release.countDown();
            }
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
