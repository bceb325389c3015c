package dev.kagemusha.service;

import java.util.List;
import java.util.Map;

/**
 * What an operation needs the caller to be allowed.
 *
 * @param action for example {@code dynamodb:PutItem}
 * @param resource an ARN, or {@code *}
 * @param keys the service's own condition keys, for example {@code s3:prefix}; global keys are added by the gateway
 */
public record Permission(String action, String resource, Map<String, List<String>> keys) {
    public static Permission of(String action, String resource) {
        return new Permission(action, resource, Map.of());
    }
}
