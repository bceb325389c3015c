package dev.kagemusha.auth;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;

/**
 * Access key ids as AWS lays them out, with a mark of this installation.
 *
 * <p>After the prefix come 16 characters of base 32, 80 bits: a one, the account in 40 bits, 19 random bits, and in the
 * last four characters 20 bits of an HMAC over all that goes before, under a key of this installation that outlives
 * resets. So a key id that was minted here is known as ours after it was deleted, and is refused rather than taken for
 * a stranger's. Nineteen bits do not make an id unique: whoever stores one inserts it and mints again when it is there.
 */
public final class AccessKeys {
    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final int LENGTH = 20;
    private static final int CHECKED = 16;

    private final Hmac installation;

    /** What a key id stands for. */
    public enum Kind {
        /** A user's or root's own key. */
        LONG_TERM("AKIA"),
        /** A session's key, which comes with a token. */
        SESSION("ASIA");

        private final String prefix;

        Kind(String prefix) {
            this.prefix = prefix;
        }
    }

    /** @param installationKey random bytes made once per data directory, kept through resets */
    public AccessKeys(byte[] installationKey) {
        this.installation = new Hmac(installationKey);
    }

    /**
     * A new key id.
     *
     * @param account 12 digits
     */
    public String mint(Kind kind, String account, RandomGenerator random) {
        long bits = (1L << 59) | (Long.parseLong(account) << 19) | random.nextInt(1 << 19);
        StringBuilder id = new StringBuilder(LENGTH).append(kind.prefix);
        for (int shift = 55; shift >= 0; shift -= 5) {
            id.append(BASE32.charAt((int) ((bits >>> shift) & 31)));
        }
        return id.append(check(id.toString())).toString();
    }

    /** A new secret of 40 characters. */
    public static String mintSecret(RandomGenerator random) {
        byte[] bytes = new byte[30];
        random.nextBytes(bytes);
        return java.util.Base64.getEncoder().encodeToString(bytes);
    }

    /** Whether this installation minted the id. */
    public boolean isOurs(String keyId) {
        return wellFormed(keyId) && keyId.endsWith(check(keyId.substring(0, CHECKED)));
    }

    /**
     * The account a key id carries, 12 digits, or null when it is no key id of AWS's layout. AWS's own key ids of the
     * last years decode as well, which is how GetAccessKeyInfo can answer for them.
     */
    public static @Nullable String decodeAccount(String keyId) {
        if (!wellFormed(keyId)) {
            return null;
        }
        long bits = 0;
        for (int i = 4; i < 14; i++) {
            bits = (bits << 5) | BASE32.indexOf(keyId.charAt(i));
        }
        if (bits >>> 49 != 1) {
            return null; // AWS's older ids carry no account
        }
        long account = (bits >>> 9) & ((1L << 40) - 1);
        if (account > 999_999_999_999L) {
            return null;
        }
        String digits = Long.toString(account);
        return "0".repeat(12 - digits.length()) + digits;
    }

    private static boolean wellFormed(String keyId) {
        if (keyId.length() != LENGTH || !(keyId.startsWith("AKIA") || keyId.startsWith("ASIA"))) {
            return false;
        }
        for (int i = 4; i < LENGTH; i++) {
            if (BASE32.indexOf(keyId.charAt(i)) < 0) {
                return false;
            }
        }
        return true;
    }

    private String check(String head) {
        byte[] mac = installation.sign(head.getBytes(StandardCharsets.US_ASCII));
        int bits = ((mac[0] & 255) << 16) | ((mac[1] & 255) << 8) | (mac[2] & 255);
        return new String(new char[] {
            BASE32.charAt(bits & 31),
            BASE32.charAt((bits >> 5) & 31),
            BASE32.charAt((bits >> 10) & 31),
            BASE32.charAt((bits >> 15) & 31)
        });
    }
}
