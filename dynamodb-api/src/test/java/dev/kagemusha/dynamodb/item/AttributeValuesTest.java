package dev.kagemusha.dynamodb.item;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class AttributeValuesTest {
    @RepeatedTest(2)
    void survivesTheWayOutAndBack(RepetitionInfo repetition) {
        RandomItems random = new RandomItems(repetition.getCurrentRepetition());
        for (int i = 0; i < 1_000; i++) {
            Item item = random.item();
            assertThat(AttributeValues.toItem(AttributeValues.from(item))).isEqualTo(item);
        }
    }

    static Stream<Arguments> invalid() {
        String invalid = "One or more parameter values were invalid: ";
        SdkBytes b = SdkBytes.fromUtf8String("b");
        return Stream.of(
                Arguments.of(
                        AttributeValue.builder().build(),
                        "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"),
                Arguments.of(
                        AttributeValue.builder().s("a").n("1").build(),
                        "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the"
                                + " supported datatypes"),
                Arguments.of(
                        AttributeValue.builder().s("a").n("b").build(),
                        "The parameter cannot be converted to a numeric value: b"),
                Arguments.of(AttributeValue.fromN(""), "The parameter cannot be converted to a numeric value"),
                Arguments.of(
                        AttributeValue.fromNul(false),
                        invalid + "Null attribute value types must have the value of true"),
                Arguments.of(AttributeValue.fromSs(List.of()), invalid + "An string set  may not be empty"),
                Arguments.of(AttributeValue.fromNs(List.of()), invalid + "An number set  may not be empty"),
                Arguments.of(AttributeValue.fromBs(List.of()), invalid + "Binary sets should not be empty"),
                Arguments.of(
                        AttributeValue.fromSs(List.of("x", "y", "x")),
                        invalid + "Input collection [x, y, x] contains duplicates."),
                Arguments.of(AttributeValue.fromNs(List.of("1", "1.0")), "Input collection contains duplicates"),
                Arguments.of(
                        AttributeValue.fromNs(List.of("1", "b")),
                        "The parameter cannot be converted to a numeric value: b"),
                Arguments.of(
                        AttributeValue.fromBs(List.of(b, b)),
                        invalid + "Input collection [Yg==, Yg==]of type BS contains duplicates."),
                Arguments.of(
                        AttributeValue.fromL(List.of(AttributeValue.fromM(
                                Map.of("x", AttributeValue.builder().build())))),
                        "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"));
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void refusesWhatAwsRefuses(AttributeValue attribute, String message) {
        assertThatThrownBy(() -> AttributeValues.toItem(Map.of("a", attribute)))
                .isInstanceOfSatisfying(DynamoDbException.class, e -> {
                    assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ValidationException");
                    assertThat(e.awsErrorDetails().errorMessage()).isEqualTo(message);
                });
    }

    @Test
    void refusesNullElements() {
        for (AttributeValue attribute : List.of(
                AttributeValue.builder().l(singleNull()).build(),
                AttributeValue.builder()
                        .ss(AttributeValuesTest.<String>singleNull())
                        .build(),
                AttributeValue.builder()
                        .ns(AttributeValuesTest.<String>singleNull())
                        .build(),
                AttributeValue.builder().bs(singleNull()).build())) {
            assertThatThrownBy(() -> AttributeValues.toValue(attribute)).isInstanceOf(DynamoDbException.class);
        }
    }

    private static <T> List<T> singleNull() {
        return java.util.Collections.singletonList(null);
    }

    @Test
    void theCallerMayPutWordsAroundTheReason() {
        assertThatThrownBy(() -> AttributeValues.toValue(
                        AttributeValue.fromN("b"), reason -> DynamoDbErrors.validation("because: " + reason)))
                .isInstanceOfSatisfying(DynamoDbException.class, e -> assertThat(
                                e.awsErrorDetails().errorMessage())
                        .isEqualTo("because: The parameter cannot be converted to a numeric value: b"));
    }

    @Test
    void takesEmptyStringsBinariesListsAndMaps() {
        Item item = AttributeValues.toItem(Map.of(
                "s", AttributeValue.fromS(""),
                "b", AttributeValue.fromB(SdkBytes.fromByteArray(new byte[0])),
                "l", AttributeValue.fromL(List.of()),
                "m", AttributeValue.fromM(Map.of())));
        assertThat(item.count()).isEqualTo(4);
    }

    @Test
    void nestsToLevelThirtyTwo() {
        assertThat(AttributeValues.toItem(Map.of("a", nested(31))).count()).isEqualTo(1);
        assertThatThrownBy(() -> AttributeValues.toItem(Map.of("a", nested(32))))
                .hasMessageContaining("nested levels beyond supported limit");
    }

    @Test
    void writesNumbersCanonically() {
        assertThat(AttributeValues.from(AttributeValues.toValue(AttributeValue.fromN("1e2")))
                        .n())
                .isEqualTo("100");
    }

    @Test
    void setsAreEqualInAnyOrder() {
        assertThat(AttributeValues.toValue(AttributeValue.fromNs(List.of("1", "2e0"))))
                .isEqualTo(AttributeValues.toValue(AttributeValue.fromNs(List.of("2", "1.0"))))
                .hasSameHashCodeAs(AttributeValues.toValue(AttributeValue.fromNs(List.of("2", "1"))));
    }

    private static AttributeValue nested(int containers) {
        AttributeValue value = AttributeValue.fromS("leaf");
        for (int i = 0; i < containers; i++) {
            value = i % 2 == 0 ? AttributeValue.fromL(List.of(value)) : AttributeValue.fromM(Map.of("m", value));
        }
        return value;
    }
}
