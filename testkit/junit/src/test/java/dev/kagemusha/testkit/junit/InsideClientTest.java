package dev.kagemusha.testkit.junit;

import dev.kagemusha.testkit.control.Fault;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.sts.StsClient;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** A client inside the process meets what it would meet over the port. */
@ExtendWith(Kagemusha.class)
@SuppressWarnings("try") // a fault is there for what happens before it is closed
final class InsideClientTest {
    private static final String BUCKET = "inside-client";

    @Emulated
    private S3Client s3;

    @Emulated
    private DynamoDbClient items;

    @Emulated
    private Emulator emulator;

    @BeforeAll
    static void prepare(S3Client s3, DynamoDbClient items) {
        s3.createBucket(b -> b.bucket(BUCKET));
        items.createTable(t -> t.tableName("music")
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(a -> a.attributeName("artist").attributeType(ScalarAttributeType.S))
                .keySchema(k -> k.attributeName("artist").keyType(KeyType.HASH)));
    }

    static Stream<org.junit.jupiter.params.provider.Arguments> refusals() {
        Map<String, AttributeValue> large =
                Map.of("artist", AttributeValue.fromS("Ōtomo"), "notes", AttributeValue.fromS("x".repeat(17 << 20)));
        return Stream.of(
                refusal("no table", c -> c.items().describeTable(t -> t.tableName("none"))),
                refusal("constraints", c -> c.items().describeTable(t -> t.tableName("!"))),
                refusal("an item too large", c -> c.items().putItem(p -> p.tableName("music")
                        .item(Map.of(
                                "artist",
                                AttributeValue.fromS("Ōtomo"),
                                "notes",
                                AttributeValue.fromS("x".repeat(500_000)))))),
                refusal("a body too large", c -> c.items()
                        .putItem(p -> p.tableName("music").item(large))),
                refusal("no bucket", c -> c.s3().headBucket(b -> b.bucket("there-is-none"))),
                refusal("no key", c -> c.s3().getObjectAsBytes(
                                b -> b.bucket(BUCKET).key("none"))),
                refusal("a bad range", c -> {
                    c.s3().putObject(b -> b.bucket(BUCKET).key("short"), RequestBody.fromString("short"));
                    c.s3().getObjectAsBytes(b -> b.bucket(BUCKET).key("short").range("bytes=100-200"));
                }),
                refusal("a bad checksum", c -> c.s3().putObject(
                                b -> b.bucket(BUCKET).key("sum").contentMD5("1B2M2Y8AsgTpgAmY7PhCfg=="),
                                RequestBody.fromString("not empty"))));
    }

    private record Clients(S3Client s3, DynamoDbClient items) {}

