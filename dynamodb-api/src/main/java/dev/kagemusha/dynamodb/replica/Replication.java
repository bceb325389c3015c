package dev.kagemusha.dynamodb.replica;

import dev.kagemusha.auth.Caller;
import dev.kagemusha.dynamodb.DynamoDbErrors;
import dev.kagemusha.dynamodb.capacity.Usage;
import dev.kagemusha.dynamodb.change.Followers;
import dev.kagemusha.dynamodb.change.ItemChange;
import dev.kagemusha.dynamodb.item.Item;
import dev.kagemusha.dynamodb.seal.WrappedKey;
import dev.kagemusha.dynamodb.settings.Encryption;
import dev.kagemusha.dynamodb.stream.StreamSettings;
import dev.kagemusha.dynamodb.table.Catalog;
import dev.kagemusha.dynamodb.table.Decision;
import dev.kagemusha.dynamodb.table.Found;
import dev.kagemusha.dynamodb.table.Images;
import dev.kagemusha.dynamodb.table.Index;
import dev.kagemusha.dynamodb.table.IndexWork;
import dev.kagemusha.dynamodb.table.ItemListener;
import dev.kagemusha.dynamodb.table.ItemStore;
import dev.kagemusha.dynamodb.table.Origin;
import dev.kagemusha.dynamodb.table.State;
import dev.kagemusha.dynamodb.table.TableInfo;
import dev.kagemusha.dynamodb.table.TableListener;
import dev.kagemusha.dynamodb.table.Write;
import dev.kagemusha.service.Environment;
import dev.kagemusha.service.Errands;
import dev.kagemusha.state.ChangeLog;
import dev.kagemusha.state.Cursor;
import dev.kagemusha.state.KeyRange;
import dev.kagemusha.state.Locks;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.state.Transaction;
import dev.kagemusha.state.jobs.JobRun;
import dev.kagemusha.state.jobs.Jobs;
import dev.kagemusha.time.EmulatorClock;
import dev.kagemusha.time.Ids;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.ReplicaStatus;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntSupplier;

/**
 * Makes replicas, keeps them alike, and takes note of those that go.
 *
 * <p>A write of a table that has replicas stamps its item and sees to it that there is a job to send it on. The job is known by
 * its table alone and has a time that never changes, so that writers who do so at once do the same; it ends itself under the
 * table's lock, when no writer can be about to rely on it.
 *
 * <p>It is long because making, following and leaving are one protocol between tables, each step of which relies on the others'.
 */
public final class Replication implements ItemListener, TableListener {
    private static final String SEND = "dynamodb.replicate";
    private static final String SEED = "dynamodb.replicaSeed";
    private static final String GONE = "dynamodb.replicaGone";
    private static final String ALIGN = "dynamodb.replicaAlign";
    private static final String FOLLOWER = "replica";
    private static final int SLICE = 100;
    private static final long SLICE_BYTES = 4 << 20;
    private static final Duration SOURCE_STAYS = Duration.ofHours(24);
    private static final Ids IDS = Ids.secure();

    private final ChangeLog log;
    private final EmulatorClock clock;
    private final Jobs jobs;
    private final StateStore store;
    private final Catalog catalog;
    private final ItemStore items;
    private final Errands errands;
    private final IndexWork indexWork;

    /** Registers its jobs. */
    public Replication(Environment environment, Catalog catalog, ItemStore items, IndexWork indexWork) {
        this.log = environment.changes();
        this.clock = environment.clock();
        this.jobs = environment.jobs();
        this.store = environment.store();
        this.catalog = catalog;
        this.items = items;
        this.indexWork = indexWork;
        this.errands = environment.errands();
        jobs.handle(SEND, this::send);
        jobs.handle(SEED, this::seed);
        jobs.handle(GONE, this::gone);
        jobs.handle(ALIGN, this::align);
    }

    /** The scope of a table's account in a region. */
    int scope(TableInfo table, String region) {
        return catalog.scope(table, region);
    }

