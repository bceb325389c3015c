package dev.kagemusha.cloudwatch.operation;

import dev.kagemusha.cloudwatch.CloudWatchErrors;
import dev.kagemusha.cloudwatch.query.Ids;
import dev.kagemusha.metrics.Measured;
import dev.kagemusha.metrics.Samples;
import dev.kagemusha.service.Call;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.EntityMetricData;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataResponse;
import software.amazon.awssdk.services.cloudwatch.model.StatisticSet;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Takes what callers measure. One wrong measurement refuses the whole request. */
final class Publishing implements CloudWatchClient {
    private static final int MOST_METRICS = 1_000;
    private static final int MOST_VALUES = 150;
    private static final double LIMIT = Math.scalb(1.0, 360);
    private static final Duration PAST = Duration.ofDays(14);
    private static final Duration FUTURE = Duration.ofHours(2);

    private final Parts parts;
    private final Call call;

    Publishing(Parts parts, Call call) {
        this.parts = parts;
        this.call = call;
    }

    @Override
    public PutMetricDataResponse putMetricData(PutMetricDataRequest request) {
        String namespace = request.namespace();
        if (namespace.startsWith("AWS/")) {
            throw CloudWatchErrors.invalidValue(namespace, "Namespace");
        }
        int count = request.metricData().size();
        for (EntityMetricData each : request.entityMetricData()) {
            count += each.metricData().size();
        }
        if (count == 0) {
            throw CloudWatchErrors.missing("The parameter MetricData is required.");
        }
        if (count > MOST_METRICS) {
            throw CloudWatchErrors.invalidValue(
                    "The collection MetricData must not have a size greater than " + MOST_METRICS + ".");
        }
        List<Measured> measured = new ArrayList<>(count);
        add(namespace, request.metricData(), "MetricData.member.", measured);
        int entity = 1;
        for (EntityMetricData each : request.entityMetricData()) {
            add(namespace, each.metricData(), "EntityMetricData.member." + entity++ + ".MetricData.member.", measured);
        }
        parts.metrics().record(call.scope(), measured);
        return PutMetricDataResponse.builder().build();
    }

    private void add(String namespace, List<MetricDatum> data, String list, List<Measured> into) {
        Instant now = call.clock().instant();
        for (int i = 0; i < data.size(); i++) {
            into.add(measured(namespace, data.get(i), list + (i + 1), now));
        }
    }

    private static Measured measured(String namespace, MetricDatum datum, String at, Instant now) {
        checkDimensions(datum.dimensions(), at);
        Instant time = datum.timestamp() == null ? now : datum.timestamp();
        if (time.isBefore(now.minus(PAST))) {
            throw CloudWatchErrors.invalidValue(
                    "The parameter " + at + ".Timestamp must specify a time within the past two weeks.");
        }
        if (time.isAfter(now.plus(FUTURE))) {
            throw CloudWatchErrors.invalidValue(
                    "The parameter " + at + ".Timestamp must specify a time no more than two hours in the future.");
        }
        Integer resolution = datum.storageResolution();
        if (resolution != null && resolution != 1 && resolution != 60) {
            throw CloudWatchErrors.invalidValue(resolution, at + ".StorageResolution");
        }
        return new Measured(
                Ids.of(namespace, datum.metricName(), datum.dimensions()),
                datum.unit() == null ? "None" : datum.unitAsString(),
                time.getEpochSecond(),
                samples(datum, at),
                resolution != null && resolution == 1);
    }

    private static void checkDimensions(List<Dimension> dimensions, String at) {
        for (int i = 0; i < dimensions.size(); i++) {
            String where = at + ".Dimensions.member." + (i + 1);
            checkAscii(dimensions.get(i).name(), where + ".Name");
            checkAscii(dimensions.get(i).value(), where + ".Value");
            if (dimensions.get(i).name().startsWith(":")) {
                throw CloudWatchErrors.invalidValue(
                        "The parameter " + where + ".Name must not start with the character ':'.");
            }
        }
    }

    /** "Valid ASCII characters, at least one of them not whitespace, no control characters": reference of Dimension. */
    private static void checkAscii(String text, String parameter) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
                throw CloudWatchErrors.invalidValue("The parameter " + parameter + " contains non-ASCII characters.");
            }
        }
        if (text.isBlank()) {
            throw CloudWatchErrors.invalidValue("The parameter " + parameter + " must not be blank.");
        }
    }

    private static Samples samples(MetricDatum datum, String at) {
        boolean many = datum.hasValues() && !datum.values().isEmpty();
        StatisticSet set = datum.statisticValues();
        exclusive(datum.value() != null && set != null, at, "Value", "StatisticValues");
        exclusive(datum.value() != null && many, at, "Value", "Values");
        exclusive(set != null && many, at, "StatisticValues", "Values");
        if (many) {
            return values(datum, at);
        }
        if (datum.hasCounts() && !datum.counts().isEmpty()) {
            throw CloudWatchErrors.invalidCombination(
                    "The parameter " + at + ".Counts must not be specified without the parameter " + at + ".Values.");
        }
        if (set != null) {
            return set(set, at + ".StatisticValues");
        }
        if (datum.value() == null) {
            throw CloudWatchErrors.missing("At least one of the parameters must be specified: " + at + ".Value, " + at
                    + ".Values, " + at + ".StatisticValues.");
        }
        return Samples.of(checked(datum.value(), at + ".Value"));
    }

    private static void exclusive(boolean both, String at, String one, String other) {
        if (both) {
            throw CloudWatchErrors.invalidCombination("The parameters " + at + "." + one + " and " + at + "." + other
                    + " are mutually exclusive and you have specified both.");
        }
    }

    private static Samples values(MetricDatum datum, String at) {
        int count = datum.values().size();
        if (count > MOST_VALUES) {
            throw CloudWatchErrors.invalidValue(
                    "The collection " + at + ".Values must not have a size greater than " + MOST_VALUES + ".");
        }
        if (datum.hasCounts() && !datum.counts().isEmpty() && datum.counts().size() != count) {
            throw CloudWatchErrors.invalidValue(
                    "The parameters " + at + ".Values and " + at + ".Counts must be of the same size.");
        }
        boolean counted = datum.hasCounts() && !datum.counts().isEmpty();
        double[] values = new double[count];
        double[] counts = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = checked(datum.values().get(i), at + ".Values.member." + (i + 1));
            counts[i] = counted ? checked(datum.counts().get(i), at + ".Counts.member." + (i + 1)) : 1;
            if (counts[i] <= 0) {
                throw CloudWatchErrors.invalidValue(counts[i], at + ".Counts.member." + (i + 1));
            }
        }
        return Samples.of(values, counts);
    }

    private static Samples set(StatisticSet set, String at) {
        double count = checked(set.sampleCount(), at + ".SampleCount");
        double sum = checked(set.sum(), at + ".Sum");
        double min = checked(set.minimum(), at + ".Minimum");
        double max = checked(set.maximum(), at + ".Maximum");
        if (count <= 0) {
            throw CloudWatchErrors.invalidValue(count, at + ".SampleCount");
        }
        if (min > max) {
            throw CloudWatchErrors.invalidValue(
                    "The parameter " + at + ".Maximum must be greater than " + at + ".Minimum.");
        }
        return Samples.ofSet(count, sum, min, max);
    }

    private static double checked(@Nullable Double value, String parameter) {
        if (value == null || !(Math.abs(value) <= LIMIT)) {
            throw CloudWatchErrors.invalidValue(String.valueOf(value), parameter);
        }
        return value;
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}
