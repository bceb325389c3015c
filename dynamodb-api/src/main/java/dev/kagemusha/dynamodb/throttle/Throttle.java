package dev.kagemusha.dynamodb.throttle;

import dev.kagemusha.dynamodb.DynamoDbErrors;
import dev.kagemusha.dynamodb.table.Admission;
import dev.kagemusha.dynamodb.table.Catalog;
import dev.kagemusha.dynamodb.table.EntryChange;
import dev.kagemusha.dynamodb.table.Index;
import dev.kagemusha.dynamodb.table.TableInfo;
import dev.kagemusha.dynamodb.table.Write;
import dev.kagemusha.metrics.Metrics;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.time.EmulatorClock;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Throttles requests of clients. A write takes from its table and from each global index that it changes, whose lack of
 * throughput refuses the write of the table as well ("back-pressure"); local indexes draw on the table.
 */
public final class Throttle implements Admission {
    private final EmulatorClock clock;
    private final Catalog catalog;
    private final Metrics metrics;
    private final ConcurrentHashMap<Name, TableThrottle> tables = new ConcurrentHashMap<>();

    /** For the tables of a catalog. */
    public Throttle(StateStore store, EmulatorClock clock, Catalog catalog, Metrics metrics) {
        this.metrics = metrics;
        this.clock = clock;
        this.catalog = catalog;
        store.onReset(tables::clear);
        catalog.listen((tx, scope, before, after) -> {
            if (before != null) {
                tx.afterCommit(() -> changed(new Name(scope, before.id()), after));
            }
        });
    }

    /** What is set anew counts from now on, not from the next request on. */
    private void changed(Name name, @Nullable TableInfo table) {
        if (table == null) {
            tables.remove(name);
        } else {
            TableThrottle known = tables.get(name);
            if (known != null) {
                known.refresh(table, catalog.count(name.scope(), table).bytes(), now());
            }
        }
    }

    private record Name(int scope, int table) {}

    /** All that is limited: tables that somebody used since the start, the last restore or their reset. */
    List<TableThrottle> tables() {
        return List.copyOf(tables.values());
    }

    /** Nanoseconds of the emulated clock. */
    long now() {
        Instant now = clock.instant();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }

    private TableThrottle of(int scope, TableInfo table, long now) {
        Name name = new Name(scope, table.id());
        TableThrottle known = tables.get(name);
        if (known == null) {
            known = tables.computeIfAbsent(name, missing -> new TableThrottle(table, metrics, now));
        }
        if (known.isStale(table, now)) {
            known.refresh(table, catalog.count(scope, table).bytes(), now);
        }
        return known;
    }

    @Override
    public void read(int scope, TableInfo table, @Nullable Index index, int hash) {
        long now = now();
        Reason reason = of(scope, table, now).reads(index).take(hash, 0, now);
        if (reason != null) {
            throw refusal(table, index, false, reason);
        }
    }

    @Override
    public void hasRead(int scope, TableInfo table, @Nullable Index index, int hash, double units) {
        long now = now();
        of(scope, table, now).reads(index).charge(hash, units, now);
    }

    @Override
    public void write(Write write, int hash, double units, List<EntryChange> entries) {
        long now = now();
        TableInfo table = write.table();
        TableThrottle throttle = of(write.scope(), table, now);
        double own = units;
        for (EntryChange change : entries) {
            if (!change.index().global()) {
                own += change.removedUnits(write.usage()) + change.putUnits(write.usage());
            }
        }
        Reason reason = throttle.writes(null).take(hash, own, now);
        if (reason != null) {
            throw refusal(table, null, true, reason);
        }
        for (int i = 0; i < entries.size(); i++) {
            reason = take(throttle, write, entries.get(i), now);
            if (reason != null) {
                for (int taken = 0; taken < i; taken++) {
                    giveBack(throttle, write, entries.get(taken), now);
                }
                throttle.writes(null).giveBack(hash, own, now);
                throw refusal(table, entries.get(i).index(), true, reason);
            }
        }
    }

    private static @Nullable Reason take(TableThrottle throttle, Write write, EntryChange change, long now) {
        if (!change.index().global()) {
            return null;
        }
        Lane lane = throttle.writes(change.index());
        double removed = change.removedUnits(write.usage());
        if (removed > 0) {
            Reason reason = lane.take(change.removedHash(), removed, now);
            if (reason != null) {
                return reason;
            }
        }
        double put = change.putUnits(write.usage());
        Reason reason = put > 0 ? lane.take(change.putHash(), put, now) : null;
        if (reason != null && removed > 0) {
            lane.giveBack(change.removedHash(), removed, now);
        }
        return reason;
    }

    private static void giveBack(TableThrottle throttle, Write write, EntryChange change, long now) {
        if (change.index().global()) {
            Lane lane = throttle.writes(change.index());
            lane.giveBack(change.removedHash(), change.removedUnits(write.usage()), now);
            lane.giveBack(change.putHash(), change.putUnits(write.usage()), now);
        }
    }

    @Override
    public void giveBack(Write write, int hash, double units, List<EntryChange> entries) {
        long now = now();
        TableThrottle throttle = of(write.scope(), write.table(), now);
        double own = units;
        for (EntryChange change : entries) {
            if (change.index().global()) {
                giveBack(throttle, write, change, now);
            } else {
                own += change.removedUnits(write.usage()) + change.putUnits(write.usage());
            }
        }
        throttle.writes(null).giveBack(hash, own, now);
    }

    private static DynamoDbException refusal(TableInfo table, @Nullable Index index, boolean write, Reason reason) {
        String resource = index == null ? table.arn() : table.arn() + "/index/" + index.name();
        String text = (index == null ? "Table" : "Index") + (write ? "Write" : "Read") + reason.text();
        if (reason == Reason.MAXIMUM) {
            return DynamoDbErrors.beyondOnDemandMaximum(text, resource);
        }
        if (reason == Reason.ACCOUNT) {
            return DynamoDbErrors.beyondAccountLimit(text, resource);
        }
        if (table.onDemand()) {
            return DynamoDbErrors.beyondOnDemand(index != null, text, resource);
        }
        return DynamoDbErrors.provisionedThroughputExceeded(index != null, text, resource);
    }
}
