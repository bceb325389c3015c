package dev.kagemusha.testing;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/** Assertions on what a real client was refused with. */
public final class AwsErrors {
    private AwsErrors() {}

    /** The call is refused with this code, HTTP status and text. */
    public static AwsServiceException assertRefused(ThrowingCallable call, String code, int status, String message) {
        AwsServiceException refused = assertRefused(call, code, status);
        assertThat(refused.awsErrorDetails().errorMessage()).isEqualTo(message);
        return refused;
    }

    /** The call is refused with this code and HTTP status; the text is the caller's to look at. */
    public static AwsServiceException assertRefused(ThrowingCallable call, String code, int status) {
        Throwable thrown = catchThrowable(call);
        assertThat(thrown).isInstanceOf(AwsServiceException.class);
        AwsServiceException refused = (AwsServiceException) thrown;
        assertThat(refused.awsErrorDetails().errorCode())
                .as(refused.getMessage())
                .isEqualTo(code);
        assertThat(refused.statusCode()).as(refused.getMessage()).isEqualTo(status);
        return refused;
    }
}
