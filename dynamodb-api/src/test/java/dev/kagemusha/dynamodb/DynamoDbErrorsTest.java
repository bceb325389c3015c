package dev.kagemusha.dynamodb;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

final class DynamoDbErrorsTest {
    static Stream<Arguments> errors() {
        CancellationReason none = CancellationReason.builder().code("None").build();
        CancellationReason failed =
                CancellationReason.builder().code("ConditionalCheckFailed").build();
        return Stream.of(
                Arguments.of(DynamoDbErrors.validation("why"), "ValidationException", "why"),
                Arguments.of(
                        DynamoDbErrors.tableNotFound("t"),
                        "ResourceNotFoundException",
                        "Requested resource not found: Table: t not found"),
                Arguments.of(
                        DynamoDbErrors.resourceNotFound(), "ResourceNotFoundException", "Requested resource not found"),
                Arguments.of(DynamoDbErrors.tableExists("t"), "ResourceInUseException", "Table already exists: t"),
                Arguments.of(
                        DynamoDbErrors.conditionalCheckFailed(null),
                        "ConditionalCheckFailedException",
                        "The conditional request failed"),
                Arguments.of(
                        DynamoDbErrors.transactionCanceled(List.of(none, failed)),
                        "TransactionCanceledException",
                        "Transaction cancelled, please refer cancellation reasons for specific reasons"
                                + " [None, ConditionalCheckFailed]"),
                Arguments.of(
                        DynamoDbErrors.valuesWithoutExpressions(List.of("ConditionExpression")),
                        "ValidationException",
                        "ExpressionAttributeValues can only be specified when using expressions: ConditionExpression is"
                                + " null"),
                Arguments.of(
                        DynamoDbErrors.valuesWithoutExpressions(List.of("UpdateExpression", "ConditionExpression")),
                        "ValidationException",
                        "ExpressionAttributeValues can only be specified when using expressions: UpdateExpression and"
                                + " ConditionExpression are null"));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void carryCodeAndTextOfAws(DynamoDbException error, String code, String message) {
        assertThat(error.awsErrorDetails().errorCode()).isEqualTo(code);
        assertThat(error.awsErrorDetails().errorMessage()).isEqualTo(message);
        assertThat(error.statusCode()).isEqualTo(400);
        assertThat(error.getStackTrace()).isEmpty();
    }

    @Test
    void aFailedConditionMayReturnTheItem() {
        Map<String, AttributeValue> item = Map.of("a", AttributeValue.fromS("x"));
        assertThat(DynamoDbErrors.conditionalCheckFailed(item).item()).isEqualTo(item);
        assertThat(DynamoDbErrors.conditionalCheckFailed(null).hasItem()).isFalse();
    }
}
