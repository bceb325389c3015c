package dev.kagemusha.dynamodb.operation;

import dev.kagemusha.testing.RunningServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ItemCollectionMetrics;
import software.amazon.awssdk.services.dynamodb.model.ReturnItemCollectionMetrics;

import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class CollectionSizeConformanceTest {
    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags();

    @Test
    void namesTheCollectionAndTheGigabyteThatItIsIn() {
        try (DynamoDbClient client = SERVER.client(DynamoDbClient.builder())) {
            Sample.create(client, "sized");
            client.waiter().waitUntilTableExists(t -> t.tableName("sized"));
            ItemCollectionMetrics metrics = client.putItem(p -> p.tableName("sized")
                            .item(Map.of("pk", AttributeValue.fromS("a"), "sk", AttributeValue.fromN("1")))
                            .returnItemCollectionMetrics(ReturnItemCollectionMetrics.SIZE))
                    .itemCollectionMetrics();
            assertThat(metrics.itemCollectionKey()).isEqualTo(Map.of("pk", AttributeValue.fromS("a")));
            assertThat(metrics.sizeEstimateRangeGB()).containsExactly(0.0, 1.0);
        }
    }
}
