package dev.kagemusha.cloudwatch.alarm;

import dev.kagemusha.cloudwatch.alarm.Evaluation.Missing;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;

import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** The tables of "Configuring how CloudWatch alarms treat missing data": oldest point first, 0 within the threshold, X beyond it. */
final class EvaluationTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    # N | M | points      | missing           | ignore | breaching | notBreaching
                    3   | 3 | 0 - X - X   | OK                | OK     | OK        | OK
                    3   | 3 | 0 - - - -   | OK                | OK     | OK        | OK
                    3   | 3 | - - - - -   | INSUFFICIENT_DATA | keep   | ALARM     | OK
                    3   | 3 | 0 X X - X   | ALARM             | ALARM  | ALARM     | ALARM
                    3   | 3 | - - X - -   | ALARM             | keep   | ALARM     | OK
                    3   | 2 | 0 - X - X   | ALARM             | ALARM  | ALARM     | ALARM
                    3   | 2 | 0 0 X 0 X   | ALARM             | ALARM  | ALARM     | ALARM
                    3   | 2 | 0 - X - -   | OK                | OK     | ALARM     | OK
                    3   | 2 | - - - - 0   | OK                | OK     | ALARM     | OK
                    3   | 2 | - - - X -   | ALARM             | keep   | ALARM     | OK
                    # beyond the guide's tables
                    3   | 3 | - - - - X   | OK                | keep   | ALARM     | OK
                    1   | 1 | - - X       | ALARM             | ALARM  | ALARM     | ALARM
                    1   | 1 | X - 0       | OK                | OK     | OK        | OK
                    2   | 2 | X 0 X X     | ALARM             | ALARM  | ALARM     | ALARM
                    """)
    void decidesAsTheGuideSays(
            int periods,
            int toAlarm,
            String points,
            String missing,
            String ignore,
            String breaching,
            String notBreaching) {
        assertThat(decide(periods, toAlarm, Missing.MISSING, points)).isEqualTo(missing);
        assertThat(decide(periods, toAlarm, Missing.IGNORE, points)).isEqualTo(ignore);
        assertThat(decide(periods, toAlarm, Missing.BREACHING, points)).isEqualTo(breaching);
        assertThat(decide(periods, toAlarm, Missing.NOT_BREACHING, points)).isEqualTo(notBreaching);
    }

    private static String decide(int periods, int toAlarm, Missing missing, String points) {
        List<@Nullable Boolean> newestFirst = new ArrayList<>();
        for (String point : List.of(points.split(" ")).reversed()) {
            newestFirst.add(point.equals("-") ? null : (Boolean) point.equals("X"));
        }
        StateValue state =
                new Evaluation(periods, toAlarm, missing).decide(newestFirst).state();
        return state == null ? "keep" : state.toString();
    }
}
