package dev.kagemusha.dynamodb.autoscaling;

import dev.kagemusha.dynamodb.table.Catalog;
import dev.kagemusha.dynamodb.table.TableInfo;
import dev.kagemusha.state.Cursor;
import dev.kagemusha.state.KeyRange;
import dev.kagemusha.state.ReadView;
import dev.kagemusha.time.Ids;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.applicationautoscaling.ApplicationAutoScalingClient;
import software.amazon.awssdk.services.applicationautoscaling.model.CustomizedMetricSpecification;
import software.amazon.awssdk.services.applicationautoscaling.model.DeleteScalingPolicyRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.DeleteScalingPolicyResponse;
import software.amazon.awssdk.services.applicationautoscaling.model.DescribeScalingPoliciesRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.DescribeScalingPoliciesResponse;
import software.amazon.awssdk.services.applicationautoscaling.model.GetPredictiveScalingForecastRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.GetPredictiveScalingForecastResponse;
import software.amazon.awssdk.services.applicationautoscaling.model.PolicyType;
import software.amazon.awssdk.services.applicationautoscaling.model.PutScalingPolicyRequest;
import software.amazon.awssdk.services.applicationautoscaling.model.PutScalingPolicyResponse;
import software.amazon.awssdk.services.applicationautoscaling.model.TargetTrackingMetricDataQuery;
import software.amazon.awssdk.services.applicationautoscaling.model.TargetTrackingScalingPolicyConfiguration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Scaling policies. For DynamoDB they track a target; step and predictive scaling are for other services. */
final class Policies implements ApplicationAutoScalingClient {
    private static final Ids IDS = Ids.secure();
    private static final double LEAST = 20;
    private static final double MOST = 90;

    private static final Duration LATER = Duration.ofMinutes(1);
    private static final String RESOURCE = ":resource/dynamodb/";
    private static final String NAME = ":policyName/";

    private final Desk desk;
    private final PolicyAlarms alarms;

    Policies(Desk desk) {
        this.desk = desk;
        this.alarms = new PolicyAlarms(desk.environment());
    }

    @Override
    public PutScalingPolicyResponse putScalingPolicy(PutScalingPolicyRequest request) {
        Scalable scalable = Scalable.of(request.serviceNamespace(), request.resourceId(), request.scalableDimension());
        TargetTrackingScalingPolicyConfiguration tracking = tracking(scalable, request);
        alarms.require(desk.home());
        if (Tracked.of(tracking.customizedMetricSpecification()) instanceof TrackedMath math) {
            alarms.check(math, desk.home(), desk.now());
        }
        int scope = desk.call().scope();
        List<Policy> replaced = new ArrayList<>();
        Policy put = desk.write(scalable, (tx, target) -> {
            replaced.clear();
            if (target == null) {
                throw AutoScalingErrors.notRegistered(scalable);
            }
            Rows.Named key = new Rows.Named(scalable, request.policyName());
            Policy before = tx.get(Rows.POLICIES, scope, key);
            if (before == null && request.policyType() == null) {
                throw AutoScalingErrors.validation("PolicyType is required to create a scaling policy");
            }
            Policy policy = policy(key, before, tracking);
            for (Policy other : of(tx, scope, scalable)) {
                if (!other.name().equals(policy.name()) && Objects.equals(other.tracked(), policy.tracked())) {
                    throw AutoScalingErrors.validation(
                            "Only one TargetTrackingScaling policy for a given metric specification is allowed.");
                }
            }
            tx.upsert(Rows.POLICIES, scope, key, policy);
            if (before != null && !before.alarms().equals(policy.alarms())) {
                replaced.add(before);
            }
            // Should the process end before the alarms are made.
            Scaler.align(desk.jobs(), tx, scope, scalable, desk.now().plus(LATER));
            return policy;
        });
        alarms.delete(replaced, desk.home());
        alarms.put(put, desk.home(), capacity(scalable));
        desk.write(scalable, (tx, target) -> {
            Scaler.aligned(desk.jobs(), tx, scope, scalable);
            return true;
        });
        return PutScalingPolicyResponse.builder()
                .policyARN(put.arn())
                .alarms(put.describeAlarms())
                .build();
    }

