package dev.kagemusha.dynamodb.backup;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import dev.kagemusha.dynamodb.capacity.Usage;
import dev.kagemusha.dynamodb.item.Item;
import dev.kagemusha.dynamodb.table.Catalog;
import dev.kagemusha.dynamodb.table.Decision;
import dev.kagemusha.dynamodb.table.Images;
import dev.kagemusha.dynamodb.table.ItemStore;
import dev.kagemusha.dynamodb.table.Origin;
import dev.kagemusha.dynamodb.table.State;
import dev.kagemusha.dynamodb.table.TableInfo;
import dev.kagemusha.dynamodb.table.TableListener;
import dev.kagemusha.dynamodb.table.Undone;
import dev.kagemusha.dynamodb.table.Write;
import dev.kagemusha.service.Environment;
import dev.kagemusha.state.ChangeLog;
import dev.kagemusha.state.Locks;
import dev.kagemusha.state.Scope;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.state.Transaction;
import dev.kagemusha.state.jobs.JobRun;
import dev.kagemusha.state.jobs.Jobs;
import dev.kagemusha.time.EmulatorClock;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Fills tables that are restored, in the background; until then they are {@code CREATING} and nobody else can write them.
 *
 * <p>A table restored to a point in time is first copied as its source was then ({@link Copying}); one restored from a backup
 * begins with the backup's copy. The job is scheduled by the commit that creates the table, and each of its slices commits items and
 * index entries of the new table with the place where the next one goes on.
 */
public final class RestoreWork implements TableListener {
    private static final String KIND = "dynamodb.restore";
    private static final int BEGIN = 0;
    private static final int FILL = Copying.COPIED + 1;
    private static final int FINISH = FILL + 1;
    private static final int SLICE = 100;
    private static final long SLICE_BYTES = 2 << 20;

    private final ChangeLog log;
    private final EmulatorClock clock;
    private final Jobs jobs;
    private final StateStore store;
    private final Catalog catalog;
    private final ItemStore items;
    private final Copying copying;
    private final Duration delay;

    /**
     * Registers its job.
     *
     * @param delay how long new tables are in the making at least
     */
    public RestoreWork(Environment environment, Catalog catalog, ItemStore items, Duration delay) {
        this.log = environment.changes();
        this.clock = environment.clock();
        this.jobs = environment.jobs();
        this.store = environment.store();
        this.catalog = catalog;
        this.items = items;
        this.copying = new Copying(store, catalog.keys());
        this.delay = delay;
        jobs.handle(KIND, this::run);
    }

    private static String key(TableInfo table) {
        return table.id() + " " + table.name();
    }

    @Override
    public void changed(Transaction tx, int scope, @Nullable TableInfo before, @Nullable TableInfo after) {
        if (before == null && after != null && isBeingRestored(after)) {
            jobs.schedule(tx, KIND, scope, key(after), clock.instant().plus(delay));
        }
    }

    private static boolean isBeingRestored(TableInfo table) {
        RestoreSettings restore = table.get(RestoreSettings.SECTION);
        return restore != null && restore.inProgress();
    }

    @Override
    public void checkDroppable(int scope, TableInfo table) {
        if (isBeingRestored(table)) {
            throw DynamoDbErrors.resourceInUse(
                    "Attempt to change a resource which is still in use: Table is being created: " + table.name());
        }
    }

    /** Where a restore takes its items from. */
    private record Source(int scope, String table, BackupRows.@Nullable Name backup) {}

    private Source source(RestoreSettings restore) {
        String arn = restore.backupArn() == null ? restore.sourceArn() : restore.backupArn();
        String[] fields = arn.split(":", 6);
        String[] path = fields[5].split("/", -1);
        return new Source(
                store.scope(new Scope(fields[1], "dynamodb", fields[4], fields[3])),
                path[1],
                restore.backupArn() == null ? null : new BackupRows.Name(path[1], path[3]));
    }

    private void run(JobRun run) {
        String name = run.key().substring(run.key().indexOf(' ') + 1);
        TableInfo table = catalog.find(run.scope(), name);
        RestoreSettings restore = table == null ? null : table.get(RestoreSettings.SECTION);
        if (table == null || restore == null || !key(table).equals(run.key())) {
            store.write(catalog.lock(run.scope(), name), tx -> {
                run.done(tx);
                return true;
            });
            return;
        }
        Source source = source(restore);
        Progress now = run.cursor().length == 0 ? Progress.begin(BEGIN, 0, 0) : Progress.decode(run.cursor());
        if (now.phase() == BEGIN) {
            begin(run, restore, source);
        } else if (now.phase() < Copying.COPIED) {
            TableInfo from = catalog.find(source.scope(), source.table());
            copying.slice(run, source.scope(), from == null ? table : from, now);
        } else if (now.phase() == Copying.COPIED) {
            release(run, source, now);
        } else if (now.phase() == FILL) {
            fill(run, source, table, now);
        } else {
            finish(run, source, table, now);
        }
    }

