package dev.kagemusha.dynamodb.stream;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ExpiredIteratorException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TrimmedDataAccessException;

/** The errors that only DynamoDB Streams has. */
final class StreamErrors {
    private StreamErrors() {}

    static ResourceNotFoundException streamNotFound(String arn) {
        return DynamoDbErrors.resourceNotFound("Requested resource not found: Stream: " + arn + " not found");
    }

    static ResourceNotFoundException shardNotFound(String shardId, String arn) {
        return DynamoDbErrors.resourceNotFound(
                "Requested resource not found: Shard: " + shardId + " in Stream: " + arn + " not found");
    }

    static DynamoDbException invalidStreamArn() {
        return DynamoDbErrors.validation("Invalid StreamArn");
    }

    /** A constraint that AWS checks though its published model lacks it. */
    static DynamoDbException constraint(String value, String member, String constraint) {
        return DynamoDbErrors.validation("1 validation error detected: Value " + value + " at '" + member
                + "' failed to satisfy constraint: Member must " + constraint);
    }

    static DynamoDbException iteratorExpired() {
        return of(
                ExpiredIteratorException.builder(),
                "ExpiredIteratorException",
                "Iterator expired. A shard iterator can be used for 15 minutes after it was returned.");
    }

    static DynamoDbException trimmed() {
        return of(
                TrimmedDataAccessException.builder(),
                "TrimmedDataAccessException",
                "The data you are trying to access has been trimmed");
    }

    private static DynamoDbException of(DynamoDbException.Builder builder, String code, String message) {
        builder.awsErrorDetails(AwsErrorDetails.builder()
                .serviceName("DynamoDBStreams")
                .errorCode(code)
                .errorMessage(message)
                .build());
        return (DynamoDbException) builder.message(message)
                .statusCode(400)
                .writableStackTrace(false)
                .build();
    }
}
