package dev.kagemusha.dynamodb.throttle;

import dev.kagemusha.dynamodb.settings.Quotas;
import dev.kagemusha.dynamodb.table.PartitionCount;
import org.jspecify.annotations.Nullable;

/**
 * All that limits the reads, or the writes, of one table or global index: what is provisioned or what on-demand mode gives, the
 * client's own maximum, and the ceilings of the partitions.
 *
 * <p>Unused units of the whole table are any partition's to use at once, up to its ceiling: that is adaptive capacity.
 */
final class Lane {
    /** "DynamoDB retains up to 5 minutes (300 seconds) of unused read and write capacity." */
    private static final long BURST_SECONDS = 300;
    /** A maximum is held from second to second. */
    private static final long MAXIMUM_SECONDS = 1;

    private final boolean writes;
    private final Bucket whole;
    private final Partitions partitions;
    private final Peak peak;
    private final Timeline timeline;
    private final @Nullable LaneMetrics metrics;
    private volatile Plan plan;
    private volatile @Nullable Bucket maximum;

    /**
     * What a table is set to.
     *
     * @param provisioned units per second, or 0 on demand
     * @param floor what is served at once on demand, or the partitions are made for: 4,000 writes or 12,000 reads of a new table,
     *     or the warm throughput that the client asked for
     * @param maximum the client's limit on demand, or 0
     * @param partitions at least so many
     */
    record Plan(long provisioned, long floor, long maximum, int partitions) {
        boolean onDemand() {
            return provisioned == 0;
        }
    }

    /** @param metrics are told, if there are any */
    Lane(boolean writes, Plan plan, long now, @Nullable LaneMetrics metrics) {
        this.metrics = metrics;
        this.writes = writes;
        this.plan = plan;
        this.peak = new Peak(now);
        this.partitions = new Partitions(writes ? PartitionCount.WRITES : PartitionCount.READS, plan.partitions(), now);
        this.whole = new Bucket(rate(plan, 0), depth(plan), now);
        this.maximum = plan.maximum() == 0 ? null : new Bucket((double) plan.maximum(), MAXIMUM_SECONDS, now);
        this.timeline = new Timeline(whole.unitsPerSecond(), now);
    }

    private static double rate(Plan plan, double previousPeak) {
        return plan.onDemand()
                ? Math.min((double) Quotas.TABLE, Math.max((double) plan.floor(), 2 * previousPeak))
                : (double) plan.provisioned();
    }

    private static long depth(Plan plan) {
        return plan.onDemand() ? Partitions.MEASURED_SECONDS : BURST_SECONDS;
    }

    /** Is set to something else; what is left in the buckets stays. */
    synchronized void change(Plan to, long now) {
        Plan from = plan;
        if (from.equals(to)) {
            return;
        }
        plan = to;
        whole.change(rate(to, peak.previous(now)), depth(to), now);
        timeline.limit(whole.unitsPerSecond(), now);
        Bucket limit = maximum;
        if (to.maximum() == 0) {
            maximum = null;
        } else if (limit == null) {
            maximum = new Bucket((double) to.maximum(), MAXIMUM_SECONDS, now);
        } else {
            limit.change((double) to.maximum(), MAXIMUM_SECONDS, now);
        }
        partitions.atLeast(to.partitions(), now);
    }

    /** Takes units for a key with this hash, or says why not; then it has taken nothing. */
    @Nullable
    Reason take(int hash, double units, long now) {
        grow(now);
        Bucket limit = maximum;
        if (limit != null && !limit.take(units, now)) {
            return refused(Reason.MAXIMUM, now);
        }
        if (!whole.take(units, now)) {
            if (limit != null) {
                limit.giveBack(units);
            }
            return refused(beyond(), now);
        }
        Partitions.Partition partition = partitions.of(hash);
        if (!partition.bucket.take(units, now)) {
            whole.giveBack(units);
            if (limit != null) {
                limit.giveBack(units);
            }
            partitions.refused(partition, hash, now);
            return refused(Reason.KEY_RANGE, now);
        }
        used(partition, units, now);
        return null;
    }

    /** Why the whole has nothing left. */
    private Reason beyond() {
        if (!plan.onDemand()) {
            return Reason.PROVISIONED;
        }
        return whole.unitsPerSecond() < Quotas.TABLE ? Reason.KEY_RANGE : Reason.ACCOUNT;
    }

    /** Takes units that have been used already. */
    void charge(int hash, double units, long now) {
        Bucket limit = maximum;
        if (limit != null) {
            limit.charge(units, now);
        }
        whole.charge(units, now);
        Partitions.Partition partition = partitions.of(hash);
        partition.bucket.charge(units, now);
        used(partition, units, now);
    }

    private Reason refused(Reason reason, long now) {
        timeline.refused(now);
        if (metrics != null) {
            metrics.refused(reason);
        }
        return reason;
    }

    private void used(Partitions.Partition partition, double units, long now) {
        if (units != 0) {
            partition.consumed.add(units);
            timeline.used(units, now);
            peak.used(units, now);
        }
    }

    /** Gives back what {@link #take} took, because the request was refused elsewhere. */
    void giveBack(int hash, double units, long now) {
        Bucket limit = maximum;
        if (limit != null) {
            limit.giveBack(units);
        }
        whole.giveBack(units);
        Partitions.Partition partition = partitions.of(hash);
        partition.bucket.giveBack(units);
        used(partition, -units, now);
    }

    /** On demand, the limit follows the peak, up to the account's quota for one table or index. */
    private void grow(long now) {
        Plan current = plan;
        if (current.onDemand()) {
            double rate = rate(current, peak.previous(now));
            if (rate > whole.unitsPerSecond()) {
                whole.change(rate, Partitions.MEASURED_SECONDS, now);
                timeline.limit(rate, now);
                partitions.atLeast(
                        (int) Math.ceil(rate / (writes ? PartitionCount.WRITES : PartitionCount.READS)), now);
            }
        }
    }

    /** Units consumed since the lane was made. */
    double consumed() {
        return timeline.consumed();
    }

    /** Requests refused since the lane was made. */
    long throttled() {
        return timeline.throttled();
    }

    /** Units left: of what is provisioned with its burst, or of the current second on demand. */
    double left(long now) {
        return whole.left(now);
    }

    double unitsPerSecond() {
        return whole.unitsPerSecond();
    }

    /** What happened in the last day. */
    Timeline timeline() {
        return timeline;
    }

    Plan plan() {
        return plan;
    }

    Partitions partitions() {
        return partitions;
    }
}
