package dev.kagemusha.s3.notification;

import com.sun.net.httpserver.HttpServer;
import dev.kagemusha.s3.S3House;
import dev.kagemusha.s3.bucket.BucketTables;
import dev.kagemusha.s3.bucket.Home;
import dev.kagemusha.s3.configuration.Kind;
import dev.kagemusha.state.Locks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.NotificationConfiguration;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

class DeliveriesStoreTest {
    private static final String BUCKET = "telling";
    private static final String QUEUE = "arn:aws:sqs:us-east-1:111122223333:q";

    @RegisterExtension
    final S3House house = new S3House();

    private final List<String> got = new CopyOnWriteArrayList<>();
    private final AtomicInteger status = new AtomicInteger(200);
    private HttpServer server;

    @BeforeEach
    void open() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            if (status.get() == 200) {
                got.add(body);
            }
            exchange.sendResponseHeaders(status.get(), -1);
            exchange.close();
        });
        server.start();
        String uri = "http://localhost:" + server.getAddress().getPort();
        Deliveries.register(
                house.environment("s3-notification-webhook", uri), house.homes, house.configurations, house.journal);
        house.create(BUCKET);
    }

    @AfterEach
    void close() {
        server.stop(0);
    }

    private void configure(Consumer<NotificationConfiguration.Builder> configuration) {
        NotificationConfiguration.Builder builder = NotificationConfiguration.builder();
        configuration.accept(builder);
        Home home = house.home(BUCKET);
        house.store().write(Locks.of(BucketTables.BUCKETS, home.scope(), BUCKET), tx -> {
            house.configurations.put(tx, home.scope(), home.bucket().id(), Kind.NOTIFICATION, builder.build());
            return true;
        });
        house.jobs.runDue();
    }

    private void delete(String key) {
        var ignored = house.deletion()
                .deleteObject(
                        DeleteObjectRequest.builder().bucket(BUCKET).key(key).build());
    }

    @Test
    void tellsEventBridgeOfEverythingInOrder() {
        configure(c -> c.eventBridgeConfiguration(e -> {}));
        house.put(BUCKET, "a", "12345");
        house.put(BUCKET, "b", "1");
        delete("a");
        delete("a");
        house.jobs.runDue();
        assertThat(got).hasSize(3);
        assertThat(got.get(0)).contains("\"detail-type\":\"Object Created\"", "\"key\":\"a\",\"size\":5");
        assertThat(got.get(1)).contains("\"key\":\"b\"");
        assertThat(got.get(2)).contains("\"Object Deleted\"", "\"key\":\"a\"", "\"requester\":\"111122223333\"");
        assertThat(sequencer(got.get(0))).isLessThan(sequencer(got.get(2)));
    }

    private static String sequencer(String message) {
        int at = message.indexOf("\"sequencer\":\"") + 13;
        return message.substring(at, at + 18);
    }

    @Test
    void tellsDestinationsOfWhatTheyAskedFor() {
        configure(c -> c.queueConfigurations(q -> q.id("images")
                .queueArn(QUEUE)
                .eventsWithStrings("s3:ObjectCreated:*")
                .filter(f -> f.key(k -> k.filterRules(r -> r.name("suffix").value(".jpg"))))));
        assertThat(got).singleElement().asString().contains("s3:TestEvent");
        house.put(BUCKET, "a.jpg", "x");
        house.put(BUCKET, "a.png", "x");
        delete("a.jpg");
        house.jobs.runDue();
        assertThat(got).hasSize(2);
        assertThat(got.get(1))
                .contains("\"eventName\":\"ObjectCreated:Put\"", "\"configurationId\":\"images\"", "\"key\":\"a.jpg\"");
    }

    @Test
    void triesAgainInOrderUntilItIsTaken() {
        configure(c -> c.eventBridgeConfiguration(e -> {}));
        status.set(500);
        house.put(BUCKET, "a", "x");
        house.put(BUCKET, "b", "x");
        house.jobs.runDue();
        house.advance(Duration.ofMinutes(2));
        assertThat(got).isEmpty();
        status.set(200);
        house.put(BUCKET, "c", "x");
        house.advance(Duration.ofMinutes(10));
        assertThat(got)
                .extracting(m -> m.replaceAll(".*\"key\":\"(.)\".*", "$1"))
                .containsExactly("a", "b", "c");
    }

    @Test
    void givesUpAfterADay() {
        configure(c -> c.eventBridgeConfiguration(e -> {}));
        status.set(500);
        house.put(BUCKET, "a", "x");
        house.advance(Duration.ofHours(26));
        status.set(200);
        house.put(BUCKET, "b", "x");
        house.jobs.runDue();
        assertThat(got).singleElement().asString().contains("\"key\":\"b\"");
    }

    @Test
    void tellsNothingOfWhatCameBefore() {
        house.put(BUCKET, "a", "x");
        configure(c -> c.eventBridgeConfiguration(e -> {}));
        house.jobs.runDue();
        assertThat(got).isEmpty();
    }
}
