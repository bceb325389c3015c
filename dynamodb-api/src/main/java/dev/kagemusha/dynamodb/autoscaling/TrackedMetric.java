package dev.kagemusha.dynamodb.autoscaling;

import dev.kagemusha.metrics.MetricId;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.applicationautoscaling.model.CustomizedMetricSpecification;
import software.amazon.awssdk.services.applicationautoscaling.model.MetricDimension;

import java.util.ArrayList;
import java.util.List;

/**
 * A metric of the client's own that a policy tracks.
 *
 * @param dimensions names and values, alternating
 * @param unit that its measurements have, or null for any
 */
record TrackedMetric(
        String namespace,
        String metric,
        List<String> dimensions,
        String statistic,
        @Nullable String unit) implements Tracked {
    static TrackedMetric of(CustomizedMetricSpecification asked) {
        List<String> dimensions = new ArrayList<>();
        for (MetricDimension each : asked.dimensions()) {
            dimensions.add(each.name());
            dimensions.add(each.value());
        }
        return new TrackedMetric(
                asked.namespace(), asked.metricName(), dimensions, asked.statisticAsString(), asked.unit());
    }

    @Override
    public CustomizedMetricSpecification describe() {
        List<MetricDimension> shown = new ArrayList<>();
        for (int i = 0; i < dimensions.size(); i += 2) {
            shown.add(MetricDimension.builder()
                    .name(dimensions.get(i))
                    .value(dimensions.get(i + 1))
                    .build());
        }
        return CustomizedMetricSpecification.builder()
                .namespace(namespace)
                .metricName(metric)
                .dimensions(shown)
                .statistic(statistic)
                .unit(unit)
                .build();
    }

    MetricId id() {
        return MetricId.of(namespace, metric, dimensions.toArray(new String[0]));
    }
}
