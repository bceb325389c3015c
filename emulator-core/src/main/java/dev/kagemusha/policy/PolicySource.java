package dev.kagemusha.policy;

import java.util.List;

/** Where the service layer finds the policies of callers and organizations; the identity service implements it. */
@FunctionalInterface
public interface PolicySource {
    CallerPolicies policiesOf(Requester caller);

    /** The resource control policies over an account's resources, one list for each level; empty if none bind it. */
    default List<List<Policy>> resourceControlsOf(String account) {
        return List.of();
    }

    /**
     * The source of an installation without an identity service, where nobody who could have policies exists. Roles are only named
     * there: deferred work acts in one that a configuration gives it, which may do what its account may, since nobody could say less.
     */
    static PolicySource none() {
        return caller -> switch (caller.kind()) {
            case ROOT, ANONYMOUS, SERVICE, IDENTITY_PROVIDER -> CallerPolicies.NONE;
            case ROLE_SESSION -> NamedRoles.UNLIMITED;
            case USER, FEDERATED_USER -> throw new IllegalStateException("no identity service knows " + caller.arn());
        };
    }
}