    /** Auto scaling in all regions, as this principal sees it. */
    AutoScaling scaling(Caller caller) {
        return new AutoScaling(errands, caller);
    }

    /** The same as the service-linked role that AWS makes replicas scale with, in a table's account. */
    private AutoScaling scaling(TableInfo table) {
        String[] fields = table.arn().split(":", 6);
        String role = "AWSServiceRoleForDynamoDBReplication";
        String session = "replication";
        return scaling(new Caller.RoleSession(
                fields[4],
                "arn:" + fields[1] + ":iam::" + fields[4] + ":role/aws-service-role/replication.dynamodb.amazonaws.com/"
                        + role,
                role,
                session,
                "AROADYNAMODBREPLICATION:" + session));
    }

    // Writers

    @Override
    public void written(Transaction tx, Write write, Found before, Found after) {
        TableInfo table = write.table();
        if (write.origin() == Origin.REPLICA || table.get(ReplicaSettings.SECTION) == null || isSame(before, after)) {
            return;
        }
        byte[] key = ReplicaRows.key(table.id(), Images.place(table, write.key()));
        Stamp last = tx.get(ReplicaRows.STAMPS, write.scope(), key);
        Stamp next = Stamp.next(last, clock.millis(), ReplicaSettings.region(table));
        tx.upsert(ReplicaRows.STAMPS, write.scope(), key, next);
        if (jobs.due(tx, SEND, write.scope(), table.name()) == null) {
            jobs.schedule(tx, SEND, write.scope(), table.name(), Instant.EPOCH);
        }
    }

    /** What the log takes for no change must not have a stamp of its own, since it is not sent on. */
    private static boolean isSame(Found before, Found after) {
        return before.exists()
                && after.exists()
                && (Arrays.equals(before.row(), after.row()) || Objects.equals(before.item(), after.item()));
    }

    // Groups

    /** A definition that is part of a group from now on; its log is followed. */
    TableInfo join(Transaction tx, int scope, TableInfo table, ReplicaSettings settings) {
        reach(tx, scope, table);
        return member(table, settings);
    }

    private void reach(Transaction tx, int scope, TableInfo table) {
        if (tx.get(ReplicaRows.REACH, scope, table.id()) == null) {
            tx.upsert(ReplicaRows.REACH, scope, table.id(), log.frontier(scope, table.id()));
        }
    }

    private static TableInfo member(TableInfo table, ReplicaSettings settings) {
        return Followers.add(table, FOLLOWER, Followers.LEAST).with(ReplicaSettings.SECTION, settings);
    }

    /** A definition that is in no group any more. */
    static TableInfo leave(TableInfo table) {
        return Followers.remove(table, FOLLOWER)
                .change()
                .section(ReplicaSettings.SECTION, null)
                .section(ReplicaOverrides.SECTION, null)
                .build();
    }

    /** A definition in whose group there is no replica in this region any more. */
    TableInfo without(TableInfo table, String region) {
        ReplicaSettings settings = table.get(ReplicaSettings.SECTION);
        if (settings == null || !settings.replicas().containsKey(region)) {
            return table;
        }
        ReplicaSettings left = settings.with(region, null);
        TableInfo unplanned = ReplicaPlan.put(table, region, null);
        return left.replicas().size() < 2 && !left.legacy()
                ? leave(unplanned)
                : unplanned.with(ReplicaSettings.SECTION, left);
    }

    /** Has a replica be made in a region; called in the transaction that names it. */
    void begin(Transaction tx, int scope, TableInfo table, String region) {
        jobs.schedule(tx, SEED, scope, region + " " + table.name(), clock.instant());
    }

