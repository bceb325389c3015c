package dev.kagemusha.s3.bucket;

import dev.kagemusha.auth.Caller;
import dev.kagemusha.s3.S3Errors;
import org.jspecify.annotations.Nullable;

/**
 * The second factor that a bucket may ask for before a version is deleted or its versioning is changed: a device's serial number and its
 * code in {@code x-amz-mfa}. The device is one of the root of the bucket's account, which alone may do such things. Devices cannot be
 * registered here, so that any of them is taken, with any code of six digits.
 */
public final class Mfa {
    private static final int SHORTEST_SERIAL = 6;

    private Mfa() {}

    /** Refuses a request without the second factor where the bucket has MFA Delete. */
    public static void require(S3Call call, Home home, @Nullable String header) {
        if (Boolean.TRUE.equals(home.bucket().mfaDelete())) {
            demand(call, home, header);
        }
    }

    /** Refuses a request without the second factor. */
    static void demand(S3Call call, Home home, @Nullable String header) {
        if (header == null) {
            throw refused();
        }
        if (!(call.call().caller() instanceof Caller.Root root)
                || !root.account().equals(home.account())) {
            throw S3Errors.accessDenied("This operation may only be performed by the bucket owner");
        }
        String text = header.strip();
        int space = text.lastIndexOf(' ');
        if (space <= 0 || !isCode(text.substring(space + 1)) || !isSerial(text.substring(0, space), home.account())) {
            throw refused();
        }
    }

    private static RuntimeException refused() {
        return S3Errors.accessDenied("Mfa Authentication must be used for this request");
    }

    /** The ARN of a virtual device of this account, or the number on the back of another. */
    private static boolean isSerial(String text, String account) {
        if (text.startsWith("arn:")) {
            String[] fields = text.split(":", 6);
            return fields.length == 6
                    && fields[1].startsWith("aws")
                    && fields[2].equals("iam")
                    && fields[3].isEmpty()
                    && fields[4].equals(account)
                    && fields[5].startsWith("mfa/")
                    && fields[5].length() > 4;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!(c >= '0' && c <= '9') && !(c >= 'A' && c <= 'Z') && !(c >= 'a' && c <= 'z')) {
                return false;
            }
        }
        return text.length() >= SHORTEST_SERIAL;
    }

    private static boolean isCode(String text) {
        boolean digits = text.length() == 6;
        for (int i = 0; digits && i < 6; i++) {
            digits = text.charAt(i) >= '0' && text.charAt(i) <= '9';
        }
        return digits;
    }
}
