package dev.kagemusha.kms.operation;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/** What KMS refused a call with; always a 400. */
record Refusal(AwsServiceException error) {
    static Refusal of(ThrowingCallable call) {
        Throwable thrown = catchThrowable(call);
        assertThat(thrown).isInstanceOf(AwsServiceException.class);
        AwsServiceException error = (AwsServiceException) thrown;
        assertThat(error.statusCode()).as(error.getMessage()).isEqualTo(400);
        return new Refusal(error);
    }

    Refusal hasCode(String code) {
        assertThat(error.awsErrorDetails().errorCode()).as(error.getMessage()).isEqualTo(code);
        return this;
    }

    Refusal hasMessage(String text) {
        assertThat(error.awsErrorDetails().errorMessage()).isEqualTo(text);
        return this;
    }

    Refusal messageContains(String text) {
        assertThat(error.awsErrorDetails().errorMessage()).contains(text);
        return this;
    }
}
