package dev.kagemusha.distribution;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.sts.StsClient;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Map;

/**
 * The calls that an image's AOT cache is trained with: those a test suite begins with. What they load and compile is in the cache; all else
 * is loaded when it is first used.
 */
public final class Training {
    private static final int ROUNDS = 20;

    private final URI endpoint;

    private Training(URI endpoint) {
        this.endpoint = endpoint;
    }

    /** Arguments: the endpoint. */
    public static void main(String[] arguments) throws IOException {
        Training training = new Training(URI.create(arguments[0]));
        training.health();
        training.dynamoDb();
        training.s3();
        training.client(StsClient.builder()).getCallerIdentity();
    }

    private <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C client(B builder) {
        return builder.endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }

    private void health() throws IOException {
        HttpURLConnection health = (HttpURLConnection)
                endpoint.resolve("/_kagemusha/health").toURL().openConnection();
        health.getInputStream().readAllBytes();
    }

    @SuppressWarnings("unchecked") // the SDK's varargs of consumers
    private void dynamoDb() {
        DynamoDbClient client = client(DynamoDbClient.builder());
        client.createTable(r -> r.tableName("music")
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(a -> a.attributeName("artist").attributeType(ScalarAttributeType.S))
                .keySchema(k -> k.attributeName("artist").keyType(KeyType.HASH)));
        client.listTables();
        client.describeTable(r -> r.tableName("music"));
        for (int i = 0; i < ROUNDS; i++) {
            Map<String, AttributeValue> key = Map.of("artist", AttributeValue.fromS("a" + i));
            client.putItem(r -> r.tableName("music").item(key).conditionExpression("attribute_not_exists(artist)"));
            client.getItem(r -> r.tableName("music").key(key));
            client.updateItem(r -> r.tableName("music")
                    .key(key)
                    .updateExpression("SET plays = :one")
                    .expressionAttributeValues(Map.of(":one", AttributeValue.fromN("1"))));
            client.query(r -> r.tableName("music")
                    .keyConditionExpression("artist = :a")
                    .expressionAttributeValues(Map.of(":a", key.get("artist"))));
        }
        client.scan(r -> r.tableName("music"));
        refused(() -> client.describeTable(r -> r.tableName("none")), ResourceNotFoundException.class);
        client.deleteTable(r -> r.tableName("music"));
    }

    private void s3() {
        S3Client client = client(S3Client.builder().forcePathStyle(true));
        client.createBucket(r -> r.bucket("photos"));
        for (int i = 0; i < ROUNDS; i++) {
            String key = "album/" + i;
            client.putObject(r -> r.bucket("photos").key(key), RequestBody.fromString("content"));
            client.getObjectAsBytes(r -> r.bucket("photos").key(key));
        }
        client.putObject(r -> r.bucket("photos").key("large"), RequestBody.fromBytes(new byte[200_000]));
        client.getObjectAsBytes(r -> r.bucket("photos").key("large"));
        client.headObject(r -> r.bucket("photos").key("large"));
        client.listObjectsV2(r -> r.bucket("photos").prefix("album/"));
        client.deleteObject(r -> r.bucket("photos").key("large"));
        refused(() -> client.getObjectAsBytes(r -> r.bucket("photos").key("none")), NoSuchKeyException.class);
    }

    private static void refused(Runnable call, Class<? extends RuntimeException> how) {
        @Nullable RuntimeException refusal = null;
        try {
            call.run();
        } catch (RuntimeException e) {
            refusal = e;
        }
        if (!how.isInstance(refusal)) {
            throw new IllegalStateException("expected " + how.getSimpleName(), refusal);
        }
    }
}
