package dev.kagemusha.cloudwatch.operation;

import dev.kagemusha.cloudwatch.metric.Statistic;
import dev.kagemusha.cloudwatch.query.Ids;
import dev.kagemusha.cloudwatch.query.QuerySet;
import dev.kagemusha.service.Call;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricAlarmRequest;

import java.util.Set;

import static dev.kagemusha.cloudwatch.CloudWatchErrors.invalidCombination;
import static dev.kagemusha.cloudwatch.CloudWatchErrors.missing;
import static dev.kagemusha.cloudwatch.CloudWatchErrors.validation;

/** A request for an alarm, checked. */
final class AlarmRequest {
    private static final long DAY = 86_400;
    private static final long SEVEN_DAYS = 7 * DAY;
    private static final int HOUR = 3600;
    private static final Set<String> TREATMENTS = Set.of("breaching", "notBreaching", "ignore", "missing");

    private AlarmRequest() {}

    static MetricAlarm alarm(PutMetricAlarmRequest request, Call call) {
        switch (request.comparisonOperator()) {
            case GREATER_THAN_THRESHOLD,
                    GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
                    LESS_THAN_THRESHOLD,
                    LESS_THAN_OR_EQUAL_TO_THRESHOLD -> {}
            default ->
                throw validation("Alarms on anomaly detection bands (" + request.comparisonOperatorAsString()
                        + ") are not implemented by this emulator.");
        }
        if (request.threshold() == null) {
            throw missing("The parameter Threshold is required.");
        }
        if (request.thresholdMetricId() != null) {
            throw invalidCombination("ThresholdMetricId must not be specified together with Threshold.");
        }
        if (!Double.isFinite(request.threshold())) {
            throw validation("The value " + request.threshold() + " for parameter Threshold is invalid.");
        }
        if (request.treatMissingData() != null && !TREATMENTS.contains(request.treatMissingData())) {
            throw validation(
                    "Option " + request.treatMissingData()
                            + " is not supported for TreatMissingData; choose one of breaching, notBreaching, ignore, missing.");
        }
        if (request.datapointsToAlarm() != null && request.datapointsToAlarm() > request.evaluationPeriods()) {
            throw validation("DatapointsToAlarm must be less than or equal to EvaluationPeriods.");
        }
        request.alarmActions().forEach(AlarmRequest::checkArn);
        request.okActions().forEach(AlarmRequest::checkArn);
        request.insufficientDataActions().forEach(AlarmRequest::checkArn);
        MetricAlarm.Builder alarm = MetricAlarm.builder()
                .alarmName(request.alarmName())
                .alarmArn(Alarms.arn(call, request.alarmName()))
                .alarmDescription(request.alarmDescription())
                .actionsEnabled(!Boolean.FALSE.equals(request.actionsEnabled()))
                .okActions(request.okActions())
                .alarmActions(request.alarmActions())
                .insufficientDataActions(request.insufficientDataActions())
                .evaluationPeriods(request.evaluationPeriods())
                .datapointsToAlarm(request.datapointsToAlarm())
                .threshold(request.threshold())
                .comparisonOperator(request.comparisonOperator())
                .treatMissingData(request.treatMissingData())
                .evaluateLowSampleCountPercentile(lowSamples(request));
        if (request.hasMetrics() && !request.metrics().isEmpty()) {
            ofQueries(request, call, alarm);
        } else {
            ofMetric(request, alarm);
        }
        return alarm.build();
    }

    /** {@code arn:partition:service:region:account:resource}. */
    private static void checkArn(String action) {
        String[] fields = action.split(":", 6);
        if (fields.length < 6 || !fields[0].equals("arn") || fields[2].isEmpty() || fields[5].isEmpty()) {
            throw validation("Invalid arn syntax: " + action);
        }
    }

    private static @Nullable String lowSamples(PutMetricAlarmRequest request) {
        String asked = request.evaluateLowSampleCountPercentile();
        if (asked == null) {
            return null;
        }
        if (!asked.equals("evaluate") && !asked.equals("ignore")) {
            throw validation("Option " + asked + " is not supported for EvaluateLowSampleCountPercentile.");
        }
        if (request.extendedStatistic() == null || !request.extendedStatistic().startsWith("p")) {
            throw invalidCombination("EvaluateLowSampleCountPercentile is for percentiles only.");
        }
        return asked;
    }

    private static void ofMetric(PutMetricAlarmRequest request, MetricAlarm.Builder alarm) {
        if (request.namespace() == null || request.metricName() == null || request.period() == null) {
            String lacking =
                    request.metricName() == null ? "MetricName" : request.namespace() == null ? "Namespace" : "Period";
            throw missing("The parameter " + lacking + " is required.");
        }
        if ((request.statistic() == null) == (request.extendedStatistic() == null)) {
            throw invalidCombination("Exactly one of Statistic and ExtendedStatistic must be specified.");
        }
        if (request.extendedStatistic() != null) {
            Statistic statistic = Statistic.parse(request.extendedStatistic());
            if (statistic == null || statistic instanceof Statistic.Simple) {
                throw validation("The value " + request.extendedStatistic()
                        + " for parameter ExtendedStatistic is not supported.");
            }
        }
        checkPeriod(request.period(), request.evaluationPeriods());
        Ids.of(request.namespace(), request.metricName(), request.dimensions()); // no dimension twice
        alarm.namespace(request.namespace())
                .metricName(request.metricName())
                .dimensions(request.dimensions())
                .statistic(request.statistic())
                .extendedStatistic(request.extendedStatistic())
                .period(request.period())
                .unit(request.unit());
    }

    private static void ofQueries(PutMetricAlarmRequest request, Call call, MetricAlarm.Builder alarm) {
        boolean both = request.metricName() != null
                || request.namespace() != null
                || request.period() != null
                || request.statistic() != null
                || request.extendedStatistic() != null
                || request.unit() != null
                || !request.dimensions().isEmpty();
        if (both) {
            throw invalidCombination("Metrics must not be specified together with MetricName, Namespace, Dimensions,"
                    + " Period, Unit, Statistic or ExtendedStatistic.");
        }
        QuerySet queries = QuerySet.of(request.metrics(), call.account());
        long returned = queries.all().stream().filter(QuerySet.Query::returned).count();
        if (returned != 1) {
            throw validation("Exactly one element of the metrics list should return data.");
        }
        checkPeriod(queries.period(), request.evaluationPeriods());
        alarm.metrics(request.metrics());
    }

    private static void checkPeriod(int period, int periods) {
        if (period != 10 && period != 20 && period != 30 && period % 60 != 0) {
            throw validation("Metric alarm period must be 10, 20, 30, or a multiple of 60.");
        }
        long whole = (long) period * periods;
        if (whole > (period < HOUR ? DAY : SEVEN_DAYS)) {
            throw validation(
                    period < HOUR
                            ? "Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <="
                                    + " 86400)."
                            : "Metrics with a period of an hour or more cannot be checked across more than seven days"
                                    + " (EvaluationPeriods * Period must be <= 604800).");
        }
    }
}
