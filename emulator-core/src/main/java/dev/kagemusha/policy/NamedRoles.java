package dev.kagemusha.policy;

/** The roles of an installation without an identity service: names that configurations give deferred work, with no policy of their own. */
final class NamedRoles {
    /** The account of the role limits it, and what resources say of it. */
    static final CallerPolicies UNLIMITED = CallerPolicies.ofIdentity(PolicyParser.parse("""
                    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}""", Grammar.IDENTITY));

    private NamedRoles() {}
}
