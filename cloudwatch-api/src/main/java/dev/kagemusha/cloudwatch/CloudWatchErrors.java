package dev.kagemusha.cloudwatch;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.cloudwatch.model.CloudWatchException;
import software.amazon.awssdk.services.cloudwatch.model.InvalidNextTokenException;
import software.amazon.awssdk.services.cloudwatch.model.InvalidParameterCombinationException;
import software.amazon.awssdk.services.cloudwatch.model.InvalidParameterValueException;
import software.amazon.awssdk.services.cloudwatch.model.MissingRequiredParameterException;
import software.amazon.awssdk.services.cloudwatch.model.ResourceNotFoundException;

/** Errors of CloudWatch, in its words where they are known. */
public final class CloudWatchErrors {
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;

    private CloudWatchErrors() {}

    public static RuntimeException invalidValue(String text) {
        return InvalidParameterValueException.builder().message(text).build();
    }

    /** Seen for values that are no numbers, too large, or forbidden. */
    public static RuntimeException invalidValue(Object value, String parameter) {
        return invalidValue("The value " + value + " for parameter " + parameter + " is invalid.");
    }

    public static RuntimeException invalidCombination(String text) {
        return InvalidParameterCombinationException.builder().message(text).build();
    }

    public static RuntimeException missing(String text) {
        return MissingRequiredParameterException.builder().message(text).build();
    }

    public static RuntimeException invalidToken() {
        return InvalidNextTokenException.builder().message("Invalid nextToken").build();
    }

    /** What newer operations answer to whatever is wrong. */
    public static RuntimeException validation(String text) {
        return plain("ValidationError", BAD_REQUEST, text);
    }

    /** An alarm that is not there; without text on AWS. */
    public static RuntimeException noSuchAlarm() {
        return plain("ResourceNotFound", NOT_FOUND, "");
    }

    /** A resource whose tags are asked for. */
    public static RuntimeException noSuchResource(String arn) {
        return ResourceNotFoundException.builder()
                .message("Unable to find resource " + arn)
                .build();
    }

    private static RuntimeException plain(String code, int status, String text) {
        return CloudWatchException.builder()
                .statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage(text)
                        .build())
                .message(text)
                .build();
    }
}
