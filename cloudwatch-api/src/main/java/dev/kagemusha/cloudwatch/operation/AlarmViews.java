package dev.kagemusha.cloudwatch.operation;

import dev.kagemusha.cloudwatch.CloudWatchErrors;
import dev.kagemusha.cloudwatch.alarm.Watch;
import dev.kagemusha.cloudwatch.query.Ids;
import dev.kagemusha.cloudwatch.query.QuerySet;
import dev.kagemusha.metrics.MetricId;
import dev.kagemusha.service.Call;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.AlarmHistoryItem;
import software.amazon.awssdk.services.cloudwatch.model.AlarmType;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmHistoryRequest;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmHistoryResponse;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmsForMetricRequest;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmsForMetricResponse;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmsRequest;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmsResponse;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;
import software.amazon.awssdk.services.cloudwatch.model.ScanBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Shows alarms and their history. There are metric alarms only. */
final class AlarmViews implements CloudWatchClient {
    private static final int ALARMS = 50;
    private static final int ITEMS = 100;

    private final Parts parts;
    private final Watch watch;
    private final Call call;

    AlarmViews(Parts parts, Watch watch, Call call) {
        this.parts = parts;
        this.watch = watch;
        this.call = call;
    }

    @Override
    public DescribeAlarmsResponse describeAlarms(DescribeAlarmsRequest request) {
        if (!request.alarmNames().isEmpty() && request.alarmNamePrefix() != null) {
            throw CloudWatchErrors.invalidCombination("AlarmNames and AlarmNamePrefix must not be specified together.");
        }
        List<MetricAlarm> alarms = new ArrayList<>();
        DescribeAlarmsResponse.Builder answer = DescribeAlarmsResponse.builder().compositeAlarms(List.of());
        boolean composite = request.childrenOfAlarmName() != null || request.parentsOfAlarmName() != null;
        boolean metric = request.alarmTypes().isEmpty() || request.alarmTypes().contains(AlarmType.METRIC_ALARM);
        if (composite || !metric) {
            return answer.metricAlarms(alarms).build();
        }
        int most = request.maxRecords() == null ? ALARMS : request.maxRecords();
        String from = request.nextToken() == null
                ? null
                : new String(Tokens.read(request.nextToken()), StandardCharsets.UTF_8);
        parts.store().read(view -> {
            alarms.clear();
            if (!request.alarmNames().isEmpty()) {
                for (String name : request.alarmNames()) {
                    MetricAlarm alarm = watch.alarm(view, call.scope(), name);
                    if (alarm != null && matches(request, alarm)) {
                        alarms.add(alarm);
                    }
                }
                return true;
            }
            String prefix = request.alarmNamePrefix() == null ? "" : request.alarmNamePrefix();
            watch.visit(view, call.scope(), prefix, from, alarm -> {
                if (!matches(request, alarm)) {
                    return true;
                }
                if (alarms.size() == most) {
                    answer.nextToken(Tokens.write(alarm.alarmName().getBytes(StandardCharsets.UTF_8)));
                    return false;
                }
                alarms.add(alarm);
                return true;
            });
            return true;
        });
        return answer.metricAlarms(alarms).build();
    }

    private static boolean matches(DescribeAlarmsRequest request, MetricAlarm alarm) {
        if (request.stateValue() != null && request.stateValue() != alarm.stateValue()) {
            return false;
        }
        String prefix = request.actionPrefix();
        return prefix == null
                || any(alarm.alarmActions(), prefix)
                || any(alarm.okActions(), prefix)
                || any(alarm.insufficientDataActions(), prefix);
    }

    private static boolean any(List<String> actions, String prefix) {
        for (String action : actions) {
            if (action.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public DescribeAlarmsForMetricResponse describeAlarmsForMetric(DescribeAlarmsForMetricRequest request) {
        MetricId id = Ids.of(request.namespace(), request.metricName(), request.dimensions());
        List<MetricAlarm> alarms = parts.store().read(view -> {
            List<MetricAlarm> found = new ArrayList<>();
            watch.visit(view, call.scope(), "", null, alarm -> {
                if (of(request, id, alarm)) {
                    found.add(alarm);
                }
                return true;
            });
            return found;
        });
        return DescribeAlarmsForMetricResponse.builder().metricAlarms(alarms).build();
    }

    /** Alarms on expressions are found by the metrics in them. */
    private boolean of(DescribeAlarmsForMetricRequest request, MetricId id, MetricAlarm alarm) {
        if (alarm.hasMetrics()) {
            return QuerySet.of(alarm.metrics(), call.account()).metrics().stream()
                    .anyMatch(metric -> metric.metric().equals(id)
                            && (request.period() == null || request.period() == metric.period())
                            && (request.unit() == null || request.unitAsString().equals(metric.unit()))
                            && (request.statistic() == null
                                    || request.statisticAsString()
                                            .equals(metric.statistic().text()))
                            && (request.extendedStatistic() == null
                                    || request.extendedStatistic()
                                            .equals(metric.statistic().text())));
        }
        return Ids.of(alarm.namespace(), alarm.metricName(), alarm.dimensions()).equals(id)
                && (request.period() == null || request.period().equals(alarm.period()))
                && (request.unit() == null || request.unit() == alarm.unit())
                && (request.statistic() == null || request.statistic() == alarm.statistic())
                && (request.extendedStatistic() == null
                        || request.extendedStatistic().equals(alarm.extendedStatistic()));
    }

    @Override
    public DescribeAlarmHistoryResponse describeAlarmHistory(DescribeAlarmHistoryRequest request) {
        List<AlarmHistoryItem> items = new ArrayList<>();
        DescribeAlarmHistoryResponse.Builder answer = DescribeAlarmHistoryResponse.builder();
        // There are no composite alarms, and no contributors to alarms.
        boolean metric = request.alarmTypes().isEmpty() || request.alarmTypes().contains(AlarmType.METRIC_ALARM);
        if (!metric || request.alarmContributorId() != null) {
            return answer.alarmHistoryItems(items).build();
        }
        int most = request.maxRecords() == null ? ITEMS : request.maxRecords();
        long from = request.startDate() == null ? 0 : request.startDate().toEpochMilli();
        long to = request.endDate() == null
                ? Long.MAX_VALUE - 1
                : request.endDate().toEpochMilli();
        byte[] place = request.nextToken() == null ? null : Tokens.read(request.nextToken());
        parts.store().read(view -> {
            items.clear();
            watch.history()
                    .visit(
                            view,
                            call.scope(),
                            request.alarmName(),
                            from,
                            to,
                            request.scanBy() != ScanBy.TIMESTAMP_ASCENDING,
                            place,
                            (item, at) -> {
                                if (request.historyItemType() != null
                                        && request.historyItemType() != item.historyItemType()) {
                                    return true;
                                }
                                if (items.size() == most) {
                                    answer.nextToken(Tokens.write(at));
                                    return false;
                                }
                                items.add(item);
                                return true;
                            });
            return true;
        });
        return answer.alarmHistoryItems(items).build();
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}
