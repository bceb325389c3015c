package dev.kagemusha.s3.service;

import dev.kagemusha.testing.RunningServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.AnalyticsS3ExportFileFormat;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.StorageClassAnalysisSchemaVersion;

import java.time.Duration;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Storage class analysis through the SDK's own client, on the advanced clock. */
class AnalyticsConformanceTest {
    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags();

    private static S3Client s3;

    @BeforeAll
    static void open() {
        s3 = SERVER.client(S3Client.builder().forcePathStyle(true));
    }

    @AfterAll
    static void close() {
        s3.close();
    }

    private static void analyse(String bucket, String reports) {
        s3.createBucket(r -> r.bucket(bucket));
        s3.createBucket(r -> r.bucket(reports));
        s3.putBucketAnalyticsConfiguration(r -> r.bucket(bucket).id("hot").analyticsConfiguration(c -> c.id("hot")
                .filter(f -> f.prefix("in/"))
                .storageClassAnalysis(
                        a -> a.dataExport(e -> e.outputSchemaVersion(StorageClassAnalysisSchemaVersion.V_1)
                                .destination(d -> d.s3BucketDestination(b -> b.bucket("arn:aws:s3:::" + reports)
                                        .prefix("analysis")
                                        .format(AnalyticsS3ExportFileFormat.CSV)))))));
    }

    private static void allow(String bucket, String reports) {
        s3.putBucketPolicy(r -> r.bucket(reports).policy("""
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow",
                "Principal":{"Service":"s3.amazonaws.com"},"Action":"s3:PutObject",
                "Resource":"arn:aws:s3:::%s/*",
                "Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:s3:::%s"}}}]}""".formatted(reports, bucket)));
    }

    private static List<String> lines(String bucket, String reports) {
        return s3.getObjectAsBytes(r -> r.bucket(reports).key("analysis/" + bucket + "/hot/hot.csv"))
                .asUtf8String()
                .lines()
                .toList();
    }

    @Test
    void reportsEachDayWhatIsStoredAndRead() {
        analyse("desk", "desk-reports");
        allow("desk", "desk-reports");
        s3.putObject(r -> r.bucket("desk").key("in/a"), RequestBody.fromBytes(new byte[1 << 20]));
        s3.putObject(r -> r.bucket("desk").key("in/small"), RequestBody.fromBytes(new byte[1 << 10]));
        s3.putObject(r -> r.bucket("desk").key("out"), RequestBody.fromBytes(new byte[1 << 20]));
        s3.getObjectAsBytes(r -> r.bucket("desk").key("in/a"));
        s3.getObjectAsBytes(r -> r.bucket("desk").key("in/a"));
        s3.getObjectAsBytes(r -> r.bucket("desk").key("out"));
        assertThatThrownBy(() -> s3.getObjectAsBytes(r -> r.bucket("desk").key("in/none")))
                .isInstanceOf(NoSuchKeyException.class);
        SERVER.advance(Duration.ofDays(1));
        List<String> first = lines("desk", "desk-reports");
        assertThat(first.getFirst())
                .isEqualTo("Date,ConfigId,Filter,StorageClass,ObjectAge,ObjectCount,DataUploaded_MB,Storage_MB,"
                        + "DataRetrieved_MB,GetRequestCount,CumulativeAccessRatio,ObjectAgeForSIATransition,"
                        + "RecommendedObjectAgeForSIATransition");
        assertThat(first).as("twelve ages and all of them").hasSize(14);
        assertThat(first.get(1)).matches("\\d\\d-\\d\\d-\\d{4},hot,prefix=in/,STANDARD,000-014,,,1,2,2,2,,");
        assertThat(first.get(13)).matches(".*,hot,prefix=in/,STANDARD,ALL,2,1.000977,1.000977,2,2,1.998049,,");
        SERVER.advance(Duration.ofDays(20));
        List<String> later = lines("desk", "desk-reports");
        assertThat(later).as("a line for each day and age").hasSize(1 + 13 * 21);
        assertThat(later.get(21)).as("it is older").contains(",000-014,,,0,0,0,2,");
        assertThat(later.get(42)).contains(",015-029,,,1,0,0,0,,");
        SERVER.advance(Duration.ofDays(40));
        assertThat(lines("desk", "desk-reports").getLast())
                .as("nobody reads what is older than a month")
                .matches(".*,STANDARD,ALL,2,0,1.000977,0,0,0,[0-9]+,[0-9]*");
    }

    @Test
    void writesNothingThatTheDestinationDoesNotAllow() {
        analyse("shy", "shy-reports");
        s3.putObject(r -> r.bucket("shy").key("in/a"), RequestBody.fromString("1"));
        SERVER.advance(Duration.ofDays(1));
        assertThat(s3.listObjectsV2(r -> r.bucket("shy-reports")).contents()).isEmpty();
        allow("shy", "shy-reports");
        SERVER.advance(Duration.ofDays(1));
        assertThat(lines("shy", "shy-reports")).as("both days").hasSize(1 + 2 * 13);
    }
}
