package dev.kagemusha.dynamodb.change;

import dev.kagemusha.dynamodb.table.Catalog;
import dev.kagemusha.dynamodb.table.Found;
import dev.kagemusha.dynamodb.table.ItemListener;
import dev.kagemusha.dynamodb.table.TableInfo;
import dev.kagemusha.dynamodb.table.TableListener;
import dev.kagemusha.dynamodb.table.Write;
import dev.kagemusha.service.Environment;
import dev.kagemusha.state.ChangeLog;
import dev.kagemusha.state.Cursor;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.state.Transaction;
import dev.kagemusha.state.jobs.JobRun;
import dev.kagemusha.state.jobs.Jobs;
import dev.kagemusha.time.EmulatorClock;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * Writes the log of each table that somebody follows, in the commit of each change, and trims it each hour of emulated time. A
 * write that leaves an item as it was is no change. The log's name is the table's internal id; it outlives the table for as
 * long as its records are to be kept.
 */
public final class Changes implements ItemListener, TableListener {
    private static final String TRIM = "dynamodb.trimChanges";
    private static final Duration BETWEEN = Duration.ofHours(1);

    private final ChangeLog log;
    private final EmulatorClock clock;
    private final Jobs jobs;
    private final StateStore store;
    private final Catalog catalog;

    /** Registers the job that trims. */
    public Changes(Environment environment, Catalog catalog) {
        this.log = environment.changes();
        this.clock = environment.clock();
        this.jobs = environment.jobs();
        this.store = environment.store();
        this.catalog = catalog;
        jobs.handle(TRIM, this::trim);
    }

    @Override
    public void written(Transaction tx, Write write, Found before, Found after) {
        TableInfo table = write.table();
        if (table.get(Followers.SECTION) != null && !same(before, after)) {
            long ignored = log.append(tx, write.scope(), table.id(), ItemChange.encode(before, after, write.origin()));
        }
    }

    /** Equal items are sealed to other bytes each time, but to as many of them, but for the order of attributes. */
    private static boolean same(Found before, Found after) {
        return before.exists()
                && after.exists()
                && before.size() == after.size()
                && Objects.equals(before.item(), after.item());
    }

    @Override
    public void changed(Transaction tx, int scope, @Nullable TableInfo before, @Nullable TableInfo after) {
        boolean was = before != null && before.get(Followers.SECTION) != null;
        boolean is = after != null && after.get(Followers.SECTION) != null;
        String subject = after == null ? "" : subject(after);
        if (is && !was && jobs.due(tx, TRIM, scope, subject) == null) {
            jobs.schedule(tx, TRIM, scope, subject, clock.instant().plus(BETWEEN));
        }
    }

    /** Finds the table even if another has taken its name. */
    private static String subject(TableInfo table) {
        return table.id() + " " + table.name();
    }

    private void trim(JobRun run) {
        int space = run.key().indexOf(' ');
        int id = Integer.parseInt(run.key().substring(0, space));
        String name = run.key().substring(space + 1);
        store.write(catalog.lock(run.scope(), name), tx -> {
            TableInfo table = catalog.find(tx, run.scope(), name);
            Followers followers = table == null || table.id() != id ? null : table.get(Followers.SECTION);
            long kept = followers == null ? Followers.LEAST.toMillis() : followers.longest();
            long now = Math.max(run.due().toEpochMilli(), clock.millis());
            log.trim(tx, run.scope(), id, ChangeLog.at(now - kept));
            if (followers == null && isEmpty(tx, run.scope(), id)) {
                if (table == null || table.id() != id) {
                    log.drop(tx, run.scope(), id);
                }
                run.done(tx);
            } else {
                run.at(tx, Instant.ofEpochMilli(now).plus(BETWEEN), run.cursor());
            }
            return true;
        });
    }

    private static boolean isEmpty(Transaction tx, int scope, int id) {
        try (Cursor<ChangeLog.Place, byte[]> rows = ChangeLog.range(tx, scope, id, 0, Long.MAX_VALUE, false)) {
            return !rows.next();
        }
    }
}
