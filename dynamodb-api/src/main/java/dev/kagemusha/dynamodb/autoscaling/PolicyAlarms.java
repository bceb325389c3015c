package dev.kagemusha.dynamodb.autoscaling;

import dev.kagemusha.service.Environment;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.CloudWatchException;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricAlarmRequest;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;
import software.amazon.awssdk.services.cloudwatch.model.Statistic;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * The alarms of policies in CloudWatch, which the service-linked role makes, changes and deletes.
 *
 * <p>Of one unit at 70 %, the alarms that AWS makes have the thresholds 42 and 30 a minute: 20 points lie between them. The alarms of
 * a metric of the client's own lie at its target and a tenth below.
 */
final class PolicyAlarms {
    /** The low threshold lies so many points of utilization below the target. */
    private static final double LOWER = 20;
    /** The same for a metric of the client's own. */
    private static final double LOWER_SHARE = 0.9;

    private static final int MINUTE = 60;
    private static final int FIVE_MINUTES = 300;
    private static final int HIGH_PERIODS = 2;
    private static final int CUSTOM_HIGH_PERIODS = 3;
    private static final int LOW_PERIODS = 15;
    private static final int CAPACITY_PERIODS = 3;

    private final Environment environment;

    PolicyAlarms(Environment environment) {
        this.environment = environment;
    }

    private @Nullable CloudWatchClient clientOrNull(Target.Home home) {
        try {
            return environment
                    .errands()
                    .client(CloudWatchClient.class, "application-autoscaling", ServiceRole.in(home), home.region());
        } catch (IllegalStateException e) {
            return null; // an emulator put together without CloudWatch
        }
    }

    private CloudWatchClient client(Target.Home home) {
        CloudWatchClient client = clientOrNull(home);
        if (client == null) {
            throw AutoScalingErrors.noAccess("Unable to access CloudWatch: there is none in this emulator");
        }
        return client;
    }

    /**
     * Looks for CloudWatch.
     *
     * @throws software.amazon.awssdk.services.applicationautoscaling.model.FailedResourceAccessException if there is none
     */
    void require(Target.Home home) {
        client(home);
    }

    /**
     * Makes the alarms of a policy, or fits them to what is provisioned now.
     *
     * @param capacity of the target; at least one unit counts, also while there is no such table or it is on demand
     * @throws software.amazon.awssdk.services.applicationautoscaling.model.FailedResourceAccessException without CloudWatch
     */
    void put(Policy policy, Target.Home home, long capacity) {
        CloudWatchClient client = client(home);
        for (PolicyAlarm alarm : policy.alarms()) {
            client.putMetricAlarm(request(policy, alarm, Math.max(1, capacity)));
        }
    }

    void delete(List<Policy> policies, Target.Home home) {
        CloudWatchClient client = clientOrNull(home);
        for (Policy policy : policies) {
            List<String> names = policy.alarms().stream().map(policy::name).toList();
            if (client != null) {
                client.deleteAlarms(d -> d.alarmNames(names));
            }
        }
    }

    /** Whether the alarm is on. */
    boolean isOn(Policy policy, PolicyAlarm alarm, Target.Home home) {
        return client(home)
                .describeAlarms(d -> d.alarmNames(policy.name(alarm)).stateValue(StateValue.ALARM))
                .hasMetricAlarms();
    }

    private static PutMetricAlarmRequest request(Policy policy, PolicyAlarm alarm, long capacity) {
        PutMetricAlarmRequest.Builder request = PutMetricAlarmRequest.builder()
                .alarmName(policy.name(alarm))
                .alarmDescription("DO NOT EDIT OR DELETE. For TargetTrackingScaling policy " + policy.action() + ".")
                .alarmActions(policy.action())
                .comparisonOperator(alarm.breaches())
                .evaluationPeriods(periods(policy, alarm))
                .threshold(threshold(policy, alarm, capacity));
        return switch (policy.tracked()) {
            case null ->
                request.namespace("AWS/DynamoDB")
                        .metricName((alarm.ofCapacity() ? "Provisioned" : "Consumed")
                                + (policy.scalable().writes() ? "Write" : "Read") + "CapacityUnits")
                        .dimensions(dimensions(policy.scalable().dimensions()))
                        .period(alarm.ofCapacity() ? FIVE_MINUTES : MINUTE)
                        .statistic(alarm.ofCapacity() ? Statistic.AVERAGE : Statistic.SUM)
                        .build();
            case TrackedMetric metric ->
                request.namespace(metric.namespace())
                        .metricName(metric.metric())
                        .dimensions(dimensions(metric.dimensions()))
                        .period(MINUTE)
                        .statistic(metric.statistic())
                        .unit(metric.unit())
                        .build();
            case TrackedMath math -> request.metrics(math.forCloudWatch()).build();
        };
    }

    /**
     * Has CloudWatch look at metric math.
     *
     * @throws software.amazon.awssdk.services.applicationautoscaling.model.ValidationException in its words
     */
    void check(TrackedMath math, Target.Home home, Instant now) {
        try {
            double ignored = average(math, home, now, 1);
        } catch (CloudWatchException refused) {
            throw AutoScalingErrors.validation(
                    refused.awsErrorDetails() == null
                            ? String.valueOf(refused.getMessage())
                            : refused.awsErrorDetails().errorMessage());
        }
    }

    /** The average of the last so many minutes of metric math; not a number if it has no data. */
    double average(TrackedMath math, Target.Home home, Instant at, int minutes) {
        Instant end = at.truncatedTo(ChronoUnit.MINUTES);
        List<MetricDataResult> results = client(home)
                .getMetricData(r -> r.metricDataQueries(math.forCloudWatch())
                        .startTime(end.minus(minutes, ChronoUnit.MINUTES))
                        .endTime(end))
                .metricDataResults();
        double sum = 0;
        List<Double> values = results.isEmpty() ? List.of() : results.getFirst().values();
        for (double value : values) {
            sum += value;
        }
        return sum / values.size();
    }

    static List<Dimension> dimensions(List<String> namesAndValues) {
        List<Dimension> dimensions = new ArrayList<>();
        for (int i = 0; i < namesAndValues.size(); i += 2) {
            dimensions.add(Dimension.builder()
                    .name(namesAndValues.get(i))
                    .value(namesAndValues.get(i + 1))
                    .build());
        }
        return dimensions;
    }

    /** So many periods have to breach. */
    static int periods(Policy policy, PolicyAlarm alarm) {
        return switch (alarm) {
            case HIGH -> policy.tracked() == null ? HIGH_PERIODS : CUSTOM_HIGH_PERIODS;
            case LOW -> LOW_PERIODS;
            case PROVISIONED_HIGH, PROVISIONED_LOW -> CAPACITY_PERIODS;
        };
    }

    static double threshold(Policy policy, PolicyAlarm alarm, long capacity) {
        if (alarm.ofCapacity()) {
            return (double) capacity;
        }
        boolean high = alarm == PolicyAlarm.HIGH;
        if (policy.tracked() != null) {
            return high ? policy.value() : policy.value() * LOWER_SHARE;
        }
        // Whole numbers stay whole: 42, not 41.99999999999999.
        return capacity * (high ? policy.value() : policy.value() - LOWER) * MINUTE / 100;
    }

    /** What an alarm asks for, or null when nothing is known of the load. */
    static @Nullable Long wanted(Policy policy, double average, long capacity) {
        if (Double.isNaN(average)) {
            return null;
        }
        double wanted = policy.tracked() == null
                ? average / MINUTE * 100 / policy.value()
                : capacity * average / policy.value();
        return (long) Math.ceil(wanted);
    }
}
