package dev.kagemusha.dynamodb.item;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class NumbersTest {
    @ParameterizedTest
    @CsvSource(textBlock = """
            0,        0
            -0,       0
            -0.0,     0
            0e125,    0
            7,        7
            007,      7
            +7,       7
            -42,      -42
            10,       10
            1.0,      1
            1.10,     1.1
            .5,       0.5
            -.5,      -0.5
            5.,       5
            0.5,      0.5
            -0.5,     -0.5
            00.5,     0.5
            0.50,     0.5
            -00,      0
            1.5,      1.5
            1e3,      1000
            1E+3,     1000
            12.5e-3,  0.0125
            0.1e126,  100000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000
            123456789012345678901234567890, 123456789012345678901234567890
            99999999999999999999999999999999999999, 99999999999999999999999999999999999999
            """)
    void writesNumbersCanonically(String text, String canonical) {
        assertThat(Numbers.parse(text)).isEqualTo(canonical);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            x           | The parameter cannot be converted to a numeric value: x
            NaN         | The parameter cannot be converted to a numeric value: NaN
            -Infinity   | The parameter cannot be converted to a numeric value: -Infinity
            1 2         | The parameter cannot be converted to a numeric value: 1 2
            -           | The parameter cannot be converted to a numeric value: -
            0x10        | The parameter cannot be converted to a numeric value: 0x10
            ١           | The parameter cannot be converted to a numeric value: ١
            1e99999999999 | Number overflow. Attempting to store a number with magnitude larger than supported range
            1e126       | Number overflow. Attempting to store a number with magnitude larger than supported range
            -1e126      | Number overflow. Attempting to store a number with magnitude larger than supported range
            1e100000000 | Number overflow. Attempting to store a number with magnitude larger than supported range
            0.9e-130    | Number underflow. Attempting to store a number with magnitude smaller than supported range
            -1e-131     | Number underflow. Attempting to store a number with magnitude smaller than supported range
            123456789012345678901234567890123456789 | Attempting to store more than 38 significant digits in a Number
            """, delimiter = '|')
    void refusesWhatIsNoNumberOfDynamoDb(String text, String message) {
        assertRefused(text, message);
    }

    @Test
    void namesNoTextWhereThereIsNone() {
        assertRefused("", "The parameter cannot be converted to a numeric value");
    }

    @ParameterizedTest
    @ValueSource(strings = {" 1", "1 "})
    void refusesBlanksAround(String text) {
        assertRefused(text, "The parameter cannot be converted to a numeric value: " + text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"9.9999999999999999999999999999999999999e125", "1e-130", "-1e-130", "1e125"})
    void takesTheExtremes(String text) {
        assertThat(new BigDecimal(Numbers.parse(text))).isEqualByComparingTo(text);
    }

    @Test
    void addsAndSubtractsExactly() {
        assertThat(Numbers.add("10000000000000000000000", "1")).isEqualTo("10000000000000000000001");
        assertThat(Numbers.subtract("0.3", "0.1")).isEqualTo("0.2");
        assertThat(Numbers.add("-5", "5")).isEqualTo("0");
        assertThat(Numbers.add("999999999999999999", "999999999999999999")).isEqualTo("1999999999999999998");
        assertThat(Numbers.subtract("-99999999999999999", "999999999999999999")).isEqualTo("-1099999999999999998");
    }

    @ParameterizedTest
    @CsvSource({"9e125, 9e125", "1e50, 1"})
    void callsAnySumThatCannotBeStoredAnOverflow(String one, String other) {
        assertThatThrownBy(() -> Numbers.add(Numbers.parse(one), Numbers.parse(other)))
                .isInstanceOfSatisfying(DynamoDbException.class, e -> assertThat(
                                e.awsErrorDetails().errorMessage())
                        .isEqualTo("Number overflow. Attempting to store a number with magnitude larger than supported"
                                + " range"));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1",
        "1, 2",
        "100, 2",
        "10, 2",
        "99, 2",
        "123, 3",
        "1.5, 3",
        "-1, 3",
        "0.1, 2",
        "0.01, 2",
        "0.001, 2",
        "1e125, 2",
        "-123.45, 5",
        "99999999999999999999999999999999999999, 20",
        "-99999999999999999999999999999999999999, 21",
        "-9.9999999999999999999999999999999999999, 21"
    })
    void countsDigitPairs(String text, int bytes) {
        assertThat(Numbers.size(Numbers.parse(text))).isEqualTo(bytes);
    }

    @RepeatedTest(3)
    void ordersAsBigDecimalDoes(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        for (int i = 0; i < 5_000; i++) {
            String one = random(random);
            String other = random(random);
            assertThat(Integer.signum(Numbers.compare(one, other)))
                    .as("%s and %s", one, other)
                    .isEqualTo(new BigDecimal(one).compareTo(new BigDecimal(other)));
        }
    }

    @RepeatedTest(3)
    void parsesAsBigDecimalDoes(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        String characters = "0001259.-+e";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = 1 + random.nextInt(6); length > 0; length--) {
                text.append(characters.charAt(random.nextInt(characters.length())));
            }
            assertSameAsBigDecimal(text.toString());
        }
    }

    private static void assertSameAsBigDecimal(String text) {
        BigDecimal expected;
        try {
            expected = new BigDecimal(text);
        } catch (NumberFormatException notANumber) {
            assertRefused(text, "The parameter cannot be converted to a numeric value: " + text);
            return;
        }
        int exponent = expected.precision() - expected.scale() - 1;
        if (expected.signum() == 0 || (exponent <= 125 && exponent >= -130)) {
            String canonical =
                    expected.signum() == 0 ? "0" : expected.stripTrailingZeros().toPlainString();
            assertThat(Numbers.parse(text)).isEqualTo(canonical);
        }
    }

    /** A canonical number; small ones, near ones and extreme ones are all frequent. */
    static String random(Random random) {
        int digits = 1 + random.nextInt(random.nextBoolean() ? 3 : 38);
        BigInteger unscaled = BigInteger.ZERO;
        for (int i = 0; i < digits; i++) {
            unscaled = unscaled.multiply(BigInteger.TEN).add(BigInteger.valueOf(random.nextInt(10)));
        }
        int exponent = random.nextBoolean() ? random.nextInt(5) - 2 : random.nextInt(220) - 110;
        if (random.nextBoolean()) {
            unscaled = unscaled.negate();
        }
        if (unscaled.signum() == 0) {
            return "0";
        }
        int precision = new BigDecimal(unscaled).precision();
        int scale = Math.clamp(precision - 1 - exponent, precision - 1 - 125, precision - 1 + 130);
        return Numbers.parse(new BigDecimal(unscaled, scale).toString());
    }

    private static void assertRefused(String text, String message) {
        assertThatThrownBy(() -> Numbers.parse(text)).isInstanceOfSatisfying(DynamoDbException.class, e -> {
            assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ValidationException");
            assertThat(e.awsErrorDetails().errorMessage()).isEqualTo(message);
            assertThat(e.statusCode()).isEqualTo(400);
        });
    }
}
