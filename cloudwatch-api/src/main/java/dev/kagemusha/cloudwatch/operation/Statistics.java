package dev.kagemusha.cloudwatch.operation;

import dev.kagemusha.cloudwatch.CloudWatchErrors;
import dev.kagemusha.cloudwatch.metric.Bucket;
import dev.kagemusha.cloudwatch.metric.Reader;
import dev.kagemusha.cloudwatch.metric.Statistic;
import dev.kagemusha.cloudwatch.query.Ids;
import dev.kagemusha.metrics.MetricId;
import dev.kagemusha.metrics.Samples;
import dev.kagemusha.service.Call;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Datapoint;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricStatisticsRequest;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricStatisticsResponse;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Statistics of one metric: {@code GetMetricStatistics}. */
final class Statistics implements CloudWatchClient {
    private static final long MOST_POINTS = 1_440;
    private static final int MINUTE = 60;

    private final Parts parts;
    private final Call call;

    Statistics(Parts parts, Call call) {
        this.parts = parts;
        this.call = call;
    }

    @Override
    public GetMetricStatisticsResponse getMetricStatistics(GetMetricStatisticsRequest request) {
        if (!request.hasStatistics() && !request.hasExtendedStatistics()) {
            throw CloudWatchErrors.invalidCombination("Must specify either Statistics or ExtendedStatistics");
        }
        int period = request.period();
        checkPeriod(period, "Period");
        if (!request.startTime().isBefore(request.endTime())) {
            throw CloudWatchErrors.invalidCombination(
                    "The parameter StartTime must be less than the parameter EndTime.");
        }
        long now = call.clock().millis() / 1000;
        long start = Reader.start(request.startTime().getEpochSecond(), period, now);
        long end = end(request.endTime());
        long points = (end - start) / period;
        if (points > MOST_POINTS) {
            throw CloudWatchErrors.invalidCombination(String.format(
                    Locale.ROOT,
                    "You have requested up to %,d datapoints, which exceeds the limit of 1,440. You may reduce the"
                            + " datapoints requested by increasing Period, or decreasing the time range.",
                    points));
        }
        List<Statistic> extended = new ArrayList<>();
        for (String text : request.extendedStatistics()) {
            Statistic statistic = Statistic.parse(text);
            if (statistic == null || statistic instanceof Statistic.Simple) {
                throw CloudWatchErrors.invalidValue(text, "ExtendedStatistics");
            }
            extended.add(statistic);
        }
        MetricId id = Ids.of(request.namespace(), request.metricName(), request.dimensions());
        parts.metrics().flush();
        List<Bucket> buckets = parts.store().read(view -> parts.reader()
                .read(view, call.scope(), id, new Reader.Span(start, end, period), request.unitAsString()));
        List<Datapoint> datapoints = new ArrayList<>(buckets.size());
        for (Bucket bucket : buckets) {
            datapoints.add(datapoint(request, extended, bucket));
        }
        return GetMetricStatisticsResponse.builder()
                .label(request.metricName())
                .datapoints(datapoints)
                .build();
    }

    /** Periods of less than a minute are those of high-resolution metrics. */
    static void checkPeriod(int period, String parameter) {
        boolean fine = period == 1 || period == 5 || period == 10 || period == 20 || period == 30;
        if (!fine && period % MINUTE != 0) {
            throw CloudWatchErrors.invalidValue(
                    "The parameter " + parameter + " must be 1, 5, 10, 20, 30 or a multiple of 60.");
        }
    }

    /** The first second that is not asked for: of a part of a second the whole counts. */
    static long end(Instant time) {
        return time.getNano() == 0 ? time.getEpochSecond() : time.getEpochSecond() + 1;
    }

    private static Datapoint datapoint(GetMetricStatisticsRequest request, List<Statistic> extended, Bucket bucket) {
        Samples samples = bucket.samples();
        Datapoint.Builder point = Datapoint.builder()
                .timestamp(Instant.ofEpochSecond(bucket.second()))
                .unit(bucket.unit());
        request.statistics().forEach(statistic -> {
            switch (statistic) {
                case SAMPLE_COUNT -> point.sampleCount(samples.count());
                case AVERAGE -> point.average(samples.average());
                case SUM -> point.sum(samples.sum());
                case MINIMUM -> point.minimum(samples.min());
                case MAXIMUM -> point.maximum(samples.max());
                case UNKNOWN_TO_SDK_VERSION -> throw new IllegalStateException("refused by the constraints");
            }
        });
        if (!extended.isEmpty()) {
            Map<String, Double> values = new LinkedHashMap<>();
            for (Statistic statistic : extended) {
                Double value = statistic.of(samples);
                if (value != null) {
                    values.put(statistic.text(), value);
                }
            }
            point.extendedStatistics(values);
        }
        return point.build();
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}
