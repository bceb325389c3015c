package dev.kagemusha.dynamodb.stream;

import dev.kagemusha.dynamodb.table.TableInfo;
import dev.kagemusha.dynamodb.table.TableListener;
import dev.kagemusha.dynamodb.table.Throughput;
import dev.kagemusha.service.Environment;
import dev.kagemusha.state.ChangeLog;
import dev.kagemusha.state.Locks;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.state.Transaction;
import dev.kagemusha.state.jobs.JobRun;
import dev.kagemusha.state.jobs.Jobs;
import dev.kagemusha.time.EmulatorClock;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/**
 * Makes streams begin, split and end as definitions of tables change, in the same commit; removes them a day after their end. It is
 * told under the table's lock, so no write of the table is under way and the log's frontier is a clean cut.
 */
public final class StreamKeeper implements TableListener {
    private static final String REMOVE = "dynamodb.removeStream";
    private static final double PARTITION_READS = 3_000;
    private static final double PARTITION_WRITES = 1_000;
    private static final int MOST_SHARDS = 16;

    private final ChangeLog log;
    private final EmulatorClock clock;
    private final Jobs jobs;
    private final StateStore store;

    /** Registers the job that removes ended streams. */
    public StreamKeeper(Environment environment) {
        this.log = environment.changes();
        this.clock = environment.clock();
        this.jobs = environment.jobs();
        this.store = environment.store();
        jobs.handle(REMOVE, this::remove);
    }

    @Override
    public void changed(Transaction tx, int scope, @Nullable TableInfo before, @Nullable TableInfo after) {
        StreamSettings was = settings(before);
        StreamSettings is = settings(after);
        boolean same = was != null && is != null && was.label().equals(is.label());
        if (before != null && was != null && !same) {
            end(tx, scope, before, was);
        }
        if (after != null && is != null) {
            if (same) {
                split(tx, scope, after, is);
            } else {
                begin(tx, scope, after, is);
            }
        }
    }

    private static @Nullable StreamSettings settings(@Nullable TableInfo table) {
        StreamSettings settings = table == null ? null : table.get(StreamSettings.SECTION);
        return settings != null && settings.enabled() ? settings : null;
    }

    private void begin(Transaction tx, int scope, TableInfo table, StreamSettings settings) {
        StreamInfo.Cut first =
                new StreamInfo.Cut(clock.millis(), log.frontier(scope, table.id()), shards(table.throughput()));
        tx.upsert(
                StreamRows.STREAMS,
                scope,
                new StreamRows.Name(table.name(), settings.label()),
                new StreamInfo(
                        table.name(),
                        settings.label(),
                        settings.arn(table),
                        table.id(),
                        settings.viewType(),
                        table.keys().all(),
                        Long.MAX_VALUE,
                        Long.MAX_VALUE,
                        List.of(first)));
    }

    /** A table whose throughput needs more partitions has more shards; partitions are never taken away. */
    private void split(Transaction tx, int scope, TableInfo table, StreamSettings settings) {
        StreamRows.Name name = new StreamRows.Name(table.name(), settings.label());
        StreamInfo stream = tx.get(StreamRows.STREAMS, scope, name);
        int shards = shards(table.throughput());
        if (stream != null && shards > stream.cuts().getLast().shards()) {
            long now = Math.max(clock.millis(), stream.cuts().getLast().millis() + 1);
            long number = Math.max(log.frontier(scope, table.id()), ChangeLog.at(now));
            tx.update(StreamRows.STREAMS, scope, name, stream.cut(new StreamInfo.Cut(now, number, shards)));
        }
    }

    /** A partition serves 3,000 read and 1,000 write units. A table on demand has one until it is provisioned. */
    private static int shards(Throughput throughput) {
        double partitions = throughput.readUnits() / PARTITION_READS + throughput.writeUnits() / PARTITION_WRITES;
        int shards = 1;
        while (shards < partitions && shards < MOST_SHARDS) {
            shards *= 2;
        }
        return shards;
    }

    private void end(Transaction tx, int scope, TableInfo table, StreamSettings settings) {
        StreamRows.Name name = new StreamRows.Name(table.name(), settings.label());
        StreamInfo stream = tx.get(StreamRows.STREAMS, scope, name);
        if (stream == null) {
            return;
        }
        Instant now = clock.instant();
        tx.update(StreamRows.STREAMS, scope, name, stream.end(now.toEpochMilli(), log.frontier(scope, table.id())));
        jobs.schedule(tx, REMOVE, scope, settings.label() + " " + table.name(), now.plus(StreamSettings.RETENTION));
    }

    private void remove(JobRun run) {
        int space = run.key().indexOf(' ');
        StreamRows.Name name =
                new StreamRows.Name(run.key().substring(space + 1), run.key().substring(0, space));
        store.write(Locks.of(StreamRows.STREAMS, run.scope(), name), tx -> {
            tx.delete(StreamRows.STREAMS, run.scope(), name);
            run.done(tx);
            return true;
        });
    }
}
