package dev.kagemusha.service;

import dev.kagemusha.policy.ConditionKeys;
import dev.kagemusha.policy.Policy;
import dev.kagemusha.policy.ResourceGrant;
import dev.kagemusha.policy.ResourcePolicyUse;
import org.jspecify.annotations.Nullable;

import java.util.function.Predicate;

/**
 * Where a service finds what is attached to its resources. Asked with every permission, so it must be quick.
 *
 * <p>Most services have policies that may grant and need not, since an identity policy of the same account is enough: they
 * implement {@link #of} alone. A service whose policies decide, or that grants by other means too, answers {@link #side}.
 */
@FunctionalInterface
public interface ResourcePolicies {
    /** For services whose resources have none. */
    ResourcePolicies NONE = (call, permission) -> null;

    /** The policy of the resource that a permission is about, or null. */
    @Nullable
    Policy of(Call call, Permission permission);

    /** All that the resource's side says to a permission. */
    default Side side(Call call, Permission permission) {
        return new Side(of(call, permission), ResourcePolicyUse.OPTIONAL, ResourceGrant.NONE);
    }

    /**
     * Asked before a permission that nothing grants is refused: throws what the service says instead, if anything.
     *
     * @param allowed whether the caller has another permission; recorded nowhere
     */
    default void refused(Call call, Permission permission, Predicate<Permission> allowed) {}

    /** The name that policies of this service may have for an account beside its number; null where there is none but in S3. */
    default @Nullable String canonicalUser(String account) {
        return null;
    }

    /**
     * The resource's side of a decision.
     *
     * @param policy attached to the resource, or null
     * @param use what it means to callers of its own account
     * @param granted what is allowed besides the policy
     * @param keys conditions that only the resource itself can answer, worked out when a policy asks
     * @param owner the resource's account, where its ARN does not say it; null otherwise
     * @param resource how policies call the resource, where it is not as the permission does; null otherwise
     * @param behind what has to be allowed as well, since the resource is but a way to another; null otherwise
     */
    record Side(
            @Nullable Policy policy,
            ResourcePolicyUse use,
            ResourceGrant granted,
            ConditionKeys keys,
            @Nullable String owner,
            @Nullable String resource,
            @Nullable Permission behind) {
        /** Of a resource that stands for itself. */
        public Side(
                @Nullable Policy policy,
                ResourcePolicyUse use,
                ResourceGrant granted,
                ConditionKeys keys,
                @Nullable String owner) {
            this(policy, use, granted, keys, owner, null, null);
        }

        public Side(@Nullable Policy policy, ResourcePolicyUse use, ResourceGrant granted) {
            this(policy, use, granted, ConditionKeys.NONE, null);
        }
    }
}
