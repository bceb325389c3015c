package dev.kagemusha.distribution;

import dev.kagemusha.testing.RunningServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.Statistic;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketLocationConstraint;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.DeleteMarkerReplicationStatus;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.MetricsStatus;
import software.amazon.awssdk.services.s3.model.ReplicationRule;
import software.amazon.awssdk.services.s3.model.ReplicationRuleStatus;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.SseKmsEncryptedObjectsStatus;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import static org.assertj.core.api.Assertions.assertThat;

/** Replication with the services it works with, and through a kill. */
class ReplicationTest {
    private static final String ROLE = "arn:aws:iam::000000000000:role/copier";
    private static final int OBJECTS = 60;

    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags("s3-replication-delay", "PT10M");

    private final S3Client s3 = SERVER.client(S3Client.builder().forcePathStyle(true));

    @TempDir
    Path directory;

    private static void create(S3Client s3, String bucket) {
        s3.createBucket(r -> r.bucket(bucket));
        keepVersions(s3, bucket);
    }

    private static void keepVersions(S3Client s3, String bucket) {
        s3.putBucketVersioning(
                r -> r.bucket(bucket).versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)));
    }

    private static void replicate(S3Client s3, String from, String to, Consumer<ReplicationRule.Builder> more) {
        s3.putBucketReplication(
                r -> r.bucket(from).replicationConfiguration(c -> c.role(ROLE).rules(rule -> {
                    rule.id("all")
                            .priority(1)
                            .status(ReplicationRuleStatus.ENABLED)
                            .filter(f -> f.prefix(""))
                            .deleteMarkerReplication(d -> d.status(DeleteMarkerReplicationStatus.DISABLED))
                            .destination(d -> d.bucket("arn:aws:s3:::" + to));
                    more.accept(rule);
                })));
    }

    private static void kms(ReplicationRule.Builder rule, String to, String key) {
        rule.sourceSelectionCriteria(c -> c.sseKmsEncryptedObjects(k -> k.status(SseKmsEncryptedObjectsStatus.ENABLED)))
                .destination(d -> d.bucket("arn:aws:s3:::" + to).encryptionConfiguration(e -> e.replicaKmsKeyID(key)));
    }

    private HeadObjectResponse head(String bucket, String key) {
        return s3.headObject(r -> r.bucket(bucket).key(key));
    }

    private static byte[] read(S3Client client, String bucket, String key) {
        return client.getObjectAsBytes(r -> r.bucket(bucket).key(key)).asByteArray();
    }

    private static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C inTheWest(B builder) {
        return builder.endpointOverride(SERVER.uri())
                .region(Region.EU_WEST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }

    @Test
    void putsReplicasUnderTheRulesKey() {
        KmsClient here = SERVER.client(KmsClient.builder());
        KmsClient there = inTheWest(KmsClient.builder());
        S3Client west = inTheWest(S3Client.builder().forcePathStyle(true));
        String source = here.createKey().keyMetadata().arn();
        String target = there.createKey().keyMetadata().arn();
        create(s3, "sealed");
        s3.createBucket(r -> r.bucket("sealed-to")
                .createBucketConfiguration(c -> c.locationConstraint(BucketLocationConstraint.EU_WEST_1)));
        keepVersions(s3, "sealed-to");
        replicate(s3, "sealed", "sealed-to", rule -> kms(rule, "sealed-to", target));
        byte[] body = new byte[300_000];
        new Random(1).nextBytes(body);
        for (ServerSideEncryption each : List.of(ServerSideEncryption.AWS_KMS, ServerSideEncryption.AWS_KMS_DSSE)) {
            s3.putObject(
                    r -> r.bucket("sealed")
                            .key(each.toString())
                            .serverSideEncryption(each)
                            .ssekmsKeyId(source),
                    RequestBody.fromBytes(body));
        }
        s3.putObject(r -> r.bucket("sealed").key("plain"), RequestBody.fromBytes(body));
        SERVER.advance(Duration.ofMinutes(11));
        for (ServerSideEncryption each : List.of(ServerSideEncryption.AWS_KMS, ServerSideEncryption.AWS_KMS_DSSE)) {
            HeadObjectResponse replica = head("sealed-to", each.toString());
            assertThat(replica.serverSideEncryption()).isEqualTo(each);
            assertThat(replica.ssekmsKeyId()).isEqualTo(target);
            assertThat(read(west, "sealed-to", each.toString())).isEqualTo(body);
        }
        assertThat(head("sealed-to", "plain").serverSideEncryption()).isEqualTo(ServerSideEncryption.AES256);

        here.disableKey(r -> r.keyId(source));
        assertThat(read(west, "sealed-to", "aws:kms"))
                .as("the source's key is not asked for")
                .isEqualTo(body);
        here.enableKey(r -> r.keyId(source));
        there.disableKey(r -> r.keyId(target));
        s3.putObject(
                r -> r.bucket("sealed")
                        .key("late")
                        .serverSideEncryption(ServerSideEncryption.AWS_KMS)
                        .ssekmsKeyId(source),
                RequestBody.fromBytes(body));
        SERVER.advance(Duration.ofMinutes(11));
        assertThat(head("sealed", "late").replicationStatusAsString()).isEqualTo("FAILED");
    }

    @Test
    void leavesObjectsOfKmsAloneUnlessAsked() {
        create(s3, "unasked");
        create(s3, "unasked-to");
        replicate(s3, "unasked", "unasked-to", rule -> {});
        s3.putObject(
                r -> r.bucket("unasked").key("k").serverSideEncryption(ServerSideEncryption.AWS_KMS),
                RequestBody.fromString("1"));
        SERVER.advance(Duration.ofMinutes(11));
        assertThat(head("unasked", "k").replicationStatus()).isNull();
        assertThat(s3.listObjectsV2(r -> r.bucket("unasked-to")).contents()).isEmpty();
    }

    @Test
    void measuresWhatWaitsAndWhatFails() {
        create(s3, "measured");
        create(s3, "measured-to");
        replicate(
                s3,
                "measured",
                "measured-to",
                rule -> rule.destination(
                        d -> d.bucket("arn:aws:s3:::measured-to").metrics(m -> m.status(MetricsStatus.ENABLED))));
        s3.putObject(r -> r.bucket("measured").key("a"), RequestBody.fromString("12345"));
        s3.putObject(r -> r.bucket("measured").key("b"), RequestBody.fromString("678"));
        SERVER.advance(Duration.ofMinutes(12));
        assertThat(most("BytesPendingReplication", Statistic.MAXIMUM)).isEqualTo(8);
        assertThat(most("OperationsPendingReplication", Statistic.MAXIMUM)).isEqualTo(2);
        assertThat(most("ReplicationLatency", Statistic.MAXIMUM)).isBetween(480.0, 600.0);
        assertThat(most("OperationsPendingReplication", Statistic.MINIMUM)).isZero();
        s3.putBucketVersioning(
                r -> r.bucket("measured-to").versioningConfiguration(v -> v.status(BucketVersioningStatus.SUSPENDED)));
        s3.putObject(r -> r.bucket("measured").key("c"), RequestBody.fromString("1"));
        SERVER.advance(Duration.ofMinutes(12));
        assertThat(most("OperationsFailedReplication", Statistic.SUM)).isEqualTo(1);
    }

    private static double most(String metric, Statistic statistic) {
        try (CloudWatchClient cloudWatch = SERVER.client(CloudWatchClient.builder())) {
            Instant now = Instant.ofEpochMilli(SERVER.server().clock().millis());
            var points = cloudWatch
                    .getMetricStatistics(r -> r.namespace("AWS/S3")
                            .metricName(metric)
                            .dimensions(
                                    dimension("SourceBucket", "measured"),
                                    dimension("DestinationBucket", "measured-to"),
                                    dimension("RuleId", "all"))
                            .startTime(now.minus(Duration.ofHours(1)))
                            .endTime(now.plusSeconds(60))
                            .period(3600 * 2)
                            .statistics(statistic))
                    .datapoints();
            assertThat(points).isNotEmpty();
            return switch (statistic) {
                case MAXIMUM -> points.getFirst().maximum();
                case MINIMUM -> points.getFirst().minimum();
                default -> points.getFirst().sum();
            };
        }
    }

    private static Dimension dimension(String name, String value) {
        return Dimension.builder().name(name).value(value).build();
    }

    @Test
    void goesOnAfterAKill() throws Exception {
        String data = directory.resolve("data").toString();
        try (ServerProcess first = ServerProcess.ready(directory, "--data-dir", data, "--s3-replication-delay=PT2S")) {
            S3Client client = first.client(S3Client.builder().forcePathStyle(true));
            create(client, "killed");
            create(client, "killed-to");
            replicate(client, "killed", "killed-to", rule -> {});
            for (int i = 0; i < OBJECTS; i++) {
                byte[] body = new byte[i % 2 == 0 ? 10 : 70_000];
                int number = i;
                client.putObject(r -> r.bucket("killed").key("k" + number), RequestBody.fromBytes(body));
            }
            first.kill();
        }
        try (ServerProcess second = ServerProcess.ready(directory, "--data-dir", data)) {
            S3Client client = second.client(S3Client.builder().forcePathStyle(true));
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (client.listObjectsV2(r -> r.bucket("killed-to")).keyCount() < OBJECTS && System.nanoTime() < end) {
                TimeUnit.MILLISECONDS.sleep(50);
            }
            for (int i = 0; i < OBJECTS; i++) {
                String key = "k" + i;
                HeadObjectResponse replica =
                        client.headObject(r -> r.bucket("killed-to").key(key));
                HeadObjectResponse source =
                        client.headObject(r -> r.bucket("killed").key(key));
                assertThat(replica.versionId()).isEqualTo(source.versionId());
                assertThat(replica.replicationStatusAsString()).isEqualTo("REPLICA");
            }
            assertThat(client.listObjectVersions(r -> r.bucket("killed-to")).versions())
                    .hasSize(OBJECTS);
            assertThat(client.getObjectAsBytes(r -> r.bucket("killed-to").key("k1"))
                            .asByteArray())
                    .hasSize(70_000);
        }
    }
}
