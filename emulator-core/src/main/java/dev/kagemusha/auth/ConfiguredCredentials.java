package dev.kagemusha.auth;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;

/** Root keys given on the command line, and {@code test}/{@code test}, which everybody has in his configuration. */
public final class ConfiguredCredentials implements CredentialSource {
    private static final String DEFAULT_ACCOUNT = "000000000000";

    private final Map<String, Credential> byKeyId = new HashMap<>();

    private ConfiguredCredentials() {
        put("test", "test", DEFAULT_ACCOUNT);
    }

    /** Only {@code test}. */
    public static ConfiguredCredentials defaults() {
        return new ConfiguredCredentials();
    }

    /**
     * Reads {@code ID:SECRET[:ACCOUNT],…}. Without an account the id's own is taken when it is 12 digits, else
     * 000000000000.
     *
     * @throws IllegalArgumentException saying which entry is wrong, never its secret
     */
    public static ConfiguredCredentials parse(String text) {
        ConfiguredCredentials credentials = new ConfiguredCredentials();
        int number = 0;
        for (String entry : text.split(",")) {
            number++;
            if (entry.isBlank()) {
                continue;
            }
            String[] parts = entry.strip().split(":", -1);
            if (parts.length < 2 || parts.length > 3 || parts[0].isEmpty() || parts[1].isEmpty()) {
                throw new IllegalArgumentException("credential " + number + " is not ID:SECRET or ID:SECRET:ACCOUNT");
            }
            if (parts[0].indexOf('/') >= 0) {
                throw new IllegalArgumentException("credential " + number + " has a slash in its id");
            }
            if (parts.length == 3 && !Identities.isAccount(parts[2])) {
                throw new IllegalArgumentException("credential " + number + " has an account that is not 12 digits");
            }
            credentials.put(parts[0], parts[1], parts.length == 3 ? parts[2] : Identities.accountOf(parts[0]));
        }
        return credentials;
    }

    private void put(String keyId, String secret, String account) {
        byKeyId.put(keyId, new Credential(keyId, secret, new Caller.Root(account), null, null));
    }

    @Override
    public @Nullable Credential find(String accessKeyId) {
        return byKeyId.get(accessKeyId);
    }
}
