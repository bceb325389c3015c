package dev.kagemusha.cloudwatch.operation;

import dev.kagemusha.testing.AwsErrors;
import dev.kagemusha.testing.RunningServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Datapoint;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.DimensionFilter;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataResponse;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricStatisticsResponse;
import software.amazon.awssdk.services.cloudwatch.model.Metric;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.cloudwatch.model.RecentlyActive;
import software.amazon.awssdk.services.cloudwatch.model.ScanBy;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;
import software.amazon.awssdk.services.cloudwatch.model.Statistic;
import software.amazon.awssdk.services.cloudwatch.model.StatusCode;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import static org.assertj.core.api.Assertions.assertThat;

/** Metrics through the SDK's client: put, kept, read back and refused. Long since every kind of reading is of the same data. */
final class MetricsConformanceTest {
    @RegisterExtension
    static final RunningServer SERVER = RunningServer.withFlags();

    private final CloudWatchClient cloudWatch = SERVER.client(CloudWatchClient.builder());

    private static Instant now() {
        return SERVER.server().clock().instant();
    }

    /** A minute of the recent past, so that everything around it is past too. */
    private static Instant minute() {
        return now().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(1));
    }

    private void put(String namespace, Consumer<MetricDatum.Builder> datum) {
        cloudWatch.putMetricData(r -> r.namespace(namespace).metricData(datum));
    }

    private GetMetricStatisticsResponse statistics(
            String namespace, Instant from, Duration length, int period, Statistic... statistics) {
        return cloudWatch.getMetricStatistics(r -> r.namespace(namespace)
                .metricName("m")
                .startTime(from)
                .endTime(from.plus(length))
                .period(period)
                .statistics(statistics));
    }

    private void refuses(Runnable call, String code, String text) {
        AwsErrors.assertRefused(call::run, code, 400, text);
    }

    @Test
    void gathersMeasurementsByPeriod() {
        Instant start = minute();
        put("gather", d -> d.metricName("m").timestamp(start).value(3.0).unit(StandardUnit.COUNT));
        put("gather", d -> d.metricName("m")
                .timestamp(start.plusSeconds(59))
                .value(5.0)
                .unit(StandardUnit.COUNT));
        put("gather", d -> d.metricName("m")
                .timestamp(start.plusSeconds(60))
                .value(7.0)
                .unit(StandardUnit.COUNT));

        GetMetricStatisticsResponse answer = statistics(
                "gather",
                start,
                Duration.ofMinutes(5),
                60,
                Statistic.SUM,
                Statistic.AVERAGE,
                Statistic.MINIMUM,
                Statistic.MAXIMUM,
                Statistic.SAMPLE_COUNT);

        assertThat(answer.label()).isEqualTo("m");
        assertThat(answer.datapoints())
                .containsExactly(
                        Datapoint.builder()
                                .timestamp(start)
                                .sum(8.0)
                                .average(4.0)
                                .minimum(3.0)
                                .maximum(5.0)
                                .sampleCount(2.0)
                                .unit(StandardUnit.COUNT)
                                .build(),
                        Datapoint.builder()
                                .timestamp(start.plusSeconds(60))
                                .sum(7.0)
                                .average(7.0)
                                .minimum(7.0)
                                .maximum(7.0)
                                .sampleCount(1.0)
                                .unit(StandardUnit.COUNT)
                                .build());
        assertThat(statistics("gather", start, Duration.ofMinutes(5), 300, Statistic.SUM)
                        .datapoints())
                .extracting(Datapoint::sum)
                .containsExactly(15.0);
    }

    @Test
    void keepsUnitsApart() {
        Instant start = minute();
        put("units", d -> d.metricName("m").timestamp(start).value(1.0).unit(StandardUnit.SECONDS));
        put("units", d -> d.metricName("m").timestamp(start).value(2.0));

        assertThat(statistics("units", start, Duration.ofMinutes(1), 60, Statistic.SUM)
                        .datapoints())
                .extracting(Datapoint::unit)
                .containsExactlyInAnyOrder(StandardUnit.SECONDS, StandardUnit.NONE);
        assertThat(cloudWatch
                        .getMetricStatistics(r -> r.namespace("units")
                                .metricName("m")
                                .startTime(start)
                                .endTime(start.plusSeconds(60))
                                .period(60)
                                .unit(StandardUnit.SECONDS)
                                .statistics(Statistic.SUM))
                        .datapoints())
                .extracting(Datapoint::sum)
                .containsExactly(1.0);
    }

    @Test
    void takesValuesAndCountsForPercentiles() {
        Instant start = minute();
        put("percentiles", d -> d.metricName("m")
                .timestamp(start)
                .values(10.0, 20.0, 30.0)
                .counts(90.0, 9.0, 1.0)
                .unit(StandardUnit.MILLISECONDS));

        Datapoint point = cloudWatch
                .getMetricStatistics(r -> r.namespace("percentiles")
                        .metricName("m")
                        .startTime(start)
                        .endTime(start.plusSeconds(60))
                        .period(60)
                        .extendedStatistics("p50", "p99", "p99.9", "tm90", "TC(15:25)", "PR(:10)", "ts99"))
                .datapoints()
                .getFirst();

        assertThat(point.extendedStatistics())
                .isEqualTo(Map.of(
                        "p50",
                        10.0,
                        "p99",
                        20.0,
                        "p99.9",
                        30.0,
                        "tm90",
                        10.0,
                        "TC(15:25)",
                        9.0,
                        "PR(:10)",
                        90.0,
                        "ts99",
                        1080.0));
        assertThat(point.sampleCount()).isNull();
    }

    @Test
    void hasNoPercentilesOfStatisticSets() {
        Instant start = minute();
        put("sets", d -> d.metricName("m")
                .timestamp(start)
                .statisticValues(s -> s.sampleCount(4.0).sum(20.0).minimum(2.0).maximum(9.0)));

        Datapoint point = cloudWatch
                .getMetricStatistics(r -> r.namespace("sets")
                        .metricName("m")
                        .startTime(start)
                        .endTime(start.plusSeconds(60))
                        .period(60)
                        .statistics(Statistic.AVERAGE)
                        .extendedStatistics("p50"))
                .datapoints()
                .getFirst();

        assertThat(point.average()).isEqualTo(5.0);
        assertThat(point.extendedStatistics()).isEmpty();
    }

    @Test
    void keepsHighResolutionForThreeHours() {
        Instant start = now().truncatedTo(ChronoUnit.MINUTES);
        for (int second : new int[] {0, 1, 10}) {
            put("fine", d -> d.metricName("m")
                    .timestamp(start.plusSeconds(second))
                    .value(1.0)
                    .storageResolution(1));
        }
        assertThat(statistics("fine", start, Duration.ofSeconds(20), 10, Statistic.SUM)
                        .datapoints())
                .extracting(Datapoint::sum)
                .containsExactly(2.0, 1.0);

        SERVER.advance(Duration.ofHours(4));

        assertThat(statistics("fine", start, Duration.ofSeconds(20), 10, Statistic.SUM)
                        .datapoints())
                .isEmpty();
        assertThat(statistics("fine", start, Duration.ofSeconds(60), 60, Statistic.SUM)
                        .datapoints())
                .extracting(Datapoint::sum)
                .containsExactly(3.0);
    }

    @Test
    void keepsMinutesFifteenDaysAndHoursFourHundredAndFiftyFive() {
        Instant hour = minute().truncatedTo(ChronoUnit.HOURS);
        put("old", d -> d.metricName("m").timestamp(hour.plusSeconds(60)).value(2.0));
        Duration length = Duration.ofHours(1);

        SERVER.advance(Duration.ofDays(16));
        assertThat(statistics("old", hour, length, 60, Statistic.SUM).datapoints())
                .isEmpty();
        assertThat(statistics("old", hour, length, 300, Statistic.SUM).datapoints())
                .hasSize(1);

        SERVER.advance(Duration.ofDays(50));
        assertThat(statistics("old", hour, length, 300, Statistic.SUM).datapoints())
                .isEmpty();
        assertThat(statistics("old", hour, length, 3600, Statistic.SUM).datapoints())
                .extracting(Datapoint::sum)
                .containsExactly(2.0);

        SERVER.advance(Duration.ofDays(400));
        assertThat(statistics("old", hour, length, 3600, Statistic.SUM).datapoints())
                .isEmpty();
    }

    @Test
    void listsMetricsByNameAndDimensions() {
        cloudWatch.putMetricData(r -> r.namespace("list")
                .metricData(
                        d -> d.metricName("a").value(1.0).dimensions(x -> x.name("host")
                                .value("one")),
                        d -> d.metricName("a").value(1.0).dimensions(x -> x.name("host")
                                .value("two")),
                        d -> d.metricName("b").value(1.0)));

        assertThat(cloudWatch.listMetrics(r -> r.namespace("list")).metrics())
                .extracting(Metric::metricName)
                .containsExactly("a", "a", "b");
        assertThat(cloudWatch
                        .listMetrics(r -> r.namespace("list")
                                .metricName("a")
                                .dimensions(DimensionFilter.builder()
                                        .name("host")
                                        .value("two")
                                        .build()))
                        .metrics())
                .containsExactly(Metric.builder()
                        .namespace("list")
                        .metricName("a")
                        .dimensions(
                                Dimension.builder().name("host").value("two").build())
                        .build());
        assertThat(cloudWatch
                        .listMetrics(r -> r.namespace("list")
                                .dimensions(
                                        DimensionFilter.builder().name("host").build()))
                        .metrics())
                .hasSize(2);

        SERVER.advance(Duration.ofHours(4));
        assertThat(cloudWatch
                        .listMetrics(r -> r.namespace("list").recentlyActive(RecentlyActive.PT3_H))
                        .metrics())
                .isEmpty();
        assertThat(cloudWatch.listMetrics(r -> r.namespace("list")).metrics()).hasSize(3);
        SERVER.advance(Duration.ofDays(15));
        assertThat(cloudWatch.listMetrics(r -> r.namespace("list")).metrics()).isEmpty();
    }

    @Test
    void listsByPagesOfFiveHundred() {
        List<MetricDatum> data = new ArrayList<>();
        for (int i = 0; i < 700; i++) {
            data.add(MetricDatum.builder().metricName("m" + i).value(1.0).build());
        }
        cloudWatch.putMetricData(r -> r.namespace("pages").metricData(data));

        assertThat(cloudWatch.listMetrics(r -> r.namespace("pages")).metrics()).hasSize(500);
        assertThat(cloudWatch.listMetricsPaginator(r -> r.namespace("pages")).metrics().stream()
                        .map(Metric::metricName)
                        .distinct())
                .hasSize(700);
    }

    private static MetricDataQuery metric(String id, String namespace, String stat) {
        return MetricDataQuery.builder()
                .id(id)
                .metricStat(s -> s.metric(m -> m.namespace(namespace).metricName("m"))
                        .period(60)
                        .stat(stat))
                .build();
    }

    private static MetricDataQuery math(String id, String expression) {
        return MetricDataQuery.builder().id(id).expression(expression).build();
    }

    @Test
    void computesMathAndPagesByPoints() {
        Instant start = minute();
        for (int i = 0; i < 4; i++) {
            double value = i;
            Instant at = start.plusSeconds(60L * i);
            put("math", d -> d.metricName("m").timestamp(at).value(value));
        }
        List<MetricDataQuery> queries =
                List.of(metric("m1", "math", "Sum"), math("e1", "m1 * 10 + 1"), math("e2", "FILL(10 / m1, -1)"));

        GetMetricDataResponse first = cloudWatch.getMetricData(r -> r.metricDataQueries(queries)
                .startTime(start)
                .endTime(start.plusSeconds(240))
                .scanBy(ScanBy.TIMESTAMP_ASCENDING)
                .maxDatapoints(6));
        assertThat(first.metricDataResults())
                .extracting(MetricDataResult::id, MetricDataResult::values, MetricDataResult::statusCode)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("m1", List.of(0.0, 1.0, 2.0, 3.0), StatusCode.COMPLETE),
                        org.assertj.core.groups.Tuple.tuple("e1", List.of(1.0, 11.0), StatusCode.PARTIAL_DATA));

        GetMetricDataResponse second = cloudWatch.getMetricData(r -> r.metricDataQueries(queries)
                .startTime(start)
                .endTime(start.plusSeconds(240))
                .scanBy(ScanBy.TIMESTAMP_ASCENDING)
                .nextToken(first.nextToken()));
        assertThat(second.metricDataResults())
                .extracting(MetricDataResult::id, MetricDataResult::values)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("e1", List.of(21.0, 31.0)),
                        org.assertj.core.groups.Tuple.tuple("e2", List.of(-1.0, 10.0, 5.0, 10.0 / 3)));
        assertThat(second.nextToken()).isNull();
    }

    @Test
    void scansFromTheNewestUnlessToldOtherwise() {
        Instant start = minute();
        put("scan", d -> d.metricName("m").timestamp(start).value(1.0));
        put("scan", d -> d.metricName("m").timestamp(start.plusSeconds(60)).value(2.0));

        MetricDataResult result = cloudWatch
                .getMetricData(r -> r.metricDataQueries(metric("m1", "scan", "Average"))
                        .startTime(start)
                        .endTime(start.plusSeconds(120)))
                .metricDataResults()
                .getFirst();

        assertThat(result.label()).isEqualTo("m");
        assertThat(result.values()).containsExactly(2.0, 1.0);
        assertThat(result.timestamps()).containsExactly(start.plusSeconds(60), start);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    m1 +           | Error in expression 'e1': Unexpected end of the expression
                    m2             | Error in expression 'e1': unknown name 'm2'
                    NOPE(m1)       | Error in expression 'e1': Unsupported function 'NOPE'
                    SUM(m1)        | Error in expression 'e1': it returns no time series
                    e1 + 1         | Error in expression 'e1': a circular reference
                    """)
    void refusesExpressions(String expression, String text) {
        refuses(
                () -> cloudWatch.getMetricData(
                        r -> r.metricDataQueries(metric("m1", "any", "Sum"), math("e1", expression))
                                .startTime(minute())
                                .endTime(now())),
                "ValidationError",
                text);
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.MAX_VALUE})
    void refusesWhatIsNoMeasurement(double value) {
        refuses(
                () -> put("bad", d -> d.metricName("m").value(value)),
                "InvalidParameterValue",
                "The value " + value + " for parameter MetricData.member.1.Value is invalid.");
    }

    @Test
    void refusesTimesTooFarAway() {
        refuses(
                () -> put("bad", d -> d.metricName("m").value(1.0).timestamp(now().minus(Duration.ofDays(15)))),
                "InvalidParameterValue",
                "The parameter MetricData.member.1.Timestamp must specify a time within the past two weeks.");
        refuses(
                () -> put("bad", d -> d.metricName("m").value(1.0).timestamp(now().plus(Duration.ofHours(3)))),
                "InvalidParameterValue",
                "The parameter MetricData.member.1.Timestamp must specify a time no more than two hours in the future.");
    }

    @Test
    void refusesContradictions() {
        refuses(
                () -> put("bad", d -> d.metricName("m").value(1.0).values(2.0)),
                "InvalidParameterCombination",
                "The parameters MetricData.member.1.Value and MetricData.member.1.Values are mutually exclusive and you"
                        + " have specified both.");
        refuses(
                () -> put("bad", d -> d.metricName("m")
                        .value(1.0)
                        .dimensions(
                                Dimension.builder().name("a").value("1").build(),
                                Dimension.builder().name("a").value("2").build())),
                "InvalidParameterCombination",
                "No metric may specify the same dimension name twice. Got a");
        refuses(
                () -> put("AWS/EC2", d -> d.metricName("m").value(1.0)),
                "InvalidParameterValue",
                "The value AWS/EC2 for parameter Namespace is invalid.");
    }

    @Test
    void answersNoMoreThanOneThousandFourHundredAndFortyPoints() {
        Instant end = now().truncatedTo(ChronoUnit.MINUTES);
        refuses(
                () -> statistics("many", end.minusSeconds(1441 * 60), Duration.ofSeconds(1441 * 60), 60, Statistic.SUM),
                "InvalidParameterCombination",
                "You have requested up to 1,441 datapoints, which exceeds the limit of 1,440. You may reduce the"
                        + " datapoints requested by increasing Period, or decreasing the time range.");
        assertThat(statistics("many", end.minusSeconds(1440 * 60), Duration.ofSeconds(1440 * 60), 60, Statistic.SUM)
                        .datapoints())
                .isEmpty();
    }
}
