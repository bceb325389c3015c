package dev.kagemusha.dynamodb.autoscaling;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.applicationautoscaling.model.CustomizedMetricSpecification;
import software.amazon.awssdk.services.applicationautoscaling.model.TargetTrackingMetricDataQuery;
import software.amazon.awssdk.services.applicationautoscaling.model.TargetTrackingMetricDimension;
import software.amazon.awssdk.services.applicationautoscaling.model.TargetTrackingMetricStat;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;

import java.util.ArrayList;
import java.util.List;

/**
 * An expression over metrics that a policy tracks, minute by minute.
 *
 * @param queries as the client gave them; CloudWatch works them out
 */
record TrackedMath(List<Query> queries) implements Tracked {
    private static final int MINUTE = 60;

    /** One of the two: an expression over others, or a statistic of a metric. */
    record Query(
            String id,
            @Nullable String label,
            @Nullable Boolean returned,
            @Nullable String expression,
            @Nullable TrackedMetric stat) {
        private static Query of(TargetTrackingMetricDataQuery asked) {
            return new Query(
                    asked.id(),
                    asked.label(),
                    asked.returnData(),
                    asked.expression(),
                    asked.metricStat() == null ? null : stat(asked.metricStat()));
        }

        private static TrackedMetric stat(TargetTrackingMetricStat asked) {
            List<String> dimensions = new ArrayList<>();
            for (TargetTrackingMetricDimension each : asked.metric().dimensions()) {
                dimensions.add(each.name());
                dimensions.add(each.value());
            }
            return new TrackedMetric(
                    asked.metric().namespace(), asked.metric().metricName(), dimensions, asked.stat(), asked.unit());
        }

        /** "The default is true"; of a single query there is no need to say so. */
        boolean isReturned() {
            return returned == null || returned;
        }

        private TargetTrackingMetricDataQuery describe() {
            TargetTrackingMetricDataQuery.Builder query = TargetTrackingMetricDataQuery.builder()
                    .id(id)
                    .label(label)
                    .returnData(returned)
                    .expression(expression);
            if (stat != null) {
                List<TargetTrackingMetricDimension> dimensions = new ArrayList<>();
                for (int i = 0; i < stat.dimensions().size(); i += 2) {
                    dimensions.add(TargetTrackingMetricDimension.builder()
                            .name(stat.dimensions().get(i))
                            .value(stat.dimensions().get(i + 1))
                            .build());
                }
                query.metricStat(
                        s -> s.stat(stat.statistic()).unit(stat.unit()).metric(m -> m.namespace(stat.namespace())
                                .metricName(stat.metric())
                                .dimensions(dimensions)));
            }
            return query.build();
        }

        private MetricDataQuery forCloudWatch() {
            MetricDataQuery.Builder query = MetricDataQuery.builder()
                    .id(id)
                    .label(label)
                    .returnData(isReturned())
                    .expression(expression);
            if (stat == null) {
                return query.period(MINUTE).build();
            }
            List<Dimension> dimensions = PolicyAlarms.dimensions(stat.dimensions());
            return query.metricStat(s -> s.period(MINUTE)
                            .stat(stat.statistic())
                            .unit(stat.unit())
                            .metric(m -> m.namespace(stat.namespace())
                                    .metricName(stat.metric())
                                    .dimensions(dimensions)))
                    .build();
        }
    }

    static TrackedMath of(CustomizedMetricSpecification asked) {
        return new TrackedMath(asked.metrics().stream().map(Query::of).toList());
    }

    @Override
    public CustomizedMetricSpecification describe() {
        return CustomizedMetricSpecification.builder()
                .metrics(queries.stream().map(Query::describe).toList())
                .build();
    }

    /** What CloudWatch is asked, of each minute. */
    List<MetricDataQuery> forCloudWatch() {
        return queries.stream().map(Query::forCloudWatch).toList();
    }
}
