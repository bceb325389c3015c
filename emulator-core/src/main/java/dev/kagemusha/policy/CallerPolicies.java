package dev.kagemusha.policy;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * The policies that travel with a caller.
 *
 * @param identity the user's and its groups', or the role's
 * @param boundary the permissions boundary; null if there is none
 * @param session passed when the session was made; empty if none was
 * @param serviceControl the organization's, one list for each level from the root to the account; empty outside an
 *     organization, for the management account and for service-linked roles, which they do not bind
 */
public record CallerPolicies(
        List<Policy> identity, @Nullable Policy boundary, List<Policy> session, List<List<Policy>> serviceControl) {
    /** Of a caller that has none. */
    public static final CallerPolicies NONE = new CallerPolicies(List.of(), null, List.of(), List.of());

    public static CallerPolicies ofIdentity(Policy... policies) {
        return new CallerPolicies(List.of(policies), null, List.of(), List.of());
    }

    public CallerPolicies withBoundary(Policy policy) {
        return new CallerPolicies(identity, policy, session, serviceControl);
    }

    public CallerPolicies withSession(List<Policy> policies) {
        return new CallerPolicies(identity, boundary, policies, serviceControl);
    }

    public CallerPolicies withServiceControl(List<List<Policy>> levels) {
        return new CallerPolicies(identity, boundary, session, levels);
    }
}
