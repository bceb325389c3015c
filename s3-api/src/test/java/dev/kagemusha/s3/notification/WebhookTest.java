package dev.kagemusha.s3.notification;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class WebhookTest {
    @Test
    void postsAndTellsWhetherItWasTaken() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        AtomicInteger status = new AtomicInteger(200);
        List<String> seen = new CopyOnWriteArrayList<>();
        server.createContext("/", exchange -> {
            seen.add(exchange.getRequestHeaders().getFirst(Webhook.DESTINATION) + " "
                    + new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            exchange.sendResponseHeaders(status.get(), -1);
            exchange.close();
        });
        server.start();
        try {
            Webhook webhook = new Webhook(
                    URI.create("http://localhost:" + server.getAddress().getPort() + "/hook"));
            assertThat(webhook.post("arn", "{\"é\":1}")).isTrue();
            assertThat(webhook.post("", "{}")).isTrue();
            status.set(503);
            assertThat(webhook.post("arn", "{}")).isFalse();
            assertThat(seen).containsExactly("arn {\"é\":1}", "null {}", "arn {}");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void givesUpWhereNobodyListens() {
        assertThat(new Webhook(URI.create("http://localhost:1/")).post("", "{}"))
                .isFalse();
    }

    @Test
    void refusesWhatIsNoUrl() {
        assertThat(Webhook.parse("https://example.com/x")).hasHost("example.com");
        assertThatThrownBy(() -> Webhook.parse("example.com")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Webhook.parse("ftp://example.com")).isInstanceOf(IllegalArgumentException.class);
    }
}
