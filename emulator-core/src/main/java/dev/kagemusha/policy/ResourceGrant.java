package dev.kagemusha.policy;

/**
 * How closely something on the resource's side (its policy, a KMS grant, an ACL) names the caller it allows; from the
 * weakest to the strongest. Within one account the closeness decides which other policies may still refuse.
 */
public enum ResourceGrant {
    /** The caller is not allowed. */
    NONE,
    /** The caller's account is allowed, so that the account's own policies decide. */
    ACCOUNT,
    /** The role of a session is allowed, or the user behind a federated user: boundary and session policy still limit. */
    ISSUER,
    /** The caller itself is allowed, or everyone: nothing but an explicit deny refuses. */
    DIRECT;

    ResourceGrant or(ResourceGrant other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