    @Override
    public void changed(Transaction tx, int scope, @Nullable TableInfo before, @Nullable TableInfo after) {
        ReplicaSettings settings = before == null ? null : before.get(ReplicaSettings.SECTION);
        if (before == null || settings == null) {
            return;
        }
        if (after != null) {
            if (!settings.legacy() && after.get(ReplicaSettings.SECTION) != null) {
                for (String setting : SharedSettings.differences(before, after)) {
                    jobs.schedule(tx, ALIGN, scope, setting + " " + after.name(), clock.instant());
                }
            }
            return;
        }
        String own = ReplicaSettings.region(before);
        for (String region : settings.replicas().keySet()) {
            if (!region.equals(own)) {
                jobs.schedule(tx, GONE, scope(before, region), own + " " + before.name(), clock.instant());
            }
        }
        tx.deleteRange(ReplicaRows.STAMPS, scope, KeyRange.prefix(ReplicaRows.ofTable(before.id())));
        tx.delete(ReplicaRows.REACH, scope, before.id());
    }

    /**
     * Has the other replicas get the units that somebody has changed of one, in the transaction that changes them; what a replica
     * has of its own by ReplicaUpdates or auto scaling stays with it.
     */
    public TableInfo share(Transaction tx, int scope, TableInfo before, TableInfo after) {
        ReplicaSettings settings = after.get(ReplicaSettings.SECTION);
        if (settings == null || settings.legacy()) {
            return after;
        }
        ReplicaOverrides own = after.get(ReplicaOverrides.SECTION);
        for (String setting : SharedSettings.changedUnits(before, after)) {
            jobs.schedule(tx, ALIGN, scope, setting + " " + after.name(), clock.instant());
            own = own == null ? null : SharedSettings.without(own, setting);
        }
        return own == null ? after : after.with(ReplicaOverrides.SECTION, own);
    }

    @Override
    public void checkDroppable(int scope, TableInfo table) {
        ReplicaSettings settings = table.get(ReplicaSettings.SECTION);
        if (settings != null
                && settings.replicas().size() > 1
                && settings.sourceMillis() > 0
                && clock.millis() - settings.sourceMillis() < SOURCE_STAYS.toMillis()) {
            throw DynamoDbErrors.validation(
                    "Replica cannot be deleted because it has acted as a source region for new replica(s) being added"
                            + " to the table in the last 24 hours.");
        }
    }

    private void gone(JobRun run) {
        int space = run.key().indexOf(' ');
        String region = run.key().substring(0, space);
        String name = run.key().substring(space + 1);
        if (catalog.find(run.scope(), name) == null) {
            done(run, name);
            return;
        }
        TableInfo ignored = catalog.change(run.scope(), name, (tx, table, ids) -> {
            run.done(tx);
            return without(table, region);
        });
    }

    private void done(JobRun run, String name) {
        store.write(catalog.lock(run.scope(), name), tx -> {
            run.done(tx);
            return true;
        });
    }

    /** Has the other replicas get a setting that one of them was given. */
    private void align(JobRun run) {
        int space = run.key().indexOf(' ');
        String setting = run.key().substring(0, space);
        String name = run.key().substring(space + 1);
        TableInfo table = catalog.find(run.scope(), name);
        ReplicaSettings settings = table == null ? null : table.get(ReplicaSettings.SECTION);
        if (table != null && settings != null) {
            for (String region : settings.replicas().keySet()) {
                int scope = scope(table, region);
                TableInfo other = catalog.find(scope, name);
                if (scope != run.scope() && other != null) {
                    TableInfo ignored = catalog.change(
                            scope, name, (tx, replica, ids) -> aligned(tx, scope, setting, table, replica, ids));
                }
            }
        }
        done(run, name);
    }

    private TableInfo aligned(
            Transaction tx, int scope, String setting, TableInfo from, TableInfo replica, IntSupplier ids) {
        TableInfo carried = SharedSettings.carry(setting, from, replica, ids, clock.millis());
        for (Index index : carried.indexes()) {
            Index known = replica.index(index.name());
            if (known == null || known.phase() != index.phase()) {
                indexWork.schedule(tx, scope, replica.name(), index, clock.instant());
            }
        }
        return carried;
    }

