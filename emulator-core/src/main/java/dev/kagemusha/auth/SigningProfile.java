package dev.kagemusha.auth;

import java.time.Duration;
import java.util.List;

/**
 * How a service wants its requests signed.
 *
 * <p>{@link ErrorFamily#S3} also means S3's signing rules: the path is encoded once and never normalized, {@code
 * x-amz-content-sha256} is required and believed until the body has been read, and {@code x-amz-*} headers must be
 * signed. Everywhere else the path is normalized and encoded twice, and the body is hashed before the signature is made.
 *
 * @param names signing names the credential scope may carry; the first is the one an error asks for
 * @param skew how far the request's time may be from now, either way
 * @param anonymous whether an unsigned request passes as {@link Caller.Anonymous}
 */
public record SigningProfile(ErrorFamily family, List<String> names, Duration skew, boolean anonymous) {
    private static final Duration USUAL_SKEW = Duration.ofMinutes(15);

    /** S3 and S3 Control. */
    public static final SigningProfile S3 = new SigningProfile(ErrorFamily.S3, List.of("s3"), USUAL_SKEW, true);

    public SigningProfile {
        names = List.copyOf(names);
    }

    /** A service with 15 minutes of skew that answers nobody unsigned. */
    public static SigningProfile of(ErrorFamily family, String... names) {
        return new SigningProfile(family, List.of(names), USUAL_SKEW, false);
    }

    /** KMS and CloudWatch allow 5 minutes. */
    public SigningProfile withSkew(Duration allowed) {
        return new SigningProfile(family, names, allowed, anonymous);
    }

    /** The same for an operation that is called unsigned, such as AssumeRoleWithWebIdentity. */
    public SigningProfile withAnonymous() {
        return new SigningProfile(family, names, skew, true);
    }

    boolean s3() {
        return family == ErrorFamily.S3;
    }
}
