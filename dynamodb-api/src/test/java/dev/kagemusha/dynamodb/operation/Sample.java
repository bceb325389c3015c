package dev.kagemusha.dynamodb.operation;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.LocalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.Projection;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughput;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

import java.util.List;

/**
 * A table of most tests: keys {@code pk} (S) and {@code sk} (N), a global index {@code by-color} on {@code color} (S) and
 * {@code sk} that holds keys and {@code v}, and a local one {@code by-rank} on {@code rank} (N) that holds keys only.
 */
public final class Sample {
    public static final String BY_COLOR = "by-color";
    public static final String BY_RANK = "by-rank";

    private Sample() {}

    static void create(DynamoDbClient client, String table) {
        create(client, table, null);
    }

    /** @param units of the table and of its global index, or null for one on demand */
    public static void create(DynamoDbClient client, String table, @Nullable ProvisionedThroughput units) {
        client.createTable(CreateTableRequest.builder()
                .tableName(table)
                .billingMode(units == null ? BillingMode.PAY_PER_REQUEST : BillingMode.PROVISIONED)
                .provisionedThroughput(units)
                .attributeDefinitions(
                        attribute("pk", ScalarAttributeType.S),
                        attribute("sk", ScalarAttributeType.N),
                        attribute("color", ScalarAttributeType.S),
                        attribute("rank", ScalarAttributeType.N))
                .keySchema(keys("pk", "sk"))
                .globalSecondaryIndexes(GlobalSecondaryIndex.builder()
                        .indexName(BY_COLOR)
                        .keySchema(keys("color", "sk"))
                        .projection(Projection.builder()
                                .projectionType(ProjectionType.INCLUDE)
                                .nonKeyAttributes("v")
                                .build())
                        .provisionedThroughput(units)
                        .build())
                .localSecondaryIndexes(LocalSecondaryIndex.builder()
                        .indexName(BY_RANK)
                        .keySchema(keys("pk", "rank"))
                        .projection(Projection.builder()
                                .projectionType(ProjectionType.KEYS_ONLY)
                                .build())
                        .build())
                .build());
    }

    private static AttributeDefinition attribute(String name, ScalarAttributeType type) {
        return AttributeDefinition.builder()
                .attributeName(name)
                .attributeType(type)
                .build();
    }

    private static List<KeySchemaElement> keys(String hash, String range) {
        return List.of(
                KeySchemaElement.builder()
                        .attributeName(hash)
                        .keyType(KeyType.HASH)
                        .build(),
                KeySchemaElement.builder()
                        .attributeName(range)
                        .keyType(KeyType.RANGE)
                        .build());
    }

    static AttributeValue s(String text) {
        return AttributeValue.fromS(text);
    }

    static AttributeValue n(long number) {
        return AttributeValue.fromN(Long.toString(number));
    }
}