    // New replicas

    private void seed(JobRun run) {
        int space = run.key().indexOf(' ');
        String region = run.key().substring(0, space);
        String name = run.key().substring(space + 1);
        TableInfo table = catalog.find(run.scope(), name);
        ReplicaSettings settings = table == null ? null : table.get(ReplicaSettings.SECTION);
        if (table == null || settings == null || !settings.replicas().containsKey(region)) {
            done(run, name);
            return;
        }
        int target = scope(table, region);
        if (catalog.find(target, name) == null) {
            make(table, settings, target, region);
            tellOthers(table, settings, region, ReplicaStatus.CREATING);
        }
        catalog.keys().ready(run.scope(), table.id());
        List<Images.Line> lines = store.read(
                view -> Images.read(view, catalog.keys(), run.scope(), table.id(), run.cursor(), SLICE, SLICE_BYTES));
        for (Images.Line line : lines) {
            ship(run.scope(), table, line.item(), List.of(region));
        }
        if (!lines.isEmpty()) {
            store.write(Locks.NONE, tx -> {
                run.again(tx, lines.getLast().place());
                return true;
            });
            return;
        }
        activate(target, name, region);
        if (!table.onDemand()) {
            scaling(table).copy(ReplicaSettings.region(table), region, table);
        }
        tellOthers(table, settings, region, ReplicaStatus.ACTIVE);
        TableInfo ignored = catalog.change(run.scope(), name, (tx, now, ids) -> {
            run.done(tx);
            return ReplicaPlan.put(active(now, region), region, null);
        });
    }

    private void activate(int scope, String name, String region) {
        TableInfo ignored = catalog.change(scope, name, (tx, replica, ids) -> active(replica, region)
                .change()
                .state(State.ACTIVE)
                .build());
    }

    private static TableInfo active(TableInfo table, String region) {
        ReplicaSettings settings = table.get(ReplicaSettings.SECTION);
        return settings == null
                ? table
                : table.with(ReplicaSettings.SECTION, settings.with(region, ReplicaStatus.ACTIVE));
    }

    private void tellOthers(TableInfo table, ReplicaSettings settings, String region, ReplicaStatus status) {
        for (String other : settings.replicas().keySet()) {
            int scope = scope(table, other);
            if (!other.equals(region)
                    && !other.equals(ReplicaSettings.region(table))
                    && catalog.find(scope, table.name()) != null) {
                TableInfo ignored = catalog.change(scope, table.name(), (tx, member, ids) -> {
                    ReplicaSettings group = member.get(ReplicaSettings.SECTION);
                    return group == null ? member : member.with(ReplicaSettings.SECTION, group.with(region, status));
                });
            }
        }
    }

    private void make(TableInfo source, ReplicaSettings settings, int scope, String region) {
        String[] fields = source.arn().split(":", 6);
        fields[3] = region;
        String uuid = IDS.uuid().toString();
        ReplicaPlan plan = ReplicaPlan.of(source, region);
        WrappedKey key = plan == null ? null : plan.key();
        TableInfo ignored = catalog.create(
                scope,
                source.name(),
                ids -> {
                    int id = ids.getAsInt();
                    List<Index> indexes = new ArrayList<>();
                    for (Index index : source.indexes()) {
                        if (index.phase().isKept()) {
                            indexes.add(index.as(ids.getAsInt()));
                        }
                    }
                    TableInfo replica = source.as(
                            id,
                            String.join(":", fields),
                            uuid,
                            clock.millis(),
                            new State(TableStatus.CREATING, Long.MAX_VALUE),
                            indexes);
                    TableInfo planned = plan == null || plan.overrides().isEmpty()
                            ? replica
                            : plan.overrides().apply(replica, false, clock.millis());
                    return member(
                            StreamSettings.create(Encryption.of(planned, key), ReplicaChange.STREAM),
                            settings.source(0));
                },
                Locks.NONE,
                (tx, table) -> {
                    reach(tx, scope, table);
                    catalog.keys().put(tx, scope, table.id(), key);
                });
    }

