package dev.kagemusha.auth;

import org.jspecify.annotations.Nullable;

/**
 * Says whose a key id is.
 *
 * <p>A key that is known is verified. A key that was minted here and is not known any more (deleted, inactive, expired,
 * reset away) is refused, as AWS would. So is every unknown key that comes with a session token, since only a service
 * of ours could have issued it. What remains are the made-up keys of test suites: they stand for the root of an account,
 * which is the id itself when that is 12 digits, else 000000000000. There is no secret to check their signature
 * with. Being strict refuses them too.
 */
public final class Identities {
    private static final String DEFAULT_ACCOUNT = "000000000000";

    private final CredentialSource source;
    private final AccessKeys keys;
    private final boolean strict;

    public Identities(CredentialSource source, AccessKeys keys, boolean strict) {
        this.source = source;
        this.keys = keys;
        this.strict = strict;
    }

    /** The credential of a known key, or null for one whose owner is {@link #stranger}. */
    @Nullable
    Credential known(String keyId) {
        return source.find(keyId);
    }

    /** Who an unknown key stands for. */
    Caller stranger(String keyId, boolean hasToken) {
        if (hasToken) {
            throw AuthFailure.of(AuthFailure.Kind.INVALID_TOKEN);
        }
        if (strict || keyId.isEmpty() || keys.isOurs(keyId)) {
            throw AuthFailure.with(AuthFailure.Kind.UNKNOWN_KEY, "", "AWSAccessKeyId", keyId);
        }
        return new Caller.Root(accountOf(keyId));
    }

    static String accountOf(String keyId) {
        return isAccount(keyId) ? keyId : DEFAULT_ACCOUNT;
    }

    static boolean isAccount(String text) {
        if (text.length() != 12) {
            return false;
        }
        for (int i = 0; i < 12; i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }
}