    private long capacity(Scalable scalable) {
        int tables = desk.store().scope(desk.home().tables());
        return desk.store().read(view -> {
            TableInfo table = Catalog.stored(view, tables, scalable.table());
            return table == null ? 0 : scalable.capacity(table);
        });
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
        if (negative(tracking.scaleInCooldown()) || negative(tracking.scaleOutCooldown())) {
            throw AutoScalingErrors.validation("Cooldown must be greater than or equal to 0");
        }
        CustomizedMetricSpecification custom = tracking.customizedMetricSpecification();
        if (custom != null) {
            checkCustom(custom, tracking.targetValue());
            return tracking;
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
        return tracking;
    }

    private static void checkCustom(CustomizedMetricSpecification custom, double target) {
        if (!custom.metrics().isEmpty()) {
            checkMath(custom);
        } else if (custom.namespace() == null || custom.metricName() == null || custom.statistic() == null) {
            throw AutoScalingErrors.validation(
                    "MetricName, Namespace and Statistic are required in a CustomizedMetricSpecification");
        }
        // "must be in the range of 8.515920e-109 to 1.174271e+108"
        if (!(target >= 8.515920e-109 && target <= 1.174271e108)) {
            throw AutoScalingErrors.validation("Target value " + target + " is out of range");
        }
    }

    private static void checkMath(CustomizedMetricSpecification custom) {
        if (custom.namespace() != null
                || custom.metricName() != null
                || custom.statistic() != null
                || custom.unit() != null
                || custom.hasDimensions()) {
            throw AutoScalingErrors.validation(
                    "A CustomizedMetricSpecification with Metrics must not have other parameters");
        }
        long returned = 0;
        for (TargetTrackingMetricDataQuery query : custom.metrics()) {
            if ((query.expression() == null) == (query.metricStat() == null)) {
                throw AutoScalingErrors.validation("Exactly one of Expression and MetricStat is required in Metrics");
            }
            returned += Boolean.FALSE.equals(query.returnData()) ? 0 : 1;
        }
        if (returned != 1) {
            throw AutoScalingErrors.validation("Exactly one of the Metrics must have ReturnData set to true");
        }
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
                before == null ? IDS.uuid().toString() : before.monitor(),
                Tracked.of(tracking.customizedMetricSpecification()));
    }

    /** The policies of a target: one for each metric. */
    static List<Policy> of(ReadView view, int scope, Scalable scalable) {
        return in(view, scope, Rows.of(scalable));
    }

    /** The policy of this ARN, or null. */
    static @Nullable Policy ofArn(ReadView view, int scope, String arn) {
        int from = arn.indexOf(RESOURCE);
        int to = arn.indexOf(NAME, Math.max(0, from));
        if (from < 0 || to < 0) {
            return null;
        }
        for (Policy policy : in(view, scope, Rows.of(arn.substring(from + RESOURCE.length(), to)))) {
            if (policy.action().equals(arn) || policy.arn().equals(arn)) {
                return policy;
            }
        }
        return null;
    }

    private static List<Policy> in(ReadView view, int scope, KeyRange range) {
        List<Policy> found = new ArrayList<>();
        try (Cursor<Rows.Named, Policy> rows = view.range(Rows.POLICIES, scope, range)) {
            while (rows.next()) {
                found.add(rows.value());
            }
        }
        return found;
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
        Rows.Named key = new Rows.Named(scalable, request.policyName());
        Policy there = desk.store().read(view -> view.get(Rows.POLICIES, scope, key));
        if (there == null) {
            throw AutoScalingErrors.policyNotFound(scalable, request.policyName());
        }
        // First, so that a request that did not come through can be made again.
        alarms.delete(List.of(there), desk.home());
        return desk.write(scalable, (tx, target) -> {
            tx.delete(Rows.POLICIES, scope, key);
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
