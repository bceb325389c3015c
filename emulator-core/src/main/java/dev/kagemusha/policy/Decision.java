package dev.kagemusha.policy;

import org.jspecify.annotations.Nullable;

/** The outcome of an authorization, with what decided it. */
public sealed interface Decision {
    default boolean allowed() {
        return this instanceof Allow;
    }

    /**
     * The statement that decided.
     *
     * @param index place of the statement in its policy, from 0
     */
    record Origin(PolicyKind kind, Policy policy, int index) {
        public @Nullable String sid() {
            return policy.statements().get(index).sid();
        }
    }

    /**
     * Allowed.
     *
     * @param origin null if no statement was needed: the account's root, or a grant beside the policies
     */
    record Allow(@Nullable Origin origin) implements Decision {}

    /** Refused, explicitly or for want of an allow. */
    sealed interface Deny extends Decision {
        /** The kind of policy that refused. */
        PolicyKind kind();

        /** Why, in AWS's words, such as {@code with an explicit deny in an identity-based policy}. */
        String reason(String action);

        /** The whole text that most services answer; some leave the reason out, S3 across accounts does. */
        default String message(AuthorizationRequest request) {
            return "User: " + request.requester().arn() + " is not authorized to perform: " + request.action()
                    + " on resource: " + request.resource() + " " + reason(request.action());
        }
    }

    /** A statement denies. */
    record ExplicitDeny(Origin origin) implements Deny {
        @Override
        public PolicyKind kind() {
            return origin.kind();
        }

        @Override
        public String reason(String action) {
            return origin.kind().explicitDeny();
        }
    }

    /** No statement of a kind that had to allow does. */
    record ImplicitDeny(PolicyKind kind) implements Deny {
        @Override
        public String reason(String action) {
            return kind.implicitDeny(action);
        }
    }
}
