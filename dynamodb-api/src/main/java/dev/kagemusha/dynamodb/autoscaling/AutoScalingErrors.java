package dev.kagemusha.dynamodb.autoscaling;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.applicationautoscaling.model.ApplicationAutoScalingException;
import software.amazon.awssdk.services.applicationautoscaling.model.FailedResourceAccessException;
import software.amazon.awssdk.services.applicationautoscaling.model.InvalidNextTokenException;
import software.amazon.awssdk.services.applicationautoscaling.model.LimitExceededException;
import software.amazon.awssdk.services.applicationautoscaling.model.ObjectNotFoundException;
import software.amazon.awssdk.services.applicationautoscaling.model.ResourceNotFoundException;
import software.amazon.awssdk.services.applicationautoscaling.model.TooManyTagsException;
import software.amazon.awssdk.services.applicationautoscaling.model.ValidationException;

/** The errors of Application Auto Scaling. */
final class AutoScalingErrors {
    private AutoScalingErrors() {}

    static ApplicationAutoScalingException validation(String message) {
        return of(ValidationException.builder(), "ValidationException", 400, message);
    }

    static ApplicationAutoScalingException unsupported() {
        return validation("Unsupported service namespace, resource type or scalable dimension");
    }

    /** When something is put that belongs to a target. */
    static ApplicationAutoScalingException notRegistered(Scalable scalable) {
        return notFound("No scalable target registered for " + scalable.inWords());
    }

    static ApplicationAutoScalingException targetNotFound(Scalable scalable) {
        return notFound("No scalable target found for " + scalable.inWords());
    }

    static ApplicationAutoScalingException policyNotFound(Scalable scalable, String name) {
        return notFound("No scaling policy found for " + scalable.inWords() + ", policy name: " + name);
    }

    static ApplicationAutoScalingException actionNotFound(Scalable scalable, String name) {
        return notFound("No scheduled action found for " + scalable.inWords() + ", scheduled action name: " + name);
    }

    private static ApplicationAutoScalingException notFound(String message) {
        return of(ObjectNotFoundException.builder(), "ObjectNotFoundException", 400, message);
    }

    static ApplicationAutoScalingException arnNotFound(String arn) {
        return of(
                ResourceNotFoundException.builder(),
                "ResourceNotFoundException",
                400,
                "No scalable target found for resource ARN: " + arn);
    }

    static ApplicationAutoScalingException noAccess(String message) {
        return of(FailedResourceAccessException.builder(), "FailedResourceAccessException", 400, message);
    }

    static ApplicationAutoScalingException limitExceeded(String message) {
        return of(LimitExceededException.builder(), "LimitExceededException", 400, message);
    }

    static ApplicationAutoScalingException tooManyTags(String arn) {
        return of(
                TooManyTagsException.builder(),
                "TooManyTagsException",
                400,
                "The number of tags of the resource exceeds 50: " + arn);
    }

    static ApplicationAutoScalingException invalidToken() {
        return of(
                InvalidNextTokenException.builder(), "InvalidNextTokenException", 400, "The next token is not valid.");
    }

    private static ApplicationAutoScalingException of(
            ApplicationAutoScalingException.Builder builder, String code, int status, String message) {
        builder.awsErrorDetails(AwsErrorDetails.builder()
                .serviceName("ApplicationAutoScaling")
                .errorCode(code)
                .errorMessage(message)
                .build());
        return (ApplicationAutoScalingException) builder.message(message)
                .statusCode(status)
                .writableStackTrace(false)
                .build();
    }
}
