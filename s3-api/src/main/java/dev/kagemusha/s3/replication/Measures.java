package dev.kagemusha.s3.replication;

import dev.kagemusha.metrics.Measured;
import dev.kagemusha.metrics.Metrics;
import dev.kagemusha.metrics.Samples;
import dev.kagemusha.s3.bucket.Home;
import dev.kagemusha.s3.bucket.Homes;
import dev.kagemusha.s3.event.Site;
import dev.kagemusha.s3.metric.Names;
import dev.kagemusha.state.Cursor;
import dev.kagemusha.state.StateStore;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Metrics of rules that ask for them (user guide, "Using S3 Replication metrics"): failures in the source's region, what waits in the
 * destination's, both the source account's. What waits is measured each minute while something does, and when nothing does any more.
 */
final class Measures {
    private final Metrics metrics;
    private final StateStore store;
    private final Homes homes;

    Measures(Metrics metrics, StateStore store, Homes homes) {
        this.metrics = metrics;
        this.store = store;
        this.homes = homes;
    }

    private static Measured measured(
            String name, String unit, Site site, Task.Target target, long millis, double value) {
        return new Measured(
                Names.id(
                        name,
                        "SourceBucket",
                        site.name(),
                        "DestinationBucket",
                        target.bucket(),
                        "RuleId",
                        target.rule()),
                unit,
                millis / 1000,
                Samples.of(value),
                false);
    }

    /** Something could not be replicated. */
    void failed(Site site, Task.Target target, long now) {
        metrics.record(
                store.scope(Names.scope(site)),
                List.of(measured("OperationsFailedReplication", "Count", site, target, now, 1)));
    }

    /** What waits for one destination. */
    private static final class Backlog {
        long operations;
        long bytes;
        long oldest = Long.MAX_VALUE;
    }

    /**
     * Measures what waits.
     *
     * @param touched destinations to which something went just now
     * @return whether something waits that is measured
     */
    boolean waiting(Site site, Set<Task.Target> touched, long now) {
        Map<Task.Target, Backlog> backlogs = store.read(view -> {
            Map<Task.Target, Backlog> found = new HashMap<>();
            try (Cursor<Place, Task> rows = view.range(Place.TASKS, site.scope(), Place.ofBucket(site.bucket()))) {
                while (rows.next()) {
                    if (rows.key().change() != Change.THRESHOLD) {
                        add(found, rows.value());
                    }
                }
            }
            return found;
        });
        boolean any = !backlogs.isEmpty();
        for (Task.Target target : touched) {
            backlogs.computeIfAbsent(target, missing -> new Backlog());
        }
        backlogs.forEach((target, backlog) -> {
            Home to = homes.named(site.region(), target.bucket());
            if (to != null) {
                long behind = backlog.operations == 0 ? 0 : now - backlog.oldest;
                metrics.record(
                        store.scope(Metrics.scope(site.partition(), site.account(), to.region())),
                        List.of(
                                measured("BytesPendingReplication", "Bytes", site, target, now, (double) backlog.bytes),
                                measured("OperationsPendingReplication", "Count", site, target, now, (double)
                                        backlog.operations),
                                measured("ReplicationLatency", "Seconds", site, target, now, behind / 1000.0)));
            }
        });
        return any;
    }

    private static void add(Map<Task.Target, Backlog> found, Task task) {
        for (Task.Target target : task.targets()) {
            if (target.measured()) {
                Backlog backlog = found.computeIfAbsent(target, missing -> new Backlog());
                backlog.operations++;
                backlog.bytes += task.size();
                backlog.oldest = Math.min(backlog.oldest, task.requested());
            }
        }
    }
}
