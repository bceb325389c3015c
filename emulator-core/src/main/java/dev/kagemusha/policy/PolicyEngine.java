package dev.kagemusha.policy;

import dev.kagemusha.policy.Decision.Allow;
import dev.kagemusha.policy.Decision.ExplicitDeny;
import dev.kagemusha.policy.Decision.ImplicitDeny;
import dev.kagemusha.policy.Decision.Origin;
import dev.kagemusha.policy.Requester.Kind;
import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * Decides over all policies that apply to a request (IAM user guide, "How AWS enforcement code logic evaluates requests",
 * "Policy evaluation for requests within a single account" and "Cross-account policy evaluation logic").
 *
 * <h2>Order</h2>
 *
 * <ol>
 *   <li>A deny that matches, in any policy, refuses.
 *   <li>Resource control policies, then service control policies: each level must allow. They bind root users too.
 *   <li>Those without identity policies (services, identity providers, anonymous callers) need an allow of the resource.
 *   <li>In one account, an allow of the resource is final if it names the caller itself; if it names its role, boundary
 *       and session policy still limit; if it names the account, it only opens the way for the identity policies, which
 *       must be opened for a KMS key or a role and is open for everything else.
 *   <li>Otherwise an identity policy must allow, then the permissions boundary, then a session policy. Root skips this.
 *   <li>Across accounts both must allow: the caller's side as above, and the resource, however it names the caller.
 * </ol>
 *
 * <p>All policies of a kind are read in one pass that looks for denies and remembers allows. Where several would refuse,
 * AWS names only one without saying which; here it is the first in this order.
 */
public final class PolicyEngine {
    private final AuthorizationRequest request;
    private final Requester requester;
    private final boolean bounded;
    private @Nullable Origin denied;

    private PolicyEngine(AuthorizationRequest request) {
        this.request = request;
        this.requester = request.requester();
        this.bounded = request.callerPolicies().boundary() != null;
    }

    public static Decision decide(AuthorizationRequest request) {
        return new PolicyEngine(request).decide();
    }

    private Decision decide() {
        CallerPolicies caller = request.callerPolicies();
        boolean resourceControl = everyLevelAllows(PolicyKind.RESOURCE_CONTROL, request.resourceControls());
        boolean serviceControl = everyLevelAllows(PolicyKind.SERVICE_CONTROL, caller.serviceControl());
        ResourceSide resource = resourceSide();
        Origin identity = firstAllow(PolicyKind.IDENTITY, caller.identity());
        Policy boundaryPolicy = caller.boundary();
        boolean boundary = boundaryPolicy == null || firstAllow(PolicyKind.BOUNDARY, List.of(boundaryPolicy)) != null;
        boolean session = firstAllow(PolicyKind.SESSION, caller.session()) != null || mayLackSessionPolicy();
        if (denied != null) {
            return new ExplicitDeny(denied);
        }
        if (!resourceControl) {
            return new ImplicitDeny(PolicyKind.RESOURCE_CONTROL);
        }
        if (!serviceControl) {
            return new ImplicitDeny(PolicyKind.SERVICE_CONTROL);
        }
        return switch (requester.kind()) {
            case ANONYMOUS, SERVICE, IDENTITY_PROVIDER -> resource.allowIfGranted();
            case ROOT -> resourceSideMustGrant() ? resource.allowIfGranted() : new Allow(null);
            case USER, ROLE_SESSION, FEDERATED_USER -> {
                boolean crosses = request.crossesAccounts();
                if (!crosses && resource.grant == ResourceGrant.DIRECT) {
                    yield resource.allowIfGranted();
                }
                if (!crosses && resource.grant == ResourceGrant.NONE && resourceSideMustGrant()) {
                    yield new ImplicitDeny(resource.kind);
                }
                boolean grantedToIssuer = !crosses && resource.grant == ResourceGrant.ISSUER;
                if (!grantedToIssuer && identity == null && !requester.issuedByRoot()) {
                    yield new ImplicitDeny(PolicyKind.IDENTITY);
                }
                if (!boundary) {
                    yield new ImplicitDeny(PolicyKind.BOUNDARY);
                }
                if (!session) {
                    yield new ImplicitDeny(PolicyKind.SESSION);
                }
                if (crosses || grantedToIssuer) {
                    yield resource.allowIfGranted();
                }
                yield new Allow(identity);
            }
        };
    }

    private boolean resourceSideMustGrant() {
        return request.crossesAccounts() || request.resourcePolicyUse() != ResourcePolicyUse.OPTIONAL;
    }

    /** A federated user without a session policy may do nothing of itself; any other session may do all its role may. */
    private boolean mayLackSessionPolicy() {
        return request.callerPolicies().session().isEmpty() && requester.kind() != Kind.FEDERATED_USER;
    }

    private boolean everyLevelAllows(PolicyKind kind, List<List<Policy>> levels) {
        boolean all = true;
        for (int i = 0; i < levels.size(); i++) {
            all &= firstAllow(kind, levels.get(i)) != null;
        }
        return all;
    }

    private @Nullable Origin firstAllow(PolicyKind kind, List<Policy> policies) {
        Origin allow = null;
        for (int i = 0; i < policies.size(); i++) {
            Policy policy = policies.get(i);
            List<Statement> statements = policy.statements();
            for (int s = 0; s < statements.size(); s++) {
                Statement statement = statements.get(s);
                if (decides(statement.effect(), allow == null)
                        && statement.named(requester, bounded) != ResourceGrant.NONE
                        && statement.matches(request)) {
                    if (statement.effect() == Effect.DENY) {
                        denied = new Origin(kind, policy, s);
                    } else {
                        allow = new Origin(kind, policy, s);
                    }
                }
            }
        }
        return allow;
    }

    private ResourceSide resourceSide() {
        PolicyKind kind = request.resourcePolicyUse().kind();
        ResourceGrant grant = request.grantedOtherwise();
        Policy policy = request.resourcePolicy();
        if (policy == null) {
            return new ResourceSide(kind, grant, null);
        }
        Origin origin = null;
        List<Statement> statements = policy.statements();
        for (int s = 0; s < statements.size(); s++) {
            Statement statement = statements.get(s);
            if (!decides(statement.effect(), grant != ResourceGrant.DIRECT)) {
                continue;
            }
            ResourceGrant named = statement.named(requester, bounded);
            if (named == ResourceGrant.NONE || !statement.matches(request)) {
                continue;
            }
            if (statement.effect() == Effect.DENY) {
                denied = new Origin(kind, policy, s);
            } else if (named.compareTo(grant) > 0) {
                grant = named;
                origin = new Origin(kind, policy, s);
            }
        }
        return new ResourceSide(kind, grant, origin);
    }

    /** Whether a statement could still change the outcome: the first deny found stands, and so does a full allow. */
    private boolean decides(Effect effect, boolean allowSought) {
        return denied == null && (effect == Effect.DENY || allowSought);
    }

    private record ResourceSide(
            PolicyKind kind, ResourceGrant grant, @Nullable Origin origin) {
        Decision allowIfGranted() {
            return grant == ResourceGrant.NONE ? new ImplicitDeny(kind) : new Allow(origin);
        }
    }
}
