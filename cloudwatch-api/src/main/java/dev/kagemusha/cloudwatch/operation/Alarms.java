package dev.kagemusha.cloudwatch.operation;

import dev.kagemusha.cloudwatch.alarm.Watch;
import dev.kagemusha.service.Call;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.DeleteAlarmsRequest;
import software.amazon.awssdk.services.cloudwatch.model.DeleteAlarmsResponse;
import software.amazon.awssdk.services.cloudwatch.model.DisableAlarmActionsRequest;
import software.amazon.awssdk.services.cloudwatch.model.DisableAlarmActionsResponse;
import software.amazon.awssdk.services.cloudwatch.model.EnableAlarmActionsRequest;
import software.amazon.awssdk.services.cloudwatch.model.EnableAlarmActionsResponse;
import software.amazon.awssdk.services.cloudwatch.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.cloudwatch.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricAlarmRequest;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricAlarmResponse;
import software.amazon.awssdk.services.cloudwatch.model.SetAlarmStateRequest;
import software.amazon.awssdk.services.cloudwatch.model.SetAlarmStateResponse;
import software.amazon.awssdk.services.cloudwatch.model.Tag;
import software.amazon.awssdk.services.cloudwatch.model.TagResourceRequest;
import software.amazon.awssdk.services.cloudwatch.model.TagResourceResponse;
import software.amazon.awssdk.services.cloudwatch.model.UntagResourceRequest;
import software.amazon.awssdk.services.cloudwatch.model.UntagResourceResponse;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import static dev.kagemusha.cloudwatch.CloudWatchErrors.noSuchAlarm;

/** Makes and changes alarms, and tags them. */
final class Alarms implements CloudWatchClient {
    private static final int MOST_TAGS = 50;

    private final Watch watch;
    private final Call call;

    Alarms(Watch watch, Call call) {
        this.watch = watch;
        this.call = call;
    }

    static String arn(Call call, String name) {
        return "arn:" + call.partition() + ":cloudwatch:" + call.region() + ":" + call.account() + ":alarm:" + name;
    }

    @Override
    public PutMetricAlarmResponse putMetricAlarm(PutMetricAlarmRequest request) {
        watch.put(call.scope(), AlarmRequest.alarm(request, call), tags(request.tags()));
        return PutMetricAlarmResponse.builder().build();
    }

    /** Of alarms that are not there nothing is said. */
    @Override
    public DeleteAlarmsResponse deleteAlarms(DeleteAlarmsRequest request) {
        Actions.requireEach(call, "DeleteAlarms", request.alarmNames());
        for (String name : request.alarmNames()) {
            watch.delete(call.scope(), name);
        }
        return DeleteAlarmsResponse.builder().build();
    }

    @Override
    public SetAlarmStateResponse setAlarmState(SetAlarmStateRequest request) {
        boolean there = watch.set(
                call.scope(),
                request.alarmName(),
                request.stateValue(),
                request.stateReason(),
                request.stateReasonData());
        if (!there) {
            throw noSuchAlarm();
        }
        return SetAlarmStateResponse.builder().build();
    }

    @Override
    public EnableAlarmActionsResponse enableAlarmActions(EnableAlarmActionsRequest request) {
        Actions.requireEach(call, "EnableAlarmActions", request.alarmNames());
        request.alarmNames().forEach(name -> watch.enable(call.scope(), name, true));
        return EnableAlarmActionsResponse.builder().build();
    }

    @Override
    public DisableAlarmActionsResponse disableAlarmActions(DisableAlarmActionsRequest request) {
        Actions.requireEach(call, "DisableAlarmActions", request.alarmNames());
        request.alarmNames().forEach(name -> watch.enable(call.scope(), name, false));
        return DisableAlarmActionsResponse.builder().build();
    }

    private static Map<String, String> tags(List<Tag> list) {
        Map<String, String> tags = new LinkedHashMap<>();
        list.forEach(tag -> tags.put(tag.key(), tag.value()));
        return tags;
    }

    @Override
    public TagResourceResponse tagResource(TagResourceRequest request) {
        watch.tag(call.scope(), request.resourceARN(), tags(request.tags()), List.of(), MOST_TAGS);
        return TagResourceResponse.builder().build();
    }

    @Override
    public UntagResourceResponse untagResource(UntagResourceRequest request) {
        watch.tag(call.scope(), request.resourceARN(), Map.of(), request.tagKeys(), MOST_TAGS);
        return UntagResourceResponse.builder().build();
    }

    @Override
    public ListTagsForResourceResponse listTagsForResource(ListTagsForResourceRequest request) {
        List<Tag> tags = new ArrayList<>();
        watch.tags(call.scope(), request.resourceARN())
                .forEach((key, value) ->
                        tags.add(Tag.builder().key(key).value(value).build()));
        return ListTagsForResourceResponse.builder().tags(tags).build();
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}
