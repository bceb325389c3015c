package dev.kagemusha.cloudwatch.operation;

import dev.kagemusha.service.ActionTable;
import dev.kagemusha.service.Call;
import dev.kagemusha.service.Permission;
import software.amazon.awssdk.services.cloudwatch.model.DeleteAlarmsRequest;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmHistoryRequest;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmsForMetricRequest;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmsRequest;
import software.amazon.awssdk.services.cloudwatch.model.DisableAlarmActionsRequest;
import software.amazon.awssdk.services.cloudwatch.model.EnableAlarmActionsRequest;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricStatisticsRequest;
import software.amazon.awssdk.services.cloudwatch.model.ListMetricsRequest;
import software.amazon.awssdk.services.cloudwatch.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricAlarmRequest;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.SetAlarmStateRequest;
import software.amazon.awssdk.services.cloudwatch.model.Tag;
import software.amazon.awssdk.services.cloudwatch.model.TagResourceRequest;
import software.amazon.awssdk.services.cloudwatch.model.UntagResourceRequest;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What each operation needs. Metrics have no ARN, so that publishing is told apart by the key {@code cloudwatch:namespace}; source:
 * "Actions, resources, and condition keys for Amazon CloudWatch" of the service authorization reference.
 */
final class Actions {
    private static final String ALL = "*";

    private Actions() {}

    static ActionTable table() {
        return new ActionTable()
                .on(PutMetricDataRequest.class, (request, call) -> Permission.of("cloudwatch:PutMetricData", ALL)
                        .with(Map.of("cloudwatch:namespace", List.of(request.namespace()))))
                .on(
                        GetMetricStatisticsRequest.class,
                        (request, call) -> Permission.of("cloudwatch:GetMetricStatistics", ALL))
                .on(GetMetricDataRequest.class, (request, call) -> Permission.of("cloudwatch:GetMetricData", ALL))
                .on(ListMetricsRequest.class, (request, call) -> Permission.of("cloudwatch:ListMetrics", ALL))
                .on(PutMetricAlarmRequest.class, (request, call) -> onAlarm("PutMetricAlarm", call, request.alarmName())
                        .with(actions(request)))
                .on(SetAlarmStateRequest.class, (request, call) -> onAlarm("SetAlarmState", call, request.alarmName()))
                .on(
                        DescribeAlarmHistoryRequest.class,
                        (request, call) -> onAlarm(
                                "DescribeAlarmHistory", call, request.alarmName() == null ? ALL : request.alarmName()))
                .on(DescribeAlarmsRequest.class, (request, call) -> onAlarm("DescribeAlarms", call, ALL))
                .on(
                        DescribeAlarmsForMetricRequest.class,
                        (request, call) -> onAlarm("DescribeAlarmsForMetric", call, ALL))
                .on(TagResourceRequest.class, (request, call) -> Permission.of(
                                "cloudwatch:TagResource", request.resourceARN())
                        .with(Map.of(
                                "aws:TagKeys",
                                request.tags().stream().map(Tag::key).toList())))
                .on(UntagResourceRequest.class, (request, call) -> Permission.of(
                                "cloudwatch:UntagResource", request.resourceARN())
                        .with(Map.of("aws:TagKeys", request.tagKeys())))
                .on(
                        ListTagsForResourceRequest.class,
                        (request, call) -> Permission.of("cloudwatch:ListTagsForResource", request.resourceARN()))
                .inside(DeleteAlarmsRequest.class, EnableAlarmActionsRequest.class, DisableAlarmActionsRequest.class);
    }

    private static Permission onAlarm(String action, Call call, String name) {
        return Permission.of("cloudwatch:" + action, Alarms.arn(call, name));
    }

    /** For each alarm of a request: all are allowed before anything happens to one. */
    static void requireEach(Call call, String action, List<String> names) {
        names.forEach(name -> call.require(onAlarm(action, call, name)));
    }

    private static Map<String, List<String>> actions(PutMetricAlarmRequest request) {
        List<String> all = new ArrayList<>(request.alarmActions());
        all.addAll(request.okActions());
        all.addAll(request.insufficientDataActions());
        return Map.of(
                "cloudwatch:AlarmActions",
                all,
                "aws:TagKeys",
                request.tags().stream().map(Tag::key).toList());
    }
}
