package dev.kagemusha.distribution;

import dev.kagemusha.testing.RunningServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Datapoint;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.Statistic;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.MetricsFilter;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.StorageClass;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What S3 counts, seen through CloudWatch. */
final class S3MetricsTest {
    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags();

    private static S3Client s3;
    private static CloudWatchClient cloudWatch;

    @BeforeAll
    static void open() {
        s3 = SERVER.client(S3Client.builder().forcePathStyle(true));
        cloudWatch = SERVER.client(CloudWatchClient.builder());
    }

    @AfterAll
    static void close() {
        s3.close();
        cloudWatch.close();
    }

    private static List<Datapoint> points(String name, int period, String... dimensions) {
        Instant now = SERVER.server().clock().instant();
        List<Dimension> named = new ArrayList<>();
        for (int i = 0; i < dimensions.length; i += 2) {
            named.add(Dimension.builder()
                    .name(dimensions[i])
                    .value(dimensions[i + 1])
                    .build());
        }
        return cloudWatch
                .getMetricStatistics(r -> r.namespace("AWS/S3")
                        .metricName(name)
                        .dimensions(named)
                        .startTime(now.minus(Duration.ofDays(14)))
                        .endTime(now.plusSeconds(60))
                        .period(period)
                        .statistics(Statistic.SUM, Statistic.AVERAGE, Statistic.SAMPLE_COUNT, Statistic.MAXIMUM))
                .datapoints();
    }

    private static Datapoint total(String name, String bucket, String filter) {
        List<Datapoint> points = points(name, 86_400 * 30, "BucketName", bucket, "FilterId", filter);
        assertThat(points).as(name).hasSize(1);
        return points.getFirst();
    }

    private static double sum(String name, String bucket, String filter) {
        return total(name, bucket, filter).sum();
    }

    private static void count(String bucket, String id, MetricsFilter filter) {
        s3.putBucketMetricsConfiguration(
                r -> r.bucket(bucket).id(id).metricsConfiguration(c -> c.id(id).filter(filter)));
    }

    @Test
    void requestsAreCountedForEachConfiguration() {
        s3.createBucket(r -> r.bucket("counted"));
        count("counted", "all", null);
        count("counted", "in", MetricsFilter.fromPrefix("in/"));
        count(
                "counted",
                "blue",
                MetricsFilter.builder().tag(t -> t.key("colour").value("blue")).build());
        s3.putObject(r -> r.bucket("counted").key("in/a").tagging("colour=blue"), RequestBody.fromString("12345"));
        s3.putObject(r -> r.bucket("counted").key("out"), RequestBody.fromString("123"));
        s3.getObjectAsBytes(r -> r.bucket("counted").key("in/a"));
        s3.headObject(r -> r.bucket("counted").key("out"));
        s3.listObjectsV2(r -> r.bucket("counted"));
        s3.deleteObjects(r -> r.bucket("counted").delete(d -> d.objects(o -> o.key("out"))));
        s3.deleteObject(r -> r.bucket("counted").key("out"));
        assertThatThrownBy(() -> s3.getObjectAsBytes(r -> r.bucket("counted").key("none")))
                .isInstanceOf(NoSuchKeyException.class);
        // the configurations that were put after the first one are requests too
        assertThat(sum("AllRequests", "counted", "all")).isEqualTo(10);
        assertThat(sum("GetRequests", "counted", "all")).isEqualTo(2);
        assertThat(sum("PutRequests", "counted", "all")).isEqualTo(2);
        assertThat(sum("HeadRequests", "counted", "all")).isEqualTo(1);
        assertThat(sum("ListRequests", "counted", "all")).isEqualTo(1);
        assertThat(sum("DeleteRequests", "counted", "all")).isEqualTo(2);
        assertThat(points("PostRequests", 86_400, "BucketName", "counted", "FilterId", "all"))
                .isEmpty();
        assertThat(total("4xxErrors", "counted", "all").average()).isEqualTo(0.1);
        assertThat(sum("5xxErrors", "counted", "all")).isZero();
        assertThat(total("BytesUploaded", "counted", "all").sum()).isGreaterThanOrEqualTo(8);
        assertThat(total("FirstByteLatency", "counted", "all").sampleCount()).isEqualTo(10);
        assertThat(total("TotalRequestLatency", "counted", "all").sampleCount()).isEqualTo(10);
        assertThat(sum("AllRequests", "counted", "in"))
                .as("only what begins with the prefix")
                .isEqualTo(2);
        assertThat(sum("BytesUploaded", "counted", "in")).isEqualTo(5);
        assertThat(sum("BytesDownloaded", "counted", "in")).isEqualTo(5);
        assertThat(sum("AllRequests", "counted", "blue"))
                .as("only what has the tag")
                .isEqualTo(2);
    }

    private static List<Double> daily(String name, String bucket, String type) {
        return points(name, 86_400, "BucketName", bucket, "StorageType", type).stream()
                .sorted(Comparator.comparing(Datapoint::timestamp))
                .map(Datapoint::average)
                .toList();
    }

    @Test
    void whatIsStoredIsMeasuredEachMidnight() {
        s3.createBucket(r -> r.bucket("stored"));
        s3.putBucketVersioning(
                r -> r.bucket("stored").versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)));
        s3.putObject(r -> r.bucket("stored").key("a"), RequestBody.fromString("12345"));
        s3.putObject(r -> r.bucket("stored").key("a"), RequestBody.fromString("1234567"));
        s3.putObject(
                r -> r.bucket("stored").key("cold").storageClass(StorageClass.DEEP_ARCHIVE),
                RequestBody.fromString("123"));
        s3.deleteObject(r -> r.bucket("stored").key("b"));
        String upload =
                s3.createMultipartUpload(r -> r.bucket("stored").key("big")).uploadId();
        s3.uploadPart(
                r -> r.bucket("stored").key("big").uploadId(upload).partNumber(1), RequestBody.fromString("1234"));
        SERVER.advance(Duration.ofDays(3));
        assertThat(daily("BucketSizeBytes", "stored", "StandardStorage"))
                .as("both versions and the part")
                .containsExactly(16.0, 16.0, 16.0);
        assertThat(daily("BucketSizeBytes", "stored", "DeepArchiveStorage")).containsExactly(3.0, 3.0, 3.0);
        assertThat(daily("BucketSizeBytes", "stored", "DeepArchiveObjectOverhead"))
                .contains(32_768.0);
        assertThat(daily("NumberOfObjects", "stored", "AllStorageTypes"))
                .as("versions, a delete marker and a part")
                .containsExactly(5.0, 5.0, 5.0);
        s3.putObject(r -> r.bucket("stored").key("c"), RequestBody.fromString("1"));
        SERVER.advance(Duration.ofDays(1));
        assertThat(daily("BucketSizeBytes", "stored", "StandardStorage")).containsExactly(16.0, 16.0, 16.0, 17.0);
    }
}
