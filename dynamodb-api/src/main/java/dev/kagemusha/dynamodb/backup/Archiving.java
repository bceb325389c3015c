package dev.kagemusha.dynamodb.backup;

import dev.kagemusha.dynamodb.settings.Encryption;
import dev.kagemusha.dynamodb.table.Catalog;
import dev.kagemusha.dynamodb.table.TableInfo;
import dev.kagemusha.dynamodb.table.TableListener;
import dev.kagemusha.service.Environment;
import dev.kagemusha.state.Locks;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.state.Transaction;
import dev.kagemusha.state.jobs.JobRun;
import dev.kagemusha.state.jobs.Jobs;
import dev.kagemusha.time.EmulatorClock;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.function.BiConsumer;

/**
 * Archives tables whose KMS key has been inaccessible for seven days: an on-demand backup of their items as they are, sealed, and then no
 * more use of the table. Source: "DynamoDB encryption at rest usage notes" in the developer guide, ArchivalSummary in the API reference.
 *
 * <p>That a key cannot be used is found out when its table is used, or described, or by a look at it each day of the emulated clock.
 */
final class Archiving implements TableListener {
    private static final String KIND = "dynamodb.archive";
    private static final String BACKUP = "$ArchivalBackup";
    private static final Duration PATIENCE = Duration.ofDays(7);
    private static final Duration LOOK = Duration.ofDays(1);
    private static final Duration BUSY = Duration.ofHours(1);

    private final Catalog catalog;
    private final BackupWork work;
    private final Jobs jobs;
    private final EmulatorClock clock;
    private final StateStore store;

    Archiving(Environment environment, Catalog catalog, BackupWork work) {
        this.catalog = catalog;
        this.work = work;
        this.jobs = environment.jobs();
        this.clock = environment.clock();
        this.store = environment.store();
        jobs.handle(KIND, this::look);
    }

    @Override
    public void changed(Transaction tx, int scope, @Nullable TableInfo before, @Nullable TableInfo after) {
        boolean was = before != null && isWatched(before);
        boolean is = after != null && isWatched(after);
        if (after != null && is && !was) {
            jobs.schedule(tx, KIND, scope, after.name(), clock.instant().plus(LOOK));
        } else if (before != null && was && !is) {
            jobs.cancel(tx, KIND, scope, before.name());
        }
    }

    private static boolean isWatched(TableInfo table) {
        return Encryption.isBy(table) && !Archival.isOf(table);
    }

    private void look(JobRun run) {
        TableInfo table = catalog.find(run.scope(), run.key());
        if (table == null || !isWatched(table)) {
            settle(run, (tx, done) -> done.done(tx));
            return;
        }
        catalog.keys().check(run.scope(), table.id());
        Long since = catalog.keys().inaccessibleMillis(run.scope(), table.id());
        Instant end = since == null ? Instant.MAX : Instant.ofEpochMilli(since).plus(PATIENCE);
        if (run.due().isBefore(end)) {
            Instant next = run.due().plus(LOOK);
            Instant sooner = next.isBefore(end) ? next : end;
            settle(run, (tx, again) -> again.at(tx, sooner, run.cursor()));
        } else if (Copying.isHeld(table)) {
            settle(run, (tx, again) -> again.at(tx, run.due().plus(BUSY), run.cursor()));
        } else {
            work.archive(run.scope(), table.name(), table.name() + BACKUP, run::done);
        }
    }

    private void settle(JobRun run, BiConsumer<Transaction, JobRun> next) {
        store.write(Locks.NONE, tx -> {
            next.accept(tx, run);
            return true;
        });
    }
}
