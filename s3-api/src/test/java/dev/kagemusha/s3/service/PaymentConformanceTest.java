package dev.kagemusha.s3.service;

import dev.kagemusha.testing.RawHttp;
import dev.kagemusha.testing.RunningServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.BucketAccelerateStatus;
import software.amazon.awssdk.services.s3.model.Payer;
import software.amazon.awssdk.services.s3.model.RequestCharged;
import software.amazon.awssdk.services.s3.model.RequestPayer;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

import java.io.IOException;
import java.net.URL;
import java.time.Duration;

import static dev.kagemusha.testing.AwsErrors.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Who pays for requests, and accelerated hosts. */
class PaymentConformanceTest {
    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags();

    private static S3Client owner;
    private static S3Client other;

    @BeforeAll
    static void open() {
        owner = SERVER.client(S3Client.builder().forcePathStyle(true), "111122223333", "x");
        other = SERVER.client(S3Client.builder().forcePathStyle(true), "444455556666", "x");
    }

    @AfterAll
    static void close() {
        owner.close();
        other.close();
    }

    @Test
    void oneWhoWouldPaySaysThatHeWill() throws IOException {
        owner.createBucket(r -> r.bucket("data"));
        owner.deletePublicAccessBlock(r -> r.bucket("data"));
        owner.putBucketPolicy(r -> r.bucket("data").policy("""
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*",
                "Action":["s3:GetObject","s3:PutObject","s3:ListBucket"],
                "Resource":["arn:aws:s3:::data","arn:aws:s3:::data/*"]}]}"""));
        owner.putObject(r -> r.bucket("data").key("a"), RequestBody.fromString("a"));
        assertThat(other.getObject(r -> r.bucket("data").key("a")).response().requestCharged())
                .isNull();
        owner.putBucketRequestPayment(r -> r.bucket("data").requestPaymentConfiguration(p -> p.payer(Payer.REQUESTER)));
        assertRefused(() -> other.getObject(r -> r.bucket("data").key("a")), "AccessDenied", 403, "Access Denied");
        assertRefused(() -> other.listObjectsV2(r -> r.bucket("data")), "AccessDenied", 403);
        assertThatThrownBy(() -> other.putObject(r -> r.bucket("data").key("b"), RequestBody.fromString("b")))
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(403));
        assertThat(other.getObject(r -> r.bucket("data").key("a").requestPayer(RequestPayer.REQUESTER))
                        .response()
                        .requestCharged())
                .isEqualTo(RequestCharged.REQUESTER);
        assertThat(other.headObject(r -> r.bucket("data").key("a").requestPayer(RequestPayer.REQUESTER))
                        .requestCharged())
                .isEqualTo(RequestCharged.REQUESTER);
        assertThat(other.listObjectsV2(r -> r.bucket("data").requestPayer(RequestPayer.REQUESTER))
                        .requestCharged())
                .isEqualTo(RequestCharged.REQUESTER);
        assertThat(other.putObject(
                                r -> r.bucket("data").key("b").requestPayer(RequestPayer.REQUESTER),
                                RequestBody.fromString("b"))
                        .requestCharged())
                .isEqualTo(RequestCharged.REQUESTER);
        assertThat(owner.headObject(r -> r.bucket("data").key("a")).requestCharged())
                .as("the owner pays anyway")
                .isNull();
        assertThat(RawHttp.send(
                                SERVER.port(),
                                "",
                                "GET /data/a HTTP/1.1",
                                "Host: localhost",
                                "x-amz-request-payer: requester")
                        .status())
                .as("nobody in particular cannot pay")
                .isEqualTo(403);
    }

    @Test
    void acceleratedHostsAnswerForBucketsThatHaveIt() throws IOException {
        owner.createBucket(r -> r.bucket("quick"));
        owner.putObject(r -> r.bucket("quick").key("a"), RequestBody.fromString("12345"));
        assertThat(accelerated("quick", "a"))
                .contains("400")
                .contains("S3 Transfer Acceleration is not configured on this bucket");
        accelerate(BucketAccelerateStatus.ENABLED);
        assertThat(accelerated("quick", "a")).startsWith("200").endsWith("12345");
        accelerate(BucketAccelerateStatus.SUSPENDED);
        assertThat(accelerated("quick", "a"))
                .contains("400")
                .contains("S3 Transfer Acceleration is disabled on this bucket");
    }

    private static void accelerate(BucketAccelerateStatus status) {
        owner.putBucketAccelerateConfiguration(r -> r.bucket("quick").accelerateConfiguration(c -> c.status(status)));
    }

    private static String accelerated(String bucket, String key) throws IOException {
        try (S3Presigner presigner = S3Presigner.builder()
                .region(Region.US_EAST_1)
                .serviceConfiguration(
                        S3Configuration.builder().accelerateModeEnabled(true).build())
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("111122223333", "x")))
                .build()) {
            URL url = presigner
                    .presignGetObject(p -> p.signatureDuration(Duration.ofMinutes(5))
                            .getObjectRequest(r -> r.bucket(bucket).key(key)))
                    .url();
            assertThat(url.getHost()).isEqualTo(bucket + ".s3-accelerate.amazonaws.com");
            RawHttp.Answer answer =
                    RawHttp.send(SERVER.port(), "", "GET " + url.getFile() + " HTTP/1.1", "Host: " + url.getHost());
            return answer.status() + " " + answer.text();
        }
    }
}
