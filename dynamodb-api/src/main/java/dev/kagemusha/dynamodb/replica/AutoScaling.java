package dev.kagemusha.dynamodb.replica;

import dev.kagemusha.auth.Caller;
import dev.kagemusha.dynamodb.DynamoDbErrors;
import dev.kagemusha.dynamodb.table.Index;
import dev.kagemusha.dynamodb.table.TableInfo;
import dev.kagemusha.service.Errands;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.applicationautoscaling.ApplicationAutoScalingClient;
import software.amazon.awssdk.services.applicationautoscaling.model.MetricType;
import software.amazon.awssdk.services.applicationautoscaling.model.PolicyType;
import software.amazon.awssdk.services.applicationautoscaling.model.ScalableDimension;
import software.amazon.awssdk.services.applicationautoscaling.model.ScalableTarget;
import software.amazon.awssdk.services.applicationautoscaling.model.ScalingPolicy;
import software.amazon.awssdk.services.applicationautoscaling.model.ServiceNamespace;
import software.amazon.awssdk.services.applicationautoscaling.model.TargetTrackingScalingPolicyConfiguration;
import software.amazon.awssdk.services.dynamodb.model.AutoScalingPolicyDescription;
import software.amazon.awssdk.services.dynamodb.model.AutoScalingPolicyUpdate;
import software.amazon.awssdk.services.dynamodb.model.AutoScalingSettingsDescription;
import software.amazon.awssdk.services.dynamodb.model.AutoScalingSettingsUpdate;
import software.amazon.awssdk.services.dynamodb.model.AutoScalingTargetTrackingScalingPolicyConfigurationUpdate;

import java.util.ArrayList;
import java.util.List;

/**
 * How the capacity of replicas is scaled: asked of Application Auto Scaling and told to it, region by region, on behalf of whoever
 * describes or changes a group. Nothing of it is kept here.
 */
final class AutoScaling {
    private final Errands errands;
    private final Caller caller;

    AutoScaling(Errands errands, Caller caller) {
        this.errands = errands;
        this.caller = caller;
    }

    /**
     * The reads or the writes of a table or of a global index.
     *
     * @param index null for the table's own
     */
    record Capacity(String table, @Nullable String index, boolean writes) {
        String resource() {
            return "table/" + table + (index == null ? "" : "/index/" + index);
        }

        ScalableDimension dimension() {
            return index == null
                    ? writes
                            ? ScalableDimension.DYNAMODB_TABLE_WRITE_CAPACITY_UNITS
                            : ScalableDimension.DYNAMODB_TABLE_READ_CAPACITY_UNITS
                    : writes
                            ? ScalableDimension.DYNAMODB_INDEX_WRITE_CAPACITY_UNITS
                            : ScalableDimension.DYNAMODB_INDEX_READ_CAPACITY_UNITS;
        }

        MetricType metric() {
            return writes
                    ? MetricType.DYNAMO_DB_WRITE_CAPACITY_UTILIZATION
                    : MetricType.DYNAMO_DB_READ_CAPACITY_UTILIZATION;
        }

        /** As AWS names a policy for which nobody has a name. */
        String policy() {
            return metric() + ":" + resource();
        }

        /** All that can be scaled of a table. */
        static List<Capacity> of(TableInfo table) {
            List<Capacity> all = new ArrayList<>();
            for (boolean writes : new boolean[] {false, true}) {
                all.add(new Capacity(table.name(), null, writes));
                for (Index index : table.indexes()) {
                    if (index.global()) {
                        all.add(new Capacity(table.name(), index.name(), writes));
                    }
                }
            }
            return all;
        }
    }

    private ApplicationAutoScalingClient in(String region) {
        return errands.client(ApplicationAutoScalingClient.class, "dynamodb", caller, region);
    }

    private @Nullable ScalableTarget target(String region, Capacity capacity) {
        List<ScalableTarget> found = in(region)
                .describeScalableTargets(r -> r.serviceNamespace(ServiceNamespace.DYNAMODB)
                        .resourceIds(capacity.resource())
                        .scalableDimension(capacity.dimension()))
                .scalableTargets();
        return found.isEmpty() ? null : found.getFirst();
    }

    private List<ScalingPolicy> policies(String region, Capacity capacity) {
        return in(region)
                .describeScalingPolicies(r -> r.serviceNamespace(ServiceNamespace.DYNAMODB)
                        .resourceId(capacity.resource())
                        .scalableDimension(capacity.dimension()))
                .scalingPolicies();
    }

    /** Whether somebody has registered it. */
    boolean scales(String region, Capacity capacity) {
        return target(region, capacity) != null;
    }

    /** Whether all writes of a table, those of its indexes included, are scaled where it is. */
    boolean scalesWrites(TableInfo table) {
        for (Capacity capacity : Capacity.of(table)) {
            if (capacity.writes() && !scales(ReplicaSettings.region(table), capacity)) {
                return false;
            }
        }
        return true;
    }

