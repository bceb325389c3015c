package dev.kagemusha.dynamodb.autoscaling;

import dev.kagemusha.state.Cursor;
import dev.kagemusha.state.ReadView;
import dev.kagemusha.time.Ids;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.applicationautoscaling.ApplicationAutoScalingClient;
import software.amazon.awssdk.services.applicationautoscaling.model.DeleteScalingPolicyRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.DeleteScalingPolicyResponse;
import software.amazon.awssdk.services.applicationautoscaling.model.DescribeScalingPoliciesRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.DescribeScalingPoliciesResponse;
import software.amazon.awssdk.services.applicationautoscaling.model.GetPredictiveScalingForecastRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.GetPredictiveScalingForecastResponse;
import software.amazon.awssdk.services.applicationautoscaling.model.PolicyType;
import software.amazon.awssdk.services.applicationautoscaling.model.PutScalingPolicyRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.PutScalingPolicyResponse;
import software.amazon.awssdk.services.applicationautoscaling.model.TargetTrackingScalingPolicyConfiguration;

import java.util.List;

/** Scaling policies. For DynamoDB they track a target; step and predictive scaling are for other services. */
final class Policies implements ApplicationAutoScalingClient {
    private static final Ids IDS = Ids.secure();
    private static final double LEAST = 20;
    private static final double MOST = 90;

    private final Desk desk;

    Policies(Desk desk) {
        this.desk = desk;
    }

    @Override
    public PutScalingPolicyResponse putScalingPolicy(PutScalingPolicyRequest request) {
        Scalable scalable = Scalable.of(request.serviceNamespace(), request.resourceId(), request.scalableDimension());
        TargetTrackingScalingPolicyConfiguration tracking = tracking(scalable, request);
        int scope = desk.call().scope();
        Policy put = desk.write(scalable, (tx, target) -> {
            if (target == null) {
                throw AutoScalingErrors.notRegistered(scalable);
            }
            Rows.Named key = new Rows.Named(scalable, request.policyName());
            Policy before = tx.get(Rows.POLICIES, scope, key);
            if (before == null && request.policyType() == null) {
                throw AutoScalingErrors.validation("PolicyType is required to create a scaling policy");
            }
            if (before == null && of(tx, scope, scalable) != null) {
                throw AutoScalingErrors.validation(
                        "Only one TargetTrackingScaling policy for a given metric specification is allowed.");
            }
            Policy policy = policy(key, before, tracking);
            tx.upsert(Rows.POLICIES, scope, key, policy);
            Scaler.watch(desk.jobs(), tx, scope, scalable, desk.now());
            return policy;
        });
        return PutScalingPolicyResponse.builder().policyARN(put.arn()).build();
    }

    private static TargetTrackingScalingPolicyConfiguration tracking(
            Scalable scalable, PutScalingPolicyRequest request) {
        if (request.policyType() != null && request.policyType() != PolicyType.TARGET_TRACKING_SCALING) {
            throw AutoScalingErrors.validation("Policy type " + request.policyTypeAsString()
                    + " is not supported for service namespace: dynamodb");
        }
        TargetTrackingScalingPolicyConfiguration tracking = request.targetTrackingScalingPolicyConfiguration();
        if (tracking == null
                || request.stepScalingPolicyConfiguration() != null
                || request.predictiveScalingPolicyConfiguration() != null) {
            throw AutoScalingErrors.validation(
                    "TargetTrackingScaling policies require a TargetTrackingScalingPolicyConfiguration and no other");
        }
        if ((tracking.predefinedMetricSpecification() == null) == (tracking.customizedMetricSpecification() == null)) {
            throw AutoScalingErrors.validation(
                    "Exactly one of PredefinedMetricSpecification and CustomizedMetricSpecification is required");
        }
        if (tracking.customizedMetricSpecification() != null) {
            throw AutoScalingErrors.notImplemented("A CustomizedMetricSpecification for DynamoDB");
        }
        if (tracking.predefinedMetricSpecification().resourceLabel() != null
                || !tracking.predefinedMetricSpecification()
                        .predefinedMetricTypeAsString()
                        .equals(Policy.metric(scalable))) {
            throw AutoScalingErrors.validation("Invalid predefined metric specification for " + scalable.inWords());
        }
        // "The DynamoDB auto scaling target utilization" is 20 to 90 percent.
        if (!(tracking.targetValue() >= LEAST && tracking.targetValue() <= MOST)) {
            throw AutoScalingErrors.validation("Target value " + tracking.targetValue()
                    + " is not between 20.0 and 90.0 for predefined metric type " + Policy.metric(scalable));
        }
        if (negative(tracking.scaleInCooldown()) || negative(tracking.scaleOutCooldown())) {
            throw AutoScalingErrors.validation("Cooldown must be greater than or equal to 0");
        }
        return tracking;
    }

