package dev.kagemusha.dynamodb.backup;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import dev.kagemusha.dynamodb.table.Catalog;
import dev.kagemusha.dynamodb.table.Count;
import dev.kagemusha.dynamodb.table.Images;
import dev.kagemusha.dynamodb.table.TableInfo;
import dev.kagemusha.dynamodb.table.TableListener;
import dev.kagemusha.service.Environment;
import dev.kagemusha.state.ChangeLog;
import dev.kagemusha.state.Locks;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.state.Transaction;
import dev.kagemusha.state.jobs.JobRun;
import dev.kagemusha.state.jobs.Jobs;
import dev.kagemusha.time.EmulatorClock;
import dev.kagemusha.time.Ids;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.BackupStatus;
import software.amazon.awssdk.services.dynamodb.model.BackupType;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Makes backups, and takes those away that expire.
 *
 * <p>A backup has the items of the moment in which it was asked for: that moment is under the table's lock, when no write is under
 * way, so the frontier of the log is a clean cut. A table that is dropped while it can be recovered leaves a system backup, whose copy is
 * the table's own rows.
 */
public final class BackupWork implements TableListener {
    private static final String MAKE = "dynamodb.backup";
    private static final String EXPIRE = "dynamodb.expireBackup";
    private static final Duration SYSTEM_RETENTION = Duration.ofDays(35);
    private static final Ids IDS = Ids.secure();

    private final ChangeLog log;
    private final EmulatorClock clock;
    private final Jobs jobs;
    private final StateStore store;
    private final Catalog catalog;
    private final Copying copying;

    /** Registers its jobs, and has dropped tables that can be recovered keep their items. */
    public BackupWork(Environment environment, Catalog catalog) {
        this.log = environment.changes();
        this.clock = environment.clock();
        this.jobs = environment.jobs();
        this.store = environment.store();
        this.catalog = catalog;
        this.copying = new Copying(store, catalog.keys());
        jobs.handle(MAKE, this::make);
        jobs.handle(EXPIRE, this::expire);
        catalog.keepItemsOf(table -> table.get(RecoverySettings.SECTION) != null);
    }

    static String key(BackupRows.Name name) {
        return name.id() + " " + name.table();
    }

    static BackupRows.Name name(String key) {
        int space = key.indexOf(' ');
        return new BackupRows.Name(key.substring(space + 1), key.substring(0, space));
    }

    private String id(long millis) {
        return String.format(Locale.ROOT, "%014d-%s", millis, IDS.hex(8));
    }

    /** Begins a backup of a table that is there. */
    Backup begin(int scope, String table, String name, Duration delay) {
        return begin(scope, table, name, delay, (tx, held, backup) -> held);
    }

    /** Begins the last backup of a table whose key is not to be had. */
    void archive(int scope, String table, String name, Consumer<Transaction> with) {
        Backup ignored = begin(scope, table, name, Duration.ZERO, (tx, held, backup) -> {
            with.accept(tx);
            return Archival.begin(held, backup);
        });
    }

    @FunctionalInterface
    private interface Beginning {
        TableInfo apply(Transaction tx, TableInfo held, Backup backup);
    }

    private Backup begin(int scope, String table, String name, Duration delay, Beginning beginning) {
        Backup[] begun = new Backup[1];
        TableInfo ignored = catalog.change(scope, table, (tx, definition, ids) -> {
            int image = ids.getAsInt();
            Instant now = clock.instant();
            long number = log.frontier(scope, definition.id());
            Backup backup = new Backup(
                    id(now.toEpochMilli()),
                    name,
                    BackupType.USER,
                    BackupStatus.CREATING,
                    image,
                    number,
                    now.toEpochMilli(),
                    null,
                    0,
                    0,
                    0,
                    definition);
            begun[0] = backup;
            BackupRows.Name key = BackupRows.Name.of(backup);
            tx.insert(BackupRows.BACKUPS, scope, key, backup);
            jobs.schedule(tx, MAKE, scope, key(key), now.plus(delay));
            return beginning.apply(tx, Copying.hold(definition, image, now.toEpochMilli(), number), backup);
        });
        return begun[0];
    }

    private void make(JobRun run) {
        int scope = run.scope();
        BackupRows.Name name = name(run.key());
        Backup backup = store.read(view -> view.get(BackupRows.BACKUPS, scope, name));
        if (backup == null) {
            finish(run, Locks.of(BackupRows.BACKUPS, scope, name));
            return;
        }
        Progress progress = run.cursor().length == 0
                ? Progress.begin(Copying.ROWS, backup.image(), backup.number())
                : Progress.decode(run.cursor());
        if (progress.phase() != Copying.COPIED) {
            copying.slice(run, scope, backup.definition(), progress);
            return;
        }
        TableInfo ignored = catalog.change(scope, name.table(), (tx, table, ids) -> {
            tx.upsert(BackupRows.BACKUPS, scope, name, backup.made(progress.items(), progress.bytes()));
            run.done(tx);
            return Archival.made(Copying.release(table, backup.image()), backup);
        });
    }

    private void finish(JobRun run, Locks locks) {
        store.write(locks, tx -> {
            run.done(tx);
            return true;
        });
    }

    @Override
    public void changed(Transaction tx, int scope, @Nullable TableInfo before, @Nullable TableInfo after) {
        if (after != null || before == null) {
            return;
        }
        if (before.get(RecoverySettings.SECTION) != null) {
            leave(tx, scope, before);
        }
    }

    @Override
    public void checkDroppable(int scope, TableInfo table) {
        if (Copying.isHeld(table)) {
            throw DynamoDbErrors.resourceInUse(
                    "Attempt to change a resource which is still in use: Table is being backed up: " + table.name());
        }
    }

    /** The items stay as they are; so nothing has to be copied, and the backup is there at once. */
    private void leave(Transaction tx, int scope, TableInfo table) {
        Instant now = clock.instant();
        Instant end = now.plus(SYSTEM_RETENTION);
        Count count = catalog.count(scope, table);
        Backup backup = new Backup(
                id(now.toEpochMilli()),
                table.name() + "$DeletedTableBackup",
                BackupType.SYSTEM,
                BackupStatus.AVAILABLE,
                table.id(),
                0,
                now.toEpochMilli(),
                end.toEpochMilli(),
                count.items(),
                count.bytes(),
                0,
                table);
        BackupRows.Name name = BackupRows.Name.of(backup);
        tx.insert(BackupRows.BACKUPS, scope, name, backup);
        jobs.schedule(tx, EXPIRE, scope, key(name), end);
    }

    private void expire(JobRun run) {
        BackupRows.Name name = name(run.key());
        store.write(Locks.of(BackupRows.BACKUPS, run.scope(), name), tx -> {
            Backup backup = tx.get(BackupRows.BACKUPS, run.scope(), name);
            if (backup != null && backup.restores() > 0) {
                run.at(tx, run.due().plus(Duration.ofHours(1)), run.cursor());
                return true;
            }
            if (backup != null) {
                remove(tx, run.scope(), backup);
            }
            run.done(tx);
            return true;
        });
    }

    /** Removes a backup; under its lock. */
    static void remove(Transaction tx, int scope, Backup backup) {
        tx.delete(BackupRows.BACKUPS, scope, BackupRows.Name.of(backup));
        Images.drop(tx, scope, backup.image());
    }
}
