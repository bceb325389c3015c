package dev.kagemusha.protocol;

import dev.kagemusha.http.Headers;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.http.SdkHttpResponse;

import java.util.Map;

/** Turns what an operation threw into what the wire carries. */
public final class WireErrors {
    private static final int BAD_REQUEST = 400;

    private WireErrors() {}

    /**
     * The error an exception stands for. What the exception says of itself ({@code statusCode}, {@code AwsErrorDetails})
     * comes before what the service's table says of its class; an error that neither knows is a 400.
     */
    public static WireError of(ServiceModel service, AwsServiceException thrown) {
        AwsErrorDetails details = thrown.awsErrorDetails();
        ErrorModel model = service.table().error(thrown.getClass());
        String code = details == null ? null : details.errorCode();
        if (code == null || code.isEmpty()) {
            code = model == null ? thrown.getClass().getSimpleName() : model.code();
        } else if (model == null) {
            model = service.table().error(code);
        }
        SdkPojo modelled = thrown.sdkFields().isEmpty() ? null : thrown;
        Map<String, String> elements = thrown instanceof ErrorElements more ? more.elements() : Map.of();
        return new WireError(
                code, text(thrown, details), status(thrown, details, model), modelled, elements, headers(details));
    }

    private static String text(AwsServiceException thrown, @Nullable AwsErrorDetails details) {
        String text = details == null ? null : details.errorMessage();
        if (text == null) {
            // Not getMessage(), to which the SDK adds request id and status for whoever reads a log.
            text = thrown.toBuilder().message();
        }
        return text == null ? "" : text;
    }

    private static int status(
            AwsServiceException thrown, @Nullable AwsErrorDetails details, @Nullable ErrorModel model) {
        if (thrown.statusCode() > 0) {
            return thrown.statusCode();
        }
        SdkHttpResponse response = details == null ? null : details.sdkHttpResponse();
        if (response != null && response.statusCode() > 0) {
            return response.statusCode();
        }
        return model == null ? BAD_REQUEST : model.status();
    }

    private static Headers headers(@Nullable AwsErrorDetails details) {
        Headers headers = new Headers();
        SdkHttpResponse response = details == null ? null : details.sdkHttpResponse();
        if (response != null) {
            response.forEachHeader((name, values) -> values.forEach(value -> headers.add(name, value)));
        }
        return headers;
    }
}
