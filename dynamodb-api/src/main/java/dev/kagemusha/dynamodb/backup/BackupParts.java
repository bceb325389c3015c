package dev.kagemusha.dynamodb.backup;

import dev.kagemusha.dynamodb.table.Catalog;
import dev.kagemusha.dynamodb.table.ItemStore;
import dev.kagemusha.dynamodb.table.TableInfo;
import dev.kagemusha.service.Environment;
import dev.kagemusha.state.StateStore;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

import java.time.Duration;

/**
 * What the chapters of this package share: one for the service's whole life.
 *
 * @param tables describes tables as the control operations do
 * @param delay how long a backup or table is in the making at least, of the emulated clock
 */
public record BackupParts(StateStore store, Catalog catalog, BackupWork work, TableDescriber tables, Duration delay) {

    /** Describes a table of a scope. */
    @FunctionalInterface
    public interface TableDescriber {
        TableDescription describe(int scope, TableInfo table);
    }

    /** Puts them together, and has the background work follow the definitions of tables. */
    public static BackupParts over(
            Environment environment, Catalog catalog, ItemStore items, TableDescriber tables, Duration delay) {
        BackupWork work = new BackupWork(environment, catalog);
        catalog.listen(work);
        catalog.listen(new Archiving(environment, catalog, work));
        catalog.listen(new RestoreWork(environment, catalog, items, delay));
        return new BackupParts(environment.store(), catalog, work, tables, delay);
    }
}
