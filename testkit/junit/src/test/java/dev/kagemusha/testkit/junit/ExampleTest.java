package dev.kagemusha.testkit.junit;

import dev.kagemusha.testkit.control.Fault;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.kms.KmsClient;

import java.time.Duration;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The examples of docs/testing.md; {@link DocumentationTest} holds the page to them. */
final class ExampleTest {
    @Nested
    @ExtendWith(Kagemusha.class)
    class OrdersTest {
        @BeforeAll
        static void createTable(DynamoDbClient dynamodb) {
            dynamodb.createTable(t -> t.tableName("orders")
                    .billingMode(BillingMode.PAY_PER_REQUEST)
                    .attributeDefinitions(a -> a.attributeName("id").attributeType(ScalarAttributeType.S))
                    .keySchema(k -> k.attributeName("id").keyType(KeyType.HASH)));
        }

        @Test
        void takesAnOrderOnce(DynamoDbClient dynamodb) {
            Runnable order = () -> dynamodb.putItem(p -> p.tableName("orders")
                    .item(Map.of("id", AttributeValue.fromS("4711")))
                    .conditionExpression("attribute_not_exists(id)"));
            order.run();
            assertThatThrownBy(order::run).isInstanceOf(ConditionalCheckFailedException.class);
        }

        @Test
        void survivesALineThatDropsCalls(DynamoDbClient dynamodb, Emulator emulator) {
            emulator.inject(Fault.drop().on("dynamodb").times(2));
            assertThat(dynamodb.listTables().tableNames()).containsExactly("orders"); // the SDK has tried three times
        }
    }

    @Nested
    @KagemushaTest(ownEmulator = true)
    class KeysTest {
        @Test
        void losesAKeyWhenItsTimeHasCome(KmsClient kms, EmulatedClock clock) {
            String key = kms.createKey().keyMetadata().keyId();
            kms.scheduleKeyDeletion(k -> k.keyId(key).pendingWindowInDays(7));
            clock.advance(Duration.ofDays(8));
            assertThat(kms.listKeys().keys()).isEmpty();
        }
    }
}
