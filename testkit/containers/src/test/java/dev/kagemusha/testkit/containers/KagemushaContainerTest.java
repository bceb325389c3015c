package dev.kagemusha.testkit.containers;

import dev.kagemusha.testkit.control.Fault;
import dev.kagemusha.testkit.control.InjectedFault;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.KeyState;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

@Tag("image")
@Testcontainers
final class KagemushaContainerTest {
    @Container
    private static final KagemushaContainer AWS = new KagemushaContainer(Images.KAGEMUSHA)
            .withRegion("eu-central-1")
            .withFlag("credentials", "AKIDALICE:secret:210987654321");

    private final S3Client s3 = AWS.configure(S3Client.builder()).build();
    private final DynamoDbClient dynamodb =
            AWS.configure(DynamoDbClient.builder()).build();
    private final KmsClient kms = AWS.configure(KmsClient.builder()).build();

    @BeforeEach
    void startsEmpty() {
        AWS.control().reset();
    }

    private static void createTable(DynamoDbClient client) {
        client.createTable(t -> t.tableName("music")
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(a -> a.attributeName("artist").attributeType(ScalarAttributeType.S))
                .keySchema(k -> k.attributeName("artist").keyType(KeyType.HASH)));
    }

    private void createBucket(String name) {
        s3.createBucket(b -> b.bucket(name).createBucketConfiguration(c -> c.locationConstraint("eu-central-1")));
    }

    @Test
    void servesS3() {
        createBucket("photos");
        s3.putObject(b -> b.bucket("photos").key("a b"), RequestBody.fromString("hello"));
        assertThat(s3.getObjectAsBytes(b -> b.bucket("photos").key("a b")).asUtf8String())
                .isEqualTo("hello");
        try (S3AsyncClient async = AWS.configure(S3AsyncClient.builder()).build()) {
            assertThat(async.listBuckets().join().buckets()).hasSize(1);
        }
    }

    @Test
    void servesDynamoDb() {
        createTable(dynamodb);
        dynamodb.putItem(p -> p.tableName("music").item(Map.of("artist", AttributeValue.fromS("Ōtomo"))));
        assertThat(dynamodb.scan(s -> s.tableName("music")).items())
                .containsExactly(Map.of("artist", AttributeValue.fromS("Ōtomo")));
        assertThat(dynamodb.describeTable(t -> t.tableName("music")).table().tableArn())
                .isEqualTo("arn:aws:dynamodb:eu-central-1:000000000000:table/music");
    }

    @Test
    void servesKms() {
        String key = kms.createKey().keyMetadata().keyId();
        SdkBytes sealed = kms.encrypt(e -> e.keyId(key).plaintext(SdkBytes.fromUtf8String("secret")))
                .ciphertextBlob();
        assertThat(kms.decrypt(d -> d.ciphertextBlob(sealed)).plaintext().asUtf8String())
                .isEqualTo("secret");
    }

    @Test
    void movesTheClock() {
        String key = kms.createKey().keyMetadata().keyId();
        kms.scheduleKeyDeletion(b -> b.keyId(key).pendingWindowInDays(7));
        Instant before = AWS.control().now();
        AWS.control().advance(Duration.ofDays(6));
        assertThat(kms.describeKey(b -> b.keyId(key)).keyMetadata().keyState()).isEqualTo(KeyState.PENDING_DELETION);
        AWS.control().advanceTo(before.plus(Duration.ofDays(8)));
        assertThat(kms.listKeys().keys()).isEmpty();
    }

    @Test
    void savesAndRestores() {
        createBucket("kept");
        AWS.control().snapshot("one-bucket");
        createBucket("forgotten");
        AWS.control().restore("one-bucket");
        assertThat(s3.listBuckets().buckets()).singleElement().satisfies(b -> assertThat(b.name())
                .isEqualTo("kept"));
        assertThat(AWS.control().snapshots()).contains("one-bucket");
        AWS.control().deleteSnapshot("one-bucket");
    }

    @Test
    void injectsFaults() {
        createTable(dynamodb);
        InjectedFault fault = AWS.control()
                .inject(Fault.error("ProvisionedThroughputExceededException").on("dynamodb", "GetItem"));
        assertThat(catchThrowableOfType(
                        ProvisionedThroughputExceededException.class,
                        () -> dynamodb.getItem(
                                g -> g.tableName("music").key(Map.of("artist", AttributeValue.fromS("a"))))))
                .isNotNull();
        fault.close();
        assertThat(dynamodb.getItem(g -> g.tableName("music").key(Map.of("artist", AttributeValue.fromS("a"))))
                        .hasItem())
                .isFalse();
    }

    @Test
    void givesEachAccountWhatIsItsOwn() {
        createTable(dynamodb);
        try (DynamoDbClient other =
                AWS.configure(DynamoDbClient.builder(), "123456789012").build()) {
            assertThat(other.listTables().tableNames()).isEmpty();
            createTable(other);
            AWS.control().resetAccount("123456789012");
            assertThat(other.listTables().tableNames()).isEmpty();
        }
        assertThat(dynamodb.listTables().tableNames()).containsExactly("music");
    }

    @Test
    void handsFlagsOn() {
        // the key is known by --credentials, so its secret is verified
        try (DynamoDbClient forged =
                AWS.configure(DynamoDbClient.builder(), "AKIDALICE").build()) {
            assertThat(catchThrowableOfType(AwsServiceException.class, forged::listTables)
                            .awsErrorDetails()
                            .errorCode())
                    .isEqualTo("InvalidSignatureException");
        }
    }

    @Test
    void configuresBuildersOfWhateverKind() {
        Consumer<AwsClientBuilder<?, ?>> ofAnyKind = AWS::customize;
        Consumer<S3ClientBuilder> ofOneKind = AWS::configure;
        S3ClientBuilder builder = S3Client.builder();
        ofAnyKind.andThen(b -> ofOneKind.accept(builder)).accept(builder);
        try (S3Client client = builder.build()) {
            assertThat(client.listBuckets().buckets()).isEmpty();
        }
    }

    @Test
    void tellsOthersWhereItIs() {
        URI endpoint = AWS.getEndpoint();
        assertThat(endpoint.toString()).matches("http://[0-9.]+:[0-9]+");
        assertThat(AWS.getEnvironment())
                .containsEntry("AWS_ENDPOINT_URL", endpoint.toString())
                .containsEntry("AWS_REGION", "eu-central-1")
                .containsEntry("AWS_ACCESS_KEY_ID", "test");
        assertThat(AWS.getSpringProperties())
                .containsEntry("spring.cloud.aws.endpoint", endpoint.toString())
                .containsEntry("spring.cloud.aws.region.static", "eu-central-1");
        assertThat(AWS.getEndpointInNetwork("aws")).hasToString("http://aws:4566");
    }
}
