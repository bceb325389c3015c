package dev.kagemusha.dynamodb.ttl;

import dev.kagemusha.dynamodb.capacity.Usage;
import dev.kagemusha.dynamodb.item.Item;
import dev.kagemusha.dynamodb.item.ItemCodec;
import dev.kagemusha.dynamodb.table.Catalog;
import dev.kagemusha.dynamodb.table.Decision;
import dev.kagemusha.dynamodb.table.Found;
import dev.kagemusha.dynamodb.table.ItemListener;
import dev.kagemusha.dynamodb.table.ItemStore;
import dev.kagemusha.dynamodb.table.Origin;
import dev.kagemusha.dynamodb.table.Page;
import dev.kagemusha.dynamodb.table.Reach;
import dev.kagemusha.dynamodb.table.Selection;
import dev.kagemusha.dynamodb.table.TableInfo;
import dev.kagemusha.dynamodb.table.TableListener;
import dev.kagemusha.dynamodb.table.Write;
import dev.kagemusha.dynamodb.ttl.ExpiryRows.Entry;
import dev.kagemusha.service.Environment;
import dev.kagemusha.state.Cursor;
import dev.kagemusha.state.ReadView;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.state.Transaction;
import dev.kagemusha.state.jobs.JobRun;
import dev.kagemusha.state.jobs.Jobs;
import dev.kagemusha.time.EmulatorClock;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps the index of expiry times in the commits of items, and deletes items when their time has come.
 *
 * <h2>When it runs</h2>
 *
 * Each table with expiry has one job, due at its earliest expiry time. Whoever writes an item that expires earlier than all before
 * moves the job in the same commit. It takes no lock for that, which would make writers wait for each other: the job may be run once
 * more than needed. A writer that relied on a time at which the job was running just then, and was too late for it, finds that out
 * after its commit, and moves the job under the table's lock, where the job also decides when it is due next. For a process that is
 * killed at that very moment, the job looks once an hour at least.
 *
 * <h2>Items that were there before</h2>
 *
 * They are indexed by a second job, a slice at a time. It takes no locks of items, so it may add a row for a time that an item has
 * no more; such a row is found out and removed when it is due.
 */
public final class Expiry implements ItemListener, TableListener {
    private static final String EXPIRE = "dynamodb.expire";
    private static final String FILL = "dynamodb.fillExpiries";
    private static final int SLICE = 100;
    private static final int FILL_SLICE = 500;
    private static final Duration AT_LEAST_EVERY = Duration.ofHours(1);
    private static final Duration AFTER_CONFLICT = Duration.ofSeconds(1);

    private final StateStore store;
    private final EmulatorClock clock;
    private final Jobs jobs;
    private final Catalog catalog;
    private final ItemStore items;
    private final Map<Key, Known> due = new ConcurrentHashMap<>();

    /** Registers the jobs. */
    public Expiry(Environment environment, Catalog catalog, ItemStore items) {
        this.store = environment.store();
        this.clock = environment.clock();
        this.jobs = environment.jobs();
        this.catalog = catalog;
        this.items = items;
        jobs.handle(EXPIRE, this::expire);
        jobs.handle(FILL, this::fill);
        store.onReset(due::clear);
    }

    private record Key(int scope, int table) {}

    /**
     * That a job runs by this time. Compared by identity: who has scheduled an earlier one takes the place of what it has seen, and
     * so never of what the job itself has said since.
     */
    private static final class Known {
        private final long millis;

        Known(long millis) {
            this.millis = millis;
        }

        /** Long.MAX_VALUE is nothing to rely on. */
        boolean isLater(long expiry) {
            return millis == Long.MAX_VALUE || millis > expiry * 1000;
        }

        Known orEarlier(Known other) {
            return other.millis < millis ? other : this;
        }
    }

    private Known known(Key key) {
        return due.computeIfAbsent(key, k -> new Known(Long.MAX_VALUE));
    }

    // What is written

    @Override
    public void written(Transaction tx, Write write, Found before, Found after) {
        TableInfo table = write.table();
        TimeToLive ttl = TimeToLive.of(table);
        if (ttl == null) {
            return;
        }
        long old = ttl.expiry(before);
        long now = ttl.expiry(after);
        if (old == now) {
            return;
        }
        int scope = write.scope();
        Item was = before.item();
        Item is = after.item();
        if (old != TimeToLive.NEVER && was != null) {
            tx.delete(ExpiryRows.EXPIRIES, scope, ExpiryRows.of(table, old, was));
        }
        if (now != TimeToLive.NEVER && is != null && !TimeToLive.tooOld(now, clock.millis())) {
            add(tx, scope, table, now, is);
            if (known(new Key(scope, table.id())).isLater(now)) {
                scheduleBy(tx, scope, table, now * 1000);
            } else {
                tx.afterCommit(() -> moveForward(scope, table, now));
            }
        }
    }

