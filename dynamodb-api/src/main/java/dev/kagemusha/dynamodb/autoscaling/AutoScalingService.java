package dev.kagemusha.dynamodb.autoscaling;

import dev.kagemusha.auth.ErrorFamily;
import dev.kagemusha.auth.SigningProfile;
import dev.kagemusha.protocol.catalog.Protocols;
import dev.kagemusha.service.ActionTable;
import dev.kagemusha.service.Call;
import dev.kagemusha.service.Definition;
import dev.kagemusha.service.Environment;
import dev.kagemusha.service.Permission;
import dev.kagemusha.service.Service;
import software.amazon.awssdk.services.applicationautoscaling.ApplicationAutoScalingClient;
import software.amazon.awssdk.services.applicationautoscaling.model.DeleteScalingPolicyRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.DeleteScheduledActionRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.DeregisterScalableTargetRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.DescribeScalableTargetsRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.DescribeScalingActivitiesRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.DescribeScalingPoliciesRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.DescribeScheduledActionsRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.GetPredictiveScalingForecastRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.PutScalingPolicyRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.PutScheduledActionRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.RegisterScalableTargetRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.TagResourceRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.UntagResourceRequest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Application Auto Scaling on the wire: what is registered. {@link Scaler} does the work. */
public final class AutoScalingService implements Service {
    private static final String NAME = "application-autoscaling";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Definition define(Environment environment) {
        return Definition.of(NAME, ApplicationAutoScalingClient.class)
                .protocols(Protocols.awsJson11())
                .signing(SigningProfile.of(ErrorFamily.JSON, NAME))
                .chapter(Targets.class, call -> new Targets(new Desk(environment, call)))
                .chapter(TargetTags.class, call -> new TargetTags(new Desk(environment, call)))
                .chapter(Policies.class, call -> new Policies(new Desk(environment, call)))
                .chapter(ScheduledActions.class, call -> new ScheduledActions(new Desk(environment, call)))
                .chapter(Activities.class, call -> new Activities(new Desk(environment, call)))
                .actions(actions());
    }

    /**
     * Source: "Actions, resources, and condition keys for AWS Application Auto Scaling" in the service authorization reference. A
     * scalable target's ARN ends in an id that requests do not name, so that whoever may scale any target may scale it.
     */
    private static ActionTable actions() {
        return new ActionTable()
                .on(
                        RegisterScalableTargetRequest.class,
                        (request, call) -> named(
                                call,
                                "RegisterScalableTarget",
                                request.serviceNamespaceAsString(),
                                request.scalableDimensionAsString(),
                                request.tags()))
                .on(
                        DeregisterScalableTargetRequest.class,
                        (request, call) -> named(
                                call,
                                "DeregisterScalableTarget",
                                request.serviceNamespaceAsString(),
                                request.scalableDimensionAsString(),
                                Map.of()))
                .on(
                        PutScalingPolicyRequest.class,
                        (request, call) -> named(
                                call,
                                "PutScalingPolicy",
                                request.serviceNamespaceAsString(),
                                request.scalableDimensionAsString(),
                                Map.of()))
                .on(
                        DeleteScalingPolicyRequest.class,
                        (request, call) -> named(
                                call,
                                "DeleteScalingPolicy",
                                request.serviceNamespaceAsString(),
                                request.scalableDimensionAsString(),
                                Map.of()))
                .on(
                        PutScheduledActionRequest.class,
                        (request, call) -> named(
                                call,
                                "PutScheduledAction",
                                request.serviceNamespaceAsString(),
                                request.scalableDimensionAsString(),
                                Map.of()))
                .on(
                        DeleteScheduledActionRequest.class,
                        (request, call) -> named(
                                call,
                                "DeleteScheduledAction",
                                request.serviceNamespaceAsString(),
                                request.scalableDimensionAsString(),
                                Map.of()))
                .on(
                        GetPredictiveScalingForecastRequest.class,
                        (request, call) -> Permission.of(NAME + ":GetPredictiveScalingForecast", "*"))
                .on(
                        DescribeScalableTargetsRequest.class,
                        (request, call) -> Permission.of(NAME + ":DescribeScalableTargets", "*"))
                .on(
                        DescribeScalingPoliciesRequest.class,
                        (request, call) -> Permission.of(NAME + ":DescribeScalingPolicies", "*"))
                .on(
                        DescribeScheduledActionsRequest.class,
                        (request, call) -> Permission.of(NAME + ":DescribeScheduledActions", "*"))
                .on(
                        DescribeScalingActivitiesRequest.class,
                        (request, call) -> Permission.of(NAME + ":DescribeScalingActivities", "*"))
                .on(TagResourceRequest.class, (request, call) -> Permission.of(
                                NAME + ":TagResource", request.resourceARN())
                        .with(tagKeys(request.tags())))
                .on(UntagResourceRequest.class, (request, call) -> Permission.of(
                                NAME + ":UntagResource", request.resourceARN())
                        .with(Map.of("aws:TagKeys", request.tagKeys())))
                .on(
                        ListTagsForResourceRequest.class,
                        (request, call) -> Permission.of(NAME + ":ListTagsForResource", request.resourceARN()));
    }

    private static Permission named(
            Call call, String action, String namespace, String dimension, Map<String, String> tags) {
        Map<String, List<String>> keys = new HashMap<>(tagKeys(tags));
        keys.put(NAME + ":service-namespace", List.of(namespace));
        keys.put(NAME + ":scalable-dimension", List.of(dimension));
        Target.Home home = new Target.Home(call.partition(), call.account(), call.region());
        return Permission.of(NAME + ":" + action, Target.arnPrefix(home) + "*").with(keys);
    }

    private static Map<String, List<String>> tagKeys(Map<String, String> tags) {
        Map<String, List<String>> keys = new HashMap<>();
        tags.forEach((key, value) -> keys.put("aws:RequestTag/" + key, List.of(value)));
        if (!tags.isEmpty()) {
            keys.put("aws:TagKeys", new ArrayList<>(tags.keySet()));
        }
        return keys;
    }
}
