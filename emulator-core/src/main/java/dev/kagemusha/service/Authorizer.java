package dev.kagemusha.service;

import dev.kagemusha.auth.Caller;
import dev.kagemusha.http.RequestHead;
import dev.kagemusha.policy.AuthorizationRequest;
import dev.kagemusha.policy.ConditionKeys;
import dev.kagemusha.policy.Decision;
import dev.kagemusha.policy.Policy;
import dev.kagemusha.policy.PolicyEngine;
import dev.kagemusha.policy.PolicySource;
import dev.kagemusha.policy.PrincipalKeys;
import dev.kagemusha.policy.Requester;
import dev.kagemusha.policy.ResourceGrant;
import org.jspecify.annotations.Nullable;

import java.util.List;

/** Puts a permission to the policy engine: who asks, with which policies and in which circumstances. */
final class Authorizer {
    private final PolicySource policies;

    Authorizer(PolicySource policies) {
        this.policies = policies;
    }

    /** What it would be if the resource had this policy and nothing beside it. */
    Decision decideUnder(GatewayCall call, Permission permission, Policy policy) {
        ResourcePolicies.Side now = call.service().resourcePolicies().side(call, permission);
        return PolicyEngine.decide(question(
                call,
                permission,
                new ResourcePolicies.Side(
                        policy, now.use(), ResourceGrant.NONE, now.keys(), now.owner(), now.resource(), null)));
    }

    /** The question in full, from which a denial also takes its text. */
    AuthorizationRequest question(GatewayCall call, Permission permission, ResourcePolicies.Side side) {
        Requester requester = requester(call.caller());
        if (side.policy() != null && !requester.account().isEmpty()) {
            String name = call.service().resourcePolicies().canonicalUser(requester.account());
            requester = name == null ? requester : requester.withCanonicalUser(name);
        }
        return AuthorizationRequest.of(
                        requester,
                        permission.action(),
                        side.resource() == null ? permission.resource() : side.resource(),
                        resourceAccount(permission, side),
                        keys(call, permission, side.keys()))
                .withCallerPolicies(policies.policiesOf(requester))
                .withResourcePolicy(side.policy(), side.use())
                .withGrant(side.granted());
    }

    private static @Nullable String resourceAccount(Permission permission, ResourcePolicies.Side side) {
        if (permission.resourceAccount() != null) {
            return permission.resourceAccount();
        }
        if (side.owner() != null) {
            return side.owner();
        }
        // arn:partition:service:region:account:resource
        String[] fields = permission.resource().split(":", 6);
        return fields.length == 6 && !fields[4].isEmpty() ? fields[4] : null;
    }

    private static Requester requester(Caller caller) {
        return switch (caller) {
            case Caller.Root root -> Requester.root(root.account(), root.arn());
            case Caller.User user -> Requester.user(user.account(), user.arn(), user.userId());
            case Caller.RoleSession session ->
                Requester.roleSession(
                        session.account(),
                        session.arn(),
                        session.roleArn(),
                        session.userId().substring(0, session.userId().indexOf(':')));
            case Caller.Federated federated ->
                Requester.federatedUser(
                        federated.account(), federated.arn(), "arn:aws:iam::" + federated.account() + ":root");
            case Caller.ServicePrincipal service -> Requester.service(service.name());
            case Caller.Anonymous nobody -> Requester.anonymous();
        };
    }

    /** The service's own keys, then the global ones. */
    private static ConditionKeys keys(GatewayCall call, Permission permission, ConditionKeys ofResource) {
        ConditionKeys own = ConditionKeys.of(permission.keys());
        return own.or(ofResource)
                .or(new PrincipalKeys(requester(call.caller())))
                .or(key -> {
                    if (key.startsWith("aws:calledvia")) {
                        return calledVia(call, key);
                    }
                    String value = global(call, key);
                    return value == null ? List.of() : List.of(value);
                });
    }

    private static List<String> calledVia(GatewayCall call, String key) {
        List<String> chain = call.calledVia();
        if (chain.isEmpty()) {
            return chain;
        }
        return switch (key) {
            case "aws:calledvia" -> chain;
            case "aws:calledviafirst" -> List.of(chain.getFirst());
            case "aws:calledvialast" -> List.of(chain.getLast());
            default -> List.of();
        };
    }

    private static @Nullable String global(GatewayCall call, String key) {
        RequestHead head = call.head();
        Caller caller = call.caller();
        return switch (key) {
            case "aws:currenttime" -> call.clock().instant().toString();
            case "aws:epochtime" -> Long.toString(call.clock().instant().getEpochSecond());
            case "aws:securetransport" -> Boolean.toString(head.secure());
            case "aws:sourceip" -> head.remote().getAddress().getHostAddress();
            case "aws:useragent" -> head.headers().first("user-agent");
            case "aws:referer" -> head.headers().first("referer");
            case "aws:requestedregion" -> call.region();
            case "aws:sourcearn" -> caller instanceof Caller.ServicePrincipal service ? service.sourceArn() : null;
            case "aws:sourceaccount" -> caller instanceof Caller.ServicePrincipal service ? service.account() : null;
            case "aws:viaawsservice" -> Boolean.toString(call.parent() != null);
            default -> null;
        };
    }
}