    private static void add(Transaction tx, int scope, TableInfo table, long expiry, Item item) {
        tx.upsert(
                ExpiryRows.EXPIRIES,
                scope,
                ExpiryRows.of(table, expiry, item),
                item.only(table.keys().names()));
    }

    private void moveForward(int scope, TableInfo table, long expiry) {
        if (!known(new Key(scope, table.id())).isLater(expiry)) {
            return;
        }
        store.write(catalog.lock(scope, table.name()), tx -> {
            TableInfo current = catalog.find(tx, scope, table.name());
            if (current != null && current.id() == table.id() && TimeToLive.of(current) != null) {
                scheduleBy(tx, scope, current, expiry * 1000);
            }
            return true;
        });
    }

    /** Has the job run by then. */
    private void scheduleBy(Transaction tx, int scope, TableInfo table, long millis) {
        Key key = new Key(scope, table.id());
        Known seen = known(key);
        Instant scheduled = jobs.due(tx, EXPIRE, scope, subject(table));
        Known by = new Known(scheduled == null ? millis : Math.min(millis, scheduled.toEpochMilli()));
        if (scheduled == null || scheduled.toEpochMilli() > millis) {
            jobs.schedule(tx, EXPIRE, scope, subject(table), Instant.ofEpochMilli(millis));
        }
        tx.afterCommit(() -> due.replace(key, seen, by));
    }

    // What is defined

    @Override
    public void changed(Transaction tx, int scope, @Nullable TableInfo before, @Nullable TableInfo after) {
        TimeToLive was = before == null ? null : TimeToLive.of(before);
        TimeToLive is = after == null ? null : TimeToLive.of(after);
        if (before != null && was != null && is == null) {
            tx.deleteRange(ExpiryRows.EXPIRIES, scope, ExpiryRows.all(before.id()));
            jobs.cancel(tx, EXPIRE, scope, subject(before));
            jobs.cancel(tx, FILL, scope, subject(before));
            tx.afterCommit(() -> due.remove(new Key(scope, before.id())));
        }
        if (after != null && is != null && was == null) {
            Instant now = clock.instant();
            scheduleBy(tx, scope, after, now.plus(AT_LEAST_EVERY).toEpochMilli());
            jobs.schedule(tx, FILL, scope, subject(after), now);
        }
    }

    /** Finds the table even if another has taken its name. */
    private static String subject(TableInfo table) {
        return table.id() + " " + table.name();
    }

    private static String name(JobRun run) {
        return run.key().substring(run.key().indexOf(' ') + 1);
    }

    private static Key key(JobRun run) {
        return new Key(run.scope(), Integer.parseInt(run.key(), 0, run.key().indexOf(' '), 10));
    }

    /** The table that a job is about if its items still expire, or null. */
    private @Nullable TableInfo table(ReadView view, JobRun run) {
        TableInfo table = catalog.find(view, run.scope(), name(run));
        return table != null && subject(table).equals(run.key()) && TimeToLive.of(table) != null ? table : null;
    }

    // Jobs

    private void expire(JobRun run) {
        long now = now(run);
        List<Hint> hints = hints(run, now / 1000);
        List<Entry> wrong = new ArrayList<>();
        boolean conflict = false;
        for (Hint hint : hints) {
            try {
                if (!delete(run, hint, now)) {
                    wrong.add(hint.entry());
                }
            } catch (TransactionConflictException e) {
                conflict = true;
            } catch (ResourceNotFoundException e) {
                // The table went meanwhile, and its rows with it.
                break;
            }
        }
        boolean waits = conflict;
        // From here on nobody relies on a time at which the job would look once more.
        due.remove(key(run));
        store.write(catalog.lock(run.scope(), name(run)), tx -> {
            TableInfo table = table(tx, run);
            if (table == null) {
                run.done(tx);
                return true;
            }
            for (Entry entry : wrong) {
                removeIfWrong(tx, run.scope(), table, entry);
            }
            settle(tx, run, table, now, waits);
            return true;
        });
    }

    private long now(JobRun run) {
        return Math.max(run.due().toEpochMilli(), clock.millis());
    }

    /** @param item the item's key */
    private record Hint(Entry entry, Item item) {}

