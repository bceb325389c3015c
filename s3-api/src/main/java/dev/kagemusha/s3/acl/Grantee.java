package dev.kagemusha.s3.acl;

/**
 * Whom a grant names.
 *
 * @param group whether {@code name} is a group's URI rather than an account's canonical user id
 */
public record Grantee(boolean group, String name) {
    private static final String GROUPS = "http://acs.amazonaws.com/groups/";

    public static final Grantee ALL_USERS = new Grantee(true, GROUPS + "global/AllUsers");

    /** Everybody who signs, whatever the account: as good as public. */
    public static final Grantee AUTHENTICATED_USERS = new Grantee(true, GROUPS + "global/AuthenticatedUsers");

    public static final Grantee LOG_DELIVERY = new Grantee(true, GROUPS + "s3/LogDelivery");

    /** The account of Amazon EC2, which reads bundles of machine images ({@code aws-exec-read}). */
    static final Grantee EC2 = user("6aa5a366c34c1cbe25dc49211496e913e0351eb0e8c37aa3477e40942ec6b97c");

    public static Grantee user(String canonicalId) {
        return new Grantee(false, canonicalId);
    }

    /** Whoever signs nothing, as the owner of what he puts. */
    public static final String ANONYMOUS = "65a011a29cdf8ec533ec3d1ccaae921c";

    /** Whether there can be such a grantee. */
    boolean isPossible() {
        return group
                ? equals(ALL_USERS) || equals(AUTHENTICATED_USERS) || equals(LOG_DELIVERY)
                : name.equals(ANONYMOUS) || isCanonicalId(name);
    }

    /** Whether anybody at all is meant. */
    public boolean isPublic() {
        return equals(ALL_USERS) || equals(AUTHENTICATED_USERS);
    }

    /**
     * Whether a caller is meant.
     *
     * @param canonicalId of the caller's account; empty for anonymous callers
     */
    boolean means(String canonicalId) {
        if (group) {
            return equals(ALL_USERS) || (!canonicalId.isEmpty() && equals(AUTHENTICATED_USERS));
        }
        return name.equals(canonicalId);
    }

    /** 64 hexadecimal digits: every account has such an id, and every such id may be an account's. */
    private static boolean isCanonicalId(String text) {
        boolean hex = text.length() == 64;
        for (int i = 0; hex && i < 64; i++) {
            char c = text.charAt(i);
            hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
        }
        return hex;
    }
}
