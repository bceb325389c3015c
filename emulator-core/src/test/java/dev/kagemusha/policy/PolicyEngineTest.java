package dev.kagemusha.policy;

import dev.kagemusha.policy.Decision.Allow;
import dev.kagemusha.policy.Decision.Deny;
import dev.kagemusha.policy.Decision.ExplicitDeny;
import dev.kagemusha.policy.Decision.ImplicitDeny;
import dev.kagemusha.policy.Decision.Origin;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PolicyEngineTest {
    private static final String HERE = "111122223333";
    private static final String ELSEWHERE = "444455556666";
    private static final String ROLE = "arn:aws:iam::111122223333:role/team/R";
    private static final String SESSION = "arn:aws:sts::111122223333:assumed-role/R/s";
    private static final String USER = "arn:aws:iam::111122223333:user/Bob";
    private static final String FEDERATED = "arn:aws:sts::111122223333:federated-user/Bob";

    private static final Policy ALLOW = identity("Allow", "s3:GetObject");
    private static final Policy OTHER = identity("Allow", "s3:PutObject");
    private static final Policy DENY = identity("Deny", "s3:Get*");

    /**
     * What each side says, and the outcome for the caller's own account and for another one.
     *
     * <p>Callers: root, user, session (of a role), federated (of the user), service, provider, anonymous. Identity,
     * boundary and session: allow, other (says nothing of the action), deny, none. Resource: whom its policy allows (self,
     * issuer, account, all, other), deny, or none. Outcomes: the kind of policy that refuses, with a ! if explicitly, or
     * allow.
     */
    @ParameterizedTest(name = "{0}: identity {1}, boundary {2}, session {3}, resource {4} -> {5} | {6}")
    @CsvSource(textBlock = """
            user,      allow, none,  none,  none,    allow,      RESOURCE
            user,      other, none,  none,  none,    IDENTITY,   IDENTITY
            user,      none,  none,  none,  none,    IDENTITY,   IDENTITY
            user,      deny,  none,  none,  none,    IDENTITY!,  IDENTITY!
            user,      allow, allow, none,  none,    allow,      RESOURCE
            user,      allow, other, none,  none,    BOUNDARY,   BOUNDARY
            user,      allow, deny,  none,  none,    BOUNDARY!,  BOUNDARY!
            user,      none,  allow, none,  none,    IDENTITY,   IDENTITY
            user,      none,  none,  none,  self,    allow,      IDENTITY
            user,      none,  other, none,  self,    allow,      IDENTITY
            user,      none,  deny,  none,  self,    BOUNDARY!,  BOUNDARY!
            user,      deny,  none,  none,  self,    IDENTITY!,  IDENTITY!
            user,      none,  none,  none,  account, IDENTITY,   IDENTITY
            user,      allow, none,  none,  account, allow,      allow
            user,      allow, other, none,  account, BOUNDARY,   BOUNDARY
            user,      allow, other, none,  self,    allow,      BOUNDARY
            user,      none,  none,  none,  all,     allow,      IDENTITY
            user,      allow, none,  none,  all,     allow,      allow
            user,      allow, none,  none,  self,    allow,      allow
            user,      allow, none,  none,  other,   allow,      RESOURCE
            user,      allow, none,  none,  deny,    RESOURCE!,  RESOURCE!
            session,   allow, none,  none,  none,    allow,      RESOURCE
            session,   allow, none,  allow, none,    allow,      RESOURCE
            session,   allow, none,  other, none,    SESSION,    SESSION
            session,   allow, none,  deny,  none,    SESSION!,   SESSION!
            session,   none,  none,  allow, none,    IDENTITY,   IDENTITY
            session,   none,  none,  none,  issuer,  allow,      IDENTITY
            session,   none,  other, none,  issuer,  BOUNDARY,   IDENTITY
            session,   none,  none,  other, issuer,  SESSION,    IDENTITY
            session,   none,  allow, allow, issuer,  allow,      IDENTITY
            session,   none,  other, other, self,    allow,      IDENTITY
            session,   none,  other, other, all,     allow,      IDENTITY
            session,   allow, none,  other, self,    allow,      SESSION
            session,   allow, none,  none,  issuer,  allow,      allow
            session,   allow, none,  none,  self,    allow,      allow
            session,   allow, none,  none,  account, allow,      allow
            session,   none,  none,  none,  account, IDENTITY,   IDENTITY
            federated, allow, none,  none,  none,    SESSION,    SESSION
            federated, allow, none,  allow, none,    allow,      RESOURCE
            federated, none,  none,  allow, none,    IDENTITY,   IDENTITY
            federated, none,  none,  none,  self,    allow,      IDENTITY
            federated, none,  none,  none,  issuer,  SESSION,    IDENTITY
            federated, none,  none,  allow, issuer,  allow,      IDENTITY
            federated, allow, none,  allow, self,    allow,      allow
            root,      none,  none,  none,  none,    allow,      RESOURCE
            root,      none,  none,  none,  account, allow,      allow
            root,      none,  none,  none,  all,     allow,      allow
            root,      none,  none,  none,  deny,    RESOURCE!,  RESOURCE!
            service,   none,  none,  none,  none,    RESOURCE,   RESOURCE
            service,   none,  none,  none,  self,    allow,      allow
            service,   none,  none,  none,  all,     allow,      allow
            service,   none,  none,  none,  account, RESOURCE,   RESOURCE
            provider,  none,  none,  none,  self,    allow,      allow
            provider,  none,  none,  none,  none,    RESOURCE,   RESOURCE
            anonymous, none,  none,  none,  none,    RESOURCE,   RESOURCE
            anonymous, none,  none,  none,  account, RESOURCE,   RESOURCE
            anonymous, none,  none,  none,  all,     allow,      allow
            anonymous, none,  none,  none,  deny,    RESOURCE!,  RESOURCE!
            """)
    void decides(
            String caller,
            String identity,
            String boundary,
            String session,
            String resource,
            String sameAccount,
            String crossAccount) {
        Requester requester = requester(caller);
        Policy identityPolicy = side(identity);
        Policy sessionPolicy = side(session);
        CallerPolicies policies = new CallerPolicies(
                identityPolicy == null ? List.of() : List.of(identityPolicy),
                side(boundary),
                sessionPolicy == null ? List.of() : List.of(sessionPolicy),
                List.of());
        AuthorizationRequest request = AuthorizationRequest.of(
                        requester, "s3:GetObject", "arn:aws:s3:::b/k", HERE, ConditionKeys.NONE)
                .withCallerPolicies(policies)
                .withResourcePolicy(resourcePolicy(resource, requester), ResourcePolicyUse.OPTIONAL);
        assertThat(outcome(PolicyEngine.decide(request))).isEqualTo(sameAccount);
        assertThat(outcome(PolicyEngine.decide(elsewhere(request)))).isEqualTo(crossAccount);
    }

    @ParameterizedTest(name = "{0}: identity {1}, resource {2}, use {3} -> {4}")
    @CsvSource(textBlock = """
            user,      allow, none,    REQUIRED,    RESOURCE
            user,      allow, other,   REQUIRED,    RESOURCE
            user,      allow, account, REQUIRED,    allow
            user,      none,  account, REQUIRED,    IDENTITY
            user,      none,  self,    REQUIRED,    allow
            user,      allow, none,    ROLE_TRUST,  ROLE_TRUST
            user,      allow, deny,    ROLE_TRUST,  ROLE_TRUST!
            user,      none,  self,    ROLE_TRUST,  allow
            user,      none,  account, ROLE_TRUST,  IDENTITY
            session,   none,  issuer,  ROLE_TRUST,  allow
            session,   allow, none,    REQUIRED,    RESOURCE
            root,      none,  none,    REQUIRED,    RESOURCE
            root,      none,  account, REQUIRED,    allow
            """)
    void aRequiredResourcePolicyMustAllowOrDelegate(
            String caller, String identity, String resource, ResourcePolicyUse use, String expected) {
        Requester requester = requester(caller);
        Policy identityPolicy = side(identity);
        AuthorizationRequest request = AuthorizationRequest.of(
                        requester, "s3:GetObject", "arn:aws:s3:::b/k", HERE, ConditionKeys.NONE)
                .withCallerPolicies(
                        identityPolicy == null ? CallerPolicies.NONE : CallerPolicies.ofIdentity(identityPolicy))
                .withResourcePolicy(resourcePolicy(resource, requester), use);
        assertThat(outcome(PolicyEngine.decide(request))).isEqualTo(expected);
    }

    @ParameterizedTest(name = "SCP {0} | {1}, RCP {2}, caller {3} -> {4}")
    @CsvSource(textBlock = """
            allow, allow, allow, user,    allow
            allow, other, allow, user,    SERVICE_CONTROL
            other, allow, allow, user,    SERVICE_CONTROL
            allow, deny,  allow, user,    SERVICE_CONTROL!
            allow, none,  allow, user,    SERVICE_CONTROL
            allow, allow, allow, root,    allow
            allow, deny,  allow, root,    SERVICE_CONTROL!
            allow, other, allow, root,    SERVICE_CONTROL
            allow, allow, other, user,    RESOURCE_CONTROL
            allow, allow, deny,  user,    RESOURCE_CONTROL!
            allow, allow, deny,  root,    RESOURCE_CONTROL!
            other, other, other, user,    RESOURCE_CONTROL
            """)
    void everyLevelOfAnOrganizationMustAllow(
            String rootLevel, String accountLevel, String resourceControl, String caller, String expected) {
        Policy account = side(accountLevel);
        Policy control = PolicyParser.parse(
                """
                {"Statement":{"Effect":"%s","Principal":"*","Action":"%s","Resource":"*"}}""".formatted(
                                resourceControl.equals("deny") ? "Deny" : "Allow",
                                resourceControl.equals("other") ? "sqs:*" : "*"),
                Grammar.RESOURCE);
        CallerPolicies policies = CallerPolicies.ofIdentity(ALLOW)
                .withServiceControl(List.of(
                        List.of(Objects.requireNonNull(side(rootLevel))),
                        account == null ? List.of() : List.of(OTHER, account)));
        AuthorizationRequest request = AuthorizationRequest.of(
                        requester(caller), "s3:GetObject", "arn:aws:s3:::b/k", HERE, ConditionKeys.NONE)
                .withCallerPolicies(policies)
                .withResourceControls(List.of(List.of(control)));
        assertThat(outcome(PolicyEngine.decide(request))).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0} {1} for {2}: {3}")
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            Principal    | "111122223333"                                                        | user      | true
            Principal    | "arn:aws:iam::111122223333:role/team/R"                               | session   | true
            Principal    | "arn:aws:iam::111122223333:role/R"                                    | session   | false
            Principal    | "arn:aws:iam::111122223333:user/bob"                                  | user      | false
            Principal    | "arn:aws:iam::111122223333:user/Bob"                                  | federated | true
            Principal    | "AIDAEXAMPLEEXAMPLEEXA"                                               | user      | true
            Principal    | "AROAEXAMPLEEXAMPLEEXA"                                               | session   | true
            Principal    | "*"                                                                   | service   | true
            NotPrincipal | "arn:aws:iam::111122223333:user/Bob"                                  | user      | true
            NotPrincipal | "arn:aws:iam::111122223333:user/Bob","111122223333"                   | user      | false
            NotPrincipal | "111122223333"                                                        | user      | true
            NotPrincipal | "111122223333"                                                        | root      | false
            NotPrincipal | "111122223333","arn:aws:iam::111122223333:role/team/R"                | session   | true
            NotPrincipal | "111122223333","arn:aws:iam::111122223333:role/team/R","arn:aws:sts::111122223333:assumed-role/R/s" | session | false
            NotPrincipal | "111122223333"                                                        | anonymous | true
            NotPrincipal | "*"                                                                   | anonymous | false
            """)
    void aStatementIsAboutWhomItNames(String element, String names, String caller, boolean expected) {
        Policy policy = PolicyParser.parse("""
                {"Statement":{"Effect":"Deny","%s":{"AWS":[%s]},"Action":"*","Resource":"*"}}""".formatted(element, names), Grammar.RESOURCE);
        assertThat(policy.statements().get(0).named(requester(caller), false) != ResourceGrant.NONE)
                .isEqualTo(expected);
    }

    @Test
    void notPrincipalNeverSparesACallerWithABoundary() {
        Policy policy = PolicyParser.parse("""
                {"Statement":{"Effect":"Deny","NotPrincipal":{"AWS":["%s","%s"]},"Action":"*","Resource":"*"}}""".formatted(HERE, USER), Grammar.RESOURCE);
        AuthorizationRequest request = AuthorizationRequest.of(
                        requester("user"), "s3:GetObject", "arn:aws:s3:::b/k", HERE, ConditionKeys.NONE)
                .withResourcePolicy(policy, ResourcePolicyUse.OPTIONAL);
        CallerPolicies unbounded = CallerPolicies.ofIdentity(ALLOW);
        assertThat(outcome(PolicyEngine.decide(request.withCallerPolicies(unbounded))))
                .isEqualTo("allow");
        assertThat(outcome(PolicyEngine.decide(request.withCallerPolicies(unbounded.withBoundary(ALLOW)))))
                .isEqualTo("RESOURCE!");
    }

    @Test
    void aCanonicalUserStandsForItsAccount() {
        String id = "0".repeat(64);
        Policy policy = PolicyParser.parse("""
                {"Statement":{"Effect":"Allow","Principal":{"CanonicalUser":"%s"},"Action":"*","Resource":"*"}}""".formatted(id), Grammar.RESOURCE);
        Statement statement = policy.statements().get(0);
        assertThat(statement.named(requester("user").withCanonicalUser(id), false))
                .isEqualTo(ResourceGrant.ACCOUNT);
        assertThat(statement.named(requester("root").withCanonicalUser(id), false))
                .isEqualTo(ResourceGrant.DIRECT);
        assertThat(statement.named(requester("user"), false)).isEqualTo(ResourceGrant.NONE);
    }

    @Test
    void whatRootFederatesIsLimitedByItsSessionPolicyAlone() {
        Requester requester = Requester.federatedUser(HERE, FEDERATED, "arn:aws:iam::111122223333:root");
        AuthorizationRequest request =
                AuthorizationRequest.of(requester, "s3:GetObject", "arn:aws:s3:::b/k", HERE, ConditionKeys.NONE);
        assertThat(outcome(PolicyEngine.decide(request))).isEqualTo("SESSION");
        assertThat(outcome(PolicyEngine.decide(
                        request.withCallerPolicies(CallerPolicies.NONE.withSession(List.of(OTHER, ALLOW))))))
                .isEqualTo("allow");
    }

    @Test
    void aGrantBesideThePoliciesCountsAsTheResourcesAllow() {
        AuthorizationRequest request = AuthorizationRequest.of(
                        requester("user"), "s3:GetObject", "arn:aws:s3:::b/k", HERE, ConditionKeys.NONE)
                .withResourcePolicy(null, ResourcePolicyUse.REQUIRED);
        assertThat(outcome(PolicyEngine.decide(request))).isEqualTo("RESOURCE");
        assertThat(PolicyEngine.decide(request.withGrant(ResourceGrant.DIRECT))).isEqualTo(new Allow(null));
        assertThat(outcome(PolicyEngine.decide(request.withGrant(ResourceGrant.ACCOUNT))))
                .isEqualTo("IDENTITY");
    }

    @Test
    void anActionOnNoResourceIsTheCallersOwnAffair() {
        AuthorizationRequest request = AuthorizationRequest.of(
                        requester("user"), "s3:GetObject", "*", null, ConditionKeys.NONE)
                .withCallerPolicies(CallerPolicies.ofIdentity(ALLOW));
        assertThat(PolicyEngine.decide(request).allowed()).isTrue();
    }

    @Test
    void tellsWhichStatementDecided() {
        Policy policy = PolicyParser.parse("""
                {"Version":"2012-10-17","Statement":[
                  {"Effect":"Allow","Action":"*","Resource":"*"},
                  {"Sid":"NoSecrets","Effect":"Deny","NotAction":"s3:List*","Resource":"arn:aws:s3:::*/secret/*"}]}""", Grammar.IDENTITY);
        AuthorizationRequest request = AuthorizationRequest.of(
                        requester("user"), "s3:GetObject", "arn:aws:s3:::b/secret/k", HERE, ConditionKeys.NONE)
                .withCallerPolicies(CallerPolicies.ofIdentity(ALLOW, policy));
        Decision refused = PolicyEngine.decide(request);
        assertThat(refused).isEqualTo(new ExplicitDeny(new Origin(PolicyKind.IDENTITY, policy, 1)));
        assertThat(((ExplicitDeny) refused).origin().sid()).isEqualTo("NoSecrets");
        AuthorizationRequest listing = AuthorizationRequest.of(
                        requester("user"), "s3:ListBucket", "arn:aws:s3:::b/secret/k", HERE, ConditionKeys.NONE)
                .withCallerPolicies(CallerPolicies.ofIdentity(ALLOW, policy));
        assertThat(PolicyEngine.decide(listing)).isEqualTo(new Allow(new Origin(PolicyKind.IDENTITY, policy, 0)));
    }

    @Test
    void conditionsSeeTheContextOfTheRequest() {
        Policy policy = PolicyParser.parse("""
                {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*",
                  "Resource":"arn:aws:s3:::b/${aws:username}/*",
                  "Condition":{"StringEquals":{"aws:PrincipalAccount":"111122223333"},
                               "ArnEquals":{"aws:PrincipalArn":"arn:aws:iam::*:user/*"}}}}""", Grammar.IDENTITY);
        Requester bob = requester("user");
        for (Map.Entry<String, Boolean> expected : Map.of("arn:aws:s3:::b/Bob/k", true, "arn:aws:s3:::b/Ann/k", false)
                .entrySet()) {
            AuthorizationRequest request = AuthorizationRequest.of(
                            bob, "s3:GetObject", expected.getKey(), HERE, new PrincipalKeys(bob))
                    .withCallerPolicies(CallerPolicies.ofIdentity(policy));
            assertThat(PolicyEngine.decide(request).allowed()).isEqualTo(expected.getValue());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            RESOURCE_CONTROL | with an explicit deny in a resource control policy | because no resource control policy allows the s3:GetObject action
            SERVICE_CONTROL  | with an explicit deny in a service control policy  | because no service control policy allows the s3:GetObject action
            RESOURCE         | with an explicit deny in a resource-based policy   | because no resource-based policy allows the s3:GetObject action
            ROLE_TRUST       | with an explicit deny in the role trust policy     | because no role trust policy allows the s3:GetObject action
            IDENTITY         | with an explicit deny in an identity-based policy  | because no identity-based policy allows the s3:GetObject action
            BOUNDARY         | with an explicit deny in a permissions boundary    | because no permissions boundary allows the s3:GetObject action
            SESSION          | with an explicit deny in a session policy          | because no session policy allows the s3:GetObject action
            """)
    void givesTheReasonInAwsWords(PolicyKind kind, String explicit, String implicit) {
        assertThat(new ExplicitDeny(new Origin(kind, DENY, 0)).reason("s3:GetObject"))
                .isEqualTo(explicit);
        assertThat(new ImplicitDeny(kind).reason("s3:GetObject")).isEqualTo(implicit);
    }

    @Test
    void givesTheWholeMessage() {
        AuthorizationRequest request = AuthorizationRequest.of(
                requester("session"), "s3:GetObject", "arn:aws:s3:::b/k", HERE, ConditionKeys.NONE);
        assertThat(((Deny) PolicyEngine.decide(request)).message(request))
                .isEqualTo(
                        "User: arn:aws:sts::111122223333:assumed-role/R/s is not authorized to perform: s3:GetObject on"
                                + " resource: arn:aws:s3:::b/k because no identity-based policy allows the s3:GetObject"
                                + " action");
    }

    @Test
    void withoutAnIdentityServiceOnlyThoseWithoutPoliciesAreKnown() {
        PolicySource none = PolicySource.none();
        assertThat(none.policiesOf(requester("root"))).isEqualTo(CallerPolicies.NONE);
        assertThat(none.policiesOf(requester("anonymous"))).isEqualTo(CallerPolicies.NONE);
        assertThat(none.resourceControlsOf(HERE)).isEmpty();
        assertThat(none.policiesOf(requester("session")).identity())
                .as("a role that is only named may do what its account may")
                .hasSize(1);
        assertThatThrownBy(() -> none.policiesOf(requester("user"))).isInstanceOf(IllegalStateException.class);
    }

    private static AuthorizationRequest elsewhere(AuthorizationRequest request) {
        return AuthorizationRequest.of(
                        request.requester(), request.action(), request.resource(), ELSEWHERE, request.keys())
                .withCallerPolicies(request.callerPolicies())
                .withResourcePolicy(request.resourcePolicy(), request.resourcePolicyUse());
    }

    private static String outcome(Decision decision) {
        return switch (decision) {
            case Allow allow -> "allow";
            case ExplicitDeny deny -> deny.kind() + "!";
            case ImplicitDeny deny -> deny.kind().toString();
        };
    }

    private static Requester requester(String name) {
        return switch (name) {
            case "root" -> Requester.root(HERE, "arn:aws:iam::111122223333:root");
            case "user" -> Requester.user(HERE, USER, "AIDAEXAMPLEEXAMPLEEXA");
            case "session" -> Requester.roleSession(HERE, SESSION, ROLE, "AROAEXAMPLEEXAMPLEEXA");
            case "federated" -> Requester.federatedUser(HERE, FEDERATED, USER);
            case "service" -> Requester.service("s3.amazonaws.com");
            case "provider" -> Requester.identityProvider("arn:aws:iam::111122223333:saml-provider/Corp");
            case "anonymous" -> Requester.anonymous();
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static @Nullable Policy side(String name) {
        return switch (name) {
            case "allow" -> ALLOW;
            case "other" -> OTHER;
            case "deny" -> DENY;
            case "none" -> null;
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static @Nullable Policy resourcePolicy(String whom, Requester requester) {
        String type =
                switch (requester.kind()) {
                    case SERVICE -> "Service";
                    case IDENTITY_PROVIDER -> "Federated";
                    default -> "AWS";
                };
        String principal =
                switch (whom) {
                    case "self" -> "{\"%s\":\"%s\"}".formatted(type, requester.arn());
                    case "issuer" -> "{\"AWS\":\"%s\"}".formatted(requester.issuerArn());
                    case "account" -> "{\"AWS\":\"" + HERE + "\"}";
                    case "other" -> "{\"AWS\":\"arn:aws:iam::111122223333:user/Other\"}";
                    case "all", "deny" -> "\"*\"";
                    default -> null;
                };
        if (principal == null) {
            return null;
        }
        return PolicyParser.parse("""
                {"Version":"2012-10-17","Statement":[
                  {"Effect":"Allow","Principal":"*","Action":"s3:PutObject","Resource":"arn:aws:s3:::b/*"},
                  {"Effect":"%s","Principal":%s,"Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"}]}""".formatted(whom.equals("deny") ? "Deny" : "Allow", principal), Grammar.RESOURCE);
    }

    private static Policy identity(String effect, String action) {
        return PolicyParser.parse("""
                {"Version":"2012-10-17","Statement":{"Effect":"%s","Action":"%s","Resource":"*"}}""".formatted(effect, action), Grammar.IDENTITY);
    }
}
