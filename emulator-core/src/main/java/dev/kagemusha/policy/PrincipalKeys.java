package dev.kagemusha.policy;

import dev.kagemusha.policy.Requester.Kind;
import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * The condition keys that follow from the requester alone (IAM user guide, "AWS global condition context keys", and the
 * table of principal key values under "Variables and tags"). Tags, sessions and organization are for others to add.
 */
public record PrincipalKeys(Requester requester) implements ConditionKeys {
    @Override
    public List<String> values(String key) {
        return switch (key) {
            case "aws:principalarn" -> when(hasAccount(), requester.principalArn());
            case "aws:principalaccount" -> when(hasAccount(), requester.account());
            case "aws:principaltype" -> when(true, type());
            case "aws:principalisawsservice" -> List.of(Boolean.toString(requester.kind() == Kind.SERVICE));
            case "aws:principalservicename" -> when(requester.kind() == Kind.SERVICE, requester.arn());
            case "aws:userid" -> when(true, userId());
            case "aws:username" -> when(requester.kind() == Kind.USER, afterLast('/'));
            default -> List.of();
        };
    }

    private boolean hasAccount() {
        return !requester.account().isEmpty();
    }

    private @Nullable String type() {
        return switch (requester.kind()) {
            case ROOT -> "Account";
            case USER -> "User";
            case ROLE_SESSION -> "AssumedRole";
            case FEDERATED_USER -> "FederatedUser";
            case ANONYMOUS -> "Anonymous";
            case SERVICE, IDENTITY_PROVIDER -> null;
        };
    }

    private @Nullable String userId() {
        String id = requester.uniqueId();
        return switch (requester.kind()) {
            case ROOT -> requester.account();
            case USER -> id;
            case ROLE_SESSION -> id == null ? null : id + ":" + afterLast('/');
            case FEDERATED_USER -> requester.account() + ":" + afterLast('/');
            case SERVICE, IDENTITY_PROVIDER, ANONYMOUS -> null;
        };
    }

    private String afterLast(char mark) {
        return requester.arn().substring(requester.arn().lastIndexOf(mark) + 1);
    }

    private static List<String> when(boolean present, @Nullable String value) {
        return present && value != null ? List.of(value) : List.of();
    }
}
