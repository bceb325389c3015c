package dev.kagemusha.dynamodb.backup;

import dev.kagemusha.testing.RunningServer;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.Projection;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** A table with key {@code pk} (S) and a global index {@code by-v} on {@code v} (N). */
final class Tables {
    static final GlobalSecondaryIndex BY_V = GlobalSecondaryIndex.builder()
            .indexName("by-v")
            .keySchema(key("v"))
            .projection(Projection.builder()
                    .projectionType(ProjectionType.KEYS_ONLY)
                    .build())
            .build();

    private Tables() {}

    static void create(DynamoDbClient client, String name) {
        client.createTable(CreateTableRequest.builder()
                .tableName(name)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(attribute("pk", ScalarAttributeType.S), attribute("v", ScalarAttributeType.N))
                .keySchema(key("pk"))
                .globalSecondaryIndexes(BY_V)
                .build());
    }

    private static AttributeDefinition attribute(String name, ScalarAttributeType type) {
        return AttributeDefinition.builder()
                .attributeName(name)
                .attributeType(type)
                .build();
    }

    static KeySchemaElement key(String name) {
        return KeySchemaElement.builder()
                .attributeName(name)
                .keyType(KeyType.HASH)
                .build();
    }

    static void put(DynamoDbClient client, String table, String pk, long v) {
        client.putItem(r -> r.tableName(table)
                .item(Map.of("pk", AttributeValue.fromS(pk), "v", AttributeValue.fromN(Long.toString(v)))));
    }

    static void delete(DynamoDbClient client, String table, String pk) {
        client.deleteItem(r -> r.tableName(table).key(Map.of("pk", AttributeValue.fromS(pk))));
    }

    /** All items of a table or index: {@code v} by {@code pk}. */
    static Map<String, Long> all(DynamoDbClient client, String table, boolean index) {
        Map<String, Long> all = new HashMap<>();
        client.scanPaginator(r -> {
                    r.tableName(table);
                    if (index) {
                        r.indexName("by-v");
                    }
                })
                .items()
                .forEach(item ->
                        all.put(item.get("pk").s(), Long.valueOf(item.get("v").n())));
        return all;
    }

    /** Has all background work done that is due. */
    static void settle(RunningServer server) {
        server.advance(Duration.ofMillis(1));
    }
}
