package dev.kagemusha.dynamodb.table;

import dev.kagemusha.state.Locks;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.state.Transaction;
import dev.kagemusha.state.jobs.JobRun;
import dev.kagemusha.state.jobs.Jobs;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;

import java.time.Instant;

/** Drops tables that have been DELETING for as long as that takes. */
public final class TableRemoval {
    /** Job kind; the key is the table's name. */
    private static final String KIND = "dynamodb.removal";

    private final StateStore store;
    private final Catalog catalog;
    private final Jobs jobs;

    /** Registers itself with the jobs; one for the whole service. */
    public TableRemoval(StateStore store, Catalog catalog, Jobs jobs) {
        this.store = store;
        this.catalog = catalog;
        this.jobs = jobs;
        jobs.handle(KIND, this::run);
    }

    /** Has a table dropped at that time; called in the transaction that makes it DELETING. */
    public void schedule(Transaction tx, int scope, String table, Instant due) {
        jobs.schedule(tx, KIND, scope, table, due);
    }

    private void run(JobRun run) {
        TableInfo table = catalog.find(run.scope(), run.key());
        if (table == null || table.state().status() != TableStatus.DELETING) {
            store.write(Locks.of(Rows.TABLES, run.scope(), run.key()), tx -> {
                run.done(tx);
                return true;
            });
            return;
        }
        TableInfo ignored = catalog.drop(run.scope(), run.key(), (tx, dropped) -> run.done(tx));
    }
}
