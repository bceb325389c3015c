package dev.kagemusha.dynamodb.movement;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ExportConflictException;
import software.amazon.awssdk.services.dynamodb.model.ExportNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ImportConflictException;
import software.amazon.awssdk.services.dynamodb.model.ImportNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.InvalidExportTimeException;

/** The errors of exports and imports; AWS documents their codes, and no texts. */
final class MovementErrors {
    private MovementErrors() {}

    static DynamoDbException exportNotFound(String arn) {
        return DynamoDbErrors.of(
                ExportNotFoundException.builder(), "ExportNotFoundException", "Export not found: " + arn);
    }

    static DynamoDbException exportConflict() {
        return DynamoDbErrors.of(
                ExportConflictException.builder(),
                "ExportConflictException",
                "There was a conflict when writing to the specified S3 bucket: the client token was used with other"
                        + " parameters");
    }

    static DynamoDbException invalidExportTime() {
        return DynamoDbErrors.of(
                InvalidExportTimeException.builder(),
                "InvalidExportTimeException",
                "The specified ExportTime is outside of the point in time recovery window");
    }

    static DynamoDbException importNotFound(String arn) {
        return DynamoDbErrors.of(
                ImportNotFoundException.builder(), "ImportNotFoundException", "Import not found: " + arn);
    }

    static DynamoDbException importConflict() {
        return DynamoDbErrors.of(
                ImportConflictException.builder(),
                "ImportConflictException",
                "There was a conflict when importing from the specified S3 source: the client token was used with other"
                        + " parameters");
    }
}