    private static org.junit.jupiter.params.provider.Arguments refusal(String what, Consumer<Clients> call) {
        return arguments(what, call);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void isRefusedInTheSameWords(
            String what,
            Consumer<Clients> call,
            @Emulated(overPort = true) S3Client s3OverPort,
            @Emulated(overPort = true) DynamoDbClient itemsOverPort) {
        AwsServiceException inside =
                catchThrowableOfType(AwsServiceException.class, () -> call.accept(new Clients(s3, items)));
        AwsServiceException outside = catchThrowableOfType(
                AwsServiceException.class, () -> call.accept(new Clients(s3OverPort, itemsOverPort)));
        assertThat(inside).isNotNull().hasSameClassAs(outside);
        assertThat(inside.statusCode()).isEqualTo(outside.statusCode());
        assertThat(inside.awsErrorDetails().errorCode())
                .isEqualTo(outside.awsErrorDetails().errorCode());
        assertThat(inside.awsErrorDetails().errorMessage())
                .isEqualTo(outside.awsErrorDetails().errorMessage());
        assertThat(inside.requestId()).isNotNull();
    }

    @Test
    void verifiesSignatures() {
        try (StsClient sts = emulator.configure(StsClient.builder())
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "not its secret")))
                .build()) {
            assertThat(catchThrowableOfType(AwsServiceException.class, sts::getCallerIdentity)
                            .awsErrorDetails()
                            .errorCode())
                    .isEqualTo("SignatureDoesNotMatch");
        }
    }

    @Test
    void tellsAnonymousCallersFromOthers() {
        try (S3Client anonymous = emulator.configure(S3Client.builder())
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .build()) {
            assertThat(catchThrowableOfType(
                                    AwsServiceException.class, () -> anonymous.listObjectsV2(b -> b.bucket(BUCKET)))
                            .statusCode())
                    .isEqualTo(403);
        }
    }

    @Test
    void streamsBothWays() throws IOException {
        byte[] content = new byte[3 << 20];
        new Random(7).nextBytes(content);
        s3.putObject(b -> b.bucket(BUCKET).key("large"), RequestBody.fromBytes(content));
        assertThat(s3.getObjectAsBytes(b -> b.bucket(BUCKET).key("large")).asByteArray())
                .isEqualTo(content);
        s3.putObject(
                b -> b.bucket(BUCKET).key("of unknown length"),
                RequestBody.fromContentProvider(() -> new ByteArrayInputStream(content), "text/plain"));
        try (ResponseInputStream<GetObjectResponse> in =
                s3.getObject(b -> b.bucket(BUCKET).key("of unknown length"))) {
            assertThat(in.response().contentType()).isEqualTo("text/plain");
            assertThat(in.readAllBytes()).isEqualTo(content);
        }
        assertThat(s3.headObject(b -> b.bucket(BUCKET).key("large")).contentLength())
                .isEqualTo(content.length);
    }

    @Test
    void letsGoOfBodiesThatNobodyReads() throws IOException {
        s3.putObject(b -> b.bucket(BUCKET).key("unread"), RequestBody.fromBytes(new byte[3 << 20]));
        for (int i = 0; i < 20; i++) {
            ResponseInputStream<GetObjectResponse> in =
                    s3.getObject(b -> b.bucket(BUCKET).key("unread"), ResponseTransformer.toInputStream());
            if (i % 2 == 0) {
                in.abort();
            } else {
                assertThat(in.read()).isZero();
                in.close();
            }
        }
        assertThat(s3.headObject(b -> b.bucket(BUCKET).key("unread")).contentLength())
                .isEqualTo(3 << 20);
    }

    @Test
    void retriesWhatTheSdkRetries() {
        emulator.inject(Fault.error("InternalServerError", 500)
                .on("dynamodb", "ListTables")
                .times(2));
        assertThat(items.listTables().tableNames()).contains("music");
    }

    @Test
    void failsAsAConnectionDoesThatIsDropped() {
        try (var fault = emulator.inject(Fault.drop().on("dynamodb"))) {
            assertThatThrownBy(() -> items.listTables()).isInstanceOf(SdkClientException.class);
        }
        assertThat(items.listTables().tableNames()).contains("music");
    }

    @Test
    void waitsNoLongerThanItsTimeout() {
        try (var fault = emulator.inject(Fault.delay(Duration.ofMinutes(1)).on("dynamodb"));
                DynamoDbClient impatient = emulator.configure(DynamoDbClient.builder())
                        .overrideConfiguration(o -> o.apiCallTimeout(Duration.ofMillis(200)))
                        .build()) {
            assertThatThrownBy(impatient::listTables).isInstanceOf(ApiCallTimeoutException.class);
        }
    }

    @Test
    void strikesNoOtherAccountWithItsFaults(@Emulated(overPort = true) DynamoDbClient overPort) {
        try (var fault = emulator.inject(
                        Fault.error("AccessDeniedException", 400, "not today").on("dynamodb"));
                DynamoDbClient other = emulator.configure(DynamoDbClient.builder())
                        .credentialsProvider(
                                StaticCredentialsProvider.create(AwsBasicCredentials.create("999999999999", "x")))
                        .build()) {
            assertThat(catchThrowableOfType(AwsServiceException.class, overPort::listTables)
                            .awsErrorDetails()
                            .errorMessage())
                    .isEqualTo("not today");
            assertThat(other.listTables().tableNames()).isEmpty();
        }
    }

    @Test
    void forgetsItsAccountAtOnce() {
        try (DynamoDbClient other = emulator.configure(DynamoDbClient.builder())
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("888888888888", "x")))
                .build()) {
            other.createTable(t -> t.tableName("kept")
                    .billingMode(BillingMode.PAY_PER_REQUEST)
                    .attributeDefinitions(a -> a.attributeName("id").attributeType(ScalarAttributeType.S))
                    .keySchema(k -> k.attributeName("id").keyType(KeyType.HASH)));
            emulator.control().resetAccount("888888888888");
            assertThat(other.listTables().tableNames()).isEmpty();
            assertThat(items.listTables().tableNames()).isEqualTo(List.of("music"));
        }
    }
}