    private List<Hint> hints(JobRun run, long second) {
        return store.read(view -> {
            List<Hint> found = new ArrayList<>();
            TableInfo table = table(view, run);
            if (table != null) {
                try (Cursor<Entry, Item> rows =
                        view.range(ExpiryRows.EXPIRIES, run.scope(), ExpiryRows.until(table.id(), second))) {
                    while (found.size() < SLICE && rows.next()) {
                        found.add(new Hint(rows.key(), rows.value()));
                    }
                }
            }
            return found;
        });
    }

    /** Deletes an item that says itself that it has expired; false if it does not, or not any more. */
    private boolean delete(JobRun run, Hint hint, long now) {
        return catalog.on(run.scope(), name(run), table -> {
            TimeToLive ttl = TimeToLive.of(table);
            if (ttl == null || !subject(table).equals(run.key())) {
                return true;
            }
            // It costs the table no capacity.
            Usage free = new Usage(table.name());
            Write write = new Write(
                    run.scope(),
                    table,
                    hint.item(),
                    found -> expired(ttl, found, now) ? Decision.Delete.DELETE : Decision.Nothing.NOTHING,
                    free,
                    Origin.TIME_TO_LIVE);
            Found before = items.write(write).before();
            return before.exists() && ttl.expiry(before) == hint.entry().expiry() && expired(ttl, before, now);
        });
    }

    private static boolean expired(TimeToLive ttl, Found found, long now) {
        long expiry = ttl.expiry(found);
        return expiry <= now / 1000 && !TimeToLive.tooOld(expiry, now);
    }

    /** Under the table's lock, so that no writer makes the row right meanwhile. */
    private void removeIfWrong(Transaction tx, int scope, TableInfo table, Entry entry) {
        Item key = tx.get(ExpiryRows.EXPIRIES, scope, entry);
        TimeToLive ttl = TimeToLive.of(table);
        if (key == null || ttl == null) {
            return;
        }
        long says = ttl.expiry(items.find(tx, scope, table, key));
        if (says != entry.expiry() || TimeToLive.tooOld(says, clock.millis())) {
            tx.delete(ExpiryRows.EXPIRIES, scope, entry);
        }
    }

    private void settle(Transaction tx, JobRun run, TableInfo table, long now, boolean conflict) {
        long next = now + AT_LEAST_EVERY.toMillis();
        try (Cursor<Entry, Item> rows =
                tx.range(ExpiryRows.EXPIRIES, run.scope(), ExpiryRows.until(table.id(), next / 1000))) {
            if (rows.next()) {
                next = Math.min(next, rows.key().expiry() * 1000);
            }
        }
        if (next <= now && conflict) {
            next = now + AFTER_CONFLICT.toMillis();
        }
        if (next > run.due().toEpochMilli() && next > now) {
            Known by = new Known(next);
            run.at(tx, Instant.ofEpochMilli(next), run.cursor());
            tx.afterCommit(() -> due.merge(key(run), by, Known::orEarlier));
        } else {
            run.again(tx, run.cursor());
        }
    }

    /** Indexes the items that were there when expiry was enabled. */
    private void fill(JobRun run) {
        Page page;
        try {
            page = catalog.on(run.scope(), name(run), table -> {
                Reach all = Reach.scan(table, null, 0, 1, 0);
                Reach rest = run.cursor().length == 0 ? all : all.after(ItemCodec.decode(run.cursor()));
                return items.page(run.scope(), rest, new Selection(FILL_SLICE, null, null, false, false));
            });
        } catch (ResourceNotFoundException e) {
            page = null;
        }
        Page read = page;
        store.write(catalog.lock(run.scope(), name(run)), tx -> {
            TableInfo table = table(tx, run);
            TimeToLive ttl = table == null ? null : TimeToLive.of(table);
            if (table == null || ttl == null || read == null) {
                run.done(tx);
                return true;
            }
            long earliest = TimeToLive.NEVER;
            for (Item item : read.items()) {
                long expiry = ttl.expiry(item);
                if (expiry != TimeToLive.NEVER && !TimeToLive.tooOld(expiry, clock.millis())) {
                    add(tx, run.scope(), table, expiry, item);
                    earliest = Math.min(earliest, expiry);
                }
            }
            if (earliest != TimeToLive.NEVER) {
                scheduleBy(tx, run.scope(), table, earliest * 1000);
            }
            Item last = read.last();
            if (last == null) {
                run.done(tx);
            } else {
                run.again(tx, ItemCodec.encode(last.only(table.keys().names())));
            }
            return true;
        });
    }
}
