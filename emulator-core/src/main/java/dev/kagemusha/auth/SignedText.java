package dev.kagemusha.auth;

import org.jspecify.annotations.Nullable;

/**
 * A text signed under a derived key, as the policy of a browser's form is: the text itself is the string to sign.
 *
 * @param algorithm {@code AWS4-HMAC-SHA256}, or else it is refused
 * @param credential {@code key id/date/region/service/aws4_request}
 * @param date {@code 20150830T123600Z}
 * @param token the session token
 * @param signature in hex
 * @param text as it was sent
 */
public record SignedText(
        String algorithm,
        String credential,
        String date,
        @Nullable String token,
        String signature,
        String text) {

    /** Signatures and tokens stay out of logs. */
    @Override
    public String toString() {
        return "SignedText[" + credential + "]";
    }
}