    private static boolean negative(@Nullable Integer seconds) {
        return seconds != null && seconds < 0;
    }

    private Policy policy(Rows.Named key, @Nullable Policy before, TargetTrackingScalingPolicyConfiguration tracking) {
        String uuid = before == null ? IDS.uuid().toString() : before.uuid();
        return new Policy(
                key.scalable(),
                key.name(),
                uuid,
                desk.home().arn("scalingPolicy", uuid, key.scalable(), "policyName", key.name()),
                tracking.targetValue(),
                tracking.scaleInCooldown(),
                tracking.scaleOutCooldown(),
                tracking.disableScaleIn(),
                before == null ? desk.now().toEpochMilli() : before.createdMillis(),
                before == null ? IDS.uuid().toString() : before.monitor());
    }

    /** The policy of a target, or null. There is one metric, so there is at most one. */
    static @Nullable Policy of(ReadView view, int scope, Scalable scalable) {
        try (Cursor<Rows.Named, Policy> rows = view.range(Rows.POLICIES, scope, Rows.of(scalable))) {
            return rows.next() ? rows.value() : null;
        }
    }

    @Override
    public DescribeScalingPoliciesResponse describeScalingPolicies(DescribeScalingPoliciesRequest request) {
        Scalable.requireDynamoDb(request.serviceNamespace());
        List<String> names = request.policyNames();
        String resource = request.resourceId();
        String dimension = request.scalableDimensionAsString();
        Activities.requireResource(resource, dimension);
        Pages<Policy> page = desk.store()
                .read(view -> Pages.of(
                        view,
                        Rows.POLICIES,
                        desk.call().scope(),
                        request.maxResults(),
                        request.nextToken(),
                        policy -> (names.isEmpty() || names.contains(policy.name()))
                                && Activities.isOf(policy.scalable(), resource, dimension)));
        return DescribeScalingPoliciesResponse.builder()
                .scalingPolicies(page.rows().stream().map(Policy::describe).toList())
                .nextToken(page.token())
                .build();
    }

    @Override
    public DeleteScalingPolicyResponse deleteScalingPolicy(DeleteScalingPolicyRequest request) {
        Scalable scalable = Scalable.of(request.serviceNamespace(), request.resourceId(), request.scalableDimension());
        int scope = desk.call().scope();
        return desk.write(scalable, (tx, target) -> {
            Rows.Named key = new Rows.Named(scalable, request.policyName());
            if (!tx.contains(Rows.POLICIES, scope, key)) {
                throw AutoScalingErrors.policyNotFound(scalable, request.policyName());
            }
            tx.delete(Rows.POLICIES, scope, key);
            Scaler.unwatch(desk.jobs(), tx, scope, scalable);
            return DeleteScalingPolicyResponse.builder().build();
        });
    }

    /** There is nothing to forecast from: no policy of DynamoDB's is predictive. */
    @Override
    public GetPredictiveScalingForecastResponse getPredictiveScalingForecast(
            GetPredictiveScalingForecastRequest request) {
        Scalable scalable = Scalable.of(request.serviceNamespace(), request.resourceId(), request.scalableDimension());
        boolean there = desk.store()
                .read(view -> view.contains(
                        Rows.POLICIES, desk.call().scope(), new Rows.Named(scalable, request.policyName())));
        if (!there) {
            throw AutoScalingErrors.validation(
                    "No scaling policy found for " + scalable.inWords() + ", policy name: " + request.policyName());
        }
        throw AutoScalingErrors.validation("Predictive scaling is not supported for service namespace: dynamodb");
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}
