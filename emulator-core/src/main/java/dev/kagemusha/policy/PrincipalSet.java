package dev.kagemusha.policy;

import dev.kagemusha.policy.Requester.Kind;
import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * The principals that a statement names, sorted by what they can be compared with.
 *
 * <p>Naming an account is not naming its users: it hands the decision to the account. Nor is naming a role naming its
 * sessions; see {@link ResourceGrant}.
 *
 * @param negated whether the element is {@code NotPrincipal}
 * @param everyone {@code *}
 * @param accounts 12 digits, from ids and from {@code arn:aws:iam::…:root}
 * @param arns of users, roles and sessions; compared with case
 * @param ids unique ids, such as {@code AROA…}
 */
public record PrincipalSet(
        boolean negated,
        boolean everyone,
        List<String> accounts,
        List<String> arns,
        List<String> ids,
        List<String> services,
        List<String> federated,
        List<String> canonicalUsers) {

    /**
     * How a statement with this element names a requester; {@code NONE} if it is not about it.
     *
     * @param bounded whether the requester has a permissions boundary
     */
    ResourceGrant named(Requester requester, boolean bounded) {
        if (!negated) {
            return grant(requester);
        }
        return excepts(requester, bounded) ? ResourceGrant.NONE : ResourceGrant.DIRECT;
    }

    private ResourceGrant grant(Requester requester) {
        if (everyone) {
            return ResourceGrant.DIRECT;
        }
        return switch (requester.kind()) {
            case ANONYMOUS -> ResourceGrant.NONE;
            case SERVICE -> direct(has(services, requester.arn()));
            case IDENTITY_PROVIDER -> direct(has(federated, requester.arn()));
            case ROOT -> direct(hasAccount(requester));
            case USER -> direct(hasSelf(requester)).or(account(requester));
            case ROLE_SESSION, FEDERATED_USER ->
                direct(has(arns, requester.arn())).or(issuer(requester)).or(account(requester));
        };
    }

    /**
     * {@code NotPrincipal}, which only a deny can have, spares a caller only if every link of its chain is named: the
     * account, then the user or role, then the session. It never spares one with a permissions boundary (IAM user guide,
     * "NotPrincipal").
     */
    private boolean excepts(Requester requester, boolean bounded) {
        if (everyone || bounded) {
            return !bounded;
        }
        return switch (requester.kind()) {
            case ANONYMOUS, SERVICE, IDENTITY_PROVIDER, ROOT -> grant(requester) != ResourceGrant.NONE;
            case USER -> hasAccount(requester) && hasSelf(requester);
            case ROLE_SESSION, FEDERATED_USER ->
                hasAccount(requester) && hasIssuer(requester) && has(arns, requester.arn());
        };
    }

    private boolean hasAccount(Requester requester) {
        return has(accounts, requester.account()) || has(canonicalUsers, requester.canonicalUser());
    }

    private boolean hasSelf(Requester requester) {
        return has(arns, requester.arn()) || has(ids, requester.uniqueId());
    }

    private boolean hasIssuer(Requester requester) {
        return has(arns, requester.issuerArn())
                || has(ids, requester.uniqueId())
                || (requester.kind() == Kind.FEDERATED_USER && requester.issuedByRoot() && hasAccount(requester));
    }

    private ResourceGrant issuer(Requester requester) {
        boolean named = has(arns, requester.issuerArn()) || has(ids, requester.uniqueId());
        return named ? ResourceGrant.ISSUER : ResourceGrant.NONE;
    }

    private ResourceGrant account(Requester requester) {
        return hasAccount(requester) ? ResourceGrant.ACCOUNT : ResourceGrant.NONE;
    }

    private static ResourceGrant direct(boolean named) {
        return named ? ResourceGrant.DIRECT : ResourceGrant.NONE;
    }

    private static boolean has(List<String> names, @Nullable String name) {
        if (name != null) {
            for (int i = 0; i < names.size(); i++) {
                if (names.get(i).equals(name)) {
                    return true;
                }
            }
        }
        return false;
    }
}
