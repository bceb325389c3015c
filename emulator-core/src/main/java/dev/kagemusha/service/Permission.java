package dev.kagemusha.service;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/**
 * What an operation needs the caller to be allowed.
 *
 * @param action for example {@code dynamodb:PutItem}
 * @param resource an ARN, or {@code *}
 * @param resourceAccount who owns the resource, where its ARN does not say it (S3); null otherwise
 * @param keys the service's own condition keys, for example {@code s3:prefix}; global keys are added by the gateway
 * @param found what the service knows of the resource already, for its own {@link ResourcePolicies}; null when it looks there
 */
public record Permission(
        String action,
        String resource,
        @Nullable String resourceAccount,
        Map<String, List<String>> keys,
        @Nullable Object found) {
    public Permission(
            String action, String resource, @Nullable String resourceAccount, Map<String, List<String>> keys) {
        this(action, resource, resourceAccount, keys, null);
    }

    public static Permission of(String action, String resource) {
        return new Permission(action, resource, null, Map.of());
    }

    /** The same on a resource of this account. */
    public Permission ownedBy(String account) {
        return new Permission(action, resource, account, keys, found);
    }

    /** The same with these condition keys. */
    public Permission with(Map<String, List<String>> conditionKeys) {
        return new Permission(action, resource, resourceAccount, conditionKeys, found);
    }

    /** The same on a resource that has been found. */
    public Permission on(Object resourceFound) {
        return new Permission(action, resource, resourceAccount, keys, resourceFound);
    }
}
