package dev.kagemusha.cloudwatch.math;

import dev.kagemusha.cloudwatch.math.Value.Grid;
import dev.kagemusha.cloudwatch.math.Value.Series;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

final class ExpressionTest {
    private static final Grid GRID = new Grid(0, 300, 60);

    private final Map<String, Value> values = new TreeMap<>(Map.of(
            "m1", series(0, 1, 60, 2, 120, 3, 180, 4, 240, 5),
            "m2", series(0, 10, 120, 30, 240, 0),
            "m3", series(60, 4)));

    private static Series series(double... pairs) {
        long[] seconds = new long[pairs.length / 2];
        double[] numbers = new double[pairs.length / 2];
        for (int i = 0; i < seconds.length; i++) {
            seconds[i] = (long) pairs[2 * i];
            numbers[i] = pairs[2 * i + 1];
        }
        return new Series("s", seconds, numbers, GRID);
    }

    private Value evaluate(String text) {
        return Expression.parse(text).evaluate(new Expression.Names() {
            @Override
            public @Nullable Value value(String id) {
                return values.get(id);
            }

            @Override
            public List<Series> metrics(String part) {
                return values.entrySet().stream()
                        .filter(entry -> entry.getKey().contains(part))
                        .map(entry -> (Series) entry.getValue())
                        .toList();
            }

            @Override
            public Grid grid() {
                return GRID;
            }
        });
    }

    private static String shown(Value value) {
        return switch (value) {
            case Value.Scalar scalar -> Double.toString(scalar.number());
            case Value.Text text -> text.text();
            case Value.Many many ->
                many.all().stream().map(ExpressionTest::shown).toList().toString();
            case Series series -> {
                StringBuilder text = new StringBuilder();
                for (int i = 0; i < series.size(); i++) {
                    text.append(i == 0 ? "" : " ")
                            .append(series.seconds()[i])
                            .append(':')
                            .append(series.values()[i]);
                }
                yield text.toString();
            }
        };
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    1 + 2 * 3 ^ 2 - -1        | 20.0
                    -2 ^ 2                    | -4.0
                    (1 + 2) * 3               | 9.0
                    2 > 1 AND 1 > 2           | 0.0
                    1 == 1 OR 0               | 1.0
                    m1 + m2                   | 0:11.0 120:33.0 240:5.0
                    m1 / m2                   | 0:0.1 120:0.1
                    m1 > 3                    | 0:0.0 60:0.0 120:0.0 180:1.0 240:1.0
                    SUM(m1)                   | 15.0
                    AVG(m1) + MAX(m1) + MIN(m1) | 9.0
                    STDDEV(m2)                | 12.47219128924647
                    SUM([m1, m2])             | 0:11.0 60:2.0 120:33.0 180:4.0 240:5.0
                    SUM(METRICS())            | 0:11.0 60:6.0 120:33.0 180:4.0 240:5.0
                    METRIC_COUNT(METRICS('m')) | 3.0
                    FILL(m3, 0)               | 0:0.0 60:4.0 120:0.0 180:0.0 240:0.0
                    FILL(m2, LINEAR)          | 0:10.0 60:20.0 120:30.0 180:15.0 240:0.0
                    FILL(m3, REPEAT)          | 60:4.0 120:4.0 180:4.0 240:4.0
                    FILL(m3, m1)              | 0:1.0 60:4.0 120:3.0 180:4.0 240:5.0
                    IF(m1 > 3, m1, 0)         | 0:0.0 60:0.0 120:0.0 180:4.0 240:5.0
                    IF(m1 > 3, 1, m2)         | 0:10.0 120:30.0 180:1.0 240:1.0
                    RATE(m2)                  | 120:0.16666666666666666 240:-0.25
                    DIFF(m2)                  | 120:20.0 240:-30.0
                    DIFF_TIME(m2)             | 120:120.0 240:120.0
                    RUNNING_SUM(m1)           | 0:1.0 60:3.0 120:6.0 180:10.0 240:15.0
                    m1 * PERIOD(m1)           | 0:60.0 60:120.0 120:180.0 180:240.0 240:300.0
                    ABS(m3 - 10)              | 60:6.0
                    CEIL(m3 / 3) + FLOOR(m3 / 3) | 60:3.0
                    MINUTE(m2)                | 0:0.0 120:2.0 240:4.0
                    TIME_SERIES(7)            | 0:7.0 60:7.0 120:7.0 180:7.0 240:7.0
                    FIRST(SORT(METRICS(), MAX, DESC)) | 0:10.0 120:30.0 240:0.0
                    SLICE(METRICS(), 2)       | 60:4.0
                    METRICS() * 2             | [0:2.0 60:4.0 120:6.0 180:8.0 240:10.0, 0:20.0 120:60.0 240:0.0, 60:8.0]
                    """)
    void evaluates(String text, String expected) {
        assertThat(shown(evaluate(text))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    1 +          | Unexpected end of the expression
                    1 1          | Syntax error at character 3: '1'
                    #            | Syntax error at character 1: '#'
                    m9           | Unknown name 'm9'
                    SEARCH('x')  | Unsupported function 'SEARCH'
                    SUM(m1, m2)  | SUM takes one argument
                    'a' + 1      | A text is no operand
                    """)
    void refuses(String text, String problem) {
        assertThatThrownBy(() -> evaluate(text))
                .isInstanceOf(MathException.class)
                .hasMessage(problem);
    }

    @Test
    void refusesToNestWithoutEnd() {
        assertThatThrownBy(() -> Expression.parse("(".repeat(2000))).hasMessage("The expression is nested too deeply");
        assertThatThrownBy(() -> Expression.parse("-".repeat(2000) + "1"))
                .hasMessage("The expression is nested too deeply");
    }
}
