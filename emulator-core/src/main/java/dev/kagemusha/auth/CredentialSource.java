package dev.kagemusha.auth;

import org.jspecify.annotations.Nullable;

/** Where known keys are found: the configured ones, and those that IAM and STS have minted. */
@FunctionalInterface
public interface CredentialSource {
    /** The active credential of this key id, or null when this source does not know it. */
    @Nullable
    Credential find(String accessKeyId);

    /** Asks this one first, then {@code next}. */
    default CredentialSource or(CredentialSource next) {
        return accessKeyId -> {
            Credential found = find(accessKeyId);
            return found == null ? next.find(accessKeyId) : found;
        };
    }
}