    AutoScalingSettingsDescription describe(String region, Capacity capacity) {
        ScalableTarget target = target(region, capacity);
        if (target == null) {
            return AutoScalingSettingsDescription.builder()
                    .autoScalingDisabled(true)
                    .build();
        }
        List<AutoScalingPolicyDescription> policies = new ArrayList<>();
        for (ScalingPolicy policy : policies(region, capacity)) {
            TargetTrackingScalingPolicyConfiguration tracking = policy.targetTrackingScalingPolicyConfiguration();
            policies.add(AutoScalingPolicyDescription.builder()
                    .policyName(policy.policyName())
                    .targetTrackingScalingPolicyConfiguration(t -> t.targetValue(tracking.targetValue())
                            .scaleInCooldown(tracking.scaleInCooldown())
                            .scaleOutCooldown(tracking.scaleOutCooldown())
                            .disableScaleIn(tracking.disableScaleIn()))
                    .build());
        }
        return AutoScalingSettingsDescription.builder()
                .minimumUnits(target.minCapacity().longValue())
                .maximumUnits(target.maxCapacity().longValue())
                .autoScalingRoleArn(target.roleARN())
                .scalingPolicies(policies)
                .build();
    }

    /**
     * Sees whether an update can be carried out, before anything is changed anywhere.
     *
     * @throws software.amazon.awssdk.services.dynamodb.model.DynamoDbException if not
     */
    void check(String region, Capacity capacity, AutoScalingSettingsUpdate update) {
        if (isDisabled(update)) {
            return;
        }
        Long min = update.minimumUnits();
        Long max = update.maximumUnits();
        if ((min == null || max == null) && !scales(region, capacity)) {
            throw DynamoDbErrors.validation("MinimumUnits and MaximumUnits are required to enable auto scaling of "
                    + capacity.resource() + " in " + region);
        }
        if (units(min) != null && units(max) != null && min > max) {
            throw DynamoDbErrors.validation("MinimumUnits must be less than or equal to MaximumUnits");
        }
    }

    private static @Nullable Integer units(@Nullable Long units) {
        if (units != null && units > Integer.MAX_VALUE) {
            throw DynamoDbErrors.validation("MinimumUnits and MaximumUnits must not exceed " + Integer.MAX_VALUE);
        }
        return units == null ? null : units.intValue();
    }

    private static boolean isDisabled(AutoScalingSettingsUpdate update) {
        return Boolean.TRUE.equals(update.autoScalingDisabled());
    }

    /** Carries out an update that was checked. */
    void update(String region, Capacity capacity, AutoScalingSettingsUpdate update) {
        if (isDisabled(update)) {
            disable(region, capacity);
            return;
        }
        in(region).registerScalableTarget(r -> r.serviceNamespace(ServiceNamespace.DYNAMODB)
                .resourceId(capacity.resource())
                .scalableDimension(capacity.dimension())
                .minCapacity(units(update.minimumUnits()))
                .maxCapacity(units(update.maximumUnits()))
                .roleARN(update.autoScalingRoleArn()));
        AutoScalingPolicyUpdate policy = update.scalingPolicyUpdate();
        if (policy != null) {
            AutoScalingTargetTrackingScalingPolicyConfigurationUpdate tracking =
                    policy.targetTrackingScalingPolicyConfiguration();
            put(
                    region,
                    capacity,
                    policy.policyName() == null ? name(region, capacity) : policy.policyName(),
                    TargetTrackingScalingPolicyConfiguration.builder()
                            .targetValue(tracking.targetValue())
                            .scaleInCooldown(tracking.scaleInCooldown())
                            .scaleOutCooldown(tracking.scaleOutCooldown())
                            .disableScaleIn(tracking.disableScaleIn())
                            .build());
        }
    }

    /** The name of the policy that an update without a name is about. */
    private String name(String region, Capacity capacity) {
        List<ScalingPolicy> there = policies(region, capacity);
        return there.isEmpty() ? capacity.policy() : there.getFirst().policyName();
    }

    private void put(
            String region, Capacity capacity, String name, TargetTrackingScalingPolicyConfiguration configuration) {
        in(region).putScalingPolicy(r -> r.serviceNamespace(ServiceNamespace.DYNAMODB)
                .resourceId(capacity.resource())
                .scalableDimension(capacity.dimension())
                .policyName(name)
                .policyType(PolicyType.TARGET_TRACKING_SCALING)
                .targetTrackingScalingPolicyConfiguration(configuration.toBuilder()
                        .predefinedMetricSpecification(m -> m.predefinedMetricType(capacity.metric()))
                        .build()));
    }

    /** Its policies go with it. */
    void disable(String region, Capacity capacity) {
        if (scales(region, capacity)) {
            in(region).deregisterScalableTarget(r -> r.serviceNamespace(ServiceNamespace.DYNAMODB)
                    .resourceId(capacity.resource())
                    .scalableDimension(capacity.dimension()));
        }
    }

    /** Has a new replica scale as the one that it is made from does. */
    void copy(String from, String to, TableInfo table) {
        for (Capacity capacity : Capacity.of(table)) {
            ScalableTarget target = target(from, capacity);
            if (target == null || scales(to, capacity)) {
                continue;
            }
            in(to).registerScalableTarget(r -> r.serviceNamespace(ServiceNamespace.DYNAMODB)
                    .resourceId(capacity.resource())
                    .scalableDimension(capacity.dimension())
                    .minCapacity(target.minCapacity())
                    .maxCapacity(target.maxCapacity())
                    .suspendedState(target.suspendedState()));
            for (ScalingPolicy policy : policies(from, capacity)) {
                put(to, capacity, policy.policyName(), policy.targetTrackingScalingPolicyConfiguration());
            }
        }
    }
}
