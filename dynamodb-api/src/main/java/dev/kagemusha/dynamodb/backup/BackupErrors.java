package dev.kagemusha.dynamodb.backup;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import software.amazon.awssdk.services.dynamodb.model.BackupInUseException;
import software.amazon.awssdk.services.dynamodb.model.BackupNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ContinuousBackupsUnavailableException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.InvalidRestoreTimeException;
import software.amazon.awssdk.services.dynamodb.model.PointInTimeRecoveryUnavailableException;
import software.amazon.awssdk.services.dynamodb.model.TableAlreadyExistsException;
import software.amazon.awssdk.services.dynamodb.model.TableInUseException;
import software.amazon.awssdk.services.dynamodb.model.TableNotFoundException;

/**
 * The errors of backups, restores, exports and imports. Their codes are AWS's; where AWS documents no text for an error, it says
 * what the API reference says about when it is given.
 */
public final class BackupErrors {
    private BackupErrors() {}

    /** A table to back up, recover or export is not there. */
    public static DynamoDbException tableNotFound(String name) {
        return DynamoDbErrors.of(
                TableNotFoundException.builder(), "TableNotFoundException", "Table not found: " + name);
    }

    /** The table to restore to exists. */
    public static DynamoDbException tableExists(String name) {
        return DynamoDbErrors.of(
                TableAlreadyExistsException.builder(), "TableAlreadyExistsException", "Table already exists: " + name);
    }

    /** A table is being created or deleted. */
    public static DynamoDbException tableInUse(String name, String state) {
        return DynamoDbErrors.of(
                TableInUseException.builder(), "TableInUseException", "Table is being " + state + ": " + name);
    }

    /** There is no such backup. */
    public static DynamoDbException backupNotFound(String arn) {
        return DynamoDbErrors.of(
                BackupNotFoundException.builder(), "BackupNotFoundException", "Backup not found: " + arn);
    }

    /** The backup is being created or restored. */
    public static DynamoDbException backupInUse(String arn) {
        return DynamoDbErrors.of(
                BackupInUseException.builder(),
                "BackupInUseException",
                "Backup is being created, deleted or restored: " + arn);
    }

    /** The table is not ready for backups yet. */
    public static DynamoDbException continuousBackupsUnavailable() {
        return DynamoDbErrors.of(
                ContinuousBackupsUnavailableException.builder(),
                "ContinuousBackupsUnavailableException",
                "Backups are being enabled for the table. Please retry later");
    }

    /** Point-in-time recovery is off. */
    public static DynamoDbException recoveryUnavailable(String name) {
        return DynamoDbErrors.of(
                PointInTimeRecoveryUnavailableException.builder(),
                "PointInTimeRecoveryUnavailableException",
                "Point in time recovery is not enabled for table '" + name + "'");
    }

    /** A time that a table cannot be restored to. */
    public static DynamoDbException invalidRestoreTime() {
        return DynamoDbErrors.of(
                InvalidRestoreTimeException.builder(),
                "InvalidRestoreTimeException",
                "RestoreDateTime must be between EarliestRestorableDateTime and LatestRestorableDateTime.");
    }
}
