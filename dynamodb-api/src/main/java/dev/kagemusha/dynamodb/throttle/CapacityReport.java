package dev.kagemusha.dynamodb.throttle;

import dev.kagemusha.dynamodb.table.Admission;
import dev.kagemusha.dynamodb.table.Index;
import dev.kagemusha.dynamodb.table.TableInfo;
import dev.kagemusha.http.QueryString;
import dev.kagemusha.service.Report;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Throughput to look at: of each table that was used, the lanes of the table and of its global indexes, with what happened in
 * each minute of the last day, and what this would have cost. Units only, no money: prices differ by region and year.
 *
 * <p>Parameters: {@code table} and {@code account} show only those, {@code minutes} so many minutes at most.
 */
public final class CapacityReport implements Report {
    private static final double MINUTES_PER_HOUR = 60;

    private final @Nullable Throttle throttle;

    private CapacityReport(@Nullable Throttle throttle) {
        this.throttle = throttle;
    }

    /** Of what admits requests; where everything is let in there is nothing to see. */
    public static CapacityReport of(Admission admission) {
        return new CapacityReport(admission instanceof Throttle throttle ? throttle : null);
    }

    @Override
    public Map<String, Object> show(QueryString parameters) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("throttling", throttle == null ? "off" : "on");
        List<Object> tables = new ArrayList<>();
        if (throttle != null) {
            long now = throttle.now();
            answer.put("now", time(now));
            List<TableThrottle> all = new ArrayList<>(throttle.tables());
            all.sort(Comparator.comparing((TableThrottle each) -> each.table().arn()));
            for (TableThrottle each : all) {
                if (asked(parameters, each.table())) {
                    tables.add(table(each, minutes(parameters), now));
                }
            }
        }
        answer.put("tables", tables);
        return answer;
    }

    private static boolean asked(QueryString parameters, TableInfo table) {
        String name = parameters.first("table");
        String account = parameters.first("account");
        return (name == null || name.equals(table.name())) && (account == null || account.equals(arn(table)[4]));
    }

    private static String[] arn(TableInfo table) {
        return table.arn().split(":", 6);
    }

    /** A number that is none means all. */
    private static int minutes(QueryString parameters) {
        String minutes = parameters.first("minutes");
        try {
            return minutes == null ? Timeline.KEPT : Math.clamp(Integer.parseInt(minutes), 0, Timeline.KEPT);
        } catch (NumberFormatException e) {
            return Timeline.KEPT;
        }
    }

    private static String time(long nanos) {
        return Instant.ofEpochSecond(0, nanos).toString();
    }

    private static Map<String, Object> table(TableThrottle throttle, int minutes, long now) {
        // Indexes come and go under this lock.
        synchronized (throttle) {
            return lanes(throttle, minutes, now);
        }
    }

    private static Map<String, Object> lanes(TableThrottle throttle, int minutes, long now) {
        TableInfo table = throttle.table();
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("table", table.name());
        shown.put("account", arn(table)[4]);
        shown.put("region", arn(table)[3]);
        shown.put("billingMode", table.onDemand() ? "PAY_PER_REQUEST" : "PROVISIONED");
        List<Object> lanes = new ArrayList<>();
        lanes.add(lane(throttle.reads(null), null, "read", minutes, now));
        lanes.add(lane(throttle.writes(null), null, "write", minutes, now));
        for (Index index : table.indexes()) {
            if (index.global()) {
                lanes.add(lane(throttle.reads(index), index.name(), "read", minutes, now));
                lanes.add(lane(throttle.writes(index), index.name(), "write", minutes, now));
            }
        }
        shown.put("lanes", lanes);
        return shown;
    }

    private static Map<String, Object> lane(Lane lane, @Nullable String index, String kind, int minutes, long now) {
        Map<String, Object> shown = new LinkedHashMap<>();
        if (index != null) {
            shown.put("index", index);
        }
        shown.put("kind", kind);
        shown.put("limitPerSecond", lane.unitsPerSecond());
        if (lane.plan().maximum() > 0) {
            shown.put("maximumPerSecond", lane.plan().maximum());
        }
        shown.put("burstLeft", round(lane.left(now)));
        shown.put("consumed", round(lane.consumed()));
        shown.put("throttled", lane.throttled());
        List<Timeline.Minute> day = lane.timeline().minutes(now);
        shown.put("cost", cost(day, now));
        List<Object> partitions = new ArrayList<>();
        for (Partitions.Partition partition : lane.partitions().all()) {
            Map<String, Object> part = new LinkedHashMap<>();
            part.put("fromHash", partition.from);
            part.put("limitPerSecond", partition.bucket.unitsPerSecond());
            part.put("burstLeft", round(partition.bucket.left(now)));
            part.put("consumed", round(partition.consumed.sum()));
            part.put("throttled", partition.throttled());
            partitions.add(part);
        }
        shown.put("partitions", partitions);
        List<Object> points = new ArrayList<>();
        for (Timeline.Minute minute : day.subList(Math.max(0, day.size() - minutes), day.size())) {
            Map<String, Object> point = new LinkedHashMap<>();
            point.put("time", time(TimeUnit.MINUTES.toNanos(minute.minute())));
            point.put("limitPerSecond", minute.limit());
            point.put("consumedPerSecond", round(minute.consumed() / 60));
            point.put("throttled", minute.throttled());
            points.add(point);
        }
        shown.put("minutes", points);
        return shown;
    }

    /**
     * What the recorded load costs. On demand, each unit. Provisioned, unit-hours, from the first recorded minute to now: of what
     * was set while something happened, held until the next minute of which something is known; and of the least that would
     * have covered the mean of the busiest minute.
     */
    private static Map<String, Object> cost(List<Timeline.Minute> day, long now) {
        double units = 0;
        double set = 0;
        double peak = 0;
        long end = now / TimeUnit.MINUTES.toNanos(1) + 1;
        for (int i = 0; i < day.size(); i++) {
            Timeline.Minute minute = day.get(i);
            units += minute.consumed();
            long until = i + 1 < day.size() ? day.get(i + 1).minute() : end;
            set += minute.limit() * (until - minute.minute()) / MINUTES_PER_HOUR;
            peak = Math.max(peak, minute.consumed() / 60);
        }
        double hours = day.isEmpty() ? 0 : (end - day.getFirst().minute()) / MINUTES_PER_HOUR;
        Map<String, Object> cost = new LinkedHashMap<>();
        cost.put("hours", round(hours));
        cost.put("onDemandUnits", round(units));
        cost.put("limitUnitHours", round(set));
        cost.put("peakPerSecond", round(peak));
        cost.put("provisionedForPeakUnitHours", round(Math.ceil(peak) * hours));
        return cost;
    }

    /** Three decimals. */
    private static double round(double units) {
        return Math.rint(units * 1000) / 1000;
    }
}
