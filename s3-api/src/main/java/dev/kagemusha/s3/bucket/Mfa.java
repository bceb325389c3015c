package dev.kagemusha.s3.bucket;

import dev.kagemusha.s3.S3Errors;
import org.jspecify.annotations.Nullable;

/**
 * The second factor that a bucket may ask for before a version is deleted or its versioning is changed: a device's serial number and its
 * code in {@code x-amz-mfa}. No device can be registered here, so that any code of six digits is taken.
 */
public final class Mfa {
    private Mfa() {}

    /** Refuses a request without the header where the bucket has MFA Delete. */
    public static void require(Home home, @Nullable String header) {
        if (Boolean.TRUE.equals(home.bucket().mfaDelete())) {
            require(header);
        }
    }

    static void require(@Nullable String header) {
        int space = header == null ? -1 : header.strip().lastIndexOf(' ');
        if (header == null || space <= 0 || !isCode(header.strip().substring(space + 1))) {
            throw S3Errors.accessDenied("Mfa Authentication must be used for this request");
        }
    }

    private static boolean isCode(String text) {
        boolean digits = text.length() == 6;
        for (int i = 0; digits && i < 6; i++) {
            digits = text.charAt(i) >= '0' && text.charAt(i) <= '9';
        }
        return digits;
    }
}
