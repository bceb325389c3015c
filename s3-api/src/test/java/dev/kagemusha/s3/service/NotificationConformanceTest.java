package dev.kagemusha.s3.service;

import com.sun.net.httpserver.HttpServer;
import dev.kagemusha.testing.RunningServer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** Event notifications through the SDK's own client, to a webhook. */
class NotificationConformanceTest {
    @Test
    void postsWhatHappensInABucket() throws IOException {
        List<String> got = new CopyOnWriteArrayList<>();
        HttpServer hook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hook.createContext("/hook", exchange -> {
            got.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8)
                    .replaceAll(".*\"detail-type\":\"([^\"]*)\".*\"key\":\"([^\"]*)\".*", "$1 $2"));
            exchange.sendResponseHeaders(202, -1);
            exchange.close();
        });
        hook.start();
        String uri = "http://localhost:" + hook.getAddress().getPort() + "/hook";
        try (RunningServer server =
                        RunningServer.withFlags("s3-notification-webhook", uri).start();
                S3Client s3 = server.client(S3Client.builder().forcePathStyle(true))) {
            s3.createBucket(r -> r.bucket("told"));
            s3.putBucketNotificationConfiguration(
                    r -> r.bucket("told").notificationConfiguration(n -> n.eventBridgeConfiguration(e -> {})));
            s3.putObject(r -> r.bucket("told").key("a"), RequestBody.fromString("x"));
            s3.copyObject(r -> r.sourceBucket("told")
                    .sourceKey("a")
                    .destinationBucket("told")
                    .destinationKey("b"));
            s3.putObjectTagging(r -> r.bucket("told")
                    .key("b")
                    .tagging(t -> t.tagSet(s -> s.key("k").value("v"))));
            s3.deleteObject(r -> r.bucket("told").key("a"));
            s3.putBucketLifecycleConfiguration(r -> r.bucket("told")
                    .lifecycleConfiguration(c -> c.rules(rule -> rule.id("all")
                            .status(ExpirationStatus.ENABLED)
                            .filter(f -> f.prefix(""))
                            .expiration(e -> e.days(1)))));
            server.advance(Duration.ofDays(3));
            assertThat(got)
                    .containsExactly(
                            "Object Created a",
                            "Object Created b",
                            "Object Tags Added b",
                            "Object Deleted a",
                            "Object Deleted b");
        } finally {
            hook.stop(0);
        }
    }

    @Test
    void namesFormsAndVersionsAndTakesEncodedFilters() throws IOException {
        List<String> got = new CopyOnWriteArrayList<>();
        HttpServer hook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hook.createContext("/hook", exchange -> {
            got.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        hook.start();
        String uri = "http://localhost:" + hook.getAddress().getPort() + "/hook";
        try (RunningServer server =
                        RunningServer.withFlags("s3-notification-webhook", uri).start();
                S3Client s3 = server.client(S3Client.builder().forcePathStyle(true))) {
            s3.createBucket(r -> r.bucket("forms"));
            s3.putBucketVersioning(
                    r -> r.bucket("forms").versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)));
            s3.putBucketNotificationConfiguration(r -> r.bucket("forms")
                    .notificationConfiguration(n -> n.queueConfigurations(q -> q.id("q")
                            .queueArn("arn:aws:sqs:us-east-1:000000000000:events")
                            .eventsWithStrings("s3:ObjectCreated:*", "s3:ObjectRemoved:*", "s3:LifecycleExpiration:*")
                            .filter(f -> f.key(k ->
                                    k.filterRules(rule -> rule.name("prefix").value("in%20box/")))))));
            SignedForm.of("key", "in box/a", "bucket", "forms")
                    .signedBy("test", "test")
                    .post(server.port(), "a.txt", "12345".getBytes(UTF_8), "POST /forms HTTP/1.1", "Host: localhost");
            s3.putObject(r -> r.bucket("forms").key("out"), RequestBody.fromString("x"));
            String marker =
                    s3.deleteObject(r -> r.bucket("forms").key("in box/a")).versionId();
            s3.deleteObject(r -> r.bucket("forms").key("in box/a").versionId(marker));
            s3.putBucketLifecycleConfiguration(r -> r.bucket("forms")
                    .lifecycleConfiguration(c -> c.rules(rule -> rule.id("all")
                            .status(ExpirationStatus.ENABLED)
                            .filter(f -> f.prefix(""))
                            .expiration(e -> e.days(1)))));
            server.advance(Duration.ofDays(3));
            List<String> records =
                    got.stream().filter(message -> message.contains("Records")).toList();
            assertThat(records).hasSize(4);
            assertThat(records.get(0))
                    .contains("\"eventName\":\"ObjectCreated:Post\"", "\"key\":\"in+box/a\"", "\"size\":5");
            assertThat(records.get(1))
                    .contains("\"eventName\":\"ObjectRemoved:DeleteMarkerCreated\"", "\"versionId\":\"" + marker);
            assertThat(records.get(2)).contains("\"eventName\":\"ObjectRemoved:Delete\"", "\"versionId\":\"" + marker);
            assertThat(records.get(3))
                    .contains("\"eventName\":\"LifecycleExpiration:DeleteMarkerCreated\"", "\"versionId\":\"")
                    .contains("\"principalId\":\"s3.amazonaws.com\"");
        } finally {
            hook.stop(0);
        }
    }
}
