package dev.kagemusha.service;

import dev.kagemusha.policy.Policy;
import org.jspecify.annotations.Nullable;

/**
 * Where a service finds the policies that are attached to its resources. Asked with every permission, so it must be quick; a
 * policy may only grant here, an identity policy of the same account is enough without it.
 */
@FunctionalInterface
public interface ResourcePolicies {
    /** For services whose resources have none. */
    ResourcePolicies NONE = (call, permission) -> null;

    /** The policy of the resource that a permission is about, or null. */
    @Nullable
    Policy of(Call call, Permission permission);
}
