package dev.kagemusha.service;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/**
 * What an operation needs the caller to be allowed.
 *
 * @param action for example {@code dynamodb:PutItem}
 * @param resource an ARN, or {@code *}
 * @param resourceAccount who owns the resource, where neither its ARN nor its {@link ResourcePolicies} say it; null otherwise
 * @param keys the service's own condition keys, for example {@code s3:prefix}; global keys are added by the gateway
 */
public record Permission(
        String action, String resource, @Nullable String resourceAccount, Map<String, List<String>> keys) {
    public static Permission of(String action, String resource) {
        return new Permission(action, resource, null, Map.of());
    }

    /** The same on a resource of this account. */
    public Permission ownedBy(String account) {
        return new Permission(action, resource, account, keys);
    }

    /** The same with these condition keys. */
    public Permission with(Map<String, List<String>> conditionKeys) {
        return new Permission(action, resource, resourceAccount, conditionKeys);
    }
}
