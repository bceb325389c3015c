package dev.kagemusha.policy;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * One question to the {@link PolicyEngine}: may this requester do this to that resource?
 *
 * @param action such as {@code s3:GetObject}
 * @param resource the ARN, or {@code *} for an action on no resource in particular
 * @param resourceAccount owner of the resource; null if it has none, so that only the caller's side decides
 * @param callerPolicies see {@link PolicySource}
 * @param resourceControls of the resource's account, one list for each level of its organization
 * @param resourcePolicy attached to the resource; null if none is
 * @param grantedOtherwise what the resource's side allows besides its policy, such as a KMS grant or an ACL
 */
public record AuthorizationRequest(
        Requester requester,
        String action,
        String resource,
        @Nullable String resourceAccount,
        ConditionKeys keys,
        CallerPolicies callerPolicies,
        List<List<Policy>> resourceControls,
        @Nullable Policy resourcePolicy,
        ResourcePolicyUse resourcePolicyUse,
        ResourceGrant grantedOtherwise) {

    /** A request to which no policies apply yet. */
    public static AuthorizationRequest of(
            Requester requester, String action, String resource, @Nullable String resourceAccount, ConditionKeys keys) {
        return new AuthorizationRequest(
                requester,
                action,
                resource,
                resourceAccount,
                keys,
                CallerPolicies.NONE,
                List.of(),
                null,
                ResourcePolicyUse.OPTIONAL,
                ResourceGrant.NONE);
    }

    public AuthorizationRequest withCallerPolicies(CallerPolicies policies) {
        return with(policies, resourceControls, resourcePolicy, resourcePolicyUse, grantedOtherwise);
    }

    public AuthorizationRequest withResourceControls(List<List<Policy>> levels) {
        return with(callerPolicies, levels, resourcePolicy, resourcePolicyUse, grantedOtherwise);
    }

    public AuthorizationRequest withResourcePolicy(@Nullable Policy policy, ResourcePolicyUse use) {
        return with(callerPolicies, resourceControls, policy, use, grantedOtherwise);
    }

    public AuthorizationRequest withGrant(ResourceGrant grant) {
        return with(callerPolicies, resourceControls, resourcePolicy, resourcePolicyUse, grant);
    }

    /** The same question under these policies. */
    private AuthorizationRequest with(
            CallerPolicies ofCaller,
            List<List<Policy>> controls,
            @Nullable Policy ofResource,
            ResourcePolicyUse use,
            ResourceGrant grant) {
        return new AuthorizationRequest(
                requester, action, resource, resourceAccount, keys, ofCaller, controls, ofResource, use, grant);
    }

    boolean crossesAccounts() {
        return resourceAccount != null && !resourceAccount.equals(requester.account());
    }
}
