package dev.kagemusha.dynamodb.backup;

import dev.kagemusha.dynamodb.item.Value;
import dev.kagemusha.dynamodb.table.Section;
import dev.kagemusha.dynamodb.table.State;
import dev.kagemusha.dynamodb.table.TableInfo;
import software.amazon.awssdk.services.dynamodb.model.ArchivalSummary;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;

import java.time.Instant;
import java.util.Map;

/**
 * That a table was archived, since nobody could use its key for too long, and into which backup. Its items can be had from there, in
 * another table or, once this one is deleted, in one of the same name.
 */
public record Archival(String backupArn, long millis) {
    private static final String REASON = "INACCESSIBLE_ENCRYPTION_CREDENTIALS";

    private static final Section<Archival> SECTION = new Section<>(
            "archival",
            archival -> Map.of(
                    "backup", new Value.S(archival.backupArn), "time", new Value.N(Long.toString(archival.millis))),
            fields -> new Archival(fields.text("backup"), fields.number("time")));

    /** A definition whose archival begins with this backup. */
    static TableInfo begin(TableInfo table, Backup backup) {
        return table.with(SECTION, new Archival(backup.arn(), backup.createdMillis()))
                .change()
                .state(new State(TableStatus.ARCHIVING, Long.MAX_VALUE))
                .build();
    }

    /** The definition when one of its backups is made. */
    static TableInfo made(TableInfo table, Backup backup) {
        Archival archival = table.get(SECTION);
        return archival == null || !archival.backupArn.equals(backup.arn())
                ? table
                : table.change()
                        .state(new State(TableStatus.ARCHIVED, Long.MAX_VALUE))
                        .build();
    }

    /** Whether a table is archived, or being so. */
    static boolean isOf(TableInfo table) {
        return table.get(SECTION) != null;
    }

    /** Adds to a table's description what it says of this. */
    public static void describe(TableInfo table, TableDescription.Builder answer) {
        Archival archival = table.get(SECTION);
        if (archival != null) {
            answer.archivalSummary(ArchivalSummary.builder()
                    .archivalDateTime(Instant.ofEpochMilli(archival.millis))
                    .archivalReason(REASON)
                    .archivalBackupArn(archival.backupArn)
                    .build());
        }
    }
}
