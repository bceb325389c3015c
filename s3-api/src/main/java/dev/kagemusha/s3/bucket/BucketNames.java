package dev.kagemusha.s3.bucket;

import dev.kagemusha.s3.S3Errors;

/**
 * The naming rules of general purpose buckets: 3 to 63 lower-case letters, digits, dots and hyphens, and what may not begin
 * or end one. Source: S3 user guide, "General purpose bucket naming rules".
 */
final class BucketNames {
    private static final String[] RESERVED_PREFIXES = {"xn--", "sthree-", "amzn-s3-demo-"};
    private static final String[] RESERVED_SUFFIXES = {"-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"};

    private BucketNames() {}

    /** Refuses a name that no bucket may have. */
    static void check(String name) {
        if (!valid(name)) {
            throw S3Errors.invalidBucketName(name);
        }
    }

    static boolean valid(String name) {
        int length = name.length();
        if (length < 3 || length > 63 || !alphanumeric(name.charAt(0)) || !alphanumeric(name.charAt(length - 1))) {
            return false;
        }
        boolean digitsAndDots = true;
        int dots = 0;
        for (int i = 0; i < length; i++) {
            char c = name.charAt(i);
            if (!alphanumeric(c) && c != '.' && c != '-') {
                return false;
            }
            if (c == '.') {
                dots++;
                if (name.charAt(i - 1) == '.') {
                    return false;
                }
            }
            digitsAndDots &= c == '.' || (c >= '0' && c <= '9');
        }
        if (digitsAndDots && dots == 3) {
            return false; // formatted as an IP address
        }
        for (String prefix : RESERVED_PREFIXES) {
            if (name.startsWith(prefix)) {
                return false;
            }
        }
        for (String suffix : RESERVED_SUFFIXES) {
            if (name.endsWith(suffix)) {
                return false;
            }
        }
        return true;
    }

    private static boolean alphanumeric(char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    }
}
