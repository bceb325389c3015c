package dev.kagemusha.testkit.junit;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.sts.StsClient;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(Kagemusha.class)
final class InjectionTest {
    @Emulated
    static S3Client ofTheClass;

    private static String accountOfTheClass;

    @Emulated
    private S3Client field;

    @Emulated(overPort = true)
    private S3Client fieldOverPort;

    private final Emulator ofConstructor;

    InjectionTest(Emulator ofConstructor) {
        this.ofConstructor = ofConstructor;
    }

    @BeforeAll
    static void makesABucket(S3Client s3, Emulator emulator) {
        accountOfTheClass = emulator.account();
        s3.createBucket(b -> b.bucket("of-the-class"));
    }

    @BeforeEach
    void isTheSameAccountEverywhere(Emulator emulator) {
        assertThat(emulator.account()).matches("[0-9]{12}").isEqualTo(accountOfTheClass);
        assertThat(ofConstructor).isSameAs(emulator);
    }

    @Test
    void givesOneClientOfAKind(S3Client parameter) {
        assertThat(parameter).isSameAs(field).isSameAs(ofTheClass).isNotSameAs(fieldOverPort);
        assertThat(parameter.listBuckets().buckets()).hasSize(1);
        assertThat(fieldOverPort.listBuckets().buckets()).hasSize(1);
    }

    @Test
    void givesClientsOfEveryService(
            DynamoDbClient dynamodb, KmsClient kms, CloudWatchClient cloudwatch, StsClient sts, Emulator emulator) {
        assertThat(dynamodb.listTables().tableNames()).isEmpty();
        assertThat(kms.listKeys().keys()).isEmpty();
        assertThat(cloudwatch.listMetrics().metrics()).isEmpty();
        assertThat(sts.getCallerIdentity().arn()).isEqualTo("arn:aws:iam::" + emulator.account() + ":root");
    }

    @Test
    void givesAsynchronousClientsOverThePort(DynamoDbAsyncClient dynamodb) {
        assertThat(dynamodb.listTables().join().tableNames()).isEmpty();
    }

    @Test
    void givesPresigners(S3Presigner presigner, S3Client s3) throws Exception {
        s3.putObject(b -> b.bucket("of-the-class").key("a b"), RequestBody.fromString("signed"));
        URI url = presigner
                .presignGetObject(p -> p.signatureDuration(Duration.ofMinutes(5))
                        .getObjectRequest(g -> g.bucket("of-the-class").key("a b")))
                .url()
                .toURI();
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.body()).isEqualTo("signed");
        s3.deleteObject(b -> b.bucket("of-the-class").key("a b"));
    }

    @Test
    void givesWhatOneNeedsForAClientOfOnesOwn(
            @Emulated URI endpoint, @Emulated Region region, @Emulated AwsCredentialsProvider credentials) {
        try (StsClient sts = StsClient.builder()
                .endpointOverride(endpoint)
                .region(region)
                .credentialsProvider(credentials)
                .httpClient(software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient.create())
                .build()) {
            assertThat(sts.getCallerIdentity().account()).isEqualTo(accountOfTheClass);
        }
    }

    @Test
    void givesTheClockByItsOwnTypeAndByJavas(EmulatedClock clock, @Emulated Clock javas) {
        assertThat(javas).isSameAs(clock);
        assertThat(Duration.between(
                        clock.instant(),
                        clock.withZone(java.time.ZoneOffset.MAX).instant()))
                .isLessThan(Duration.ofMinutes(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"one", "two"})
    void leavesParametersOfTheTestAlone(String given, S3Client s3) {
        assertThat(given).isIn("one", "two");
        assertThat(s3).isSameAs(field);
    }

    @Nested
    final class Inner {
        @Emulated
        S3Client inner;

        @Test
        void hasTheAccountOfTheClassAroundIt() {
            assertThat(inner).isSameAs(field);
        }
    }
}
