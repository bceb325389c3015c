package dev.kagemusha.dynamodb.backup;

import dev.kagemusha.dynamodb.item.Value;
import dev.kagemusha.dynamodb.table.Section;
import dev.kagemusha.dynamodb.table.TableInfo;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.BillingModeSummary;
import software.amazon.awssdk.services.dynamodb.model.RestoreSummary;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * That a table was made from another one's backup or history, and whether its items are still coming.
 *
 * @param sourceArn the ARN of the table it was
 * @param backupArn that of the backup, or null if it was restored to a point in time
 * @param millis the time whose items it has
 */
public record RestoreSettings(String sourceArn, @Nullable String backupArn, long millis, boolean inProgress) {
    /** Where a table's definition has them; absent in a table that was created empty. */
    public static final Section<RestoreSettings> SECTION =
            new Section<>("restore", RestoreSettings::write, RestoreSettings::read);

    private static Map<String, Value> write(RestoreSettings settings) {
        Map<String, Value> out = new LinkedHashMap<>();
        out.put("source", new Value.S(settings.sourceArn));
        if (settings.backupArn != null) {
            out.put("backup", new Value.S(settings.backupArn));
        }
        out.put("time", new Value.N(Long.toString(settings.millis)));
        out.put("running", Value.Bool.of(settings.inProgress));
        return out;
    }

    private static RestoreSettings read(Section.Fields fields) {
        return new RestoreSettings(
                fields.text("source"), fields.optional("backup"), fields.number("time"), fields.flag("running"));
    }

    RestoreSettings done() {
        return new RestoreSettings(sourceArn, backupArn, millis, false);
    }

    /** Adds to a table's description where it comes from. */
    public static void describe(TableInfo table, TableDescription.Builder answer) {
        RestoreSettings settings = table.get(SECTION);
        if (settings != null) {
            answer.restoreSummary(RestoreSummary.builder()
                    .sourceTableArn(settings.sourceArn)
                    .sourceBackupArn(settings.backupArn)
                    .restoreDateTime(Instant.ofEpochMilli(settings.millis))
                    .restoreInProgress(settings.inProgress)
                    .build());
            if (table.onDemandMillis() == null) {
                // Of a provisioned table that was made otherwise AWS says nothing.
                answer.billingModeSummary(BillingModeSummary.builder()
                        .billingMode(BillingMode.PROVISIONED)
                        .build());
            }
        }
    }
}