    private void begin(JobRun run, RestoreSettings restore, Source source) {
        if (source.backup() != null) {
            BackupRows.Name name = source.backup();
            store.write(Locks.of(BackupRows.BACKUPS, source.scope(), name), tx -> {
                Backup backup = tx.get(BackupRows.BACKUPS, source.scope(), name);
                if (backup == null) {
                    throw new IllegalStateException("a backup went while it was restored");
                }
                run.again(tx, Progress.begin(FILL, backup.image(), 0).encode());
                return true;
            });
            return;
        }
        if (catalog.find(source.scope(), source.table()) == null) {
            abandon(run);
            return;
        }
        TableInfo ignored = catalog.change(source.scope(), source.table(), (tx, table, ids) -> {
            int image = ids.getAsInt();
            long frontier = log.frontier(source.scope(), table.id());
            long number = Math.min(frontier, ChangeLog.at(restore.millis() + 1));
            run.again(tx, Progress.begin(Copying.ROWS, image, number).encode());
            return Copying.hold(table, image, clock.millis(), number);
        });
    }

    /** The source went before it was held. */
    private void abandon(JobRun run) {
        String name = run.key().substring(run.key().indexOf(' ') + 1);
        TableInfo given =
                catalog.change(run.scope(), name, (tx, table, ids) -> table.with(RestoreSettings.SECTION, null));
        TableInfo ignored = catalog.drop(run.scope(), given.name(), (tx, table) -> {});
        store.write(catalog.lock(run.scope(), name), tx -> {
            run.done(tx);
            return true;
        });
    }

    private void release(JobRun run, Source source, Progress now) {
        TableInfo ignored = catalog.change(source.scope(), source.table(), (tx, table, ids) -> {
            run.again(tx, now.to(FILL).encode());
            return Copying.release(table, now.image());
        });
    }

    private void fill(JobRun run, Source source, TableInfo table, Progress now) {
        List<Images.Line> lines = store.read(
                view -> Images.read(view, catalog.keys(), source.scope(), now.image(), now.at(), SLICE, SLICE_BYTES));
        if (lines.isEmpty()) {
            store.write(Locks.NONE, tx -> {
                run.again(tx, now.to(FINISH).encode());
                return true;
            });
            return;
        }
        Usage unbilled = new Usage(table.name());
        boolean ignored = catalog.onAll(() -> {
            TableInfo current = catalog.find(run.scope(), table.name());
            if (current == null || current.id() != table.id()) {
                throw new IllegalStateException("a table went while it was restored");
            }
            List<Write> writes = new ArrayList<>(lines.size());
            for (Images.Line line : lines) {
                Item item = line.item();
                writes.add(new Write(
                        run.scope(),
                        current,
                        item,
                        found -> new Decision.Put(item, line.size()),
                        unbilled,
                        Origin.RESTORE));
            }
            Undone undone = items.writeAll(
                    writes,
                    tx -> run.again(tx, now.on(0, 0, lines.getLast().place()).encode()));
            if (!undone.writes().isEmpty()) {
                throw new IllegalStateException("a transaction wrote to a table that is being restored");
            }
            return true;
        });
    }

    /** The backup is let go first: should that be all before a kill, the table is made active by the next run. */
    private void finish(JobRun run, Source source, TableInfo table, Progress now) {
        BackupRows.Name name = source.backup();
        if (name == null) {
            store.write(Locks.NONE, tx -> {
                Images.drop(tx, source.scope(), now.image());
                return true;
            });
        } else if (now.at().length == 0) {
            store.write(Locks.of(BackupRows.BACKUPS, source.scope(), name), tx -> {
                Backup backup = tx.get(BackupRows.BACKUPS, source.scope(), name);
                if (backup != null) {
                    tx.update(BackupRows.BACKUPS, source.scope(), name, backup.restores(backup.restores() - 1));
                }
                run.again(tx, now.on(0, 0, new byte[1]).encode());
                return true;
            });
            return;
        }
        TableInfo ignored = catalog.change(run.scope(), table.name(), (tx, current, ids) -> {
            RestoreSettings restore = current.get(RestoreSettings.SECTION);
            run.done(tx);
            return current.change()
                    .state(State.ACTIVE)
                    .section(RestoreSettings.SECTION, restore == null ? null : restore.done())
                    .build();
        });
    }
}
