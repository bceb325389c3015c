package dev.kagemusha.policy;

/** What the policy of a resource means to the callers of its own account. */
public enum ResourcePolicyUse {
    /** It may grant, but need not: an identity policy of the same account is enough (S3 buckets, DynamoDB tables). */
    OPTIONAL,
    /** It must grant, to the caller or to its account; not even the account's root does without it (KMS keys). */
    REQUIRED,
    /** As {@link #REQUIRED}, and the policy is the trust policy of a role. */
    ROLE_TRUST;

    PolicyKind kind() {
        return this == ROLE_TRUST ? PolicyKind.ROLE_TRUST : PolicyKind.RESOURCE;
    }
}
