package dev.kagemusha.s3.service;

import com.sun.net.httpserver.HttpServer;
import dev.kagemusha.testing.RunningServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.DeleteMarkerReplicationStatus;
import software.amazon.awssdk.services.s3.model.Event;
import software.amazon.awssdk.services.s3.model.MetricsStatus;
import software.amazon.awssdk.services.s3.model.ReplicationRuleStatus;
import software.amazon.awssdk.services.s3.model.ReplicationTimeStatus;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** Events of replication that takes twenty minutes, at a webhook. */
class ReplicationEventsConformanceTest {
    private static final List<String> GOT = new CopyOnWriteArrayList<>();

    private static HttpServer hook;
    private static RunningServer server;
    private static S3Client s3;

    @BeforeAll
    static void open() throws IOException {
        hook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hook.createContext("/", exchange -> {
            GOT.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        hook.start();
        server = RunningServer.withFlags(
                        "s3-replication-delay",
                        "PT20M",
                        "s3-notification-webhook",
                        "http://localhost:" + hook.getAddress().getPort())
                .start();
        s3 = server.client(S3Client.builder().forcePathStyle(true));
    }

    @AfterAll
    static void close() {
        s3.close();
        server.close();
        hook.stop(0);
    }

    @BeforeEach
    void forget() {
        GOT.clear();
    }

    private static void pair(String bucket, boolean metrics) {
        for (String name : List.of(bucket, bucket + "-to")) {
            s3.createBucket(r -> r.bucket(name));
            s3.putBucketVersioning(
                    r -> r.bucket(name).versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)));
        }
        s3.putBucketReplication(
                r -> r.bucket(bucket).replicationConfiguration(c -> c.role("arn:aws:iam::000000000000:role/copier")
                        .rules(rule -> {
                            rule.id("timed")
                                    .priority(1)
                                    .status(ReplicationRuleStatus.ENABLED)
                                    .filter(f -> f.prefix(""))
                                    .deleteMarkerReplication(d -> d.status(DeleteMarkerReplicationStatus.DISABLED))
                                    .destination(d -> {
                                        d.bucket("arn:aws:s3:::" + bucket + "-to");
                                        if (metrics) {
                                            d.metrics(m -> m.status(MetricsStatus.ENABLED)
                                                            .eventThreshold(t -> t.minutes(15)))
                                                    .replicationTime(t -> t.status(ReplicationTimeStatus.ENABLED)
                                                            .time(v -> v.minutes(15)));
                                        }
                                    });
                        })));
        for (String name : List.of(bucket, bucket + "-to")) {
            s3.putBucketNotificationConfiguration(r -> r.bucket(name)
                    .notificationConfiguration(n -> n.queueConfigurations(q -> q.id("q")
                            .queueArn("arn:aws:sqs:us-east-1:000000000000:q")
                            .eventsWithStrings("s3:Replication:*", Event.S3_OBJECT_CREATED.toString()))));
        }
    }

    private static String put(String bucket, String key) {
        return s3.putObject(r -> r.bucket(bucket).key(key), RequestBody.fromString(key))
                .versionId();
    }

    /** Names of events and the buckets that tell of them. */
    private static List<String> told() {
        List<String> told = new ArrayList<>();
        for (String message : GOT) {
            if (message.contains("\"Records\"")) {
                told.add(part(message, "eventName") + " "
                        + part(message.substring(message.indexOf("\"bucket\"")), "name"));
            }
        }
        return told;
    }

    private static String part(String message, String name) {
        return message.replaceFirst("(?s).*?\"" + name + "\":\"([^\"]*)\".*", "$1");
    }

    @Test
    void tellsOfAPromiseThatWasNotKept() {
        pair("late", true);
        put("late", "k");
        server.advance(Duration.ofMinutes(16));
        assertThat(told()).containsExactly("ObjectCreated:Put late", "Replication:OperationMissedThreshold late");
        server.advance(Duration.ofMinutes(10));
        assertThat(told())
                .containsExactlyInAnyOrder(
                        "ObjectCreated:Put late",
                        "Replication:OperationMissedThreshold late",
                        "Replication:OperationReplicatedAfterThreshold late",
                        "ObjectCreated:Put late-to");
        assertThat(GOT).anySatisfy(message -> assertThat(message)
                .contains("ObjectCreated:Put", "\"name\":\"late-to\"")
                .containsPattern("\"principalId\":\"AWS:AROA[A-Z2-7]{17}:s3-replication\""));
    }

    @Test
    void tellsWhyItFailed() {
        pair("failed", true);
        s3.putBucketVersioning(
                r -> r.bucket("failed-to").versioningConfiguration(v -> v.status(BucketVersioningStatus.SUSPENDED)));
        String id = put("failed", "k");
        server.advance(Duration.ofMinutes(30));
        assertThat(GOT).anySatisfy(message -> {
            assertThat(message)
                    .contains(
                            "\"eventVersion\":\"2.2\"",
                            "\"eventName\":\"Replication:OperationFailedReplication\"",
                            "\"principalId\":\"s3.amazonaws.com\"",
                            "\"key\":\"k\",\"size\":1",
                            "\"versionId\":\"" + id + "\"",
                            "\"replicationEventData\":{\"replicationRuleId\":\"timed\","
                                    + "\"destinationBucket\":\"arn:aws:s3:::failed-to\",\"s3Operation\":\"OBJECT_PUT\","
                                    + "\"requestTime\":\"2",
                            "\"failureReason\":\"DstBucketUnversioned\"}");
        });
    }

    @Test
    void tellsOfWhatIsNoLongerReplicated() {
        pair("untracked", true);
        String id = put("untracked", "gone");
        s3.deleteObject(r -> r.bucket("untracked").key("gone").versionId(id));
        server.advance(Duration.ofMinutes(30));
        assertThat(told()).containsExactly("ObjectCreated:Put untracked", "Replication:OperationNotTracked untracked");
    }

    @Test
    void saysNothingWithoutMetrics() {
        pair("silent", false);
        s3.putBucketVersioning(
                r -> r.bucket("silent-to").versioningConfiguration(v -> v.status(BucketVersioningStatus.SUSPENDED)));
        put("silent", "k");
        server.advance(Duration.ofMinutes(30));
        assertThat(told()).containsExactly("ObjectCreated:Put silent");
        assertThat(s3.headObject(r -> r.bucket("silent").key("k")).replicationStatusAsString())
                .isEqualTo("FAILED");
    }
}
