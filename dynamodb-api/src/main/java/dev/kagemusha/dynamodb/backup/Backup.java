package dev.kagemusha.dynamodb.backup;

import dev.kagemusha.dynamodb.table.TableInfo;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.BackupDetails;
import software.amazon.awssdk.services.dynamodb.model.BackupStatus;
import software.amazon.awssdk.services.dynamodb.model.BackupType;

import java.time.Instant;

/**
 * A backup.
 *
 * @param id part of its ARN: when it was made, then something random
 * @param image the id of the copy that it is
 * @param number the copy is of the table as it was before this number of its log
 * @param createdMillis of the emulated clock
 * @param expiresMillis when it goes by itself, or null
 * @param items how many items the copy has; 0 until it is made
 * @param bytes their size; 0 until it is made
 * @param restores how many tables are being restored from it
 * @param definition of the table when the backup was made
 */
record Backup(
        String id,
        String name,
        BackupType type,
        BackupStatus status,
        int image,
        long number,
        long createdMillis,
        @Nullable Long expiresMillis,
        long items,
        long bytes,
        int restores,
        TableInfo definition) {

    String table() {
        return definition.name();
    }

    String arn() {
        return definition.arn() + "/backup/" + id;
    }

    Backup made(long count, long size) {
        return new Backup(
                id,
                name,
                type,
                BackupStatus.AVAILABLE,
                image,
                number,
                createdMillis,
                expiresMillis,
                count,
                size,
                restores,
                definition);
    }

    Backup restores(int number) {
        return new Backup(
                id, name, type, status, image, number, createdMillis, expiresMillis, items, bytes, number, definition);
    }

    BackupDetails details(BackupStatus shown) {
        BackupDetails.Builder details = BackupDetails.builder()
                .backupArn(arn())
                .backupName(name)
                .backupSizeBytes(bytes)
                .backupStatus(shown)
                .backupType(type)
                .backupCreationDateTime(Instant.ofEpochMilli(createdMillis));
        if (expiresMillis != null) {
            details.backupExpiryDateTime(Instant.ofEpochMilli(expiresMillis));
        }
        return details.build();
    }
}
