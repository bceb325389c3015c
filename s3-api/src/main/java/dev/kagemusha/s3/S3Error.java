package dev.kagemusha.s3;

import dev.kagemusha.protocol.ErrorElements;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An error of S3 with the elements that AWS puts beside code and message. Most of S3's codes are not modelled, so all of
 * them are told apart by their code.
 */
public final class S3Error extends S3Exception implements ErrorElements {
    private static final long serialVersionUID = 1;

    private final LinkedHashMap<String, String> elements = new LinkedHashMap<>();
    private final LinkedHashMap<String, String> headers = new LinkedHashMap<>();

    public S3Error(String code, int status, String message) {
        super(S3Exception.builder()
                .awsErrorDetails(AwsErrorDetails.builder()
                        .serviceName("S3")
                        .errorCode(code)
                        .errorMessage(message)
                        .build())
                .message(message)
                .statusCode(status)
                .writableStackTrace(false));
    }

    /** Adds an element to the answer; they keep their order. */
    public S3Error with(String name, String value) {
        elements.put(name, value);
        return this;
    }

    /** Adds a header to the answer. */
    public S3Error header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    @Override
    public AwsErrorDetails awsErrorDetails() {
        AwsErrorDetails details = super.awsErrorDetails();
        if (headers.isEmpty()) {
            return details;
        }
        SdkHttpResponse.Builder response = SdkHttpResponse.builder().statusCode(statusCode());
        headers.forEach(response::putHeader);
        return details.toBuilder().sdkHttpResponse(response.build()).build();
    }

    public String code() {
        return awsErrorDetails().errorCode();
    }

    String text() {
        return awsErrorDetails().errorMessage();
    }

    @Override
    public Map<String, String> elements() {
        return elements;
    }
}
