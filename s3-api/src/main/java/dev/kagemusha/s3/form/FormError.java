package dev.kagemusha.s3.form;

import dev.kagemusha.protocol.ErrorElements;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.util.LinkedHashMap;
import java.util.Map;

/** An error of S3 about a form. */
final class FormError extends S3Exception implements ErrorElements {
    private static final long serialVersionUID = 1;

    private final LinkedHashMap<String, String> elements = new LinkedHashMap<>();

    FormError(String code, int status, String message, String... elements) {
        super(S3Exception.builder()
                .awsErrorDetails(AwsErrorDetails.builder()
                        .serviceName("S3")
                        .errorCode(code)
                        .errorMessage(message)
                        .build())
                .message(message)
                .statusCode(status)
                .writableStackTrace(false));
        for (int i = 0; i < elements.length; i += 2) {
            this.elements.put(elements[i], elements[i + 1]);
        }
    }

    @Override
    public Map<String, String> elements() {
        return elements;
    }
}