    // Sending on

    private void send(JobRun run) {
        int scope = run.scope();
        TableInfo table = catalog.find(scope, run.key());
        ReplicaSettings settings = table == null ? null : table.get(ReplicaSettings.SECTION);
        Long reach = table == null ? null : store.read(view -> view.get(ReplicaRows.REACH, scope, table.id()));
        if (table == null || settings == null || reach == null) {
            done(run, run.key());
            return;
        }
        ChangeLog.Slice slice = log.read(scope, table.id(), reach, Long.MAX_VALUE, SLICE, SLICE_BYTES);
        if (slice.entries().isEmpty()) {
            rest(run, table, slice.next());
            return;
        }
        Map<Item, Item> changed = new LinkedHashMap<>();
        for (ChangeLog.Entry entry : slice.entries()) {
            ItemChange change = ItemChange.decode(entry.record(), catalog.keys(), scope);
            if (change.origin() != Origin.REPLICA) {
                Item key = change.key(table.keys().all());
                changed.put(key, key);
            }
        }
        catalog.keys().ready(scope, table.id());
        List<String> others = new ArrayList<>(settings.replicas().keySet());
        others.remove(ReplicaSettings.region(table));
        for (Item key : changed.keySet()) {
            ship(scope, table, key, others);
        }
        store.write(Locks.NONE, tx -> {
            tx.upsert(ReplicaRows.REACH, scope, table.id(), slice.next());
            run.again(tx, run.cursor());
            return true;
        });
    }

    /** Nothing is left, unless a writer was under way just now. */
    private void rest(JobRun run, TableInfo table, long next) {
        store.write(catalog.lock(run.scope(), table.name()), tx -> {
            tx.upsert(ReplicaRows.REACH, run.scope(), table.id(), next);
            boolean more;
            try (Cursor<ChangeLog.Place, byte[]> rows =
                    ChangeLog.range(tx, run.scope(), table.id(), next, Long.MAX_VALUE, false)) {
                more = rows.next();
            }
            if (more) {
                run.again(tx, run.cursor());
            } else {
                run.done(tx);
            }
            return true;
        });
    }

    /** What an item is, and since when. */
    private record Known(Found found, Stamp stamp) {}

    /** Tells replicas what an item is now. */
    private void ship(int scope, TableInfo table, Item key, List<String> regions) {
        byte[] place = Images.place(table, key);
        Known known = store.read(view -> {
            Found found = Images.get(view, catalog.keys(), scope, table.id(), place);
            Stamp stamp = view.get(ReplicaRows.STAMPS, scope, ReplicaRows.key(table.id(), place));
            return new Known(found, stamp == null ? Stamp.OLD : stamp);
        });
        for (String region : regions) {
            receive(scope(table, region), table.name(), key, place, known);
        }
    }

    private void receive(int scope, String name, Item key, byte[] place, Known known) {
        Item item = known.found().item();
        Decision decision = item == null
                ? Decision.Delete.DELETE
                : new Decision.Put(item, known.found().size());
        boolean ignored = catalog.onAll(() -> {
            TableInfo table = catalog.find(scope, name);
            if (table == null || table.get(ReplicaSettings.SECTION) == null) {
                return false;
            }
            byte[] row = ReplicaRows.key(table.id(), place);
            Write write = new Write(scope, table, key, found -> decision, new Usage(name), Origin.REPLICA);
            return items.writeIf(write, tx -> {
                Stamp now = tx.get(ReplicaRows.STAMPS, scope, row);
                if (now != null && now.compareTo(known.stamp()) >= 0) {
                    return false;
                }
                tx.upsert(ReplicaRows.STAMPS, scope, row, known.stamp());
                return true;
            });
        });
    }
}
