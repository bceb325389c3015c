package dev.kagemusha.policy;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/**
 * Who makes a request, as far as policies can tell.
 *
 * @param account 12 digits; empty for those who belong to none (anonymous, services, identity providers)
 * @param arn what {@code GetCallerIdentity} answers and denials name; the service's name ({@code s3.amazonaws.com}) for
 *     a service, the provider (ARN or host name) for an identity provider, {@code anonymous} for nobody
 * @param issuerArn ARN of the role of a session (with its path, unlike the session's ARN), or of the user or root that
 *     a federated user stands for; null for the others
 * @param uniqueId the id (AIDA…, AROA…) of the user or role, which AWS stores in a policy instead of the ARN; null if
 *     there is none
 * @param canonicalUser S3's name for the account, 64 hexadecimal digits; null if unknown
 */
public record Requester(
        Kind kind,
        String account,
        String arn,
        @Nullable String issuerArn,
        @Nullable String uniqueId,
        @Nullable String canonicalUser) {

    /** The kinds of principals that policies tell apart. */
    public enum Kind {
        ROOT,
        USER,
        ROLE_SESSION,
        /** A session of {@code GetFederationToken}. */
        FEDERATED_USER,
        /** Someone vouched for by a SAML or OpenID provider and not yet in a role: callers of {@code AssumeRoleWith…}. */
        IDENTITY_PROVIDER,
        SERVICE,
        ANONYMOUS
    }

    private static final Requester NOBODY = new Requester(Kind.ANONYMOUS, "", "anonymous", null, null, null);

    public Requester {
        if ((kind == Kind.ROLE_SESSION || kind == Kind.FEDERATED_USER) && issuerArn == null) {
            throw new IllegalArgumentException(kind + " without the ARN of its issuer");
        }
    }

    public static Requester root(String account, String arn) {
        return new Requester(Kind.ROOT, account, arn, null, null, null);
    }

    public static Requester user(String account, String arn, @Nullable String uniqueId) {
        return new Requester(Kind.USER, account, arn, null, uniqueId, null);
    }

    public static Requester roleSession(String account, String arn, String roleArn, @Nullable String roleId) {
        return new Requester(Kind.ROLE_SESSION, account, arn, roleArn, roleId, null);
    }

    public static Requester federatedUser(String account, String arn, String issuerArn) {
        return new Requester(Kind.FEDERATED_USER, account, arn, issuerArn, null, null);
    }

    public static Requester identityProvider(String provider) {
        return new Requester(Kind.IDENTITY_PROVIDER, "", provider, null, null, null);
    }

    public static Requester service(String name) {
        return new Requester(Kind.SERVICE, "", name, null, null, null);
    }

    public static Requester anonymous() {
        return NOBODY;
    }

    public Requester withCanonicalUser(String id) {
        return new Requester(kind, account, arn, issuerArn, uniqueId, id);
    }

    /** The ARN that {@code aws:PrincipalArn} holds: a session is known by its role, not by its own ARN. */
    public String principalArn() {
        return kind == Kind.ROLE_SESSION ? Objects.requireNonNull(issuerArn) : arn;
    }

    boolean issuedByRoot() {
        return issuerArn != null && issuerArn.endsWith(":root");
    }
}
